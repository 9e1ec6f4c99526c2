"""What is promised, what the audit found, refitting and going back: as a clerk meets it."""

import importlib.util
import json
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from PIL import Image

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName, Flag, FlagCode
from ocr_intake.model.submission import Submission
from ocr_intake.pipeline.batch import audited
from ocr_intake.review import Review
from ocr_intake.store import Workspace
from ocr_intake.trust.features import names_of
from tests.store.builders import outcome, submission, workspace_with

PHONE = FieldName.PHONE


def paper(number: int) -> Submission:
    """Some values are doubtful, some drawn by lot; all have evidence, the doubtful ones by different amounts."""
    made = submission(flagged={PHONE: 0.5 + number / 200})
    fields = tuple(
        replace(
            value,
            confidence=value.confidence - number / 10_000,
            flags=value.flags or ((Flag(FlagCode.AUDIT, (("share", "0.1"),)),) if number % 4 == 0 else ()),
            evidence=tuple((name, number % 7 / 7) for name in sorted(names_of(value.name))),
        )
        for value in made.fields
    )
    return replace(made, fields=fields)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace whose first telephone numbers were wrong, and one name that was drawn."""
    with workspace_with(tmp_path, *map(paper, range(1, 41))) as workspace:
        review = Review(workspace, "係員B")
        for number in range(1, 41):
            for value in workspace.submission(number).undecided:
                task = review.task(number, value.id)
                wrong = (value.name is PHONE and number <= 8) or (value.name is FieldName.NAME and number == 4)
                typed = "019-999-9999" if value.name is PHONE else "見木 太郎"
                review.edit(task, typed) if wrong else review.accept(task)
    return tmp_path / "workspace"


def test_doctor_tells_the_promise_on_what_it_rests_and_whether_it_holds(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor", "--workspace", str(folder)]) == ExitCode.OK
    text = capsys.readouterr().out
    assert "印の付かない値の誤りは 1/100 以下" in text
    assert "使用中の較正: 付属のもの" in text
    assert "抜き取った 60 件では、誤りの割合は 1.67%" in text
    assert "まだ分かりません" in text
    with Workspace.open(folder) as workspace:
        workspace.calibrations.keep("{}")
    assert run(["doctor", "--workspace", str(folder)]) == ExitCode.CONFIG
    told = capsys.readouterr().out
    assert "正常  SudachiPy" in told, "a calibration that does not fit keeps nothing else from being told"
    assert "ocr-intake calibrate --back" in told


def test_a_report_tells_the_rate_the_promise_and_where_it_comes_from(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["trust", "report", "--workspace", str(folder)]) == ExitCode.OK
    text = capsys.readouterr().out
    assert "値 280 件のうち、要確認 40 件、抜き取り 60 件（点検済み 60 件）、誰も見ない値 180 件。" in text
    assert "1件ずつ確かめた値 100 件のうち、読み取りの誤りは 9 件でした。" in text
    assert "およそ 1.67%" in text
    assert "誤りが約 3.0 件" in text
    assert "付属のもの" in text
    for word in ("氏名", "郵送", "合計", "1/"):
        assert word in text
    assert "太郎" not in text


def test_the_same_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trust", "report", "--json", "--workspace", str(folder)]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["all"]["audited"], told["all"]["errors"]) == (60, 1)
    assert told["fields"]["phone"]["drawn"] == 0
    assert told["calibration"]["source"] == "shipped"
    assert told["promises"][0]["budget"] > 0


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_a_picture_has_japanese_letters(folder: Path, tmp_path: Path, suffix: str) -> None:
    """A letter that the font lacks is a warning, and so an error here."""
    picture = tmp_path / f"risk{suffix}"
    assert run(["trust", "report", "--picture", str(picture), "--workspace", str(folder)]) == ExitCode.OK
    if suffix == ".png":
        with Image.open(picture) as image:
            assert image.width > image.height > 500
    else:
        assert "<svg" in picture.read_text(encoding="utf-8")


def test_pictures_that_cannot_be_drawn_are_refused_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["trust", "report", "--workspace", str(folder), "--picture"]
    assert run([*arguments, "risk.jpg"]) == ExitCode.USAGE
    without(monkeypatch, "matplotlib")
    assert run([*arguments, "risk.png"]) == ExitCode.MISSING_TOOL
    assert "ocr-intake[picture]" in capsys.readouterr().err


def without(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    found = importlib.util.find_spec

    def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == missing else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)


def test_calibrate_tells_before_and_after_and_can_go_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calibrate", "--workspace", str(folder)]) == ExitCode.OK
    text = capsys.readouterr().out
    assert "確かめた値 100 件を使いました。" in text
    assert "→" in text
    assert "較正 1 番を作り" in text
    assert run(["trust", "report", "--workspace", str(folder)]) == ExitCode.OK
    assert "この作業フォルダーで作ったもの" in capsys.readouterr().out
    assert run(["calibrate", "--back", "--workspace", str(folder)]) == ExitCode.OK
    assert "付属の較正に戻しました" in capsys.readouterr().out
    assert run(["calibrate", "--back", "--workspace", str(folder)]) == ExitCode.FAILURE
    with Workspace.open(folder) as workspace:
        actions = [event.action for event in workspace.audit_trail()][-2:]
        assert actions == ["calibration.made", "calibration.back"]
        assert workspace.calibrations.numbers() == (1,)


def test_calibrate_refuses_what_tells_too_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace_with(tmp_path, submission()).close()
    command = ["calibrate", "--workspace", str(tmp_path / "workspace")]
    assert run(command) == ExitCode.FAILURE
    assert "確かめた値が 0 件しかない" in capsys.readouterr().err
    without(monkeypatch, "sklearn")
    assert run(command) == ExitCode.MISSING_TOOL
    assert "make setup-all" in capsys.readouterr().err


def test_a_calibration_of_another_program_says_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Workspace.open(folder) as workspace:
        workspace.calibrations.keep("{}")
    assert run(["trust", "report", "--workspace", str(folder)]) == ExitCode.CONFIG
    assert "ocr-intake calibrate --back" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["read"], ["ingest", "--consultation", "morioka-dx-2021", "--channel", "post"]])
def test_an_error_budget_that_is_none_is_refused(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    assert run([*command, str(tmp_path), "--error-budget", "0.1%"]) == ExitCode.USAGE
    assert "1/1000" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------------------- drawing


def test_only_values_that_nobody_would_see_are_drawn_and_always_the_same() -> None:
    made = outcome(submission(flagged={PHONE: 0.5}))
    everything = audited(made, 1.0, "seed", "ab")
    (drawn,) = everything.submissions
    assert [flag.code for flag in drawn.field(PHONE).flags] == [FlagCode.LOW_CONFIDENCE]
    others = [value for value in drawn.fields if value.name is not PHONE]
    assert {value.flags for value in others} == {(Flag(FlagCode.AUDIT, (("share", "1.0"),)),)}
    assert audited(made, 0.0, "seed", "ab") == made
    assert audited(made, 0.5, "seed", "ab") == audited(made, 0.5, "seed", "ab")

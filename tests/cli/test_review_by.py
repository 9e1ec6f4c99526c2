"""``review --by-field`` and ``--by-character``: line by line, only what is wrong is named."""

import io
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName
from ocr_intake.store import Workspace
from tests.review.test_by_character import TEXT, doubtful
from tests.store.builders import VALUES, submission, workspace_with


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    low = {FieldName.PHONE: 0.3}
    made = (submission(flagged=low), submission(flagged=low), submission(flagged=low), doubtful((1, "7"), (4, "1")))
    workspace_with(tmp_path, *made).close()
    monkeypatch.setenv("OCR_INTAKE_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


def review(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str], *lines: str
) -> tuple[int, str]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\n".join((*lines, "")).encode())))
    code = run(["review", "--reviewer", "点検", *options])
    return code, capsys.readouterr().out


def phones(folder: Path) -> list[str | None]:
    with Workspace.open(folder) as workspace:
        fields = [workspace.submission(number).field(FieldName.PHONE) for number in (1, 2, 3)]
        return [field.value if field.decided else "?" for field in fields]


def test_only_what_is_wrong_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ("?", "9", "2 x", "2 019-622-6211", "3", "n", "o 1", "")
    code, told = review(monkeypatch, capsys, ["--by-field", "phone", "--plain"], *lines)
    assert code == ExitCode.OK
    assert "3 件を並べます（残り 3 件）" in told
    assert "その番号のものはありません。" in told
    assert "3 件を保存しました" in told
    assert "2) 019-622-6211" in told
    assert phones(folder) == [VALUES[FieldName.PHONE], "019-622-6211", None]


def test_the_last_screen_is_undone_and_stopping_saves_nothing_of_this_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--by-field", "phone"]
    code, told = review(monkeypatch, capsys, options, "u", "1 1", "q")
    assert (code, phones(folder)) == (ExitCode.ATTENTION, ["?", "?", "?"])
    assert "戻せる操作はありません。" in told
    assert f"1) {VALUES[FieldName.PHONE]}?" in told


def test_the_most_frequent_confusion_is_told_and_settled(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = review(monkeypatch, capsys, ["--by-character", "frequent"], "2 1", "")
    assert code == ExitCode.OK
    assert "1 と 7: 2 か所" in told
    assert "第〔1〕回は7人、" in told
    with Workspace.open(folder) as workspace:
        assert workspace.submission(4).opinions[0].value == TEXT[:4] + "1" + TEXT[5:]


@pytest.mark.parametrize(
    "options",
    [
        ["--by-field", "opinion"],
        ["--by-field", "x"],
        ["--by-character", "17"],
        ["--by-field", "name", "--by-character", "1"],
    ],
)
def test_what_cannot_be_asked_for(folder: Path, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.is_dir()
    assert run(["review", *options]) == ExitCode.USAGE
    assert capsys.readouterr().err

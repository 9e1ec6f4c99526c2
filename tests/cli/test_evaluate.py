"""``evaluate`` as a command: files found beside the truth, tables that are not cut, mistakes that are named."""

import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from tests.pipeline import fakes
from tests.pipeline.fakes import picture


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    lines = [
        {
            "file": "a.tif",
            "pages": [1],
            "submitter_kind": "individual",
            "channel": "fax",
            "fields": {"name": "見本 太郎"},
        },
        {
            "file": "a.tif",
            "pages": [2],
            "submitter_kind": "individual",
            "channel": "fax",
            "fields": {"name": "例 花子"},
        },
        {"file": "b.png", "submitter_kind": "organization", "fields": {"organization": "例の会"}},
    ]
    path = tmp_path / "truth.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the truth; every page is read as 見本 太郎's."""
    fakes.take_the_engines_place(monkeypatch, tmp_path)
    folder = tmp_path / "files"
    folder.mkdir()
    picture(folder / "a.tif", fakes.FINE, fakes.FINE)
    picture(folder / "b.png", fakes.FINE, shade=1)
    return folder


def test_reading_and_measuring(truth: Path, scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", str(truth), "--by", "channel"]) == ExitCode.OK
    captured = capsys.readouterr()
    said = captured.out.splitlines()
    assert said[0] == "正解 3 件、読み取り 3 件。対応づけ 3 件、見つからなかったもの 0 件、余分なもの 0 件。"
    assert said[1] == "ページの分け方が正しいもの: 100.0% [29.2-100.0]（3/3 件）"
    name = next(line.split() for line in said if "氏名" in line)
    assert name[:6] == ["氏名", "2", "50.0", "[1.3-98.7]", "50.0", "0.0"]
    assert "channel = fax: 2 件（個人・団体の区別が正しいもの 100.0%）" in said
    assert "channel = （記載なし）: 1 件（個人・団体の区別が正しいもの 0.0%）" in said
    assert "…" not in captured.out, "nothing is cut where nobody watches"
    assert "見本" not in captured.out


def test_figures_for_programs(truth: Path, scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", str(truth), "--files", str(scans), "--json"]) == ExitCode.OK
    figures = json.loads(capsys.readouterr().out)
    assert figures["matched"] == 3
    assert figures["strata"][0]["fields"]["name"]["exact"]["hits"] == 1


def test_what_was_read_before_and_a_list_of_what_is_wrong(
    truth: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    predictions = tmp_path / "pred.jsonl"
    predictions.write_text(
        json.dumps({"file": "a.tif", "pages": [2], "fields": {"name": {"value": "例 花丸", "confidence": 0.7}}}),
        encoding="utf-8",
    )
    wrong = tmp_path / "wrong.jsonl"
    arguments = ["evaluate", str(truth), "--predictions", str(predictions), "--errors", str(wrong)]
    assert run(arguments) == ExitCode.OK
    captured = capsys.readouterr()
    assert "見つからなかったもの 2 件" in captured.out
    assert "正解と異なる値 3 件を" in captured.err
    listed = [json.loads(line) for line in wrong.read_text(encoding="utf-8").splitlines()]
    assert [(each["file"], each["field"], each["predicted"]) for each in listed] == [
        ("a.tif", "name", "例 花丸"),
        ("a.tif", "name", None),
        ("b.png", "organization", None),
    ]
    assert run([*arguments[:-1], str(tmp_path / "none" / "wrong.jsonl")]) == ExitCode.FAILURE
    assert "書き込めません" in capsys.readouterr().err


def test_a_narrow_screen_gets_two_tables(
    truth: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    (tmp_path / "pred.jsonl").touch()
    run(["evaluate", str(truth), "--predictions", str(tmp_path / "pred.jsonl")])
    said = Text.from_ansi(capsys.readouterr().out).plain
    assert said.count("項目") == 2
    assert "（0/0 件）" in said
    assert all(cell_len(line) <= 80 for line in said.splitlines())


@pytest.mark.parametrize(
    ("text", "options", "code", "said"),
    [
        ("{", [], ExitCode.INPUT, "truth.jsonl」の 1 行目: "),
        ("\n", [], ExitCode.INPUT, "正解が1件もありません。"),
        (None, ["--by", "hand"], ExitCode.USAGE, "「hand」という項目はありません。使えるもの: channel, stratum"),
        (None, [], ExitCode.INPUT, "2 件見つかりません（a.tif, b.png）"),
        (None, ["--predictions", "nowhere.jsonl"], ExitCode.INPUT, "「nowhere.jsonl」を読めません。"),
    ],
)
def test_mistakes_are_named(
    truth: Path, capsys: pytest.CaptureFixture[str], text: str | None, options: list[str], code: ExitCode, said: str
) -> None:
    if text is not None:
        truth.write_text(text, encoding="utf-8")
    assert run(["evaluate", str(truth), *options]) == code
    assert said in capsys.readouterr().err

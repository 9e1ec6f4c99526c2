"""``page`` and ``submission``: what they say, their exit codes, and JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.cli.submission import NoPagesError, pages_named
from ocr_intake.errors import ExitCode
from tests.pipeline.arranging_fakes import as_proposed, take_in

__all__ = ["as_proposed"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_proposed: None) -> Path:
    monkeypatch.setenv("OCR_INTAKE_WORKSPACE", str(tmp_path / "workspace"))
    take_in(tmp_path, 3, 2, 1, consultation="2021-digital-strategy").close()
    return tmp_path


@pytest.fixture(autouse=True)
def of_any_consultation(monkeypatch: pytest.MonkeyPatch) -> None:
    from ocr_intake.cli.ingest_tools import Desk
    from ocr_intake.extract.knowledge import Knowledge

    monkeypatch.setattr(Desk, "_knowledge", lambda _, consultation: Knowledge({}))


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: ExitCode = ExitCode.OK) -> str:
    capsys.readouterr()
    assert run(list(arguments)) == code
    out = capsys.readouterr()
    return out.out + out.err


@pytest.mark.usefixtures("folder")
def test_a_day_of_arranging(capsys: pytest.CaptureFixture[str]) -> None:
    assert "S0001 → S0004, S0002 → S0005" in said(capsys, "page", "move", "S0001", "3", "--to", "s2")
    assert "S0005 → S0006, S0007" in said(capsys, "submission", "split", "S0005", "--pages", "1-2", "--pages", "3")
    assert "S0006, S0003 → S0008" in said(capsys, "submission", "join", "S0006", "S0003")
    assert "S0004 → S0009" in said(capsys, "page", "aside", "S0004", "2", "--reason", "別の人の紙")
    assert "別の人の紙" in said(capsys, "status")
    assert "S0010" in said(capsys, "page", "take-up", "S0004", "2")
    assert "S0010 のページの並べ替え" in said(capsys, "submission", "undo")
    assert "S0011" in said(capsys, "page", "take-up", "scan001.tif", "2")
    assert "現在の番号: S0004, S0005" in said(capsys, "show", "S0001")
    said(capsys, "status", "--deep")
    said(capsys, "verify")


@pytest.mark.usefixtures("folder")
def test_the_review_in_a_terminal_arranges_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("M\n4\n1\nq\n"))
    told = said(capsys, "review", "--plain", "--reviewer", "係員A", code=ExitCode.ATTENTION)
    assert "分けました。S0001 → S0004, S0005" in told
    said(capsys, "submission", "undo", "--operator", "係員A")
    assert "S0001" in said(capsys, "show", "S0001")
    said(capsys, "verify")


@pytest.mark.usefixtures("folder")
def test_json_says_what_became_of_what(capsys: pytest.CaptureFixture[str]) -> None:
    done = json.loads(said(capsys, "submission", "split", "1", "--pages", "1", "--pages", "2、3", "--json"))
    assert done == {"kind": "split", "replaced": ["S0001"], "made": ["S0004", "S0005"]}
    undone = json.loads(said(capsys, "submission", "undo", "--json"))
    assert undone == {"undone": "arranged", "submission": "S0001"}
    assert json.loads(said(capsys, "submission", "undo", "--json")) == {"undone": None, "submission": None}
    assert "取り消せる操作はありません" in said(capsys, "submission", "undo")


@pytest.mark.usefixtures("folder")
def test_undo_is_of_the_one_who_did_it(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "submission", "join", "S0001", "S0002", "--operator", "係員B")
    assert "取り消せる操作はありません" in said(capsys, "submission", "undo", "--operator", "係員C")
    assert "S0001" in said(capsys, "submission", "undo", "--operator", "係員B")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("page", "move", "S0001", "9", "--to", "S0002"), ExitCode.INPUT, "1, 2, 3"),
        (("page", "move", "S0001", "1", "--to", "S0099"), ExitCode.INPUT, "S0099"),
        (("page", "move", "いち", "1", "--to", "S0002"), ExitCode.USAGE, "いち"),
        (("page", "aside", "S0003", "1", "--reason", "x"), ExitCode.USAGE, "submission join"),
        (("page", "take-up", "scan001.tif", "1"), ExitCode.INPUT, "scan001.tif"),
        (("page", "turn", "S0001", "1", "--by", "45"), ExitCode.USAGE, "270"),
        (("submission", "split", "S0001", "--pages", "1"), ExitCode.USAGE, "1, 2, 3"),
        (("submission", "split", "S0001", "--pages", "2-1"), ExitCode.USAGE, "2-1"),
        (("submission", "join", "S0001"), ExitCode.USAGE, "S0001"),
    ],
)
def test_what_cannot_be_done_is_said(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: ExitCode, words: str
) -> None:
    assert words in said(capsys, *arguments, code=code)


def test_pages_are_named_by_numbers_and_ranges() -> None:
    assert pages_named("1-3, 5") == [1, 2, 3, 5]
    assert pages_named("4") == [4]
    for text in ("", "0", "3-1", "a", "1-", "1-99999", "１；２"):
        with pytest.raises(NoPagesError):
            pages_named(text)

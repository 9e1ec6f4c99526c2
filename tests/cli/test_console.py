"""What somebody watches is set in lines as Japanese is; what a file or a pipe takes is not."""

from __future__ import annotations

import io
import sys

import pytest
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from ocr_intake.cli.console import Passage, complain, console, say

REASON = "読み取りの確からしさが低い値か、抜き取りで確かめる値です（S0012、120件）。"


class Watched(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[60, 80, 120, 24])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("COLUMNS", str(request.param))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    return int(request.param)


def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Standard output and error, as a terminal; set in the test itself, since pytest sets its own before that."""
    made = Watched()
    monkeypatch.setattr(sys, "stdout", made)
    monkeypatch.setattr(sys, "stderr", made)
    return made


def written(screen: Watched) -> list[str]:
    return [line for line in screen.getvalue().split("\n") if line.strip()]


@pytest.mark.parametrize("indent", ["", "  - ", "      ! ", "        "])
def test_further_lines_are_set_in(monkeypatch: pytest.MonkeyPatch, width: int, indent: str) -> None:
    screen = watched(monkeypatch)
    say(indent + REASON * 3)
    first, *others = written(screen)
    assert first.startswith(indent + REASON[0])
    assert others
    assert all(cell_len(line) <= width for line in (first, *others))
    wanted = " " * (cell_len(indent) or 2)
    assert all(line.startswith(wanted) and line[len(wanted)] not in " 、。" for line in others)
    assert "".join("".join((first, *others)).split()) == "".join((indent + REASON * 3).split())
    for whole in ("S0012", "120件"):
        assert sum(line.count(whole) for line in (first, *others)) == 3, "nothing breaks inside a word or number"


def test_complaints_are_set_alike(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    screen = watched(monkeypatch)
    complain("エラー: " + REASON * 2)
    first, *others = written(screen)
    assert first.startswith("エラー")
    assert all(line.startswith("  ") and cell_len(line) <= width for line in others)


def test_a_path_that_is_longer_than_a_line_is_cut_and_not_lost(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    screen = watched(monkeypatch)
    path = "/srv/" + "a" * 150
    say("        " + path)
    assert "".join("".join(written(screen)).split()) == path
    assert all(line.startswith("        ") and cell_len(line) <= width for line in written(screen))


def test_styles_stay_where_they_were(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    screen = watched(monkeypatch)
    monkeypatch.delenv("NO_COLOR")
    console().print(Text("  あ" * 40).append("え", "bold") + Text("う"))
    assert "\x1b[1mえ\x1b[0m" in screen.getvalue()


def test_a_cell_of_a_table_breaks_alike(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    screen = watched(monkeypatch)
    table = Table()
    table.add_column(width=14)
    table.add_row(Passage("やり直しが 3回。結局 S0012。です"))
    console().print(table)
    shown = "".join(screen.getvalue().split())
    assert all(whole in shown for whole in ("3回。", "S0012。"))


@pytest.mark.parametrize("text", [REASON * 4, "  - " + REASON * 4])
def test_where_nobody_watches_lines_stay_whole(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    say(text)
    complain(text)
    told = capsys.readouterr()
    assert told.out == told.err == text + "\n"

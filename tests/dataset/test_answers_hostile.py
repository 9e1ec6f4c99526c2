"""Tables that people or attackers changed: named by sheet and row, read as a whole or not at all."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pytest

from ocr_intake.dataset.answers import Whose, read_answers
from ocr_intake.dataset.answers import guard as guard_module
from ocr_intake.dataset.answers.errors import NoTableFileError, NotATableError, TableProblemsError
from ocr_intake.store import Workspace
from tests.dataset.answer_tables import by_hand, read, verified_workspace, write

Worksheet: TypeAlias = Any
"""openpyxl ships no types."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with verified_workspace(tmp_path_factory.mktemp("hostile")) as opened:
        yield opened


@pytest.fixture
def path(workspace: Workspace, tmp_path: Path) -> Path:
    write(workspace, tmp_path / "回答.xlsx")
    return tmp_path / "回答.xlsx"


def set_cell(place: str, value: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[place] = value

    return change


def added(sheet: Worksheet) -> None:
    sheet["F9"] = "手で加えた行の秘密"


def copied_row(sheet: Worksheet) -> None:
    for place in range(1, 9):
        sheet.cell(8, place).value = sheet.cell(2, place).value
    sheet["F8"] = "写した行の秘密"


def partly_sorted(sheet: Worksheet) -> None:
    sheet["A2"], sheet["A3"] = 2, 1


def unheaded(sheet: Worksheet) -> None:
    sheet["J3"] = "見出しのない秘密"


@pytest.mark.parametrize(
    ("change", "row", "code"),
    [
        (set_cell("F3", "=HYPERLINK(1)"), 3, "formula"),
        (set_cell("B3", "=1+1"), 3, "formula"),
        (set_cell("F3", "#N/A"), 3, "error"),
        (set_cell("F3", date(2026, 2, 3)), 3, "date"),
        (set_cell("F3", value=True), 3, "truth"),
        (set_cell("G4", "秘密"), 4, "category"),
        (set_cell("H2", None), 2, "added_row"),
        (set_cell("H2", "group:1"), 2, "broken_mark"),
        (set_cell("D2", 7), 2, "computed"),
        (set_cell("F1", "回答"), 1, "no_column"),
        (set_cell("C1", "市の考え方"), 1, "heading_twice"),
        (set_cell("I1", "長" * 101), 1, "heading"),
        (lambda sheet: sheet.delete_cols(6), 1, "no_column"),
        (lambda sheet: sheet.merge_cells("F2:F3"), 2, "merged"),
        (added, 9, "added_row"),
        (copied_row, 8, "row_twice"),
        (partly_sorted, 2, "computed"),
        (unheaded, 3, "no_heading"),
    ],
)
def test_what_cannot_be_read_is_named(
    workspace: Workspace, path: Path, change: Callable[[Worksheet], None], row: int, code: str
) -> None:
    with by_hand(path) as sheet:
        change(sheet)
    before = path.read_bytes()
    for attempt in (read, write):
        with pytest.raises(TableProblemsError) as caught:
            attempt(workspace, path)
        assert ("市の考え方", row, code) in [problem[:3] for problem in caught.value.problems]
        assert f"「市の考え方」シートの {row} 行目" in str(caught.value)
        assert "秘密" not in str(caught.value)
    assert path.read_bytes() == before
    assert workspace.replies.of("dx") == ()


def test_many_problems_are_counted(workspace: Workspace, path: Path) -> None:
    with by_hand(path) as sheet:
        for row in range(10, 40):
            sheet.cell(row, 6).value = "加えた行"
    with pytest.raises(TableProblemsError, match="ほか 10 か所"):
        read(workspace, path)


def test_an_identical_copy_of_a_row_is_no_problem(workspace: Workspace, path: Path) -> None:
    with by_hand(path) as sheet:
        for place in range(1, 9):
            sheet.cell(8, place).value = sheet.cell(2, place).value
    assert read(workspace, path).changed == 0


def test_a_copied_sheet_is_named(workspace: Workspace, path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book.worksheets[0])
    book.save(path)
    with pytest.raises(TableProblemsError) as caught:
        read(workspace, path)
    assert [problem.code for problem in caught.value.problems] == ["second_table"]


def test_the_table_of_another_workspace_or_consultation_is_refused(
    workspace: Workspace, path: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    with verified_workspace(tmp_path / "other") as other:
        other.identity = "00000000-0000-0000-0000-000000000000"
        with pytest.raises(NotATableError) as caught:
            read(other, path)
    assert caught.value.code == "other_owner"
    with pytest.raises(NotATableError) as caught:
        read_answers(workspace, Whose("another", {}), path, by="係員A")
    assert caught.value.code == "other_owner"


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def with_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry.filename == name else content)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda _: b"", "no_spreadsheet"),
        (lambda _: b"PK\x03\x04 torn", "no_spreadsheet"),
        (lambda _: b"%PDF-1.7", "no_spreadsheet"),
        (lambda path: path.read_bytes()[:-200], "no_spreadsheet"),
        (lambda _: packed(a__txt=b"no workbook"), "no_spreadsheet"),
        (lambda path: with_part(path, SHEET, lambda _: BOMB), "no_spreadsheet"),
        (lambda path: with_part(path, SHEET, lambda part: part[:500]), "no_spreadsheet"),
        (lambda _: packed(**{f"part{n}": b"" for n in range(2_001)}), "too_large"),
        (lambda _: packed(xl__xml=b"\0" * (201 << 20)), "too_large"),
        (lambda _: packed(xl__xml=b'<c r="A1"/>' * 1_000_001), "too_large"),
    ],
)
def test_what_is_no_table_is_refused(
    workspace: Workspace, path: Path, content: Callable[[Path], bytes], code: str
) -> None:
    path.write_bytes(content(path))
    with pytest.raises(NotATableError) as caught:
        read(workspace, path)
    assert caught.value.code == code


def test_a_cell_far_away_is_refused(workspace: Workspace, path: Path) -> None:
    with by_hand(path) as sheet:
        sheet["XFD1048576"] = "x"
    with pytest.raises(NotATableError) as caught:
        read(workspace, path)
    assert caught.value.code == "too_far"


def test_too_large_a_file_is_not_even_unpacked(
    workspace: Workspace, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard_module, "LARGEST_FILE", 1_000)
    with pytest.raises(NotATableError) as caught:
        read(workspace, path)
    assert caught.value.code == "too_large"


def test_no_file_and_no_mark(workspace: Workspace, path: Path, tmp_path: Path) -> None:
    with pytest.raises(NoTableFileError):
        read(workspace, tmp_path / "nothing.xlsx")
    with by_hand(path) as sheet:
        sheet.delete_cols(8)
    with pytest.raises(NotATableError) as caught:
        read(workspace, path)
    assert caught.value.code == "no_mark"

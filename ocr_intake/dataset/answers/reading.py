"""Reading the table of answers back from a spreadsheet: what stands in which row, or what is wrong and where.

Columns are found by their headings and rows by their marks, so both may stand in any order. A table is read as a whole
or not at all: what cannot be understood is told by sheet and row, for a person to put right.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from ocr_intake.dataset.answers.errors import NotATableError, Problem, TableProblemsError
from ocr_intake.dataset.answers.guard import opened
from ocr_intake.dataset.answers.layout import (
    COLUMNS,
    Computed,
    Mark,
    digest,
    headings,
    is_owner,
    is_sheet_mark,
    parsed,
    sheet_mark,
    tidy,
)
from ocr_intake.dataset.answers.rows import OWN, Part
from ocr_intake.store import TypedCell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ocr_intake.store import Subject

_HEADING_ROWS: Final = 20
"""Rows at the top among which the headings are."""
LONGEST_OWN: Final = 100
"""Characters of a heading of people's own."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """What a spreadsheet holds."""

    cells: tuple[TypedCell, ...]
    """Of people's columns; of the gist only where it is not as it was written."""
    subjects: tuple[Subject, ...]
    """The rows that are there."""
    own: tuple[str, ...]
    """Headings of people's own columns."""
    beyond: tuple[Problem, ...]
    """What stands outside of the table, and would be lost if the file were written anew."""


def read_table(path: Path, content: bytes, owned: str, categories: Mapping[str, str]) -> ReadTable:
    """What a table holds.

    Args:
        path: Where it lies, for messages.
        content: The file.
        owned: Whose table it must be (``layout.owner``).
        categories: The answers' categories.

    Raises:
        NotATableError: It is no table of answers of this workspace and consultation.
        TableProblemsError: Something in it must be put right first.
    """
    book = opened(path, content)
    found = [(sheet, row) for sheet in book.worksheets if (row := _heading_row(sheet))]
    if not found:
        raise NotATableError(path, "no_mark")
    if len(found) > 1:
        problems = tuple(Problem(sheet.title, 0, "second_table") for sheet, _ in found[1:])
        raise TableProblemsError(path, problems)
    (sheet, head) = found[0]
    table = _Sheet(sheet, head, categories)
    if table.owner != owned:
        raise NotATableError(path, "other_owner")
    table.read()
    if table.problems:
        raise TableProblemsError(path, tuple(table.problems))
    beyond = [*table.beyond(), *(one for other in book.worksheets if other is not sheet for one in _telling(other))]
    beyond += (Problem(other.title, 0, "chart_sheet") for other in book.chartsheets)
    return ReadTable(tuple(table.cells), tuple(table.marks), table.own, tuple(beyond))


def _heading_row(sheet: Any) -> int:  # noqa: ANN401
    """Where the headings are, from 1; 0 where there are none."""
    for row in sheet.iter_rows(max_row=min(_HEADING_ROWS, sheet.max_row)):
        if any(isinstance(cell.value, str) and is_owner(cell.value) for cell in row):
            return int(row[0].row)
    return 0


@dataclass(slots=True)
class _Sheet:
    """The sheet with the table while it is read."""

    sheet: Any
    head: int
    categories: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    cells: list[TypedCell] = field(default_factory=list)
    marks: dict[Subject, int] = field(default_factory=dict)
    """The rows that were read so far, each with where it stands."""
    own: tuple[str, ...] = ()
    owner: str = ""
    _columns: dict[str, int] = field(default_factory=dict)
    """Parts and computed columns by their names, each with its place from 1."""
    _hidden: int = 0
    _seen: dict[Subject, tuple[str | None, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._find_columns()

    def read(self) -> None:
        """Every row below the headings."""
        if self.problems:
            return
        for merged in self.sheet.merged_cells.ranges:
            if merged.max_row > self.head:
                self._wrong(max(merged.min_row, self.head + 1), "merged", str(merged.coord))
        if self.problems:
            return
        for row in self.sheet.iter_rows(min_row=self.head + 1):
            self._row(int(row[0].row), row)

    def beyond(self) -> Iterator[Problem]:
        """What stands on the sheet and belongs to no row."""
        for row in self.sheet.iter_rows():
            for cell in row:
                if cell.comment is not None:
                    yield Problem(self.sheet.title, int(cell.row), "comment", cell.coordinate)
                elif cell.row < self.head and cell.value is not None:
                    yield Problem(self.sheet.title, int(cell.row), "above")
        if self.sheet._images or self.sheet._charts:  # noqa: SLF001 - openpyxl has no other name for them
            yield Problem(self.sheet.title, 0, "picture")

    def _wrong(self, row: int, code: str, detail: str = "") -> None:
        self.problems.append(Problem(self.sheet.title, row, code, detail))

    def _find_columns(self) -> None:
        known, own = headings(), []
        for cell in self.sheet[self.head]:
            name = "" if cell.value is None else str(cell.value).strip()
            if is_owner(name):
                self.owner, self._hidden = name, int(cell.column)
                continue
            if not name:
                continue
            column: str = known[name].value if name in known else f"{OWN}{name}"
            if column in self._columns:
                self._wrong(self.head, "heading_twice", name)
            elif len(name) > LONGEST_OWN or cell.data_type == "f":
                self._wrong(self.head, "heading", cell.column_letter)
            self._columns[column] = int(cell.column)
            if name not in known:
                own.append(name)
        self.own = tuple(own)
        here = {heading: column.value for heading, column in known.items()}
        for column in COLUMNS:
            if column.value not in self._columns:
                names = [name for name, what in here.items() if what == column.value]
                self._wrong(self.head, "no_column", names[0])

    def _row(self, at: int, row: tuple[Any, ...]) -> None:
        before = len(self.problems)
        texts = {place: self._text(at, cell) for place, cell in enumerate(row, 1)}
        if not any(texts.values()) or len(self.problems) > before:
            return
        marked = texts.get(self._hidden)
        if marked is None:
            self._wrong(at, "added_row")
            return
        mark = parsed(marked)
        if mark is None:
            self._wrong(at, "broken_mark")
            return
        self._stray(at, texts)
        parts = {part: texts.get(place) for part, place in self._columns.items() if part not in set(Computed)}
        computed = [texts.get(self._columns[column]) or "" for column in Computed]
        if digest(computed) != mark.computed:
            self._wrong(at, "computed")
        parts[Part.CATEGORY] = self._category(at, parts[Part.CATEGORY])
        if mark.subject in self.marks:
            if self._seen[mark.subject] != tuple(parts.values()):
                self._wrong(at, "row_twice", str(self.marks[mark.subject]))
            return
        self.marks[mark.subject], self._seen[mark.subject] = at, tuple(parts.values())
        self.cells += _typed(mark, parts)

    def _stray(self, at: int, texts: Mapping[int, str | None]) -> None:
        """Text in a column that has no heading: nobody could say what it is."""
        places = {*self._columns.values(), self._hidden}
        if any(text is not None and place not in places for place, text in texts.items()):
            self._wrong(at, "no_heading")

    def _text(self, at: int, cell: Any) -> str | None:  # noqa: ANN401
        """What stands in a cell; None for nothing."""
        value = cell.value
        if cell.data_type == "f":
            self._wrong(at, "formula", cell.coordinate)
        elif cell.data_type == "e":
            self._wrong(at, "error", cell.coordinate)
        elif isinstance(value, date | time | timedelta):
            self._wrong(at, "date", cell.coordinate)
        elif isinstance(value, bool):
            self._wrong(at, "truth", cell.coordinate)
        elif value is not None:
            whole = isinstance(value, float) and value.is_integer()
            return tidy(str(int(value) if whole else value)) or None
        return None

    def _category(self, at: int, text: str | None) -> str | None:
        """The code of a category, however it was typed."""
        if text is None or not self.categories:
            return text
        wanted = _plain(text)
        for code, meaning in self.categories.items():
            if wanted in {_plain(code), _plain(meaning), _plain(f"{code}{meaning}")}:
                return code
        self._wrong(at, "category", ", ".join(self.categories))
        return None


def _typed(mark: Mark, parts: Mapping[str, str | None]) -> Iterator[TypedCell]:
    """The cells of a row; the gist is what somebody typed only where it is not what was written."""
    for part, value in parts.items():
        if part != Part.GIST or digest([value or ""]) != mark.gist:
            yield TypedCell(mark.subject, str(part), value, mark.as_of)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def _telling(sheet: Any) -> Iterator[Problem]:  # noqa: ANN401
    """Whether a sheet beside the table holds anything that this program did not write."""
    cells = [cell for row in sheet.iter_rows() for cell in row]
    texts = [str(cell.value) for cell in cells if cell.value is not None]
    marks = [text for text in texts if is_sheet_mark(text)]
    whole = marks == [sheet_mark(text for text in texts if not is_sheet_mark(text))]
    if (texts and not whole) or any(cell.comment is not None for cell in cells):
        yield Problem(sheet.title, 0, "other_sheet")

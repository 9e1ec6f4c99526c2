"""Tables as text: CSV and TSV in the encodings that offices write, and what a table is here."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_ROWS: Final = 100_000
"""Of one table: the largest public comments have had some ten thousand."""
MOST_COLUMNS: Final = 500
ENCODINGS: Final = ("utf-8", "cp932", "utf-16", "euc-jp")
"""That a table may be said to have."""

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS: Final = (",", "\t", ";")


class NotATableError(IntakeError):
    """A file cannot be taken as a table; the message says why, and repeats nothing of it."""

    key: ClassVar[str] = "importing.error.table"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, code: str, **detail: object) -> None:
        """The code is the key of its text, ``importing.table.CODE``."""
        super().__init__(code=code, detail=detail)

    def __str__(self) -> str:
        return t(self.key, reason=t(f"importing.table.{self.values['code']}", **self.values["detail"]))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below the headings."""

    number: int
    """Its number as spreadsheets count: the first row of a table is 1."""
    cells: tuple[str, ...]
    """As many as there are headings."""
    formula: bool = False
    """One of its cells is a formula: what it says is not known."""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table of text."""

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    """Those that hold anything."""


def read_csv(content: bytes, encoding: str | None = None, *, tabs: bool = False, heading_row: int = 1) -> SheetTable:
    """The table of a CSV or TSV file.

    Args:
        content: its bytes.
        encoding: one of ``ENCODINGS``; None finds it: by a byte order mark, else UTF-8, else cp932.
        tabs: its name says that columns are parted by tabs; otherwise the headings tell.
        heading_row: the row that holds the headings.

    Raises:
        NotATableError: It is none.
    """
    text = _decoded(content, encoding)
    delimiter = "\t" if tabs else _delimiter(text)
    before = csv.field_size_limit(max(len(text), 1))
    try:
        return table_of(_records(text, delimiter), heading_row)
    finally:
        csv.field_size_limit(before)


def table_of(records: Iterable[tuple[tuple[str, ...], bool]], heading_row: int) -> SheetTable:
    """A table from the cells of its rows, each with whether one of them is a formula.

    Raises:
        NotATableError: There are no headings, or too many rows or columns.
    """
    headings: tuple[str, ...] = ()
    rows: list[TableRow] = []
    for number, (cells, formula) in enumerate(records, 1):
        if number < heading_row:
            continue
        if number == heading_row:
            headings = tuple(cell.strip() for cell in cells)
            while headings and not headings[-1]:
                headings = headings[:-1]
            if len(headings) > MOST_COLUMNS:
                raise NotATableError("columns", limit=MOST_COLUMNS)
            continue
        if not any(cell.strip() for cell in cells) and not formula:
            continue
        if len(rows) >= MOST_ROWS:
            raise NotATableError("rows", limit=MOST_ROWS)
        if any(cell.strip() for cell in cells[len(headings) :]):
            raise NotATableError("wide", row=number)
        rows.append(TableRow(number, (*cells, *("",) * len(headings))[: len(headings)], formula))
    if not any(headings):
        raise NotATableError("headings", row=heading_row)
    return SheetTable(headings, tuple(rows))


def _records(text: str, delimiter: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):  # noqa: B007 - told where the next one fails
            yield tuple(cells), False
    except csv.Error as error:
        raise NotATableError("quotes", row=number + 1) from error


def _decoded(content: bytes, encoding: str | None) -> str:
    if encoding is not None:
        mark = next((name for bom, name in _BOMS if content.startswith(bom)), None)
        try:
            return content.decode(mark if mark is not None and mark.startswith(encoding) else encoding)
        except UnicodeDecodeError as error:
            raise NotATableError("encoding", encoding=encoding) from error
    names = [name for bom, name in _BOMS if content.startswith(bom)] or ["utf-8", "cp932"]
    for name in names:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise NotATableError("no_encoding")


def _delimiter(text: str) -> str:
    """What parts the columns, by the first row that holds anything: the most frequent outside of quotes."""
    quoted, counts = False, dict.fromkeys(_DELIMITERS, 0)
    for char in text.lstrip():
        if char == '"':
            quoted = not quoted
        elif char == "\n" and not quoted:
            break
        elif char in counts and not quoted:
            counts[char] += 1
    return max(_DELIMITERS, key=lambda each: counts[each])

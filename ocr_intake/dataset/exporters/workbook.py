"""XLSX by XlsxWriter: every text a text cell, so that nothing is run and no leading zero of a number is lost.

Rows go to a temporary file as they come, in the folder that the caller names: the library's own choice is the system's
folder for temporary files, where personal data must not go. Without a folder it works in memory.
"""

from __future__ import annotations

import contextlib
import io
import re
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, Final
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.exceptions import FileSizeError

from ocr_intake.dataset.errors import CellTooLongError, TableTooLongError
from ocr_intake.dataset.table import Picture, cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ocr_intake.dataset.table import Cell, Column, Row, Table

LONGEST: Final = 32_767
"""UTF-16 units that a cell holds (Excel's specifications and limits); more would be cut off."""
_MOST_ROWS: Final = 1_048_576
"""Of a sheet, the headings' row included (as above)."""
_WIDTHS: Final = {"opinion": 80, "address": 40, "organization": 30, "name": 20, "consultation": 20, "scan": 24}
"""Of columns, in characters; 14 for the others, and room for the heading with the button of its filter at least."""
_BUTTON: Final = 4
"""Characters that the button of a filter covers."""
_LINE: Final = 18.75
"""Points of a line of text in a Japanese font of 11 points."""
_HIGHEST: Final = 408.75
"""Points of a row, at most: 409 (as above), in whole pixels."""
_PIXELS_A_CHARACTER: Final = 7
"""Width of a character of the standard font, by which columns are measured."""
_POINTS_A_PIXEL: Final = 0.75
_AROUND: Final = 3
"""Pixels around a picture in its cell."""
_FONT: Final = "游ゴシック"
MADE: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - a day without a clock
"""What a file says of when it was made: the same table gives the same bytes, and nobody learns who worked when."""

_NOT_XML: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class WorkbookExporter:
    """An Excel workbook with one sheet. The same table gives the same bytes."""

    name: ClassVar[str] = "xlsx"
    suffix: ClassVar[str] = ".xlsx"

    @contextmanager
    def begin(self, table: Table, stream: BinaryIO, scratch: Path | None) -> Iterator[Callable[[Row], None]]:
        """Headings that stay in view and are printed on every page, each with a filter, then the rows."""
        with new_workbook(stream, scratch) as book:
            sheet = _Sheet(book, table, scratch)
            yield sheet.write_row
            sheet.end()


@contextmanager
def new_workbook(stream: BinaryIO, scratch: Path | None, *, title: str = "") -> Iterator[Any]:
    """A workbook of XlsxWriter that writes into ``stream`` when the block ends, with nothing of who wrote it when.

    Args:
        stream: An empty file.
        scratch: A folder for temporary files; None keeps everything in memory.
        title: Of the file.

    Raises:
        TableTooLongError: A sheet is larger than the format can hold.
    """
    place = {"in_memory": True} if scratch is None else {"constant_memory": True, "tmpdir": str(scratch)}
    never = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = xlsxwriter.Workbook(stream, {**place, **never})
    book.formats[0].set_font_name(_FONT)
    book.set_properties({"title": title, "author": "", "created": MADE})
    try:
        yield book
    except BaseException:
        with contextlib.suppress(Exception):  # what was begun is thrown away; its temporary files are closed by this
            book.close()
        raise
    try:
        book.close()
    except FileSizeError as error:
        raise TableTooLongError(_MOST_ROWS) from error


def cell_style(book: Any, **properties: object) -> Any:  # noqa: ANN401 - XlsxWriter has no types
    """A style of cells of a workbook, in the font of all of them."""
    return book.add_format({"font_name": _FONT, "font_size": 11, "valign": "top", **properties})


def sheet_text(text: str) -> str:
    """A text as XlsxWriter takes it: line ends become line feeds, what XML cannot hold replacement characters.

    A text in ``<r>`` and ``</r>`` it would put into the file as markup: it is given so, with its own signs escaped.
    """
    text = _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text)}</t></r>'
    return text


def write_text(sheet: Any, row: int, place: int, text: str, style: Any, name: str) -> None:  # noqa: ANN401 - as XlsxWriter has it
    """Write a text cell, whatever the text looks like.

    Raises:
        CellTooLongError: It would be cut off; ``name`` is what its row is called by.
    """
    too_long = len(text.encode("utf-16-le")) > 2 * LONGEST
    if too_long or sheet.write_string(row, place, sheet_text(text), style) < 0:
        raise CellTooLongError(name, LONGEST)


def row_height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Points that a row takes with its texts broken to their columns' widths (characters)."""
    lines = max(
        sum(1 + max(0, _cells(line) - 1) // (width - 1) for line in text.splitlines() or [""])
        for text, width in zip(texts, widths, strict=True)
    )
    return min(_LINE * lines, _HIGHEST)


def _cells(text: str) -> int:
    """How wide a text is, in characters of half width."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _width(column: Column) -> int:
    if column.picture:
        return Picture.WIDEST // _PIXELS_A_CHARACTER + 2
    return max(_WIDTHS.get(column.key, 14), _cells(column.heading) + _BUTTON)


class _Sheet:
    """The sheet that holds the rows, written as they come."""

    def __init__(self, book: Any, table: Table, scratch: Path | None) -> None:  # noqa: ANN401
        self._sheet = sheet = book.add_worksheet(table.name)
        self._text = cell_style(book, num_format="@", text_wrap=True)
        self._date = cell_style(book, num_format="yyyy-mm-dd")
        self._widths = [_width(column) for column in table.columns]
        self._scratch = scratch
        self._pictures = 0
        """Written so far."""
        self._rows = 1
        """Written so far; the headings are the first."""
        heading = cell_style(book, num_format="@", bold=True)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        for place, (column, width) in enumerate(zip(table.columns, self._widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, column.heading, heading)

    def write_row(self, row: Row) -> None:
        """Write a row.

        Raises:
            CellTooLongError: One of its texts is too long.
            TableTooLongError: A sheet cannot hold so many.
        """
        if self._rows >= _MOST_ROWS:
            raise TableTooLongError(_MOST_ROWS)
        texts = [cell_text(cell) for cell in row]
        pictures = [cell.height * _POINTS_A_PIXEL + 2 * _AROUND for cell in row if isinstance(cell, Picture)]
        self._sheet.set_row(self._rows, min(max(row_height(texts, self._widths), *pictures, 0.0), _HIGHEST))
        for place, (cell, text) in enumerate(zip(row, texts, strict=True)):
            self._write(place, cell, text, row)
        self._rows += 1

    def _write(self, place: int, cell: Cell, text: str, row: Row) -> None:
        if isinstance(cell, date):
            self._sheet.write_datetime(self._rows, place, cell, self._date)
        elif isinstance(cell, Picture):
            self._insert(place, cell)
        elif text:
            name = next(part for part in row if isinstance(part, str))
            write_text(self._sheet, self._rows, place, text, self._text, name)

    def _insert(self, place: int, picture: Picture) -> None:
        """Put a picture into its cell. The library keeps it until the end: in a file, where there may be files."""
        around = {"x_offset": _AROUND, "y_offset": _AROUND, "object_position": 1, "decorative": True}
        self._pictures += 1
        if self._scratch is None:
            self._sheet.insert_image(self._rows, place, "", {"image_data": io.BytesIO(picture.png), **around})
            return
        path = self._scratch / f"{self._sheet.get_name()}-{self._pictures}.png"
        path.write_bytes(picture.png)
        self._sheet.insert_image(self._rows, place, str(path), around)

    def end(self) -> None:
        """Put filters over what was written."""
        self._sheet.autofilter(0, 0, self._rows - 1, len(self._widths) - 1)

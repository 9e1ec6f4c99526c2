"""XLSX: every text a text cell, so that nothing is run, and no leading zero of a telephone number is lost.

Written part by part (ECMA-376, the parts that a plain sheet needs) straight into the file: libraries for it put the
sheet into the system's folder for temporary files first, where personal data must not go.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING, BinaryIO, ClassVar, Final
from xml.sax.saxutils import escape, quoteattr

from ocr_intake.dataset.errors import CellTooLongError, TableTooLongError
from ocr_intake.dataset.table import cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ocr_intake.dataset.table import Cell, Column, Row, Table

_LONGEST: Final = 32_767
"""UTF-16 units that a cell holds (Excel's specifications and limits); more would be cut off."""

_MOST_ROWS: Final = 1_048_576
"""Of a sheet, the headings' row included (as above)."""
_LARGEST: Final = (1 << 31) - 1
"""Bytes of a part before it is packed: beyond it lies ZIP64, which not every program for sheets reads."""
_WIDTHS: Final = {"opinion": 80, "address": 40, "organization": 30, "name": 20, "consultation": 20, "scan": 24}
"""Of columns, in characters; 14 for the others, and room for the heading with the button of its filter at least."""
_BUTTON: Final = 4
"""Characters that the button of a filter covers."""
_LINE: Final = 18.75
"""Points of a line of text in a Japanese font of 11 points."""
_HIGHEST: Final = 409.0
"""Points of a row, at most (Excel's specifications and limits)."""
_PAGE: Final = '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
"""A4 lengthwise, as wide as the columns are together."""

_DAY_ZERO: Final = date(1899, 12, 30)
"""What sheets count days from."""

_NOT_XML: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIKE_AN_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_HEADING, _TEXT, _DATE = 1, 2, 3
"""Places in ``cellXfs`` of the styles below."""

_STYLES: Final = f"""{_XML}<styleSheet xmlns="{_MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>
<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">\
<alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">\
<alignment vertical="top"/></xf>
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""

_TYPES: Final = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/>
</Types>"""

_ROOT_RELS: Final = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""

_BOOK_RELS: Final = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELS}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_RELS}/styles" Target="styles.xml"/>
</Relationships>"""


@dataclass(frozen=True, slots=True)
class XlsxExporter:
    """An Excel workbook with one sheet. The same table gives the same bytes."""

    name: ClassVar[str] = "xlsx"
    suffix: ClassVar[str] = ".xlsx"

    @contextmanager
    def begin(self, table: Table, stream: BinaryIO) -> Iterator[Callable[[Row], None]]:
        """Headings that stay in view and are printed on every page, each with a filter, then the rows."""
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in (
                ("[Content_Types].xml", _TYPES),
                ("_rels/.rels", _ROOT_RELS),
                ("xl/_rels/workbook.xml.rels", _BOOK_RELS),
                ("xl/styles.xml", _STYLES),
            ):
                archive.writestr(_entry(name), content.encode())
            with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as stream_of_rows:
                widths = [_width(column) for column in table.columns]
                sheet = _Sheet(stream_of_rows, widths)
                sheet.write("".join(_head(table, widths)).encode())
                yield sheet.write_row
                filled = f"$A$1:${_letters(len(widths) - 1)}${sheet.rows}"
                area = filled.replace("$", "")
                sheet.write(f'</sheetData><autoFilter ref="{area}"/>{_PAGE}</worksheet>'.encode())
            archive.writestr(_entry("xl/workbook.xml"), _book(table.name, filled).encode())


def _entry(name: str) -> zipfile.ZipInfo:
    """A part of the file, with a date of its own instead of the clock's."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _book(name: str, filled: str) -> str:
    """The workbook: its sheet, the row that is printed on every page, and the cells that are filtered."""
    names = {"_xlnm._FilterDatabase": f"'{name}'!{filled}", "_xlnm.Print_Titles": f"'{name}'!$1:$1"}
    defined = "".join(
        f'<definedName name="{key}" localSheetId="0"{" hidden=" + quoteattr("1") if "Filter" in key else ""}>'
        f"{escape(place)}</definedName>"
        for key, place in names.items()
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets>'
        f"<definedNames>{defined}</definedNames></workbook>"
    )


def _width(column: Column) -> int:
    return max(_WIDTHS.get(column.key, 14), _cells(column.heading) + _BUTTON)


def _cells(text: str) -> int:
    """How wide a text is, in characters of half width."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _height(row: Row, widths: Sequence[int]) -> float:
    """Points that a row takes with its texts broken to their columns' widths."""
    lines = max(
        sum(1 + max(0, _cells(line) - 1) // (width - 1) for line in cell_text(cell).splitlines() or [""])
        for cell, width in zip(row, widths, strict=True)
    )
    return min(_LINE * lines, _HIGHEST)


def _head(table: Table, widths: Sequence[int]) -> Iterator[str]:
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    )
    for number, width in enumerate(widths, 1):
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    headings = (_text(f"{_letters(n)}1", column.heading, _HEADING) for n, column in enumerate(table.columns))
    yield f'<row r="1">{"".join(headings)}</row>'


@dataclass(slots=True)
class _Sheet:
    """The part that holds the rows, written as they come."""

    stream: IO[bytes]
    widths: Sequence[int]
    """Of its columns."""
    rows: int = 1
    """Written so far; the headings are the first."""
    size: int = 0
    """Bytes written so far."""

    def write(self, part: bytes) -> None:
        """Write a piece.

        Raises:
            TableTooLongError: A sheet cannot be so large.
        """
        self.size += len(part)
        if self.size > _LARGEST:
            raise TableTooLongError(_MOST_ROWS)
        self.stream.write(part)

    def write_row(self, row: Row) -> None:
        """Write a row.

        Raises:
            CellTooLongError: One of its texts is too long.
            TableTooLongError: A sheet cannot hold so many.
        """
        self.rows += 1
        if self.rows > _MOST_ROWS:
            raise TableTooLongError(_MOST_ROWS)
        cells = (_cell(f"{_letters(place)}{self.rows}", cell, row) for place, cell in enumerate(row))
        self.write(
            f'<row r="{self.rows}" ht="{_height(row, self.widths)}" customHeight="1">{"".join(cells)}</row>'.encode()
        )


def _letters(place: int) -> str:
    """A column's letters from its place, counted from 0: A to Z, then AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _cell(reference: str, cell: Cell, row: tuple[Cell, ...]) -> str:
    if isinstance(cell, date):
        return f'<c r="{reference}" s="{_DATE}"><v>{(cell - _DAY_ZERO).days}</v></c>'
    text = cell_text(cell)
    if not text:
        return ""
    if len(text.encode("utf-16-le")) > 2 * _LONGEST:
        raise CellTooLongError(next(part for part in row if isinstance(part, str)), _LONGEST)
    return _text(reference, text, _TEXT)


def _text(reference: str, text: str, style: int) -> str:
    """A text cell, whatever the text looks like.

    Line ends become line feeds, characters that XML cannot hold replacement characters; what looks like a sheet's own
    way of writing characters (``_x000D_``) is written so that it stays what it is.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _LIKE_AN_ESCAPE.sub("_x005F_", _NOT_XML.sub("\ufffd", text))
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'

"""XLSX: every text a text cell, so that nothing is run, and no leading zero of a telephone number is lost.

Written part by part (ECMA-376, the parts that a plain sheet needs) straight into the file: libraries for it put the
sheet into the system's folder for temporary files first, where personal data must not go.
"""

from __future__ import annotations

import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING, BinaryIO, ClassVar, Final
from xml.sax.saxutils import escape, quoteattr

from ocr_intake.dataset.errors import CellTooLongError, TableTooLongError
from ocr_intake.dataset.table import cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ocr_intake.dataset.table import Cell, Row, Table

_LONGEST: Final = 32_767
"""UTF-16 units that a cell holds (Excel's specifications and limits); more would be cut off."""

_MOST_ROWS: Final = 1_048_576
"""Of a sheet, the headings' row included (as above)."""
_LARGEST: Final = (1 << 31) - 1
"""Bytes of a part before it is packed: beyond it lies ZIP64, which not every program for sheets reads."""
_END: Final = b"</sheetData></worksheet>"
_WIDTHS: Final = {"opinion": 80, "address": 40, "organization": 30, "name": 20, "consultation": 20}
"""Of columns, in characters; 14 for the others."""

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
        """Headings that stay in view, then the rows."""
        book = (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>'
            f'<sheet name={quoteattr(table.name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
        )
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in (
                ("[Content_Types].xml", _TYPES),
                ("_rels/.rels", _ROOT_RELS),
                ("xl/workbook.xml", book),
                ("xl/_rels/workbook.xml.rels", _BOOK_RELS),
                ("xl/styles.xml", _STYLES),
            ):
                archive.writestr(_entry(name), content.encode())
            with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as stream_of_rows:
                sheet = _Sheet(stream_of_rows)
                sheet.write("".join(_head(table)).encode())
                yield sheet.write_row
                sheet.write(_END)


def _entry(name: str) -> zipfile.ZipInfo:
    """A part of the file, with a date of its own instead of the clock's."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _head(table: Table) -> Iterator[str]:
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    )
    for number, column in enumerate(table.columns, 1):
        width = _WIDTHS.get(column.key, 14)
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    headings = (_text(f"{_letters(n)}1", column.heading, _HEADING) for n, column in enumerate(table.columns))
    yield f'<row r="1">{"".join(headings)}</row>'


@dataclass(slots=True)
class _Sheet:
    """The part that holds the rows, written as they come."""

    stream: IO[bytes]
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
        self.write(f'<row r="{self.rows}">{"".join(cells)}</row>'.encode())


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

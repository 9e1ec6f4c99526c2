"""Excel workbooks (.xlsx) as tables of text. A hostile one is refused before a library looks at it."""

from __future__ import annotations

import io
import warnings
import zipfile
from contextlib import closing
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from ocr_intake.intake.tables import MOST_COLUMNS, NotATableError, SheetTable, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST: Final = 256_000_000
"""Bytes that the parts of a workbook may have together once they are unpacked."""
_MOST_PARTS: Final = 5_000
_CHUNK: Final = 1 << 20
_FORBIDDEN: Final = (b"<!DOCTYPE", b"<!ENTITY")
"""What no spreadsheet program writes, and with which a small file becomes a large one."""


def read_workbook(content: bytes, sheet: str | None = None, *, heading_row: int = 1) -> SheetTable:
    """The table of one sheet.

    Args:
        content: the workbook's bytes.
        sheet: the sheet's name; None takes the first.
        heading_row: the row that holds the headings.

    Raises:
        NotATableError: It is no workbook, has no such sheet, or is larger than any that a person makes.
    """
    _check(content)
    try:
        return _read(content, sheet, heading_row)
    except NotATableError:
        raise
    except Exception as error:  # a library that meets what no program writes raises whatever it trips over
        raise NotATableError("workbook") from error


def _read(content: bytes, sheet: str | None, heading_row: int) -> SheetTable:
    from openpyxl import load_workbook

    with (
        warnings.catch_warnings(action="ignore"),  # of what only matters to whoever writes the workbook again
        closing(load_workbook(io.BytesIO(content), read_only=True, keep_links=False)) as book,
    ):
        names = [each.title for each in book.worksheets]
        if not names or (sheet is not None and sheet not in names):
            raise NotATableError("sheet", name=sheet or "-")
        found = book[sheet or names[0]]
        found.reset_dimensions()  # what a file says of its own size need not be so
        return table_of(_records(found), heading_row)


def _check(content: bytes) -> None:
    """Whether the parts of a workbook may be unpacked and parsed.

    Raises:
        NotATableError: They may not.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST:
                raise NotATableError("bomb", limit=_LARGEST // 1_000_000)
            for part in parts:
                if part.flag_bits & 1:
                    raise NotATableError("password")
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_part(archive, part)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise NotATableError("workbook") from error


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    before = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            seen = before + chunk
            if b"\x00" in chunk or any(word in seen for word in _FORBIDDEN):
                raise NotATableError("workbook")
            before = chunk[-len(_FORBIDDEN[0]) :]


def _records(sheet: object) -> Iterator[tuple[tuple[str, ...], bool]]:
    for row in sheet.iter_rows(max_col=MOST_COLUMNS + 1):  # type: ignore[attr-defined]
        formula = any(cell.data_type == "f" for cell in row)
        yield tuple("" if cell.data_type == "f" else _text(cell.value) for cell in row), formula


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)

"""Opening a spreadsheet that comes from outside: what is too large, a bomb, or no spreadsheet is refused beforehand."""

from __future__ import annotations

import re
import warnings
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from ocr_intake.dataset.answers.errors import NoTableFileError, NotATableError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE: Final = 50 << 20
"""Bytes."""
LARGEST_CONTENT: Final = 200 << 20
"""Bytes of all parts when they are unpacked."""
MOST_PARTS: Final = 2_000
MOST_CELLS: Final = 1_000_000
"""Cells that the sheets write down, empty ones too."""
LAST_ROW: Final = 100_000
"""Of a sheet: a table has one row an opinion."""
LAST_COLUMN: Final = 500

_CHUNK: Final = 1 << 20
_LONGEST_SIGN: Final = 16
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s>/]")
_DECLARES: Final = (b"<!DOCTYPE", b"<!ENTITY")


def file_bytes(path: Path) -> bytes:
    """The content of a file that may be a table.

    Raises:
        NoTableFileError: There is none.
        NotATableError: It is too large, or cannot be read.
    """
    if not path.is_file():
        raise NoTableFileError(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise NotATableError(path, "unreadable") from error
    if len(content) > LARGEST_FILE:
        raise NotATableError(path, "too_large")
    return content


def opened(path: Path, content: bytes) -> Any:  # noqa: ANN401 - openpyxl ships no types
    """The workbook, its formulas as they stand.

    Raises:
        NotATableError: It is no spreadsheet, or larger than a table can be.
    """
    _check_parts(path, content)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not know it leaves out; we write such files anew
            made = openpyxl.load_workbook(BytesIO(content), keep_links=False)
    except Exception as error:
        raise NotATableError(path, "no_spreadsheet") from error
    if any(sheet.max_row > LAST_ROW or sheet.max_column > LAST_COLUMN for sheet in made.worksheets):
        raise NotATableError(path, "too_far")
    return made


def _check_parts(path: Path, content: bytes) -> None:
    """Unpack every part, count what is in it, keep nothing: what a file says of its own size is not believed."""
    try:
        wrong = _wrong_parts(content)
    except Exception as error:
        raise NotATableError(path, "no_spreadsheet") from error
    if wrong is not None:
        raise NotATableError(path, wrong)


def _wrong_parts(content: bytes) -> str | None:
    """Why a file is not opened; None where nothing speaks against it."""
    left, cells = LARGEST_CONTENT, 0
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if len(archive.infolist()) > MOST_PARTS:
            return "too_large"
        for entry in archive.infolist():
            is_text = entry.filename.endswith((".xml", ".rels"))
            with archive.open(entry) as stream:
                before = b""
                while part := stream.read(_CHUNK):
                    left -= len(part)
                    seen = before + part
                    cells += len(_CELL.findall(seen)) - len(_CELL.findall(before))
                    before = seen[-_LONGEST_SIGN:]
                    if left < 0 or cells > MOST_CELLS:
                        return "too_large"
                    if is_text and any(sign in seen for sign in _DECLARES):
                        return "no_spreadsheet"
    return None

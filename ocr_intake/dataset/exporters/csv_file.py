"""CSV: headings in the language in force, cells that a spreadsheet would run made harmless."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, Literal

from ocr_intake.dataset.errors import NotInEncodingError
from ocr_intake.dataset.exporters.harmless import harmless
from ocr_intake.dataset.table import cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ocr_intake.dataset.table import Row, Table

Encoding = Literal["utf-8", "utf-8-sig", "cp932"]

NAMES: Final[dict[Encoding, str]] = {"utf-8": "csv", "utf-8-sig": "csv-excel", "cp932": "csv-cp932"}

_AS_WINDOWS: Final = str.maketrans("〜‖−¢£¬—", "～∥－￠￡￢―")
"""The same characters of JIS X 0208 as other systems write them in Unicode and as Windows does."""


@dataclass(frozen=True, slots=True)
class CsvExporter:
    """Comma-separated values as RFC 4180 has them."""

    encoding: Encoding = "utf-8"
    """``utf-8-sig`` has a byte order mark, without which Excel takes the file for Shift_JIS; ``cp932`` is the Shift_JIS
    of Windows. Both are for Excel: lines end in CRLF, and what it would turn into a date is marked."""
    suffix: str = ".csv"

    @property
    def name(self) -> str:
        """``csv``, ``csv-excel`` or ``csv-cp932``."""
        return NAMES[self.encoding]

    @contextmanager
    def begin(self, table: Table, stream: BinaryIO, scratch: Path | None) -> Iterator[Callable[[Row], None]]:  # noqa: ARG002
        """Headings, then the rows."""
        for_excel = self.encoding != "utf-8"
        # everything quoted: a lone carriage return, left bare, would begin a row that nobody has made harmless
        text = io.TextIOWrapper(stream, encoding=self.encoding, errors="replace", newline="", write_through=True)
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n" if for_excel else "\n")
        lacking: list[tuple[str, str]] = []

        def write(row: Row) -> None:
            cells = [harmless(cell_text(cell), for_excel=for_excel and isinstance(cell, str)) for cell in row]
            if self.encoding == "cp932":
                cells = [cell.translate(_AS_WINDOWS) for cell in cells]
                lacking.extend(
                    (cells[table.key_place], column.heading)
                    for column, cell in zip(table.columns, cells, strict=True)
                    if not _fits(cell)
                )
            writer.writerow(cells)

        try:
            writer.writerow([harmless(column.heading) for column in table.columns])
            yield write
        except NotInEncodingError as error:  # of a table that is written beside this one: all is said at once
            raise NotInEncodingError((*lacking, *error.places)) from None
        finally:
            text.detach()
        if lacking:
            raise NotInEncodingError(tuple(lacking))


def _fits(text: str) -> bool:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True

"""CSV: UTF-8, headings in the language in force, cells that a spreadsheet would run made harmless."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from ocr_intake.dataset.exporters.harmless import harmless
from ocr_intake.dataset.table import cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ocr_intake.dataset.table import Row, Table


@dataclass(frozen=True, slots=True)
class CsvExporter:
    """Comma-separated values as RFC 4180 has them."""

    excel: bool = False
    """With a byte order mark and CRLF, without which Excel takes the file for Shift_JIS."""

    suffix: ClassVar[str] = ".csv"

    @property
    def name(self) -> str:
        """``csv-excel`` or ``csv``."""
        return "csv-excel" if self.excel else "csv"

    @contextmanager
    def begin(self, table: Table, stream: BinaryIO) -> Iterator[Callable[[Row], None]]:
        """Headings, then the rows."""
        encoding, end = ("utf-8-sig", "\r\n") if self.excel else ("utf-8", "\n")
        # everything quoted: a lone carriage return, left bare, would begin a row that nobody has made harmless
        text = io.TextIOWrapper(stream, encoding=encoding, newline="", write_through=True)
        try:
            writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator=end)
            writer.writerow([harmless(column.heading) for column in table.columns])
            yield lambda row: writer.writerow([harmless(cell_text(cell)) for cell in row])
        finally:
            text.detach()

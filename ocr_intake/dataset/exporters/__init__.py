"""Export formats, each in a module of its own; a new one is listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.errors import UnknownFormatError
from ocr_intake.dataset.exporters.csv_file import CsvExporter
from ocr_intake.dataset.exporters.json_lines import JsonLinesExporter
from ocr_intake.dataset.exporters.parquet import ParquetExporter
from ocr_intake.dataset.exporters.workbook import WorkbookExporter

if TYPE_CHECKING:
    from ocr_intake.dataset.exporters.protocol import Exporter

EXPORTERS: Final[tuple[Exporter, ...]] = (
    CsvExporter(),
    CsvExporter("utf-8-sig"),
    CsvExporter("cp932"),
    JsonLinesExporter(),
    WorkbookExporter(),
    ParquetExporter(),
)
"""All formats."""


def exporter(name: str) -> Exporter:
    """The format of that name.

    Raises:
        UnknownFormatError: There is none.
    """
    known = {made.name: made for made in EXPORTERS}
    if name not in known:
        raise UnknownFormatError(name, tuple(known))
    return known[name]

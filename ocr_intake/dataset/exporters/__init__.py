"""Export formats, each in a module of its own; a new one is listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.errors import UnknownFormatError
from ocr_intake.dataset.exporters.csv_file import CsvExporter
from ocr_intake.dataset.exporters.json_lines import JsonLinesExporter
from ocr_intake.dataset.exporters.xlsx import XlsxExporter

if TYPE_CHECKING:
    from ocr_intake.dataset.exporters.protocol import Exporter

EXPORTERS: Final[tuple[Exporter, ...]] = (CsvExporter(), CsvExporter(excel=True), JsonLinesExporter(), XlsxExporter())
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

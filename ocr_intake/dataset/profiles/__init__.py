"""What can be exported: each a content (which rows, which columns) in a file format. A new one is listed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.errors import UnknownFormatError
from ocr_intake.dataset.exporters import EXPORTERS
from ocr_intake.dataset.exporters.csv_file import CsvExporter
from ocr_intake.dataset.exporters.workbook import WorkbookExporter
from ocr_intake.dataset.profiles.consumers import KouchouAi, TalkToTheCity, ThemeFinder
from ocr_intake.dataset.profiles.plain import Plain
from ocr_intake.dataset.profiles.register import Register

if TYPE_CHECKING:
    from ocr_intake.dataset.exporters.protocol import Exporter
    from ocr_intake.dataset.profiles.protocol import Content


@dataclass(frozen=True, slots=True)
class Format:
    """What ``--format`` names."""

    name: str
    content: Content
    exporter: Exporter


FORMATS: Final[tuple[Format, ...]] = (
    *(Format(each.name, Plain(), each) for each in EXPORTERS),
    Format("excel", Plain(pictures=True), WorkbookExporter()),
    Format("kouchou-ai", KouchouAi(), CsvExporter()),
    Format("tttc", TalkToTheCity(), CsvExporter()),
    Format("themefinder", ThemeFinder(), CsvExporter()),
    *(
        Format(each.name.replace("csv", "register"), Register(), each)
        for each in EXPORTERS
        if isinstance(each, CsvExporter)
    ),
)
"""All of them."""

PUBLIC: Final = frozenset(each.name for each in FORMATS if each.content.public)
"""Those for the public."""


def format_called(name: str) -> Format:
    """The one of that name.

    Raises:
        UnknownFormatError: There is none.
    """
    known = {made.name: made for made in FORMATS}
    if name not in known:
        raise UnknownFormatError(name, tuple(known))
    return known[name]

"""From verified submissions to the files that a city works with and publishes from."""

from ocr_intake.dataset.errors import CannotWriteError, CellTooLongError, UnknownFormatError
from ocr_intake.dataset.export import Exported, Personal, Profile, export
from ocr_intake.dataset.exporters import EXPORTERS, exporter

__all__ = [
    "EXPORTERS",
    "CannotWriteError",
    "CellTooLongError",
    "Exported",
    "Personal",
    "Profile",
    "UnknownFormatError",
    "export",
    "exporter",
]

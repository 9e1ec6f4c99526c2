"""From verified submissions to the files that a city works with and publishes from."""

from ocr_intake.dataset.errors import CannotWriteError, CellTooLongError, OlderFilesError, UnknownFormatError
from ocr_intake.dataset.export import Exported, Personal, Profile, export
from ocr_intake.dataset.exporters import EXPORTERS, exporter
from ocr_intake.dataset.personal import MASK

__all__ = [
    "EXPORTERS",
    "MASK",
    "CannotWriteError",
    "CellTooLongError",
    "Exported",
    "OlderFilesError",
    "Personal",
    "Profile",
    "UnknownFormatError",
    "export",
    "exporter",
]

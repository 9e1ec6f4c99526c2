"""From verified submissions to the files that a city works with and publishes from."""

from ocr_intake.dataset.choices import Exported, Personal, Profile
from ocr_intake.dataset.errors import (
    CannotWriteError,
    CellTooLongError,
    NotInEncodingError,
    OlderFilesError,
    OpinionTooLongError,
    PersonalInPublicError,
    SameFileError,
    UnknownFormatError,
)
from ocr_intake.dataset.export import export
from ocr_intake.dataset.exporters import EXPORTERS, exporter
from ocr_intake.dataset.personal import MASK
from ocr_intake.dataset.profiles import FORMATS, PUBLIC

__all__ = [
    "EXPORTERS",
    "FORMATS",
    "MASK",
    "PUBLIC",
    "CannotWriteError",
    "CellTooLongError",
    "Exported",
    "NotInEncodingError",
    "OlderFilesError",
    "OpinionTooLongError",
    "Personal",
    "PersonalInPublicError",
    "Profile",
    "SameFileError",
    "UnknownFormatError",
    "export",
    "exporter",
]

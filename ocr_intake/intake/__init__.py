"""Bytes to pages: sniffing, limits, decoding, watching a folder. What is on a page is other rooms' business."""

from ocr_intake.intake.decoding import decode, inspect
from ocr_intake.intake.files import NoSuchPathError, find_files
from ocr_intake.intake.limits import DEFAULT_LIMITS, Limits
from ocr_intake.intake.poppler import PopplerMissingError, poppler_version
from ocr_intake.intake.reasons import describe
from ocr_intake.intake.sniff import sniff

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "NoSuchPathError",
    "PopplerMissingError",
    "decode",
    "describe",
    "find_files",
    "inspect",
    "poppler_version",
    "sniff",
]

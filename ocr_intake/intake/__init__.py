"""Bytes to pages: sniffing, limits, decoding, watching a folder. What is on a page is other rooms' business."""

from ocr_intake.intake.decoding import decode, inspect
from ocr_intake.intake.files import NoSuchPathError, find_files
from ocr_intake.intake.fonts import Font, japanese_font
from ocr_intake.intake.limits import DEFAULT_LIMITS, Limits
from ocr_intake.intake.poppler import PopplerMissingError, poppler_version
from ocr_intake.intake.reasons import describe
from ocr_intake.intake.sniff import sniff
from ocr_intake.intake.watch import Arrival, Patience, watch

__all__ = [
    "DEFAULT_LIMITS",
    "Arrival",
    "Font",
    "Limits",
    "NoSuchPathError",
    "Patience",
    "PopplerMissingError",
    "decode",
    "describe",
    "find_files",
    "inspect",
    "japanese_font",
    "poppler_version",
    "sniff",
    "watch",
]

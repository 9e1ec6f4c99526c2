"""Bytes to pages: sniffing, limits, decoding, watching a folder. What is on a page is other rooms' business."""

from ocr_intake.intake.completeness import State
from ocr_intake.intake.decoding import decode, fingerprint, glance, inspect
from ocr_intake.intake.files import NoSuchPathError, find_files, path_key, real_path
from ocr_intake.intake.fonts import Font, japanese_font
from ocr_intake.intake.limits import DEFAULT_LIMITS, Limits
from ocr_intake.intake.poppler import PopplerMissingError, poppler_version
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
    "State",
    "decode",
    "find_files",
    "fingerprint",
    "glance",
    "inspect",
    "japanese_font",
    "path_key",
    "poppler_version",
    "real_path",
    "sniff",
    "watch",
]

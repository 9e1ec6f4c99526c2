"""When two texts count as the same: the form that is compared, and the share of characters that differ."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from rapidfuzz.distance import Levenshtein

from ocr_intake.model.fields import FieldName

_DASHES: Final = re.escape("-‐‑‒–—―−－─━⁻₋﹣﹘")
_BETWEEN_DIGITS: Final = re.compile(rf"(?<=[0-9])[{_DASHES}ー]+(?=[0-9])")
"""The long-vowel mark too: people write 1ー2 for 1-2."""
_DASH: Final = re.compile(f"[{_DASHES}]")
_NUMBERS: Final = frozenset({FieldName.PHONE, FieldName.POSTAL_CODE})


def compared(name: FieldName, value: str | None) -> str:
    """The form in which values of a field are compared; "" for none.

    NFKC without white space; all dashes are one, and ``〜`` is ``~``. Of telephone numbers and postal codes only the
    digits count.
    """
    text = "".join(unicodedata.normalize("NFKC", value or "").split())
    if name in _NUMBERS:
        return "".join(char for char in text if char.isdecimal())
    return _DASH.sub("-", _BETWEEN_DIGITS.sub("-", text)).replace("〜", "~")


def edits(truth: str, predicted: str) -> int:
    """Characters to insert, delete or replace (Levenshtein), at most as many as the truth has."""
    return min(Levenshtein.distance(truth, predicted), len(truth))


def error_rate(truth: str, predicted: str) -> float:
    """Character error rate: ``edits`` as a share of the truth's length, 0 to 1."""
    if not truth:
        return 1.0 if predicted else 0.0
    return edits(truth, predicted) / len(truth)

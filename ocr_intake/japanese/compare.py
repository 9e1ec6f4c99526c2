"""When two texts count as the same value of a field: the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

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

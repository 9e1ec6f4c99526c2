"""Texts that a spreadsheet would take for something else, marked with an apostrophe in a way that can be undone."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_STARTS: Final = re.compile(r"'*(?:[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠])")
"""What spreadsheets run: the signs themselves, behind white space too, and in full width (Japanese Excel); a tab or
line break at the beginning, which some of them drop before they look. Apostrophes before it are counted in, so that
taking one off again gives back what was there."""

_CONVERTED: Final = re.compile(
    r"""'*\s*(?:
        \d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?          # a lot number 2-3, a fraction: taken for a date
        | \d{1,2}[-/]\d{4}                            # month and year
        | \d+\s+\d{1,2}/\d{1,2}                       # a whole number and a fraction
        | \d{1,4}年\d{1,2}月(?:\d{1,2}日)? | \d{1,2}月\d{1,2}日
        | (?:[MTSHR]|明治|大正|昭和|平成|令和)(?:\d{1,2}|元)[-/.年]\d{1,2}[-/.月]\d{1,2}日?
        | \d{1,2}:\d{1,2}(?::\d{1,2})?                # a time of day
        | [A-Z]{3,9}[-/\s.]*\d{1,4} | \d{1,4}[-/\s.]*[A-Z]{3,9}   # a month by its English name
        | 0\d+ | \d{16,} | \d+\.\d+                   # zeros and digits that are lost
        | \d+(?:\.\d+)?E[+-]?\d+                      # powers of ten
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
"""Whole cells that Excel turns into a date or another number when it opens a CSV file. Full width counts as half."""


def harmless(text: str, *, for_excel: bool = False) -> str:
    """``text`` with an apostrophe before it where a spreadsheet would run it.

    Args:
        text: What is to stand in a cell of a CSV file.
        for_excel: Also where Excel would make a date or another number of it: 2-3 would become the 3rd of February.
    """
    return f"'{text}" if _STARTS.match(text) or (for_excel and _is_converted(text)) else text


def original(text: str, *, for_excel: bool = False) -> str:
    """What ``harmless`` was given."""
    marked = text.startswith("'") and (_STARTS.match(text) or (for_excel and _is_converted(text)))
    return text[1:] if marked else text


def _is_converted(text: str) -> bool:
    return len(text) < 40 and _CONVERTED.fullmatch(unicodedata.normalize("NFKC", text)) is not None

"""Texts that a spreadsheet would take for a formula, made harmless in a way that can be undone."""

from __future__ import annotations

import re
from typing import Final

_STARTS: Final = re.compile(r"'*(?:[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠])")
"""What spreadsheets run: the signs themselves, behind white space too, and in full width (Japanese Excel); a tab or
line break at the beginning, which some of them drop before they look. Apostrophes before it are counted in, so that
taking one off again gives back what was there."""


def harmless(text: str) -> str:
    """``text`` with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if _STARTS.match(text) else text


def original(text: str) -> str:
    """What ``harmless`` was given."""
    return text[1:] if text.startswith("'") and _STARTS.match(text) else text

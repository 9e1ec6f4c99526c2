"""What readers return in place of digits, and how digit strings are mended; no grammar of any field."""

from __future__ import annotations

from ocr_intake.japanese.charsets import DASHES

_FULL = {chr(0xFF10 + n): str(n) for n in range(10)}
_TWINS = {
    "O": "0", "o": "0", "〇": "0", "○": "0", "◯": "0", "Ｏ": "0", "ｏ": "0", "D": "0", "Q": "0", "°": "0", "。": "0",
    "l": "1", "I": "1", "|": "1", "｜": "1", "!": "1", "丨": "1", "Ｉ": "1", "ｌ": "1", "i": "1", "]": "1", "[": "1",
    "Z": "2", "z": "2", "Ｚ": "2", "S": "5", "s": "5", "Ｓ": "5", "b": "6", "G": "6", "フ": "7", "ワ": "7", "?": "7",
    "B": "8", "Ｂ": "8", "g": "9", "q": "9", "了": "3",
}  # fmt: skip
"""Signs that stand for a digit only where a digit must stand."""

SURE = "0-9０-９"
"""For a character class: the digits themselves."""
LIKE = SURE + "".join(f"\\{char}" if char in "|[]" else char for char in _TWINS)
"""For a character class: digits and what is taken for them."""
DASH = "".join(f"\\{char}" if char == "-" else char for char in DASHES)
"""For a character class: whatever may be a hyphen between digits."""

_TABLE = str.maketrans(_FULL | _TWINS)


def digits(text: str) -> str:
    """The digits that `text` stands for, look-alikes read as digits, everything else dropped."""
    return "".join(char for char in text.translate(_TABLE) if char.isascii() and char.isdigit())


def mended(text: str) -> int:
    """How many characters of `text` are look-alikes that `digits` would read as digits."""
    return sum(char in _TWINS for char in text)


def written(text: str) -> str:
    """`text` with look-alikes replaced by digits, in full width where all other digits are."""
    full = any(char in _FULL for char in text) and not any("0" <= char <= "9" for char in text)
    return "".join(
        (chr(ord(_TWINS[char]) + 0xFEE0) if full else _TWINS[char]) if char in _TWINS else char for char in text
    )

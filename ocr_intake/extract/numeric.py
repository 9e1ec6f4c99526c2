"""Numbers on lines: the likeliest digits and separators, character by character, from what the reader considered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ocr_intake.japanese.digits import written

if TYPE_CHECKING:
    from ocr_intake.extract.segment import Segment

NUMERIC = frozenset("0123456789０１２３４５６７８９-－−ー‐()（）")
"""Characters that numbers are written with."""
_WAVES = str.maketrans("～〜~", "---")
"""Waves that a hand draws for hyphens."""
LEAST = 1e-3
"""An alternative less likely than this is not taken for a digit."""


def numeric_text(segment: Segment) -> str:
    """The segment's text with each character that is no digit or separator replaced by the likeliest that is.

    Where the reader saw nothing numeric the character stays, look-alikes mended by their shape.
    """
    characters = segment.characters
    if not characters:
        return written(segment.text.translate(_WAVES))
    out = []
    for character in characters:
        if character.text in NUMERIC or character.text.isspace():
            out.append(character.text)
            continue
        numeric = [(p, text) for text, p in character.alternatives if text in NUMERIC and text and p >= LEAST]
        out.append(max(numeric)[1] if numeric else character.text)
    return written("".join(out).translate(_WAVES))


def lot_text(segment: Segment) -> str:
    """The segment's text in which a single odd character between digits or hyphens is the likeliest digit.

    A 7 read as ワ in 1-ワ-19 is mended; 丁, 番, 号 and letters of buildings stay, for the reader saw no digit there.
    """
    characters = segment.characters
    text = segment.text
    if len(characters) != len(text):
        return text
    out = list(text)
    for i in range(1, len(text) - 1):
        if text[i] in NUMERIC or text[i] in LOT_WORDS or not (text[i - 1] in BETWEEN and text[i + 1] in BETWEEN):
            continue
        numeric = [(p, t) for t, p in characters[i].alternatives if t.isdigit() and p >= LIKELY_DIGIT]
        if numeric:
            out[i] = max(numeric)[1]
    lot = "".join(out)
    return _BAR.sub("-", lot) if segment.vertical else lot


_BAR = re.compile(r"(?<=\d)\s*[|｜]\s*(?=\d)")
"""A hyphen in vertical writing."""
LOT_WORDS = frozenset("のノ之丁番地号条線第")
"""What lot numbers are joined by."""
LIKELY_DIGIT = 0.01
"""An alternative less likely than this does not make a digit of a letter."""
BETWEEN = frozenset("0123456789０１２３４５６７８９-－−")
"""What stands on both sides of a character inside a lot number."""


_KANJI_NUMBER = re.compile(
    r"[〇○零0０][〇○零一二三四五六七八九0-9０-９―—–－‐\-ー−・()（）のノ |｜\s]{8,20}[〇○零一二三四五六七八九]"
)
_KANJI_DIGITS = str.maketrans("〇○零一二三四五六七八九―—–‐ー−・|｜", "000123456789-------11")


def with_kanji_numbers(text: str) -> str:
    """The text with telephone numbers in kanji numerals (〇一九―六一三―八四七二) in digits, its length unchanged."""

    def in_digits(match: re.Match[str]) -> str:
        found = match[0].translate(_KANJI_DIGITS)
        return found if 9 <= sum(char.isdigit() for char in found) <= 13 else match[0]

    return _KANJI_NUMBER.sub(in_digits, text)

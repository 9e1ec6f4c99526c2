"""Which kind of writing a single character belongs to; every other module asks here."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import cache

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\u2500\u2501\u207b\u208b\ufe63\ufe58\u30fc\uff70\u4e00"
"""What readers return for a hyphen between digits: the dashes of Unicode, rules, the long-vowel mark and kanji one."""

HYPHENS = DASHES.removesuffix("\u4e00").replace("\u30fc", "").replace("\uff70", "")
"""The dashes that are nothing else: no long-vowel mark, no kanji."""


def without_width(char: str) -> str:
    """A character as it is compared: width and the kind of a dash make no difference."""
    plain = unicodedata.normalize("NFKC", char)
    return "-" if plain and plain in HYPHENS else plain


class Kind(StrEnum):
    """The kind of writing of one character."""

    HIRAGANA = "hiragana"
    KATAKANA = "katakana"
    """With the long-vowel mark and the half-width forms."""
    KANJI = "kanji"
    """With 々, 〆, 〇 and the compatibility ideographs."""
    DIGIT = "digit"
    """0-9, half or full width."""
    LATIN = "latin"
    SPACE = "space"
    OTHER = "other"


_RANGES = (
    (0x3041, 0x309F, Kind.HIRAGANA),
    (0x30A1, 0x30FA, Kind.KATAKANA),
    (0x30FC, 0x30FF, Kind.KATAKANA),
    (0x31F0, 0x31FF, Kind.KATAKANA),
    (0xFF66, 0xFF9F, Kind.KATAKANA),
    (0x3005, 0x3007, Kind.KANJI),
    (0x3400, 0x4DBF, Kind.KANJI),
    (0x4E00, 0x9FFF, Kind.KANJI),
    (0xF900, 0xFAFF, Kind.KANJI),
    (0x20000, 0x323AF, Kind.KANJI),
    (0x30, 0x39, Kind.DIGIT),
    (0xFF10, 0xFF19, Kind.DIGIT),
    (0x41, 0x5A, Kind.LATIN),
    (0x61, 0x7A, Kind.LATIN),
    (0xFF21, 0xFF3A, Kind.LATIN),
    (0xFF41, 0xFF5A, Kind.LATIN),
)


@cache
def kind(char: str) -> Kind:
    """The kind of one character; accented Latin letters and Greek count as `OTHER`."""
    if char.isspace():
        return Kind.SPACE
    point = ord(char)
    for first, last, found in _RANGES:
        if first <= point <= last:
            return found
    return Kind.OTHER


def is_kanji(char: str) -> bool:
    """Whether `char` is a Chinese character, iteration mark or 〇."""
    return kind(char) is Kind.KANJI


def is_kana(char: str) -> bool:
    """Whether `char` is hiragana or katakana, the long-vowel mark included."""
    return kind(char) in {Kind.HIRAGANA, Kind.KATAKANA}


def is_japanese(char: str) -> bool:
    """Whether `char` is kana or kanji."""
    return kind(char) in {Kind.HIRAGANA, Kind.KATAKANA, Kind.KANJI}


def is_digit(char: str) -> bool:
    """Whether `char` is 0-9 in half or full width."""
    return kind(char) is Kind.DIGIT

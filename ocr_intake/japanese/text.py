"""Widths, spaces, dashes and the key that texts are compared by.

A value stays as it is written on the paper: what is changed here is what readers do to it (white space between
characters, dashes of all kinds, half-width katakana), never the writer's own choice of digits or kanji.
"""

from __future__ import annotations

import itertools
import re
import unicodedata

from ocr_intake.japanese.charsets import DASHES, HYPHENS, Kind, is_japanese, kind
from ocr_intake.japanese.variants import variant_key

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
_BETWEEN_DIGITS = re.compile(rf"(?<=[0-9０-９])[ \u3000]?[{re.escape(DASHES)}]+[ \u3000]?(?=[0-9０-９])")
_ELSEWHERE = re.compile(f"[{re.escape(HYPHENS)}]")
_HALF_KANA = re.compile(r"[\uff66-\uff9f]+")
_GAP = re.compile(r"[ \t\u3000\xa0]+")

_PUNCTUATION = str.maketrans(",，､.．｡･｢｣", "、、、。。。・「」")
_NO_SPACE_AROUND = frozenset("、。，．・「」『』（）【】〔〕：；！？〜～…’”")

LETTERSPACED = 0.6
"""Share of the gaps between neighbouring characters that are spaces, from which a line counts as letterspaced."""


def clean(text: str) -> str:
    """`text` without control characters, invisible marks and lone surrogates; line breaks and tabs stay."""
    return _CONTROL.sub("", text)


def narrow(text: str) -> str:
    """Full-width letters, digits and signs in half width, half-width katakana in full width; kanji untouched."""
    chars = (chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text)
    return widen_kana("".join(chars).replace("\u3000", " ").replace("\uffe5", "¥"))


def widen_kana(text: str) -> str:
    """Half-width katakana in full width, sound marks composed; everything else untouched."""
    return _HALF_KANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)


def unify_hyphens(text: str) -> str:
    """Any dash between two digits (ー, 一, −, ‐, with a space beside it too) as a plain hyphen."""
    return _BETWEEN_DIGITS.sub("-", text)


def key(text: str) -> str:
    """What two texts are compared by: NFKC, variants of kanji folded, dashes one sign, no white space, lower case."""
    folded = unicodedata.normalize("NFKC", variant_key(clean(text)))
    folded = unicodedata.normalize("NFKC", "".join(folded.split()).lower().replace("〜", "~"))
    return _ELSEWHERE.sub("-", _BETWEEN_DIGITS.sub("-", folded))


def squeeze(text: str) -> str:
    """Running text without the white space that readers put between Japanese characters.

    Spaces between Latin words, between a Latin word and Japanese, and line breaks stay.
    """
    parts = _GAP.split(text)
    out = parts[0]
    for part in parts[1:]:
        left, right = out[-1:], part[:1]
        out += part if _glues(left, right) or not left or not right else f" {part}"
    return out


def _glues(left: str, right: str) -> bool:
    if not left or not right or "\n" in (left, right):
        return True
    if left in _NO_SPACE_AROUND or right in _NO_SPACE_AROUND:
        return True
    kinds = {kind(left), kind(right)}
    if Kind.LATIN in kinds:
        return False
    return is_japanese(left) or is_japanese(right)


def collapse(text: str) -> str:
    """A value with each of its gaps one space wide (half or full width, as it was), and letterspacing undone.

    '岩 手 県 盛 岡 市　コーポ 205' is letterspaced: single spaces between Japanese characters go, wider gaps stay.
    '佐々木 ひかり' keeps its space.
    """
    text = text.strip()
    pairs = [(m[0], text[m.start() - 1], text[m.end()]) for m in _GAP.finditer(text)]
    inner = [gap for gap, left, right in pairs if is_japanese(left) and is_japanese(right)]
    joined = sum(is_japanese(a) and is_japanese(b) for a, b in itertools.pairwise(text))
    single = sum(len(gap) == 1 for gap in inner)
    if single < 3 or single < LETTERSPACED * (single + joined):
        return _GAP.sub(lambda gap: gap[0] if len(gap[0]) == 1 else " ", text)
    wide = any(len(gap) > 1 for gap in inner)
    return _GAP.sub(lambda gap: " " if wide and len(gap[0]) > 1 else "", text)


def japanese_punctuation(text: str, kept: str = "") -> str:
    """Running text with commas and full stops after Japanese characters in their Japanese form; 1.5 and 4,200 stay.

    Args:
        text: as read.
        kept: signs that stay as they are.
    """
    chars = list(text)
    for i, char in enumerate(chars):
        latin = text[i + 1 : i + 2] == " " and text[i + 2 : i + 3].isascii() and text[i + 2 : i + 3].isalpha()
        after_japanese = i > 0 and is_japanese(chars[i - 1]) and text[i + 1 : i + 2] not in {".", ","} and not latin
        if char not in kept and (char in "､｡･｢｣" or (char in ",.，．" and after_japanese)):
            chars[i] = char.translate(_PUNCTUATION)
    return "".join(chars)

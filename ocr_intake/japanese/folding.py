"""A text as it is searched: widths, variants of kanji and kinds of kana folded, with where each character came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ocr_intake.japanese.charsets import HYPHENS
from ocr_intake.japanese.text import clean
from ocr_intake.japanese.variants import variant_key

_CLUSTER: Final = re.compile("(?s:.)[\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
"""A character with the marks that belong to it: half-width ｶﾞ is one."""
_HYPHENS: Final = str.maketrans(dict.fromkeys(HYPHENS, "-"))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the places of its characters in the text that was folded."""

    text: str
    starts: tuple[int, ...]
    """Of each character, where it begins in the original."""
    ends: tuple[int, ...]
    """And where it ends there."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from ``start`` to before ``end`` stand in the original; at least one of them."""
        return self.starts[start], self.ends[end - 1]


def folded(text: str, *, spaces: bool, kana: bool = False) -> Folded:
    """``text`` in NFKC with variants of kanji as one, dashes one sign, line ends and invisible characters left out.

    Args:
        text: Running text.
        spaces: Whether spaces stay, each as a plain one.
        kana: Whether katakana becomes hiragana, and capitals small letters.
    """
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _CLUSTER.finditer(text):
        if match[0] in "\r\n" or (match[0].isspace() and not spaces):
            continue
        for char in variant_key(unicodedata.normalize("NFKC", clean(match[0]))).translate(_HYPHENS):
            if spaces or not char.isspace():
                out.append(_plain(char) if kana else char)
                starts.append(match.start())
                ends.append(match.end())
    return Folded("".join(out), tuple(starts), tuple(ends))


def _plain(char: str) -> str:
    low = char.lower()
    return to_hiragana(low if len(low) == 1 else char)


def to_hiragana(text: str) -> str:
    """Katakana as hiragana; all else as it is."""
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)

"""Keys: what is pressed, and how many presses a text takes with a Japanese input method. Pure.

The estimate is a lower one. Every clause is converted rightly by one press of the space bar, and the next clause
confirms it: so typing everything, which verification is compared with, looks cheaper than it is. Only within a mended
place, where a kanji or two stand without the words around them, a choice among homophones is counted.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any, Final

import jaconv


class Press(StrEnum):
    """Keys that every face has. The value of ``CHARACTER`` and ``TYPED`` is in the stroke."""

    CHARACTER = "character"
    """One letter or digit that is a command."""
    TYPED = "typed"
    """A text that an input method sends."""
    ENTER = "enter"
    SAVE = "save"
    """Ends the typing of a text of several lines."""
    ESCAPE = "escape"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    HOME = "home"
    END = "end"
    BACKSPACE = "backspace"
    CLEAR = "clear"
    """Takes away what stands in the line before the cursor."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """Something pressed."""

    press: Press
    text: str = ""
    """Of ``CHARACTER`` and ``TYPED``."""
    keys: int = 1
    """How many presses it takes."""


def command(letter: str) -> Stroke:
    """A letter or digit that a face takes as a command."""
    return Stroke(Press.CHARACTER, letter)


def typed(text: str, *, mended: bool = False) -> Stroke:
    """A text through an input method, which is switched on and off again where it is needed.

    Args:
        text: What is typed.
        mended: It stands alone, without the words around it.
    """
    return Stroke(Press.TYPED, text, presses(text, mended=mended))


TO_CHOOSE: Final = 2
"""Presses of the space bar to reach the right one of several homophones, for a run of kanji that stands alone."""
_TO_SWITCH: Final = 2
"""The input method on before a Japanese text, off behind it."""
_CLAUSE: Final = re.compile(r"[^、。，．・！？!?「」『』（）()\s]+|.", re.DOTALL)
_KANJI: Final = re.compile(r"[㐀-鿿豈-﫿々〆ヶ\U00020000-\U0003ffff]+")
_CONVERTED: Final = re.compile(r"[㐀-鿿豈-﫿々〆ァ-ヺ\U00020000-\U0003ffff]")
_KANA: Final = re.compile(
    r"(?P<one>[あいうえおー、。・「」〜]|っ(?=[か-ぢつ-どは-ぽまみむめもやゆよら-ろわ])|ん(?![あいうえおな-のやゆよ]|$))"
    r"|(?P<three>[きぎしちぢにひびぴみり][ゃゅょ]|[しち]ぇ|[てで][ぃゅ]|[とど]ぅ)"
    r"|(?P<two>じ[ゃゅょぇ]|[ふゔ][ぁぃぇぉ]|う[ぃぇ]|.)",
    re.DOTALL,
)
"""By the Latin letters that a piece takes: a doubled consonant takes one more of it, ん two before a vowel or n."""
_LETTERS: Final = {"one": 1, "two": 2, "three": 3}
_SHIFTED: Final = frozenset("（）！？()!?&+=<>〈〉『』：%％＆＋＝")


def presses(text: str, *, mended: bool = False) -> int:
    """How many presses a text takes.

    Digits, Latin letters and signs take one press each, capitals and some signs the shift key too. A Japanese clause
    takes the Latin letters of its reading (SudachiDict's, the shortest spelling: si, ti, zya), one press to convert it
    where it holds kanji or katakana, and the last clause one to confirm it.
    """
    japanese = any(ord(char) > 0x2E7F and unicodedata.category(char) == "Lo" for char in text)
    count = _TO_SWITCH if japanese else 0
    converted = False
    for clause in _CLAUSE.findall(text):
        count += sum(_of_words(clause))
        if _CONVERTED.search(clause):
            count += 1
            converted = True
        if mended:
            count += TO_CHOOSE * len(_KANJI.findall(clause))
    return count + converted


def _of_words(clause: str) -> list[int]:
    counts = []
    for kana, group in groupby(kana_of(clause), key=lambda char: "ぁ" <= char <= "ゖ" or char == "ー"):
        part = "".join(group)
        counts.append(letters(part) if kana else sum(_of_sign(char) for char in part))
    return counts


def kana_of(text: str) -> str:
    """A text with the readings of its words, in hiragana, in place of kanji and katakana; all else as it stands."""
    parts = []
    for word in _tokenizer().tokenize(text):
        surface = word.surface()
        parts.append(word.reading_form() if _KANJI.search(surface) else surface)
    return jaconv.kata2hira("".join(parts))


@cache
def _tokenizer() -> Any:  # noqa: ANN401 - SudachiPy ships no types that mypy reads
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="core").tokenizer(mode=SplitMode.C)


def letters(kana: str) -> int:
    """Latin letters that a text of hiragana takes."""
    return sum(_LETTERS[match.lastgroup or "two"] for match in _KANA.finditer(kana))


def _of_sign(char: str) -> int:
    wide = unicodedata.normalize("NFKC", char)
    return 2 if char in _SHIFTED or (wide.isascii() and wide.isupper()) else 1

"""Sentences of a dictionary's words thrown together: text that no reader can guess from its beginning.

A recogniser learns which characters follow one another, and would read what it expects. So a part of what it learns
on says nothing: rare nouns, verbs in any form, old-fashioned endings, particles where they like to stand. Words are
those of the IPA dictionary (Debian's ``mecab-ipadic``; its terms allow use and change with its notice kept).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from training.dice import Dice

PACKAGE: Final = "mecab-ipadic"
"""Debian package that holds the dictionary."""
FOLDER: Final = Path("/usr/share/mecab/dic/ipadic")
"""Where it puts it: files of comma-separated values in EUC-JP."""
_SURFACE, _COST, _FORM = 0, 3, 9
"""Columns: the word as written, its cost, which of its forms this is."""
_COMMON: Final = 0.5
"""Share of words that are taken from the commoner quarter."""
_PARTICLES: Final = [
    "は",
    "が",
    "を",
    "に",
    "で",
    "と",
    "も",
    "の",
    "から",
    "まで",
    "より",
    "へ",
    "や",
    "こそ",
    "さえ",
    "しか",
    "など",
    "だけ",
    "ばかり",
    "ほど",
]
_ENDINGS: Final = [
    "と思います。",
    "べきである。",
    "のではないか。",
    "ようだ。",
    "はずです。",
    "のみ。",
    "こと。",
    "ため、",
    "ので、",
    "のに、",
    "けれど、",
    "という。",
    "らしい。",
    "なり。",
    "べし。",
    "のである。",
    "かもしれない。",
    "ではない！",
    "のか？",
    "そうだ。",
    "」",
    "）、",
    "…",
]
_POLITE: Final = (
    "ます。",
    "ました。",
    "ません。",
    "ますか？",
    "ましょう。",
    "たい。",
    "たく、",
    "けり。",
    "ける",
    "つつ",
)
_PAST: Final = ("た。", "た", "て、", "ている。", "てきた", "てほしい。", "たら", "たり")
_NOT: Final = ("ない。", "ず、", "ぬ", "ないで", "なければ", "ざる", "ん。")
_FILES: Final = {
    "noun": ("Noun.csv", "Noun.verbal.csv", "Noun.adjv.csv", "Noun.adverbal.csv", "Noun.others.csv"),
    "proper": ("Noun.proper.csv", "Noun.place.csv", "Noun.name.csv", "Noun.org.csv"),
    "verb": ("Verb.csv",),
    "adjective": ("Adj.csv", "Adnominal.csv"),
    "adverb": ("Adverb.csv", "Conjunction.csv", "Interjection.csv"),
}


class NoDictionaryError(RuntimeError):
    """The dictionary is not installed."""

    def __init__(self) -> None:
        super().__init__(f"no dictionary in {FOLDER}; install the Debian package {PACKAGE}")


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of one kind, the commonest first."""

    texts: tuple[str, ...]

    def one(self, dice: Dice) -> str:
        """A word: every other time one of the commoner quarter."""
        most = len(self.texts) // 4 if dice.chance(_COMMON) else len(self.texts)
        return self.texts[int(dice.random() * max(1, most))]


def _rows(kind: str) -> Iterator[list[str]]:
    for name in _FILES[kind]:
        try:
            text = (FOLDER / name).read_text(encoding="euc_jp", errors="ignore")
        except OSError as error:
            raise NoDictionaryError from error
        yield from csv.reader(text.splitlines())


@cache
def _words(kind: str, form: str = "") -> _Words:
    """All words of a kind, or those that are in a form."""
    rows = [(int(row[_COST]), row[_SURFACE]) for row in _rows(kind) if not form or row[_FORM] == form]
    return _Words(tuple(text for _, text in sorted(rows)))


def phrase(dice: Dice) -> str:
    """One or two nouns, or a name."""
    kind = "proper" if dice.chance(0.12) else "noun"
    first = _words(kind).one(dice)
    return f"{first}の{_words('noun').one(dice)}" if dice.chance(0.3) else first


def _predicate(dice: Dice) -> str:
    """A verb or an adjective with an ending."""
    throw = dice.random()
    if throw < 0.25:
        return _words("verb", "連用形").one(dice) + dice.pick(_POLITE)
    if throw < 0.45:
        return _words("verb", "連用タ接続").one(dice) + dice.pick(_PAST)
    if throw < 0.57:
        return _words("verb", "未然形").one(dice) + dice.pick(_NOT)
    if throw < 0.65:
        return _words("verb").one(dice) + dice.pick(("、", "。", "ば、", "とも"))
    if throw < 0.8:
        return _words("adjective").one(dice) + dice.pick(_ENDINGS)
    return _words("verb", "基本形").one(dice) + dice.pick(_ENDINGS)


def sentence(dice: Dice) -> str:
    """A sentence that is grammatical at best: nouns with particles, a verb or adjective, an ending."""
    parts = [_words("adverb").one(dice)] if dice.chance(0.2) else []
    if dice.chance(0.12):
        parts.append(f"「{phrase(dice)}」")
    parts += [phrase(dice) + dice.pick(_PARTICLES) for _ in range(dice.randint(1, 3))]
    return "".join(parts) + _predicate(dice)

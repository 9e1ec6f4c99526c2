"""Words that a page is searched for, for the page model's features: places, names, organisations, titles, labels.

Only whether a word stands somewhere lives here; what that means is for the page model to learn.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from ocr_intake.japanese.gazetteer import PREFECTURES, gazetteer
from ocr_intake.japanese.names import name_lists
from ocr_intake.japanese.variants import variant_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class WordClass(StrEnum):
    """What a word of the lexicon is."""

    PREFECTURE = "prefecture"
    CITY = "city"
    TOWN = "town"
    FAMILY = "family"
    GIVEN = "given"
    """In wide use."""
    RARE_GIVEN = "rare_given"
    LEGAL = "legal"
    """Legal forms of organisations."""
    KIND = "kind"
    """What names of organisations end in."""
    TITLE = "title"
    HONORIFIC = "honorific"
    """様, 御中, 印: what stands behind a name."""
    OFFICE = "office"
    NOTE = "note"
    """Words of instructions."""
    STRANGER = "stranger"
    """What announces somebody who does not submit."""
    LABEL = "label"


LONGEST: Final = 14
"""Characters of the longest word that is looked for."""


@cache
def fold(char: str) -> str:
    """A character as words are compared: half width, lower case, today's form; itself where that would be several."""
    narrow = variant_key(unicodedata.normalize("NFKC", char)).lower()
    return narrow if len(narrow) == 1 else char


def folded(text: str) -> str:
    """A text with each character folded; as long as before."""
    return "".join(map(fold, text))


@dataclass(frozen=True, slots=True)
class Found:
    """A word in a text."""

    start: int
    end: int
    key: str
    """Its class."""


class Words:
    """A set of words with their classes, searched for all at once."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        """Index ``(word, class)`` pairs; words that are empty or too long are left out."""
        classes: dict[str, tuple[str, ...]] = defaultdict(tuple)
        heads: set[str] = set()
        for written, key in words:
            word = folded(written)
            if not 0 < len(word) <= LONGEST or key in classes[word]:
                continue
            classes[word] += (key,)
            heads.update(word[:length] for length in range(1, len(word)))
        self._classes: Mapping[str, tuple[str, ...]] = dict(classes)
        self._heads = frozenset(heads)
        self._first = frozenset(word[0] for word in classes if word)

    def search(self, text: str) -> Iterator[Found]:
        """The longest word of each class that begins at each character of a folded text."""
        for start, char in enumerate(text):
            if char not in self._first:
                continue
            best: dict[str, int] = {}
            end = start + 1
            while True:
                head = text[start:end]
                for key in self._classes.get(head, ()):
                    best[key] = end
                if end >= len(text) or head not in self._heads:
                    break
                end += 1
            for key, stop in best.items():
                yield Found(start, stop, key)


@cache
def general_words() -> Words:
    """The words that stand in no configuration; made on first use (about a second) and kept."""
    return Words(_general())


def _general() -> Iterator[tuple[str, str]]:
    for prefecture in PREFECTURES:
        yield prefecture, WordClass.PREFECTURE
    for city in gazetteer().cities:
        for name in {city.name, city.short, city.parent} - {""}:
            yield name, WordClass.CITY
        for town in city.towns:
            if len(town) > 1:
                yield town, WordClass.TOWN
    families, usual, given = name_lists()
    yield from ((name, WordClass.FAMILY) for name in families)
    yield from ((name, WordClass.GIVEN) for name in usual)
    yield from ((name, WordClass.RARE_GIVEN) for name in given - usual if len(name) > 1)
    text = (resources.files("ocr_intake.extract") / "data" / "words.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            key, _, words = line.partition("\t")
            for word in words.split():
                yield word, WordClass(key)

"""How much a piece of running text is like Japanese, so that readings of the same line can be compared."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ocr_intake.japanese.charsets import is_japanese
from ocr_intake.japanese.text import clean, squeeze
from ocr_intake.japanese.words import path_cost, words

UNKNOWN_COST = 6000.0
"""Added for each character of a word that is not in the dictionary, beside the dictionary's own cost."""
_LONGEST = 2000
"""Characters of a text that are looked at; a line is far shorter."""


@dataclass(frozen=True, slots=True)
class TextScore:
    """What the dictionary says of a text."""

    cost: float
    """Cost of the likeliest division into words for each character: the lower, the more like Japanese; plain
    sentences lie around 1500 to 3000."""
    unknown: float
    """Share of the characters in words that are not in the dictionary."""
    length: int
    """Characters that were looked at."""


@lru_cache(maxsize=4096)
def text_score(text: str) -> TextScore:
    """The score of a text (white space, width and line breaks set aside); cost 0 for an empty one."""
    plain = "".join(squeeze(unicodedata.normalize("NFKC", clean(text))).split())[:_LONGEST]
    if not plain:
        return TextScore(0.0, 0.0, 0)
    unknown = sum(len(word.text) for word in words(plain) if word.unknown and any(map(is_japanese, word.text)))
    cost = path_cost(plain) + UNKNOWN_COST * unknown
    return TextScore(cost / len(plain), unknown / len(plain), len(plain))


def text_cost(text: str) -> float:
    """The cost for each character alone: the lower, the more like Japanese."""
    return text_score(text).cost


def best_reading(candidates: tuple[str, ...]) -> int:
    """The index of the candidate that is most like Japanese; the first of equals.

    Compares whole costs, not costs for each character: candidates are readings of one line and differ little in
    length.

    Raises:
        ValueError: there is no candidate.
    """
    scores = [text_score(candidate) for candidate in candidates]
    return min(range(len(scores)), key=lambda index: scores[index].cost * max(1, scores[index].length))

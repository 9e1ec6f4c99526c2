"""How alike texts are: the cosine between what is weighed of them, for all pairs that are worth a look.

Which likeness tells like opinions best was measured, see ``benchmarks/similar.py``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from ocr_intake.japanese.folding import folded
from ocr_intake.japanese.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    Places: TypeAlias = npt.NDArray[np.int32]
    Weights: TypeAlias = npt.NDArray[np.float32]

LENGTHS: Final = (2, 3)
"""Of the n-grams, in characters."""
COMMON: Final = 0.1
"""What stands in a greater share of the texts tells none from another."""
_FEW: Final = 20
"""What stands in no more texts than these is never common."""
_NO_WORD: Final = re.compile(r"[\W_]+")
_CONTENT: Final = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞"})
"""Parts of speech that say what a sentence is about."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of texts by their places, each pair once, and how alike they are: arrays of one length."""

    first: Places
    second: Places
    score: Weights


def plain(text: str) -> str:
    """A text without punctuation, widths and spaces: OCR and people put them as they like."""
    return _NO_WORD.sub("", folded(text, spaces=False).text.casefold())


def n_grams(text: str) -> Iterator[str]:
    """The n-grams of a text's characters."""
    seen = plain(text)
    for length in LENGTHS:
        yield from (seen[start : start + length] for start in range(len(seen) - length + 1))


def content_words(text: str) -> Iterator[str]:
    """The words of a text that say what it is about."""
    return (word.text for word in words(text) if word.part[0] in _CONTENT)


def like_pairs(texts: Sequence[str], least: float, features: Callable[[str], Iterable[str]]) -> Pairs:
    """The pairs of texts that are at least so much alike.

    Args:
        texts: All of them.
        least: The cosine from which on a pair is of interest.
        features: What of a text is counted.
    """
    places, weights, postings = _weighed(texts, features)
    found: list[tuple[Places, Places, Weights]] = [_none()]
    for second in range(1, len(texts)):
        where = [postings[feature] for feature in places[second]]
        if not where:
            continue
        others = np.concatenate([each[0] for each in where])
        products = np.concatenate([each[1] * weight for each, weight in zip(where, weights[second], strict=True)])
        before = others < second
        scores = np.bincount(others[before], products[before], minlength=1)
        first = np.flatnonzero(scores >= least).astype(np.int32)
        found.append((first, np.full(len(first), second, np.int32), np.minimum(scores[first], 1).astype(np.float32)))
    return Pairs(*(np.concatenate(each) for each in zip(*found, strict=True)))


def _none() -> tuple[Places, Places, Weights]:
    return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)


def _weighed(
    texts: Sequence[str], features: Callable[[str], Iterable[str]]
) -> tuple[list[Places], list[Weights], list[tuple[Places, Weights]]]:
    """Of each text its features and their weights (1 + log tf) · idf, of length 1; of each feature where it stands.

    A feature of one text alone says nothing of pairs, but counts for the length.
    """
    known: dict[str, int] = {}
    counted = [Counter(known.setdefault(each, len(known)) for each in features(text)) for text in texts]
    frequency = np.zeros(len(known), np.int32)
    for counts in counted:
        frequency[list(counts)] += 1
    inverse = np.log((1 + len(texts)) / (1 + frequency)).astype(np.float32) + 1
    inverse[frequency > max(_FEW, COMMON * len(texts))] = 0
    shared = (frequency > 1) & (inverse > 0)
    places, weights = [], []
    for counts in counted:
        features_of = np.fromiter(counts.keys(), np.int32, len(counts))
        weight = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * inverse[features_of]
        weight /= max(float(np.linalg.norm(weight)), 1e-9)
        kept = shared[features_of]
        places.append(features_of[kept])
        weights.append(weight[kept])
    return places, weights, _postings(places, weights, len(known))


def _postings(places: list[Places], weights: list[Weights], features: int) -> list[tuple[Places, Weights]]:
    """Of each feature the texts that have it, with its weight there."""
    if not places:
        return []
    of_text = np.repeat(np.arange(len(places), dtype=np.int32), [len(each) for each in places])
    of_feature, weight = np.concatenate(places), np.concatenate(weights)
    order = np.argsort(of_feature, kind="stable")
    ends = np.searchsorted(of_feature[order], np.arange(features + 1))
    texts, weight = of_text[order], weight[order]
    return [(texts[a:b], weight[a:b]) for a, b in pairwise(ends)]

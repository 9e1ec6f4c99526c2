"""Which of many texts may be alike: near neighbours by what rare character n-grams they share, without every pair.

Each text becomes a vector: its n-grams, the rarer ones weighing more (TF-IDF), added up with random signs in a few
hundred places (a count sketch: Charikar, Chen and Farach-Colton, 2002). The cosine of two sketches is nearly that of
the whole vectors, and one multiplication of matrices finds the neighbours of a block of texts. Readers' mistakes
spoil a few n-grams of many; what nearly all texts share weighs little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_FEATURES: Final = 1 << 20
"""N-grams are told apart by as many values of a hash."""
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(64 - 20)
_PLACES: Final = 768
"""Of a sketch: the cosine is off by about 1/28."""
_BLOCK: Final = 1024
"""Texts whose neighbours are looked for at once: 40 MB for ten thousand."""


def grams(text: str, lengths: Sequence[int], mark: int = 0) -> NDArray[np.int64]:
    """Hashes of a text's n-grams; ``mark`` tells those of one kind of text from those of another."""
    signs = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    found = []
    for length in lengths:
        count = len(signs) - length + 1
        if count < 1:
            continue
        total = np.full(count, 1 + mark, np.uint64)
        for place in range(length):  # multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4)
            total = (total ^ signs[place : place + count]) * _MULTIPLIER
        found.append(total >> _SHIFT)
    return np.concatenate(found).astype(np.int64) if found else np.zeros(0, np.int64)


def sketches(features: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
    """``(texts, places)``: a vector of length 1 for each text, of zeros where it has no n-gram."""
    counted = [np.unique(each, return_counts=True) for each in features]
    spread = np.zeros(_FEATURES, np.int64)
    for hashes, _ in counted:
        spread[hashes] += 1
    # what one text has alone is near nothing, and mostly a reader's mistake; the root keeps the rest of those few from
    # outweighing what nearly all have where nearly all are one text
    rare = np.sqrt(np.log1p(len(features) / np.maximum(spread, 1))) * (spread > 1)
    dice = np.random.default_rng(0)
    place = dice.integers(0, _PLACES, _FEATURES)
    sign = dice.choice(np.array([-1.0, 1.0], np.float32), _FEATURES)
    found = np.zeros((len(features), _PLACES), np.float32)
    for row, (hashes, counts) in enumerate(counted):
        weights = (1 + np.log(counts)) * rare[hashes] * sign[hashes]
        found[row] = np.bincount(place[hashes], weights, _PLACES)
        length = float(np.linalg.norm(found[row]))
        if length > 0:
            found[row] /= length
    return found


def neighbours(vectors: NDArray[np.float32], *, least: float, most: int) -> Iterator[tuple[int, int, float]]:
    """Pairs of rows with their cosine: for each row the nearest others, the nearer row first named; none twice.

    Args:
        vectors: of ``sketches``.
        least: Cosine below which two have nothing in common.
        most: Neighbours of each row that are named.
    """
    count = len(vectors)
    named: set[tuple[int, int]] = set()
    for start in range(0, count, _BLOCK):
        cosines = vectors[start : start + _BLOCK] @ vectors.T
        for offset, row in enumerate(cosines):
            mine = start + offset
            row[mine] = -1.0
            near = np.flatnonzero(row >= least)
            if len(near) > most:
                near = near[np.argpartition(row[near], -most)[-most:]]
            for other in near.tolist():
                pair = (min(mine, other), max(mine, other))
                if pair not in named:
                    named.add(pair)
                    yield (*pair, float(row[other]))

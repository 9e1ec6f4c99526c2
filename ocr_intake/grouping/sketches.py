"""Which of many texts may be alike: near neighbours by what rare character n-grams they share, without every pair.

Each text becomes a vector: its n-grams, the rare ones weighing more (TF-IDF), added up with random signs in a few
hundred places (a count sketch: Charikar, Chen and Farach-Colton, 2002). The cosine of two sketches is nearly that of
the whole vectors, and one multiplication of matrices finds the neighbours of a block of texts. Readers' mistakes spoil a
few n-grams of many; what nearly all texts share weighs next to nothing.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_FEATURES: Final = 1 << 20
"""N-grams are told apart by as many values of a hash."""
_PLACES: Final = 1024
"""Of a sketch: the cosine is off by about 1/32."""
_BLOCK: Final = 1024
"""Texts whose neighbours are looked for at once: 40 MB for ten thousand."""


def grams(text: str, lengths: Sequence[int], mark: str = "") -> list[int]:
    """Hashes of a text's n-grams; ``mark`` tells those of one kind of text from those of another."""
    return [
        zlib.crc32((mark + text[start : start + length]).encode()) % _FEATURES
        for length in lengths
        for start in range(len(text) - length + 1)
    ]


def sketches(features: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """``(texts, places)``: a vector of length 1 for each text, of zeros where it has no n-gram."""
    counted = [np.unique(np.array(each, np.int64), return_counts=True) for each in features]
    spread = np.zeros(_FEATURES, np.int64)
    for hashes, _ in counted:
        spread[hashes] += 1
    rare = np.log((len(features) + 1) / (spread + 0.5)).astype(np.float32)
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

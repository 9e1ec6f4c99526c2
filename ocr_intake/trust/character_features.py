"""Which evidence counts for a character of a long text, and its common scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.model.reading import PageQuality

_LOGITS: Final = ("chosen", "read", "beside", "line")
_RARE: Final = ("gap", "rival", "nothing")
_PLAIN: Final = (
    "skipped",
    "changed",
    "rewritten",
    "second",
    "second_beside",
    "seconded",
    "vertical",
    "unknown_word",
    "short_word",
    "twins",
    "kanji",
    "kana",
    "digit",
    "sign",
    "before",
    "behind",
    "repeated",
    "edge",
)
_OF_PAGE: Final = ("bilevel", "noise", "photograph")
NAMES: Final = (
    *(f"{name}_logit" for name in _LOGITS),
    *(f"{name}_logit" for name in _RARE),
    *_PLAIN,
    *_OF_PAGE,
)
"""The features of a character, in the order of its vector."""


def features(evidence: Mapping[str, float], qualities: Sequence[PageQuality]) -> tuple[float, ...]:
    """The feature vector of a character that was read.

    Args:
        evidence: as extraction gives it.
        qualities: of the pages that the text was read from; at least one.

    Returns:
        As many numbers as ``NAMES`` has names.
    """
    logits = [_logit(evidence[name]) for name in (*_LOGITS, *_RARE)]
    page = (
        float(any(q.bilevel for q in qualities)),
        min(1.0, max(q.noise for q in qualities) / 50.0),
        float(any(q.photograph for q in qualities)),
    )
    return (
        *logits,
        *(evidence[name] for name in _PLAIN),
        *page,
    )


def _logit(probability: float) -> float:
    """Log odds over 8, about -1.4 to 1.4."""
    p = min(max(probability, 1e-5), 1 - 1e-5)
    return math.log(p / (1 - p)) / 8.0

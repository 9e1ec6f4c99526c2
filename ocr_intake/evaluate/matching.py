"""Which prediction belongs to which truth: the same file, and the pages that overlap most."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ocr_intake.evaluate.locate import base_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.evaluate.records import Prediction, Truth

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Matching:
    """Every truth and every prediction, once."""

    pairs: tuple[tuple[Truth, Prediction], ...]
    missing: tuple[Truth, ...]
    """Submissions that were not found."""
    extra: tuple[Prediction, ...]
    """Predictions that are no submission."""


def match(truths: Sequence[Truth], predictions: Sequence[Prediction]) -> Matching:
    """Pair truths and predictions, each used once, the largest overlap of pages (Jaccard) first."""
    files: dict[str, tuple[list[Truth], list[Prediction]]] = defaultdict(lambda: ([], []))
    for truth in truths:
        files[base_name(truth.file)][0].append(truth)
    for prediction in predictions:
        files[base_name(prediction.file)][1].append(prediction)
    pairs: list[tuple[Truth, Prediction]] = []
    missing: list[Truth] = []
    extra: list[Prediction] = []
    for name in sorted(files):
        expected, given = files[name]
        indexes = tuple(_best_pairs(expected, given))
        pairs += [(expected[i], given[j]) for i, j in indexes]
        missing += _left_over(expected, {i for i, _ in indexes})
        extra += _left_over(given, {j for _, j in indexes})
    return Matching(tuple(pairs), tuple(missing), tuple(extra))


def _best_pairs(expected: Sequence[Truth], given: Sequence[Prediction]) -> Iterator[tuple[int, int]]:
    overlaps = []
    for i, truth in enumerate(expected):
        for j, prediction in enumerate(given):
            pages = set(prediction.pages)
            if not pages and len(expected) == len(given) == 1:  # nothing to mix up
                pages = set(truth.pages)
            if shared := len(pages & set(truth.pages)):
                overlaps.append((-shared / len(pages | set(truth.pages)), i, j))
    used_truths: set[int] = set()
    used_predictions: set[int] = set()
    for _, i, j in sorted(overlaps):
        if i not in used_truths and j not in used_predictions:
            used_truths.add(i)
            used_predictions.add(j)
            yield i, j


def _left_over(items: Sequence[T], used: set[int]) -> list[T]:
    return [item for index, item in enumerate(items) if index not in used]

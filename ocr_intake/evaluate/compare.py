"""When two texts count as the same, and the share of characters that differ."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from ocr_intake.japanese.compare import compared

__all__ = ["compared", "edits", "error_rate"]


def edits(truth: str, predicted: str) -> int:
    """Characters to insert, delete or replace (Levenshtein), at most as many as the truth has."""
    return min(Levenshtein.distance(truth, predicted), len(truth))


def error_rate(truth: str, predicted: str) -> float:
    """Character error rate: ``edits`` as a share of the truth's length, 0 to 1."""
    if not truth:
        return 1.0 if predicted else 0.0
    return edits(truth, predicted) / len(truth)

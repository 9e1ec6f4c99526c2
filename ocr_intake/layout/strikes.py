"""Struck-out words: strokes drawn right through a line's characters, and what they cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from ocr_intake.model.reading import Direction

if TYPE_CHECKING:
    from numpy.typing import NDArray

LENGTH = 0.85
"""Line thicknesses: a stroke along the line at least so long is no part of one character (一 and ー are shorter)."""
MIDDLE = (0.25, 0.75)
"""Where across the line a stroke strikes out: above is a roof or brackets, below an underline."""
THICKEST = 0.4
"""Line thicknesses: two strokes over each other and the ink between them; what is thicker is a picture."""
MOST = 0.6
"""Share of the line: a stroke over more of it is a rule left standing."""
CROSSED = 0.12
"""Share of a strike's length with ink both above and below it: characters are under it, not a dash alone."""


def struck_spans(pixels: NDArray[np.uint8], direction: Direction) -> tuple[tuple[float, float], ...]:
    """Stretches of a line that are struck out.

    Args:
        pixels: ``(height, width)`` grey line image.
        direction: which way the line runs.

    Returns:
        ``(start, end)`` of each stretch, shares of the line's length.
    """
    row = pixels if direction is Direction.HORIZONTAL else np.ascontiguousarray(np.rot90(pixels))
    if min(row.shape) < 12 or np.ptp(row) < 40:
        return ()
    ink = np.asarray(cv2.threshold(row, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1], dtype=np.uint8)
    height, width = ink.shape
    length = max(8, round(height * LENGTH))
    closed = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    strokes = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(strokes, dtype=np.uint8), connectivity=8)
    spans = []
    for x, y, wide, high, _ in stats[1:count]:
        middle = (y + high / 2) / height
        thin = high - 2 <= max(3.0, THICKEST * height)
        inside = MIDDLE[0] <= middle <= MIDDLE[1] and wide < MOST * width
        if inside and thin and _is_crossed(ink, int(x), int(y), int(wide), int(high)):
            spans.append((int(x), int(x + wide)))
    return tuple((start / width, end / width) for start, end in _united(spans, round(0.1 * height)))


def _is_crossed(ink: NDArray[np.uint8], x: int, y: int, wide: int, high: int) -> bool:
    above = ink[max(0, y - max(2, high)) : y, x : x + wide]
    below = ink[y + high : y + high + max(2, high), x : x + wide]
    if not above.size or not below.size:
        return False
    both = (above.max(axis=0) > 0) & (below.max(axis=0) > 0)
    return float(both.mean()) >= CROSSED


def _united(spans: list[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    """Spans that overlap or nearly touch as one: a word is often struck twice."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1] + gap:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united

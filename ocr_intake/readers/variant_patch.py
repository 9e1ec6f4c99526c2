"""The picture of one character out of a row of writing, as the network that tells variants apart takes it.

CTC says about where a character is, not how wide: from its frames and its neighbours' the cuts are put where the least
ink lies, and what is between them is brought to one size. Training uses the very same code
(``scripts/train_variants.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 48
"""Pixels of the square that the network looks at."""
REACH = 0.72
"""Half of a character's greatest width, as a share of the row's height (margins included)."""
NEAREST = 0.26
"""Half of its least width; narrower neighbours (、1) stay out of it."""
SLACK = 0.15
"""How far a cut may move to where there is less ink, in heights: CTC is as inexact as that."""
TRACE = 0.03
"""Share of ink in a row or column up to which it is margin."""
MARGIN = 0.06
"""Share of the side left free around the ink."""
FLATTEST = 0.62
"""Characters flatter or narrower than this keep some of their margin, so that they are not blown up to a square."""


def ink_of(row: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How much ink is at each pixel, 0 to 1, whatever the paper's and the pen's shade.

    Args:
        row: ``(height, width)`` grey or ``(height, width, 3)`` RGB, dark on light.
    """
    grey = np.asarray(row if row.ndim == 2 else cv2.cvtColor(row, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    paper, pen = np.percentile(grey, (85, 1))
    ink: NDArray[np.float32] = np.clip((paper - grey) / max(40.0, float(paper - pen)), 0.0, 1.0).astype(np.float32)
    return ink


def patch(
    ink: NDArray[np.float32], centre: float, before: float | None, after: float | None, *, turned: bool = False
) -> NDArray[np.float32]:
    """One character, cut out and brought to size.

    Args:
        ink: of the row, see ``ink_of``.
        centre: where the character is along the row, pixels.
        before: where the one before it is; None at the beginning.
        after: where the next one is; None at the end.
        turned: the row is a column that lies on its left side (turned 90° counter-clockwise).

    Returns:
        ``(SIDE, SIDE)`` float32, 0 to 1, upright; all 0 where there is no ink.
    """
    height, width = ink.shape
    reach, nearest = REACH * height, NEAREST * height
    left = centre - (reach if before is None else min(reach, max(nearest, (centre - before) / 2)))
    right = centre + (reach if after is None else min(reach, max(nearest, (after - centre) / 2)))
    columns = ink.sum(axis=0)
    start, end = _least(columns, left, SLACK * height), _least(columns, right, SLACK * height)
    part = ink[:, max(0, start) : min(width, max(start + 2, end))]
    part = np.rot90(part, -1) if turned else part
    top, bottom = _inked(part, 1)
    start, end = _inked(part, 0)
    part = part[top:bottom, start:end]
    if not part.size:
        return np.zeros((SIDE, SIDE), dtype=np.float32)
    return _squared(part)


def _least(columns: NDArray[np.float32], at: float, slack: float) -> int:
    """The column with the least ink about ``at``, the nearest of equals."""
    low, high = max(0, round(at - slack)), min(len(columns), round(at + slack) + 1)
    if high <= low:
        return min(max(0, round(at)), len(columns))
    away = np.abs(np.arange(low, high) - at) / max(1.0, slack)
    return low + int((columns[low:high] + away).argmin())


def _inked(part: NDArray[np.float32], axis: int) -> tuple[int, int]:
    """From where to where a patch has ink along the other axis."""
    profile = part.mean(axis=axis) if part.size else np.zeros(0)
    inked = np.flatnonzero(profile > TRACE)
    return (int(inked[0]), int(inked[-1]) + 1) if len(inked) else (0, 0)


def _squared(part: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = part.shape
    inner = SIDE - 2 * round(SIDE * MARGIN)
    high = inner if height >= FLATTEST * width else max(2, round(inner * height / width / FLATTEST))
    wide = inner if width >= FLATTEST * height else max(2, round(inner * width / height / FLATTEST))
    shrinking = height * width > high * wide
    sized = cv2.resize(
        np.ascontiguousarray(part), (wide, high), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    )
    square = np.zeros((SIDE, SIDE), dtype=np.float32)
    top, left = (SIDE - high) // 2, (SIDE - wide) // 2
    square[top : top + high, left : left + wide] = sized
    return square

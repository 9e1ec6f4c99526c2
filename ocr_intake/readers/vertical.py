"""Vertical lines for readers that only know horizontal ones: characters found one under the other, set side by side."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def side_by_side(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Set the characters of a vertical line from left to right.

    Args:
        pixels: ``(height, width)`` grey or RGB, one column of dark writing on light paper, top to bottom.

    Returns:
        An image one character high whose characters keep their size and order.
    """
    grey = np.asarray(pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    paper = int(np.percentile(grey, 90))
    cells = split_column(grey)
    if not cells:
        return pixels[:0]
    size = max(end - start for start, end in cells)
    pad = max(2, size // 10)
    strips = []
    for start, end in cells:
        strip = pixels[start:end]
        above = (size - (end - start)) // 2
        below = size - (end - start) - above
        widths = ((above + pad, below + pad), (0, 0), (0, 0))[: pixels.ndim]
        strips.append(np.pad(strip, widths, constant_values=paper))
    return np.ascontiguousarray(np.concatenate(strips, axis=1))


def split_column(grey: NDArray[np.uint8]) -> tuple[tuple[int, int], ...]:
    """Cut a vertical line between its characters.

    The cuts are the cheapest path by dynamic programming: a cut costs the ink it crosses, a cell costs what its height
    departs from the column's pitch, so that parts of one character (二, 三, 言) stay together.

    Args:
        grey: ``(height, width)`` uint8.

    Returns:
        ``(top, bottom)`` of each character, rows, top to bottom.
    """
    width = grey.shape[1]
    if np.ptp(grey) < 40:
        return ()
    ink = np.asarray(cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1], dtype=np.uint8)
    left, right = _main_column(ink)
    rows = ink[:, left:right].sum(axis=1).astype(np.float64)
    inked = np.flatnonzero(rows)
    if not len(inked):
        return ()
    top, bottom = int(inked[0]), int(inked[-1]) + 1
    pitch = max(8.0, float(right - left) * 1.08)
    profile = rows[top:bottom]
    length = len(profile)
    if length < pitch * 1.4:
        return ((top, bottom),)
    shortest, longest = max(2, int(pitch * 0.35)), int(pitch * 1.9)
    smooth = np.convolve(profile, np.ones(3) / 3, mode="same")
    crossing = np.append(smooth / max(1.0, width * 0.25), 0.0)
    cost = np.full(length + 1, np.inf)
    cost[0] = 0.0
    previous = np.zeros(length + 1, dtype=np.int64)
    spans = np.arange(shortest, longest + 1)
    departure = ((spans - pitch) / pitch) ** 2 * 0.6
    for end in range(shortest, length + 1):
        usable = spans[spans <= end]
        totals = cost[end - usable] + departure[: len(usable)]
        best = int(totals.argmin())
        if np.isfinite(totals[best]):
            cost[end] = totals[best] + crossing[end] * 2.0
            previous[end] = end - usable[best]
    end = length
    cuts = [end]
    while end > 0:
        end = int(previous[end])
        cuts.append(end)
    edges = [top + cut for cut in reversed(cuts)]
    cells = []
    for start, stop in itertools.pairwise(edges):
        here = np.flatnonzero(rows[start:stop])
        if len(here):
            cells.append((start + int(here[0]), start + int(here[-1]) + 1))
    return tuple(cells)


def _main_column(ink: NDArray[np.uint8]) -> tuple[int, int]:
    """Left and right of the column that runs through the middle; parts of its neighbours at the rim are left out."""
    height, width = ink.shape
    profile = np.convolve(ink.sum(axis=0).astype(np.float64), np.ones(3) / 3, mode="same")
    empty = profile <= max(0.5, 0.01 * height)
    middle = width // 2
    left = next((x for x in range(middle, -1, -1) if empty[x] and x < width * 0.4), -1) + 1
    right = next((x for x in range(middle, width) if empty[x] and x > width * 0.6), width)
    return left, right

"""One ruled line: where it runs, and the ink along it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

THICKEST = 0.035
"""Inches: thicker bars are pictures or shading, not rules."""


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """One straight ruled line."""

    position: int
    """Its middle: y of a horizontal rule, x of a vertical one; pixels."""
    start: int
    end: int
    """Extent along it, pixels; ``end`` just outside."""
    thickness: int
    """Pixels."""
    lean: float = 0.0
    """How much farther down (right, if vertical) it ends than it begins, pixels: few sheets are quite square."""
    torn: bool = False
    """It was joined over tears: its ends may be torn off too."""

    @property
    def length(self) -> int:
        """Pixels."""
        return self.end - self.start

    def at(self, along: float) -> float:
        """Its position ``along`` pixels from the page's edge that it runs away from."""
        return self.position + self.lean * ((along - self.start) / max(1, self.length) - 0.5)


def along(ink: NDArray[np.uint8], rule: Rule, offsets: tuple[int, int]) -> NDArray[np.bool_]:
    """For each pixel along a horizontal rule, whether there is ink between two offsets from it (both included)."""
    columns = np.arange(max(0, rule.start), min(ink.shape[1], rule.end))
    rows = rows_of(rule, columns) + np.arange(offsets[0], offsets[1] + 1)[:, np.newaxis]
    return np.asarray(ink[np.minimum(np.maximum(rows, 0), ink.shape[0] - 1), columns].any(axis=0))


def rows_of(rule: Rule, columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a horizontal rule runs at each column."""
    share = (columns - rule.start) / max(1, rule.length) - 0.5
    return np.asarray(np.rint(rule.position + rule.lean * share), dtype=np.int64)


def components(mask: NDArray[np.uint8], dpi: float) -> list[Rule]:
    """The thin level shapes of a mask as rules.

    Args:
        mask: ``(h, w)`` uint8, 1 where a horizontal rule may be, a pixel thicker than it on both sides.
        dpi: pixels per inch.
    """
    found = []
    for top, bottom in _bands(mask):
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask[top:bottom], connectivity=8)
        for index in range(1, count):
            x, y, width, height, area = (int(v) for v in stats[index])
            thickness = max(1, round(area / max(1, width)) - 2)
            if thickness > dpi * THICKEST or height > max(dpi * THICKEST * 3, width * 0.03):
                continue
            own = labels[y : y + height, x : x + width] == index
            end = max(1, width // 10)
            first, last = (float(np.nonzero(part)[0].mean()) for part in (own[:, :end], own[:, -end:]))
            found.append(Rule(round(top + y + (first + last) / 2), x, x + width, thickness, last - first))
    return found


def _bands(mask: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """First row and row behind the last of each stretch of rows that are not empty: most of a page's are."""
    inked = mask.any(axis=1)  # a hundredth of the time of OpenCV's reduction
    edges = np.flatnonzero(np.diff(inked, prepend=False, append=False))
    return [(int(top), int(bottom)) for top, bottom in zip(edges[::2], edges[1::2], strict=True)]


def overlap(one: Rule, other: Rule) -> bool:
    """Whether two parallel rules lie beside one another somewhere."""
    return min(one.end, other.end) > max(one.start, other.start)

"""What stands out on a page, so that a form can be found on it: rules, where they meet, where lines of writing are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_intake.layout.forms.template import MEETS, MM_PER_INCH, Points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.layout.lines import LineRegion
    from ocr_intake.layout.rules import Ruling

CELLS_PER_MM = 2
"""Of the maps that say whether something lies near a place."""
MARGIN = 15.0
"""Millimetres around the page that the maps still cover."""


@dataclass(frozen=True, slots=True, eq=False)
class PageMarks:
    """The marks of one upright page, in millimetres by its own resolution."""

    width: float
    height: float
    scale: float
    """Pixels a millimetre."""
    lines: NDArray[np.float64]
    """``(n, 4)`` left, top, right, bottom of lines of writing."""
    rules: tuple[tuple[Points, ...], tuple[Points, ...]]
    """Horizontal and vertical rules as they lean: two ends each."""
    crossings: Points

    @property
    def line_starts(self) -> Points:
        """Left ends of the lines, at half their height."""
        return np.stack([self.lines[:, 0], (self.lines[:, 1] + self.lines[:, 3]) / 2], axis=1)

    @property
    def line_ends(self) -> Points:
        """Right ends of the lines, at half their height."""
        return np.stack([self.lines[:, 2], (self.lines[:, 1] + self.lines[:, 3]) / 2], axis=1)

    @property
    def rule_starts(self) -> Points:
        """Left ends of the horizontal rules."""
        return np.array([ends[0] for ends in self.rules[0]]).reshape(-1, 2)

    @property
    def rule_ends(self) -> Points:
        """Right ends of the horizontal rules."""
        return np.array([ends[1] for ends in self.rules[0]]).reshape(-1, 2)


def marks_of(regions: Sequence[LineRegion], ruling: Ruling, size: tuple[int, int], dpi: float) -> PageMarks:
    """The marks of an upright page.

    Args:
        regions: its lines of writing.
        ruling: its rules.
        size: width and height, pixels.
        dpi: pixels per inch, as well as it is known.
    """
    scale = dpi / MM_PER_INCH
    lines = np.array([(r.box.left, r.box.top, r.box.right, r.box.bottom) for r in regions], dtype=np.float64)
    rules = (
        tuple(np.array([(x, rule.at(x)) for x in (rule.start, rule.end)]) / scale for rule in ruling.horizontal),
        tuple(np.array([(rule.at(y), y) for y in (rule.start, rule.end)]) / scale for rule in ruling.vertical),
    )
    return PageMarks(
        size[0] / scale,
        size[1] / scale,
        scale,
        lines.reshape(-1, 4) / scale,
        rules,
        _crossings(ruling, scale),
    )


def _crossings(ruling: Ruling, scale: float) -> Points:
    """Where rules meet as they really run: they may lean by more than the distance at which they still meet."""
    meets = MEETS * scale
    found = []
    for h in ruling.horizontal:
        for v in ruling.vertical:
            y = h.at(v.position)
            x = v.at(y)
            if h.start - meets <= x <= h.end + meets and v.start - meets <= y <= v.end + meets:
                found.append((x, h.at(x)))
    return np.array(found, dtype=np.float64).reshape(-1, 2) / scale


@dataclass(frozen=True, slots=True, eq=False)
class Nearness:
    """Maps that say, for any place on the page, whether a mark of a sort lies within a tolerance."""

    across: NDArray[np.uint8]
    down: NDArray[np.uint8]
    starts: NDArray[np.uint8]
    writing: NDArray[np.uint8]
    crossings: NDArray[np.uint8]

    @staticmethod
    def hits(where: NDArray[np.uint8], points: Points) -> NDArray[np.bool_]:
        """For points ``(…, 2)`` in millimetres, whether the map holds something there."""
        at = np.rint((points + MARGIN) * CELLS_PER_MM)
        inside = (at[..., 0] >= 0) & (at[..., 1] >= 0) & (at[..., 0] < where.shape[1]) & (at[..., 1] < where.shape[0])
        x = np.where(inside, at[..., 0], 0).astype(np.intp)
        y = np.where(inside, at[..., 1], 0).astype(np.intp)
        return np.asarray((where[y, x] > 0) & inside)


def nearness(marks: PageMarks, tolerance: float) -> Nearness:
    """The maps of a page.

    Args:
        marks: of the page.
        tolerance: millimetres.
    """
    shape = (
        int((marks.height + 2 * MARGIN) * CELLS_PER_MM) + 1,
        int((marks.width + 2 * MARGIN) * CELLS_PER_MM) + 1,
    )
    reach = max(1, round(tolerance * CELLS_PER_MM))
    drawn = []
    for strokes in marks.rules:
        canvas = np.zeros(shape, np.uint8)
        for ends in strokes:
            first, last = (_cell(end) for end in ends)
            cv2.line(canvas, first, last, 1, 2 * reach + 1)
        drawn.append(canvas)
    starts, crossed, writing = (np.zeros(shape, np.uint8) for _ in range(3))
    for point in marks.line_starts:
        cv2.circle(starts, _cell(point), reach, 1, cv2.FILLED)
    for point in marks.crossings:
        cv2.circle(crossed, _cell(point), reach, 1, cv2.FILLED)
    for left, top, right, bottom in marks.lines:
        # a line ends within the writing, but for the tolerance: what was written behind it may have joined it
        cv2.rectangle(writing, _cell((left - tolerance, top)), _cell((right + tolerance, bottom)), 1, cv2.FILLED)
    return Nearness(drawn[0], drawn[1], starts, writing, crossed)


def _cell(point: Sequence[float] | Points) -> tuple[int, int]:
    return round((float(point[0]) + MARGIN) * CELLS_PER_MM), round((float(point[1]) + MARGIN) * CELLS_PER_MM)

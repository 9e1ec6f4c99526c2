"""What is known of a page of a blank form, millimetres from its top left corner, and its points that can be found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

MM_PER_INCH = 25.4
MEETS = 2.0
"""Millimetres that a rule may end short of another and still meet it."""

Points = NDArray[np.float64]
"""``(n, 2)`` x and y."""


@dataclass(frozen=True, slots=True, order=True)
class Rect:
    """A rectangle on paper, millimetres from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Millimetres."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Millimetres."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Y of its middle."""
        return (self.top + self.bottom) / 2

    def corners(self) -> Points:
        """``(4, 2)``, clockwise from the top left."""
        return np.array(
            [(self.left, self.top), (self.right, self.top), (self.right, self.bottom), (self.left, self.bottom)]
        )


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight rule."""

    position: float
    """Y of a horizontal one, x of a vertical one, millimetres."""
    start: float
    end: float

    @property
    def length(self) -> float:
        """Millimetres."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A printed line of words."""

    text: str
    rect: Rect


@dataclass(frozen=True, slots=True)
class Area:
    """Where the value of a field is written."""

    kinds: tuple[str, ...]
    rect: Rect


@dataclass(frozen=True)
class FormPage:
    """One page of a blank form."""

    form: str
    """Id of the template."""
    number: int
    """1-based."""
    width: float
    height: float
    """Millimetres."""
    printed: tuple[PrintedLine, ...] = ()
    areas: tuple[Area, ...] = ()
    across: tuple[Stroke, ...] = ()
    """Horizontal rules."""
    down: tuple[Stroke, ...] = ()
    """Vertical rules."""

    @cached_property
    def crossings(self) -> Points:
        """Where horizontal and vertical rules meet."""
        return crossings(self.across, self.down)

    @cached_property
    def line_starts(self) -> Points:
        """Left ends of the printed lines, at half their height."""
        return np.array([(line.rect.left, line.rect.middle) for line in self.printed]).reshape(-1, 2)

    @cached_property
    def line_ends(self) -> Points:
        """Right ends of the printed lines, at half their height."""
        return np.array([(line.rect.right, line.rect.middle) for line in self.printed]).reshape(-1, 2)

    @cached_property
    def rule_starts(self) -> Points:
        """Left ends of the horizontal rules."""
        return np.array([(stroke.start, stroke.position) for stroke in self.across]).reshape(-1, 2)

    @cached_property
    def rule_ends(self) -> Points:
        """Right ends of the horizontal rules."""
        return np.array([(stroke.end, stroke.position) for stroke in self.across]).reshape(-1, 2)

    @cached_property
    def across_points(self) -> Points:
        """Points along the horizontal rules, one every few millimetres."""
        return np.array([(x, s.position) for s in self.across for x in _along(s)]).reshape(-1, 2)

    @cached_property
    def down_points(self) -> Points:
        """Points along the vertical rules."""
        return np.array([(s.position, y) for s in self.down for y in _along(s)]).reshape(-1, 2)


STEP = 5.0
"""Millimetres from one point of a rule to the next."""


def _along(stroke: Stroke) -> Points:
    count = max(2, round(stroke.length / STEP))
    inset = min(1.0, stroke.length / 4)
    return np.linspace(stroke.start + inset, stroke.end - inset, count)


def crossings(across: tuple[Stroke, ...], down: tuple[Stroke, ...]) -> Points:
    """Where horizontal and vertical rules meet, ``(n, 2)``."""
    found = [
        (v.position, h.position)
        for h in across
        for v in down
        if h.start - MEETS <= v.position <= h.end + MEETS and v.start - MEETS <= h.position <= v.end + MEETS
    ]
    return np.array(found, dtype=np.float64).reshape(-1, 2)

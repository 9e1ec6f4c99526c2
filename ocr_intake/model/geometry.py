"""Boxes on a page, in whole pixels; origin at the top left of the upright page, x to the right, y downwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle: ``left`` and ``top`` inside it, ``right`` and ``bottom`` just outside (pixels)."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        """Refuse a box turned inside out.

        Raises:
            ValueError: when right < left or bottom < top.
        """
        if self.right < self.left or self.bottom < self.top:
            message = f"a box needs left <= right and top <= bottom: {self}"
            raise ValueError(message)

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def area(self) -> int:
        """Square pixels."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """``(x, y)`` of the middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def intersection(self, other: Box) -> Box | None:
        """What both cover, or None where they do not meet."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(left, top, right, bottom) if left < right and top < bottom else None

    def covered_by(self, other: Box) -> float:
        """The share of this box that lies in the other (0 to 1; 0 for an empty box)."""
        shared = self.intersection(other)
        return shared.area / self.area if shared is not None and self.area else 0.0

    def overlap_x(self, other: Box) -> int:
        """Pixels of common horizontal extent (negative: the gap between the two)."""
        return min(self.right, other.right) - max(self.left, other.left)

    def overlap_y(self, other: Box) -> int:
        """Pixels of common vertical extent (negative: the gap between the two)."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)

    def grown(self, dx: int, dy: int) -> Box:
        """The box with ``dx`` pixels more at the left and right and ``dy`` at the top and bottom (never inside out)."""
        dx, dy = max(dx, -(self.width // 2)), max(dy, -(self.height // 2))
        return Box(self.left - dx, self.top - dy, self.right + dx, self.bottom + dy)

    def clipped(self, width: int, height: int) -> Box:
        """The part of the box on a page of that size (an empty box at the edge where nothing is left)."""
        left, right = (min(max(x, 0), width) for x in (self.left, self.right))
        top, bottom = (min(max(y, 0), height) for y in (self.top, self.bottom))
        return Box(left, top, right, bottom)


def union_of(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of them.

    Raises:
        ValueError: when there are none.
    """
    rest = list(boxes)
    if not rest:
        message = "no boxes to unite"
        raise ValueError(message)
    whole = rest[0]
    for box in rest[1:]:
        whole = whole.union(box)
    return whole


@dataclass(frozen=True, slots=True)
class Region:
    """Where on which page."""

    page: int
    """1-based in the source file."""
    box: Box
    """Pixels of the upright page."""

"""A read page as the page model sees it: its lines with their text, geometry and cells, columns turned to rows.

The order of lines is the reading order; receipt stamps and lines without text are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.model.reading import Direction

if TYPE_CHECKING:
    from ocr_intake.model.geometry import Box
    from ocr_intake.model.reading import Line, PageReading

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
MOST_LINES: Final = 192
"""Lines of a page that are looked at; a written page has fewer than a hundred."""
MOST_CHARACTERS: Final = 400
"""Of one line."""


@dataclass(frozen=True, slots=True)
class GraphLine:
    """One line."""

    index: int
    """Into the page's ``lines``."""
    text: str
    probabilities: tuple[float, ...]
    """The reader's own, one a character."""
    box: Rectangle
    cell: int | None
    """Index into the graph's ``cells``."""


@dataclass(frozen=True, slots=True)
class PageGraph:
    """The lines of a page and the cells that they stand in."""

    width: float
    height: float
    lines: tuple[GraphLine, ...]
    cells: tuple[Rectangle, ...]
    vertical: bool = False
    """Whether columns were turned to rows: x is the paper's y, y counts from the paper's right edge."""


def page_graph(page: PageReading) -> PageGraph:
    """The graph of a page."""
    vertical = runs_downwards(page)

    def rectangle(box: Box) -> Rectangle:
        if vertical:
            return float(box.top), float(page.width - box.right), float(box.bottom), float(page.width - box.left)
        return float(box.left), float(box.top), float(box.right), float(box.bottom)

    lines = [
        GraphLine(index, line.text[:MOST_CHARACTERS], _probabilities(line), rectangle(line.box), line.cell)
        for index, line in enumerate(page.lines)
        if line.text.strip() and not line.stamped
    ]
    width, height = (page.height, page.width) if vertical else (page.width, page.height)
    return PageGraph(
        float(width), float(height), tuple(lines[:MOST_LINES]), tuple(map(rectangle, page.cells)), vertical
    )


def runs_downwards(page: PageReading) -> bool:
    """Whether most of a page's writing is vertical."""
    vertical = sum(len(line.text) for line in page.lines if line.direction is Direction.VERTICAL)
    return 2 * vertical > sum(len(line.text) for line in page.lines)


def _probabilities(line: Line) -> tuple[float, ...]:
    reading = line.readings[0]
    if len(reading.characters) == len(reading.text):
        return tuple(c.probability for c in reading.characters[:MOST_CHARACTERS])
    return (reading.confidence,) * min(len(reading.text), MOST_CHARACTERS)

"""Generated pages as the program's own records, so that all that follows reading can be run on them without pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.layout.header import split_header
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import PageRole
from ocr_intake.model.reading import Character, Direction, Line, PageQuality, PageReading, Reading

if TYPE_CHECKING:
    from training.noise import ReadPage

DPI = 200.0


def page_reading(page: ReadPage, number: int) -> PageReading:
    """A page as noise leaves it, as a ``PageReading``; a vertical one turned back to how it lies on paper."""
    width, height = (page.height, page.width) if page.vertical else (page.width, page.height)

    def box(rectangle: tuple[float, float, float, float]) -> Box:
        left, top, right, bottom = (round(side) for side in rectangle)
        if page.vertical:
            return Box(round(width) - bottom, left, round(width) - top, max(left, right))
        return Box(left, top, max(left, right), max(top, bottom))

    direction = Direction.VERTICAL if page.vertical else Direction.HORIZONTAL
    lines = []
    for line in page.lines:
        count = len(line.text)
        characters = tuple(
            Character(char, p, i / count, (i + 1) / count)
            for i, (char, p) in enumerate(zip(line.text, line.confidences, strict=True))
        )
        sure = sum(line.confidences) / count
        reading = Reading("ppocr", line.text, characters, sure)
        lines.append(Line(box(line.box), direction, (reading,), line.cell))
    header, content = split_header(tuple(lines), width=round(width), height=round(height), dpi=DPI)
    cells = tuple(box(cell) if cell is not None else Box(0, 0, 0, 0) for cell in page.cells)
    return PageReading(number, round(width), round(height), PageRole.CONTENT, PageQuality(DPI), content, cells, header)

"""Writing paper: its columns, rows and frame are ruled for writing on, and are no fields of a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ocr_intake.model.geometry import union_of
from ocr_intake.model.reading import Direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.model.geometry import Box
    from ocr_intake.model.reading import Line, PageReading

WHOLE = 0.9
"""Share of a page's lines that stand in one cell where that is a frame around all of them."""
FULL_HEIGHT, FULL_WIDTH = 0.6, 0.9
"""Share of the ruled area's extent that a column, or a row, of writing paper takes up."""
MOSTLY = 0.7
"""Share of a page's lines that run downwards where its columns are writing paper's."""
LEAST_ROWS = 6
ALIKE = 0.25
"""Share of their usual height by which the rows of writing paper may differ."""


def off_paper(page: PageReading) -> PageReading:
    """The page without cells where these are writing paper's; as it is where they are a form's."""
    if not page.cells or page.form is not None:
        return page
    lines = [line for line in page.lines if line.text.strip() and not line.stamped]
    used = sorted({line.cell for line in lines if line.cell is not None})
    if not used or not _is_paper(page.cells, used, lines):
        return page
    return replace(page, cells=(), lines=tuple(replace(line, cell=None) for line in page.lines))


def _is_paper(cells: Sequence[Box], used: Sequence[int], lines: Sequence[Line]) -> bool:
    if any(sum(line.cell == cell for line in lines) >= WHOLE * len(lines) for cell in used):
        return True
    whole = union_of(cells[cell] for cell in used)
    upright = sum(line.direction is Direction.VERTICAL for line in lines)
    if upright >= MOSTLY * len(lines):
        return all(cells[cell].height >= FULL_HEIGHT * whole.height for cell in used)
    usual = sorted(cells[cell].height for cell in used)[len(used) // 2]
    return (
        len(used) >= LEAST_ROWS
        and all(sum(line.cell == cell for line in lines) == 1 for cell in used)
        and all(cells[cell].width >= FULL_WIDTH * whole.width for cell in used)
        and all(abs(cells[cell].height - usual) <= ALIKE * usual for cell in used)
    )

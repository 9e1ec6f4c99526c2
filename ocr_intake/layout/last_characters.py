"""Last characters of paragraphs, alone on a row: too little ink for the detector, where nothing else would stand.

A full stop that had no room at the end of a full row is alone at the beginning of the next. Columns are looked at as
rows: turned by a quarter, the first one on top.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ocr_intake.layout.lines import LineRegion, in_reading_order
from ocr_intake.model.geometry import Box, union_of
from ocr_intake.model.reading import Direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# shares of the thickness of the row before, unless something else is said
LEAST_LENGTH = 6.0
"""A row shorter than this is no running text."""
RAGGED = 1.5
"""How far before the end of its block a full row may end."""
CELL_MARGIN = 3.0
"""How far before the end of its cell a full row may end."""
BEFORE, BEHIND = 0.3, 0.6
"""How far before and behind the beginning of rows a last character may begin."""
INDENT = 1.0
"""How far the first row of a paragraph may be indented."""
NEAREST, FARTHEST = 1.0, 2.6
"""Pitch of a block's rows where no row above tells it."""
SAME_PITCH = 0.25
"""Share of the pitch by which a block's rows may differ from it."""
ALIKE = 1.4
"""How many times thicker one of two rows of a block may be."""
SMALLEST, LARGEST_STOP, LARGEST = 0.18, 0.5, 1.15
"""The smallest full stop, the largest one, and how high a whole character is at most."""
ROUND = 0.6
"""A full stop's shorter side over its longer one is at least this."""
TWO_CHARACTERS = 2.2
"""How wide the last characters are at most."""
MOST_BESIDE = 0.2
"""Share of the last characters' ink that may stand elsewhere on their row: specks."""
STRAY = 0.1
"""How far a line's strokes may reach out of its box, and what is left of a rule into its cell."""
SQUARE = 4.0
"""Side of a full stop's line over the full stop, at least: in a whole character's square a reader takes a ring for a
full stop, in a smaller one for 0 or O."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What runs one way on a page, turned so that it runs across."""

    lines: tuple[tuple[Box, int | None], ...]
    """Each line's box and its cell, see ``LineRegion``."""
    others: tuple[Box, ...]
    """Lines that run the other way, and characters in boxes."""
    cells: tuple[Box, ...]
    ink: NDArray[np.uint8]
    """``(h, w)``, 1 where there is ink."""
    low: bool
    """Whether a full stop stands low on its row; in a column, that is turned, high."""


def with_last_characters(
    lines: Sequence[LineRegion], cells: Sequence[Box], ink: NDArray[np.uint8], direction: Direction
) -> tuple[LineRegion, ...]:
    """The lines and, in their place in the reading order, those of last characters.

    Args:
        lines: of an upright page, in reading order.
        cells: of the page's ruling.
        ink: ``(h, w)`` uint8, 1 where there is ink, rules erased.
        direction: which way lines run on this page.

    Returns:
        The lines themselves, where nothing is missing. A full stop's line is as thick as the others, so that a reader
        sees it in its place on a row; it replaces a line fitted to the full stop alone.
    """
    width = ink.shape[1]
    found: list[LineRegion] = []
    for way in Direction:
        across = way is Direction.HORIZONTAL
        turned = [line.box if across else _as_row(line.box, width) for line in lines]
        own = [line.direction is way and not line.comb for line in lines]
        rows = Rows(
            tuple((box, line.cell) for box, line, mine in zip(turned, lines, own, strict=True) if mine),
            tuple(box for box, mine in zip(turned, own, strict=True) if not mine),
            tuple(cell if across else _as_row(cell, width) for cell in cells),
            ink if across else np.rot90(ink),
            low=across,
        )
        for index, (_, cell) in enumerate(rows.lines):
            box = last_characters(rows, index)
            if box is None:
                continue
            box = box if across else _as_column(box, width)
            if not any(box.intersection(other.box) for other in found):
                found.append(LineRegion(box, way, cell))
    if not found:
        return tuple(lines)
    kept = [line for line in lines if not any(line.box.covered_by(new.box) >= 1 for new in found)]
    return in_reading_order([*kept, *found], direction)


def last_characters(rows: Rows, index: int) -> Box | None:
    """Where one or two characters stand that had no room on a row, or None.

    Args:
        rows: all rows of the page.
        index: of the row in ``rows.lines``.
    """
    row, cell = rows.lines[index]
    block = [box for i, (box, c) in enumerate(rows.lines) if i != index and c == cell and box.overlap_x(row) > 0]
    frame = rows.cells[cell] if cell is not None else None
    if not _is_full(row, block, frame):
        return None
    size = row.height
    nearest, farthest = _pitch(row, block)
    stray = round(STRAY * size)
    start, end = row.left - round(2 * INDENT * size), row.bottom + round(farthest) + stray
    page = Box(0, 0, rows.ink.shape[1], rows.ink.shape[0])
    below = Box(start, row.bottom, row.right, end).intersection(frame.grown(-stray, -stray) if frame else page)
    if below is None:
        return None
    every = [*(box for box, _ in rows.lines), *rows.others]
    claimed = [box for box in every if max(box.width, box.height) > LARGEST_STOP * size]
    free = _unclaimed(rows.ink, below, claimed, stray)
    shapes = _shapes(free, below, round(SMALLEST * size))
    for whole in _groups_at(_beginnings(row, block), shapes, size):
        if _is_stop(whole, size):
            line = _line_of(whole, row, low=rows.low)
            pitch = whole.bottom - row.bottom if rows.low else whole.top - row.top
        elif _is_written(whole, size):
            line = whole
            pitch = round(whole.centre[1] - row.centre[1])
        else:
            continue
        if not nearest <= pitch <= farthest or (frame is None and any(whole.covered_by(c) > 0 for c in rows.cells)):
            continue
        if any(_is_between(other, row, line, below) for other in claimed if other is not row):
            continue
        if _is_alone(free, below, whole, line):
            return line.clipped(page.right, page.bottom)
    return None


def _is_full(row: Box, block: Sequence[Box], frame: Box | None) -> bool:
    """Whether a row of running text ends where rows of its block must end."""
    size = row.height
    if row.width < LEAST_LENGTH * size or any(box.right > row.right + RAGGED * size for box in block):
        return False
    return frame is None or row.right >= frame.right - CELL_MARGIN * size


def _pitch(row: Box, block: Sequence[Box]) -> tuple[float, float]:
    """How far the next row is below this one, at least and at most: as the row above says, if there is one."""
    size = row.height
    steps = [
        row.centre[1] - box.centre[1]
        for box in block
        if box.width >= LEAST_LENGTH * size
        and abs(box.left - row.left) <= (INDENT + BEHIND) * size
        and max(box.height, size) <= ALIKE * min(box.height, size)
        and NEAREST * size <= row.centre[1] - box.centre[1] <= FARTHEST * size
    ]
    if not steps:
        return NEAREST * size, FARTHEST * size
    return max(size, min(steps) * (1 - SAME_PITCH)), min(steps) * (1 + SAME_PITCH)


def _beginnings(row: Box, block: Sequence[Box]) -> tuple[int, ...]:
    """Where the row after this one may begin: where it does itself or, if it is a paragraph's first, before that."""
    size = row.height
    follows = any(
        abs(box.left - row.left) <= BEHIND * size and 0 < row.centre[1] - box.centre[1] <= FARTHEST * size
        for box in block
    )
    return (row.left,) if follows else (row.left, row.left - round(INDENT * size))


def _unclaimed(ink: NDArray[np.uint8], zone: Box, claimed: Sequence[Box], reach: int) -> NDArray[np.uint8]:
    """The ink of a part of the page without that of its lines."""
    free = ink[zone.top : zone.bottom, zone.left : zone.right].copy()
    for box in claimed:
        held = box.grown(reach, reach).intersection(zone)
        if held is not None:
            free[held.top - zone.top : held.bottom - zone.top, held.left - zone.left : held.right - zone.left] = 0
    return free


def _shapes(free: NDArray[np.uint8], zone: Box, least: int) -> list[Box]:
    """Boxes of connected ink, without specks, from the top down."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(free, connectivity=8)
    boxes = []
    for index in range(1, count):
        x, y, width, height = (int(v) for v in stats[index][:4])
        if max(width, height) >= least:
            boxes.append(Box(zone.left + x, zone.top + y, zone.left + x + width, zone.top + y + height))
    return sorted(boxes, key=lambda box: (box.top, box.left))


def _groups_at(beginnings: Sequence[int], shapes: Sequence[Box], size: int) -> list[Box]:
    """What one or two characters may be of which one begins where a row does."""
    groups = []
    for first in shapes:
        if not any(-BEFORE * size <= first.left - begin <= BEHIND * size for begin in beginnings):
            continue
        reach = Box(
            first.left, first.top - size // 2, first.left + round(TWO_CHARACTERS * size), first.bottom + size // 2
        )
        groups.append(union_of([first, *(shape for shape in shapes if shape.covered_by(reach) >= 1)]))
    return groups


def _is_stop(whole: Box, size: int) -> bool:
    """Whether a shape is as small and round as a full stop."""
    shorter, longer = sorted((whole.width, whole.height))
    return SMALLEST * size <= longer <= LARGEST_STOP * size and shorter >= ROUND * longer


def _is_written(whole: Box, size: int) -> bool:
    """Whether a shape is as large as one or two characters; what is left of a rule is thinner."""
    wide = SMALLEST * size <= whole.width <= TWO_CHARACTERS * size
    return wide and LARGEST_STOP * size < whole.height <= LARGEST * size


def _line_of(stop: Box, row: Box, *, low: bool) -> Box:
    """The square of the character that a full stop is."""
    side = max(row.height, round(SQUARE * max(stop.width, stop.height)))
    if not low:
        return Box(stop.left, stop.top, stop.left + side, stop.top + side)
    return Box(stop.left, max(row.bottom, stop.bottom - side), stop.left + side, stop.bottom)


def _is_between(other: Box, row: Box, line: Box, zone: Box) -> bool:
    """Whether a line stands on the row of the last characters or before it."""
    shared = min(other.bottom, line.bottom) - max(other.top, row.bottom)
    return other.overlap_x(zone) > 0 and shared > MOST_BESIDE * min(other.height, line.height)


def _is_alone(free: NDArray[np.uint8], zone: Box, whole: Box, line: Box) -> bool:
    """Whether nothing but specks stands elsewhere between the row before and the end of the last characters' row."""
    rows = free[: max(line.bottom, whole.bottom) - zone.top]
    own = int(
        free[whole.top - zone.top : whole.bottom - zone.top, whole.left - zone.left : whole.right - zone.left].sum()
    )
    return int(rows.sum()) - own <= MOST_BESIDE * own


def _as_row(box: Box, width: int) -> Box:
    """A column's box on the page turned by a quarter to the left, on which the rightmost column is on top."""
    return Box(box.top, width - box.right, box.bottom, width - box.left)


def _as_column(box: Box, width: int) -> Box:
    """The opposite of ``_as_row``."""
    return Box(width - box.bottom, box.left, width - box.top, box.right)

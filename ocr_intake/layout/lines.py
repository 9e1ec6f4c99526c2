"""Lines of writing: from the detector's text map to boxes, cut at rules, joined along rows, fitted to the ink."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import cv2
import numpy as np

from ocr_intake.model.geometry import Box, union_of
from ocr_intake.model.reading import Direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ocr_intake.layout.rules import Ruling

WRITING = 0.3
"""Text map level from which a spot is writing (PaddleOCR ``det_db_thresh``)."""
LEAST_SCORE = 0.45
"""Mean level inside a shape below which it is no writing (PaddleOCR ``det_db_box_thresh``, lower for faint ink)."""
UNCLIP = 1.6
"""How much of area over perimeter a shrunk shape is grown by (Liao et al., "Real-time Scene Text Detection with
Differentiable Binarization", AAAI 2020; PaddleOCR ``det_db_unclip_ratio``)."""
JOIN_OUTSIDE = 1.6
"""Line heights: a gap in a row of writing outside cells up to which it is one line."""
JOIN_INSIDE = 2.6
"""The same inside a cell, where words are spaced out."""
NARROW_CELL = 12.0
"""A cell narrower than so many line heights holds one spaced-out word a row (氏　　名)."""
COMB_SIDE = 0.4
"""Inches: smaller boxes hold one character of a line (〒□□□-□□□□), they do not divide lines."""
THICKEST_LINE = 1.6
"""Inches: nothing thicker is a line of writing; on empty paper the detector may mark the whole page."""
LEVEL = 0.3
"""Heights that the middles of two pieces of one row may differ by."""
COMB_LEAST = 3
"""So many small boxes in a row make a comb."""
CROSSWISE = 2.5
"""A shape this many times longer across the page's main direction than along it runs across."""


@dataclass(frozen=True, slots=True)
class LineRegion:
    """Where one line of writing is; nothing read yet."""

    box: Box
    """Fitted to the ink, no margin; around a full stop alone on its row, a whole character's square."""
    direction: Direction
    cell: int | None = None
    """Index into the ruling's cells."""
    comb: tuple[Box, ...] = ()
    """Insides of the boxes, and what lies between two of them, of a line with one box a character; else empty."""


class HasBox(Protocol):
    """What stands somewhere on a page."""

    @property
    def box(self) -> Box: ...  # noqa: D102 # said above


Placed = TypeVar("Placed", bound=HasBox)


def shapes_of(text_map: NDArray[np.float32], scale: tuple[float, float]) -> tuple[Box, ...]:
    """Boxes around each shape of a text map, grown back to the writing's full size.

    Args:
        text_map: ``(h, w)`` float32, 0 to 1.
        scale: page pixels per map pixel along x and y.

    Returns:
        Boxes in page pixels (they may reach over the page's edge), in no order.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats((text_map > WRITING).astype(np.uint8), connectivity=8)
    sums = np.bincount(labels.ravel(), weights=text_map.ravel(), minlength=count)
    found = []
    for index in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[index])
        if min(width, height) < 2 or area < 9 or sums[index] / area < LEAST_SCORE:
            continue
        grow = width * height * UNCLIP / (2 * (width + height))
        left, top = (x - grow) * scale[0], (y - grow) * scale[1]
        right, bottom = (x + width + grow) * scale[0], (y + height + grow) * scale[1]
        found.append(Box(round(left), round(top), round(right), round(bottom)))
    return tuple(found)


def main_direction(shapes: Sequence[Box]) -> Direction:
    """Which way most of the writing runs, by the summed length of clearly long shapes."""
    wide = sum(box.width for box in shapes if box.width > 1.8 * box.height)
    tall = sum(box.height for box in shapes if box.height > 1.8 * box.width)
    return Direction.VERTICAL if tall > wide else Direction.HORIZONTAL


def find_lines(
    shapes: Sequence[Box], ruling: Ruling, ink: NDArray[np.uint8], dpi: float, direction: Direction
) -> tuple[LineRegion, ...]:
    """Lines of writing of an upright page, in reading order.

    Args:
        shapes: from ``shapes_of``.
        ruling: the page's rules and cells.
        ink: ``(h, w)`` uint8, 1 where there is ink, rules erased.
        dpi: pixels per inch.
        direction: which way lines run on this page; in ruled cells of a vertical page too.
    """
    height, width = ink.shape
    cells = tuple(cell if max(cell.width, cell.height) > dpi * COMB_SIDE else None for cell in ruling.cells)
    combs = find_combs(ruling.cells, dpi)
    regions = [LineRegion(union_of(comb), Direction.HORIZONTAL, cell_of(union_of(comb), cells), comb) for comb in combs]
    regions = [region for region in regions if _is_written(region, ink)]
    combed = [region.box for region in regions]
    usual = [shape for shape in shapes if min(shape.width, shape.height) <= dpi * THICKEST_LINE]
    for way in Direction:
        pieces = [
            (piece, cell_of(piece, cells))
            for shape in usual
            if _direction_of(shape, direction) is way
            for whole in _beside_combs(shape.clipped(width, height), combed)
            for piece in _cut(whole, ruling, way, dpi)
        ]
        joined = _join(pieces, ruling, way)
        across = ink if way is Direction.HORIZONTAL else np.ascontiguousarray(ink.T)
        boxes = [box if way is Direction.HORIZONTAL else _turned(box) for box, _ in joined]
        for index, (_, cell) in enumerate(joined):
            limits = _limits(index, boxes, across)
            fitted = _fit_row(boxes[index], across, limits)
            if fitted is not None and way is Direction.VERTICAL:
                fitted = _turned(fitted)
            if fitted is not None and min(fitted.width, fitted.height) >= dpi * 0.02:
                regions.append(LineRegion(fitted, way, cell))
    return in_reading_order(regions, direction)


def _direction_of(shape: Box, main: Direction) -> Direction:
    """The page's main direction, unless the shape clearly runs the other way (a fax header over vertical writing)."""
    if main is Direction.VERTICAL:
        return Direction.HORIZONTAL if shape.width > CROSSWISE * shape.height else main
    return Direction.VERTICAL if shape.height > 2 * CROSSWISE * shape.width else main


def find_combs(cells: Sequence[Box], dpi: float) -> tuple[tuple[Box, ...], ...]:
    """Rows of small boxes for one character each, as forms have them for postal codes.

    Args:
        cells: of the page's ruling.
        dpi: pixels per inch.

    Returns:
        For each row its boxes from left to right; where a box was not found, or a hyphen is printed between two, the
        space between them stands in its place.
    """
    small = sorted((c for c in cells if max(c.width, c.height) <= dpi * COMB_SIDE), key=lambda c: c.left)
    rows: list[list[Box]] = []
    for box in small:
        for row in rows:
            last = row[-1]
            level = abs(last.centre[1] - box.centre[1]) < 0.25 * box.height
            alike = abs(last.height - box.height) < 0.3 * box.height
            if level and alike and -2 <= box.left - last.right <= 2.5 * box.width:
                row.append(box)
                break
        else:
            rows.append([box])
    return tuple(_filled(row) for row in rows if len(row) >= COMB_LEAST)


def _filled(row: list[Box]) -> tuple[Box, ...]:
    """A comb with the wide gaps between its boxes as boxes."""
    filled = row[:1]
    for box in row[1:]:
        last = filled[-1]
        if box.left - last.right > 0.35 * box.width:
            filled.append(Box(last.right + 1, last.top, max(last.right + 2, box.left - 1), last.bottom))
        filled.append(box)
    return tuple(filled)


def _is_written(region: LineRegion, ink: NDArray[np.uint8]) -> bool:
    """Whether anything stands in a comb's boxes."""
    inner = (box.grown(-max(2, box.width // 8), -max(2, box.height // 8)) for box in region.comb)
    return sum(bool(ink[b.top : b.bottom, b.left : b.right].any()) for b in inner) >= COMB_LEAST


def _beside_combs(shape: Box, combs: Sequence[Box]) -> list[Box]:
    """A shape without what lies in a comb: 〒 before it, words behind it."""
    pieces = [shape]
    for comb in combs:
        if not comb.top <= shape.centre[1] <= comb.bottom:
            continue
        pieces = (
            [
                piece
                for old in pieces
                for begin, end in ((old.left, min(old.right, comb.left)), (max(old.left, comb.right), old.right))
                if end - begin > (3 if comb.overlap_x(old) > 0 else 0)
                for piece in [Box(begin, old.top, end, old.bottom)]
            ]
            if comb.overlap_x(shape) > 0
            else pieces
        )
    return pieces


def cell_of(box: Box, cells: Sequence[Box | None]) -> int | None:
    """The smallest cell that holds most of the box."""
    holding = [
        (cell.area, index) for index, cell in enumerate(cells) if cell is not None and box.covered_by(cell) > 0.6
    ]
    return min(holding)[1] if holding else None


def _cut(box: Box, ruling: Ruling, direction: Direction, dpi: float) -> list[Box]:
    """Cut a shape where a rule runs right through it, across the writing's direction."""
    horizontal = direction is Direction.HORIZONTAL
    rules = ruling.vertical if horizontal else ruling.horizontal
    low, high = (box.top, box.bottom) if horizontal else (box.left, box.right)
    begin, end = (box.left, box.right) if horizontal else (box.top, box.bottom)
    margin = (high - low) * 0.3
    middle_low, middle_high = low + (high - low) * 0.3, high - (high - low) * 0.3
    combs = [c for c in ruling.cells if max(c.width, c.height) <= dpi * COMB_SIDE and c.overlap_y(box) > 0]
    cuts = [
        rule.position
        for rule in rules
        if begin + margin < rule.position < end - margin
        and rule.start <= middle_low
        and rule.end >= middle_high
        and not any(min(abs(c.left - rule.position), abs(c.right - rule.position)) <= rule.thickness + 4 for c in combs)
    ]
    edges = [begin, *sorted(cuts), end]
    pieces = []
    for left, right in itertools.pairwise(edges):
        if right - left >= 3:
            pieces.append(Box(left, low, right, high) if horizontal else Box(low, left, high, right))
    return pieces


def _turned(box: Box) -> Box:
    """The box with x and y exchanged, so that columns can be handled as rows."""
    return Box(box.top, box.left, box.bottom, box.right)


def _join(pieces: list[tuple[Box, int | None]], ruling: Ruling, direction: Direction) -> list[tuple[Box, int | None]]:
    """Join pieces that follow one another in one row (or column) of the same cell."""
    horizontal = direction is Direction.HORIZONTAL
    boxes = [(box if horizontal else _turned(box), cell) for box, cell in pieces]
    boxes.sort(key=lambda item: (item[0].left, item[0].top))
    joined: list[tuple[Box, int | None]] = []
    for box, cell in boxes:
        best: int | None = None
        for index, (other, other_cell) in enumerate(joined):
            if other_cell != cell or not _same_row(other, box):
                continue
            row_height = max(other.height, box.height)
            inner = ruling.cells[cell] if cell is not None else None
            extent = (inner.width if horizontal else inner.height) if inner is not None else 0
            if inner is None:
                reach = JOIN_OUTSIDE * row_height
            else:
                reach = extent if extent < NARROW_CELL * row_height else JOIN_INSIDE * row_height
            if box.left - other.right <= reach and (best is None or joined[best][0].right < other.right):
                best = index
        if best is None:
            joined.append((box, cell))
        else:
            joined[best] = (joined[best][0].union(box), cell)
    return [(box if horizontal else _turned(box), cell) for box, cell in joined]


def _same_row(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one row: much common height, and middles that nearly agree.

    The second keeps a small hint between two spread-out characters (氏 (法人・団体名) 名) off their row.
    """
    level = abs(one.centre[1] - other.centre[1]) < LEVEL * max(one.height, other.height)
    return level and one.overlap_y(other) > 0.5 * min(one.height, other.height)


def _limits(index: int, boxes: Sequence[Box], ink: NDArray[np.uint8]) -> tuple[int, int]:
    """How far up and down a row may reach: to the emptiest line between it and its neighbours.

    Args:
        index: of the row in ``boxes``.
        boxes: all rows, rough; neighbours may overlap.
        ink: ``(h, w)`` uint8.
    """
    box = boxes[index]
    y = box.centre[1]
    top, bottom = 0, ink.shape[0]
    for other in (b for i, b in enumerate(boxes) if i != index):
        shared = (max(box.left, other.left), min(box.right, other.right))
        other_y = other.centre[1]
        if shared[1] - shared[0] < 0.2 * min(box.width, other.width) or abs(other_y - y) < 0.3 * box.height:
            continue
        if abs(other_y - y) > box.height + other.height:
            continue
        low, high = sorted((y, other_y))
        begin, end = round(low + 0.3 * (high - low)), round(high - 0.3 * (high - low))
        rows = ink[max(0, begin) : max(begin + 1, end), max(0, shared[0]) : max(0, shared[1])].sum(axis=1)
        if not len(rows):
            continue
        emptiest = np.flatnonzero(rows == rows.min())
        valley = max(0, begin) + int(emptiest[len(emptiest) // 2])
        if other_y < y:
            top = max(top, valley)
        else:
            bottom = min(bottom, valley + 1)
    return top, bottom


def _fit_row(box: Box, ink: NDArray[np.uint8], limits: tuple[int, int]) -> Box | None:
    """Fit a rough box to the ink of its row: grown where strokes reach out of it, shrunk where it is empty.

    Args:
        box: a rough box; its middle lies on the row.
        ink: ``(h, w)`` uint8, 1 where there is ink, rules erased.
        limits: rows above and below which the ink is another line's.

    Returns:
        The box of the row's ink, or None where there is none.
    """
    height, width = ink.shape
    reach = max(2, box.height // 3)
    zone = Box(box.left - reach, box.top - reach, box.right + reach, box.bottom + reach).clipped(width, height)
    if limits[1] - limits[0] < 3 or limits[0] >= zone.bottom or limits[1] <= zone.top:
        return None
    zone = Box(zone.left, max(zone.top, limits[0]), zone.right, min(zone.bottom, limits[1]))
    core = Box(box.left, max(box.top, zone.top), box.right, min(box.bottom, zone.bottom)).clipped(width, height)
    window = ink[zone.top : zone.bottom, core.left : core.right]
    rows = np.asarray(window.sum(axis=1), dtype=np.int64) if window.size else np.zeros(0, dtype=np.int64)
    if not rows.any():
        return None
    sparse = max(0.0, 0.004 * window.shape[1])
    top = _grow(rows, core.top - zone.top, -1, sparse)
    bottom = _grow(rows, core.bottom - zone.top - 1, 1, sparse)
    inked = np.flatnonzero(rows[top : bottom + 1] > 0)
    if not len(inked):
        return None
    top, bottom = top + int(inked[0]), top + int(inked[-1]) + 1
    columns = np.asarray(ink[zone.top + top : zone.top + bottom, zone.left : zone.right].sum(axis=0), dtype=np.int64)
    left = _grow(columns, core.left - zone.left, -1, 0.0)
    right = _grow(columns, core.right - zone.left - 1, 1, 0.0)
    across = np.flatnonzero(columns[left : right + 1] > 0)
    if not len(across):
        return None
    begin = zone.left + left
    return Box(begin + int(across[0]), zone.top + top, begin + int(across[-1]) + 1, zone.top + bottom)


def _grow(profile: NDArray[np.int64], start: int, step: int, sparse: float) -> int:
    """From ``start`` outwards while there is more ink than ``sparse``; ``start`` itself where it is already empty."""
    index = min(max(start, 0), len(profile) - 1)
    while 0 <= index + step < len(profile) and profile[index] > sparse:
        index += step
    return index


def in_reading_order(regions: Sequence[Placed], direction: Direction) -> tuple[Placed, ...]:
    """Rows top to bottom and left to right, or columns right to left and top to bottom."""
    if direction is Direction.VERTICAL:
        mirrored = {id(r): Box(-r.box.right, r.box.top, -r.box.left, r.box.bottom) for r in regions}
        boxes = [(_turned_mirror(mirrored[id(r)]), r) for r in regions]
    else:
        boxes = [(r.box, r) for r in regions]
    rows: list[list[tuple[Box, Placed]]] = []
    for box, region in sorted(boxes, key=lambda item: item[0].centre[1]):
        for row in reversed(rows[-4:]):
            if all(
                _same_row(other, box) and other.overlap_x(box) < 0.3 * min(other.width, box.width) for other, _ in row
            ):
                row.append((box, region))
                break
        else:
            rows.append([(box, region)])
    return tuple(region for row in rows for _, region in sorted(row, key=lambda item: item[0].left))


def _turned_mirror(box: Box) -> Box:
    """Columns right to left become rows top to bottom."""
    return Box(box.top, box.left, box.bottom, box.right)

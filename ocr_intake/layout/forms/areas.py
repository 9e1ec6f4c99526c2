"""Where a blank form leaves room for a value: the cell beside or under its label, or the free space after it.

Works on pixels of the upright blank page and on labels that somebody else recognised; knows no wording.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.model.geometry import Box, union_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ocr_intake.layout.rule import Rule

BESIDE = 2.0
"""Label heights between a label's cell and the cell beside it, at most (double rules)."""
SAME_SIDES = 0.8
"""Share of width in common from which a cell below goes on with the one above."""
ROOM_BESIDE = 6.0
"""Label heights of free width to the right of a label from which its value stands there rather than below."""
FRAME = 0.15
"""Share of the page that an empty frame without a label takes up at least to be meant for running text."""
HIGH_CELL = 3.5
"""A cell so many label heights high has its value under the label."""
NEXT_RULE = 4.0
"""Label heights from one line that a value is written on to the next one."""
RISES = 1.2
"""Label heights that writing on a plain form may rise above its label's top or fall below its bottom."""


@dataclass(frozen=True, slots=True)
class LabelPlace:
    """A label on the blank form."""

    kinds: tuple[str, ...]
    box: Box
    cell: int | None
    """Index of the cell it stands in."""
    running: bool = False
    """Its value is running text over many lines, under the label."""


@dataclass(frozen=True, slots=True)
class Blank:
    """The geometry of a blank page, pixels."""

    width: int
    height: int
    cells: tuple[Box, ...]
    combs: tuple[Box, ...]
    """Around rows of boxes for one character each."""
    printed: tuple[Box, ...]
    """Printed lines."""
    across: tuple[Rule, ...]
    """Horizontal rules: what one writes on, where there are no cells."""


def area_of(label: LabelPlace, labels: Sequence[LabelPlace], blank: Blank) -> Box | None:
    """Where the value of a label is written; None where there is no room.

    Args:
        label: one of the labels.
        labels: all labels of the page.
        blank: the page.
    """
    comb = _comb_beside(label, blank)
    if comb is not None:
        return comb
    if label.cell is None:
        return _in_the_open(label, labels, blank)
    labelled = {other.cell for other in labels}
    free = [cell for i, cell in enumerate(blank.cells) if i not in labelled]
    return (
        _cells_beside(label, free, blank)
        or _cell_below(label, free, blank)
        or _inside_cell(label, labels, blank)
        or _cell_below(label, free, blank, anyhow=True)
    )


def unlabelled_frame(labels: Sequence[LabelPlace], blank: Blank) -> Box | None:
    """The largest cell without label or other print, where it takes up much of the page: room for running text.

    Args:
        labels: all labels of the page.
        blank: the page.
    """
    labelled = {label.cell for label in labels}
    free = [
        cell
        for i, cell in enumerate(blank.cells)
        if i not in labelled and not any(line.covered_by(cell) > SAME_SIDES for line in blank.printed)
    ]
    framed = [_with_rows_below(cell, free) for cell in free]
    largest = max(framed, key=lambda cell: cell.area, default=None)
    return largest if largest is not None and largest.area >= FRAME * blank.width * blank.height else None


def _comb_beside(label: LabelPlace, blank: Blank) -> Box | None:
    """The row of boxes that begins shortly after a label."""
    reach = 4 * label.box.height
    beside = [
        comb
        for comb in blank.combs
        if comb.overlap_y(label.box) > 0.5 * min(comb.height, label.box.height)
        and -label.box.height <= comb.left - label.box.right <= reach
    ]
    return min(beside, key=lambda comb: comb.left, default=None)


def _cells_beside(label: LabelPlace, free: Sequence[Box], blank: Blank) -> Box | None:
    """The cells without labels just to the right of a label's cell."""
    own = blank.cells[label.cell or 0]
    slack = BESIDE * label.box.height
    beside = [
        c
        for c in free
        if c.overlap_y(own) > 0.5 * min(c.height, own.height) and -slack / 2 <= c.left - own.right <= slack
    ]
    if not beside:
        return None
    nearest = min(c.left for c in beside)
    return union_of(c for c in beside if c.left - nearest <= slack / 2)


def _cell_below(label: LabelPlace, free: Sequence[Box], blank: Blank, *, anyhow: bool = False) -> Box | None:
    """The cell under the cell of a label that stands in its middle, as the head of a column (``anyhow``: or not)."""
    own = blank.cells[label.cell or 0]
    slack = BESIDE * label.box.height
    centred = abs((label.box.left - own.left) - (own.right - label.box.right)) < 0.2 * own.width
    if not centred and not anyhow:
        return None
    below = [c for c in free if -slack / 2 <= c.top - own.bottom <= slack and _same_sides(c, own)]
    return _with_rows_below(below[0], free) if below else None


def _inside_cell(label: LabelPlace, labels: Sequence[LabelPlace], blank: Blank) -> Box | None:
    """The part of its own cell that a label leaves free: under it, or to its right."""
    own = blank.cells[label.cell or 0]
    high = label.box.height
    inner = [other.box for other in labels if other.cell == label.cell and other.box != label.box]
    right = min((b.left for b in inner if _level(b, label.box) and b.left > label.box.right), default=own.right)
    if label.running:
        taken = {other.cell for other in labels}
        whole = _with_rows_below(own, [c for i, c in enumerate(blank.cells) if i not in taken])
        under = [b.bottom for b in blank.printed if _level(b, label.box) and b.covered_by(own) > SAME_SIDES]
        return _box(whole.left, max([label.box.bottom, *under]), whole.right, whole.bottom)
    below = min((b.top for b in inner if b.top >= label.box.bottom), default=own.bottom)
    if right - label.box.right >= ROOM_BESIDE * high:
        top = max((b.bottom for b in inner if b.bottom <= label.box.top), default=own.top)
        bottom = below if below == own.bottom else (label.box.bottom + below) // 2
        return _box(label.box.right + high // 4, top, right, bottom)
    if own.height >= HIGH_CELL * high:
        return _box(own.left, label.box.bottom, right, below)
    return None


def _in_the_open(label: LabelPlace, labels: Sequence[LabelPlace], blank: Blank) -> Box | None:
    """Free space after a label in no cell: up to the next printed thing, down to the line that one writes on."""
    box = label.box
    rise = round(RISES * box.height)
    others = [other for other in blank.printed if other != box and other.covered_by(box) < SAME_SIDES]
    edge = max([other.right for other in blank.printed] + [rule.end for rule in blank.across], default=blank.width)
    edge = max(edge, blank.width - round(0.1 * blank.width))
    if label.running:
        heads = [other.box.top for other in labels if other.box.top > box.bottom + rise]
        notes = [other.top for other in others if other.top > box.bottom + rise]
        bottom = min([*heads, *notes], default=blank.height)
        left = min(box.left, round(0.1 * blank.width))
        return _box(left, box.bottom, edge, bottom)
    right = min((other.left for other in others if _level(other, box) and other.left > box.right), default=edge)
    if right - box.right < ROOM_BESIDE * box.height / 2:
        return None
    lines = _writing_lines(box, right, blank)
    column = [other for other in others if other.overlap_x(Box(box.left, box.top, right, box.bottom)) > 0]
    above = max((other.bottom for other in column if other.bottom <= box.top), default=0)
    below = min((other.top for other in column if other.top >= box.bottom), default=blank.height)
    top = max(box.top - rise, (above + box.top) // 2)
    bottom = min(lines[-1] + box.height // 3, below) if lines else min(box.bottom + rise, (box.bottom + below) // 2)
    return _box(box.right + box.height // 4, top, right, bottom)


def _writing_lines(label: Box, right: int, blank: Blank) -> list[int]:
    """Heights of the rules that a value is written on: the one beside the label, and more under it without a label."""
    found: list[int] = []
    last = label.bottom
    for rule in sorted(blank.across, key=lambda r: r.position):
        covers = min(rule.end, right) - max(rule.start, label.right) > 0.5 * (right - label.right)
        crowded = any(p.top > last and p.bottom <= rule.position + label.height // 2 for p in blank.printed)
        if (
            covers
            and label.bottom - label.height // 2 <= rule.position <= last + NEXT_RULE * label.height
            and not crowded
        ):
            found.append(rule.position)
            last = rule.position
    return found


def _with_rows_below(first: Box, cells: Iterable[Box]) -> Box:
    """A cell with those directly under it that have the same sides: ruled writing paper."""
    whole = last = first
    for cell in sorted(cells, key=lambda c: c.top):
        gap = cell.top - last.bottom
        if cell != first and _same_sides(cell, last) and -2 <= gap <= max(12, last.height // 3):
            whole, last = whole.union(cell), cell
    return whole


def _same_sides(one: Box, other: Box) -> bool:
    return one.overlap_x(other) > SAME_SIDES * max(one.width, other.width)


def _level(one: Box, other: Box) -> bool:
    return one.overlap_y(other) > 0.4 * min(one.height, other.height)


def _box(left: int, top: int, right: int, bottom: int) -> Box | None:
    return Box(left, top, right, bottom) if right > left and bottom > top else None

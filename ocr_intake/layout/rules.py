"""Ruled lines and the cells they enclose: tables, frames, boxed digits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ocr_intake.layout.faint import is_dashed, mended, with_faint_rules
from ocr_intake.layout.rule import Rule, along, components, overlap, rows_of
from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONG_RULE = 0.45
"""Inches: a straight stroke from this length on is a rule; no character of ordinary writing has one."""
FREE_RULE = 1.0
"""Inches: a vertical rule that meets no other is at least so long."""
SHORT_RULE = 0.16
"""Inches: from this length on a stroke is a rule if it meets rules at both its ends (a box for one digit)."""
BRIDGED_GAP = 0.03
"""Inches: gaps that a fax or a worn copy tears into a rule."""
SNAP = 0.12
"""Inches: how far a rule's end may be from the rule it was drawn to."""
TORN = 1.0
"""Inches: a fax tears a thin rule that is not quite level wherever it steps from one scan line to the next; both pieces
are at least as long as the tear."""
SMALLEST_CELL = 0.12
"""Inches: the shorter side of the smallest cell that can hold a character."""
LEAST_COVERED = 0.8
"""Share of a rule's length that has ink."""
MOST_BESIDE = 0.25
"""Share of a rule's length with ink close beside it, on its emptier side."""
STREAK_SHARE = 0.92
"""A vertical line over this share of the page's height is a streak of the fax machine, not a rule."""
ONE_ROW = 0.05
"""Inches: cells whose tops differ by less stand in one row."""
CELL_FILL = 0.8
"""Share of its bounding box that a cell fills; less is the space between tables, not a cell."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """All rules of a page."""

    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()
    streaks: tuple[Rule, ...] = ()
    """Vertical lines that a dirty scanner or fax machine drew over the whole page."""
    guides: tuple[Rule, ...] = ()
    """Horizontal dashed lines to write on: no cell ends at one."""
    cells: tuple[Box, ...] = ()
    """Insides of the enclosed rectangles, top to bottom, left to right."""


def find_ruling(ink: NDArray[np.uint8], dpi: float) -> Ruling:
    """Find rules and cells on an upright page.

    Morphological opening with long thin elements (after the OpenCV documentation's "Extract horizontal and vertical
    lines by using morphological operations"), then rules that end near one another are joined.

    Args:
        ink: ``(h, w)`` uint8, 1 where there is ink.
        dpi: pixels per inch.
    """
    height = ink.shape[0]
    found = _long_rules(ink, dpi)
    guides = tuple(rule for rule in found if rule.torn and is_dashed(ink, rule))
    across = tuple(rule for rule in found if rule not in guides)
    down = tuple(r for r in _long_rules(np.ascontiguousarray(ink.T), dpi) if _is_anchored(r, across, dpi))
    streaks = tuple(rule for rule in down if rule.length > STREAK_SHARE * height)
    down = tuple(rule for rule in down if rule not in streaks)
    down = (*down, *_short_rules(np.ascontiguousarray(ink.T), across, down, dpi))
    across = mended(across, down, dpi * SNAP)
    down = mended(down, across, dpi * SNAP)
    snapped_across = tuple(_snap(rule, down, dpi) for rule in across)
    snapped_down = tuple(_snap(rule, across, dpi) for rule in down)
    cells = _cells(ink.shape, snapped_across, snapped_down, dpi)
    return Ruling(snapped_across, snapped_down, streaks, guides, cells)


def _long_rules(ink: NDArray[np.uint8], dpi: float) -> tuple[Rule, ...]:
    gap = max(1, round(dpi * BRIDGED_GAP))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    closed = cv2.dilate(closed, np.ones((3, 1), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, max(3, round(dpi * LONG_RULE))), np.uint8))
    pieces = [rule for rule in components(np.asarray(opened, dtype=np.uint8), dpi) if _is_drawn(ink, rule)]
    return _merge(with_faint_rules(ink, pieces, dpi), dpi)


def _is_drawn(ink: NDArray[np.uint8], rule: Rule) -> bool:
    """Whether a piece is one drawn line: ink nearly all along it and mostly paper just beside it.

    A row of small dense characters closes up to a bar, but has gaps in it and ink above and below.
    """
    away = rule.thickness // 2 + 3
    beside = [float(along(ink, rule, side).mean()) for side in ((-away - 1, -away), (away, away + 1))]
    return float(along(ink, rule, (-2, 2)).mean()) >= LEAST_COVERED and min(beside) <= MOST_BESIDE


def _merge(rules: list[Rule], dpi: float) -> tuple[Rule, ...]:
    """Join pieces of one rule: the next begins near where the last ends, or goes on in its line after a tear."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (r.start, r.position)):
        for index, other in enumerate(merged):
            near = abs(other.at(rule.start) - rule.at(rule.start)) <= max(3, dpi * 0.015)
            gap = rule.start - other.end
            torn = gap <= dpi * TORN and gap <= min(other.length, rule.length)
            if near and (gap <= dpi * SNAP or torn) and rule.end >= other.start:
                last = rule if rule.end >= other.end else other
                begin, end = other.at(other.start), last.at(last.end)
                thickness = max(other.thickness, rule.thickness)
                tears = torn and gap > dpi * SNAP
                joined = Rule(round((begin + end) / 2), other.start, last.end, thickness, end - begin)
                merged[index] = replace(joined, torn=other.torn or rule.torn or tears)
                break
        else:
            merged.append(rule)
    return tuple(sorted(merged))


def _short_rules(
    ink: NDArray[np.uint8], across: tuple[Rule, ...], down: tuple[Rule, ...], dpi: float
) -> tuple[Rule, ...]:
    """Short vertical strokes that meet horizontal rules at both ends; ``ink`` is transposed."""
    length = max(3, round(dpi * SHORT_RULE))
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    reach = max(3, round(dpi * 0.025))
    found = []
    for rule in components(np.asarray(opened, dtype=np.uint8), dpi):
        ends = [
            any(
                abs(other.position - end) <= reach and other.start - reach <= rule.position <= other.end + reach
                for other in across
            )
            for end in (rule.start, rule.end)
        ]
        new = all(abs(other.position - rule.position) > reach or not overlap(other, rule) for other in down)
        if all(ends) and new:
            found.append(rule)
    return tuple(found)


def _is_anchored(rule: Rule, crossing: tuple[Rule, ...], dpi: float) -> bool:
    """Whether a vertical rule is long, or starts or ends at another: a short one in the open is a column of digits."""
    if rule.length >= dpi * FREE_RULE:
        return True
    reach = dpi * SNAP
    return any(
        other.start - reach <= rule.position <= other.end + reach
        and min(abs(other.position - rule.start), abs(other.position - rule.end)) <= reach
        for other in crossing
    )


def _snap(rule: Rule, crossing: tuple[Rule, ...], dpi: float) -> Rule:
    """Lengthen a rule to the crossing rules that its ends nearly reach."""
    reach = dpi * SNAP
    meets = [other.at(rule.position) for other in crossing if other.start - reach <= rule.position <= other.end + reach]
    start = min((p for p in meets if abs(p - rule.start) <= reach), default=float(rule.start))
    end = max((p for p in meets if abs(p - rule.end) <= reach), default=float(rule.end))
    start, end = min(round(start), rule.start), max(round(end), rule.end)
    low, high = rule.at(start), rule.at(end)
    return replace(rule, position=round((low + high) / 2), start=start, end=end, lean=high - low)


def _cells(shape: tuple[int, ...], across: tuple[Rule, ...], down: tuple[Rule, ...], dpi: float) -> tuple[Box, ...]:
    """Rectangles enclosed by rules: what remains connected when the rules are drawn on an empty page."""
    height, width = shape[:2]
    canvas = np.ones((height, width), dtype=np.uint8)
    for rule in across:
        ends = [(x, round(rule.at(x))) for x in (rule.start, rule.end)]
        cv2.line(canvas, ends[0], ends[1], 0, max(3, rule.thickness))
    for rule in down:
        ends = [(round(rule.at(y)), y) for y in (rule.start, rule.end)]
        cv2.line(canvas, ends[0], ends[1], 0, max(3, rule.thickness))
    count, _, stats, _ = cv2.connectedComponentsWithStats(canvas, connectivity=4)
    least = dpi * SMALLEST_CELL
    found = []
    for x, y, w, h, area in stats[1:count]:
        enclosed = x > 0 and y > 0 and x + w < width and y + h < height
        if enclosed and min(w, h) >= least and area >= CELL_FILL * w * h:
            found.append(Box(int(x), int(y), int(x + w), int(y + h)))
    return _in_rows(found, dpi)


def _in_rows(cells: list[Box], dpi: float) -> tuple[Box, ...]:
    """Top to bottom and, where they begin at about the same height, left to right."""
    rows: list[list[Box]] = []
    for cell in sorted(cells, key=lambda box: box.top):
        if rows and cell.top - rows[-1][0].top <= dpi * ONE_ROW:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return tuple(cell for row in rows for cell in sorted(row, key=lambda box: box.left))


def erase_rules(grey: NDArray[np.uint8], ink: NDArray[np.uint8], ruling: Ruling) -> NDArray[np.uint8]:
    """Paint rules and streaks white where nothing crosses them.

    A pixel of a rule stays when there is ink right beside the rule: a stroke crosses or touches it there.

    Args:
        grey: ``(h, w)`` uint8 page.
        ink: its ink, 1 and 0.
        ruling: what was found on it.
    """
    clean = grey.copy()
    for rule in (*ruling.horizontal, *ruling.guides):
        _erase(clean, ink, rule)
    turned, turned_ink = clean.T, ink.T
    for rule in (*ruling.vertical, *ruling.streaks):
        _erase(turned, turned_ink, rule)
    return clean


def _erase(grey: NDArray[np.uint8], ink: NDArray[np.uint8], rule: Rule) -> None:
    """Erase one horizontal rule in place."""
    half = rule.thickness // 2 + 2
    crossed = along(ink, rule, (-half - 1, -half - 1)) | along(ink, rule, (half + 1, half + 1))
    columns = np.arange(max(0, rule.start), min(ink.shape[1], rule.end))[~crossed]
    rows = rows_of(rule, columns)
    for offset in range(-half, half + 1):
        grey[np.clip(rows + offset, 0, ink.shape[0] - 1), columns] = 255

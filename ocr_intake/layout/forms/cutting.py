"""Lines of writing at the borders of a form's fields: cut where what is printed runs into what is written."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ocr_intake.layout.forms.confirm import areas_on, printed_on
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ocr_intake.layout.forms.register import Registration
    from ocr_intake.layout.lines import LineRegion

DARK = 160
"""Grey below which a pixel of an evenly lit page is ink."""
INSIDE = 0.5
"""Share of a line's height that lies in a field from which the line is one of the field's."""
REACHES = 0.6
"""Line heights that a line must reach into a field beyond what is printed beside it to be cut there."""


def cut_at_fields(
    regions: Sequence[LineRegion], found: Registration, clean: NDArray[np.uint8]
) -> tuple[LineRegion, ...]:
    """Lines of a page that is a form, label and value apart.

    Args:
        regions: lines of the page in reading order.
        found: the form on it.
        clean: ``(h, w)`` grey page with even light, rules erased.
    """
    size = (clean.shape[1], clean.shape[0])
    fields = [area.box for area in areas_on(found, size)]
    printed = [line.box for line in printed_on(found, size)]
    cut: list[LineRegion] = []
    for region in regions:
        if region.direction is Direction.VERTICAL or region.comb:
            cut.append(region)
            continue
        places = _places(region.box, fields, printed)
        cut.extend(_parts(region, places, clean))
    return tuple(cut)


def _places(box: Box, fields: Sequence[Box], printed: Sequence[Box]) -> list[int]:
    """Where a line is cut: between a printed word and the field beside it."""
    least = REACHES * box.height
    words = [p for p in printed if _shares_row(p, box) and p.overlap_x(box) > 0.5 * p.width]
    places = []
    for field in fields:
        if not _shares_row(field, box):
            continue
        before = [p for p in words if p.right <= field.left + least and p.left < field.left]
        after = [p for p in words if p.left >= field.right - least and p.right > field.right]
        if before and box.right > field.left + least:
            places.append(max(p.right for p in before) // 2 + field.left // 2)
        if after and box.left < field.right - least:
            places.append(min(p.left for p in after) // 2 + field.right // 2)
    return sorted({place for place in places if box.left + least < place < box.right - least})


def _shares_row(one: Box, box: Box) -> bool:
    return one.overlap_y(box) > INSIDE * min(box.height, one.height)


def _parts(region: LineRegion, places: Sequence[int], clean: NDArray[np.uint8]) -> list[LineRegion]:
    """A line cut at some places, each part drawn in to its ink; parts without any are left out."""
    if not places:
        return [region]
    box = region.box
    ink = clean[box.top : box.bottom] < DARK
    edges = [box.left, *(_clear(place, box, ink) for place in places), box.right]
    parts = []
    for left, right in itertools.pairwise(edges):
        inked = np.flatnonzero(ink[:, left:right].any(axis=0))
        if len(inked):
            fitted = Box(left + int(inked[0]), box.top, left + int(inked[-1]) + 1, box.bottom)
            parts.append(replace(region, box=fitted))
    return parts


def _clear(place: int, box: Box, ink: NDArray[np.bool_]) -> int:
    """The emptiest column near a place: no character is cut in two if it can be helped. ``ink`` is the line's rows."""
    reach = max(2, box.height // 4)
    begin, end = max(box.left, place - reach), min(box.right, place + reach + 1)
    columns = ink[:, begin:end].sum(axis=0, dtype=np.int64)
    emptiest = np.flatnonzero(columns == columns.min())
    nearest = emptiest[np.abs(emptiest + begin - place).argmin()]
    return begin + int(nearest)

"""Confirmation: whether what is printed on a form was read at its places. Geometry alone may agree by chance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import LCSseq

from ocr_intake.japanese.text import key
from ocr_intake.layout.forms.register import moved
from ocr_intake.model.forms import FormArea, FormMatch, FormPrint
from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.layout.forms.register import Matrix, Registration
    from ocr_intake.layout.forms.template import Rect
    from ocr_intake.model.reading import Line

AGREED = 0.6
"""Share of the printed words that must be read at their places. On filled pages of their own forms 0.8 and more were
read; another city's form of the same shape shares its labels, which are few against title and notes."""
TOLD_FROM = 2
"""Characters of a printed line from which it tells anything."""


def confirm(found: Sequence[Registration], lines: Sequence[Line], size: tuple[int, int]) -> FormMatch | None:
    """The form among those found on a page whose printed words stand there; None where none is sure.

    Args:
        found: registrations, the likeliest first.
        lines: of the page, read.
        size: of the page, pixels: what lies beyond it is cut off.
    """
    matches = [match_of(registration, lines, size) for registration in found]
    best = max(matches, key=lambda match: match.found + match.agreed, default=None)
    return best if best is not None and best.agreed >= AGREED else None


def areas_on(found: Registration, size: tuple[int, int]) -> tuple[FormArea, ...]:
    """The fields of a form as they lie on a page of that size, pixels."""
    areas = (FormArea(area.kinds, _placed(found.matrix, area.rect, size)) for area in found.page.areas)
    return tuple(area for area in areas if area.box.area)


def printed_on(found: Registration, size: tuple[int, int]) -> tuple[FormPrint, ...]:
    """The printed lines of a form as they lie on a page of that size, pixels."""
    lines = (FormPrint(line.text, _placed(found.matrix, line.rect, size)) for line in found.page.printed)
    return tuple(line for line in lines if line.box.area)


def match_of(found: Registration, lines: Sequence[Line], size: tuple[int, int]) -> FormMatch:
    """A form found on a page, with how much of what is printed on it was read at its places.

    Args:
        found: where it lies.
        lines: of the page, read.
        size: of the page, pixels: what lies beyond it is cut off.
    """
    printed = printed_on(found, size)
    agreed = _agreement(printed, lines)
    return FormMatch(
        found.page.form, found.page.number, round(found.found, 4), round(agreed, 4), areas_on(found, size), printed
    )


def _agreement(printed: Sequence[FormPrint], lines: Sequence[Line]) -> float:
    agreed = total = 0.0
    for each in printed:
        wanted = key(each.text)
        if len(wanted) < TOLD_FROM:
            continue
        read = key("".join(line.text for line in _there(each.box, lines)))
        weight = math.sqrt(len(wanted))
        agreed += weight * LCSseq.similarity(wanted, read) / len(wanted)
        total += weight
    return agreed / total if total else 0.0


def _there(box: Box, lines: Sequence[Line]) -> list[Line]:
    """Lines that stand where something is printed, from left to right."""
    near = [
        line
        for line in lines
        if line.box.overlap_x(box) > 0 and line.box.overlap_y(box) > 0.4 * min(line.box.height, box.height)
    ]
    return sorted(near, key=lambda line: line.box.left)


def _placed(matrix: Matrix, rect: Rect, size: tuple[int, int]) -> Box:
    """Where a rectangle of the form lies on the page: the box around its four corners."""
    corners = moved(matrix, rect.corners())
    (left, top), (right, bottom) = np.rint(corners.min(axis=0)), np.rint(corners.max(axis=0))
    return Box(int(left), int(top), int(right), int(bottom)).clipped(*size)

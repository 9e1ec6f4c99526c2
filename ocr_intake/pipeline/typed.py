"""What was typed into a page's file: its places carried along as the page is turned, its lines set among those read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz.distance import LCSseq

from ocr_intake.imaging import turning
from ocr_intake.imaging.typesetting import LEADING, Face, SetLine, broken, paint, set_in
from ocr_intake.intake import japanese_font
from ocr_intake.layout.lines import COMB_SIDE, cell_of, in_reading_order
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Character, Direction, Line, Reading, Typing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ocr_intake.model.pages import Page, TypedText

READER: Final = "typed"
"""Stands where a reader's name does: the text is the file's own."""
USUAL_SIZE: Final = 1 / 70
"""Share of the page's longer side that letters are high where the file does not say: 12 points on A4."""
MARGIN: Final = 4.0
"""Sizes left free around notes."""
SAME: Final = 0.6
"""Share of a line's characters that a typed text has too from which the line shows that text once more."""
INSIDE: Final = 0.6
"""Share of a line that lies in a typed text's box where it may."""
_WHITE: Final = 255


@dataclass(frozen=True, slots=True)
class TypedLines:
    """What was typed into a page, on the upright page."""

    values: tuple[tuple[SetLine, ...], ...] = ()
    """The lines of each text."""
    fields: tuple[TypedText, ...] = ()
    """The texts in their boxes, before they were set."""


def moved(
    typed: Sequence[TypedText], before: tuple[int, ...], skew: float, rotation: int, after: tuple[int, ...]
) -> tuple[TypedText, ...]:
    """The texts on a page that was straightened and then turned.

    Args:
        typed: on the page before that.
        before: shape of that page.
        skew: degrees, as ``turning.straighten`` takes them.
        rotation: quarter turns clockwise, in degrees.
        after: shape of the page now.
    """
    straight = (replace(one, box=turning.straighten_box(one.box, skew, before)) for one in typed)
    return tuple(replace(one, box=turning.quarter_turn_box(one.box, rotation, after)) for one in straight)


def scaled(typed: Sequence[TypedText], factor: float) -> tuple[TypedText, ...]:
    """The texts on a page that was made larger or smaller."""
    return tuple(
        replace(
            one,
            box=Box(*(round(side * factor) for side in (one.box.left, one.box.top, one.box.right, one.box.bottom))),
            size=one.size * factor if one.size else None,
        )
        for one in typed
    )


def typeset(upright: NDArray[np.uint8], typed: Sequence[TypedText], page: Page) -> tuple[NDArray[np.uint8], TypedLines]:
    """The page as a person is shown it, with all that was typed painted on it, and the lines of that.

    Args:
        upright: the page; notes, and texts that do not fit their boxes, are painted on a strip that is added below it.
        typed: texts on it.
        page: as it was decoded, with its notes.
    """
    if not typed and not page.notes:
        return upright, TypedLines()
    found = japanese_font()
    face = Face(found.path, found.index) if found else Face(None)
    usual = max(upright.shape[:2]) * USUAL_SIZE
    values: list[tuple[SetLine, ...]] = []
    below = list(page.notes)
    for one in sorted(typed, key=lambda one: one.box.top):
        placed = set_in(one.text, one.box, one.size or usual, face)
        if placed is None:
            below.append(one.text)
        else:
            values.append(placed)
    strip = _strip(below, upright.shape, usual, face)
    if strip:
        more = strip[-1][-1].box.bottom + round(MARGIN * usual) - upright.shape[0]
        white = np.full((more, *upright.shape[1:]), _WHITE, np.uint8)
        upright = np.concatenate([upright, white])
    every = tuple(value for value in (*values, *strip) if value)
    painted = paint(upright, [line for value in every for line in value], face)
    return painted, TypedLines(every, tuple(typed))


def with_typed(
    lines: Sequence[Line], typed: TypedLines, cells: Sequence[Box], dpi: float, direction: Direction
) -> tuple[Line, ...]:
    """The lines of a page in reading order, those that were typed among those that were read.

    A read line that shows a typed text once more is left out.

    Args:
        lines: as read.
        typed: what was typed.
        cells: of the page's ruling.
        dpi: of the page.
        direction: in which lines of the page run.
    """
    if not typed.values:
        return tuple(lines)
    large = [cell if max(cell.width, cell.height) > dpi * COMB_SIDE else None for cell in cells]
    known = [[_line(one, cell_of(one.box, large)) for one in value] for value in typed.values]
    behind = {id(first): rest for first, *rest in known}  # a value stays together, whatever stands beside its lines
    kept = [line for line in lines if not any(_repeats(line, field) for field in typed.fields)]
    ordered = in_reading_order([*kept, *(first for first, *_ in known)], direction)
    return tuple(line for first in ordered for line in (first, *behind.get(id(first), ())))


def _strip(texts: Sequence[str], shape: tuple[int, ...], size: float, face: Face) -> list[tuple[SetLine, ...]]:
    """The lines of each text, below a page."""
    height, width = shape[:2]
    left, top = round(MARGIN * size), height + MARGIN * size
    found: list[tuple[SetLine, ...]] = []
    for text in texts:
        lines: list[SetLine] = []
        for line, goes_on in broken(text, width / size - 2 * MARGIN, face):
            if written := line.strip():
                end = left + round(face.width(written) * size)
                box = Box(left, round(top), max(end, left + 1), round(top) + round(size))
                lines.append(SetLine(written, box, goes_on))
            top += LEADING * size
        top += size
        found.append(tuple(lines))
    return [lines for lines in found if lines]


def _line(one: SetLine, cell: int | None) -> Line:
    length = len(one.text)
    characters = tuple(Character(char, 1.0, i / length, (i + 1) / length) for i, char in enumerate(one.text))
    reading = Reading(READER, one.text, characters, 1.0, _digits(one.text), 1.0)
    typing = Typing.GOES_ON if one.goes_on else Typing.ENDS
    return Line(one.box, Direction.HORIZONTAL, (reading, reading), cell, typing=typing)


def _digits(text: str) -> str:
    """The digits of a text with what stands between them."""
    return "".join(char for char in text if char.isdigit() or char in "-－−ー‐―() （）")


def _repeats(line: Line, typed: TypedText) -> bool:
    """Whether a line was read where a text was typed, and is that text."""
    written, text = "".join(line.text.split()), "".join(typed.text.split())
    if line.box.covered_by(typed.box) < INSIDE or not written:
        return False
    return LCSseq.similarity(written, text) >= SAME * len(written)

"""Sheets full of lines of writing, as forms and letters have them: in cells, on rules, close together, askew.

A sheet says where each line is and what it says; whatever a machine does to the sheet, the program's own line finder
cuts the lines out again (``cutting``). One sheet is written by one hand and printed in one face.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from training.recogniser.draft import Draft
from training.recogniser.texts import Text, text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from training.dice import Dice
    from training.recogniser.draft import Means, Piece

_MARGIN: Final = 90
_PRINTED: Final = 0.24
"""Share of rows that are printed."""
_MIXED: Final = 0.06
"""Share of rows where a printed label stands in front of what is written."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet of paper, clean."""

    pixels: NDArray[np.uint8]
    """``(height, width, 3)`` RGB."""
    pieces: tuple[Piece, ...]
    scale: float
    """Its pixels per pixel at 200 dpi."""


def sheet(dice: Dice, means: Means, scale: float, *, vertical: bool = False) -> Sheet:
    """Fill a sheet from one end to the other.

    Args:
        dice: chance.
        means: what it is written with.
        scale: pixels of the picture per pixel at 200 dpi.
        vertical: in columns from the right.
    """
    draft = Draft(dice, means, scale, vertical=vertical)
    across = float(_MARGIN + dice.randint(0, 60))
    while across < draft.across - _MARGIN - 120:
        block = dice.weighted({_table: 0.42, _rows: 0.38, _ruled: 0.2})
        across = block(draft, across) + dice.uniform(0.3, 1.6) * draft.way.size
    return Sheet(draft.pixels, tuple(draft.pieces), scale)


def _throw(draft: Draft) -> tuple[Text, bool]:
    """A text, and whether it is printed."""
    printed = draft.dice.chance(_PRINTED)
    return text(draft.dice, vertical=draft.vertical, printed=printed), printed


def _size(draft: Draft, printed: bool) -> float:  # noqa: FBT001
    return draft.print_size if printed else draft.way.size


def _table(draft: Draft, across: float) -> float:
    """Rows of a printed label and what is written beside it, in cells."""
    dice = draft.dice
    left, right = _MARGIN + dice.uniform(0, 80), draft.long - _MARGIN - dice.uniform(0, 80)
    middle = left + dice.uniform(0.14, 0.3) * (right - left)
    border = dice.chance(0.85)
    for _ in range(dice.randint(2, 6)):
        lines = 1 if dice.chance(0.7) else 2
        tight = dice.uniform(1.12, 1.9)
        high = lines * draft.way.size * tight + dice.uniform(0.1, 0.6) * draft.way.size
        if across + high > draft.across - _MARGIN:
            break
        label = Text(text(dice, vertical=draft.vertical, printed=True).text[: dice.randint(2, 6)], "label")
        draft.put(label, left + 12, across + high / 2, middle - left - 24, printed=True)
        for index in range(lines):
            wanted, printed = _throw(draft)
            begin = middle + 10 + dice.uniform(0, 0.8) * draft.way.size
            at = across + high * (index + 0.5) / lines
            box = draft.put(wanted, begin, at, right - begin - 12, printed=printed)
            if box is not None and wanted.kind == "name" and dice.chance(0.12):
                draft.seal(box)
        if border:
            for y in (across, across + high):
                draft.line(left, y, right, y)
            for x in (left, middle, right):
                draft.line(x, across, x, across + high)
        across += high
    return across


def _rows(draft: Draft, across: float) -> float:
    """Lines under one another with nothing between them, short ones side by side."""
    dice = draft.dice
    gap = dice.uniform(0.12, 0.9)
    for _ in range(dice.randint(3, 9)):
        wanted, printed = _throw(draft)
        size = _size(draft, printed)
        begin = _MARGIN + dice.uniform(0, 60)
        if across + size > draft.across - _MARGIN:
            break
        at = across + 0.55 * size
        room = draft.long - _MARGIN - begin
        if dice.chance(_MIXED) and not draft.vertical:
            label = text(dice, printed=True).text[: dice.randint(2, 5)].rstrip() + dice.pick(("：", "", "　", "）"))
            draft.put_labelled(label, text(dice), begin, at, room)
        else:
            box = draft.put(wanted, begin, at, room, printed=printed)
            if box is not None and box.right - begin < 0.4 * room:
                beside = box.right + dice.uniform(4.5, 7) * max(size, box.bottom - box.top)
                draft.put(_throw(draft)[0], beside, at, draft.long - _MARGIN - beside, printed=printed)
        across += size * (1 + gap)
    return across


def _ruled(draft: Draft, across: float) -> float:
    """Lines of running writing on the rules of writing paper."""
    dice = draft.dice
    pitch = draft.way.size * dice.uniform(1.15, 1.9)
    dashed, sits = dice.chance(0.3), dice.uniform(0.5, 0.62)
    begin, end = _MARGIN + dice.uniform(0, 50), draft.long - _MARGIN
    draft.line(begin, across, end, across, dashed=dashed)
    for _ in range(dice.randint(3, 8)):
        if across + pitch > draft.across - _MARGIN:
            break
        wanted = text(dice, vertical=draft.vertical)
        draft.put(wanted, begin + dice.uniform(5, 40), across + pitch * (1.02 - sits), end - begin - 60, printed=False)
        across += pitch
        draft.line(begin, across, end, across, dashed=dashed)
    return across

"""Whether two texts are one text read twice, one that was changed, or two.

Readers' mistakes lie scattered, changes do not. What is compared is the plain form of a text (see
``japanese.likeness``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from rapidfuzz.distance import Indel

LEAST: Final = 16
"""Characters below which a text (賛成です) says nothing about who has it from whom."""
SAME_TEXT: Final = 0.55
"""Likeness from which two texts are one, as readers read it; of texts that have nothing to do with each other some 0.3
is the same."""
_WINDOW: Final = 20
"""Characters within which a change, and no reader, leaves next to nothing alike."""
_SPOILT: Final = 0.7
"""Share of such a window that is other in the two texts from which it was changed."""


class Sameness(IntEnum):
    """How far two texts are one; the larger the more."""

    NONE = 0
    CHANGED = 1
    """One text, of which a part stands only in one of the two."""
    READ_OTHERWISE = 2
    """One text, but for what readers make of it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing two texts says."""

    likeness: float
    """0 to 1."""
    sameness: Sameness


def compare(first: str, second: str) -> Compared | None:
    """How two texts in their plain form belong together; None where one says too little."""
    if min(len(first), len(second)) < LEAST:
        return None
    likeness = Indel.normalized_similarity(first, second)
    if likeness < SAME_TEXT:
        return Compared(likeness, Sameness.NONE)
    return Compared(likeness, Sameness.CHANGED if _changed(first, second) else Sameness.READ_OTHERWISE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text beside another one."""

    text: str
    same: bool
    """It stands in both."""


def side_by_side(first: str, second: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts in pieces that both have and pieces that only one has; joined they are the texts."""
    mine: list[Piece] = []
    theirs: list[Piece] = []
    for block in Indel.opcodes(first, second):
        same = block.tag == "equal"
        for pieces, text in (
            (mine, first[block.src_start : block.src_end]),
            (theirs, second[block.dest_start : block.dest_end]),
        ):
            if text and pieces and pieces[-1].same == same:
                pieces[-1] = Piece(pieces[-1].text + text, same)
            elif text:
                pieces.append(Piece(text, same))
    return tuple(mine), tuple(theirs)


def _changed(first: str, second: str) -> bool:
    """Whether somewhere a stretch of either text has next to nothing in the other."""
    mine, theirs = bytearray(len(first)), bytearray(len(second))
    for block in Indel.opcodes(first, second):
        if block.tag == "equal":
            mine[block.src_start : block.src_end] = b"\1" * (block.src_end - block.src_start)
            theirs[block.dest_start : block.dest_end] = b"\1" * (block.dest_end - block.dest_start)
    return any(_stretch(kept) for kept in (mine, theirs))


def _stretch(kept: bytearray) -> bool:
    window = min(_WINDOW, len(kept))
    inside = sum(kept[:window])
    least = inside
    for place in range(window, len(kept)):
        inside += kept[place] - kept[place - window]
        least = min(least, inside)
    return least <= (1 - _SPOILT) * window

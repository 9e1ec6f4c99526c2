"""Long texts against their truth, character by character: which are wrong, and which lines are out of place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from ocr_intake.japanese.compare import compared
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Sequence

MISPLACED: Final = 4
"""So many characters missing or too many in a row are no slip of a reader: a piece is left out, or is no part of it."""
DENSE, AMONG = 6, 8
"""So many wrong ones among so many characters are another piece of writing, or one read in another order."""


@dataclass(frozen=True, slots=True)
class TextErrors:
    """What is wrong with a text."""

    wrong: tuple[int, ...]
    """Characters that are others, or none, in truth; ascending."""
    missing: tuple[int, ...]
    """Characters before which one or a few are missing; the text's length for its end. Ascending."""
    misplaced: tuple[int, ...]
    """Characters of pieces that are no part of it; ascending."""
    lost: int
    """Characters of pieces that are left out."""

    @property
    def whole(self) -> bool:
        """Whether the right pieces of writing are in it, all of them and no others; single characters may be wrong."""
        return not self.misplaced and not self.lost


def text_errors(text: str, truth: str) -> TextErrors:
    """What is wrong with a text.

    Args:
        text: as proposed.
        truth: as on paper. Both are compared as values of the field ``opinion`` are.
    """
    written = [i for i, char in enumerate(text) if compared(FieldName.OPINION, char)]
    mine = [compared(FieldName.OPINION, text[i]) for i in written]
    theirs = [folded for char in truth if (folded := compared(FieldName.OPINION, char))]
    at = [*written, len(text)]
    wrong = [False] * len(written)
    out_of_place = [False] * len(written)
    missing: list[int] = []
    lost = 0
    for step in Levenshtein.opcodes(mine, theirs):
        here, there = range(step.src_start, step.src_end), step.dest_end - step.dest_start
        if step.tag == "insert":
            lost += there if there >= MISPLACED else 0
            missing += [at[step.src_start]] if there < MISPLACED else []
        elif step.tag == "delete":
            for i in here:
                wrong[i], out_of_place[i] = True, len(here) >= MISPLACED
        elif step.tag == "replace":
            for i, other in zip(here, theirs[step.dest_start : step.dest_end], strict=True):
                wrong[i] = {mine[i], other} != _DASHES
    for start in range(max(1, len(wrong) - AMONG + 1)):
        window = range(start, min(start + AMONG, len(wrong)))
        if sum(wrong[i] for i in window) >= DENSE:
            for i in window:
                out_of_place[i] = out_of_place[i] or wrong[i]
    return TextErrors(
        tuple(written[i] for i, bad in enumerate(wrong) if bad and not out_of_place[i]),
        tuple(missing),
        tuple(written[i] for i, bad in enumerate(out_of_place) if bad),
        lost,
    )


_DASHES: Final = {"-", "ー"}
"""Between digits both are written for the other."""


def marked(errors: TextErrors, sure: Sequence[float]) -> list[bool]:
    """Of each character of a text whether it is right and nothing is missing beside it.

    What is missing counts once, against the less sure of the two characters beside it.

    Args:
        errors: of the text.
        sure: how sure each of its characters is.
    """
    right = [True] * len(sure)
    for i in errors.wrong:
        right[i] = False
    for i in errors.missing:
        beside = [j for j in (i - 1, i) if 0 <= j < len(sure)]
        if beside:
            right[min(beside, key=lambda j: sure[j])] = False
    return right

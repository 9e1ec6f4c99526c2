"""Which lines of a text a person sees to be missing or too many who looks at its lit lines on the paper. Pure.

Nothing is read for that: what is wrong within the lines stays wrong.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from benchmarks.effort.places import Change, changed, changes
from ocr_intake.japanese.compare import compared
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.model.written import Doubt

Line = tuple[int, int]
"""Characters of a text that stand on one line of the paper: from, to."""

SEEN: Final = 4
"""Characters that have to be missing at an end of a line, so that somebody sees writing that is not lit."""


def too_many(text: str, lines: Sequence[Line], wanted: str) -> tuple[Line, ...]:
    """Lines that are no part of the text: without one of them most of its characters are no error any more."""
    right = compared(FieldName.OPINION, wanted)
    gone: list[Line] = []
    left = Levenshtein.distance(compared(FieldName.OPINION, text), right)
    for start, end in lines:
        rest = compared(FieldName.OPINION, changed(text, [Change(*line, "") for line in [*gone, (start, end)]]))
        without = Levenshtein.distance(rest, right)
        size = len(compared(FieldName.OPINION, text[start:end]))
        if size and left - without >= size / 2:
            gone.append((start, end))
            left = without
    return tuple(gone)


def mendings(text: str, lines: Sequence[Line], wanted: str) -> tuple[Change, ...]:
    """Lines that are too many are taken out, what is missing between lines is put in; all else stays as it stands."""
    gone = too_many(text, lines, wanted)
    ends = set(chain.from_iterable(lines)) | {0, len(text)}
    inside = [change for change in changes(FieldName.OPINION, text, wanted) if not _in_any(change, gone)]
    large = [change for change in inside if len(change.text) - (change.end - change.start) >= SEEN]
    missing = [each for change in large if (each := _at_end(change, text, ends)) is not None]
    return tuple(sorted((*(Change(*line, "") for line in gone), *missing), key=lambda change: change.start))


def _at_end(change: Change, text: str, ends: set[int]) -> Change | None:
    """A change as one where a line begins or ends: after か。 the line も。 is missing, or after か the line 。も."""
    right = left = change
    while ends.isdisjoint({right.start, right.end}) and right.start == right.end and text[right.start] == right.text[0]:
        right = Change(right.start + 1, right.end + 1, right.text[1:] + right.text[0])
    while ends.isdisjoint({left.start, left.end}) and left.start == left.end and text[left.start - 1] == left.text[-1]:
        left = Change(left.start - 1, left.end - 1, left.text[-1] + left.text[:-1])
    return next((each for each in (right, left) if not ends.isdisjoint({each.start, each.end})), None)


def _in_any(change: Change, lines: Sequence[Line]) -> bool:
    return any(change.start < max(end, start + 1) and start < max(change.end, change.start + 1) for start, end in lines)


def moved(lines: Sequence[Line], doubts: Sequence[Doubt], answers: Sequence[str]) -> tuple[Line, ...]:
    """Where the lines of a text are once its doubtful places are answered; none of those is on two lines."""

    def along(place: int, *, end: bool) -> int:
        return place + sum(
            len(answer) - (doubt.end - doubt.start)
            for doubt, answer in zip(doubts, answers, strict=True)
            if doubt.end < place or (doubt.end == place and (end or doubt.start < place))
        )

    def both() -> Iterator[Line]:
        for start, end in lines:
            yield along(start, end=False), along(end, end=True)

    return tuple(both())

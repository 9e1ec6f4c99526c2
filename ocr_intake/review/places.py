"""Which doubts of a long text a person looks at together. Pure.

A look costs about as much for six characters next to each other as for one of them: it takes finding the place on the
paper, making up one's mind, and a key. So doubts that stand close together on one line of the paper are one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Final

from ocr_intake.model.geometry import Region, union_of
from ocr_intake.model.written import Doubt
from ocr_intake.review.walkthrough import PlaceKind, kind_of, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ocr_intake.model.written import PlaceAnswer, TextLine, Written

NEAR: Final = 8
"""Characters between two doubts up to which they are looked at together."""
LONGEST: Final = 16
"""Characters of a place of several doubts: what the eye takes in with two or three fixations, and an enlarged picture
shows whole."""
MOST: Final = 9
"""Alternatives of a place of several doubts: as many as there are digits."""


@dataclass(frozen=True, slots=True)
class Place:
    """One or several doubts of a text that are looked at together."""

    doubt: Doubt
    first: int
    last: int
    """The text's doubts ``first`` up to and without ``last``, from 0."""
    answer: str | None
    """What somebody said stands there; None where nobody looked at it yet."""


def answered_places(text: str, written: Written, answers: Sequence[PlaceAnswer] = ()) -> tuple[Place, ...]:
    """The places to look at, in order and apart from one another; each doubt is in exactly one of them.

    A place is on one line of the paper. What is asked about a whole line is a place by itself, and so is what somebody
    has looked at as one.

    Args:
        text: The text.
        written: How it stands on paper, with its doubts in order and apart from one another.
        answers: What people said stands in some of the places, in the order in which they did.
    """
    given = _standing(answers)
    doubts = written.doubts
    places: list[tuple[int, int, str | None]] = []
    line: TextLine | None = None
    at = 0
    while at < len(doubts):
        before, line = line, None
        if at in given:
            places.append((at, given[at].last, given[at].text))
        else:
            line = _joinable(doubts[at], written)
            if line is not None and line == before and _near(doubts[places[-1][0] : at], doubts[at]):
                places[-1] = (places[-1][0], at + 1, None)
            else:
                places.append((at, at + 1, None))
        at = places[-1][1]
    return tuple(
        Place(_joined(text, doubts[first:last]) if last - first > 1 else doubts[first], first, last, answer)
        for first, last, answer in places
    )


def places_of(text: str, written: Written) -> tuple[Doubt, ...]:
    """The places of a text that nobody has looked at yet (see ``answered_places``)."""
    return tuple(place.doubt for place in answered_places(text, written))


def _standing(answers: Sequence[PlaceAnswer]) -> dict[int, PlaceAnswer]:
    """The answers that hold, by their first doubt: of those that are about the same doubt the last one."""
    held: dict[int, PlaceAnswer] = {}
    taken: set[int] = set()
    for answer in reversed(answers):
        doubts = set(range(answer.first, answer.last))
        if not doubts & taken:
            held[answer.first] = answer
        taken |= doubts
    return held


def difference(read: str, other: str) -> tuple[str, str]:
    """What stands in a place of several doubts, and what stands there instead in another text of it: the least of both.

    The character before it, or behind it, is told with it where it would not be clear otherwise which one is meant.
    """
    start = _alike(read, other)
    behind = _alike(read[start:][::-1], other[start:][::-1])
    end = len(read) - behind
    if start and read.count(read[start:end]) > 1:
        start -= 1
    elif start == end and behind:
        behind -= 1
    return read[start : len(read) - behind], other[start : len(other) - behind]


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _joinable(doubt: Doubt, written: Written) -> TextLine | None:
    """The line on which a doubt may be looked at with others; None for one that is a place by itself."""
    line = line_of(doubt, written.lines)
    if line is None or not line.start <= doubt.start <= doubt.end <= line.end:
        return None
    kind = kind_of(doubt, written)
    elsewhere = doubt.region is not None and doubt.region.page != line.region.page
    return line if kind in {PlaceKind.CHARACTERS, PlaceKind.GAP} and not elsewhere else None


def _near(group: Sequence[Doubt], doubt: Doubt) -> bool:
    return doubt.start - group[-1].end <= NEAR and doubt.end - group[0].start <= LONGEST


def _joined(text: str, group: Sequence[Doubt]) -> Doubt:
    """Several doubts as one place: what else may stand there is one of them changed."""
    start, end = group[0].start, group[-1].end
    changed = [
        [text[start : doubt.start] + other + text[doubt.end : end] for other in doubt.alternatives]
        for doubt in sorted(group, key=lambda doubt: doubt.probability)
    ]
    return Doubt(
        start,
        end,
        min(doubt.probability for doubt in group),
        tuple(other for other in _in_turn(changed) if other != text[start:end])[:MOST],
        _around(doubt.region for doubt in group),
        tuple((doubt.start, doubt.end) for doubt in group),
    )


def _in_turn(lists: Sequence[Sequence[str]]) -> Iterable[str]:
    """The first of each list, then the second of each, and so on; each text once."""
    return dict.fromkeys(each for each in chain.from_iterable(zip_longest(*lists)) if each is not None)


def _around(regions: Iterable[Region | None]) -> Region | None:
    """Around all regions that are known; they are on one page."""
    known = [region for region in regions if region is not None]
    return Region(known[0].page, union_of(region.box for region in known)) if known else None

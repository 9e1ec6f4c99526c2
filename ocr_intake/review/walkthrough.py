"""From one doubtful place of a text to the next: which one a person looks at, and what they answered. Pure, faceless.

Each answer can be kept as it is given (``Review.answer_place``); ``Review.settle`` decides on the text with them all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

from ocr_intake.model.written import resolved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.model.geometry import Region
    from ocr_intake.model.written import Doubt, TextLine, Written

_ON: Final = 0.5
"""The share of a place that lies on a line from which it is a place of that line."""


class PlaceKind(StrEnum):
    """What is asked about a place; stable, also the keys of the texts: ``review.place.kind.CODE``."""

    CHARACTERS = "characters"
    """Do these characters stand on the paper?"""
    GAP = "gap"
    """Is something missing between two characters?"""
    LINE = "line"
    """Does this line of the paper belong to the text? It stands in it now."""
    LEFT_OUT = "left_out"
    """Does this line of the paper belong to the text? It was left out."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text: one of its doubtful places, or what stands between two of them."""

    proposed: str
    now: str
    """What stands there by the answers so far."""
    place: int | None = None
    """Which place, from 0; None between places."""


@dataclass(frozen=True, slots=True)
class Walkthrough:
    """Where a person is among the doubtful places of a text, and the answers so far."""

    text: str
    """As proposed."""
    doubts: tuple[Doubt, ...]
    answers: tuple[str | None, ...]
    """One for each place; None where it was not looked at yet."""
    place: int = 0
    """From 0; the number of places once all of them are answered and left behind."""
    past: tuple[tuple[int, str | None], ...] = ()
    """Places in the order in which they were answered, each with its answer before, for ``undo``."""

    @classmethod
    def begin(cls, text: str, doubts: Sequence[Doubt], answers: Sequence[str | None] = ()) -> Self:
        """At the first of the places that waits for an answer; at the end where none does.

        Args:
            text: As proposed.
            doubts: Its doubtful places.
            answers: What was said of each of them before, None for nothing; empty where nothing was said at all.

        Raises:
            ValueError: There are no places, or not as many answers.
        """
        if not doubts:
            raise ValueError("no doubtful places to walk through")
        given = tuple(answers) or (None,) * len(doubts)
        if len(given) != len(doubts):
            raise ValueError("as many answers as places")
        return cls(text, tuple(doubts), given, given.index(None) if None in given else len(given))

    @property
    def doubt(self) -> Doubt | None:
        """The place looked at; None at the end."""
        return None if self.at_end else self.doubts[self.place]

    @property
    def at_end(self) -> bool:
        """Whether every place was looked at, and the text is as it would be saved."""
        return self.place == len(self.doubts)

    @property
    def complete(self) -> bool:
        """Whether every place has its answer."""
        return None not in self.answers

    @property
    def result(self) -> str:
        """The text with the answers so far."""
        return resolved(self.text, self.doubts, [self.now(place) for place in range(len(self.doubts))])

    @property
    def settled(self) -> tuple[str, ...]:
        """The answers for ``Review.settle``.

        Raises:
            ValueError: One of the places was not looked at.
        """
        given = tuple(answer for answer in self.answers if answer is not None)
        if len(given) < len(self.doubts):
            raise ValueError("places that nobody looked at")
        return given

    def proposed(self, place: int) -> str:
        """What was read in a place, from 0; "" where something may be missing."""
        doubt = self.doubts[place]
        return self.text[doubt.start : doubt.end]

    def now(self, place: int) -> str:
        """What stands in a place by the answers so far."""
        answer = self.answers[place]
        return self.proposed(place) if answer is None else answer

    def changed(self, place: int) -> bool:
        """Whether another text than the proposed one was answered."""
        return self.now(place) != self.proposed(place)

    @property
    def options(self) -> tuple[str, ...]:
        """Other texts for the place looked at, numbered from 1 for ``take``: always in the same order.

        What was proposed comes last, and only where it does not stand there any more. None at the end.
        """
        if self.at_end:
            return ()
        proposed = self.proposed(self.place)
        others = tuple(dict.fromkeys(text for text in self.doubts[self.place].alternatives if text != proposed))
        return (*others, proposed) if self.changed(self.place) else others

    def parts(self) -> tuple[Part, ...]:
        """The whole text in order; together ``proposed`` is the text proposed, and ``now`` is ``result``."""
        parts: list[Part] = []
        end = 0
        for place, doubt in enumerate(self.doubts):
            if end < doubt.start:
                between = self.text[end : doubt.start]
                parts.append(Part(between, between))
            parts.append(Part(self.proposed(place), self.now(place), place))
            end = doubt.end
        rest = self.text[end:]
        return (*parts, Part(rest, rest)) if rest else tuple(parts)

    # ------------------------------------------------------------------------------------------------------- walking

    def next(self) -> Self:
        """At the next place, answered or not; at the end behind the last one, where every place has its answer."""
        last = len(self.doubts) if self.complete else len(self.doubts) - 1
        return replace(self, place=min(self.place + 1, last))

    def previous(self) -> Self:
        """At the place before."""
        return replace(self, place=max(self.place - 1, 0))

    # ----------------------------------------------------------------------------------------------------- answering

    def keep(self) -> Self:
        """What stands there is right; on to the next place that waits for an answer, or to the end.

        Raises:
            ValueError: At the end.
        """
        self._look_at_one()
        return self.replace(self.now(self.place))

    def take(self, number: int) -> Self:
        """One of ``options`` is right, counted from 1.

        Raises:
            ValueError: There is no option with that number.
        """
        if not 1 <= number <= len(self.options):
            raise ValueError("no option with that number")
        return self.replace(self.options[number - 1])

    def replace(self, text: str) -> Self:
        """Something else stands there: ``text``, or nothing ("").

        Raises:
            ValueError: At the end.
        """
        self._look_at_one()
        here = self.place
        answers = (*self.answers[:here], text, *self.answers[here + 1 :])
        waiting = [place for place, answer in enumerate(answers) if answer is None]
        behind = [place for place in waiting if place > here]
        onward = (behind or waiting or [len(answers)])[0]
        return replace(self, answers=answers, place=onward, past=(*self.past, (here, self.answers[here])))

    def undo(self) -> Self | None:
        """At the place answered last, as it was before; None where nothing was answered."""
        if not self.past:
            return None
        place, before = self.past[-1]
        answers = (*self.answers[:place], before, *self.answers[place + 1 :])
        return replace(self, answers=answers, place=place, past=self.past[:-1])

    def _look_at_one(self) -> None:
        if self.at_end:
            raise ValueError("no place is looked at")


def line_of(doubt: Doubt, lines: Sequence[TextLine]) -> TextLine | None:
    """The line of the paper that a place is on; None where that is not known, or where it is on a line left out.

    Args:
        doubt: A place.
        lines: Of the text, in order.
    """
    if doubt.start == doubt.end and _left_out(doubt, lines):
        return None

    def nearness(line: TextLine) -> tuple[float, int]:
        """A gap between two lines touches both of them: where it is on the page says which it belongs to."""
        on_page = 0.0 if doubt.region is None else _share(doubt.region, line.region)
        return on_page, min(doubt.end, line.end) - max(doubt.start, line.start)

    touched = [line for line in lines if line.start <= doubt.end and doubt.start <= line.end]
    return max(touched, key=nearness, default=None)


def kind_of(doubt: Doubt, written: Written) -> PlaceKind:
    """What is asked about a place of a text."""
    if doubt.start == doubt.end:
        return PlaceKind.LEFT_OUT if _left_out(doubt, written.lines) else PlaceKind.GAP
    whole = not doubt.marks and any(doubt.start <= line.start and line.end <= doubt.end for line in written.lines)
    return PlaceKind.LINE if whole and "" in doubt.alternatives else PlaceKind.CHARACTERS


def _left_out(doubt: Doubt, lines: Sequence[TextLine]) -> bool:
    """Whether a place lies on none of the text's lines: its line was left out as a whole."""
    region = doubt.region
    return region is not None and bool(lines) and all(_share(region, line.region) < _ON for line in lines)


def _share(region: Region, other: Region) -> float:
    """The share of a region that lies in another one (0 to 1)."""
    # a gap may be no wider than nothing, and stand at the very end of its line
    return region.box.grown(1, 1).covered_by(other.box.grown(2, 2)) if region.page == other.page else 0.0

"""A long text as it stands on paper: where each of its lines is, and how sure each of its characters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ocr_intake.model.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class TextLine:
    """The part of a text that stands on one line of the paper."""

    start: int
    end: int
    """Characters ``start`` to ``end`` of the text; a line break behind them is not among them."""
    region: Region
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place in a text that a person looks at."""

    start: int
    end: int
    """Characters ``start`` to ``end`` of the text; equal where something may be missing before ``start``."""
    probability: float
    """0 to 1, calibrated: how likely the text is right here."""
    alternatives: tuple[str, ...] = ()
    """Other texts for the place, best first; "" for nothing at all."""
    region: Region | None = None
    """Where on the page."""
    marks: tuple[tuple[int, int], ...] = ()
    """The doubtful stretches in it, as start and end in the text, in order; empty where all of it is doubtful."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is known of a text beside its characters."""

    probabilities: tuple[float, ...]
    """One a character of the text, 0 to 1, calibrated: how likely it is right, and nothing is missing before it."""
    lines: tuple[TextLine, ...] = ()
    """In reading order, apart from one another."""
    doubts: tuple[Doubt, ...] = ()
    """In the order of the text, apart from one another."""


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What a person said stands in a place of a text: it holds until the text as a whole is decided on."""

    first: int
    last: int
    """The text's doubts ``first`` up to and without ``last``, by their place in ``Written.doubts``, from 0."""
    text: str
    """What stands there; "" for nothing."""


def resolved(text: str, doubts: Sequence[Doubt], answers: Sequence[str]) -> str:
    """The text with an answer in each doubtful place.

    Args:
        text: as proposed.
        doubts: in order, apart from one another.
        answers: what stands in each of the places.

    Raises:
        ValueError: There are not as many answers as places, or the places are not in order.
    """
    if any(one.end > other.start for one, other in pairwise(doubts)):
        raise ValueError("doubtful places that overlap")
    ends = [0, *(doubt.end for doubt in doubts)]
    starts = [*(doubt.start for doubt in doubts), len(text)]
    between = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    return between[0] + "".join(a + rest for a, rest in zip(answers, between[1:], strict=True))


def part_of(written: Written, start: int, end: int) -> Written:
    """How characters ``start`` to ``end`` of a text stand on paper; places that nobody is sure of are not among it."""
    lines = tuple(
        TextLine(max(line.start, start) - start, min(line.end, end) - start, line.region, line.vertical)
        for line in written.lines
        if line.start < end and line.end > start
    )
    return Written(written.probabilities[start:end], lines)

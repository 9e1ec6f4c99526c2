"""The decode of every field's value: the best ways through what a reader considered, under what the field knows.

A beam goes from place to place. What a way costs is the reader's negative log probability and the field's; a field may
weigh each character as it comes (a grammar), or the whole text at its end (a list of names).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ocr_intake.extract.fields.lattice import Place
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.reading import Character

S = TypeVar("S", bound=Hashable)

EARNED: Final = 1.0
"""Nats by which other characters must be the likelier before they take the place of those read, in a text without a
grammar."""
WORST: Final = 16.0
"""Ways are dropped that are so many nats worse than the best."""


class Step(NamedTuple, Generic[S]):
    """What a place contributes to a way."""

    pick: str
    seen: float
    """What it costs to the reader, in nats."""
    prior: float
    """And to the field."""
    state: S


class Way(NamedTuple, Generic[S]):
    """One way through the places so far, comparable by its cost."""

    cost: float
    """To reader and field, in nats."""
    seen: float
    """To the reader alone."""
    picks: tuple[str, ...]
    """What each place contributes to the text."""
    states: tuple[S, ...]
    """The field's state before the first place and behind each."""

    @property
    def text(self) -> str:
        """As chosen."""
        return "".join(self.picks)


class Prior(Protocol[S]):
    """What a field knows of its values."""

    @property
    def start(self) -> S:
        """The state before the first place. Ways that reach the same state are rivals: few of them are kept."""

    def steps(self, state: S, place: Place) -> Iterable[Step[S]]:
        """What a place may contribute behind a state."""

    def end(self, way: Way[S]) -> float:
        """Nats that it costs that a value ends so; infinity where it cannot."""


@dataclass(frozen=True, slots=True)
class Decoded(Generic[S]):
    """A text as decoded."""

    places: tuple[Place, ...]
    ways: tuple[Way[S], ...]
    """The likeliest first; at least one."""

    @property
    def best(self) -> Way[S]:
        """The likeliest."""
        return self.ways[0]

    @property
    def others(self) -> list[Way[S]]:
        """Those with other characters; white space makes no difference."""
        return [way for way in self.ways[1:] if "".join(way.text.split()) != "".join(self.best.text.split())]

    @property
    def ahead(self) -> float:
        """Nats by which the best of them is worse."""
        return min((way.cost - self.best.cost for way in self.others), default=math.inf)

    @property
    def changed(self) -> float:
        """Nats by which the surest reading was likelier to the reader alone."""
        return max(0.0, self.best.seen - sum(place.surest for place in self.places))


def decode(places: Sequence[Place], prior: Prior[S], *, beam: int = 80, rivals: int = 1) -> Decoded[S] | None:
    """The best ways through the places.

    Args:
        places: of one text.
        prior: the field's.
        beam: ways that are kept at each place.
        rivals: ways that are kept of those that reach one state.

    Returns:
        None where there is no value.
    """
    ways: list[Way[S]] = [Way(0.0, 0.0, (), (prior.start,))]
    for place in places:
        reached: dict[S, list[Way[S]]] = {}
        for way in ways:
            for pick, seen, nats, state in prior.steps(way.states[-1], place):
                step = Way(way.cost + seen + nats, way.seen + seen, (*way.picks, pick), (*way.states, state))
                _keep(reached.setdefault(state, []), step, rivals)
        ways = heapq.nsmallest(beam, (way for rival in reached.values() for way in rival), key=lambda way: way.cost)
        ways = [way for way in ways if way.cost <= ways[0].cost + WORST]
    ended = (way._replace(cost=way.cost + prior.end(way)) for way in ways)
    ranked = sorted((way for way in ended if way.cost < math.inf), key=lambda way: way.cost)
    return Decoded(tuple(places), tuple(ranked)) if ranked else None


def _keep(ways: list[Way[S]], step: Way[S], most: int) -> None:
    """Put a way among the few best with different texts."""
    if len(ways) == most and step.cost >= ways[-1].cost:
        return
    for i, other in enumerate(ways):
        if other.text == step.text:
            if step.cost < other.cost:
                ways[i] = step
            break
    else:
        ways.append(step)
    ways.sort(key=lambda way: way.cost)
    del ways[most:]


def chosen(segments: Sequence[Segment], decoded: Decoded[S]) -> list[Segment]:
    """The segments that were decoded, with the characters of the best way."""
    kept: list[list[Character]] = [[] for _ in segments]
    for place, pick in zip(decoded.places, decoded.best.picks, strict=True):
        read = place.read
        if read is None:
            continue
        for char in pick:
            sure = read.probability if char == read.text else min(1.0, math.exp(-place.loss(char)))
            kept[place.segment].append(replace(read, text=char, probability=sure, alternatives=()))
    return [segment.rewritten(characters) for segment, characters in zip(segments, kept, strict=True)]

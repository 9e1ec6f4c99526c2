"""An opinion as it is published: what the program found in it, weighed against what people decided. Pure.

What is certain is masked unless a person says keep. What is not certain stays until a person says mask, and is said to
be undecided. A later decision on the same characters overrides an earlier one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.personal import MASK, find_personal
from ocr_intake.model.redaction import Choice, PersonalKind, Redaction, Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ocr_intake.dataset.personal import Found
    from ocr_intake.model.fields import FieldName

_BETWEEN: Final = re.compile(r"[ \t　]*")
"""What may stand between two places that are one gap in what is published: nobody is to learn how many they were."""


class PlaceState(StrEnum):
    """What becomes of a place."""

    WAITING = "waiting"
    """Nobody decided: it stands in what is published until then."""
    MASKED = "masked"
    KEPT = "kept"
    """A person decided so."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of an opinion with what becomes of it."""

    start: int
    end: int
    kind: PersonalKind
    why: Why
    masked: bool
    """Whether it is taken out."""
    decision: Redaction | None = None
    """The decision that says so; None where nobody decided."""

    @property
    def state(self) -> PlaceState:
        """What becomes of it."""
        if self.masked:
            return PlaceState.MASKED
        return PlaceState.WAITING if self.decision is None else PlaceState.KEPT

    @property
    def undecided(self) -> bool:
        """Whether it waits for a person."""
        return self.state is PlaceState.WAITING


@dataclass(frozen=True, slots=True)
class Published:
    """An opinion's text without what is taken out, and what became of each place."""

    text: str
    places: tuple[Place, ...]
    """In order, apart from one another, as they stand in the original."""
    spots: tuple[tuple[int, int], ...]
    """Where each of them is in ``text``: of one that is taken out, the mask."""

    @property
    def undecided(self) -> int:
        """How many places wait for a person."""
        return sum(place.undecided for place in self.places)


def published_text(opinion_text: str, own: Mapping[FieldName, str], decided: Sequence[Redaction]) -> str:
    """The opinion with ``MASK`` in place of what is taken out.

    Args:
        opinion_text: As it is verified.
        own: The submitter's own values.
        decided: What people decided on places of it (``Workspace.redactions``).
    """
    return published(opinion_text, own, decided).text


def published(opinion_text: str, own: Mapping[FieldName, str], decided: Sequence[Redaction]) -> Published:
    """As ``published_text``, with what became of each place."""
    places = _places(opinion_text, find_personal(opinion_text, own), decided)
    out, last, masked_to = "", 0, -1
    spots: list[tuple[int, int]] = []
    for place in places:
        between = opinion_text[last : place.start]
        if place.masked and masked_to == last and _BETWEEN.fullmatch(between):
            spots.append((len(out) - len(MASK), len(out)))
        else:
            out += between
            shown = MASK if place.masked else opinion_text[place.start : place.end]
            spots.append((len(out), len(out) + len(shown)))
            out += shown
        last = place.end
        masked_to = last if place.masked else -1
    return Published(out + opinion_text[last:], places, tuple(spots))


def _place(found: Found) -> Place:
    """A place as the program found it, before anybody decided."""
    return Place(found.start, found.end, found.kind, found.why, found.masked)


def _places(text: str, found: Sequence[Found], decided: Sequence[Redaction]) -> tuple[Place, ...]:
    """What was found and what people added, character by character the latest word on it."""
    upon: list[Place | None] = [None] * len(text)
    for each in found:
        upon[each.start : each.end] = [_place(each)] * (each.end - each.start)
    for decision in decided:
        whole = Place(
            decision.start,
            decision.end,
            decision.kind,
            decision.why,
            masked=decision.choice is Choice.MASK,
            decision=decision,
        )
        for at in range(max(0, decision.start), min(decision.end, len(text))):
            if _holds(decision, upon[at]):
                upon[at] = whole
    return tuple(_stretches(upon))


def _holds(decision: Redaction, place: Place | None) -> bool:
    """Whether a decision is about what is found at a character.

    Keeping what looked like somebody's name does not keep what has turned out to be the submitter's own since.
    """
    return decision.choice is Choice.MASK or place is None or place.why is not Why.OWN or decision.why is Why.OWN


def _stretches(upon: Sequence[Place | None]) -> Iterator[Place]:
    at = 0
    for place, group in groupby(upon):
        size = sum(1 for _ in group)
        if place is not None:
            yield replace(place, start=at, end=at + size)
        at += size

"""What a clerk who knows the truth does with a question, and what they look at for it. Pure.

The clerk mends only what is asked about. What a question does not show stays as it is, right or wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from benchmarks.effort.model import AROUND, Effort
from benchmarks.effort.places import changed, changes, span
from benchmarks.effort.strokes import presses
from ocr_intake.japanese.compare import compared
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.written import resolved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.effort.places import Change
    from ocr_intake.model.written import Doubt
    from ocr_intake.review import ReviewTask

CHOICES: Final = 9
"""Candidates that have a key."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a question shows of a value."""

    name: FieldName
    value: str | None
    choices: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    """The only places of the text to look at; none where the whole is asked about."""

    @classmethod
    def of(cls, task: ReviewTask, *, doubts: bool = True) -> Shown:
        """What a task shows.

        Args:
            task: About a value.
            doubts: False for a program that knows no doubtful places: the whole text is asked about.
        """
        if task.name is None:
            raise ValueError("a task about the submission as a whole shows no value")
        only = {flag.code for flag in task.reasons} <= {FlagCode.DOUBTFUL_CHARACTERS}
        places = task.doubts if doubts and only else ()
        return cls(task.name, task.value, tuple(choice.text for choice in task.choices[:CHOICES]), places)


@dataclass(frozen=True, slots=True)
class Accept:
    """What stands there is right."""


@dataclass(frozen=True, slots=True)
class Choose:
    """A candidate is right."""

    number: int


@dataclass(frozen=True, slots=True)
class Absent:
    """The paper has no such value."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The value is mended."""

    before: str
    changes: tuple[Change, ...]

    @property
    def text(self) -> str:
        """What is saved."""
        return changed(self.before, self.changes)


@dataclass(frozen=True, slots=True)
class Place:
    """What is said to one doubtful place."""

    text: str
    number: int | None = None
    """Of the alternative that is taken."""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Settle:
    """The doubtful places of a text, one after the other."""

    places: tuple[Place, ...]


Act = Accept | Choose | Absent | Edit | Settle


def decide(shown: Shown, wanted: str | None) -> Act:
    """What to do with a value.

    Args:
        shown: What is on the screen.
        wanted: What the paper says; of an opinion its own part of the truth.
    """
    right = compared(shown.name, wanted)
    if compared(shown.name, shown.value) == right:
        return (
            Settle(tuple(Place((shown.value or "")[d.start : d.end]) for d in shown.doubts))
            if shown.doubts
            else Accept()
        )
    if shown.doubts and shown.value is not None:
        return Settle(settled(shown.value, shown.doubts, wanted or ""))
    if not right:
        return Absent()
    for number, text in enumerate(shown.choices, 1):
        if compared(shown.name, text) == right:
            return Choose(number)
    before = shown.value or ""
    made = changes(shown.name, before, wanted or "")
    return Edit(before, made)


def settled(text: str, doubts: Sequence[Doubt], wanted: str) -> tuple[Place, ...]:
    """What is said to the doubtful places of a text, so that as little as possible of it stays wrong.

    In each place what stands there, one of the alternatives, or what the truth has there: whatever leaves the fewest
    characters wrong, with the fewest keys among equals. What is wrong elsewhere stays.
    """
    right = compared(FieldName.OPINION, wanted)
    said = [Place(text[doubt.start : doubt.end]) for doubt in doubts]

    def left(number: int, place: Place) -> int:
        answers = [place.text if at == number else other.text for at, other in enumerate(said)]
        return Levenshtein.distance(compared(FieldName.OPINION, resolved(text, doubts, answers)), right)

    for number, doubt in enumerate(doubts):
        taken = [Place(other, at) for at, other in enumerate(doubt.alternatives[:CHOICES], 1)]
        own = Place(span(text, wanted, doubt.start, doubt.end), typed=True)
        options = [said[number], *taken, *([own] if own.text else [])]
        said[number] = min(options, key=lambda place: (left(number, place), _presses(place)))
    return tuple(said)


def _presses(place: Place) -> int:
    return presses(place.text, mended=True) + 1 if place.typed else 1


def looked(shown: Shown, act: Act) -> Effort:
    """What is looked at for an answer, and how often somebody makes up their mind. Keys are the face's.

    A value is compared as a whole, character by character; a doubtful place with two characters beside it. Once to
    make up one's mind for each value and each doubtful place, once more for each mending: which candidate, which text.
    Where nothing was read, the page is searched: one more.
    """
    if isinstance(act, Settle):
        places = [max(d.end - d.start, len(p.text)) + AROUND for d, p in zip(shown.doubts, act.places, strict=True)]
        mended = sum(place.number is not None or place.typed for place in act.places)
        return Effort(mental=len(places) + mended, compared=sum(places), screens=len(places))
    mended = {Accept: 0, Edit: max(len(act.changes), 1) if isinstance(act, Edit) else 1}.get(type(act), 1)
    searched = 0 if shown.value else 1
    return Effort(mental=1 + mended + searched, compared=len(shown.value or ""), screens=1)


def summary(reasons: int = 0) -> Effort:
    """What the last screen of a submission takes: nothing is compared there; each reason on it is thought about."""
    return Effort(mental=1 + reasons, screens=1)


def from_paper(values: Sequence[str]) -> Effort:
    """What typing everything takes: each value read once and typed, one key to the next field, one to end.

    Nothing is compared after it is typed, and every conversion is right at once: less than anybody could do with.
    """
    keys = sum(presses(value) + 1 for value in values) + 1
    return Effort(keys=keys, mental=len(values) + 1, read=sum(map(len, values)), screens=1)

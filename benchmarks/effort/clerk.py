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
    """Doubtful places of the text."""
    whole: bool = False
    """The text is asked about for another reason, too: what stands between its doubtful places is to be compared."""

    @classmethod
    def of(cls, task: ReviewTask, *, doubts: bool = True) -> Shown:
        """What a task shows.

        Args:
            task: About a value.
            doubts: False for a program that knows no doubtful places: the whole text is asked about.
        """
        if task.name is None:
            raise ValueError("a task about the submission as a whole shows no value")
        places = task.doubts if doubts else ()
        whole = not {flag.code for flag in task.reasons} <= {FlagCode.DOUBTFUL_CHARACTERS}
        return cls(task.name, task.value, tuple(choice.text for choice in task.choices[:CHOICES]), places, whole)


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
    if shown.doubts and shown.value is not None:
        said = settled(shown.value, shown.doubts, wanted or "")
        now = resolved(shown.value, shown.doubts, [place.text for place in said])
        if not shown.whole or compared(shown.name, now) == right:
            return Settle(said)
    elif compared(shown.name, shown.value) == right:
        return Accept()
    if not right:
        return Absent()
    for number, text in enumerate(() if shown.doubts else shown.choices, 1):
        if compared(shown.name, text) == right:
            return Choose(number)
    before = shown.value or ""
    return Edit(before, changes(shown.name, before, wanted or ""))


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
        others = [other for other in dict.fromkeys(doubt.alternatives) if other != said[number].text]
        taken = [Place(other, at) for at, other in enumerate(others[:CHOICES], 1)]
        own = Place(span(text, wanted, doubt.start, doubt.end), typed=True)
        options = [said[number], *taken, own]
        said[number] = min(options, key=lambda place: (left(number, place), _presses(place)))
    return tuple(said)


def _presses(place: Place) -> int:
    return presses(place.text, mended=True) + 2 if place.typed else 1


def looked(shown: Shown, act: Act) -> Effort:
    """What is looked at for an answer, and how often somebody makes up their mind. Keys are the face's.

    A value is compared as a whole, character by character; where nothing but doubtful places is asked about, each of
    them with two characters beside it. Somebody makes up their mind once for each value or doubtful place, and once
    more for each mending: which candidate, which text. Where nothing was read, the page is searched: once more.
    """
    mended = _mendings(act)
    places = [d.end - d.start + AROUND for d in shown.doubts]
    if places and not shown.whole:
        return Effort(mental=len(places) + mended, compared=sum(places), screens=len(places))
    asked = max(len(places), 1) + (0 if shown.value else 1)
    return Effort(mental=asked + mended, compared=len(shown.value or ""), screens=max(len(places), 1))


def _mendings(act: Act) -> int:
    if isinstance(act, Settle):
        return sum(place.number is not None or place.typed for place in act.places)
    if isinstance(act, Edit):
        return max(len(act.changes), 1)
    return 0 if isinstance(act, Accept) else 1


def summary(reasons: int = 0) -> Effort:
    """What the last screen of a submission takes: nothing is compared there; each reason on it is thought about."""
    return Effort(mental=1 + reasons, screens=1)


def from_paper(values: Sequence[str]) -> Effort:
    """What typing everything takes: each value read once and typed, one key to the next field, one to end.

    Nothing is compared after it is typed, and every conversion is right at once: less than anybody could do with.
    """
    keys = sum(presses(value) + 1 for value in values) + 1
    return Effort(keys=keys, mental=len(values) + 1, read=sum(map(len, values)), screens=1)

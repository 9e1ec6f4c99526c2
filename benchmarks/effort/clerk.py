"""What a clerk who knows the truth does with a question, and what they look at for it. Pure.

The clerk mends only what is asked about. What a question does not show stays as it is, right or wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from benchmarks.effort.extent import mendings, moved, too_many
from benchmarks.effort.model import AROUND, Effort
from benchmarks.effort.places import Change, changed, changes, span
from benchmarks.effort.strokes import presses
from ocr_intake.japanese.compare import compared
from ocr_intake.model.fields import FieldName
from ocr_intake.model.written import resolved
from ocr_intake.review import InvalidValueError, Scope, check_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.effort.extent import Line
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
    scope: Scope = Scope.PLACES
    """How much of it is compared with the paper; all of a value that has no doubtful places."""
    lines: tuple[Line, ...] = ()
    """The lines of the paper that it stands on; known where its extent is asked about."""
    given: tuple[str | None, ...] = ()
    """What was said to its doubtful places before, elsewhere; None for a place that is asked about. Empty for none."""

    @classmethod
    def of(cls, task: ReviewTask, *, doubts: bool = True) -> Shown:
        """What a task shows.

        Args:
            task: About a value.
            doubts: False for a program that knows no doubtful places: the whole text is asked about.
        """
        if task.name is None:
            raise ValueError("a task about the submission as a whole shows no value")
        places, scope = (task.doubts, task.scope) if doubts else ((), Scope.WHOLE)
        written = task.written if scope is Scope.EXTENT else None
        lines = () if written is None else tuple((line.start, line.end) for line in written.lines)
        choices = tuple(choice.text for choice in task.choices[:CHOICES])
        return cls(task.name, task.value, choices, places, scope, lines, task.answers if places else ())

    @property
    def asked(self) -> tuple[Doubt, ...]:
        """The doubtful places that nobody has looked at yet."""
        given = self.given or (None,) * len(self.doubts)
        return tuple(doubt for doubt, text in zip(self.doubts, given, strict=True) if text is None)


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
    """What stands there, with what was said to its doubtful places."""
    changes: tuple[Change, ...]
    places: tuple[Place, ...] = ()
    """What was said to the doubtful places first."""

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
    given: bool = False
    """It was said before: nobody looks there again."""


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
    before = shown.value or ""
    if shown.scope is Scope.EXTENT and right:
        return _extent(shown, before, wanted or "")
    if shown.doubts:
        said = settled(before, shown.doubts, wanted or "", shown.given)
        now = resolved(before, shown.doubts, [place.text for place in said])
        if shown.scope is Scope.PLACES or compared(shown.name, now) == right:
            return Settle(said)
    elif compared(shown.name, shown.value) == right:
        return Accept()
    if not right:
        return Absent()
    for number, text in enumerate(() if shown.doubts else shown.choices, 1):
        if compared(shown.name, text) == right:
            return Choose(number)
    made = changes(shown.name, before, wanted or "")
    if not _can_be_saved(shown.name, changed(before, made)):  # 250-0351 for 125-0035: the hyphen is elsewhere
        made = (Change(0, len(before), wanted or ""),)
    return Edit(before, made)


def _can_be_saved(name: FieldName, text: str) -> bool:
    try:
        check_value(name, text)
    except InvalidValueError:
        return False
    return True


def _extent(shown: Shown, text: str, wanted: str) -> Act:
    """The doubtful places, then lines that are missing or too many; places on the latter are passed by."""
    gone = too_many(text, shown.lines, wanted)
    said = tuple(
        Place(text[doubt.start : doubt.end]) if any(a <= doubt.start and doubt.end <= b for a, b in gone) else place
        for doubt, place in zip(shown.doubts, settled(text, shown.doubts, wanted, shown.given), strict=True)
    )
    answers = [place.text for place in said]
    now = resolved(text, shown.doubts, answers)
    if made := mendings(now, moved(shown.lines, shown.doubts, answers), wanted):
        return Edit(now, made, said)
    return Settle(said) if said else Accept()


def settled(text: str, doubts: Sequence[Doubt], wanted: str, given: Sequence[str | None] = ()) -> tuple[Place, ...]:
    """What is said to the doubtful places of a text, so that as little as possible of it stays wrong.

    In each place what stands there, one of the alternatives, or what the truth has there: whatever leaves the fewest
    characters wrong, with the fewest keys among equals. What is wrong elsewhere stays, and so does what was ``given``
    as an answer to a place before.
    """
    right = compared(FieldName.OPINION, wanted)
    before = given or (None,) * len(doubts)
    said = [
        Place(text[doubt.start : doubt.end]) if answer is None else Place(answer, given=True)
        for doubt, answer in zip(doubts, before, strict=True)
    ]

    def left(number: int, place: Place) -> int:
        answers = [place.text if at == number else other.text for at, other in enumerate(said)]
        return Levenshtein.distance(compared(FieldName.OPINION, resolved(text, doubts, answers)), right)

    for number, doubt in enumerate(doubts):
        if said[number].given:
            continue
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
    them with two characters on either side. Where the extent of a text is asked about, each of its lines is looked at
    once. Somebody makes up their mind once for each value, doubtful place or extent, and once more for each mending:
    which candidate, which text. Where nothing was read, the page is searched: once more.
    """
    mended = _mendings(act)
    places = [d.end - d.start + 2 * AROUND for d in shown.asked]
    if shown.scope is Scope.EXTENT:
        asked = len(places) + 1
        return Effort(mental=asked + mended, compared=sum(places), fixations=len(shown.lines), screens=asked)
    if places and shown.scope is Scope.PLACES:
        return Effort(mental=len(places) + mended, compared=sum(places), screens=len(places))
    asked = max(len(places), 1) + (0 if shown.value else 1)
    return Effort(mental=asked + mended, compared=len(shown.value or ""), screens=max(len(places), 1))


def _mendings(act: Act) -> int:
    places = act.places if isinstance(act, Settle | Edit) else ()
    answered = sum(place.number is not None or place.typed for place in places)
    if isinstance(act, Settle):
        return answered
    if isinstance(act, Edit):
        return answered + max(len(act.changes), 1)
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

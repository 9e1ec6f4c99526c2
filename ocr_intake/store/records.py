"""What the store hands out: frozen records of what it holds. They know nothing of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ocr_intake.model.attributes import AttributeMark
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.review import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ocr_intake.model.fields import FieldValue, Flag
    from ocr_intake.model.pages import Channel, SetAside
    from ocr_intake.model.review import Keying, PassedOn, Rejection, SubmissionDecision, Verification
    from ocr_intake.model.submission import SubmitterKind
    from ocr_intake.model.written import PlaceAnswer


class FileState(StrEnum):
    """How far a source file has come."""

    WAITING = "waiting"
    """Registered; not all of it is read and made into submissions yet."""
    READ = "read"
    """Every page is accounted for."""
    SET_ASIDE = "set_aside"
    """It could not be taken in; the reason is kept."""


class PageState(StrEnum):
    """How far a page has come."""

    WAITING = "waiting"
    READ = "read"
    SET_ASIDE = "set_aside"


class SubmissionState(StrEnum):
    """What people decided about a submission so far."""

    PROPOSED = "proposed"
    """It waits for a person."""
    ACCEPTED = "accepted"
    """Part of the dataset."""
    REJECTED = "rejected"
    REPLACED = "replaced"
    """A person put its pages into other submissions: nothing of it counts."""


class Arrival(StrEnum):
    """What ``register`` made of a file."""

    NEW = "new"
    """Its pages wait to be read."""
    WAITING = "waiting"
    """The same delivery as before an interruption; there is still something to read."""
    DONE = "done"
    """The same delivery as before an interruption, read to its end."""
    DUPLICATE = "duplicate"
    """The bytes were here before: recorded as one more delivery, not read again."""
    SET_ASIDE = "set_aside"
    """It cannot be taken in; the reason is recorded."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One intake run."""

    id: int
    consultation: str
    channel: Channel
    received: date
    operator: str
    started_at: datetime
    ended_at: datetime | None = None
    continued: bool = False
    """An interrupted run of the same command goes on."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of one file that was handed in."""

    arrival: Arrival
    sha256: str | None
    """None where the bytes could not even be copied."""
    reason: SetAside | None = None
    """Given for ``SET_ASIDE``, and for ``DUPLICATE`` where the bytes could not be taken in before either."""
    first_batch: int | None = None
    """Given for ``DUPLICATE``: the batch that the bytes count for."""
    healed: bool = False
    """The workspace's own copy of these bytes was damaged or gone; it is whole again."""


def urgency_of(field: int, confidence: float, flags: Iterable[FlagCode]) -> float:
    """Where a value stands among the questions, ascending: the least certain first.

    One that was drawn by lot gets a place by its number: its confidence would tell it from the doubtful ones. A rule of
    the review, kept here because the store's queue is ordered by it, too.
    """
    return field * _GOLDEN % 1.0 if FlagCode.AUDIT in set(flags) else confidence


_GOLDEN: Final = (5**0.5 - 1) / 2
"""Multiples of it, less their whole part, are spread evenly (Knuth, The Art of Computer Programming 3, 6.4)."""


@dataclass(frozen=True, slots=True)
class StoredField:
    """A proposed value beside what people decided about it. A field, or one opinion (``ordinal`` from 1)."""

    id: int
    submission_id: int
    ordinal: int
    """0 for the fields; an opinion's place among the submission's opinions."""
    proposal: FieldValue
    """The machine's. An opinion shares confidence and flags with the submission's ``opinion`` field."""
    marker: str = ""
    """An opinion's list marker; an attribute's ``AttributeMark``."""
    verification: Verification | None = None
    """The decision in force, or None."""
    version: int = 0
    """Number of the latest verification, undone ones too; 0 where there is none."""
    added_by: str | None = None
    """The person who added an opinion that the program had not proposed."""
    answers: tuple[PlaceAnswer, ...] = ()
    """What people said stands in single doubtful places of it, in the order in which they did; no decision yet."""
    keyings: tuple[Keying, ...] = ()
    """What people typed from the paper alone, in the order in which they did; no decision yet."""

    @property
    def name(self) -> FieldName:
        """Which field."""
        return self.proposal.name

    @property
    def attribute(self) -> AttributeMark | None:
        """Which attribute it is of; None for fields and opinions."""
        return AttributeMark.parsed(self.marker) if self.name is FieldName.ATTRIBUTE else None

    @property
    def label(self) -> str:
        """What the consultation calls an attribute; "" for fields and opinions, which have names of their own."""
        return "" if self.attribute is None else self.attribute.label

    @property
    def value(self) -> str | None:
        """The value in force: a person's, otherwise the machine's."""
        return self.proposal.value if self.verification is None else self.verification.value

    @property
    def decided(self) -> bool:
        """Whether a person has decided."""
        return self.verification is not None

    @property
    def illegible(self) -> bool:
        """Whether a person decided that nobody can read it."""
        return self.verification is not None and self.verification.decision is Decision.ILLEGIBLE

    @property
    def present(self) -> bool:
        """Whether the paper has it: there is a value, or something that nobody can read."""
        return self.value is not None or self.illegible

    @property
    def urgency(self) -> float:
        """Where it stands among the questions, ascending."""
        return urgency_of(self.id, self.proposal.confidence, (flag.code for flag in self.proposal.flags))

    @property
    def open_flags(self) -> tuple[Flag, ...]:
        """Reasons to look that nobody has decided on."""
        return () if self.decided else self.proposal.flags


@dataclass(frozen=True, slots=True)
class StoredSubmission:
    """A submission as the workspace holds it."""

    id: int
    consultation: str
    channel: Channel
    received: date
    batch_id: int
    sha256: str
    """Of the source file."""
    file_name: str
    ordinal: int
    """Its place among the submissions of that file, from 1."""
    pages: tuple[int, ...]
    kind: SubmitterKind
    """In force."""
    proposed_kind: SubmitterKind
    flags: tuple[Flag, ...]
    """On the submission as a whole."""
    fields: tuple[StoredField, ...]
    """One of each ``FieldName``, in the order of that enum; ``opinion`` is the machine's reading of them all."""
    opinions: tuple[StoredField, ...]
    """In their order: the machine's and those that people added; the ``opinion`` field itself where the machine found
    no single ones, so that a person has a place to type what it missed."""
    state: SubmissionState
    version: int
    """Counts every decision on the submission and what belongs to it."""
    purged: bool = False
    """Who sent it was removed when its time was over; the opinions stay."""
    rejection: Rejection | None = None
    """Why it does not count; None for one that is not rejected."""
    passed_on: PassedOn | None = None
    """What a supervisor is asked; None for one that does not wait for a supervisor."""
    handed_back: PassedOn | None = None
    """What a supervisor wrote who handed it back to the clerks last; None where none did, or nobody asked since."""
    attribute_values: tuple[StoredField, ...] = ()
    """What the consultation asks beside the fields, in the order in which it declared them then."""

    @property
    def number(self) -> str:
        """What people call it by, and what stands in exports (``S0012``)."""
        return f"S{self.id:04d}"

    @property
    def values(self) -> tuple[StoredField, ...]:
        """Everything that a person decides on: the fields, the attributes, and each opinion by itself."""
        named = (field for field in self.fields if field.name is not FieldName.OPINION)
        return (*named, *self.attribute_values, *self.opinions)

    @property
    def attributes(self) -> Mapping[str, str | None]:
        """The attributes' values in force, by id."""
        return {each.attribute.id: each.value for each in self.attribute_values if each.attribute is not None}

    @property
    def undecided(self) -> tuple[StoredField, ...]:
        """The flagged values that nobody has decided on."""
        return tuple(value for value in self.values if value.open_flags)

    @property
    def final_opinions(self) -> tuple[StoredField, ...]:
        """The opinions that count as people left them."""
        return tuple(opinion for opinion in self.opinions if opinion.present)

    @property
    def verified(self) -> bool:
        """Whether a person has accepted it, with nothing flagged in it left undecided."""
        return self.state is SubmissionState.ACCEPTED and not self.undecided

    def opinion_number(self, opinion: StoredField) -> str:
        """What one of its opinions is called (``S0012-1``).

        It keeps the number when others are added, split or struck out. The letter keeps spreadsheets from taking it for
        a date.
        """
        typed_in_whole = any(other.ordinal == 0 for other in self.opinions)
        return f"{self.number}-{opinion.ordinal + 1 if typed_in_whole else opinion.ordinal}"

    @property
    def entered(self) -> bool:
        """Whether the program has read nothing of it: a person typed it in from paper, or it was imported."""
        return all(field.proposal.source in {"entered", "imported"} for field in self.fields)

    def field(self, name: FieldName) -> StoredField:
        """One field by its name."""
        return next(field for field in self.fields if field.name is name)


@dataclass(frozen=True, slots=True)
class SubmissionOutline:
    """As much of a submission as its place in the queue takes."""

    id: int
    flagged: bool
    """A reason to look, on it or one of its fields, was raised and not decided on."""
    urgency: float
    """The least among its undecided flagged values (see ``StoredField``); 1 where there are none."""
    undecided: int
    """How many flagged values nobody has decided on."""


class StepSubject(StrEnum):
    """What one step of an action wrote: the record's kind, as the database has it."""

    VALUE = "verification"
    OPINION = "opinion"
    """An opinion that was added."""
    WHOLE = "submission_decision"
    KNOWN = "known_answer"
    ARRANGEMENT = "arrangement"
    """Pages were arranged anew."""
    PLACE = "place_answer"
    KEYING = "keying"


@dataclass(frozen=True, slots=True)
class ActionStep:
    """One record that an action wrote."""

    subject: StepSubject
    record: int
    """Its number."""
    field: int | None
    """The value that it is about; None for the submission as a whole and for its pages."""
    name: FieldName | None
    """Which field that is."""
    decision: SubmissionDecision | None
    """Given for ``WHOLE``."""
    said: Decision | None = None
    """What was decided on the value; given for ``VALUE``."""


@dataclass(frozen=True, slots=True)
class Action:
    """What one person did to a submission in one transaction, and can take back as one."""

    id: int
    submission_id: int
    by: str
    at: datetime
    sitting: str | None
    """The sitting that it was done in (see ``Claims.sitting``); None outside of any."""
    steps: tuple[ActionStep, ...]
    """In the order in which they were done."""

    @property
    def number(self) -> str:
        """What people call the submission by."""
        return f"S{self.submission_id:04d}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for people, as one sitting sees it."""

    submissions: int
    flagged: int
    """Of the submissions, the ones with a reason to look that nobody has decided on."""
    values: int
    """Flagged values that nobody has decided on."""
    put_off: int
    """Of the submissions, the ones that the sitting has put off."""
    held: int
    """Of the submissions, the ones that another sitting has before it."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what when."""

    at: datetime
    by: str
    action: str
    subject: str
    subject_id: int
    detail: tuple[tuple[str, str], ...] = ()

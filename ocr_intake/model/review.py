"""What people decide: verifications are appended beside the machine's readings, never written over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Decision(StrEnum):
    """A person's decision on a field value or an opinion."""

    ACCEPTED = "accepted"
    """The proposed value is right."""
    CHOSEN = "chosen"
    """Another candidate is right."""
    EDITED = "edited"
    """The person typed the value."""
    ABSENT = "absent"
    """The paper has no such value."""
    ILLEGIBLE = "illegible"
    """Nobody can read it."""
    UNDONE = "undone"
    """Takes the decision before it back; the record of both stays."""


class SubmissionDecision(StrEnum):
    """A person's decision on a submission as a whole."""

    ACCEPTED = "accepted"
    """It joins the dataset."""
    REJECTED = "rejected"
    """It does not count (not a comment, a duplicate, withdrawn); the reason is kept."""
    REOPENED = "reopened"
    """Takes the decision before it back."""
    KIND_CHANGED = "kind_changed"
    """The submitter is an individual, or an organisation, against what the program proposed."""
    PASSED_ON = "passed_on"
    """A supervisor is to say what becomes of it; the note says what is asked."""
    TAKEN_BACK_UP = "taken_back_up"
    """It is the clerks' again, perhaps with a note of the supervisor's."""


class KnownAnswer(StrEnum):
    """What a reviewer said to a value that was wrong on purpose."""

    MISSED = "missed"
    """That it is right."""
    CAUGHT = "caught"
    """Something else."""
    UNCLEAR = "unclear"
    """That nobody can read it, or something that still has the error in it beside another change."""


@dataclass(frozen=True, slots=True)
class KnownAnswerGiven:
    """One answer to a value that was wrong on purpose, as recorded. It is never a decision on the value."""

    field_id: int
    shown: str
    outcome: KnownAnswer
    by: str
    at: datetime
    """With its time zone (UTC)."""


@dataclass(frozen=True, slots=True)
class Keying:
    """A value as one person typed it from the paper alone, seeing neither the machine's nor anybody else's."""

    field_id: int
    decision: Decision
    """``EDITED`` for a text, ``ABSENT``, or ``ILLEGIBLE``."""
    value: str | None
    """The text; None for the others, and where it was purged."""
    by: str
    at: datetime
    """With its time zone (UTC)."""


@dataclass(frozen=True, slots=True)
class Verification:
    """One decision, as recorded."""

    field_id: int
    decision: Decision
    value: str | None
    by: str
    at: datetime
    """With its time zone (UTC)."""
    number: int = 0
    """Its place in the record of all verifications, counted from 1; 0 where it is not recorded yet."""
    undoes: int | None = None
    """The number of the verification that an ``UNDONE`` takes back."""


@dataclass(frozen=True, slots=True)
class SubmissionVerification:
    """One decision on a submission as a whole, as recorded."""

    submission_id: int
    decision: SubmissionDecision
    value: str | None
    """The reason of a rejection, the new kind of a ``KIND_CHANGED``, otherwise None."""
    by: str
    at: datetime
    """With its time zone (UTC)."""
    number: int = 0
    """Its place in the record of all of them, counted from 1; 0 where it is not recorded yet."""


# ------------------------------------------------------------------------------------------- submissions as a whole


class Ground(StrEnum):
    """Why a submission does not count."""

    DUPLICATE = "duplicate"
    """The same was sent before, or again: another submission is the one that counts."""
    WITHDRAWN = "withdrawn"
    """Whoever sent it has taken it back (取下げ)."""
    NOT_A_COMMENT = "not_a_comment"
    """It is no opinion on the draft (意見ではない)."""
    INCOMPLETE = "incomplete"
    """Something that the consultation requires is not there (不備)."""
    OTHER = "other"
    """What the reason says."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """On what grounds a submission is rejected."""

    ground: Ground = Ground.OTHER
    duplicate_of: int | None = None
    """Number of the submission that counts in its place; given for duplicates, and only for them."""

    def __post_init__(self) -> None:
        """Refuse a duplicate of nothing, and anything else that is one."""
        if (self.duplicate_of is not None) != (self.ground is Ground.DUPLICATE):
            raise ValueError("a duplicate names the one that counts, and nothing else does")


@dataclass(frozen=True, slots=True)
class Rejection:
    """That a submission was rejected, as it holds now."""

    grounds: Grounds
    reason: str | None
    """What the person wrote; None where they wrote nothing, or it was purged."""
    by: str
    at: datetime
    """With its time zone (UTC)."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """That a submission waits for a supervisor, or what a supervisor wrote who handed it back."""

    note: str | None
    by: str
    at: datetime
    """With its time zone (UTC)."""

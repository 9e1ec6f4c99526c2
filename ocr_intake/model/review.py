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


@dataclass(frozen=True, slots=True)
class Verification:
    """One decision, as recorded."""

    field_id: int
    decision: Decision
    value: str | None
    by: str
    at: datetime
    """With its time zone (UTC)."""

"""What undo would take back, as a face may say it. How it is taken back is the store's business."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import StepSubject

if TYPE_CHECKING:
    from datetime import datetime

    from ocr_intake.model.fields import FieldName
    from ocr_intake.store import Action


class Done(StrEnum):
    """What was done; stable, also the keys of the texts: ``review.undo.CODE``."""

    VALUE = "value"
    """A question about a value was answered."""
    PLACE = "place"
    """A doubtful place of a text was answered."""
    OPINION_ADDED = "opinion_added"
    OPINION_SPLIT = "opinion_split"
    KIND_CHANGED = "kind_changed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REOPENED = "reopened"
    ARRANGED = "arranged"
    """Pages were moved, turned or set aside, or submissions split or joined."""
    OPINION_JOINED = "opinion_joined"
    PASSED_ON = "passed_on"
    TAKEN_BACK_UP = "taken_back_up"


@dataclass(frozen=True, slots=True)
class Undoable:
    """Something done that can be taken back. Holds nothing that was read or typed."""

    action: int
    """What the store calls it."""
    submission: str
    """Number of the submission (``S0012``)."""
    what: Done
    name: FieldName | None
    """The field of the value that was decided on; None for anything else."""
    at: datetime
    """With its time zone (UTC)."""
    here: bool
    """It was done in this sitting; otherwise a face asks before it is taken back."""
    field: int | None
    """Number of the value that the question is about once it is taken back; None for the submission as a whole."""
    fields: tuple[int, ...]
    """Numbers of the values that are open again then."""


def undoable(action: Action, sitting: str) -> Undoable:
    """An action as a face may say it; ``sitting`` is the one that asks.

    What was said to a value that was wrong on purpose is a question answered, as any other: nothing tells them apart.
    """
    last = action.steps[-1]
    about = None if last.subject is StepSubject.OPINION else last.field
    what = _what(action)
    return Undoable(
        action=action.id,
        submission=action.number,
        what=what,
        name=last.name if what in {Done.VALUE, Done.PLACE} else None,
        at=action.at,
        here=action.sitting == sitting,
        field=about,
        fields=tuple(step.field for step in action.steps if step.field is not None),
    )


def _what(action: Action) -> Done:
    subjects = [step.subject for step in action.steps]
    decision = action.steps[-1].decision
    if StepSubject.ARRANGEMENT in subjects:
        return Done.ARRANGED
    if decision is not None:
        return _WHOLE[decision]
    if StepSubject.OPINION in subjects:
        return Done.OPINION_SPLIT if StepSubject.VALUE in subjects else Done.OPINION_ADDED
    if set(subjects) == {StepSubject.PLACE}:
        return Done.PLACE
    return Done.OPINION_JOINED if len(subjects) > 1 and set(subjects) == {StepSubject.VALUE} else Done.VALUE


_WHOLE = {
    SubmissionDecision.ACCEPTED: Done.ACCEPTED,
    SubmissionDecision.REJECTED: Done.REJECTED,
    SubmissionDecision.REOPENED: Done.REOPENED,
    SubmissionDecision.KIND_CHANGED: Done.KIND_CHANGED,
    SubmissionDecision.PASSED_ON: Done.PASSED_ON,
    SubmissionDecision.TAKEN_BACK_UP: Done.TAKEN_BACK_UP,
}

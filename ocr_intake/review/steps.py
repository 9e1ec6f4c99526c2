"""What was done in a sitting, how it is taken back, and what a task is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.store import StaleEditError, SubmissionState, UnknownRecordError

if TYPE_CHECKING:
    from ocr_intake.model.submission import SubmitterKind
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import Decisions, StoredField, StoredSubmission


@dataclass(frozen=True, slots=True)
class Step:
    """Something done in this sitting that can be taken back."""

    submission: int
    field: int | None = None
    """The value decided on; None for the submission as a whole."""
    verification: int = 0
    """Number of the decision on the value."""
    kind: SubmitterKind | None = None
    """The kind before it was changed."""
    added: bool = False
    """The value is an opinion that was added."""
    known: bool = False
    """It was said to a value that was wrong on purpose: on record, and no decision that could be taken back."""


def take_back(step: Step, decisions: Decisions, *, by: str) -> None:
    """Take back something done; what others decided since stays.

    Raises:
        StaleEditError: Somebody else decided on the same since.
        SubmissionClosedError: The submission was accepted or rejected since.
    """
    if step.known:  # the record of it stays: what was said first is what is measured
        return
    now = decisions.submission(step.submission)
    if step.kind is not None:
        kind = SubmissionDecision.KIND_CHANGED
        decisions.decide_submission(step.submission, kind, step.kind.value, by=by, version=now.version)
    elif step.field is None:
        if now.state is not SubmissionState.PROPOSED:
            decisions.decide_submission(step.submission, SubmissionDecision.REOPENED, by=by, version=now.version)
    elif step.added:
        value = value_of(now, step.field)
        decisions.decide(step.field, Decision.ABSENT, by=by, version=value.version)
    else:
        value = value_of(now, step.field)
        latest = value.verification
        if latest is None:  # somebody else took it back already
            return
        if latest.number != step.verification:
            raise StaleEditError(now.number, mine=None, theirs=value.value, by=latest.by, at=latest.at)
        decisions.undo(step.field, by=by, version=value.version)


def field_of(task: ReviewTask) -> StoredField:
    """The value that a task is about.

    Raises:
        ValueError: It is about the submission as a whole.
    """
    if task.field is None:
        raise ValueError("the task is about the submission as a whole")
    return task.field


def opinion_of(task: ReviewTask) -> int | None:
    """The number of the opinion that a task is about; None for anything else."""
    return task.field.id if task.field is not None and task.field.name is FieldName.OPINION else None


def value_of(submission: StoredSubmission, field: int) -> StoredField:
    """A submission's value by its number.

    Raises:
        UnknownRecordError: It has none with that number.
    """
    for value in submission.values:
        if value.id == field:
            return value
    raise UnknownRecordError("field", field)

"""What a task is about, and what of it is a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.model.fields import FieldName
from ocr_intake.store import UnknownRecordError

if TYPE_CHECKING:
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import StoredField, StoredSubmission


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

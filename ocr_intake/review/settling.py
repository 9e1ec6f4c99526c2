"""What answers to all doubtful places of a text come to, wherever they were given. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.model.review import Decision
from ocr_intake.model.written import resolved
from ocr_intake.review.steps import field_of
from ocr_intake.review.values import Checked, check_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.review.tasks import ReviewTask


def settled(task: ReviewTask, answers: Sequence[str]) -> tuple[Decision, Checked]:
    """The decision on a text with an answer for each of its ``doubts``: that it is right, or what it is instead.

    Raises:
        InvalidValueError: The text cannot be saved.
        ValueError: There are not as many answers as doubts.
    """
    proposed = task.value or ""
    checked = check_value(field_of(task).name, resolved(proposed, task.doubts, answers))
    return (Decision.ACCEPTED if checked.text == proposed else Decision.EDITED), checked

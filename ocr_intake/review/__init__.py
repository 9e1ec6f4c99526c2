"""The rules of reviewing: what is asked in which order, and what an answer does. Faces hold no rules of their own."""

from ocr_intake.review.errors import UndecidedError
from ocr_intake.review.session import Review
from ocr_intake.review.stale import StaleAnswerError
from ocr_intake.review.tasks import PageView, Progress, ReviewTask, choices_for, make_task, questions
from ocr_intake.review.undo import Done, Undoable
from ocr_intake.review.values import Checked, InvalidValueError, Refusal, Unusual, check_value

__all__ = [
    "Checked",
    "Done",
    "InvalidValueError",
    "PageView",
    "Progress",
    "Refusal",
    "Review",
    "ReviewTask",
    "StaleAnswerError",
    "UndecidedError",
    "Undoable",
    "Unusual",
    "check_value",
    "choices_for",
    "make_task",
    "questions",
]

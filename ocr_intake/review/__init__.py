"""The rules of reviewing: what is asked in which order, and what an answer does. Faces hold no rules of their own."""

from ocr_intake.review.entering import ASKED, FieldRefusedError, NothingTypedError, checked_paper
from ocr_intake.review.errors import BlindError, TypedAlreadyError, UndecidedError
from ocr_intake.review.keying import NO_KEYING, DoubleKeying, KeyingRule, Mode
from ocr_intake.review.places import places_of
from ocr_intake.review.session import Review
from ocr_intake.review.stale import StaleAnswerError
from ocr_intake.review.tasks import PageView, Progress, ReviewTask, Scope, choices_for, make_task, questions
from ocr_intake.review.undo import Done, Undoable
from ocr_intake.review.values import Checked, InvalidValueError, Refusal, Unusual, check_value
from ocr_intake.review.walkthrough import Part, PlaceKind, Walkthrough, kind_of, line_of

__all__ = [
    "ASKED",
    "NO_KEYING",
    "BlindError",
    "Checked",
    "Done",
    "DoubleKeying",
    "FieldRefusedError",
    "InvalidValueError",
    "KeyingRule",
    "Mode",
    "NothingTypedError",
    "PageView",
    "Part",
    "PlaceKind",
    "Progress",
    "Refusal",
    "Review",
    "ReviewTask",
    "Scope",
    "StaleAnswerError",
    "TypedAlreadyError",
    "UndecidedError",
    "Undoable",
    "Unusual",
    "Walkthrough",
    "check_value",
    "checked_paper",
    "choices_for",
    "kind_of",
    "line_of",
    "make_task",
    "places_of",
    "questions",
]

"""What people do in a day, as a list, and what refuses it where it cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from ocr_intake.review import BlindError, InvalidValueError, TypedAlreadyError, UndecidedError
from ocr_intake.review.errors import CannotJoinError, CannotSplitError, NotPassedOnError, PassedOnError
from ocr_intake.store import StaleEditError, SubmissionClosedError
from ocr_intake.store.arranged_errors import (
    HeldByOtherError,
    NothingLeftError,
    OtherConsultationError,
    SameSubmissionError,
)
from ocr_intake.store.errors import DuplicateCircleError, DuplicateElsewhereError

CLOSED = (StaleEditError, SubmissionClosedError)
DECIDING = (*CLOSED, InvalidValueError, BlindError, TypedAlreadyError)
WHOLE = (*CLOSED, UndecidedError, NotPassedOnError, PassedOnError, DuplicateCircleError, DuplicateElsewhereError)
CUTTING = (*CLOSED, InvalidValueError, CannotSplitError, CannotJoinError)
ARRANGING = (*CLOSED, HeldByOtherError, OtherConsultationError, NothingLeftError, SameSubmissionError)

OPERATIONS: Final[dict[str, dict[str, st.SearchStrategy[Any]]]] = {}
"""What people do, with what is drawn for it."""

Method = TypeVar("Method", bound=Callable[..., None])


def operation(**drawn: st.SearchStrategy[Any]) -> Callable[[Method], Method]:
    """Something that people do."""

    def registered(method: Method) -> Method:
        OPERATIONS[method.__name__] = drawn
        return method

    return registered

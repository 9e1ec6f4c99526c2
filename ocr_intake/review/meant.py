"""The submission that somebody means by the number that they typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.model.submission import number_of
from ocr_intake.store import UnknownRecordError

if TYPE_CHECKING:
    from ocr_intake.store import StoredSubmission, Workspace


class NotANumberError(IntakeError):
    """What was typed is no submission's number."""

    key: ClassVar[str] = "review_rules.error.not_a_number"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class NoSuchNumberError(IntakeError):
    """There is no submission with that number."""

    key: ClassVar[str] = "review_rules.error.no_such_number"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


def submission_meant(workspace: Workspace, text: str) -> StoredSubmission:
    """The submission whose number somebody typed.

    Raises:
        NotANumberError: It is none.
        NoSuchNumberError: There is no submission with it.
    """
    number = number_of(text)
    if number is None:
        raise NotANumberError
    try:
        return workspace.submission(number)
    except UnknownRecordError as error:
        raise NoSuchNumberError(number=f"S{number:04d}") from error

"""How the rules of a review fail, beside what a person may type (``values``): one class a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from ocr_intake.store import StoredField, StoredSubmission


class UndecidedError(IntakeError):
    """A submission cannot be accepted while values of it wait for a decision; ``missing`` says which."""

    key: ClassVar[str] = "review_rules.error.undecided"
    exit_code: ClassVar[ExitCode] = ExitCode.ATTENTION

    def __init__(self, submission: StoredSubmission, missing: tuple[StoredField, ...]) -> None:
        super().__init__(submission=submission.number, count=len(missing))
        self.missing = missing


class TypedAlreadyError(IntakeError):
    """Somebody would type a value twice that two people type."""

    key: ClassVar[str] = "review_rules.error.typed_already"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class BlindError(IntakeError):
    """A value that two people type from the paper cannot be answered by saying that what is shown is right."""

    key: ClassVar[str] = "review_rules.error.blind"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

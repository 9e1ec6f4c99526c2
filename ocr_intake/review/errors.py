"""How the rules of a review fail, beside what a person may type (``values``): one class a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from ocr_intake.store import StoredSubmission


class UndecidedError(IntakeError):
    """A submission cannot be accepted while flagged values of it wait for a decision; ``missing`` says which."""

    key: ClassVar[str] = "review_rules.error.undecided"
    exit_code: ClassVar[ExitCode] = ExitCode.ATTENTION

    def __init__(self, submission: StoredSubmission) -> None:
        super().__init__(submission=submission.number, count=len(submission.undecided))
        self.missing = submission.undecided

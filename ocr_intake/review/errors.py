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


class CannotSplitError(IntakeError):
    """An opinion has no text on both sides of the place where it was to be split."""

    key: ClassVar[str] = "review_rules.error.cannot_split"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, submission: str) -> None:
        super().__init__(submission=submission)


class CannotJoinError(IntakeError):
    """What was to be joined is not two opinions or more that can be read."""

    key: ClassVar[str] = "review_rules.error.cannot_join"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, submission: str) -> None:
        super().__init__(submission=submission)


class NotPassedOnError(IntakeError):
    """A submission was to be handed back that does not wait for a supervisor."""

    key: ClassVar[str] = "review_rules.error.not_passed_on"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, submission: str) -> None:
        super().__init__(submission=submission)


class PassedOnError(IntakeError):
    """A submission was to be passed on that waits for a supervisor already."""

    key: ClassVar[str] = "review_rules.error.passed_on"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, submission: str) -> None:
        super().__init__(submission=submission)


class TypedAlreadyError(IntakeError):
    """Somebody would type a value twice that two people type."""

    key: ClassVar[str] = "review_rules.error.typed_already"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class BlindError(IntakeError):
    """A value that two people type from the paper cannot be answered by saying that what is shown is right."""

    key: ClassVar[str] = "review_rules.error.blind"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

"""Why pages cannot be arranged as somebody wants."""

from __future__ import annotations

from typing import ClassVar

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.store.errors import SubmissionClosedError


class SubmissionReplacedError(SubmissionClosedError):
    """The pages of the submission are in others now."""

    key = "arrange.error.replaced"

    def __init__(self, submission: str, into: tuple[str, ...]) -> None:
        IntakeError.__init__(self, submission=submission, into=", ".join(into))


class ArrangeClosedError(SubmissionClosedError):
    """A submission that is accepted or rejected cannot be arranged."""

    key = "arrange.error.closed"


class HeldByOtherError(IntakeError):
    """Somebody else has the submission before them at this moment."""

    key = "arrange.error.held"

    def __init__(self, submission: str, by: str) -> None:
        super().__init__(submission=submission, by=by)


class OtherConsultationError(IntakeError):
    """The submissions are for different consultations."""

    key = "arrange.error.other_consultation"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first=first, second=second)


class NoSuchPageError(IntakeError):
    """The submission has no page with that number."""

    key = "arrange.error.no_such_page"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, submission: str, page: int, pages: tuple[int, ...]) -> None:
        super().__init__(submission=submission, page=page, pages=", ".join(map(str, pages)))


class NothingLeftError(IntakeError):
    """The submission would have no page left."""

    key = "arrange.error.nothing_left"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, submission: str) -> None:
        super().__init__(submission=submission)


class SameSubmissionError(IntakeError):
    """A submission was to be put together with itself."""

    key = "arrange.error.same"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, submission: str) -> None:
        super().__init__(submission=submission)


class BadGroupsError(IntakeError):
    """The parts of a split do not name every page of the submission once."""

    key = "arrange.error.groups"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, submission: str, pages: tuple[int, ...]) -> None:
        super().__init__(submission=submission, pages=", ".join(map(str, pages)))


class BadTurnError(IntakeError):
    """A page is turned by quarters."""

    key = "arrange.error.turn"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class BadAsideReasonError(IntakeError):
    """The reason why a page is set aside is empty, too long, or holds what cannot be kept."""

    key = "arrange.error.reason"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class PageNotAsideError(IntakeError):
    """There is no such page to take up: it is in a submission, it was not read, or it is not there."""

    key = "arrange.error.not_aside"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, paper: str, page: int) -> None:
        super().__init__(paper=paper, page=page)


class SeveralFilesError(IntakeError):
    """Several files are called like that."""

    key = "arrange.error.several_files"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, paper: str, hashes: tuple[str, ...]) -> None:
        super().__init__(paper=paper, hashes=", ".join(hashes))


class PageUnreadableError(IntakeError):
    """A page that was turned, or pages that were put together, could not be read."""

    key = "arrange.error.unreadable"

"""Why two submissions cannot be said to belong together, or no longer. Messages name submissions by number alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from ocr_intake.model.relation import Link


class _OfTwoError(IntakeError):
    """About two submissions."""

    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, link: Link) -> None:
        super().__init__(later=f"S{link.later:04d}", earlier=f"S{link.earlier:04d}")


class SelfRelatedError(_OfTwoError):
    """A submission would belong to itself."""

    key = "store.error.related_to_itself"


class UnknownRelatedError(_OfTwoError):
    """One of them is not there, or its pages were put into others."""

    key = "store.error.related_to_nothing"


class RelatedElsewhereError(_OfTwoError):
    """They were sent to different consultations."""

    key = "store.error.related_elsewhere"


class AlreadyRelatedError(_OfTwoError):
    """They, or all of a group, belong together already by what somebody chose."""

    key = "store.error.related_already"


class RelatedCircleError(_OfTwoError):
    """The earlier one is, over however many, already the later one of the other."""

    key = "store.error.related_circle"


class RelatedContraryError(_OfTwoError):
    """They would be of one submitter and of two."""

    key = "store.error.related_contrary"


class RelatedRejectedError(_OfTwoError):
    """The one that would no longer count is out of count already, for another reason or beside another one."""

    key = "store.error.related_rejected"


class NoChoiceError(IntakeError):
    """There is no such choice, or nothing of one's own, to take back."""

    key = "store.error.no_choice"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, choice: int) -> None:
        super().__init__(choice=choice)


class NothingChosenError(IntakeError):
    """The person has chosen nothing that still holds."""

    key = "store.error.nothing_chosen"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self) -> None:
        super().__init__()


class ChoiceUndoneError(IntakeError):
    """The choice was taken back already."""

    key = "store.error.choice_undone"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, choice: int) -> None:
        super().__init__(choice=choice)

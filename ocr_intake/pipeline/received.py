"""The day on which paper came: which days can be right, and whether that was in time. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.pages import Channel

if TYPE_CHECKING:
    from datetime import date

    from ocr_intake.config import Consultation

_EARLIEST: Final = timedelta(days=366)
"""Before the first day of a consultation: no paper comes earlier, but a year or an era is easily typed wrongly."""


class NotADateError(IntakeError):
    """What was typed names no day."""

    key: ClassVar[str] = "received.error.not_a_date"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class FutureDateError(IntakeError):
    """Paper cannot have come on a day that has not."""

    key: ClassVar[str] = "received.error.future"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, day: date, today: date) -> None:
        super().__init__(day=day, today=today)


class LongBeforeError(IntakeError):
    """Nobody comments on a plan more than a year before they are asked to."""

    key: ClassVar[str] = "received.error.long_before"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, day: date, start: date) -> None:
        super().__init__(day=day, start=start)


class WrongChannelError(IntakeError):
    """The consultation takes no comments that way, or not through this program."""

    key: ClassVar[str] = "ingest.error.wrong_channel"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


def check_channel(consultation: Consultation, channel: Channel) -> None:
    """Whether the consultation takes comments that way.

    Raises:
        WrongChannelError: It does not.
    """
    if channel not in consultation.channels:
        known = ", ".join(consultation.channels)
        raise WrongChannelError(channel=channel, consultation=consultation.id, channels=known)


def check_received(day: date, consultation: Consultation, today: date) -> bool:
    """Whether paper for a consultation can have come on a day.

    Returns:
        Whether it is within the days that one expects: not before the consultation began.

    Raises:
        FutureDateError: The day is yet to come.
        LongBeforeError: It is more than a year before the consultation began.
    """
    if day > today:
        raise FutureDateError(day, today)
    if day < consultation.start - _EARLIEST:
        raise LongBeforeError(day, consultation.start)
    return day >= consultation.start


def late_by(last_day: date | None, channel: Channel, received: date, *, postmark_counts: bool) -> FlagCode | None:
    """Whether it came after the last day. A letter may be in time even so: a person looks at its postmark."""
    if last_day is None or received <= last_day:
        return None
    return FlagCode.LATE_BY_POST if postmark_counts and channel is Channel.POST else FlagCode.LATE


def lateness_in(consultation: Consultation, channel: Channel, received: date) -> FlagCode | None:
    """Whether paper for a consultation came after its last day."""
    return late_by(consultation.end, channel, received, postmark_counts=consultation.postmark_counts)

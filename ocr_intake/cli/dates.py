"""Dates on the command line, as clerks type them; which days can be right is a rule of the pipeline's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from ocr_intake.cli.console import complain
from ocr_intake.i18n import t
from ocr_intake.japanese.dates import parse_date
from ocr_intake.pipeline.received import NotADateError, check_received

if TYPE_CHECKING:
    from ocr_intake.config import Consultation


def today() -> date:
    """The day that it is here."""
    return datetime.now(UTC).astimezone().date()


def day_of(option: str, text: str) -> date:
    """The day that an option names.

    Raises:
        NotADateError: It names none.
    """
    found = parse_date(text, today())
    if found is None:
        raise NotADateError(option=option, text=text)
    return found


def received_on(text: str | None, consultation: Consultation) -> date | None:
    """The day that ``--received`` names, checked; a day before the consultation began is told.

    Raises:
        NotADateError: It names none.
        FutureDateError: The day is yet to come.
        LongBeforeError: It is more than a year before the consultation began.
    """
    if text is None:
        return None
    day = day_of("--received", text)
    if not check_received(day, consultation, today()):
        complain(t("received.before_start", day=day, start=consultation.start))
    return day

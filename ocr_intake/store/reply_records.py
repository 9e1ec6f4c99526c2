"""What the store hands out of the city's answers, and how writing them fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from datetime import datetime


class Subject(NamedTuple):
    """What a row of the table of answers is about: a group, or an opinion by itself. One of the two is given."""

    group: int | None = None
    opinion: int | None = None
    """Number of its value (``StoredField.id``)."""


@dataclass(frozen=True, slots=True)
class TypedCell:
    """What stands in one cell of a table that was read."""

    subject: Subject
    part: str
    """Which column."""
    value: str | None
    """None for nothing."""
    as_of: int
    """Number of the last reading when the row was written: ``Replies.last`` of then."""


@dataclass(frozen=True, slots=True)
class ReplyCell:
    """What was typed into one cell, with who and when."""

    id: int
    subject: Subject
    part: str
    value: str | None
    """None: it was emptied."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a reading made of the cells of a table."""

    reading: int | None
    """Its number; None where nothing had to be written."""
    changed: tuple[TypedCell, ...]
    """They hold now."""
    conflicts: tuple[tuple[TypedCell, ReplyCell | None], ...]
    """They were changed elsewhere since the table was written: kept beside what holds."""


class NoReadingError(IntakeError):
    """Nobody has read a table of answers whose reading could be taken back."""

    key = "answers.error.nothing_to_undo"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class UnknownRowError(IntakeError):
    """A row is about a group or an opinion that the consultation does not have."""

    key = "answers.error.unknown_row"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

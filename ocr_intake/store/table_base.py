"""What the tables of the workspace database share: names of indexes, words as text, moments in UTC.

What a machine read or a person decided is inserted once: triggers (see the migrations) refuse to change or delete it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import JSON, DateTime, Enum, MetaData, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase

from ocr_intake.model.accounts import Role
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel, PageRole
from ocr_intake.model.relation import RelationKind
from ocr_intake.model.review import Decision, Ground, KnownAnswer, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.store.records import FileState, PageState, StepSubject, SubmissionState

E = TypeVar("E", bound=StrEnum)

DERIVED: Final = frozenset({"queue"})
"""Tables that can be made again from the others: they are not sealed (see ``seals``)."""


class Moment(TypeDecorator[datetime]):
    """A point in time: aware on the Python side, UTC in the database (SQLite has no time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC; a time without a zone is a mistake."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _word(kind: type[E]) -> Enum:
    """A StrEnum as its value, in a text column (a new member needs no migration)."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda members: [m.value for m in members])


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol
        str: Text(),
        datetime: Moment(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        Channel: _word(Channel),
        PageRole: _word(PageRole),
        FileState: _word(FileState),
        PageState: _word(PageState),
        SubmissionState: _word(SubmissionState),
        SubmitterKind: _word(SubmitterKind),
        FieldName: _word(FieldName),
        Decision: _word(Decision),
        Ground: _word(Ground),
        RelationKind: _word(RelationKind),
        KnownAnswer: _word(KnownAnswer),
        SubmissionDecision: _word(SubmissionDecision),
        Role: _word(Role),
        StepSubject: _word(StepSubject),
    }

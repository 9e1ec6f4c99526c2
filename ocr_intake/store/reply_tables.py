"""Tables of the city's answers: what was typed into the table of answers, cell by cell, and the numbers of its rows.

Like all that people say they are inserted once. A reading that is taken back stays; one that ``undoes`` it is added.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocr_intake.store.table_base import Base


class ReplyReadingRow(Base):
    """One reading of a table of answers; ``place`` is a digest of where its file lay."""

    __tablename__ = "reply_readings"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation: Mapped[str] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(64))
    by: Mapped[str]
    at: Mapped[datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("reply_readings.id"), unique=True)


class ReplyRow(Base):
    """What somebody typed into one cell: of a group or of an opinion by itself; NULL where they emptied it.

    ``beside`` says that it does not hold: the cell was changed elsewhere since the file was written. ``as_of`` is the
    last reading of when the file was written; 0 where there was none.
    """

    __tablename__ = "replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("reply_readings.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("opinion_groups.id"), index=True)
    field_id: Mapped[int | None] = mapped_column(ForeignKey("field_values.id"), index=True)
    part: Mapped[str]
    value: Mapped[str | None]
    beside: Mapped[bool]
    as_of: Mapped[int]


class AnswerNumberRow(Base):
    """The number of a row in the table of answers: given once, and to no other row."""

    __tablename__ = "answer_numbers"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation: Mapped[str]
    number: Mapped[int]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("opinion_groups.id"), unique=True)
    field_id: Mapped[int | None] = mapped_column(ForeignKey("field_values.id"), unique=True)

    __table_args__ = (UniqueConstraint("consultation", "number"),)

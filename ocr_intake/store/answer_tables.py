"""Tables of answers that are no decision yet: to single places of a long text, and values typed without seeing others'.

Like all that people say they are inserted once. One that is taken back stays, and a row that ``undoes`` it is added.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ocr_intake.model.review import Decision
from ocr_intake.store.table_base import Base


class PlaceAnswerRow(Base):
    """What stands in the doubts ``first`` up to ``last`` of a text; ``text`` is NULL where it takes one back."""

    __tablename__ = "place_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_values.id"), index=True)
    first: Mapped[int]
    last: Mapped[int]
    text: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("place_answers.id"), unique=True)


class KeyingRow(Base):
    """A value as one person typed it from the paper alone; ``decision`` is ``undone`` where it takes one back."""

    __tablename__ = "keyings"

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_values.id"), index=True)
    decision: Mapped[Decision]
    value: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("keyings.id"), unique=True)

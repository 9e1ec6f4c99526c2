"""The table of what people decided on personal data in opinions. It holds places, never what stands in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ocr_intake.store.table_base import Base


class RedactionRow(Base):
    """A decision on characters ``first`` to ``last`` of an opinion's text, as the decision ``verification_id`` left it.

    NULL there means the text that the program proposed. ``choice`` is ``undone`` in a row that takes another back.
    """

    __tablename__ = "redactions"

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_values.id"), index=True)
    verification_id: Mapped[int | None] = mapped_column(ForeignKey("verifications.id"), index=True)
    first: Mapped[int]
    last: Mapped[int]
    choice: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    why: Mapped[str] = mapped_column(String(32))
    by: Mapped[str]
    at: Mapped[datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("redactions.id"), unique=True)

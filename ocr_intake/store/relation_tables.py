"""Tables of what people said about how submissions belong together. Like all that people say they are inserted once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ocr_intake.model.relation import RelationKind
from ocr_intake.store.table_base import Base


class ChoiceRow(Base):
    """What one person chose at once, for two submissions or a group; ``undoes`` names the choice that it takes back."""

    __tablename__ = "relation_choices"

    id: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("relation_choices.id"), unique=True)


class RelationRow(Base):
    """That the later submission is something to the earlier one (see ``RelationKind``)."""

    __tablename__ = "relations"

    id: Mapped[int] = mapped_column(primary_key=True)
    choice_id: Mapped[int] = mapped_column(ForeignKey("relation_choices.id"), index=True)
    kind: Mapped[RelationKind]
    later_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    earlier_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)

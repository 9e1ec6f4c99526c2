"""Tables of which opinions people put together as like ones.

Like all that people say they are inserted once. An action that is taken back stays; one that ``undoes`` it is added.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ocr_intake.store.table_base import Base


class GroupActionRow(Base):
    """What one person did to the groups of a consultation in one transaction; ``undoes`` is what it took back."""

    __tablename__ = "group_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(16))
    by: Mapped[str]
    at: Mapped[datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("group_actions.id"), unique=True)


class OpinionGroupRow(Base):
    """A group, by the action that made it; there is none any more where that was taken back or nothing is in it."""

    __tablename__ = "opinion_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("group_actions.id"), index=True)


class PlacementRow(Base):
    """Where an action put an opinion: into a group, at a place in its order, or by itself (``group_id`` is NULL)."""

    __tablename__ = "group_placements"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("group_actions.id"), index=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_values.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("opinion_groups.id"), index=True)
    position: Mapped[float]


class GroupTitleRow(Base):
    """What an action called a group; NULL for no title of its own."""

    __tablename__ = "group_titles"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("group_actions.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("opinion_groups.id"), index=True)
    title: Mapped[str | None]

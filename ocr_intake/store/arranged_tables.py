"""Tables of what people arranged: which page of an arrival a bound page stands for, what became what, what is aside.

A person's arrangement of pages changes nothing that was read: it makes new submissions on a binding (a source file row
of its own, see ``bindings``) and replaces old ones.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ocr_intake.store.table_base import Base


class BoundPageRow(Base):
    """A page of a binding: ``original_id`` is the page that came in, never another binding's.

    ``turned`` are the degrees clockwise by which people turned it, against what the program took for upright.
    """

    __tablename__ = "bound_pages"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True, autoincrement=False)
    original_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), index=True)
    turned: Mapped[int]


class ArrangementRow(Base):
    """What one person did to the arrangement of pages in one transaction; ``undoes`` is the one that it took back."""

    __tablename__ = "arrangements"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    by: Mapped[str]
    at: Mapped[datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("arrangements.id"), unique=True)


class ArrangedRow(Base):
    """A submission that an arrangement made (or brought back, where it took one back), or one that it replaced."""

    __tablename__ = "arranged_submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangements.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    made: Mapped[bool]


class PageAsideRow(Base):
    """A page that a person set aside, where it stood then; ``lifted_by`` is the arrangement that took it up again."""

    __tablename__ = "pages_aside"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangements.id"), index=True)
    reason: Mapped[str]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("arrangements.id"))

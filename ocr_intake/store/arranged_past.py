"""Telling how people arranged pages: what became of a submission by whom and when, and what they set aside of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from ocr_intake.store.arranged_records import ArrangementKind
from ocr_intake.store.arranged_tables import ArrangedRow, ArrangementRow, PageAsideRow
from ocr_intake.store.tables import PageRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.store.database import Database


@dataclass(frozen=True, slots=True)
class PastArrangement:
    """One thing that somebody did to the arrangement of pages."""

    kind: ArrangementKind
    by: str
    at: datetime
    replaced: tuple[str, ...]
    """What the submissions are called that others took the place of."""
    made: tuple[str, ...]
    """What those are called that it made or, where it took another one back, brought back."""


@dataclass(frozen=True, slots=True)
class PageSetAside:
    """A page that somebody set aside and nobody has taken up, where it stood then."""

    submission: int
    """Number of the submission that it was in."""
    page: int
    """1-based, there."""
    reason: str
    by: str
    at: datetime

    @property
    def number(self) -> str:
        """What people call the submission by."""
        return f"S{self.submission:04d}"


class ArrangedPast:
    """What people did to the arrangement of a workspace's pages. Nothing is written here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, submission: int) -> tuple[PastArrangement, ...]:
        """What was done to the pages of a submission, in that order."""
        query = (
            select(ArrangementRow)
            .join(ArrangedRow, ArrangedRow.arrangement_id == ArrangementRow.id)
            .where(ArrangedRow.submission_id == submission)
            .order_by(ArrangementRow.id)
        )
        with self._database.transaction(write=False) as session:
            return tuple(_told(session, row) for row in session.scalars(query).all())

    def aside(self, submission: int | None = None) -> tuple[PageSetAside, ...]:
        """The pages set aside from a submission, or when it was made of what was left; of all where none is named.

        In the order in which they were set aside.
        """
        query = (
            select(PageAsideRow, PageRow.number, ArrangementRow)
            .join(PageRow, PageRow.id == PageAsideRow.page_id)
            .join(ArrangementRow, ArrangementRow.id == PageAsideRow.arrangement_id)
            .where(PageAsideRow.lifted_by.is_(None))
            .order_by(PageAsideRow.id)
        )
        if submission is not None:
            made_by = select(ArrangedRow.arrangement_id).where(
                ArrangedRow.submission_id == submission, ArrangedRow.made
            )
            query = query.where(or_(PageAsideRow.submission_id == submission, PageAsideRow.arrangement_id.in_(made_by)))
        with self._database.transaction(write=False) as session:
            return tuple(
                PageSetAside(row.submission_id, page, row.reason, made.by, made.at)
                for row, page, made in session.execute(query)
            )


def _told(session: Session, row: ArrangementRow) -> PastArrangement:
    parts = session.scalars(
        select(ArrangedRow).where(ArrangedRow.arrangement_id == row.id).order_by(ArrangedRow.id)
    ).all()
    replaced, made = (
        tuple(f"S{part.submission_id:04d}" for part in parts if part.made is wanted) for wanted in (False, True)
    )
    return PastArrangement(ArrangementKind(row.kind), row.by, row.at, replaced, made)

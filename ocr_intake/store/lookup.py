"""The texts that a submission can be found by, and what is told of one that was found. Nothing is written here.

There is no index of these texts: what a purge takes out of the records cannot be found any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import and_, case, select

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.store.records import FileState
from ocr_intake.store.submissions import for_consultation
from ocr_intake.store.tables import (
    BatchRow,
    DeliveryRow,
    FieldRow,
    PageRow,
    QueueRow,
    SourceFileRow,
    SubmissionPageRow,
    SubmissionRow,
    VerificationRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from ocr_intake.model.pages import Channel
    from ocr_intake.store.database import Database
    from ocr_intake.store.records import SubmissionState

_CHUNK: Final = 500
"""Numbers asked for at a time: databases bound the parameters of a query."""


class SearchText(NamedTuple):
    """A value of a submission."""

    submission: int
    name: FieldName
    value: str | None
    """In force."""
    candidates: tuple[str, ...]
    """What else it may be; nothing where it is sure, or a person has decided."""


@dataclass(frozen=True, slots=True)
class FoundSubmission:
    """What is told of a submission that was found."""

    id: int
    consultation: str
    state: SubmissionState
    channel: Channel
    received: date
    file_name: str
    pages: tuple[int, ...]
    held_by: str | None
    """Who has it before them."""
    purged: bool

    @property
    def number(self) -> str:
        """What people call it by."""
        return f"S{self.id:04d}"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that was not taken in: it has no submission."""

    name: str
    channel: Channel
    received: date
    consultation: str


class Lookup:
    """What can be looked up, of one consultation or all of them, received between two days or whenever."""

    def __init__(
        self,
        database: Database,
        consultation: str | None = None,
        received: tuple[date | None, date | None] = (None, None),
    ) -> None:
        """Of a database; both days are included, None bounds nothing."""
        self._database = database
        self._consultation = consultation
        self._received = received

    def texts(self, names: Collection[FieldName]) -> Iterator[SearchText]:
        """The values of some fields, by submission. Opinions come as they are verified: one by one, or as a whole."""
        decided = self._decided(names)
        query = (
            select(
                FieldRow.submission_id,
                FieldRow.id,
                FieldRow.name,
                FieldRow.ordinal,
                FieldRow.value,
                case((FieldRow.flagged, FieldRow.candidates), else_=None),
            )
            .join(SubmissionRow, SubmissionRow.id == FieldRow.submission_id)
            .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
            .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
            .where(self._wanted(), FieldRow.name.in_(names))
            .where(FieldRow.value.is_not(None) | FieldRow.id.in_(select(VerificationRow.field_id)))
            .order_by(FieldRow.submission_id, FieldRow.ordinal.desc())
        )
        with self._database.transaction(write=False) as session:
            single = 0  # the submission whose single opinions were given: the field of all of them says nothing more
            for submission, field, name, ordinal, value, candidates in session.execute(query):
                if ordinal > 0 and name is FieldName.OPINION:
                    single = submission
                elif name is FieldName.OPINION and single == submission:
                    continue
                if field in decided:
                    yield SearchText(submission, name, decided[field], ())
                else:
                    yield SearchText(submission, name, value, tuple(str(each["text"]) for each in candidates or ()))

    def file_names(self) -> list[tuple[int, str]]:
        """Submissions with the names of their files; those that were purged have none."""
        query = (
            select(SubmissionRow.id, SourceFileRow.name)
            .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
            .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
            .where(self._wanted(), SourceFileRow.name != "")
            .order_by(SubmissionRow.id)
        )
        with self._database.transaction(write=False) as session:
            return [(number, name) for number, name in session.execute(query)]

    def set_aside(self) -> list[FoundFile]:
        """Files that were not taken in, in the order in which they came."""
        query = (
            select(DeliveryRow.name, BatchRow.channel, BatchRow.received, BatchRow.consultation)
            .join(BatchRow, BatchRow.id == DeliveryRow.batch_id)
            .outerjoin(SourceFileRow, SourceFileRow.id == DeliveryRow.source_file_id)
            .where(self._wanted(), DeliveryRow.name != "")
            .where(DeliveryRow.source_file_id.is_(None) | (SourceFileRow.state == FileState.SET_ASIDE))
            .order_by(DeliveryRow.id)
        )
        with self._database.transaction(write=False) as session:
            return [FoundFile(*row) for row in session.execute(query)]

    def found(self, numbers: Sequence[int], clock: Callable[[], datetime]) -> dict[int, FoundSubmission]:
        """What is told of some submissions, by number; those that are not among what is looked up are left out."""
        told: dict[int, FoundSubmission] = {}
        now = clock()
        with self._database.transaction(write=False) as session:
            for start in range(0, len(numbers), _CHUNK):
                part = numbers[start : start + _CHUNK]
                pages: dict[int, list[int]] = {}
                of_pages = (
                    select(SubmissionPageRow.submission_id, PageRow.number)
                    .join(PageRow, PageRow.id == SubmissionPageRow.page_id)
                    .where(SubmissionPageRow.submission_id.in_(part))
                    .order_by(SubmissionPageRow.position)
                )
                for number, page in session.execute(of_pages):
                    pages.setdefault(number, []).append(page)
                query = (
                    select(SubmissionRow, SourceFileRow.name, BatchRow, QueueRow)
                    .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
                    .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
                    .join(QueueRow, QueueRow.submission_id == SubmissionRow.id)
                    .where(SubmissionRow.id.in_(part), self._wanted())
                )
                for row, file, batch, queued in session.execute(query):
                    told[row.id] = FoundSubmission(
                        id=row.id,
                        consultation=batch.consultation,
                        state=row.state,
                        channel=batch.channel,
                        received=batch.received,
                        file_name=file,
                        pages=tuple(pages.get(row.id, ())),
                        held_by=_holder(queued, now),
                        purged=not file,
                    )
        return told

    def _decided(self, names: Collection[FieldName]) -> dict[int, str | None]:
        """The values that people decided on, by field: the latest decision that was not taken back."""
        undone = select(VerificationRow.undoes).where(VerificationRow.undoes.is_not(None))
        query = (
            select(VerificationRow.field_id, VerificationRow.value)
            .join(FieldRow, FieldRow.id == VerificationRow.field_id)
            .where(FieldRow.name.in_(names), VerificationRow.decision != Decision.UNDONE)
            .where(VerificationRow.id.not_in(undone))
            .order_by(VerificationRow.id)
        )
        with self._database.transaction(write=False) as session:
            return {row.field_id: row.value for row in session.execute(query)}

    def _wanted(self) -> ColumnElement[bool]:
        """Whether a batch is among what is looked up."""
        first, last = self._received
        conditions: list[Any] = [for_consultation(self._consultation)]
        if first is not None:
            conditions.append(BatchRow.received >= first)
        if last is not None:
            conditions.append(BatchRow.received <= last)
        return and_(*conditions)


def _holder(queued: QueueRow, now: datetime) -> str | None:
    """Whoever holds a claim that has not run out."""
    if queued.sitting is None or queued.claimed_from is None or queued.claimed_until is None:
        return None
    return queued.claimed_by if queued.claimed_from <= now < queued.claimed_until else None

"""What a supervisor sees of the work, counted by the database; nothing is written here.

Every question goes through an index or counts rows without loading them. With 10,000 submissions and 80,000 decisions
each takes some hundredths of a second, a quarter of one at most (on one core of a server of 2023).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Integer, and_, cast, extract, func, or_, select

from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.store import queue
from ocr_intake.store.records import AuditEvent
from ocr_intake.store.rows import verification_record
from ocr_intake.store.tables import (
    AuditRow,
    BatchRow,
    FieldRow,
    QueueRow,
    SourceFileRow,
    SubmissionDecisionRow,
    SubmissionRow,
    VerificationRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from ocr_intake.model.fields import FieldName
    from ocr_intake.model.review import Verification
    from ocr_intake.store.database import Database
    from ocr_intake.store.findings import SubmissionCounts

    _Rows = Select[*tuple[Any, ...]]

_HOUR_S: Final = 3600
_CLOSING: Final = (SubmissionDecision.ACCEPTED, SubmissionDecision.REJECTED)


@dataclass(frozen=True, slots=True)
class Done:
    """What one person did within one hour."""

    hour: datetime
    """Its beginning, UTC."""
    by: str
    values: int = 0
    """Decisions on values, those that took one back left out."""
    submissions: int = 0
    """Accepted or rejected."""


@dataclass(frozen=True, slots=True)
class Held:
    """A submission that somebody has before them."""

    submission: int
    by: str
    since: datetime
    """When the claim was made or renewed last."""
    until: datetime
    received: date
    """When the paper came."""


@dataclass(frozen=True, slots=True)
class DecidedBySeveral:
    """A value that more than one person has decided on."""

    submission: int
    field: int
    name: FieldName
    proposed: str | None
    decisions: tuple[Verification, ...]
    """All of them, in their order."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A decision that was undone."""

    submission: int
    field: int
    name: FieldName
    decided_by: str
    undone_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event of the audit with its place in it, and the submission that it is about where it is about one."""

    number: int
    event: AuditEvent
    submission: int | None
    name: FieldName | None
    """The field, where it is about a value."""


class Overview:
    """The work on a consultation, or on all of them."""

    def __init__(self, database: Database, clock: Callable[[], datetime], consultation: str | None) -> None:
        """Of a database; ``clock`` says what the time is, None as consultation means all of them."""
        self._database = database
        self._clock = clock
        self._consultation = consultation

    def submissions(self) -> SubmissionCounts:
        """How many submissions wait and are done."""
        with self._database.transaction(write=False) as session:
            return queue.counts(session, self._consultation)[0]

    def oldest_waiting(self) -> date | None:
        """When the oldest of what waits came; None where nothing waits."""
        query = (
            select(func.min(BatchRow.received))
            .join(SourceFileRow, SourceFileRow.batch_id == BatchRow.id)
            .join(SubmissionRow, SubmissionRow.source_file_id == SourceFileRow.id)
            .join(QueueRow, QueueRow.submission_id == SubmissionRow.id)
            .where(queue.waiting(self._consultation))
        )
        with self._database.transaction(write=False) as session:
            oldest: date | None = session.scalar(query)
            return oldest

    def done_since(self, since: datetime) -> tuple[Done, ...]:
        """What everybody did hour by hour, in the order of hours and names."""
        values: dict[tuple[datetime, str], int] = defaultdict(int)
        submissions: dict[tuple[datetime, str], int] = defaultdict(int)
        of_values = self._of(
            _by_hour(VerificationRow.at, VerificationRow.by).where(
                VerificationRow.at >= since, VerificationRow.decision != Decision.UNDONE
            ),
            lambda query: query.join(FieldRow, FieldRow.id == VerificationRow.field_id).join(
                QueueRow, QueueRow.submission_id == FieldRow.submission_id
            ),
        )
        of_submissions = self._of(
            _by_hour(SubmissionDecisionRow.at, SubmissionDecisionRow.by).where(
                SubmissionDecisionRow.at >= since, SubmissionDecisionRow.decision.in_(_CLOSING)
            ),
            lambda query: query.join(QueueRow, QueueRow.submission_id == SubmissionDecisionRow.submission_id),
        )
        with self._database.transaction(write=False) as session:
            for into, query in ((values, of_values), (submissions, of_submissions)):
                for hour, by, count in session.execute(query):
                    into[datetime.fromtimestamp(int(hour) * _HOUR_S, UTC), by] += count
        return tuple(Done(*key, values[key], submissions[key]) for key in sorted({*values, *submissions}))

    def held(self) -> tuple[Held, ...]:
        """What somebody has before them, the oldest claim first."""
        now = self._clock()
        query = (
            select(QueueRow, BatchRow.received)
            .join(SubmissionRow, SubmissionRow.id == QueueRow.submission_id)
            .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
            .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
            .where(queue.waiting(self._consultation), QueueRow.sitting.is_not(None))
            .where(QueueRow.claimed_from <= now, QueueRow.claimed_until > now)
        )
        found = []
        with self._database.transaction(write=False) as session:
            for row, received in session.execute(query):
                if row.claimed_by is not None and row.claimed_from is not None and row.claimed_until is not None:
                    # a claim reaches as far back as it lasts (see ``claims``)
                    since = row.claimed_from + (row.claimed_until - row.claimed_from) / 2
                    found.append(Held(row.submission_id, row.claimed_by, since, row.claimed_until, received))
        return tuple(sorted(found, key=lambda each: (each.since, each.submission)))

    def decided_by_several(self) -> tuple[DecidedBySeveral, ...]:
        """Values that more than one person has decided on, the latest first."""
        several = (
            select(VerificationRow.field_id)
            .where(VerificationRow.decision != Decision.UNDONE)
            .group_by(VerificationRow.field_id)
            .having(func.min(VerificationRow.by) != func.max(VerificationRow.by))
        )
        query = self._of(
            select(VerificationRow, FieldRow.submission_id, FieldRow.name, FieldRow.value)
            .join(FieldRow, FieldRow.id == VerificationRow.field_id)
            .where(VerificationRow.field_id.in_(several))
            .order_by(VerificationRow.id),
            lambda made: made.join(QueueRow, QueueRow.submission_id == FieldRow.submission_id),
        )
        made: dict[int, list[Verification]] = defaultdict(list)
        heads: dict[int, tuple[int, int, FieldName, str | None]] = {}
        with self._database.transaction(write=False) as session:
            for row, submission, name, proposed in session.execute(query):
                made[row.field_id].append(verification_record(row))
                heads[row.field_id] = (submission, row.field_id, name, proposed)
        latest = sorted(made, key=lambda field: made[field][-1].number, reverse=True)
        return tuple(DecidedBySeveral(*heads[field], tuple(made[field])) for field in latest)

    def taken_back(self, limit: int) -> tuple[TakenBack, ...]:
        """The latest decisions that were undone, at most ``limit`` of them."""
        before = VerificationRow.__table__.alias("before")
        query = self._of(
            select(
                FieldRow.submission_id, FieldRow.id, FieldRow.name, before.c.by, VerificationRow.by, VerificationRow.at
            )
            .join(before, before.c.id == VerificationRow.undoes)
            .join(FieldRow, FieldRow.id == VerificationRow.field_id)
            .where(VerificationRow.undoes.is_not(None))
            .order_by(VerificationRow.id.desc())
            .limit(limit),
            lambda made: made.join(QueueRow, QueueRow.submission_id == FieldRow.submission_id),
        )
        with self._database.transaction(write=False) as session:
            return tuple(TakenBack(*row) for row in session.execute(query))

    def people(self) -> dict[int, str]:
        """Everybody who stands in the audit, in the order of names, each by the number of their first event."""
        query = select(func.min(AuditRow.id), AuditRow.by).where(AuditRow.by != "").group_by(AuditRow.by)
        with self._database.transaction(write=False) as session:
            return dict(session.execute(query.order_by(AuditRow.by)).all())

    def recorded(
        self, *, person: int | None = None, submission: int | None = None, before: int | None = None, limit: int
    ) -> tuple[Recorded, ...]:
        """The audit from its end, at most ``limit`` events: whoever did whatever to any consultation's submissions.

        Args:
            person: Whose, by a number of ``people``; everybody's for None.
            submission: About which submission and its values; about anything for None.
            before: Only what stands before that event in the audit.
            limit: How many.
        """
        value = and_(AuditRow.subject == "field", FieldRow.id == AuditRow.subject_id)
        query = select(AuditRow, FieldRow.submission_id, FieldRow.name).select_from(AuditRow).outerjoin(FieldRow, value)
        if person is not None:
            query = query.where(AuditRow.by == select(AuditRow.by).where(AuditRow.id == person).scalar_subquery())
        if submission is not None:
            query = query.where(_about(submission))
        if before is not None:
            query = query.where(AuditRow.id < before)
        with self._database.transaction(write=False) as session:
            return tuple(_recorded(session, query.order_by(AuditRow.id.desc()).limit(limit)))

    def _of(self, query: _Rows, joined: Callable[[_Rows], _Rows]) -> _Rows:
        """A query about the consultation alone, joined with the queue for that; the query itself about all of them."""
        if self._consultation is None:
            return query
        return joined(query).where(QueueRow.consultation == self._consultation)


def _by_hour(at: InstrumentedAttribute[datetime], by: InstrumentedAttribute[str]) -> _Rows:
    """How many rows a person has within an hour, counted in hours since 1970."""
    seconds = extract("epoch", at)
    hour = cast((seconds - seconds % _HOUR_S) / _HOUR_S, Integer)
    return select(hour, by, func.count()).group_by(hour, by)


def _about(submission: int) -> ColumnElement[bool]:
    fields = select(FieldRow.id).where(FieldRow.submission_id == submission)
    return or_(
        and_(AuditRow.subject == "submission", AuditRow.subject_id == submission),
        and_(AuditRow.subject == "field", AuditRow.subject_id.in_(fields)),
    )


def _recorded(session: Session, query: _Rows) -> Iterable[Recorded]:
    for row, submission, name in session.execute(query):
        detail = tuple((key, str(value)) for key, value in sorted(row.detail.items()))
        event = AuditEvent(row.at, row.by, row.action, row.subject, row.subject_id, detail)
        yield Recorded(row.id, event, row.subject_id if row.subject == "submission" else submission, name)

"""The queue: one row a submission with what ordering and counting take, an index of the records beside them.

A row is made from the records alone, in the transaction that changes these; it can be made again at any time. What
people are shown and decide on never comes from here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, true

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.store import whole
from ocr_intake.store.findings import OpinionCounts, SubmissionCounts
from ocr_intake.store.lateness import corrected_lateness, flags_now
from ocr_intake.store.records import SubmissionOutline, SubmissionState, urgency_of
from ocr_intake.store.rows import flags_record, opinion_flags
from ocr_intake.store.submissions import UNTOUCHED, InForce, in_force, is_single_opinion, numbers_in_chunks
from ocr_intake.store.tables import (
    WORST_FIRST,
    BatchRow,
    FieldRow,
    QueueRow,
    SourceFileRow,
    SubmissionRow,
    VerificationRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session


class Entry(NamedTuple):
    """What the records say of one submission: the columns of its row."""

    submission_id: int
    consultation: str
    state: SubmissionState
    flagged: bool
    """A reason to look, on it or one of its values, was raised and not decided on."""
    urgency: float
    """The least among its undecided flagged values (``StoredField.urgency``); 1 where there are none."""
    undecided: int
    """How many flagged values nobody has decided on."""
    opinions: int
    """How many count as people left them."""
    passed_on: bool
    """It waits for a supervisor, or would if it were open."""


_COLUMNS: Final = tuple(QueueRow.__table__.c[name] for name in Entry._fields)


def waiting(consultation: str | None, *, passed_on: bool = False) -> ColumnElement[bool]:
    """Whether a row waits for a clerk (``passed_on``: for a supervisor), in a consultation or in any."""
    whose = QueueRow.passed_on if passed_on else ~QueueRow.passed_on
    return (QueueRow.state == SubmissionState.PROPOSED) & whose & _of(consultation)


def _of(consultation: str | None) -> ColumnElement[bool]:
    return true() if consultation is None else QueueRow.consultation == consultation


# -------------------------------------------------------------------------------------------------- making rows


def refresh(session: Session, submissions: Sequence[int]) -> None:
    """Make the rows of submissions anew, in the transaction that changed the records. One that is closed is let go."""
    for entry in _entries(session, submissions):
        row = session.get(QueueRow, entry.submission_id)
        if row is None:
            session.add(QueueRow(**entry._asdict()))
            continue
        for column, value in entry._asdict().items():
            setattr(row, column, value)
        if entry.state is not SubmissionState.PROPOSED:
            row.sitting = row.claimed_by = row.claimed_from = row.claimed_until = None


def rebuild(session: Session) -> None:
    """Make every row anew. Claims are lost with the old ones."""
    session.execute(delete(QueueRow))
    for numbers in numbers_in_chunks(session):
        session.execute(insert(QueueRow), [entry._asdict() for entry in _entries(session, numbers)])


def fill(session: Session) -> None:
    """Make the rows of a database that was there before the queue."""
    missing = select(SubmissionRow.id).where(~exists().where(QueueRow.submission_id == SubmissionRow.id))
    if session.scalar(missing.limit(1)) is not None:
        rebuild(session)


def out_of_step(session: Session, consultation: str | None) -> Iterator[int]:
    """Numbers of the submissions that have no row, or one with another state: a look at all of them takes no time."""
    query = (
        select(SubmissionRow.id)
        .outerjoin(QueueRow, QueueRow.submission_id == SubmissionRow.id)
        .where(QueueRow.state.is_(None) | ((QueueRow.state != SubmissionRow.state) & _of(consultation)))
    )
    yield from session.scalars(query.order_by(SubmissionRow.id))


def differing(session: Session, consultation: str | None = None) -> Iterator[int]:
    """Numbers of the submissions (of a consultation or all) whose row is not what the records say, ascending."""
    for numbers in numbers_in_chunks(session):
        stored = {row[0]: tuple(row) for row in session.execute(select(*_COLUMNS).where(_COLUMNS[0].in_(numbers)))}
        for entry in _entries(session, numbers):
            if stored.get(entry.submission_id) != entry and consultation in {None, entry.consultation}:
                yield entry.submission_id


def _entries(session: Session, numbers: Sequence[int]) -> Iterator[Entry]:
    """What the records say of those submissions, by number: the same that ``StoredSubmission`` says of itself."""
    heads = (
        select(SubmissionRow.id, BatchRow.id, BatchRow.consultation, SubmissionRow.state, SubmissionRow.flags)
        .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(SubmissionRow.id.in_(numbers))
        .order_by(SubmissionRow.id)
    )
    columns = (FieldRow.submission_id, FieldRow.id, FieldRow.name, FieldRow.ordinal, FieldRow.confidence)
    more = (FieldRow.flags, FieldRow.flagged, FieldRow.added_by, FieldRow.value.is_not(None).label("has_value"))
    values: dict[int, list[Row[Any]]] = defaultdict(list)
    for value in session.execute(select(*columns, *more).where(FieldRow.submission_id.in_(numbers))):
        values[value.submission_id].append(value)
    made = (
        select(VerificationRow)
        .join(FieldRow, FieldRow.id == VerificationRow.field_id)
        .where(FieldRow.submission_id.in_(numbers))
        .order_by(VerificationRow.id)
    )
    decisions = in_force(session.scalars(made))
    found = session.execute(heads).all()
    corrected = corrected_lateness(session, {row[1] for row in found})
    passed_on = whole.passed_on(session, numbers)
    for number, batch, consultation, state, flags in found:
        urgencies, opinions = _left(values[number], decisions)
        flagged = bool(flags_now(flags_record(flags), batch, corrected)) or bool(urgencies)
        urgency = min(urgencies, default=1.0)
        yield Entry(number, consultation, state, flagged, urgency, len(urgencies), opinions, number in passed_on)


def _left(values: list[Row[Any]], decisions: Mapping[int, InForce]) -> tuple[list[float], int]:
    """The urgency of each flagged value that nobody has decided on, and how many opinions count."""
    whole = next((value for value in values if value.name is FieldName.OPINION and value.ordinal == 0), None)
    single = any(is_single_opinion(value) and value.added_by is None for value in values)
    urgencies, opinions = [], 0
    for value in values:
        if value is whole and single:
            continue  # it stands for the single ones, which share its confidence and flags
        shared = whole if whole is not None and is_single_opinion(value) and value.added_by is None else value
        decision = decisions.get(value.id, UNTOUCHED).row
        if value.name is FieldName.OPINION:
            opinions += value.has_value if decision is None else _present(decision)
        if decision is not None or not shared.flags:
            continue
        flags = flags_record(shared.flags)
        if shared is not value:
            flags = opinion_flags(flags, doubtful=value.flagged)
        if flags:
            urgencies.append(urgency_of(value.id, shared.confidence, (flag.code for flag in flags)))
    return urgencies, opinions


def _present(decision: VerificationRow) -> bool:
    """Whether the paper has it, as a person decided: there is a value, or something that nobody can read."""
    return decision.value is not None or decision.decision is Decision.ILLEGIBLE


# ----------------------------------------------------------------------------------------------- what they say


def outlines(
    session: Session, consultation: str | None, limit: int | None, *, passed_on: bool = False
) -> tuple[SubmissionOutline, ...]:
    """What waits for a clerk (or a supervisor), the worst first, at most ``limit`` of them."""
    columns = (QueueRow.submission_id, QueueRow.flagged, QueueRow.urgency, QueueRow.undecided)
    query = select(*columns).where(waiting(consultation, passed_on=passed_on)).order_by(*WORST_FIRST).limit(limit)
    return tuple(SubmissionOutline(*row) for row in session.execute(query))


def counts(session: Session, consultation: str | None) -> tuple[SubmissionCounts, OpinionCounts]:
    """Submissions and their opinions by state."""
    query = (
        select(QueueRow.state, QueueRow.flagged, QueueRow.passed_on, func.count(), func.sum(QueueRow.opinions))
        .where(_of(consultation), QueueRow.state != SubmissionState.REPLACED)
        .group_by(QueueRow.state, QueueRow.flagged, QueueRow.passed_on)
    )
    made: dict[SubmissionState, int] = defaultdict(int)
    opinions: dict[SubmissionState, int] = defaultdict(int)
    flagged = passed_on = 0
    for state, is_flagged, is_passed_on, count, of_these in session.execute(query):
        made[state] += count
        opinions[state] += of_these
        if state is SubmissionState.PROPOSED:
            flagged += count if is_flagged else 0
            passed_on += count if is_passed_on else 0
    by_ground = whole.by_ground(session, _of(consultation))
    accepted, rejected, open_ones = SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.PROPOSED
    return (
        SubmissionCounts(
            sum(made.values()), made[accepted], made[rejected], made[open_ones], flagged, passed_on, by_ground
        ),
        OpinionCounts(sum(opinions.values()), opinions[accepted], opinions[rejected], opinions[open_ones]),
    )

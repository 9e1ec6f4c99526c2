"""Reading submissions back: what was proposed beside what people decided. Nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import ColumnElement, select, true

from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.model.review import Decision, KnownAnswerGiven, SubmissionDecision, SubmissionVerification
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.store import whole
from ocr_intake.store.answering import keyings, place_answers
from ocr_intake.store.errors import UnknownRecordError
from ocr_intake.store.lateness import corrected_lateness, flags_now
from ocr_intake.store.records import StoredField, StoredSubmission, SubmissionState
from ocr_intake.store.rows import flags_record, proposal_record, verification_record
from ocr_intake.store.tables import (
    BatchRow,
    FieldRow,
    KnownAnswerRow,
    PageRow,
    PurgeRow,
    QueueRow,
    SourceFileRow,
    SubmissionDecisionRow,
    SubmissionPageRow,
    SubmissionRow,
    VerificationRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from ocr_intake.model.review import Keying, Verification
    from ocr_intake.model.written import PlaceAnswer

STATE_AFTER: Final = {
    SubmissionDecision.ACCEPTED: SubmissionState.ACCEPTED,
    SubmissionDecision.REJECTED: SubmissionState.REJECTED,
    SubmissionDecision.REOPENED: SubmissionState.PROPOSED,
}
"""The state that a decision on the whole leads to; the others leave it as it is."""

CHUNK: Final = 200
"""Submissions loaded at a time: memory stays small, and databases bound the number of parameters."""

_IN_ORDER: Final = {name: place for place, name in enumerate(FIELDS)}


class InForce(NamedTuple):
    """What people decided on one value."""

    row: VerificationRow | None
    """The decision in force."""
    version: int
    """Number of the latest one, undone or undoing; 0 where there is none."""


class Said(NamedTuple):
    """What people said of values that is no decision yet, by value."""

    places: dict[int, tuple[PlaceAnswer, ...]]
    keyings: dict[int, tuple[Keying, ...]]


UNTOUCHED: Final = InForce(None, 0)


def in_force(rows: Iterable[VerificationRow]) -> dict[int, InForce]:
    """By field, the last verification that was not taken back. ``rows`` come in the order of their numbers."""
    history: dict[int, list[VerificationRow]] = defaultdict(list)
    for row in rows:
        history[row.field_id].append(row)
    decided = {}
    for field, made in history.items():
        undone = {row.undoes for row in made}
        standing = [row for row in made if row.decision is not Decision.UNDONE and row.id not in undone]
        decided[field] = InForce(standing[-1] if standing else None, made[-1].id)
    return decided


def for_consultation(consultation: str | None) -> ColumnElement[bool]:
    """Whether a batch is for a consultation; every batch for None."""
    return true() if consultation is None else BatchRow.consultation == consultation


def load_submission(session: Session, number: int) -> StoredSubmission:
    """One submission.

    Raises:
        UnknownRecordError: There is none with that number.
    """
    for submission in _load(session, [number]):
        return submission
    raise UnknownRecordError("submission", number)


def iter_submissions(
    session: Session,
    consultation: str | None,
    states: Iterable[SubmissionState] | None = None,
    *,
    flagged: bool = False,
) -> Iterator[StoredSubmission]:
    """Submissions of a consultation (or all) in those states, by number; few are in memory at a time.

    Where no states are named, those that others replaced are left out: nothing of them counts. ``flagged`` leaves out
    those that nobody needs to look at: the queue says which.
    """
    chosen = (
        select(SubmissionRow.id)
        .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation))
    )
    if states is not None:
        chosen = chosen.where(SubmissionRow.state.in_(list(states)))
    else:
        chosen = chosen.where(SubmissionRow.state != SubmissionState.REPLACED)
    if flagged:
        chosen = chosen.join(QueueRow, QueueRow.submission_id == SubmissionRow.id).where(
            QueueRow.flagged, QueueRow.state == SubmissionState.PROPOSED
        )
    for numbers in numbers_in_chunks(session):
        yield from _load(session, list(session.scalars(chosen.where(SubmissionRow.id.in_(numbers)))))


def numbers_in_chunks(session: Session) -> Iterator[list[int]]:
    """The numbers of all submissions, ascending, ``CHUNK`` at a time.

    Which of them are wanted is asked chunk by chunk: a condition here would let a database sort all that is left for
    every chunk.
    """
    last = 0
    while numbers := list(
        session.scalars(select(SubmissionRow.id).where(SubmissionRow.id > last).order_by(SubmissionRow.id).limit(CHUNK))
    ):
        yield numbers
        last = numbers[-1]


def _load(session: Session, numbers: Sequence[int]) -> Iterator[StoredSubmission]:
    """Submissions by number, with all that belongs to them."""
    query = (
        select(SubmissionRow, SourceFileRow, BatchRow)
        .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(SubmissionRow.id.in_(numbers))
        .order_by(SubmissionRow.id)
    )
    page_query = (
        select(SubmissionPageRow.submission_id, PageRow.number)
        .join(PageRow, PageRow.id == SubmissionPageRow.page_id)
        .where(SubmissionPageRow.submission_id.in_(numbers))
        .order_by(SubmissionPageRow.position)
    )
    pages: dict[int, list[int]] = defaultdict(list)
    for submission, page in session.execute(page_query):
        pages[submission].append(page)
    fields: dict[int, list[FieldRow]] = defaultdict(list)
    field_query = select(FieldRow).where(FieldRow.submission_id.in_(numbers))
    for field in session.scalars(field_query.order_by(FieldRow.position, FieldRow.ordinal)):
        fields[field.submission_id].append(field)
    of_these = select(VerificationRow).join(FieldRow, FieldRow.id == VerificationRow.field_id)
    made = session.scalars(of_these.where(FieldRow.submission_id.in_(numbers)).order_by(VerificationRow.id))
    decisions = in_force(made)
    said = Said(place_answers(session, numbers), keyings(session, numbers))
    kinds = _kinds(session, numbers)
    standing = whole.standing(session, numbers)
    of_purged = select(SubmissionRow.id).join(PurgeRow, PurgeRow.source_file_id == SubmissionRow.source_file_id)
    purged = set(session.scalars(of_purged.where(SubmissionRow.id.in_(numbers))))
    found = session.execute(query).all()
    corrected = corrected_lateness(session, {batch.id for _, _, batch in found})
    for row, source, batch in found:
        by_name, attributes, opinions = _fields(fields[row.id], decisions, said)
        yield StoredSubmission(
            id=row.id,
            consultation=batch.consultation,
            channel=batch.channel,
            received=batch.received,
            batch_id=batch.id,
            sha256=source.sha256,
            file_name=source.name,
            ordinal=row.ordinal,
            pages=tuple(pages[row.id]),
            kind=kinds.get(row.id, row.kind),
            proposed_kind=row.kind,
            flags=flags_now(flags_record(row.flags), batch.id, corrected),
            fields=by_name,
            opinions=opinions,
            attribute_values=attributes,
            state=row.state,
            version=row.version,
            purged=row.id in purged,
            rejection=standing.rejections.get(row.id) if row.state is SubmissionState.REJECTED else None,
            passed_on=standing.passed_on.get(row.id) if row.state is SubmissionState.PROPOSED else None,
            handed_back=standing.handed_back.get(row.id),
        )


def _kinds(session: Session, numbers: Sequence[int]) -> dict[int, SubmitterKind]:
    """The kinds that people set, by submission."""
    query = (
        select(SubmissionDecisionRow.submission_id, SubmissionDecisionRow.value)
        .where(
            SubmissionDecisionRow.submission_id.in_(numbers),
            SubmissionDecisionRow.decision == SubmissionDecision.KIND_CHANGED,
        )
        .order_by(SubmissionDecisionRow.id)
    )
    return {submission: SubmitterKind(value or "") for submission, value in session.execute(query)}


def _fields(
    rows: list[FieldRow], decisions: dict[int, InForce], said: Said
) -> tuple[tuple[StoredField, ...], tuple[StoredField, ...], tuple[StoredField, ...]]:
    """The fields of a submission in the order of their names, its attributes and its opinions in theirs."""
    whole = next(row for row in rows if row.name is FieldName.OPINION and row.ordinal == 0)
    found = [row for row in rows if is_single_opinion(row) and row.added_by is None]
    fields = []
    attributes = []
    opinions = []
    for row in rows:
        verification, version = decisions.get(row.id, UNTOUCHED)
        of = whole if is_single_opinion(row) else None
        record = StoredField(
            id=row.id,
            submission_id=row.submission_id,
            ordinal=row.ordinal,
            proposal=proposal_record(row, of, alone=len(found) == 1),
            marker=row.marker,
            verification=None if verification is None else verification_record(verification),
            version=version,
            added_by=row.added_by,
            answers=said.places.get(row.id, ()),
            keyings=said.keyings.get(row.id, ()),
        )
        if row.name is FieldName.ATTRIBUTE:
            attributes.append(record)
        elif row.ordinal == 0:
            fields.append(record)
        if is_single_opinion(row) or (row is whole and not found):
            opinions.append(record)
    return tuple(sorted(fields, key=lambda field: _IN_ORDER[field.name])), tuple(attributes), tuple(opinions)


def is_single_opinion(row: FieldRow | Row[Any]) -> bool:
    """Whether a value is one of a submission's opinions, and not the field that stands for all of them."""
    return row.name is FieldName.OPINION and row.ordinal > 0


def load_known_answers(session: Session, consultation: str | None) -> tuple[tuple[KnownAnswerGiven, StoredField], ...]:
    """What reviewers said to values that were wrong on purpose, in that order, each with the value as it is now.

    Those of submissions that were rejected are not among them.
    """
    rows = session.execute(
        select(KnownAnswerRow, FieldRow.submission_id)
        .join(FieldRow, FieldRow.id == KnownAnswerRow.field_id)
        .join(SubmissionRow, SubmissionRow.id == FieldRow.submission_id)
        .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation), SubmissionRow.state != SubmissionState.REJECTED)
        .order_by(KnownAnswerRow.id)
    ).all()
    values: dict[int, StoredField] = {}
    numbers = sorted({number for _, number in rows})
    for start in range(0, len(numbers), CHUNK):
        for submission in _load(session, numbers[start : start + CHUNK]):
            if not submission.purged:  # what was shown is gone, too
                values |= {value.id: value for value in submission.values}
    return tuple(
        (KnownAnswerGiven(row.field_id, row.shown, row.outcome, row.by, row.at), values[row.field_id])
        for row, _ in rows
        if row.field_id in values
    )


def load_history(
    session: Session, submission: int
) -> tuple[tuple[Verification, ...], tuple[SubmissionVerification, ...]]:
    """Every decision on a submission's values and on the submission itself, in the order they were made."""
    on_values = (
        select(VerificationRow)
        .join(FieldRow, FieldRow.id == VerificationRow.field_id)
        .where(FieldRow.submission_id == submission)
        .order_by(VerificationRow.id)
    )
    on_whole = select(SubmissionDecisionRow).where(SubmissionDecisionRow.submission_id == submission)
    return (
        tuple(verification_record(row) for row in session.scalars(on_values)),
        tuple(
            SubmissionVerification(row.submission_id, row.decision, row.value, row.by, row.at, row.id)
            for row in session.scalars(on_whole.order_by(SubmissionDecisionRow.id))
        ),
    )

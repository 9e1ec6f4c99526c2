"""Retention: removing who sent what, file by file, when its time is over. Opinions, counts and hashes stay.

A file is purged as a whole, or not yet: its original holds everybody who is in it. So are files whose pages people
bound together (see ``bound_purge``). Every step may be repeated after an
interruption; ``erase`` and the removal of files finish what a killed purge left.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, or_, select

from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import PageRole
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store.answer_tables import KeyingRow, PlaceAnswerRow
from ocr_intake.store.arranged_tables import PageAsideRow
from ocr_intake.store.audit import audit
from ocr_intake.store.bindings import remove_left_behind
from ocr_intake.store.bound_purge import bindings_of, bound_together, forget_reasons, papers_with_bindings
from ocr_intake.store.findings import PurgePlan
from ocr_intake.store.paper_tables import SettlementRow
from ocr_intake.store.queue import refresh
from ocr_intake.store.records import FileState, SubmissionState
from ocr_intake.store.seals import in_chunks, note_file_gone, unsalt
from ocr_intake.store.settling import is_settled
from ocr_intake.store.submissions import for_consultation, in_force, is_single_opinion
from ocr_intake.store.tables import (
    BatchRow,
    DeliveryRow,
    FieldRow,
    KnownAnswerRow,
    PageRow,
    PurgeRow,
    SourceFileRow,
    SubmissionDecisionRow,
    SubmissionRow,
    VerificationRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from ocr_intake.store.database import Database
    from ocr_intake.store.files import FileStore

_CHUNK: Final = 50
"""Files a transaction: reviewers wait no longer than for a moment."""


@dataclass(frozen=True, slots=True)
class PurgeScope:
    """Which files are meant."""

    before: date | None = None
    """Received before that day."""
    consultation: str | None = None
    undecided: bool = False
    """Also what nobody decided on: open submissions, which are rejected, and files and pages that were set aside."""


def plan_purge(session: Session, scope: PurgeScope) -> PurgePlan:
    """What a purge of that scope would take, and what it would leave because somebody must decide first."""
    in_scope = (
        select(SourceFileRow.id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(scope.consultation), SourceFileRow.id.not_in(select(PurgeRow.source_file_id)))
        .order_by(SourceFileRow.id)
    )
    if scope.before is not None:
        in_scope = in_scope.where(BatchRow.received < scope.before)
    of_file = SubmissionRow.source_file_id == SourceFileRow.id
    is_open = exists().where(of_file, SubmissionRow.state == SubmissionState.PROPOSED)
    aside = exists().where(
        PageRow.source_file_id == SourceFileRow.id,
        PageRow.role == PageRole.SET_ASIDE,
        ~is_settled(SettlementRow.page_id == PageRow.id),
    )
    of_whole = (SettlementRow.source_file_id == SourceFileRow.id) & SettlementRow.page_id.is_(None)
    undecided = or_(is_open, aside, (SourceFileRow.state == FileState.SET_ASIDE) & ~is_settled(of_whole))
    unread = SourceFileRow.state == FileState.WAITING
    taken = in_scope.where(~unread) if scope.undecided else in_scope.where(~unread, ~undecided)
    left = in_scope.where(unread) if scope.undecided else in_scope.where(or_(unread, undecided))
    files, waiting = papers_with_bindings(session, tuple(session.scalars(taken)), tuple(session.scalars(left)))
    settled = is_settled(SettlementRow.delivery_id == DeliveryRow.id)
    done, unkept = (tuple(session.scalars(_unkept(scope).where(which))) for which in (settled, ~settled))
    open_ = select(SubmissionRow.id).where(SubmissionRow.state == SubmissionState.PROPOSED)
    count = select(SubmissionRow.id).where(SubmissionRow.state != SubmissionState.REPLACED)
    bindings = bindings_of(session, files)
    return PurgePlan(
        tuple(file for file in files if file not in bindings),
        tuple(file for file in files if file in bindings),
        done + unkept if scope.undecided else done,
        submissions=len(_of_files(session, count, files)),
        undecided=scope.undecided,
        left=len(set(waiting) - bindings_of(session, waiting)) + (0 if scope.undecided else len(unkept)),
        left_open=tuple(f"S{number:04d}" for number in _of_files(session, open_, waiting)),
    )


def _unkept(scope: PurgeScope) -> Select[int]:
    """What came and could not even be copied: of it there is nothing but a name."""
    query = (
        select(DeliveryRow.id)
        .join(BatchRow, BatchRow.id == DeliveryRow.batch_id)
        .where(for_consultation(scope.consultation), DeliveryRow.source_file_id.is_(None), DeliveryRow.name != "")
        .order_by(DeliveryRow.id)
    )
    return query if scope.before is None else query.where(BatchRow.received < scope.before)


def count_purged(session: Session, consultation: str | None) -> int:
    """How many submissions of a consultation (or all) were purged."""
    query = (
        select(func.count())
        .select_from(SubmissionRow)
        .join(PurgeRow, PurgeRow.source_file_id == SubmissionRow.source_file_id)
        .join(SourceFileRow, SourceFileRow.id == PurgeRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(SubmissionRow.state != SubmissionState.REPLACED)
    )
    return session.scalar(query.where(for_consultation(consultation))) or 0


def _of_files(session: Session, query: Any, files: Sequence[int]) -> list[int]:  # noqa: ANN401 - a select
    """Numbers of submissions of some files."""
    return [
        number
        for part in in_chunks(files, 500)
        for number in session.scalars(query.where(SubmissionRow.source_file_id.in_(part)).order_by(SubmissionRow.id))
    ]


def purge(database: Database, files: FileStore, plan: PurgePlan, *, by: str, clock: Callable[[], datetime]) -> None:
    """Do what a plan says, and finish what an interrupted purge left. Nobody else writes files meanwhile.

    A file with a submission that somebody reopened since the plan was made stays.

    Raises:
        WorkspaceError: Somebody keeps the database locked, or a file cannot be removed: the same purge goes on with it.
    """
    for part in in_chunks((*plan.files, *plan.bindings), _CHUNK):
        with database.transaction() as session:
            if plan.undecided:
                for number in part:
                    _reject_open(session, _submissions_of(session, bound_together(session, [number])), by, clock())
            for number in part:
                source = session.get_one(SourceFileRow, number)
                together = _submissions_of(session, bound_together(session, [number]))
                if all(submission.state is not SubmissionState.PROPOSED for submission in together):
                    _purge_file(session, files, source, _submissions_of(session, [number]), by, clock())
    with database.transaction(write=False) as session:
        of_purged = select(SourceFileRow.sha256).join(PurgeRow, PurgeRow.source_file_id == SourceFileRow.id)
        gone = tuple(session.scalars(of_purged))
        known = set(session.scalars(select(SourceFileRow.sha256)))
    remove_left_behind(files, known)
    for sha256 in gone:
        if files.holds_anything_of(sha256):
            files.remove(sha256)
    files.remove_backups()
    with database.transaction() as session:
        for number in plan.deliveries:
            _forget_name(session.get_one(DeliveryRow, number))
            audit(session, clock(), by, "delivery.purged", "delivery", number)
        _purge_later_deliveries(session)
        _purge_settlements(session)
        unsalt(session, _purged_records(session))
    database.erase()


def _submissions_of(session: Session, files: Collection[int]) -> Sequence[SubmissionRow]:
    return session.scalars(select(SubmissionRow).where(SubmissionRow.source_file_id.in_(list(files)))).all()


def _purge_file(
    session: Session,
    files: FileStore,
    source: SourceFileRow,
    submissions: Sequence[SubmissionRow],
    by: str,
    now: datetime,
) -> None:
    """Take out of one file's records who sent it."""
    session.flush()
    session.add(PurgeRow(source_file_id=source.id, by=by, at=now))
    session.flush()
    source.name = ""
    for page in session.scalars(select(PageRow).where(PageRow.source_file_id == source.id)):
        page.reading = None
    forget_reasons(session, source.id)
    for submission in submissions:
        _purge_submission(session, submission.id)
    session.flush()
    refresh(session, [submission.id for submission in submissions])
    for path in files.images_of(source.sha256):
        note_file_gone(session, path)
    audit(session, now, by, "file.purged", "file", source.id, submissions=len(submissions))


def _reject_open(session: Session, submissions: Sequence[SubmissionRow], by: str, now: datetime) -> None:
    """What nobody decided on does not count, now that nobody can decide any more."""
    before, after = SubmissionState.PROPOSED, SubmissionState.REJECTED
    for submission in submissions:
        if submission.state is before:
            decision = SubmissionDecision.REJECTED
            row = SubmissionDecisionRow(submission_id=submission.id, decision=decision, value=None, by=by, at=now)
            session.add(row)
            submission.state = after
            submission.version += 1
            audit(session, now, by, "submission.rejected", "submission", submission.id, before=before, after=after)


def _purge_submission(session: Session, number: int) -> None:
    fields = tuple(session.scalars(select(FieldRow).where(FieldRow.submission_id == number)))
    of_fields = select(VerificationRow).join(FieldRow, FieldRow.id == VerificationRow.field_id)
    made = tuple(session.scalars(of_fields.where(FieldRow.submission_id == number).order_by(VerificationRow.id)))
    decided = in_force(made)
    found = any(is_single_opinion(field) and field.added_by is None for field in fields)
    kept = set()
    for field in fields:
        # of opinions and attributes what is in force stays: it is the dataset; what was there before may hold a name
        is_kept = field.name is FieldName.ATTRIBUTE or (
            field.name is FieldName.OPINION and (field.ordinal > 0 or not found)
        )
        decision = decided[field.id].row if field.id in decided else None
        if is_kept and decision is not None:
            kept.add(decision.id)
        if not is_kept or decision is not None:
            field.value = None
        field.candidates, field.evidence, field.written = [], None, None
    for verification in made:
        if verification.id not in kept:
            verification.value = None
    for answer in session.scalars(
        select(KnownAnswerRow)
        .join(FieldRow, FieldRow.id == KnownAnswerRow.field_id)
        .where(FieldRow.submission_id == number)
    ):
        answer.shown = ""
    _purge_answers(session, [field.id for field in fields])
    of_submission = SubmissionDecisionRow.submission_id == number
    for decision_row in session.scalars(select(SubmissionDecisionRow).where(of_submission)):
        if decision_row.decision is not SubmissionDecision.KIND_CHANGED:
            decision_row.value = None


def _purge_answers(session: Session, fields: Sequence[int]) -> None:
    """What people said of values that was no decision yet."""
    for place in session.scalars(select(PlaceAnswerRow).where(PlaceAnswerRow.field_id.in_(fields))):
        place.text = None
    for keying in session.scalars(select(KeyingRow).where(KeyingRow.field_id.in_(fields))):
        keying.value = None


def _purge_later_deliveries(session: Session) -> None:
    """Names under which a purged file came, then or again since."""
    named = select(DeliveryRow).join(PurgeRow, PurgeRow.source_file_id == DeliveryRow.source_file_id)
    for delivery in session.scalars(named.where(DeliveryRow.name != "")):
        _forget_name(delivery)


def _purge_settlements(session: Session) -> None:
    """Why nothing was left to do about a purged file, or about what never came in and lost its name: people's words."""
    session.flush()
    of_purged = or_(
        SettlementRow.source_file_id.in_(select(PurgeRow.source_file_id)),
        SettlementRow.delivery_id.in_(select(DeliveryRow.id).where(DeliveryRow.name == "")),
    )
    for row in session.scalars(select(SettlementRow).where(of_purged, SettlementRow.reason != "")):
        row.reason = ""


def _forget_name(delivery: DeliveryRow) -> None:
    delivery.name, delivery.path = "", f"purged/{delivery.id}"


def _purged_records(session: Session) -> dict[str, set[int | str]]:
    """The rows that lost something in any purge so far, by table."""
    submissions = select(SubmissionRow.id).join(PurgeRow, PurgeRow.source_file_id == SubmissionRow.source_file_id)
    fields = select(FieldRow.id).where(FieldRow.submission_id.in_(submissions))
    files = select(PurgeRow.source_file_id)
    queries = {
        SourceFileRow: select(SourceFileRow.id).where(SourceFileRow.id.in_(files)),
        DeliveryRow: select(DeliveryRow.id).where(DeliveryRow.name == ""),
        PageRow: select(PageRow.id).where(PageRow.source_file_id.in_(files)),
        PageAsideRow: select(PageAsideRow.id).where(PageAsideRow.reason == ""),
        FieldRow: fields,
        VerificationRow: select(VerificationRow.id).where(VerificationRow.field_id.in_(fields)),
        PlaceAnswerRow: select(PlaceAnswerRow.id).where(PlaceAnswerRow.field_id.in_(fields)),
        KeyingRow: select(KeyingRow.id).where(KeyingRow.field_id.in_(fields)),
        KnownAnswerRow: select(KnownAnswerRow.id).where(KnownAnswerRow.field_id.in_(fields)),
        SubmissionDecisionRow: select(SubmissionDecisionRow.id).where(
            SubmissionDecisionRow.submission_id.in_(submissions)
        ),
        SettlementRow: select(SettlementRow.id).where(SettlementRow.reason == ""),
    }
    found: dict[str, set[int | str]] = defaultdict(set)
    for table, query in queries.items():
        found[table.__tablename__] = set(session.scalars(query))
    return found

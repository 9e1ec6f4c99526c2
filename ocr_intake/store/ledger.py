"""The ledger: counts of files, pages, submissions and opinions, and whether all that came in is accounted for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import PageRole
from ocr_intake.store.records import (
    FileCounts,
    FileState,
    Imbalance,
    Ledger,
    OpinionCounts,
    PageCounts,
    PageState,
    SetAsideItem,
    SubmissionCounts,
    SubmissionState,
)
from ocr_intake.store.rows import reason_record
from ocr_intake.store.submissions import STATE_AFTER, for_consultation, load_outlines, opinion_tally
from ocr_intake.store.tables import (
    BatchRow,
    DeliveryRow,
    FieldRow,
    PageRow,
    PurgeRow,
    SourceFileRow,
    SubmissionDecisionRow,
    SubmissionPageRow,
    SubmissionRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from ocr_intake.store.files import FileStore


def make_ledger(session: Session, files: FileStore, consultation: str | None, *, deep: bool) -> Ledger:
    """Count, and check (see ``Workspace.ledger``)."""
    return Ledger(
        _file_counts(session, consultation),
        _page_counts(session, consultation),
        _submission_counts(session, consultation),
        _opinion_counts(session, consultation),
        (
            *_rows_out_of_balance(session, consultation),
            *_originals_out_of_balance(session, files, consultation, deep=deep),
        ),
    )


def set_aside_items(session: Session, consultation: str | None) -> Iterator[SetAsideItem]:
    """Files and pages that the program could not read, in the order in which they came."""
    unreadable = (
        select(DeliveryRow.name, DeliveryRow.reason)
        .join(BatchRow, BatchRow.id == DeliveryRow.batch_id)
        .where(DeliveryRow.source_file_id.is_(None), for_consultation(consultation))
    )
    for name, reason in session.execute(unreadable.order_by(DeliveryRow.id)):
        yield from _aside(name, None, reason)
    whole = (
        select(SourceFileRow.name, SourceFileRow.sha256, SourceFileRow.reason)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(SourceFileRow.state == FileState.SET_ASIDE, for_consultation(consultation))
    )
    for name, sha256, reason in session.execute(whole.order_by(SourceFileRow.id)):
        yield from _aside(name, sha256, reason)
    pages = (
        select(SourceFileRow.name, SourceFileRow.sha256, PageRow.reason)
        .join(PageRow, PageRow.source_file_id == SourceFileRow.id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(PageRow.role == PageRole.SET_ASIDE, for_consultation(consultation))
    )
    for name, sha256, reason in session.execute(pages.order_by(SourceFileRow.id, PageRow.number)):
        yield from _aside(name, sha256, reason)


def _aside(name: str, sha256: str | None, value: dict[str, object] | None) -> Iterator[SetAsideItem]:
    reason = reason_record(value)
    if reason is not None:
        yield SetAsideItem(name, sha256, reason)


def _file_counts(session: Session, consultation: str | None) -> FileCounts:
    query = (
        select(SourceFileRow.state, func.count())
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation))
        .group_by(SourceFileRow.state)
    )
    states = dict(session.execute(query).all())
    deliveries = (
        select(func.count())
        .select_from(DeliveryRow)
        .join(BatchRow, BatchRow.id == DeliveryRow.batch_id)
        .where(for_consultation(consultation))
    )
    unreadable = session.scalar(deliveries.where(DeliveryRow.source_file_id.is_(None))) or 0
    duplicates = session.scalar(deliveries.where(DeliveryRow.duplicate)) or 0
    read, waiting = states.get(FileState.READ, 0), states.get(FileState.WAITING, 0)
    aside = states.get(FileState.SET_ASIDE, 0) + unreadable
    gone = (
        select(func.count())
        .select_from(PurgeRow)
        .join(SourceFileRow, SourceFileRow.id == PurgeRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation))
    )
    purged = session.scalar(gone) or 0
    return FileCounts(read + waiting + aside, read, waiting, aside, duplicates, purged)


def _page_counts(session: Session, consultation: str | None) -> PageCounts:
    query = (
        select(SourceFileRow.state, PageRow.state, PageRow.role, func.count())
        .select_from(PageRow)
        .join(SourceFileRow, SourceFileRow.id == PageRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation))
        .group_by(SourceFileRow.state, PageRow.state, PageRow.role)
    )
    roles: Counter[PageRole | None] = Counter()
    waiting = waiting_read = 0
    for file_state, page_state, role, count in session.execute(query):
        if file_state is FileState.READ:
            roles[role] += count
        else:
            waiting += count
            waiting_read += count if page_state is not PageState.WAITING else 0
    return PageCounts(
        total=waiting + sum(roles.values()),
        content=roles[PageRole.CONTENT],
        blank=roles[PageRole.BLANK],
        cover=roles[PageRole.COVER],
        set_aside=roles[PageRole.SET_ASIDE],
        waiting=waiting,
        waiting_read=waiting_read,
    )


def _submission_counts(session: Session, consultation: str | None) -> SubmissionCounts:
    query = (
        select(SubmissionRow.state, func.count())
        .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation))
        .group_by(SubmissionRow.state)
    )
    states = dict(session.execute(query).all())
    flagged = sum(outline.flagged for outline in load_outlines(session, consultation))
    accepted, rejected = states.get(SubmissionState.ACCEPTED, 0), states.get(SubmissionState.REJECTED, 0)
    waiting = states.get(SubmissionState.PROPOSED, 0)
    return SubmissionCounts(accepted + rejected + waiting, accepted, rejected, waiting, flagged)


def _opinion_counts(session: Session, consultation: str | None) -> OpinionCounts:
    tally = opinion_tally(session, consultation)
    accepted, rejected = tally[SubmissionState.ACCEPTED], tally[SubmissionState.REJECTED]
    waiting = tally[SubmissionState.PROPOSED]
    return OpinionCounts(accepted + rejected + waiting, accepted, rejected, waiting)


def _rows_out_of_balance(session: Session, consultation: str | None) -> Iterator[Imbalance]:
    """What the database itself should never hold."""
    of_file = PageRow.source_file_id == SourceFileRow.id
    pages = select(func.count()).select_from(PageRow).where(of_file).scalar_subquery()
    placed = exists().where(SubmissionPageRow.page_id == PageRow.id)
    read = SourceFileRow.state == FileState.READ
    content = PageRow.role == PageRole.CONTENT
    per_file = {
        "pages_missing": pages != SourceFileRow.page_count,
        "pages_without_role": exists().where(of_file, read, PageRow.role.is_(None)),
        "pages_still_waiting": exists().where(of_file, read, PageRow.state == PageState.WAITING),
        "content_in_no_submission": exists().where(of_file, read, content, ~placed),
        "submission_on_other_page": exists().where(of_file, ~(read & content), placed),
        "reason_missing": exists().where(of_file, PageRow.role == PageRole.SET_ASIDE, PageRow.reason.is_(None)),
        "unfinished_in_ended_batch": (SourceFileRow.state == FileState.WAITING) & BatchRow.ended_at.is_not(None),
    }
    for code, condition in per_file.items():
        query = select(SourceFileRow.sha256).join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        for sha256 in session.scalars(
            query.where(condition, for_consultation(consultation)).order_by(SourceFileRow.id)
        ):
            yield Imbalance(code, sha256[:12])
    yield from _submissions_out_of_balance(session, consultation)


def _submissions_out_of_balance(session: Session, consultation: str | None) -> Iterator[Imbalance]:
    fields = (
        select(func.count())
        .select_from(FieldRow)
        .where(FieldRow.submission_id == SubmissionRow.id, FieldRow.ordinal == 0)
        .scalar_subquery()
    )
    last = (
        select(SubmissionDecisionRow.decision)
        .where(SubmissionDecisionRow.submission_id == SubmissionRow.id)
        .where(SubmissionDecisionRow.decision.in_(list(STATE_AFTER)))
        .order_by(SubmissionDecisionRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            SubmissionRow.id,
            SubmissionRow.state,
            last,
            fields,
            exists().where(SubmissionPageRow.submission_id == SubmissionRow.id),
        )
        .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation))
        .order_by(SubmissionRow.id)
    )
    for number, state, decision, field_count, has_pages in session.execute(query):
        name = f"S{number:04d}"
        if not has_pages:
            yield Imbalance("submission_without_pages", name)
        if field_count != len(FieldName):
            yield Imbalance("fields_missing", name)
        if state is not STATE_AFTER.get(decision, SubmissionState.PROPOSED):
            yield Imbalance("state_without_decision", name)


def _originals_out_of_balance(
    session: Session, files: FileStore, consultation: str | None, *, deep: bool
) -> Iterator[Imbalance]:
    query = (
        select(SourceFileRow.sha256, SourceFileRow.size)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation), SourceFileRow.id.not_in(select(PurgeRow.source_file_id)))
    )
    for sha256, size in session.execute(query.order_by(SourceFileRow.id)):
        if not files.intact(sha256, size, deep=deep):
            yield Imbalance("original_damaged", sha256[:12])
    if deep and consultation is None:
        known = set(session.scalars(select(SourceFileRow.sha256)))
        for name in files.originals():
            if name not in known:
                yield Imbalance("original_unregistered", name[:12])

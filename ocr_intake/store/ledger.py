"""The ledger: counts of files, pages, submissions and opinions, and whether all that came in is accounted for."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, exists, func, or_, select, union_all

from ocr_intake.model.fields import FIELDS
from ocr_intake.model.pages import PageRole
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import queue, settling
from ocr_intake.store.arranged_ledger import PLACES, is_replaced, moved_roles, wrongly_placed
from ocr_intake.store.bindings import is_arrival, is_binding
from ocr_intake.store.entered import MEDIA_TYPE
from ocr_intake.store.findings import BlankPage, FileCounts, Imbalance, Ledger, PageCounts
from ocr_intake.store.placing import aside, in_use
from ocr_intake.store.records import FileState, PageState, SubmissionState
from ocr_intake.store.submissions import STATE_AFTER, for_consultation
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
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from ocr_intake.store.files import FileStore


def make_ledger(session: Session, files: FileStore, consultation: str | None, *, deep: bool) -> Ledger:
    """Count, and check (see ``Workspace.ledger``)."""
    counted = _file_counts(session, consultation)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # the folder is looked through while the database counts, and not before the moment that its answers are of:
        # a file that is taken in meanwhile is in the folder first
        sizes = beside.submit(files.sizes)
        return Ledger(
            counted,
            _page_counts(session, consultation),
            *queue.counts(session, consultation),
            (
                *_rows_out_of_balance(session, consultation),
                *_queue_out_of_balance(session, consultation, deep=deep),
                *_originals_out_of_balance(session, files, sizes.result(), consultation, deep=deep),
            ),
            tuple(_blank_pages(session, consultation)),
            settling.counts(session, consultation),
        )


def _file_counts(session: Session, consultation: str | None) -> FileCounts:
    query = (
        select(SourceFileRow.state, func.count())
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation), is_arrival())
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
        .where(for_consultation(consultation), is_arrival())
    )
    purged = session.scalar(gone) or 0
    on_paper = (
        select(func.count())
        .select_from(SourceFileRow)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(SourceFileRow.media_type == MEDIA_TYPE, for_consultation(consultation))
    )
    entered = session.scalar(on_paper) or 0
    return FileCounts(read + waiting + aside, read, waiting, aside, duplicates, purged, entered)


def _page_counts(session: Session, consultation: str | None) -> PageCounts:
    query = (
        select(SourceFileRow.state, PageRow.state, PageRow.role, func.count())
        .select_from(PageRow)
        .join(SourceFileRow, SourceFileRow.id == PageRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation), is_arrival())
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
    for role, count in moved_roles(session, consultation).items():
        roles[role] += count
    return PageCounts(
        total=waiting + sum(roles.values()),
        content=roles[PageRole.CONTENT],
        blank=roles[PageRole.BLANK],
        cover=roles[PageRole.COVER],
        set_aside=roles[PageRole.SET_ASIDE],
        waiting=waiting,
        waiting_read=waiting_read,
    )


def _blank_pages(session: Session, consultation: str | None) -> Iterator[BlankPage]:
    """The pages of finished files that were taken for blank and never taken up, in the order in which they came."""
    placed = union_all(in_use(), aside()).subquery()
    query = (
        select(SourceFileRow.name, SourceFileRow.sha256, PageRow.number)
        .join(PageRow, PageRow.source_file_id == SourceFileRow.id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(SourceFileRow.state == FileState.READ, PageRow.role == PageRole.BLANK)
        .where(is_arrival(), for_consultation(consultation), PageRow.id.not_in(select(placed.c.original)))
        .order_by(SourceFileRow.id, PageRow.number)
    )
    yield from (BlankPage(name, sha256, number) for name, sha256, number in session.execute(query))


def _rows_out_of_balance(session: Session, consultation: str | None) -> Iterator[Imbalance]:
    """What the database itself should never hold."""
    of_file = PageRow.source_file_id == SourceFileRow.id
    pages = select(func.count()).select_from(PageRow).where(of_file).scalar_subquery()
    read = SourceFileRow.state == FileState.READ
    files = {
        "pages_missing": pages != SourceFileRow.page_count,
        "unfinished_in_ended_batch": (SourceFileRow.state == FileState.WAITING) & BatchRow.ended_at.is_not(None),
    }
    of_files = select(SourceFileRow.sha256).join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
    yield from _found(session, of_files.where(for_consultation(consultation)), files, lambda sha256: sha256[:12])
    content, placed = PageRow.role == PageRole.CONTENT, SubmissionPageRow.page_id.is_not(None)
    each_page = {
        "pages_without_role": read & PageRow.role.is_(None),
        "pages_still_waiting": read & (PageRow.state == PageState.WAITING),
        "content_in_no_submission": read & content & ~placed,
        "submission_on_other_page": ~(read & content) & placed,
    }
    of_pages = (
        of_files.join(PageRow, of_file)
        .outerjoin(SubmissionPageRow, SubmissionPageRow.page_id == PageRow.id)
        .where(for_consultation(consultation))
    )
    yield from _found(session, of_pages, each_page, lambda sha256: sha256[:12])
    # by itself: pages are looked through in an index, and the reason is not in it
    no_reason = {
        "reason_missing": (PageRow.role == PageRole.SET_ASIDE) & PageRow.reason.is_(None),
    }
    yield from _found(session, of_pages, no_reason, lambda sha256: sha256[:12])
    yield from _submissions_out_of_balance(session, consultation)
    for code, places in PLACES.items():
        for sha256 in wrongly_placed(session, consultation, places):
            yield Imbalance(code, sha256[:12])


def _found(
    session: Session, subjects: Select[Any], wrong: Mapping[str, ColumnElement[bool]], name: Callable[[Any], str]
) -> Iterator[Imbalance]:
    """What is wrong with which subjects, each said once, in the order of the codes.

    One pass over all of them: what is right, which is usually everything, never leaves the database.
    """
    codes = [condition.label(code) for code, condition in wrong.items()]
    found = dict.fromkeys(
        (number, subject)
        for subject, *said in session.execute(subjects.add_columns(*codes).where(or_(*wrong.values())))
        for number, holds in enumerate(said)
        if holds
    )
    for number, subject in sorted(found):
        yield Imbalance(codes[number].name, name(subject))


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
    replaced = SubmissionRow.state == SubmissionState.REPLACED
    led_to = case({state: decision.value for decision, state in STATE_AFTER.items()}, value=SubmissionRow.state)
    wrong = {
        "submission_without_pages": ~exists().where(SubmissionPageRow.submission_id == SubmissionRow.id),
        "fields_missing": fields != len(FIELDS),
        "state_without_decision": ~replaced & (func.coalesce(last, SubmissionDecision.REOPENED.value) != led_to),
        "state_without_arrangement": replaced != is_replaced(),
    }
    query = (
        select(SubmissionRow.id)
        .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation))
    )
    yield from _found(session, query, wrong, "S{:04d}".format)


def _queue_out_of_balance(session: Session, consultation: str | None, *, deep: bool) -> Iterator[Imbalance]:
    """Submissions of which the index beside the records says something else; ``deep`` compares all of it."""
    differing = queue.differing if deep else queue.out_of_step
    for number in differing(session, consultation):
        yield Imbalance("queue_differs", f"S{number:04d}")


def _originals_out_of_balance(
    session: Session, files: FileStore, sizes: Mapping[str, int], consultation: str | None, *, deep: bool
) -> Iterator[Imbalance]:
    query = (
        select(SourceFileRow.sha256, SourceFileRow.size)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(for_consultation(consultation), SourceFileRow.id.not_in(select(PurgeRow.source_file_id)))
        .order_by(SourceFileRow.id)
    )
    for sha256, size in session.execute(query):
        if sizes.get(sha256) != size or (deep and not files.intact(sha256)):
            yield Imbalance("original_damaged", sha256[:12])
    if deep and consultation is None:
        known = set(session.scalars(select(SourceFileRow.sha256)))
        for name in files.originals():
            if name not in known and not is_binding(files, name):
                yield Imbalance("original_unregistered", name[:12])

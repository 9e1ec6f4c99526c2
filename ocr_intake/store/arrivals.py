"""Recording that a file came: new, again, after an interruption, or in vain. Its bytes are ``files``' business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ocr_intake.model.pages import SetAside, SourceFile
from ocr_intake.store.audit import audit
from ocr_intake.store.paper_tables import SettlementRow
from ocr_intake.store.records import Arrival, FileState, PageState, Registered
from ocr_intake.store.rows import clean_text, insert_delivery, operator_of, reason_json, reason_record
from ocr_intake.store.settling import is_settled
from ocr_intake.store.tables import DeliveryRow, PageRow, SourceFileRow

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from ocr_intake.store.files import Kept


def record_arrival(  # noqa: PLR0913 - all that is known of one file
    session: Session,
    now: datetime,
    path: Path,
    source: SourceFile | SetAside,
    batch: int,
    *,
    kept: Kept,
    row: SourceFileRow | None,
) -> Registered:
    """Record a file whose bytes are kept, or recognise that it is on record.

    Args:
        session: A writing transaction.
        now: What the time is.
        path: Where it was found.
        source: What intake made of it.
        batch: The batch that brings it.
        kept: Its bytes.
        row: The record of these bytes, if there is one.
    """
    operator, sha256 = operator_of(session, batch), kept.sha256
    if row is not None:
        same = select(DeliveryRow).where(
            DeliveryRow.batch_id == batch,
            DeliveryRow.path == clean_text(path.absolute()),
            DeliveryRow.source_file_id == row.id,
        )
        # what was entered by hand meanwhile is not read as well: it would count twice
        retried = row.state is FileState.SET_ASIDE and isinstance(source, SourceFile) and not _is_settled(session, row)
        delivery = session.scalar(same)
        if not retried and delivery is not None:
            return _as_before(row, delivery)
        if not retried:
            insert_delivery(session, path, batch, now, row.id, duplicate=True)
            audit(session, now, operator, "file.duplicate", "file", row.id)
            return _again(row)
    else:
        delivery = None
        row = SourceFileRow(
            sha256=sha256,
            batch_id=batch,
            name=clean_text(path.name),
            size=kept.size,
            page_count=0,
            registered_at=now,
        )
        session.add(row)
    if isinstance(source, SourceFile):
        row.state, row.reason, row.batch_id = FileState.WAITING, None, batch
        row.media_type, row.page_count = source.media_type, source.pages
        session.flush()
        numbers = range(1, source.pages + 1)
        session.add_all(PageRow(source_file_id=row.id, number=n, state=PageState.WAITING) for n in numbers)
    else:
        row.state, row.reason = FileState.SET_ASIDE, reason_json(source)
        session.flush()
    if delivery is None:
        insert_delivery(session, path, batch, now, row.id, duplicate=False)
    if isinstance(source, SetAside):
        audit(session, now, operator, "file.set_aside", "file", row.id, code=source.code)
        return Registered(Arrival.SET_ASIDE, sha256, source)
    audit(session, now, operator, "file.registered", "file", row.id)
    return Registered(Arrival.NEW, sha256)


def record_without_bytes(session: Session, now: datetime, path: Path, reason: SetAside, batch: int) -> Registered:
    """Record a file that could not be copied, or that is too large to be, once a batch."""
    operator = operator_of(session, batch)
    before = select(DeliveryRow.id).where(
        DeliveryRow.batch_id == batch,
        DeliveryRow.path == clean_text(path.absolute()),
        DeliveryRow.source_file_id.is_(None),
    )
    if session.scalar(before) is None:
        number = insert_delivery(session, path, batch, now, None, duplicate=False, reason=reason)
        audit(session, now, operator, "file.set_aside", "delivery", number, code=reason.code)
    return Registered(Arrival.SET_ASIDE, None, reason)


def _is_settled(session: Session, row: SourceFileRow) -> bool:
    return bool(
        session.scalar(select(is_settled((SettlementRow.source_file_id == row.id) & SettlementRow.page_id.is_(None))))
    )


def _as_before(row: SourceFileRow, delivery: DeliveryRow) -> Registered:
    """What a delivery that is on record already amounts to."""
    if delivery.duplicate:
        return _again(row)
    if row.state is FileState.SET_ASIDE:
        return Registered(Arrival.SET_ASIDE, row.sha256, reason_record(row.reason))
    return Registered(Arrival.WAITING if row.state is FileState.WAITING else Arrival.DONE, row.sha256)


def _again(row: SourceFileRow) -> Registered:
    """One more delivery of bytes that are on record, with the reason where they could not be taken in."""
    reason = reason_record(row.reason) if row.state is FileState.SET_ASIDE else None
    return Registered(Arrival.DUPLICATE, row.sha256, reason, row.batch_id)

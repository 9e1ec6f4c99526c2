"""Batches: telling of them, and correcting what was said of one when it was taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select

from ocr_intake.store import queue
from ocr_intake.store.audit import audit
from ocr_intake.store.bindings import is_arrival
from ocr_intake.store.errors import BatchChangedError, BatchUnchangedError, UnknownRecordError
from ocr_intake.store.paper import BatchCorrection, BatchFacts, BatchOutline
from ocr_intake.store.paper_tables import BatchCorrectionRow
from ocr_intake.store.records import FileState, SubmissionState
from ocr_intake.store.rows import batch_record
from ocr_intake.store.seals import in_chunks
from ocr_intake.store.submissions import CHUNK, for_consultation
from ocr_intake.store.tables import BatchRow, SourceFileRow, SubmissionRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from ocr_intake.model.fields import FlagCode
    from ocr_intake.store.database import Database


class Batches:
    """The batches of a workspace."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def today(self) -> date:
        """The day that it is by the workspace's clock, in the office's time zone."""
        return self._clock().astimezone().date()

    def all(self, consultation: str | None = None) -> tuple[BatchOutline, ...]:
        """Every batch of a consultation (or all), in the order in which they came."""
        with self._database.transaction(write=False) as session:
            query = select(BatchRow).where(for_consultation(consultation)).order_by(BatchRow.id)
            return tuple(_outline(session, row) for row in session.scalars(query).all())

    def outline(self, number: int) -> BatchOutline:
        """One batch.

        Raises:
            UnknownRecordError: There is none with that number.
        """
        with self._database.transaction(write=False) as session:
            return _outline(session, _row(session, number))

    def submissions(self, number: int) -> tuple[int, ...]:
        """The numbers of a batch's submissions, without those that others replaced."""
        with self._database.transaction(write=False) as session:
            return _submissions(session, number, SubmissionRow.state != SubmissionState.REPLACED)

    def files(self, number: int) -> tuple[tuple[str, FileState], ...]:
        """The names of the files that count for a batch, with how far they have come; purged ones have none."""
        query = select(SourceFileRow.name, SourceFileRow.state).where(SourceFileRow.batch_id == number, is_arrival())
        with self._database.transaction(write=False) as session:
            return tuple((name, state) for name, state in session.execute(query.order_by(SourceFileRow.id)))

    def correct(
        self, number: int, seen: BatchFacts, wanted: BatchFacts, late: FlagCode | None, *, by: str
    ) -> BatchOutline:
        """Say otherwise how a batch came. Its submissions, queue, exports and ledger follow.

        Args:
            number: Of the batch.
            seen: What the person had before them.
            wanted: What is right.
            late: What its papers are flagged with by that; None where they came in time.
            by: Who corrects it.

        Raises:
            UnknownRecordError: There is no such batch.
            BatchChangedError: Somebody corrected it in between.
            BatchUnchangedError: It says so already.
        """
        with self._database.transaction() as session:
            outline = _outline(session, _row(session, number))
            if outline.facts != seen:
                raise BatchChangedError(number)
            if wanted == seen:
                raise BatchUnchangedError(number)
            return self._write(session, outline, wanted, late, by, undoes=None)

    def undo(self, number: int, correction: int, late: FlagCode | None, *, by: str) -> BatchOutline:
        """Take the last correction of a batch back.

        Args:
            number: Of the batch.
            correction: Its last one as the person saw it (``BatchOutline.last_correction``).
            late: What the batch's papers are flagged with once it is taken back.
            by: Who takes it back.

        Raises:
            UnknownRecordError: There is no such batch.
            BatchChangedError: It is not the last one any more.
        """
        with self._database.transaction() as session:
            outline = _outline(session, _row(session, number))
            last = outline.last_correction
            if last is None or last.id != correction:
                raise BatchChangedError(number)
            return self._write(session, outline, last.before, late, by, undoes=last.id)

    def _write(
        self,
        session: Session,
        outline: BatchOutline,
        wanted: BatchFacts,
        late: FlagCode | None,
        by: str,
        *,
        undoes: int | None,
    ) -> BatchOutline:
        number, before = outline.batch.id, outline.facts
        row = session.get_one(BatchRow, number)
        row.consultation, row.channel, row.received = wanted.consultation, wanted.channel, wanted.received
        correction = BatchCorrectionRow(
            batch_id=number,
            consultation_before=before.consultation,
            consultation=wanted.consultation,
            channel_before=before.channel,
            channel=wanted.channel,
            received_before=before.received,
            received=wanted.received,
            late=None if late is None else late.value,
            by=by,
            at=self._clock(),
            undoes=undoes,
        )
        session.add(correction)
        session.flush()
        for part in in_chunks(_submissions(session, number), CHUNK):
            queue.refresh(session, part)
        action = "batch.corrected" if undoes is None else "batch.correction_undone"
        audit(session, correction.at, by, action, "batch", number, correction=correction.id)
        return _outline(session, row)


def _row(session: Session, number: int) -> BatchRow:
    row = session.get(BatchRow, number)
    if row is None:
        raise UnknownRecordError("batch", number)
    return row


def _outline(session: Session, row: BatchRow) -> BatchOutline:
    of_batch = SourceFileRow.batch_id == row.id
    files = dict(
        session.execute(
            select(SourceFileRow.state, func.count()).where(of_batch, is_arrival()).group_by(SourceFileRow.state)
        ).all()
    )
    states = dict(
        session.execute(
            select(SubmissionRow.state, func.count())
            .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
            .where(of_batch, SubmissionRow.state != SubmissionState.REPLACED)
            .group_by(SubmissionRow.state)
        ).all()
    )
    made = session.scalars(
        select(BatchCorrectionRow).where(BatchCorrectionRow.batch_id == row.id).order_by(BatchCorrectionRow.id)
    )
    return BatchOutline(
        batch_record(row),
        files=sum(files.values()),
        waiting=files.get(FileState.WAITING, 0),
        submissions=sum(states.values()),
        accepted=states.get(SubmissionState.ACCEPTED, 0),
        corrections=tuple(_correction(each) for each in made),
    )


def _correction(row: BatchCorrectionRow) -> BatchCorrection:
    return BatchCorrection(
        row.id,
        BatchFacts(row.consultation_before, row.channel_before, row.received_before),
        BatchFacts(row.consultation, row.channel, row.received),
        row.by,
        row.at,
        row.undoes,
    )


def _submissions(session: Session, number: int, *conditions: ColumnElement[bool]) -> tuple[int, ...]:
    query = (
        select(SubmissionRow.id)
        .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
        .where(SourceFileRow.batch_id == number, *conditions)
    )
    return tuple(session.scalars(query.order_by(SubmissionRow.id)))

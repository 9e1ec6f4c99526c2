"""What an ingest writes: batches, files, pages, outcomes. Every step may be repeated after an interruption.

Bytes and images are safe on disk before the database speaks of them; a step that was done is recognised and not redone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, select, true

from ocr_intake.model.pages import PageRole, SetAside, SourceFile
from ocr_intake.model.reading import PageReading
from ocr_intake.store import codec, queue
from ocr_intake.store.arrivals import record_arrival, record_without_bytes
from ocr_intake.store.audit import audit
from ocr_intake.store.errors import UnknownRecordError
from ocr_intake.store.files import Kept, SourceTooLargeError, SourceUnreadableError
from ocr_intake.store.outcome import check_outcome, insert_submission
from ocr_intake.store.records import Batch, FileState, PageState, Registered
from ocr_intake.store.rows import (
    batch_record,
    clean_text,
    file_row,
    operator_of,
    page_row,
    reason_json,
    reason_record,
)
from ocr_intake.store.seals import note_file
from ocr_intake.store.tables import BatchRow, DeliveryRow, PageRow, PurgeRow, SourceFileRow, SubmissionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime
    from pathlib import Path

    from ocr_intake.model.pages import Channel
    from ocr_intake.model.submission import FileOutcome
    from ocr_intake.store.database import Database
    from ocr_intake.store.files import FileStore


class Ingest:
    """The writing side of an ingest. ``Workspace.ingest`` makes one and keeps others out meanwhile."""

    def __init__(self, database: Database, files: FileStore, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._files = files
        self._clock = clock

    # ------------------------------------------------------------------------------------------------- batches

    def start_batch(
        self,
        consultation: str,
        channel: Channel,
        sources: Iterable[Path],
        *,
        operator: str,
        received: date | None = None,
    ) -> Batch:
        """Begin a batch, or go on with the unfinished one of the same command.

        The same command is the same consultation, channel, sources (whatever their order; relative or absolute) and
        ``received`` as given. None stands for today, and for the day of the first run when an unfinished one goes on.
        """
        paths = sorted({clean_text(path.absolute()) for path in sources})
        named = [consultation, channel.value, received.isoformat() if received else None, paths]
        key = hashlib.sha256(json.dumps(named).encode()).hexdigest()
        now = self._clock()
        with self._database.transaction() as session:
            row = session.scalar(select(BatchRow).where(BatchRow.key == key, BatchRow.ended_at.is_(None)))
            continued = row is not None
            if row is None:
                row = BatchRow(
                    key=key,
                    consultation=consultation,
                    channel=channel,
                    received=received or now.astimezone().date(),
                    operator=operator,
                    started_at=now,
                )
                session.add(row)
                session.flush()
            audit(session, now, operator, "batch.continued" if continued else "batch.started", "batch", row.id)
            return batch_record(row, continued=continued)

    def end_batch(self, batch: int) -> bool:
        """End a batch. While files of it still wait it stays open, so that the same command goes on with it.

        Returns:
            Whether it has ended.
        """
        now = self._clock()
        with self._database.transaction() as session:
            row = session.get(BatchRow, batch)
            if row is None:
                raise UnknownRecordError("batch", batch)
            waiting = select(SourceFileRow.id).where(_of_batch(batch), SourceFileRow.state == FileState.WAITING)
            if session.scalar(waiting.limit(1)) is not None:
                return False
            if row.ended_at is None:
                row.ended_at = now
                audit(session, now, row.operator, "batch.ended", "batch", batch)
            return True

    # --------------------------------------------------------------------------------------------------- files

    def register(self, path: Path, source: SourceFile | SetAside, batch: int, largest: int | None = None) -> Registered:
        """Take a file in: first its bytes, then the record of it.

        Args:
            path: Where it was found.
            source: What intake made of it; a ``SetAside`` is recorded with its reason, and its bytes are kept too.
            batch: The batch that brings it.
            largest: Bytes of a file that are kept; of one that has more, only the record is made.

        Raises:
            WorkspaceUnwritableError: The copy cannot be written.
        """
        try:
            if isinstance(source, SourceFile) and self._files.intact(source.sha256):
                kept = Kept(source.sha256, source.size, new=False)
            else:
                kept = self._files.keep(path, largest)
        except SourceUnreadableError as error:
            changed = SetAside("changed" if isinstance(error, SourceTooLargeError) else "unreadable")
            reason = source if isinstance(source, SetAside) else changed
            with self._database.transaction() as session:
                return record_without_bytes(session, self._clock(), path, reason, batch)
        if isinstance(source, SourceFile) and kept.sha256 != source.sha256:
            # it changed while it was being taken in: what was looked at is not what was copied
            source = SetAside("changed")
        with self._database.transaction() as session:
            row = session.scalar(select(SourceFileRow).where(SourceFileRow.sha256 == kept.sha256))
            purged = row is not None and session.get(PurgeRow, row.id) is not None
            healed = row is not None and kept.new and not purged
            if row is not None and healed:
                audit(session, self._clock(), operator_of(session, batch), "file.healed", "file", row.id)
            registered = record_arrival(session, self._clock(), path, source, batch, kept=kept, row=row)
        if purged:
            self._files.remove(kept.sha256)
        return replace(registered, healed=healed)

    def knows(self, sha256: str) -> bool:
        """Whether a file is on record and needs nothing of its bytes: they are kept undamaged, or purged."""
        with self._database.transaction(write=False) as session:
            row = session.scalar(select(SourceFileRow).where(SourceFileRow.sha256 == sha256))
            if row is None or session.get(PurgeRow, row.id) is not None:
                return row is not None
        return self._files.intact(sha256)

    # --------------------------------------------------------------------------------------------------- pages

    def pages_waiting(self, batch: int | None = None) -> tuple[tuple[str, int], ...]:
        """``(sha256, page)`` of what is still to be read of the files that a batch brought (first or again), or of all.

        In the order in which the files were registered.
        """
        query = (
            select(SourceFileRow.sha256, PageRow.number)
            .join(PageRow, PageRow.source_file_id == SourceFileRow.id)
            .where(SourceFileRow.state == FileState.WAITING, PageRow.state == PageState.WAITING, _of_batch(batch))
            .order_by(SourceFileRow.id, PageRow.number)
        )
        with self._database.transaction(write=False) as session:
            return tuple((sha256, number) for sha256, number in session.execute(query))

    def save_page(self, sha256: str, reading: PageReading, upright_png: bytes | None = None) -> bool:
        """Keep what was read from a page, and its upright image (PNG).

        Returns:
            False when the page had been read or set aside before: the earlier reading stays.

        Raises:
            CodecError: The reading is not what its types say.
            WorkspaceUnwritableError: The image cannot be written.
        """
        if reading.role is PageRole.SET_ASIDE:
            raise ValueError("a page that is set aside has a reason: use set_page_aside")
        packed = codec.pack(reading, PageReading)
        with self._database.transaction(write=False) as session:
            if page_row(session, sha256, reading.number).state is not PageState.WAITING:
                return False
        image = None if upright_png is None else self._files.save_page_image(sha256, reading.number, upright_png)
        with self._database.transaction() as session:
            page = page_row(session, sha256, reading.number)
            if page.state is not PageState.WAITING:
                return False
            if image is not None and upright_png is not None:
                note_file(session, self._files.name_of(image), upright_png)
            page.state, page.role = PageState.READ, reading.role
            page.reading, page.digest = packed, reading.digest
        return True

    def set_page_aside(self, sha256: str, reason: SetAside) -> bool:
        """Record that a page (``reason.page``) cannot be read.

        Returns:
            False when it had been read or set aside before: that stays.
        """
        if reason.page is None:
            raise ValueError("the reason must name the page")
        now = self._clock()
        with self._database.transaction() as session:
            page = page_row(session, sha256, reason.page)
            if page.state is not PageState.WAITING:
                return False
            page.state, page.role, page.reason = PageState.SET_ASIDE, PageRole.SET_ASIDE, reason_json(reason)
            source = file_row(session, sha256)
            audit(
                session, now, operator_of(session, source.batch_id), "page.set_aside", "page", page.id, code=reason.code
            )
        return True

    # ------------------------------------------------------------------------------------------------ outcomes

    def files_unfinished(self, batch: int | None = None) -> tuple[str, ...]:
        """Hashes of the files (of a batch, or all) that no submissions were made of yet, in the order they came in."""
        query = (
            select(SourceFileRow.sha256)
            .where(SourceFileRow.state == FileState.WAITING, _of_batch(batch))
            .order_by(SourceFileRow.id)
        )
        with self._database.transaction(write=False) as session:
            return tuple(session.scalars(query))

    def page_readings(self, sha256: str) -> tuple[PageReading, ...]:
        """What was read from a file so far, in page order; pages set aside are not in it.

        Raises:
            CodecError: What the database holds is damaged.
        """
        with self._database.transaction(write=False) as session:
            query = select(PageRow.reading).where(
                PageRow.source_file_id == file_row(session, sha256).id, PageRow.state == PageState.READ
            )
            packed = tuple(session.scalars(query.order_by(PageRow.number)))
        return tuple(codec.unpack(data or b"", PageReading) for data in packed)

    def pages_of(self, sha256: str) -> int:
        """How many pages a file has."""
        with self._database.transaction(write=False) as session:
            return file_row(session, sha256).page_count

    def pages_set_aside(self, sha256: str) -> tuple[SetAside, ...]:
        """The reasons of a file's pages that were set aside, in page order; each names its page."""
        with self._database.transaction(write=False) as session:
            query = select(PageRow.reason).where(
                PageRow.source_file_id == file_row(session, sha256).id, PageRow.state == PageState.SET_ASIDE
            )
            reasons = (reason_record(value) for value in session.scalars(query.order_by(PageRow.number)))
            return tuple(reason for reason in reasons if reason is not None)

    def batch_of(self, sha256: str) -> Batch:
        """The batch that a file counts for: its consultation, channel and received date hold for its submissions."""
        with self._database.transaction(write=False) as session:
            batch = session.get_one(BatchRow, file_row(session, sha256).batch_id)
            return batch_record(batch)

    def save_outcome(self, sha256: str, outcome: FileOutcome) -> tuple[int, ...]:
        """Finish a file: its submissions and what became of each page, all or nothing.

        A file that is finished already keeps the outcome that it has.

        Returns:
            The numbers of its submissions.

        Raises:
            ValueError: The outcome does not account for every page exactly once, or pages still wait.
        """
        now = self._clock()
        with self._database.transaction() as session:
            source = file_row(session, sha256)
            if source.state is FileState.READ:
                numbers = select(SubmissionRow.id).where(SubmissionRow.source_file_id == source.id)
                return tuple(session.scalars(numbers.order_by(SubmissionRow.ordinal)))
            pages = {
                page.number: page
                for page in session.scalars(select(PageRow).where(PageRow.source_file_id == source.id))
            }
            check_outcome(outcome, {number: page.state for number, page in pages.items()})
            for item in outcome.pages:
                page = pages[item.number]
                page.role = item.role
                if item.reason is not None and page.reason is None:
                    page.reason = reason_json(item.reason)
            rows = {number: page.id for number, page in pages.items()}
            made = tuple(
                insert_submission(session, source.id, ordinal, submission, rows)
                for ordinal, submission in enumerate(outcome.submissions, 1)
            )
            queue.refresh(session, made)
            source.state, source.read_at = FileState.READ, now
            operator = operator_of(session, source.batch_id)
            audit(session, now, operator, "file.read", "file", source.id, submissions=len(made))
        return made


def _of_batch(batch: int | None) -> ColumnElement[bool]:
    """Whether a source file was delivered in a batch, first or again; every file for None."""
    if batch is None:
        return true()
    return exists().where(DeliveryRow.source_file_id == SourceFileRow.id, DeliveryRow.batch_id == batch)

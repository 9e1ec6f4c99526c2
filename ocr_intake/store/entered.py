"""Writing a submission that a person typed in from paper: all of it in one transaction, decided by who typed it.

The original that is kept is the document of what was typed; its pages are those of a picture of the paper, or one page
with nothing on it, so that whatever works on submissions works on these.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import PageRole
from ocr_intake.model.reading import PageReading
from ocr_intake.model.review import Decision
from ocr_intake.store import codec, queue
from ocr_intake.store.audit import audit
from ocr_intake.store.errors import WorkspaceError
from ocr_intake.store.outcome import insert_submission
from ocr_intake.store.records import FileState, PageState
from ocr_intake.store.seals import note_file
from ocr_intake.store.settling import enter
from ocr_intake.store.submissions import is_single_opinion
from ocr_intake.store.tables import BatchRow, DeliveryRow, FieldRow, PageRow, SourceFileRow, VerificationRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from ocr_intake.model.submission import Submission
    from ocr_intake.store.database import Database
    from ocr_intake.store.files import FileStore
    from ocr_intake.store.paper import BatchFacts

MEDIA_TYPE: Final = "application/vnd.ocr-intake.entered+json"
"""Of the documents of what was typed."""
ENTERED: Final = "entered"
"""``FieldValue.source`` of what a person typed in from paper."""


@dataclass(frozen=True, slots=True)
class EnteredSubmission:
    """What is written of one."""

    facts: BatchFacts
    document: bytes
    """The original: no two are the same."""
    pages: tuple[tuple[PageReading, bytes], ...]
    """Each with its upright image (PNG), in order."""
    submission: Submission
    """On all of the pages; its values are what was typed."""
    instead_of: tuple[str, ...] = ()
    """Numbers of what could not be read and is entered by this (see ``SetAsideItem.id``)."""


class Entering:
    """Typing in paper. Ingests go on beside it."""

    def __init__(self, database: Database, files: FileStore, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._files = files
        self._clock = clock

    def write(self, entered: EnteredSubmission, *, by: str) -> int:
        """Keep the document and the images, and write the submission. All of it, or nothing.

        What one person enters for a consultation, channel and day makes one batch.

        Returns:
            The submission's number. Its values are decided on by ``by``, as typed; whether it counts is still open.

        Raises:
            WorkspaceUnwritableError: The document or an image cannot be written.
            NotSetAsideError: There is nothing of a number in ``instead_of``.
            AlreadySettledError: Something was done about it already.
        """
        sha256 = hashlib.sha256(entered.document).hexdigest()
        try:
            with self._database.transaction() as session:
                number = _write(session, entered, sha256, by, self._clock())
                self._files.keep_bytes(entered.document)
                for reading, png in entered.pages:
                    image = self._files.save_page_image(sha256, reading.number, png)
                    note_file(session, self._files.name_of(image), png)
        except BaseException:
            with contextlib.suppress(WorkspaceError):
                self._forget(sha256)
            raise
        return number

    def _forget(self, sha256: str) -> None:
        """Remove what was kept for a submission that did not come about."""
        with self._database.transaction(write=False) as session:
            known = session.scalar(select(SourceFileRow.id).where(SourceFileRow.sha256 == sha256))
        if known is None:
            self._files.remove(sha256)


def _write(session: Session, entered: EnteredSubmission, sha256: str, by: str, now: datetime) -> int:
    batch = batch_of(session, ENTERED, entered.facts, by, now)
    name = f"paper-{1 + (session.scalar(_of_paper()) or 0):04d}.json"
    source = SourceFileRow(
        sha256=sha256,
        batch_id=batch.id,
        name=name,
        size=len(entered.document),
        media_type=MEDIA_TYPE,
        page_count=len(entered.pages),
        state=FileState.READ,
        registered_at=now,
        read_at=now,
    )
    session.add(source)
    session.flush()
    session.add(
        DeliveryRow(
            batch_id=batch.id, source_file_id=source.id, name=name, path=f"{ENTERED}/{name}", duplicate=False, at=now
        )
    )
    rows = {}
    for reading, _ in entered.pages:
        page = PageRow(
            source_file_id=source.id,
            number=reading.number,
            state=PageState.READ,
            role=PageRole.CONTENT,
            digest=reading.digest,
            reading=codec.pack(reading, PageReading),
        )
        session.add(page)
        session.flush()
        rows[reading.number] = page.id
    number = insert_submission(session, source.id, 1, entered.submission, rows)
    decide(session, number, by, now)
    queue.refresh(session, [number])
    audit(session, now, by, "file.entered", "file", source.id, submission=number)
    for item in entered.instead_of:
        enter(session, item, number, by=by, at=now)
    return number


def _of_paper() -> Select[int]:
    return select(func.count()).select_from(SourceFileRow).where(SourceFileRow.media_type == MEDIA_TYPE)


def batch_of(session: Session, how: str, facts: BatchFacts, by: str, now: datetime) -> BatchRow:
    """The batch of what that person enters or imports of that kind; another one where the last was corrected since."""
    named = [how, facts.consultation, facts.channel.value, facts.received.isoformat(), by]
    key = hashlib.sha256(json.dumps(named).encode()).hexdigest()
    query = select(BatchRow).where(
        BatchRow.key == key,
        BatchRow.consultation == facts.consultation,
        BatchRow.channel == facts.channel,
        BatchRow.received == facts.received,
    )
    row = session.scalar(query.order_by(BatchRow.id.desc()).limit(1))
    if row is None:
        row = BatchRow(
            key=key,
            consultation=facts.consultation,
            channel=facts.channel,
            received=facts.received,
            operator=by,
            started_at=now,
            ended_at=now,
        )
        session.add(row)
        session.flush()
        audit(session, now, by, "batch.started", "batch", row.id)
    return row


def decide(session: Session, submission: int, by: str, now: datetime) -> None:
    """Who typed or imported the values has decided on them, but for those with a reason to look."""
    fields: Sequence[FieldRow] = session.scalars(select(FieldRow).where(FieldRow.submission_id == submission)).all()
    single = any(is_single_opinion(field) for field in fields)
    for field in fields:
        if field.name is FieldName.OPINION and field.ordinal == 0 and single:
            continue  # it stands for the single ones
        if field.flagged:
            continue
        decision = Decision.ABSENT if field.value is None else Decision.ACCEPTED
        session.add(VerificationRow(field_id=field.id, decision=decision, value=field.value, by=by, at=now))
    session.flush()

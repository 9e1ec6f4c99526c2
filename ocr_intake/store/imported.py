"""Writing what came as text: each row of a web form's table, and each e-mail, as a source file with one page.

So each has its own day of receipt and its own number, is set aside, settled and purged by itself, and whatever works on
submissions works on it. What was imported before is known by its key, whatever file brings it again.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.model.reading import PageReading
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.model.submission import number_of
from ocr_intake.store import codec, queue
from ocr_intake.store.audit import audit
from ocr_intake.store.entered import batch_of, decide
from ocr_intake.store.errors import WorkspaceError
from ocr_intake.store.imported_tables import ImportedRow
from ocr_intake.store.outcome import insert_submission
from ocr_intake.store.paper_tables import SettlementRow
from ocr_intake.store.records import FileState, PageState, SubmissionState
from ocr_intake.store.rows import clean_text, reason_json
from ocr_intake.store.settling import enter, is_settled
from ocr_intake.store.tables import (
    BatchRow,
    DeliveryRow,
    PageRow,
    SourceFileRow,
    SubmissionDecisionRow,
    SubmissionRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.model.imported import ImportedComment
    from ocr_intake.store.database import Database
    from ocr_intake.store.files import FileStore
    from ocr_intake.store.paper import BatchFacts

IMPORTED: Final = "imported"
"""``FieldValue.source`` of what came as text."""
_AT_ONCE: Final = 8
"""Documents that are written at the same time."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One row or message, and how it came."""

    comment: ImportedComment
    facts: BatchFacts
    name: str
    """What people call it by: the file's own name and the row."""
    origin: str
    """SHA-256 of the file."""
    page: PageReading
    """Of what stands for its paper."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row or message."""

    row: int
    added: str | None = None
    """The new submission (``S0012``)."""
    aside: str | None = None
    """What waits for a person (``F12``), with the reason."""
    reason: SetAside | None = None
    earlier: str | None = None
    """What the row was before it was changed in the form."""
    accepted: bool = False
    """Part of the dataset at once."""
    flagged: bool = False
    """Something of it has to be looked at."""


class Importing:
    """Taking in what came as text. One ingest or import at a time: the caller holds the workspace."""

    def __init__(self, database: Database, files: FileStore, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._files = files
        self._clock = clock

    def write(self, incoming: Sequence[Incoming], *, by: str, accept: bool) -> tuple[Outcome, ...]:
        """Write rows and messages, all of them or none. What was imported before adds nothing, and has no outcome.

        Args:
            incoming: What came.
            by: Who imports it: has decided on its values, as the form has them, but for those with a reason to look.
            accept: Whether what has no reason to look is part of the dataset at once.

        Raises:
            WorkspaceUnwritableError: A document cannot be written.
        """
        kept: dict[str, bytes] = {}
        try:
            with self._database.transaction() as session:
                portion = _Portion(session, incoming, by, self._clock())
                written = (self._write(portion, each, kept, accept=accept) for each in incoming)
                made = tuple(outcome for outcome in written if outcome is not None)
                session.flush()
                self._keep_documents(kept)
                queue.refresh(session, [number for each in made if (number := number_of(each.added or "")) is not None])
        except BaseException:
            with contextlib.suppress(WorkspaceError):
                self._forget(tuple(kept))
            raise
        return made

    def _write(self, portion: _Portion, each: Incoming, kept: dict[str, bytes], *, accept: bool) -> Outcome | None:
        session, by, now, comment = portion.session, portion.by, portion.now, each.comment
        earlier = portion.earlier[comment.key]
        if any(content == comment.content for content, _ in earlier):
            return None
        before = earlier[-1][1] if earlier else None
        called = None if before is None else _called(session, before)
        made, item = comment.made, None
        if before is not None and not isinstance(made, SetAside):
            if before.state is FileState.SET_ASIDE and not _is_settled(session, before):
                item = called  # it could not be taken in as it was: now it can
            else:
                made = SetAside("row_changed", None, (("earlier", called or ""),))
        source = _source(portion, each, made)
        kept[source.sha256] = comment.document
        earlier.append((comment.content, source))
        if isinstance(made, SetAside):
            audit(session, now, by, "file.set_aside", "file", source.id, code=made.code)
            return Outcome(comment.row, aside=f"F{source.id}", reason=made, earlier=called)
        page = _page(session, source.id, each.page)
        number = insert_submission(session, source.id, 1, made, {1: page})
        decide(session, number, by, now)
        accepted = accept and not made.flagged
        if accepted:
            _accept(session, number, by, now)
        audit(session, now, by, "file.imported", "file", source.id, submission=number)
        if item is not None:
            enter(session, item, number, by=by, at=now)
        return Outcome(comment.row, added=f"S{number:04d}", earlier=item, accepted=accepted, flagged=made.flagged)

    def _keep_documents(self, kept: Mapping[str, bytes]) -> None:
        """Write the documents to where originals are, several at a time: each waits until it is on the disk."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(self._files.keep_bytes, kept.values()):
                pass

    def _forget(self, kept: Sequence[str]) -> None:
        """Remove what was kept for rows that did not come about."""
        with self._database.transaction(write=False) as session:
            known = set(session.scalars(select(SourceFileRow.sha256).where(SourceFileRow.sha256.in_(kept))))
        for sha256 in kept:
            if sha256 not in known:
                self._files.remove(sha256)


class _Portion:
    """Rows and messages that are written in one transaction, with what was imported before of the same keys."""

    def __init__(self, session: Session, incoming: Sequence[Incoming], by: str, now: datetime) -> None:
        self.session, self.by, self.now = session, by, now
        self.earlier: defaultdict[str, list[tuple[str, SourceFileRow]]] = defaultdict(list)
        """By key: the contents that it had, the oldest first, and as what each was kept."""
        found = session.execute(
            select(ImportedRow.key, ImportedRow.content, SourceFileRow)
            .join(SourceFileRow, SourceFileRow.id == ImportedRow.source_file_id)
            .where(ImportedRow.key.in_({each.comment.key for each in incoming}))
            .order_by(ImportedRow.id)
        )
        for key, content, source in found:
            self.earlier[key].append((content, source))
        self._batches: dict[BatchFacts, BatchRow] = {}

    def batch(self, facts: BatchFacts) -> BatchRow:
        """The batch of what is imported of that kind."""
        if facts not in self._batches:
            self._batches[facts] = batch_of(self.session, IMPORTED, facts, self.by, self.now)
        return self._batches[facts]


def _source(portion: _Portion, each: Incoming, made: object) -> SourceFileRow:
    """What came, on record."""
    comment, name, now = each.comment, clean_text(each.name), portion.now
    batch = portion.batch(each.facts)
    aside = made if isinstance(made, SetAside) else None
    row = SourceFileRow(
        sha256=hashlib.sha256(comment.document).hexdigest(),
        batch_id=batch.id,
        name=name,
        size=len(comment.document),
        media_type=comment.media_type,
        page_count=0 if aside is not None else 1,
        state=FileState.READ if aside is None else FileState.SET_ASIDE,
        reason=reason_json(aside),
        registered_at=now,
        read_at=None if aside is not None else now,
    )
    portion.session.add(row)
    portion.session.flush()
    path = f"{IMPORTED}/{each.origin[:12]}/{comment.row}"
    portion.session.add_all(
        (
            DeliveryRow(batch_id=batch.id, source_file_id=row.id, name=name, path=path, duplicate=False, at=now),
            ImportedRow(
                source_file_id=row.id, key=comment.key, content=comment.content, origin=each.origin, row=comment.row
            ),
        )
    )
    return row


def _called(session: Session, source: SourceFileRow) -> str:
    """What people call something by that was imported: a submission's number, or that of something set aside."""
    if source.state is FileState.SET_ASIDE:
        return f"F{source.id}"
    number = session.scalar(select(SubmissionRow.id).where(SubmissionRow.source_file_id == source.id))
    return f"S{number:04d}"


def _is_settled(session: Session, source: SourceFileRow) -> bool:
    return bool(session.scalar(select(is_settled(SettlementRow.source_file_id == source.id))))


def _page(session: Session, source: int, reading: PageReading) -> int:
    page = PageRow(
        source_file_id=source,
        number=1,
        state=PageState.READ,
        role=PageRole.CONTENT,
        digest=reading.digest,
        reading=codec.pack(reading, PageReading),
    )
    session.add(page)
    session.flush()
    return page.id


def _accept(session: Session, number: int, by: str, now: datetime) -> None:
    """It is part of the dataset, as the consultation has it for what is imported."""
    accepted = SubmissionDecision.ACCEPTED
    session.add(SubmissionDecisionRow(submission_id=number, decision=accepted, value=None, by=by, at=now))
    row = session.get_one(SubmissionRow, number)
    row.state = SubmissionState.ACCEPTED
    row.version += 1
    session.flush()
    before, after = SubmissionState.PROPOSED, SubmissionState.ACCEPTED
    audit(session, now, by, "submission.accepted", "submission", number, before=before, after=after)

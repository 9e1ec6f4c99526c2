"""A workspace: a folder with the database, the originals and derived images, and the ways in to each."""

from __future__ import annotations

import uuid
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Self

from sqlalchemy import select

from ocr_intake.model.reading import PageReading
from ocr_intake.store import codec, queue
from ocr_intake.store.atomic import private_folder
from ocr_intake.store.audit import audit, trail
from ocr_intake.store.comparing import for_comparing
from ocr_intake.store.database import SQLITE, Database
from ocr_intake.store.doors import Doors
from ocr_intake.store.dump_errors import BackupNeedsServerError
from ocr_intake.store.errors import FolderInUseError, WorkspaceIsBackupError, WorkspaceUnwritableError
from ocr_intake.store.files import FileStore
from ocr_intake.store.ingest import Ingest
from ocr_intake.store.integrity import check_integrity
from ocr_intake.store.ledger import make_ledger
from ocr_intake.store.lock import ingest_lock, learning_lock, maintenance_lock
from ocr_intake.store.manifest import changed_since, read_manifest
from ocr_intake.store.opening import (
    DATABASE_FILE,
    MANIFEST,
    MARK,
    OURS,
    access_to,
    closed_on_failure,
    read_mark,
    writable,
    write_mark,
)
from ocr_intake.store.purge import PurgeScope, count_purged, plan_purge, purge
from ocr_intake.store.rows import page_row
from ocr_intake.store.seals import note_files_gone
from ocr_intake.store.submissions import (
    iter_submissions,
    load_history,
    load_known_answers,
    load_submission,
)
from ocr_intake.store.tables import BatchRow, KnownAnswerRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ocr_intake.model.review import KnownAnswerGiven, SubmissionVerification, Verification
    from ocr_intake.store.comparing import Comparable
    from ocr_intake.store.findings import Integrity, Ledger, PurgePlan
    from ocr_intake.store.paper import SetAsideItem
    from ocr_intake.store.records import AuditEvent, StoredField, StoredSubmission, SubmissionOutline, SubmissionState

_DATABASE: Final = f"{SQLITE}{DATABASE_FILE}"


def _now() -> datetime:
    return datetime.now(UTC)


class Workspace(Doors):
    """An opened workspace; a context manager that closes the database. Open one a process, not one before a fork."""

    def __init__(
        self,
        path: Path,
        identity: str,
        database: Database,
        clock: Callable[[], datetime],
        *,
        read_only: bool = False,
    ) -> None:
        """Use ``create`` or ``open``."""
        super().__init__(path, database, clock)
        self.read_only = read_only
        """Nothing of it can be written, and what is done with it is not recorded in it."""
        self.identity = identity
        """A UUID that stays when the folder is moved."""

    @classmethod
    def create(cls, path: Path, *, database_url: str | None = None, clock: Callable[[], datetime] = _now) -> Self:
        """Make a workspace in a folder that is new or empty, and open it. One that was half made is finished.

        Args:
            path: The folder.
            database_url: URL of a PostgreSQL database that holds nothing; None for SQLite in the folder. It is kept in
                the folder and in every backup, so one with a password is refused (libpq reads ``PGPASSFILE``).
            clock: What the time is, in some time zone.

        Raises:
            FolderInUseError: The folder holds something else, or a finished workspace.
            WorkspaceError: The folder cannot be written, or the database not be made.
        """
        if path.exists() and (
            not path.is_dir() or (path / MARK).exists() or not {p.name for p in path.iterdir()} <= OURS
        ):
            raise FolderInUseError(path)
        url = database_url or _DATABASE
        try:
            private_folder(path)
            FileStore(path).make_folders()
            with closing(Database(url, path)) as database:
                database.prepare(new=True)
                identity = database.identify(str(uuid.uuid4()), new=True)
            write_mark(path, identity, url)
        except OSError as error:
            raise WorkspaceUnwritableError(path, error) from error
        return cls.open(path, clock=clock)

    @classmethod
    def open(cls, path: Path, *, write: bool = True, clock: Callable[[], datetime] = _now) -> Self:
        """Open a workspace, bringing its database up to date (with a copy kept in ``backups``).

        Args:
            path: The folder.
            write: Whether it will be written. What is only read may be a backup, or stand where nothing can be
                written: then nothing is.
            clock: What the time is, in some time zone.

        Raises:
            NotAWorkspaceError: There is none.
            WorkspaceIsBackupError: It is a backup, and to be written.
            WorkspaceNewerError: A newer program wrote it.
            WorkspaceOlderError: An older program wrote it, and it cannot be brought up to date where it is.
            WorkspaceDamagedError: ``workspace.toml`` or the database is not readable.
            WorkspaceError: The folder or the database cannot be used.
        """
        identity, url = read_mark(path)
        backup = (path / MANIFEST).exists()
        if not write and (backup or not writable(path)):
            return cls.open_read_only(path, clock=clock)
        if backup:
            raise WorkspaceIsBackupError(path)
        with closed_on_failure(Database(url, path)) as database:
            try:
                FileStore(path).make_folders()
                database.prepare(new=False)
                database.identify(identity, new=False)
            except OSError as error:
                raise WorkspaceUnwritableError(path, error) from error
            return cls(path, identity, database, clock)

    @classmethod
    def open_read_only(cls, path: Path, *, clock: Callable[[], datetime] = _now) -> Self:
        """Open a workspace or a backup as it is, to look at: nothing in it changes, not even by a migration.

        Raises:
            WorkspaceInPiecesError: It is the copy of a workspace that was in use, and cannot be put together where
                nothing can be written.
            BackupNeedsServerError: It is the backup of a workspace whose database is a server's.
            WorkspaceError: As ``open``.
        """
        identity, url = read_mark(path)
        if (path / MANIFEST).exists() and not url.startswith(SQLITE):
            raise BackupNeedsServerError(path)
        with closed_on_failure(Database(url, path, access_to(path))) as database:
            database.check(identity)
            return cls(path, identity, database, clock, read_only=True)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def ingest(self) -> Iterator[Ingest]:
        """The writing side of an ingest; one at a time.

        Raises:
            IngestRunningError: Another ingest is at work.
        """
        with ingest_lock(self.path):
            self.files.clear_temporary()
            yield Ingest(self.database, self.files, self._clock)

    @contextmanager
    def learning(self) -> Iterator[None]:
        """Keep a second learning out; ingest and review go on.

        Raises:
            LearningRunningError: Another one is at work.
        """
        with learning_lock(self.path):
            yield

    def submission(self, number: int) -> StoredSubmission:
        """One submission.

        Raises:
            UnknownRecordError: There is none with that number.
        """
        with self.database.transaction(write=False) as session:
            return load_submission(session, number)

    def submissions(
        self,
        consultation: str | None = None,
        states: Iterable[SubmissionState] | None = None,
        *,
        flagged: bool = False,
    ) -> Iterator[StoredSubmission]:
        """Submissions of a consultation (or all) in some states, by number, as they were at one moment.

        Where no states are named, those that others replaced are left out; ``flagged`` leaves out those that nobody
        needs to look at. However many there are, few are in memory at a time.
        """
        with self.database.transaction(write=False) as session:
            yield from iter_submissions(session, consultation, states, flagged=flagged)

    def outlines(
        self, consultation: str | None = None, limit: int | None = None, *, passed_on: bool = False
    ) -> tuple[SubmissionOutline, ...]:
        """What waits for a clerk (or a supervisor), the worst first: as much as showing a queue takes."""
        with self.database.transaction(write=False) as session:
            return queue.outlines(session, consultation, limit, passed_on=passed_on)

    def for_comparing(self, consultation: str) -> tuple[Comparable, ...]:
        """Every submission of a consultation, as much of it as telling duplicates takes."""
        with self.database.transaction(write=False) as session:
            return for_comparing(session, consultation)

    def rebuild_queue(self) -> None:
        """Make the queue anew from the records, whatever it says now (see ``Imbalance``: ``queue_differs``)."""
        with self.database.transaction() as session:
            queue.rebuild(session)

    def ledger(self, consultation: str | None = None, *, deep: bool = False) -> Ledger:
        """Count what came in and what became of it, and check that it balances; ``deep`` reads every original again."""
        with self.database.transaction(write=False) as session:
            return make_ledger(session, self.files, consultation, deep=deep)

    def check_integrity(self, head: str | None = None) -> Integrity:
        """Compare database, chain of seals and files with each other: what is not as the program wrote it.

        Args:
            head: The hash of a link that somebody noted down (``Integrity.head`` of an earlier look): without it in
                the chain, the chain was written anew since.
        """
        manifest = read_manifest(self.path) if (self.path / MANIFEST).exists() else None
        images = manifest is None or manifest.images
        with self.database.transaction(write=False) as session:
            found = check_integrity(session, self.files, self.path, head, images=images)
        if manifest is None:
            return found
        return replace(found, damages=(*changed_since(self.path, manifest), *found.damages))

    def note_images_gone(self) -> None:
        """Seal that the images of pages are not there, on purpose: they were not taken along."""
        with self.database.transaction() as session:
            note_files_gone(session)

    def plan_purge(self, scope: PurgeScope) -> PurgePlan:
        """What ``purge`` would take."""
        with self.database.transaction(write=False) as session:
            return plan_purge(session, scope)

    def purged(self, consultation: str | None = None) -> int:
        """How many submissions of a consultation (or all) were purged."""
        with self.database.transaction(write=False) as session:
            return count_purged(session, consultation)

    def purge(self, scope: PurgeScope, *, by: str) -> PurgePlan:
        """Remove who sent what from files whose time is over, and finish what an interrupted purge left.

        Opinions, counts and hashes stay. What a backup holds stays in the backup.

        Raises:
            IngestRunningError: An ingest is at work.
            WorkspaceError: As ``purge.purge``.
        """
        with ingest_lock(self.path), maintenance_lock(self.path):
            self.files.clear_temporary()
            plan = self.plan_purge(scope)
            purge(self.database, self.files, plan, by=by, clock=self._clock)
        return plan

    def set_aside(self, consultation: str | None = None) -> tuple[SetAsideItem, ...]:
        """Files and pages that could not be read, in the order in which they came."""
        return self.settlements.items(consultation)

    def page_reading(self, sha256: str, page: int) -> PageReading | None:
        """A page as it was read; None for one not read."""
        with self.database.transaction(write=False) as session:
            packed = page_row(session, sha256, page).reading
        return None if packed is None else codec.unpack(packed, PageReading)

    def page_size(self, sha256: str, page: int) -> tuple[int, int] | None:
        """``(width, height)`` in pixels of a page as it was read, what its regions refer to; None for one not read."""
        reading = self.page_reading(sha256, page)
        return None if reading is None else (reading.width, reading.height)

    def consultations(self) -> tuple[str, ...]:
        """The consultations that batches came in for, in the order of their names."""
        with self.database.transaction(write=False) as session:
            return tuple(session.scalars(select(BatchRow.consultation).distinct().order_by(BatchRow.consultation)))

    def history(self, submission: int) -> tuple[tuple[Verification, ...], tuple[SubmissionVerification, ...]]:
        """Every decision on a submission's values and on the submission itself, in the order they were made."""
        with self.database.transaction(write=False) as session:
            return load_history(session, submission)

    def is_known_answer(self, field: int) -> bool:
        """Whether somebody was shown a wrong value for a field on purpose, and has answered."""
        with self.database.transaction(write=False) as session:
            return session.scalar(select(KnownAnswerRow.id).where(KnownAnswerRow.field_id == field)) is not None

    def known_answers(self, consultation: str | None = None) -> tuple[tuple[KnownAnswerGiven, StoredField], ...]:
        """What reviewers said to values that were wrong on purpose, in that order, each with the value as it is now."""
        with self.database.transaction(write=False) as session:
            return load_known_answers(session, consultation)

    def audit(self, by: str, action: str, **detail: str | int) -> None:
        """Record something done to the workspace as a whole (an export); numbers and codes only.

        What is done with a copy that is only read is not recorded.
        """
        if self.read_only:
            return
        with self.database.transaction() as session:
            audit(session, self._clock(), by, action, "workspace", 0, **detail)

    def audit_trail(self) -> tuple[AuditEvent, ...]:
        """Who did what when, in the order it happened."""
        with self.database.transaction(write=False) as session:
            return trail(session)

"""The database of a workspace: the one place that opens a transaction, and the migrations run on opening."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event, inspect, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from ocr_intake.store import queue
from ocr_intake.store.atomic import PRIVATE, private_folder
from ocr_intake.store.errors import (
    DatabaseBusyError,
    DatabaseTakenError,
    DatabaseUnavailableError,
    DatabaseUrlError,
    WorkspaceDamagedError,
    WorkspaceError,
    WorkspaceNewerError,
)
from ocr_intake.store.tables import BatchRow, IdentityRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection

_BUSY_MS: Final = 30_000
"""How long SQLite waits for somebody else's transaction: ours take milliseconds, a large copy seconds."""

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


class Database:
    """A database and its transactions. Open one a process; do not carry one over a fork."""

    def __init__(self, url: str, folder: Path) -> None:
        """Nothing is opened yet.

        Args:
            url: SQLAlchemy URL; ``sqlite:///NAME`` is a file in ``folder``.
            folder: The workspace.

        Raises:
            DatabaseUrlError: It is no URL, or its driver is not installed.
        """
        self._folder = folder
        self._file = folder / url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else None
        try:
            # parameters hold what people wrote: they stay out of error messages
            self._engine = create_engine(f"sqlite:///{self._file}" if self._file else url, hide_parameters=True)
        except (ArgumentError, ImportError) as error:
            raise DatabaseUrlError from error
        if self._file is not None:
            event.listen(self._engine, "connect", _sqlite_settings)
            event.listen(self._engine, "begin", _sqlite_begin)
            self._reader = self._engine
        else:
            # several queries of one transaction see one moment, as they do in SQLite
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")
        self._writer = self._engine.execution_options(ocr_intake_write=True)

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Session]:
        """A session that commits when the block ends well and rolls back when it does not.

        A writing one takes SQLite's lock at once: one that read first and wrote later would fail where it should wait.

        Raises:
            WorkspaceError: The database is busy, out of reach, full or damaged.
        """
        engine = self._writer if write else self._reader
        with _explained(self._name), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def prepare(self) -> None:
        """Bring the schema up to date, creating it where there is none; SQLite's file is copied to ``backups`` before.

        Raises:
            WorkspaceNewerError: A newer program made the schema.
            WorkspaceError: As ``transaction``.
        """
        if self._file is not None and not self._file.exists():
            os.close(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, PRIVATE))
        with _explained(self._name):
            if self._is_newest():
                return
        from alembic import command
        from alembic.script import ScriptDirectory

        config = _alembic()
        script = ScriptDirectory.from_config(config)
        head = script.get_current_head()
        known = {revision.revision for revision in script.walk_revisions()}
        with _explained(self._name):
            if self._needs_migration(head, known):
                with self._writer.begin() as connection:
                    # somebody else may have been quicker while this one waited for the lock
                    if (current := self._revision(connection)) != head:
                        if current is not None:
                            self._back_up(current)
                        config.attributes["connection"] = connection
                        command.upgrade(config, "head")
                        with Session(connection) as session:
                            queue.fill(session)
                            session.flush()

    def identify(self, identity: str, *, new: bool) -> str:
        """Note which workspace the database belongs to, or check it.

        Args:
            identity: The workspace's UUID.
            new: The workspace is being made: a database that is claimed but empty was left by an attempt that was
                interrupted, and keeps its identity.

        Returns:
            The identity that holds.

        Raises:
            DatabaseTakenError: The database belongs to another workspace.
        """
        with self.transaction(write=False) as session:
            claimed: str | None = session.scalar(select(IdentityRow.id))
            used = session.scalar(select(BatchRow.id).limit(1)) is not None
        if claimed is None:
            with self.transaction() as session:
                session.add(IdentityRow(id=identity))
            return identity
        if claimed != identity and (used or not new):
            raise DatabaseTakenError(self._folder)
        return claimed

    def _is_newest(self) -> bool:
        """Whether the schema is up to date, found out without Alembic, which takes longer to load than most commands.

        A migration's file is named after its revision.
        """
        newest = max(path.stem for path in (_MIGRATIONS / "versions").glob("*.py")).partition("_")[0]
        with self._reader.connect() as connection:
            known = inspect(connection).has_table("alembic_version")
            return known and connection.scalar(text("SELECT version_num FROM alembic_version")) == newest

    def _needs_migration(self, head: str | None, known: set[str]) -> bool:
        with self._reader.connect() as connection:
            current = self._revision(connection)
        if current is not None and current not in known:
            raise WorkspaceNewerError(self._folder)
        return current != head

    @staticmethod
    def _revision(connection: Connection) -> str | None:
        """The schema's revision; None for an empty database."""
        from alembic.runtime.migration import MigrationContext

        return MigrationContext.configure(connection).get_current_revision()

    def _back_up(self, revision: str) -> None:
        """Copy SQLite's file as it is before a migration. A server's database is backed up where the server is."""
        if self._file is None:
            return
        folder = self._folder / "backups"
        private_folder(folder)
        target = folder / f"{self._file.stem}-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, PRIVATE))
        with closing(sqlite3.connect(self._file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)

    @property
    def _name(self) -> str:
        return self._file.name if self._file is not None else "PostgreSQL"


def _alembic() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _sqlite_settings(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own class
    """Each connection of SQLite: one writer beside readers, nothing lost once committed, references checked."""
    connection.isolation_level = None  # the driver begins no transactions of its own: _sqlite_begin does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("ocr_intake_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Turn what a clerk can do something about into errors that say so; a program's own mistakes pass unchanged."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        cause = _cause(error, name)
        if cause is None:
            raise
        raise cause from error


def _cause(error: DBAPIError, name: str) -> WorkspaceError | None:
    said = str(error.orig).lower()
    if "malformed" in said or "not a database" in said:
        return WorkspaceDamagedError(name)
    if not isinstance(error, OperationalError):
        return None
    if "locked" in said or "deadlock" in said:
        return DatabaseBusyError()
    if "no such" in said or "syntax error" in said:  # SQLite's words for mistakes of ours
        return None
    return DatabaseUnavailableError()

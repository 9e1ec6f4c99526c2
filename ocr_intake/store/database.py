"""The database of a workspace: the one place that opens a transaction, and the migrations run on opening."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from ocr_intake.store import schema, server
from ocr_intake.store.atomic import PRIVATE
from ocr_intake.store.copies import Access, uri
from ocr_intake.store.errors import (
    DatabaseBusyError,
    DatabaseTakenError,
    DatabaseUnavailableError,
    WorkspaceDamagedError,
    WorkspaceError,
    WorkspaceNewerError,
    WorkspaceOlderError,
)
from ocr_intake.store.seals import SealedSession
from ocr_intake.store.table_base import Base
from ocr_intake.store.tables import BatchRow, IdentityRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

SQLITE: Final = "sqlite:///"
"""What the URL of a file in the workspace begins with."""
_BUSY_MS: Final = 30_000
"""How long SQLite waits for somebody else's transaction: ours take milliseconds, a large copy seconds."""
_AGAIN_S: Final = 0.02
"""Seconds until what SQLite does not wait for by itself is tried again."""


class Database:
    """A database and its transactions. Open one a process; do not carry one over a fork."""

    def __init__(self, url: str, folder: Path, access: Access = Access.WRITE) -> None:
        """Nothing is opened yet.

        Args:
            url: SQLAlchemy URL; ``sqlite:///NAME`` is a file in ``folder``.
            folder: The workspace.
            access: Whoever writes through any but ``WRITE`` fails.

        Raises:
            DatabaseUrlError: It is no URL of a PostgreSQL database, holds a password, or the driver is not installed.
        """
        self._folder = folder
        self.url = url
        """As it was given."""
        self._file = folder / url.removeprefix(SQLITE) if url.startswith(SQLITE) else None
        if self._file is not None:
            self._engine = self._reader = _sqlite_engine(self._file, access)
        else:
            self._engine = server.server_engine(url, read_only=access is not Access.WRITE)
            self._reader = server.reading(self._engine)
        self._writer = self._engine.execution_options(ocr_intake_write=True)

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Session]:
        """A session that commits when the block ends well and rolls back when it does not, or when it only reads.

        A writing one is alone: it takes the database's lock at once, as one that read first and wrote later would fail
        where it should wait, or decide by what is no longer so.

        Raises:
            WorkspaceError: The database is busy, out of reach, full or damaged.
        """
        engine = self._writer if write else self._reader
        with self._explained(), SealedSession(engine, expire_on_commit=False) as session:
            if not write:
                yield session  # there is nothing to commit, and SQLite refuses to where a look has met damage
                return
            with session.begin():
                yield session

    def erase(self) -> None:
        """Overwrite what was deleted: no search of the database's files finds it any more.

        A server's log and its copies elsewhere are the server's: they go with time.

        Raises:
            DatabaseBusyError: Somebody keeps reading or writing.
        """
        if self._file is None:
            with self._explained(), self._engine.connect() as connection:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                server.erase(alone, tuple(table.name for table in Base.metadata.sorted_tables))
            return
        with self._explained(), self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            # what VACUUM writes beside the database stays in the workspace, where it is protected
            folder = str(self._folder / "tmp").replace("'", "''")
            try:
                for statement in (
                    "PRAGMA secure_delete=ON",
                    f"PRAGMA temp_store_directory='{folder}'",
                    "VACUUM",
                    "PRAGMA temp_store_directory=''",
                ):
                    driver.execute(statement)
                ((busy, *_),) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise DatabaseBusyError from error
                raise DatabaseUnavailableError from error
        if busy:
            raise DatabaseBusyError

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def prepare(self, *, new: bool) -> None:
        """Bring the schema up to date; SQLite's file is copied to ``backups`` before.

        Args:
            new: The workspace is being made: the database is created where there is none. One that was used and is
                empty now is damaged, and must not become a new one.

        Raises:
            WorkspaceDamagedError: There is no database, or an empty one.
            WorkspaceNewerError: A newer program made the schema.
            DatabaseTakenError: A server's database holds something else.
            WorkspaceError: As ``transaction``.
        """
        if new and self._file is not None and not self._file.exists():
            os.close(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, PRIVATE))
        with self._explained():
            if self._current(new=new):
                return
            with self._writer.begin() as connection:
                # somebody else may have been quicker while this one waited for the lock
                if schema.revision_of(connection) != schema.newest():
                    schema.upgrade(connection, self._file, self._folder)

    def check_empty(self) -> None:
        """Whether a server's database is there and holds nothing.

        Raises:
            DatabaseTakenError: It holds something.
            WorkspaceError: As ``transaction``.
        """
        with self._explained(), self._reader.connect() as connection:
            if not server.holds_nothing(connection):
                raise DatabaseTakenError(self._folder)

    def check(self, identity: str) -> None:
        """What ``prepare`` and ``identify`` are for a database that must not be written.

        Raises:
            WorkspaceDamagedError: There is no database, or an empty one.
            WorkspaceNewerError: A newer program made the schema.
            WorkspaceOlderError: An older program made it.
            DatabaseTakenError: The database belongs to another workspace.
            WorkspaceError: As ``transaction``.
        """
        with self._explained():
            if not self._current(new=False):
                raise WorkspaceOlderError(self._folder)
        with self.transaction(write=False) as session:
            if session.scalar(select(IdentityRow.id)) != identity:
                raise DatabaseTakenError(self._folder)

    def _current(self, *, new: bool) -> bool:
        if not new and self._file is not None and not self._file.exists():
            raise WorkspaceDamagedError(self._name)
        with self._reader.connect() as connection:
            current = schema.revision_of(connection)
            if new and current is None and self._file is None and not server.holds_nothing(connection):
                raise DatabaseTakenError(self._folder)
        if not new and current is None:
            raise WorkspaceDamagedError(self._name)
        if current is not None and current not in schema.known():
            raise WorkspaceNewerError(self._folder)
        return current == schema.newest()

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

    @property
    def is_file(self) -> bool:
        """Whether it is SQLite's."""
        return self._file is not None

    @property
    def _name(self) -> str:
        return self._file.name if self._file is not None else server.NAME

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what a clerk can do something about into errors that say so; the program's own mistakes pass."""
        try:
            yield
        except IntegrityError:
            raise
        except PoolTimeoutError as error:
            raise DatabaseBusyError from error
        except DBAPIError as error:
            cause = server.cause(error) if self._file is None else _cause(error, self._name)
            if cause is None:
                raise
            raise cause from error


def _sqlite_engine(file: Path, access: Access) -> Engine:
    """An engine for SQLite's file; nothing is opened yet."""
    by_uri = access in {Access.MEDIUM, Access.SETTLED}
    where = f"{uri(file, access)}&uri=true" if by_uri else file
    # parameters hold what people wrote: they stay out of error messages
    engine = create_engine(f"{SQLITE}{where}", hide_parameters=True)
    event.listen(engine, "connect", _sqlite_settings if access is Access.WRITE else _only_read)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_settings(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own class
    """Each connection of SQLite: one writer beside readers, nothing lost once committed, references checked."""
    connection.isolation_level = None  # the driver begins no transactions of its own: _sqlite_begin does
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    _write_ahead(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Let readers read while somebody writes (WAL).

    Two programs that open a new database at once both change its journal, and for that SQLite does not wait by itself.

    Raises:
        sqlite3.OperationalError: Somebody else keeps it locked for longer than anybody waits.
    """
    until = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_S)
        else:
            return


def _only_read(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own class
    """Each connection of SQLite that must not write."""
    connection.isolation_level = None
    for pragma in ("query_only=ON", f"busy_timeout={_BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _sqlite_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("ocr_intake_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _cause(error: DBAPIError, name: str) -> WorkspaceError | None:
    said = str(error.orig).lower()
    if "malformed" in said or "not a database" in said:
        return WorkspaceDamagedError(name)
    if not isinstance(error, OperationalError):
        return None
    if "locked" in said:
        return DatabaseBusyError()
    if "no such" in said or "syntax error" in said:  # SQLite's words for mistakes of ours
        return None
    return DatabaseUnavailableError()

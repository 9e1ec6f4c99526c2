"""What a PostgreSQL server needs that SQLite's file does not: reaching it, one writer at a time, what its errors mean.

Rules of the store are written for a writing transaction that is alone, as SQLite's are. On a server a lock that every
one of them takes first sees to that, and nothing else has to know which database it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from ocr_intake.model.database import BadDatabaseUrlError, check_database_url
from ocr_intake.store.errors import (
    DatabaseBusyError,
    DatabaseUnavailableError,
    DatabaseUrlError,
    WorkspaceDamagedError,
    WorkspaceError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import URL, Connection
    from sqlalchemy.engine import ExceptionContext

NAME: Final = "PostgreSQL"

_REACHED_S: Final = 10
"""How long a connection may take to be made."""
_GONE_S: Final = 60
"""After how long a silent other side is taken for gone, by the program and by the server."""
_WAITS_S: Final = 30
"""How long this program waits for somebody else's transaction, as for SQLite's."""
_IDLE_S: Final = 600
"""After how long the server ends a writing transaction that does nothing: a computer that was put to sleep in it."""
_WRITERS: Final = 7_236_401
"""The lock of whoever writes: a number of our own. Locks of the kind belong to one database."""


def server_url(url: str) -> URL:
    """The URL with the driver of this program.

    Raises:
        DatabaseUrlError: It is none, or holds a password.
    """
    try:
        check_database_url(url)
        return make_url(url).set(drivername="postgresql+psycopg")
    except (BadDatabaseUrlError, ArgumentError) as error:
        raise DatabaseUrlError from error


def server_engine(url: str, *, read_only: bool) -> Engine:
    """An engine for a server's database; nothing is opened yet.

    Raises:
        DatabaseUrlError: The URL is none or holds a password, or the driver is not installed.
    """
    arguments = {"connect_timeout": _REACHED_S, "tcp_user_timeout": _GONE_S * 1000}
    try:
        engine = create_engine(
            server_url(url),
            hide_parameters=True,
            isolation_level="READ COMMITTED",  # of a writer: what it sees once it is alone is what counts
            pool_pre_ping=True,  # a server that was started anew is no failure
            connect_args=arguments,
        )
    except ImportError as error:
        raise DatabaseUrlError from error
    settings = {
        "lock_timeout": f"{_WAITS_S}s",
        "timezone": "UTC",
        # a machine that died in the middle must not keep the others out for the two hours that are usual
        "tcp_keepalives_idle": str(_GONE_S // 2),
        "tcp_keepalives_interval": str(_GONE_S // 6),
        "tcp_keepalives_count": "3",
    }
    said = "; ".join(f"SET {name} = '{value}'" for name, value in settings.items())

    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own class
        connection.execute(said)
        connection.commit()

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _without_values)
    return engine.execution_options(postgresql_readonly=True) if read_only else engine


def reading(engine: Engine) -> Engine:
    """The same for whoever reads: several queries of one transaction see one moment, as they do in SQLite."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("ocr_intake_write", False):
        connection.exec_driver_sql(
            f"SELECT set_config('idle_in_transaction_session_timeout', '{_IDLE_S}s', true), "
            f"pg_advisory_xact_lock({_WRITERS})"
        )


def _without_values(context: ExceptionContext) -> None:
    """Take out of an error what the server adds of the row that it is about: a person may have written it."""
    said, outer = context.original_exception, context.sqlalchemy_exception
    primary = getattr(getattr(said, "diag", None), "message_primary", None)
    if primary is None or outer is None:
        return
    state = str(getattr(said, "sqlstate", ""))
    kept = f"{state} {primary if state[:2] in {'23', '42'} else ''}".strip()  # of these no message quotes a value
    said.args = (kept,)
    outer.args = (f"({type(said).__name__}) {kept}",)


_BUSY: Final = ("55P03", "40P01", "40001", "57014")
"""SQLSTATEs: waited too long, or two waited for each other."""
_DAMAGED: Final = ("XX001", "XX002")
_UNAVAILABLE: Final = ("08", "25006", "25P03", "28", "3D", "42501", "53", "57", "58")
"""What the server says when it is not there, does not let this program in or do this, is full, or ends its work."""


def cause(error: DBAPIError) -> WorkspaceError | None:
    """What a clerk can do something about, as an error that says so; None for mistakes of the program."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        lost = isinstance(error, OperationalError) or error.connection_invalidated
        return DatabaseUnavailableError() if lost else None
    if state.startswith(_BUSY):
        return DatabaseBusyError()
    if state.startswith(_DAMAGED):
        return WorkspaceDamagedError(NAME)
    return DatabaseUnavailableError() if state.startswith(_UNAVAILABLE) else None


def holds_nothing(connection: Connection) -> bool:
    """Whether there is no table: nobody else's database is written to."""
    return not connection.dialect.get_table_names(connection)


def erase(connection: Connection, tables: tuple[str, ...]) -> None:
    """Write tables anew without what was deleted or changed; ``connection`` is in no transaction."""
    connection.execute(text(f"VACUUM (FULL) {', '.join(tables)}"))


def keep_whole(connection: Connection, tables: Iterable[str]) -> None:
    """Refuse to empty tables at one go, which the triggers of single rows do not see."""
    for table in tables:
        connection.execute(text(f"DROP TRIGGER IF EXISTS whole_{table} ON {table}"))
        connection.execute(
            text(
                f"CREATE TRIGGER whole_{table} BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION ocr_intake_append_only()"
            )
        )


_SCHEMA: Final = """
SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'index', c.relname, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT 'trigger', c.relname, t.tgname, t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid) || ' ' || p.prosrc
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
"""


def schema_objects(connection: Connection) -> list[list[str]]:
    """Columns, indexes, constraints and triggers with what they do, in an order that no collation changes."""
    return sorted([str(part) for part in row] for row in connection.execute(text(_SCHEMA)))

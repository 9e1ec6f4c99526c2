"""Seals: every transaction appends digests of the rows that it wrote to a chain; what does not fit was not written so.

What is compared with them, and when, is in ``integrity``. One link of the chain is one transaction: its ``records``
name the rows and their digests, its ``hash`` covers them and the hash of the link before. Each digest is keyed with one
of the link's ``salts``: without it nobody can find out what a row said by trying values (a telephone number has few),
and a purge takes the salt away for good.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections import defaultdict
from datetime import UTC, date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

from sqlalchemy import Delete, Insert, Table, Update, bindparam, event, insert, inspect, select, text, update
from sqlalchemy.orm import Session

from ocr_intake.store.errors import WorkspaceDamagedError
from ocr_intake.store.server import schema_objects
from ocr_intake.store.table_base import DERIVED, Base
from ocr_intake.store.tables import SealRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection
    from sqlalchemy.orm import ORMExecuteState

GENESIS: Final = "0" * 64
"""What the first link names as the one before."""

SCHEMA: Final = "schema"
"""The record of tables, indexes and triggers, beside those of rows."""
FILES: Final = "files"
"""Records of files beside the database, by their path in the workspace."""

_CHAIN: Final = SealRow.__tablename__
_CHUNK: Final = 500
"""Rows asked for at a time: databases bound the number of parameters."""

T = TypeVar("T")

Key: TypeAlias = int | str
"""Primary key of a row, or path of a file."""
Row: TypeAlias = "Mapping[str, Any]"
"""Columns by name, as the driver hands them out."""


class Sealed(NamedTuple):
    """What the chain says of one record last."""

    digest: str | None
    """None: that the row is gone."""
    salt: str | None
    """None: it was purged, and nothing of it may be in force."""


class SealedSession(Session):
    """A session whose commit seals every row that it wrote, be it through objects or by a statement."""


def sealed_tables() -> tuple[Table, ...]:
    """The tables whose rows are sealed: all but the chain itself and what can be made again from the others."""
    return tuple(table for table in Base.metadata.sorted_tables if table.name not in {_CHAIN, *DERIVED})


def note_file(session: Session, path: str, content: bytes) -> None:
    """Seal a file beside the database with the transaction; ``path`` is relative to the workspace."""
    session.info.setdefault(FILES, {})[path] = hashlib.sha256(content).hexdigest()


def note_file_gone(session: Session, path: str) -> None:
    """Seal with the transaction that a file beside the database is gone on purpose."""
    session.info.setdefault(FILES, {})[path] = None


def note_files_gone(session: Session) -> None:
    """As ``note_file_gone``, of every file that has a seal."""
    for (table, path), known in dict(latest(session.connection())).items():
        if table == FILES and known.digest is not None:
            note_file_gone(session, str(path))


# ------------------------------------------------------------------------------------------------------- noticing


@event.listens_for(SealedSession, "after_flush")
def _note_objects(session: Session, _context: object) -> None:
    for row in (*session.new, *session.deleted, *(each for each in session.dirty if session.is_modified(each))):
        mapper = inspect(row).mapper
        _note(session, mapper.local_table.name, mapper.primary_key_from_instance(row))


@event.listens_for(SealedSession, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """A statement that changes rows says which by its condition: they are asked for before it runs."""
    statement = state.statement
    if not isinstance(statement, Insert | Update | Delete):
        return
    table = statement.table
    if not isinstance(table, Table) or not _is_sealed(table.name):
        return
    if isinstance(statement, Insert):
        raise TypeError("rows are inserted as objects: a statement does not say which it made")
    (key,) = table.primary_key
    query = select(key) if statement.whereclause is None else select(key).where(statement.whereclause)
    for found in state.session.execute(query).all():
        _note(state.session, table.name, found)


@event.listens_for(SealedSession, "before_commit")
def _seal(session: Session) -> None:
    session.flush()
    rows, files = session.info.pop("rows", {}), session.info.pop(FILES, {})
    if rows or files:
        seal(session.connection(), rows, files)


def _note(session: Session, table: str, key: Iterable[Key]) -> None:
    if _is_sealed(table):
        (number,) = key
        session.info.setdefault("rows", defaultdict(set))[table].add(number)


def _is_sealed(table: str) -> bool:
    return table != _CHAIN and table not in DERIVED


# -------------------------------------------------------------------------------------------------------- sealing


def seal(connection: Connection, rows: Mapping[str, Iterable[Key]], files: Mapping[str, str | None]) -> None:
    """Append a link for rows as they are now, by table, and for files with their SHA-256 (None: gone on purpose)."""
    said: list[tuple[str, Key, Row | None]] = []
    for table, keys in sorted(rows.items()):
        numbers = sorted(keys)
        found = dict(rows_of(connection, table, numbers))
        said += ((table, key, found.get(key)) for key in numbers)
    said += ((FILES, path, None if sha is None else {"sha256": sha}) for path, sha in sorted(files.items()))
    _append(connection, said)


def seal_schema(connection: Connection) -> None:
    """Append a link for tables, indexes and triggers as they are now."""
    _append(connection, [(SCHEMA, "", schema_of(connection))])


def seal_rest(connection: Connection, files: Mapping[str, str], but: frozenset[tuple[str, Key]]) -> None:
    """After a migration: seal the schema, and what has no seal or another one by now.

    Args:
        connection: In a writing transaction.
        files: Files that have to be sealed, by path, with their SHA-256; those that have a seal keep it.
        but: What was damaged before the migration and must not be taken for sound after it.
    """
    known = dict(latest(connection))
    for table in sealed_tables():
        stale = [
            key
            for key, row in rows_of(connection, table.name)
            if (table.name, key) not in but and not holds(known.get((table.name, key)), table.name, key, row)
        ]
        for keys in in_chunks(stale, _CHUNK):
            seal(connection, {table.name: keys}, {})
    new = [(path, sha) for path, sha in sorted(files.items()) if (FILES, path) not in known]
    for part in in_chunks(new, _CHUNK):
        seal(connection, {}, dict(part))
    seal_schema(connection)


def unsalt(session: Session, rows: Mapping[str, set[Key]]) -> None:
    """Take away what the digests of earlier forms of some rows are keyed with, by table: nobody can try values then."""
    session.flush()
    _seal(session)
    connection = session.connection()
    query = select(SealRow.id, SealRow.records, SealRow.salts).order_by(SealRow.id.desc())
    links = connection.execute(query, execution_options={"yield_per": _CHUNK})
    seen: set[tuple[str, Key]] = set()
    changed = {}
    for number, records, salts in links:
        kept = [
            salt if table not in rows or key not in rows[table] or (table, key) not in seen else None
            for (table, key, _), salt in zip(json.loads(records), json.loads(salts), strict=True)
        ]
        seen.update((table, key) for table, key, _ in json.loads(records) if table in rows)
        if None in kept and (said := json.dumps(kept, separators=(",", ":"))) != salts:
            changed[number] = said
    for number, said in changed.items():
        chain = Base.metadata.tables[_CHAIN]
        connection.execute(update(chain).where(chain.c.id == number).values(salts=said))


def _append(connection: Connection, said: list[tuple[str, Key, Row | None]]) -> None:
    """Append a link for records as they are; None says that there is nothing any more. Whoever writes is alone."""
    last = connection.execute(select(SealRow.id, SealRow.hash).order_by(SealRow.id.desc()).limit(1)).first()
    number, before = (last.id + 1, last.hash) if last is not None else (1, GENESIS)
    salts = [_new_salt() for _ in said]
    digests = [
        (table, key, None if row is None else digest(salt, table, key, row))
        for (table, key, row), salt in zip(said, salts, strict=True)
    ]
    records = json.dumps(digests, separators=(",", ":"))
    link = {
        "id": number,
        "records": records,
        "salts": json.dumps(salts, separators=(",", ":")),
        "previous": before,
        "hash": link_hash(number, before, records),
    }
    connection.execute(insert(Base.metadata.tables[_CHAIN]).values(link))


def _new_salt() -> str:
    """Sixteen characters that nobody can guess, and four that follow from them.

    The hash of a link does not cover its salts, which a purge takes away: each one says itself that it is whole.
    """
    secret = secrets.token_urlsafe(12)
    return secret + _check_of(secret)


def _check_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:4]


def _is_whole(salt: object) -> bool:
    return salt is None or (isinstance(salt, str) and len(salt) == 20 and salt[16:] == _check_of(salt[:16]))


def link_hash(number: int, before: str, records: str) -> str:
    """The hash of a link: of its number, the hash of the one before, and its records as they are stored."""
    return hashlib.sha256(f"{number}\n{before}\n{records}".encode()).hexdigest()


# --------------------------------------------------------------------------------------------------------- digests


def digest(salt: str, table: str, key: Key, row: Row) -> str:
    """HMAC-SHA256 of a row as the driver hands it out, hexadecimal.

    A column without a value does not count, so that a new column changes no digest.
    """
    said = [table, key, {name: value for name, value in row.items() if value is not None}]
    form = json.dumps(said, sort_keys=True, separators=(",", ":"), default=_plain)
    return hmac.digest(salt.encode(), form.encode(), "sha256").hex()


def _plain(value: object) -> object:
    """What JSON has no form for."""
    if isinstance(value, bytes | memoryview):
        return {"bytes": hashlib.sha256(value).hexdigest()}
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a column holds {type(value).__name__}")


def holds(known: Sealed | None, table: str, key: Key, row: Row) -> bool:
    """Whether a row is what was sealed last."""
    if known is None or known.digest is None or known.salt is None:
        return False
    return hmac.compare_digest(known.digest, digest(known.salt, table, key, row))


def rows_of(
    connection: Connection, table: str, keys: Iterable[Key] | None = None
) -> Iterator[tuple[Key, dict[str, Any]]]:
    """Rows of a table with their keys, as the driver hands them out; all of them, or some."""
    (key,) = (column.name for column in Base.metadata.tables[table].primary_key)
    every = f'SELECT * FROM "{table}"'  # noqa: S608 - the name of a table of ours
    if keys is None:
        query = text(f'{every} ORDER BY "{key}"')
        for row in connection.execute(query, execution_options={"yield_per": _CHUNK}).mappings():
            yield row[key], dict(row)
        return
    some = text(f'{every} WHERE "{key}" IN :keys').bindparams(bindparam("keys", expanding=True))
    for part in in_chunks(keys, _CHUNK):
        for row in connection.execute(some, {"keys": part}).mappings():
            yield row[key], dict(row)


def schema_of(connection: Connection) -> dict[str, Any]:
    """Tables, indexes and triggers, and the revision of all that."""
    said: dict[str, Any] = {"revision": [row[0] for row in connection.execute(text("SELECT * FROM alembic_version"))]}
    if connection.dialect.name == "sqlite":
        # what ANALYZE counted is no schema; what SQLite names itself follows from the tables
        query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
        said["objects"] = [list(row) for row in connection.execute(text(query))]
    else:
        said["objects"] = schema_objects(connection)
    return said


def latest(connection: Connection) -> Iterator[tuple[tuple[str, Key], Sealed]]:
    """Every record of the chain with its seal, in the order of the chain: the last of a record is in force.

    Raises:
        WorkspaceDamagedError: The chain cannot be read.
    """
    query = select(SealRow.records, SealRow.salts).order_by(SealRow.id)
    for records, salts in connection.execute(query, execution_options={"yield_per": _CHUNK}):
        try:
            yield from sealed_in(records, salts)
        except (ValueError, TypeError) as error:
            raise WorkspaceDamagedError(_CHAIN) from error


def sealed_in(records: str, salts: str) -> list[tuple[tuple[str, Key], Sealed]]:
    """What one link says of its records.

    Raises:
        ValueError: It is not what ``seal`` writes.
        TypeError: As ValueError.
    """
    pairs = list(zip(json.loads(records), json.loads(salts), strict=True))
    if not all(_is_whole(salt) for _, salt in pairs):
        raise ValueError("a salt is not what was made")
    return [((table, key), Sealed(said, salt)) for (table, key, said), salt in pairs]


def in_chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part

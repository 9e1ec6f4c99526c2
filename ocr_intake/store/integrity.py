"""Whether a workspace is what the program wrote: database, chain of seals, rows, files. Nothing is mended here."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from ocr_intake.store.errors import CodecError
from ocr_intake.store.files import hash_of
from ocr_intake.store.findings import Damage, Integrity
from ocr_intake.store.ledger import make_ledger
from ocr_intake.store.seals import (
    FILES,
    GENESIS,
    SCHEMA,
    Sealed,
    holds,
    latest,
    link_hash,
    rows_of,
    schema_of,
    sealed_in,
    sealed_tables,
)
from ocr_intake.store.tables import PurgeRow, SealRow, SourceFileRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from ocr_intake.store.files import FileStore
    from ocr_intake.store.seals import Key

_MESSAGES: Final = 20
"""Of what SQLite says about a damaged structure: the first ones are enough to know."""
_REGISTERED_S: Final = 60.0
"""Seconds after which an original that is kept is on record, or was left by an ingest that was killed."""


@dataclass(slots=True)
class _Chain:
    """What reading the chain came to."""

    damages: list[Damage] = field(default_factory=list)
    sealed: dict[tuple[str, Key], Sealed] = field(default_factory=dict)
    """The last seal of each record."""
    links: int = 0
    head: str = GENESIS
    noted: bool = False
    """Whether the head that somebody noted is one of the links."""


def check_integrity(
    session: Session, files: FileStore, root: Path, noted: str | None, *, images: bool = True
) -> Integrity:
    """Look at everything (see ``Workspace.check_integrity``); ``images``: of pages, which a backup may lack."""
    connection = session.connection()
    damages: list[Damage] = []
    with _any_text(connection):
        damages += _structure(connection)
        chain = _read_chain(connection, noted)
        damages += chain.damages
        if noted is not None and not chain.noted:
            damages.append(Damage("head_unknown"))
        records = len(chain.sealed)
        damages += _schema(connection, chain.sealed.pop((SCHEMA, ""), None))
        of_files = _files(root, chain.sealed)
        damages += [damage for damage in of_files if images]
        damages += _rows(connection, chain.sealed)
    damages += _ledger(session, files)
    return Integrity(tuple(damages), records, chain.links, chain.head)


def unsound_rows(connection: Connection) -> frozenset[tuple[str, Key]] | None:
    """The rows that are not as they were sealed, of the tables that are there; None for a database without a chain.

    Raises:
        WorkspaceDamagedError: The chain cannot be read.
    """
    if not connection.dialect.has_table(connection, SealRow.__tablename__):
        return None
    known = dict(latest(connection))
    return frozenset(
        (table.name, key)
        for table in sealed_tables()
        if connection.dialect.has_table(connection, table.name)
        for key, row in rows_of(connection, table.name)
        if not holds(known.get((table.name, key)), table.name, key, row)
    )


@contextmanager
def _any_text(connection: Connection) -> Iterator[None]:
    """Text that a fault has made no text is read all the same, as something else than it was."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = driver.text_factory
    driver.text_factory = lambda said: said.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = usual


def _structure(connection: Connection) -> Iterator[Damage]:
    """SQLite's own checks."""
    if connection.dialect.name != "sqlite":
        return
    try:
        for (said,) in connection.execute(text(f"PRAGMA integrity_check({_MESSAGES})")).all():
            if said != "ok":
                yield Damage("structure", _first_line(said))
        for table, row, *_ in connection.execute(text("PRAGMA foreign_key_check")).all()[:_MESSAGES]:
            yield Damage("reference", str(row), str(table))
    except DBAPIError as error:
        yield Damage("structure", _first_line(str(error.orig)))


def _first_line(said: str) -> str:
    """SQLite speaks of pages and rows by number, never of what is in them."""
    return said.strip().splitlines()[0] if said.strip() else ""


def _read_chain(connection: Connection, noted: str | None) -> _Chain:
    chain = _Chain()
    query = select(SealRow.id, SealRow.records, SealRow.salts, SealRow.previous, SealRow.hash).order_by(SealRow.id)
    try:
        for number, records, salts, previous, own in connection.execute(query, execution_options={"yield_per": 500}):
            chain.links += 1
            sound = number == chain.links and previous == chain.head and own == link_hash(number, previous, records)
            if not sound:
                chain.damages.append(Damage("chain_broken", str(number)))
            try:
                chain.sealed.update(sealed_in(records, salts))
            except (ValueError, TypeError):
                chain.damages.append(Damage("chain_broken", str(number)))
            chain.head = str(own)
            chain.noted |= own == noted
    except (DBAPIError, UnicodeError) as error:
        chain.damages.append(Damage("table_unreadable", type(error).__name__, SealRow.__tablename__))
    return chain


def _schema(connection: Connection, known: Sealed | None) -> Iterator[Damage]:
    try:
        if not holds(known, SCHEMA, "", schema_of(connection)):
            yield Damage("schema_changed")
    except DBAPIError:
        yield Damage("schema_changed")


def _files(root: Path, sealed: dict[tuple[str, Key], Sealed]) -> Iterator[Damage]:
    """Page images against their seals; their records are taken out of ``sealed``."""
    for table, path in [record for record in sealed if record[0] == FILES]:
        known = sealed.pop((table, path))
        if known.digest is None:
            continue
        try:
            sha256 = hash_of(root / str(path))
        except (OSError, ValueError):
            yield Damage("image_missing", str(path))
            continue
        if not holds(known, FILES, path, {"sha256": sha256}):
            yield Damage("image_changed", str(path))


def _rows(connection: Connection, sealed: dict[tuple[str, Key], Sealed]) -> Iterator[Damage]:
    """Rows against their seals; what stays in ``sealed`` has no row."""
    unreadable = set()
    for table in sealed_tables():
        try:
            for key, row in rows_of(connection, table.name):
                known = sealed.pop((table.name, key), None)
                if known is None or known.digest is None:
                    yield Damage("record_unknown", _subject(key, row), table.name)
                elif not holds(known, table.name, key, row):
                    yield Damage("record_changed", _subject(key, row), table.name)
        except DBAPIError:
            unreadable.add(table.name)
            yield Damage("table_unreadable", "", table.name)
    for (name, key), known in sealed.items():
        if known.digest is not None and name not in unreadable:
            yield Damage("record_missing", str(key), name)


def _subject(key: Key, row: dict[str, Any]) -> str:
    """The submission that a row belongs to, where the row itself says so, and the row's number."""
    of = row.get("submission_id")
    return f"S{of:04d} / {key}" if isinstance(of, int) else str(key)


def _ledger(session: Session, files: FileStore) -> Iterator[Damage]:
    """What does not add up, originals, and files that a purge should have taken."""
    try:
        for imbalance in make_ledger(session, files, None, deep=True).imbalances:
            # an ingest that runs keeps bytes first and registers them then
            if imbalance.code != "original_unregistered" or not files.kept_since(imbalance.subject, _REGISTERED_S):
                yield Damage(imbalance.code, imbalance.subject, counts=True)
        purged = select(SourceFileRow.sha256).join(PurgeRow, PurgeRow.source_file_id == SourceFileRow.id)
        for sha256 in session.scalars(purged).all():
            if files.holds_anything_of(sha256):
                yield Damage("purge_unfinished", sha256[:12])
    except (DBAPIError, CodecError, LookupError, ValueError, TypeError, RuntimeError):
        yield Damage("ledger_unreadable")

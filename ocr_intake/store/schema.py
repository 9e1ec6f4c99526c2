"""The schema of the database: which revision it has, and bringing it up to date, with a copy kept before that."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from ocr_intake.store import past_actions, queue
from ocr_intake.store.atomic import atomic_path, private_folder
from ocr_intake.store.copies import copy_database
from ocr_intake.store.files import FileStore
from ocr_intake.store.integrity import unsound_rows
from ocr_intake.store.seals import seal_rest
from ocr_intake.store.server import keep_whole
from ocr_intake.store.table_base import DERIVED, Base
from ocr_intake.store.tables import SealRow

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def newest() -> str:
    """The revision that this program works with."""
    return max(known())


def known() -> frozenset[str]:
    """Every revision that this program can bring up to date. A migration's file is named after its revision."""
    return frozenset(path.stem.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("*.py"))


def revision_of(connection: Connection) -> str | None:
    """The revision of a database; None for an empty one.

    Found out without Alembic, which takes longer to load than most commands take.
    """
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def upgrade(connection: Connection, file: Path | None, folder: Path) -> None:
    """Bring a database up to date, in a transaction that keeps others from writing, and seal what is in it.

    Args:
        connection: In that transaction.
        file: SQLite's file, which is copied to ``backups`` before; None for a server's database.
        folder: The workspace.

    Raises:
        WorkspaceDamagedError: The copy is not sound.
    """
    from alembic import command

    current = revision_of(connection)
    if file is not None and current is not None:
        _back_up(file, current, folder)
    before = unsound_rows(connection)
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    with Session(connection) as session:
        queue.fill(session)
        past_actions.fill(session)
        session.flush()
    if file is None:
        keep_whole(connection, (table.name for table in Base.metadata.sorted_tables if table.name not in DERIVED))
    sealed_before = connection.dialect.has_table(connection, SealRow.__tablename__) and before is not None
    seal_rest(connection, {} if sealed_before else FileStore(folder).image_hashes(), before or frozenset())


def _back_up(file: Path, revision: str, folder: Path) -> None:
    """Copy SQLite's file as it is before a migration: whole, or not at all.

    The copy has a fixed name while it is unfinished, and only one migration runs at a time: what a killed one left is
    overwritten by the next.
    """
    backups = folder / "backups"
    private_folder(backups)
    target = backups / f"{file.stem}-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    with atomic_path(target, unfinished=folder / "tmp" / "migration.part") as copy:
        copy_database(file, copy)


def alembic_config() -> Config:
    """Alembic's configuration, without a file of its own."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config

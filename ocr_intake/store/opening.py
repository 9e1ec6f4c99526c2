"""What a folder is before it is opened: a workspace or a backup, with which database, and whether it can be written."""

from __future__ import annotations

import json
import os
import tomllib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from ocr_intake.store import calibrations, learnt
from ocr_intake.store.atomic import atomic_file
from ocr_intake.store.copies import Access
from ocr_intake.store.errors import (
    NotAWorkspaceError,
    WorkspaceDamagedError,
    WorkspaceInPiecesError,
    WorkspaceNewerError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ocr_intake.store.database import Database

FORMAT: Final = 1
"""Of the folder's layout; the schema of the database has revisions of its own."""

MARK: Final = "workspace.toml"
"""What makes a folder a workspace."""

MANIFEST: Final = "backup.json"
"""What makes a workspace a backup: whatever is in it stays as it was written."""

DATABASE_FILE: Final = "intake.db"
"""SQLite's, where the database is not a server's."""

OURS: Final = frozenset(
    {
        *(MARK, DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm"),
        *("originals", "derived", "tmp", "backups", calibrations.FOLDER, learnt.FOLDER),
        *("ingest.lock", "learning.lock", "maintenance.lock"),
    }
)
"""What may lie in a folder before a workspace is made of it."""


@contextmanager
def closed_on_failure(database: Database) -> Iterator[Database]:
    """Close the database where the block does not end well."""
    try:
        yield database
    except BaseException:
        database.close()
        raise


def writable(path: Path) -> bool:
    """Whether the folder and SQLite's file in it can be written; true for a server's database."""
    file = path / "intake.db"
    return os.access(path, os.W_OK) and (not file.exists() or os.access(file, os.W_OK))


def access_to(path: Path) -> Access:
    """How SQLite opens what is only looked at.

    Raises:
        WorkspaceInPiecesError: Part of what was written is still in its log, and there is no way to it.
    """
    if (path / MANIFEST).exists():
        return Access.SETTLED
    if writable(path):
        return Access.LOOK
    log, index = path / "intake.db-wal", path / "intake.db-shm"
    if not log.exists() or not log.stat().st_size:
        return Access.SETTLED
    if index.exists():
        return Access.MEDIUM
    raise WorkspaceInPiecesError(path)


def write_mark(path: Path, identity: str, url: str) -> None:
    """Make a folder a workspace.

    Raises:
        OSError: It cannot be written.
    """
    lines = (f"format = {FORMAT}", f'id = "{identity}"', f"database = {json.dumps(url)}", "")
    with atomic_file(path / MARK, temporary=path / "tmp") as stream:
        stream.write("\n".join(lines).encode())


def read_mark(path: Path) -> tuple[str, str]:
    """Identity and database URL from ``workspace.toml``."""
    try:
        text = (path / MARK).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotAWorkspaceError(path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceDamagedError(MARK) from error
    try:
        mark = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WorkspaceDamagedError(MARK) from error
    layout, identity, url = mark.get("format"), mark.get("id"), mark.get("database")
    if isinstance(layout, int) and layout > FORMAT:
        raise WorkspaceNewerError(path)
    if layout != FORMAT or not isinstance(identity, str) or not isinstance(url, str):
        raise WorkspaceDamagedError(MARK)
    return identity, url

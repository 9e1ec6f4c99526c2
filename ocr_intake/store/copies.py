"""Copying SQLite's database while others write to it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote

from ocr_intake.store.atomic import PRIVATE
from ocr_intake.store.errors import DatabaseUnavailableError, WorkspaceDamagedError

if TYPE_CHECKING:
    from pathlib import Path


class Access(StrEnum):
    """How a database is opened."""

    WRITE = ""
    LOOK = "look"
    """To read, where others may write and SQLite may have its files beside the database."""
    MEDIUM = "mode=ro"
    """To read where nothing can be written, while what SQLite needs beside the database is there."""
    SETTLED = "mode=ro&immutable=1"
    """To read where nobody writes: a backup, or a medium that cannot be written. SQLite makes no file beside it."""


def uri(file: Path, access: Access) -> str:
    """SQLite's URI of a file, for ``MEDIUM`` and ``SETTLED``."""
    return f"file:{quote(str(file.absolute()))}?{access.value}"


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, and look whether the copy is sound. ``target`` is made, or overwritten.

    Raises:
        WorkspaceDamagedError: It is not.
        DatabaseUnavailableError: It cannot be read or written.
        OSError: The copy cannot be made.
    """
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE))
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            copy.execute("PRAGMA journal_mode=OFF")  # no file beside it: a copy that fails is thrown away
            copy.execute("PRAGMA synchronous=OFF")  # whoever gives it its name syncs it
            live.backup(copy)
        with closing(sqlite3.connect(uri(target, Access.SETTLED), uri=True)) as copy:
            ((said, *_), *_) = copy.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.OperationalError as error:
        raise DatabaseUnavailableError from error
    except sqlite3.DatabaseError as error:
        raise WorkspaceDamagedError(source.name) from error
    if said != "ok":
        raise WorkspaceDamagedError(source.name)

"""A server's database as one file in a backup, by PostgreSQL's own tools: written, looked at, brought back."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from ocr_intake.store.atomic import PRIVATE
from ocr_intake.store.dump_errors import DumpFailedError, DumpToolMissingError, DumpToolOlderError
from ocr_intake.store.errors import BackupDamagedError
from ocr_intake.store.server import server_url

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

DUMP_FILE: Final = "database.dump"
"""What it is called in a backup."""

_WRITE: Final = "pg_dump"
_READ: Final = "pg_restore"
_PLAIN: Final = ("--no-owner", "--no-privileges")
"""Whoever brings it back owns it then; who owned it before may not be there."""


def write_dump(session: Session, url: str, target: Path) -> None:
    """Write the database as a reading transaction sees it to a new file, and look whether the file is whole.

    Raises:
        DumpToolMissingError: ``pg_dump`` or ``pg_restore`` is not installed.
        DumpToolOlderError: They are older than the server.
        DumpFailedError: They say that they failed.
        OSError: The file cannot be made.
    """
    write, read = _tool(_WRITE), _tool(_READ)
    server = int(session.scalar(text("SHOW server_version_num")) or 0) // 10_000
    if (ours := _version(write)) < server:
        raise DumpToolOlderError(ours, server)
    snapshot = session.scalar(text("SELECT pg_export_snapshot()"))
    asked = ("--format=custom", *_PLAIN, f"--snapshot={snapshot}", "--lock-wait-timeout=30s")
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
    with os.fdopen(descriptor, "wb") as stream:
        if _run([write, *asked, f"--dbname={_address(url)}"], stream.fileno()):
            raise DumpFailedError(_WRITE)
    if not is_whole(target, read):
        raise DumpFailedError(_WRITE)


def is_whole(dump: Path, tool: str | None = None) -> bool:
    """Whether all of a dump can be read.

    Raises:
        DumpToolMissingError: ``pg_restore`` is not installed.
    """
    return _run([tool or _tool(_READ), "--file=/dev/null", str(dump)]) == 0


def load_dump(dump: Path, url: str) -> None:
    """Bring a dump back to an empty database: all of it, or nothing.

    Raises:
        DumpToolMissingError: ``pg_restore`` is not installed.
        BackupDamagedError: The dump cannot be read.
        DumpFailedError: It says that it failed.
    """
    tool = _tool(_READ)
    if not is_whole(dump, tool):
        raise BackupDamagedError(DUMP_FILE)
    if _run([tool, *_PLAIN, "--single-transaction", "--exit-on-error", f"--dbname={_address(url)}", str(dump)]):
        raise DumpFailedError(_READ)


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise DumpToolMissingError(name)
    return found


def _version(tool: str) -> int:
    """The major version, out of ``pg_dump (PostgreSQL) 15.12 (Debian 15.12-0+deb12u2)``."""
    said = subprocess.run([tool, "--version"], check=False, capture_output=True, text=True).stdout
    number = said.partition(")")[2].split(".")[0].strip()
    return int(number) if number.isdecimal() else 0


def _run(command: list[str], output: int = subprocess.DEVNULL) -> int:
    """The exit status of a tool that asks nobody for a password. What it says may quote rows: it is heard by nobody."""
    done = subprocess.run(
        [*command, "--no-password"] if any(word.startswith("--dbname=") for word in command) else command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
    )
    return done.returncode


def _address(url: str) -> str:
    """The URL as the server's own tools take it."""
    return server_url(url).set(drivername="postgresql").render_as_string()

"""Files that are either whole or not there: written under a temporary name, synced, then renamed."""

from __future__ import annotations

import contextlib
import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRIVATE: Final = 0o600
"""Mode of files with personal data."""
PRIVATE_FOLDER: Final = 0o700
"""Mode of their folders."""
READ_ONLY: Final = 0o400
"""Mode of what is never changed again."""


@contextmanager
def atomic_file(target: Path, *, mode: int = PRIVATE, temporary: Path | None = None) -> Iterator[BinaryIO]:
    """A file to write that becomes ``target`` when the block ends well, and disappears when it does not.

    Args:
        target: Where the file goes; what was there before is replaced at once.
        mode: Permissions of the finished file.
        temporary: Folder for the unfinished file, on the same file system; the target's own folder otherwise.

    Raises:
        OSError: It cannot be written.
    """
    name = (temporary or target.parent) / f".{secrets.token_hex(8)}.part"
    with atomic_path(target, unfinished=name, mode=mode) as unfinished:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream


@contextmanager
def atomic_path(target: Path, *, unfinished: Path, mode: int = PRIVATE) -> Iterator[Path]:
    """The path of an unfinished file for the block to make, which becomes ``target`` as with ``atomic_file``.

    Raises:
        OSError: It cannot be written.
    """
    with _removed_on_failure(unfinished):
        yield unfinished
        descriptor = os.open(unfinished, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        unfinished.replace(target)
        sync_folder(target.parent)


@contextmanager
def _removed_on_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power failure (a no-op where folders cannot be synced)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def private_folder(folder: Path) -> None:
    """Make a folder (and the missing ones above it) that only its owner enters."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        folder.chmod(PRIVATE_FOLDER)
        sync_folder(folder.parent)

"""The workspace's files: originals under their SHA-256 and upright page images; what they mean is in the database."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from ocr_intake.store.atomic import PRIVATE, READ_ONLY, atomic_file, private_folder, sync_folder
from ocr_intake.store.errors import WorkspaceUnwritableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK: Final = 1 << 20
_HEX: Final = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Kept:
    """An original that is safe in the workspace."""

    sha256: str
    size: int
    """Bytes."""


class SourceUnreadableError(Exception):
    """The bytes could not be taken from where they came from; the batch goes on without them."""


class SourceTooLargeError(SourceUnreadableError):
    """There are more bytes than are kept."""


class FileStore:
    """Originals and derived images below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._originals = root / "originals"
        self._derived = root / "derived"
        self._temporary = root / "tmp"

    def make_folders(self) -> None:
        """Make what is missing; only the owner may enter."""
        for folder in (self._originals, self._derived, self._temporary):
            private_folder(folder)

    def clear_temporary(self) -> None:
        """Remove what a killed run left half written. Only while no other ingest runs."""
        for leftover in self._temporary.iterdir():
            leftover.unlink(missing_ok=True)

    def original(self, sha256: str) -> Path:
        """Where the original with that hash is kept, whether or not it is there."""
        return self._originals / _checked(sha256)[:2] / sha256

    def page_image(self, sha256: str, page: int) -> Path:
        """Where the upright image of a page is kept, whether or not it is there."""
        if page < 1:
            raise ValueError("pages are counted from 1")
        return self._derived / _checked(sha256)[:2] / sha256 / f"page-{page:04d}.png"

    def save_page_image(self, sha256: str, page: int, png: bytes) -> Path:
        """Keep the upright image of a page (PNG bytes), in place of an earlier one.

        Raises:
            WorkspaceUnwritableError: It cannot be written.
        """
        target = self.page_image(sha256, page)
        try:
            private_folder(target.parent)
            with atomic_file(target, mode=PRIVATE, temporary=self._temporary) as stream:
                stream.write(png)
        except OSError as error:
            raise WorkspaceUnwritableError(self._root, error) from error
        return target

    def keep(self, path: Path, largest: int | None = None) -> Kept:
        """Copy a file's bytes to where originals are; bytes that are there already are left as they are.

        Raises:
            SourceUnreadableError: ``path`` is no regular file or cannot be read to its end.
            SourceTooLargeError: It has more than ``largest`` bytes; nothing of it is kept.
            WorkspaceUnwritableError: The copy cannot be written.
        """
        unfinished = self._temporary / f"{secrets.token_hex(8)}.part"
        try:
            with _opened(path) as source, unfinished.open("xb") as copy:
                os.fchmod(copy.fileno(), PRIVATE)
                sha, size = hashlib.sha256(), 0
                for chunk in _chunks(source, largest):
                    sha.update(chunk)
                    size += len(chunk)
                    copy.write(chunk)
                copy.flush()
                os.fchmod(copy.fileno(), READ_ONLY)
                os.fsync(copy.fileno())
            kept = Kept(sha.hexdigest(), size)
            target = self.original(kept.sha256)
            if not target.exists():
                private_folder(target.parent)
                unfinished.replace(target)
                sync_folder(target.parent)
        except OSError as error:
            raise WorkspaceUnwritableError(self._root, error) from error
        finally:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
        return kept

    def intact(self, sha256: str, size: int, *, deep: bool) -> bool:
        """Whether the original is there with its size, and with its bytes when ``deep``."""
        path = self.original(sha256)
        try:
            if path.stat().st_size != size:
                return False
            return not deep or hash_of(path) == sha256
        except OSError:
            return False

    def originals(self) -> Iterator[str]:
        """Hashes of all originals that are there."""
        for path in sorted(self._originals.glob("??/*")):
            yield path.name


def hash_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _checked(sha256: str) -> str:
    """A hash that is safe as a file name."""
    if len(sha256) != 64 or not _HEX.issuperset(sha256):
        raise ValueError("not a SHA-256 in lower-case hexadecimal")
    return sha256


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The regular file at ``path``; never waits for a pipe, never reads a device."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise SourceUnreadableError from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SourceUnreadableError
    with os.fdopen(descriptor, "rb") as stream:
        yield stream


def _chunks(source: BinaryIO, largest: int | None) -> Iterator[bytes]:
    """The bytes in pieces. The size alone tells of too many, before any is read; what still grows is stopped later."""
    size = os.fstat(source.fileno()).st_size
    while True:
        if largest is not None and size > largest:
            raise SourceTooLargeError
        try:
            chunk = source.read(_CHUNK)
        except OSError as error:
            raise SourceUnreadableError from error
        if not chunk:
            return
        yield chunk
        size = max(size, source.tell())

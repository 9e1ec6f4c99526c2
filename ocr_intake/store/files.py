"""The workspace's files: originals under their SHA-256 and upright page images; what they mean is in the database."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import stat
import time
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
    new: bool
    """It was not there before, or damaged."""


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
        """Copy a file's bytes to where originals are; an intact copy that is there already is left as it is.

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
            sha256 = sha.hexdigest()
            kept = Kept(sha256, size, new=not self.intact(sha256))
            target = self.original(sha256)
            if kept.new:
                private_folder(target.parent)
                unfinished.replace(target)
                sync_folder(target.parent)
        except OSError as error:
            raise WorkspaceUnwritableError(self._root, error) from error
        finally:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
        return kept

    def keep_bytes(self, content: bytes) -> Kept:
        """Keep bytes that come from no file, as ``keep`` does.

        Raises:
            WorkspaceUnwritableError: They cannot be written.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.original(sha256)
        kept = Kept(sha256, len(content), new=not self.intact(sha256))
        try:
            if kept.new:
                private_folder(target.parent)
                with atomic_file(target, mode=READ_ONLY, temporary=self._temporary) as stream:
                    stream.write(content)
        except OSError as error:
            raise WorkspaceUnwritableError(self._root, error) from error
        return kept

    def intact(self, sha256: str) -> bool:
        """Whether the original is there with its bytes, all of which are read."""
        try:
            return hash_of(self.original(sha256)) == sha256
        except OSError:
            return False

    def holds_anything_of(self, sha256: str) -> bool:
        """Whether the original or an image of one of its pages is there."""
        return self.original(sha256).exists() or self.page_image(sha256, 1).parent.exists()

    def remove(self, sha256: str) -> None:
        """Remove an original and the images of its pages, where they are there.

        Raises:
            WorkspaceUnwritableError: They cannot be removed.
        """
        original, images = self.original(sha256), self.page_image(sha256, 1).parent
        try:
            original.unlink(missing_ok=True)
            if images.exists():
                shutil.rmtree(images)
            for folder in (original.parent, images.parent):
                if folder.is_dir():
                    sync_folder(folder)
        except OSError as error:
            raise WorkspaceUnwritableError(self._root, error) from error

    def images_of(self, sha256: str) -> Iterator[str]:
        """The images of a file's pages that are there, as seals name them."""
        for path in sorted(self.page_image(sha256, 1).parent.glob("page-*.png")):
            yield self.name_of(path)

    def all_images(self) -> Iterator[str]:
        """The images of all pages that are there, as seals name them."""
        for path in sorted(self._derived.glob("??/*/page-*.png")):
            yield self.name_of(path)

    def remove_backups(self) -> None:
        """Remove the copies that were made before migrations: they hold what has been purged since.

        Raises:
            WorkspaceUnwritableError: They cannot be removed.
        """
        try:
            for path in (self._root / "backups").glob("*.db"):
                path.unlink()
        except OSError as error:
            raise WorkspaceUnwritableError(self._root, error) from error

    def kept_since(self, prefix: str, seconds: float) -> bool:
        """Whether the original whose hash begins like that was written in the last ``seconds``."""
        found = self._originals.glob(f"{prefix[:2]}/{prefix}*")
        return any(path.stat().st_mtime > time.time() - seconds for path in found)

    def image_hashes(self) -> dict[str, str]:
        """SHA-256 of all page images that are there, by their path in the workspace."""
        return {path: hash_of(self._root / path) for path in self.all_images()}

    def name_of(self, path: Path) -> str:
        """A file of the workspace as seals and manifests name it, whatever folder the workspace is in."""
        return path.relative_to(self._root).as_posix()

    def sizes(self) -> dict[str, int]:
        """Bytes of each original that is there, by hash.

        Looked up folder by folder: half of what looking at one path after the other takes.
        """
        sizes: dict[str, int] = {}
        for folder in self._originals.glob("??"):
            with contextlib.suppress(OSError):
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                try:
                    for name in os.listdir(descriptor):  # noqa: PTH208 - pathlib knows no descriptors
                        sizes[name] = os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_size
                finally:
                    os.close(descriptor)
        return sizes

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

"""What a backup says of itself: every file in it with its hash. A folder with one is a backup, and a whole one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from ocr_intake.store.atomic import READ_ONLY, atomic_file
from ocr_intake.store.errors import NotABackupError, WorkspaceNewerError
from ocr_intake.store.files import hash_of
from ocr_intake.store.findings import Damage
from ocr_intake.store.opening import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup."""

    workspace: str
    """Identity of the workspace."""
    made: str
    """When, ISO 8601 in UTC."""
    database: str
    """``sqlite``: a file as the workspace has it; ``postgresql``: a dump of the server's."""
    images: bool
    """Whether images of pages are in it."""
    head: str
    """Of the chain of seals (``Integrity.head``)."""
    missing: tuple[str, ...]
    """Hashes of originals that were damaged in the workspace and are in no earlier backup either."""
    files: dict[str, tuple[str, int]]
    """SHA-256 and size in bytes by the path in the folder."""


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make a folder a backup: the last thing that is written to it.

    Raises:
        OSError: It cannot be written.
    """
    said = {"format": _FORMAT, **asdict(manifest)}
    with atomic_file(folder / MANIFEST, mode=READ_ONLY) as stream:
        stream.write(json.dumps({**said, "digest": _digest(said)}, ensure_ascii=False, indent=1).encode())


def read_manifest(folder: Path) -> Manifest:
    """What a backup says of itself.

    Raises:
        NotABackupError: The folder is none, or what it says is damaged.
        WorkspaceNewerError: A newer program made it.
    """
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        if said.get("format", 0) > _FORMAT:
            raise WorkspaceNewerError(folder)
        if said.pop("digest") != _digest(said) or said.pop("format") != _FORMAT:
            raise NotABackupError(folder)
        said["files"] = {path: (sha256, size) for path, (sha256, size) in said["files"].items()}
        if not all(_inside(path) for path in said["files"]):
            raise NotABackupError(folder)
        return Manifest(**{**said, "missing": tuple(said["missing"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotABackupError(folder) from error


def changed_since(folder: Path, manifest: Manifest) -> Iterator[Damage]:
    """What is not in a backup as it was written to it."""
    for path, (sha256, size) in manifest.files.items():
        file = folder / path
        try:
            same = file.stat().st_size == size and hash_of(file) == sha256
        except OSError:
            yield Damage("backup_file_missing", path)
            continue
        if not same:
            yield Damage("backup_file_changed", path)


def _inside(path: str) -> bool:
    """Whether a path leads to nowhere but below the folder."""
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts and bool(pure.parts)


def _digest(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

"""Backups: a workspace copied while it is in use, whole or not at all, and brought back somewhere else.

A backup has the form of a workspace, and a manifest. It is made beside its place under another name and renamed when it
is whole. What an earlier backup in that place has already is linked from there, never from the workspace: files of a
workspace may be healed or purged, and the backup must not change with them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from ocr_intake.store import calibrations, learnt
from ocr_intake.store.atomic import PRIVATE, READ_ONLY, private_folder, sync_folder
from ocr_intake.store.copies import Access, copy_database
from ocr_intake.store.database import SQLITE, Database
from ocr_intake.store.dump import DUMP_FILE, is_whole, load_dump, write_dump
from ocr_intake.store.dump_errors import RestoreHasDatabaseError, RestoreNeedsDatabaseError
from ocr_intake.store.errors import (
    BackupDamagedError,
    BackupTargetInsideError,
    BackupTargetTakenError,
    BackupUnwritableError,
    FolderInUseError,
    NotABackupError,
)
from ocr_intake.store.files import FileStore
from ocr_intake.store.findings import Damage, Integrity
from ocr_intake.store.lock import maintenance_lock
from ocr_intake.store.manifest import Manifest, changed_since, read_manifest, write_manifest
from ocr_intake.store.opening import DATABASE_FILE, MANIFEST, MARK, write_mark
from ocr_intake.store.tables import PurgeRow, SealRow, SourceFileRow
from ocr_intake.store.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup came to."""

    manifest: Manifest
    originals: int
    linked: int
    """Files that an earlier backup in the same place had already."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What bringing a backup back came to."""

    manifest: Manifest
    integrity: Integrity
    """What looking at everything came to."""


class _Copying:
    """Files on their way into an unfinished backup."""

    def __init__(self, source: Path, unfinished: Path, earlier: Path, before: Manifest | None) -> None:
        self.files: dict[str, tuple[str, int]] = {}
        self.linked = 0
        self._source = source
        self._unfinished = unfinished
        self._earlier = earlier
        self._before = before

    def original(self, path: str, sha256: str) -> bool:
        """Take an original along; False where it is damaged here and in the earlier backup, or in neither."""
        if self._link(path, sha256):
            return True
        try:
            copied, size = copy_file(self._source / path, self._unfinished / path, READ_ONLY)
        except FileNotFoundError:
            return False
        if copied != sha256:
            (self._unfinished / path).unlink()
            return False
        self.files[path] = copied, size
        return True

    def image(self, path: str) -> None:
        """Take the image of a page along, where it is there; one that is older than the earlier backup is in that."""
        try:
            looked = (self._source / path).stat()
            if self._before is not None:
                known, size = self._before.files.get(path, ("", -1))
                made = datetime.fromisoformat(self._before.made).timestamp()
                if looked.st_size == size and looked.st_mtime < made and self._link(path, known):
                    return
            self.files[path] = copy_file(self._source / path, self._unfinished / path, PRIVATE)
        except FileNotFoundError:
            return

    def small(self, paths: Iterable[Path]) -> None:
        """Copy files that are written anew now and then."""
        for path in paths:
            name = path.relative_to(self._source).as_posix()
            self.files[name] = copy_file(path, self._unfinished / name, path.stat().st_mode & 0o600)

    def _link(self, path: str, sha256: str) -> bool:
        """Let the earlier backup's file be this one's, too. Where that cannot be it is copied from the workspace."""
        known = self._before.files.get(path) if self._before is not None else None
        if known is None or known[0] != sha256:
            return False
        try:
            if (self._earlier / path).stat().st_size != known[1]:
                return False
            private_folder((self._unfinished / path).parent)
            os.link(self._earlier / path, self._unfinished / path)
        except OSError:  # some media know no links
            return False
        self.files[path] = known
        self.linked += 1
        return True


def back_up(workspace: Workspace, target: Path, *, by: str, images: bool = True) -> BackedUp:
    """Back a workspace up while others work with it.

    Args:
        workspace: Opened for writing.
        target: A folder that is new, empty, or holds an earlier backup of this workspace, which the new one replaces.
        by: Who does it.
        images: Take the images of pages along: without them nobody can review after bringing it back.

    Raises:
        BackupTargetInsideError: The target is in the workspace, or the other way round.
        BackupTargetTakenError: It holds something else.
        BackupUnwritableError: It cannot be written.
        WorkspaceDamagedError: The database is damaged: the earlier backup stays.
        DatabaseUnavailableError: It cannot be read, or its copy not be written.
        DumpToolMissingError: The database is a server's, and its tools are not here (see ``write_dump``).
        MaintenanceRunningError: Another backup, or a purge, is at work.
    """
    target = target.absolute()
    own, other = workspace.path.resolve(), target.resolve()
    if own in (other, *other.parents) or other in own.parents:
        raise BackupTargetInsideError(target)
    with maintenance_lock(workspace.path):
        try:
            unfinished = _made_ready(target, workspace.identity)
            with _removed_on_failure(unfinished):
                done = _copy(workspace, unfinished, target, images=images)
            _put_in_place(unfinished, target)
        except OSError as error:
            raise BackupUnwritableError(target, error) from error
    missing = len(done.manifest.missing)
    workspace.audit(by, "backup.made", files=len(done.manifest.files), missing=missing, head=done.manifest.head)
    return done


def _copy(workspace: Workspace, unfinished: Path, earlier: Path, *, images: bool) -> BackedUp:
    """Fill an unfinished backup. The database comes first: what it speaks of is on disk before it does."""
    made = datetime.now(UTC)
    before = None
    with contextlib.suppress(NotABackupError):
        before = read_manifest(earlier)
    files = FileStore(workspace.path)
    copying = _Copying(workspace.path, unfinished, earlier, before)
    if workspace.database.is_file:
        name = DATABASE_FILE
        copy_database(workspace.path / name, unfinished / name)
        with closing(Database(f"{SQLITE}{name}", unfinished, Access.SETTLED)) as copy:
            head, originals = _said_by(copy)
    else:
        name = DUMP_FILE
        head, originals = _said_by(workspace.database, unfinished / name)
    copying.files[name] = _hashed(unfinished / name)
    missing = [sha256 for sha256 in originals if not copying.original(files.name_of(files.original(sha256)), sha256)]
    for path in files.all_images() if images else ():
        copying.image(path)
    for folder in (calibrations.FOLDER, learnt.FOLDER):
        copying.small(path for path in sorted((workspace.path / folder).glob("*")) if path.name[0] != ".")
    copying.small([workspace.path / MARK])
    manifest = Manifest(
        workspace=workspace.identity,
        made=made.isoformat(),
        database="sqlite" if workspace.database.is_file else "postgresql",
        images=images,
        head=head,
        missing=tuple(missing),
        files=copying.files,
    )
    os.sync()
    write_manifest(unfinished, manifest)
    return BackedUp(manifest, len(originals) - len(missing), copying.linked)


def _said_by(database: Database, dump: Path | None = None) -> tuple[str, tuple[str, ...]]:
    """The head of the chain and the originals that belong to a database at one moment, which a dump is of, too."""
    with database.transaction(write=False) as session:
        if dump is not None:
            write_dump(session, database.url, dump)
        head = session.scalar(select(SealRow.hash).order_by(SealRow.id.desc()).limit(1))
        kept = select(SourceFileRow.sha256).where(SourceFileRow.id.not_in(select(PurgeRow.source_file_id)))
        return head or "", tuple(session.scalars(kept.order_by(SourceFileRow.id)))


# --------------------------------------------------------------------------------------------------- where it goes


def _made_ready(target: Path, identity: str) -> Path:
    """The empty folder beside the target for an unfinished backup, what a killed one left being put in order.

    Raises:
        BackupTargetTakenError: The target holds something else than an earlier backup of the same workspace.
    """
    unfinished, previous = _beside(target, "unfinished"), _beside(target, "previous")
    if previous.exists():
        if (target / MANIFEST).exists():
            shutil.rmtree(previous)
        else:
            _put_in_place(previous, target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())) and not _is_ours(target, identity):
        raise BackupTargetTakenError(target)
    if unfinished.exists():
        shutil.rmtree(unfinished)
    private_folder(unfinished)
    return unfinished


def _is_ours(folder: Path, identity: str) -> bool:
    try:
        return read_manifest(folder).workspace == identity
    except NotABackupError:
        return False


def _put_in_place(made: Path, target: Path) -> None:
    """Give a whole folder its name. One that is there is whole, too, under one of the two names, at any moment."""
    previous = _beside(target, "previous")
    if target.exists() and any(target.iterdir()):
        target.rename(previous)
    made.rename(target)
    sync_folder(target.parent)
    if previous.exists() and previous != made:
        shutil.rmtree(previous)


@contextlib.contextmanager
def _removed_on_failure(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{what}")


def copy_file(source: Path, target: Path, mode: int) -> tuple[str, int]:
    """Copy a file to a new one; the SHA-256 and the size of what was copied.

    Raises:
        OSError: It cannot be read or written; ``FileNotFoundError`` where there is none.
    """
    sha, size = hashlib.sha256(), 0
    with source.open("rb") as stream:
        private_folder(target.parent)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
        with os.fdopen(descriptor, "wb") as copy:
            while chunk := stream.read(_CHUNK):
                sha.update(chunk)
                size += len(chunk)
                copy.write(chunk)
            os.fchmod(descriptor, mode)
    return sha.hexdigest(), size


def _hashed(path: Path) -> tuple[str, int]:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), path.stat().st_size


# ------------------------------------------------------------------------------------------------------ the way back


def restore(
    backup: Path,
    folder: Path,
    *,
    by: str,
    database_url: str | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Restored:
    """Bring a backup back as a workspace, and look at all of it before it gets its name.

    Args:
        backup: Where it is.
        folder: New, or empty.
        by: Who does it.
        database_url: Of a server's database that holds nothing, for the backup of one.
        clock: As ``Workspace.open``.

    Raises:
        NotABackupError: There is none.
        RestoreNeedsDatabaseError: It is of a server's database, and none is named.
        RestoreHasDatabaseError: It brings SQLite's file, and another database is named.
        DatabaseTakenError: The named one holds something.
        FolderInUseError: The folder holds something.
        BackupDamagedError: A file of the backup is not as it was written to it. Nothing is left in ``folder``.
        BackupUnwritableError: The folder cannot be written.
    """
    backup, folder = backup.absolute(), folder.absolute()
    if not (backup / MANIFEST).exists() and (_beside(backup, "previous") / MANIFEST).exists():
        backup = _beside(backup, "previous")  # a backup was killed between two names
    manifest = read_manifest(backup)
    if (database_url is None) != (manifest.database == "sqlite"):
        raise RestoreNeedsDatabaseError if database_url is None else RestoreHasDatabaseError
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUseError(folder)
    unfinished = _beside(folder, "unfinished")
    try:
        if unfinished.exists():
            shutil.rmtree(unfinished)
        with _removed_on_failure(unfinished):
            _bring_back(backup, unfinished, manifest)
            if database_url is not None:
                _load(unfinished, manifest.workspace, database_url)
            integrity = _looked_at(unfinished, manifest, by, clock)
        unfinished.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise BackupUnwritableError(folder, error) from error
    return Restored(manifest, integrity)


def _bring_back(backup: Path, unfinished: Path, manifest: Manifest) -> None:
    """Copy what the manifest names, each file compared with what it says.

    Raises:
        BackupDamagedError: One is not as it was written.
        OSError: The copy cannot be written.
    """
    private_folder(unfinished)
    for path, said in manifest.files.items():
        try:
            mode = (backup / path).stat().st_mode & 0o600
            copied = copy_file(backup / path, unfinished / path, mode)
        except FileNotFoundError as error:
            raise BackupDamagedError(path) from error
        if copied != said:
            raise BackupDamagedError(path)
    FileStore(unfinished).make_folders()
    os.sync()


def _load(unfinished: Path, identity: str, url: str) -> None:
    """Bring the dump of an unfinished workspace back to a database, which is the workspace's from then on."""
    with closing(Database(url, unfinished)) as database:
        database.check_empty()
    load_dump(unfinished / DUMP_FILE, url)
    (unfinished / DUMP_FILE).unlink()  # no purge would know of it
    write_mark(unfinished, identity, url)


def check_dumped(folder: Path) -> Integrity:
    """Whether the backup of a server's database is as it was written; its records are looked at by bringing it back.

    Raises:
        NotABackupError: There is none.
        DumpToolMissingError: ``pg_restore`` is not installed.
    """
    manifest = read_manifest(folder)
    damages = list(changed_since(folder, manifest))
    if not damages and not is_whole(folder / DUMP_FILE):
        damages.append(Damage("backup_file_changed", DUMP_FILE))
    return Integrity(tuple(damages), 0, 0, manifest.head)


def _looked_at(folder: Path, manifest: Manifest, by: str, clock: Callable[[], datetime] | None) -> Integrity:
    """Record that the workspace was brought back, and compare everything in it."""
    with Workspace.open(folder, clock=clock or (lambda: datetime.now(UTC))) as workspace:
        if not manifest.images:
            workspace.note_images_gone()
        workspace.audit(by, "workspace.restored", files=len(manifest.files))
        return workspace.check_integrity(manifest.head)

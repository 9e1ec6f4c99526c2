"""Backups: of a workspace in use, whole or not there, comparable, and brought back as they were."""

import json
import os
import resource
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.errors import IntakeError
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel
from ocr_intake.model.review import Decision
from ocr_intake.store import Workspace
from ocr_intake.store.backup import back_up, restore
from ocr_intake.store.errors import (
    BackupDamagedError,
    BackupTargetInsideError,
    BackupTargetTakenError,
    FolderInUseError,
    MaintenanceRunningError,
    NotABackupError,
    WorkspaceDamagedError,
    WorkspaceIsBackupError,
)
from ocr_intake.store.lock import maintenance_lock
from ocr_intake.store.manifest import _digest
from tests.store.builders import PNG, outcome, reading, source, submission, workspace_with


@pytest.fixture
def full(tmp_path: Path) -> Workspace:
    workspace = workspace_with(tmp_path, submission(), submission((1, 2)))
    field = workspace.submission(1).field(FieldName.NAME).id
    workspace.decisions.decide(field, Decision.EDITED, "美本 太郎", by="係員B", version=0)
    workspace.calibrations.keep("{}")
    return workspace


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "disk" / "backup"


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def take_in(workspace: Workspace, folder: Path, name: str) -> None:
    """One more file, as an ingest does it."""
    with workspace.ingest() as work:
        batch = work.start_batch("dx", Channel.POST, [folder], operator="係員A").id
        path = folder / name
        path.write_bytes(name.encode())
        file = source(path)
        work.register(path, file, batch)
        work.save_page(file.sha256, reading(1), PNG)
        work.save_outcome(file.sha256, outcome(submission()))
        work.end_batch(batch)


def test_what_is_brought_back_is_what_was_there(full: Workspace, target: Path, tmp_path: Path) -> None:
    done = back_up(full, target, by="係員C")
    assert (done.originals, done.linked, done.manifest.missing) == (2, 0, ())
    before = list(full.submissions())
    back = restore(target, tmp_path / "again", by="係員C")
    assert back.integrity is not None
    assert back.integrity.damages == ()
    with Workspace.open(tmp_path / "again") as again:
        assert list(again.submissions()) == before
        assert again.identity == full.identity
        assert again.ledger(deep=True).balances
        assert again.calibrations.numbers() == (1,)
        assert again.audit_trail()[-1].action == "workspace.restored"
        assert again.files.page_image(before[0].sha256, 1).read_bytes() == PNG
        take_in(again, tmp_path, "after.tif")
        assert again.check_integrity(done.manifest.head).damages == ()
    assert full.audit_trail()[-1].action == "backup.made"
    for path in (*target.rglob("*"), target, *(tmp_path / "again").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_backup_is_looked_at_and_not_written(full: Workspace, target: Path) -> None:
    back_up(full, target, by="係員C")
    before = files_in(target)
    with Workspace.open(target, write=False) as copy:
        assert list(copy.submissions()) == list(full.submissions())
        assert copy.check_integrity().damages == ()
        copy.audit("係員C", "export.written")
    with pytest.raises(WorkspaceIsBackupError):
        Workspace.open(target)
    assert files_in(target) == before


@pytest.mark.parametrize("pattern", ["intake.db", "originals/*/*", "derived/*/*/*", "calibration/0001.json"])
def test_damage_in_a_backup_is_noticed_and_not_brought_back(
    full: Workspace, target: Path, tmp_path: Path, pattern: str
) -> None:
    back_up(full, target, by="係員C")
    path = min(target.glob(pattern))
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    value = content.find("見本 太郎".encode())  # of a database: in a row, so that it can still be looked at
    content[value if value >= 0 else len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(BackupDamagedError):
        restore(target, tmp_path / "again", by="係員C")
    assert {p.name for p in tmp_path.iterdir()} == {"workspace", "disk"}
    with Workspace.open(target, write=False) as copy:
        assert "backup_file_changed" in {damage.code for damage in copy.check_integrity().damages}
    path.unlink()
    with pytest.raises(BackupDamagedError):
        restore(target, tmp_path / "again", by="係員C")


def test_a_second_backup_copies_what_is_new(full: Workspace, target: Path, tmp_path: Path) -> None:
    back_up(full, target, by="係員C")
    first = {path: path.stat().st_ino for path in target.glob("originals/*/*")}
    take_in(full, tmp_path, "new.tif")
    done = back_up(full, target, by="係員C")
    assert done.originals == 3
    assert done.linked >= 2
    assert {path.stat().st_ino for path in target.glob("originals/*/*")} > set(first.values())
    assert {p.name for p in target.parent.iterdir()} == {"backup"}, "nothing unfinished"
    live = {path.stat().st_ino for path in full.path.rglob("*") if path.is_file()}
    assert not live & {path.stat().st_ino for path in target.rglob("*")}, "nothing is shared with the workspace"
    assert restore(target, tmp_path / "again", by="係員C").integrity is not None


def test_a_damaged_original_is_taken_from_the_backup_before(full: Workspace, target: Path, tmp_path: Path) -> None:
    back_up(full, target, by="係員C")
    original = min(full.path.glob("originals/*/*"))
    original.chmod(0o600)
    original.write_bytes(b"other")
    assert back_up(full, target, by="係員C").manifest.missing == ()
    done = back_up(full, tmp_path / "disk" / "another", by="係員C")
    assert done.manifest.missing == (original.name,)
    again = restore(tmp_path / "disk" / "another", tmp_path / "again", by="係員C").integrity
    assert again is not None
    assert [damage.code for damage in again.damages] == ["original_damaged"]


def test_a_damaged_database_leaves_the_backup_before(full: Workspace, target: Path) -> None:
    back_up(full, target, by="係員C")
    before = files_in(target)
    with full.database.transaction() as session:
        session.connection().exec_driver_sql("PRAGMA writable_schema = ON")
        session.connection().exec_driver_sql(
            "UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_batches_consultation'"
        )
    with pytest.raises(WorkspaceDamagedError):
        back_up(full, target, by="係員C")
    assert files_in(target) == before


def test_where_it_may_not_go(full: Workspace, tmp_path: Path) -> None:
    for inside in (full.path, full.path / "backup", tmp_path, full.path / ".." / "workspace" / "x"):
        with pytest.raises(BackupTargetInsideError):
            back_up(full, inside, by="係員C")
    link = tmp_path / "link"
    link.symlink_to(full.path)
    with pytest.raises(BackupTargetInsideError):
        back_up(full, link / "backup", by="係員C")
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "letter.txt").write_text("somebody's")
    with pytest.raises(BackupTargetTakenError):
        back_up(full, taken, by="係員C")
    with Workspace.create(tmp_path / "other") as other:
        back_up(other, tmp_path / "disk" / "others", by="係員C")
    with pytest.raises(BackupTargetTakenError):
        back_up(full, tmp_path / "disk" / "others", by="係員C")
    assert files_in(taken) == {"letter.txt": b"somebody's"}


def test_where_it_may_not_be_brought_back(full: Workspace, target: Path, tmp_path: Path) -> None:
    with pytest.raises(NotABackupError):
        restore(full.path, tmp_path / "again", by="係員C")
    back_up(full, target, by="係員C")
    with pytest.raises(FolderInUseError):
        restore(target, full.path, by="係員C")
    manifest = target / "backup.json"
    manifest.chmod(0o600)
    manifest.write_text(manifest.read_text().replace(full.identity, "0" * 36))
    with pytest.raises(NotABackupError):
        restore(target, tmp_path / "again", by="係員C")


def test_a_manifest_leads_nowhere_else(full: Workspace, target: Path, tmp_path: Path) -> None:
    back_up(full, target, by="係員C")
    manifest = target / "backup.json"
    manifest.chmod(0o600)
    said = json.loads(manifest.read_text())
    del said["digest"]
    said["files"]["../outside"] = said["files"]["workspace.toml"]
    manifest.write_text(json.dumps({**said, "digest": _digest(said)}))
    with pytest.raises(NotABackupError):
        restore(target, tmp_path / "again", by="係員C")


def test_one_at_a_time(full: Workspace, target: Path) -> None:
    with maintenance_lock(full.path), pytest.raises(MaintenanceRunningError):
        back_up(full, target, by="係員C")


def test_without_images(full: Workspace, target: Path, tmp_path: Path) -> None:
    back_up(full, target, by="係員C", images=False)
    with Workspace.open(target, write=False) as copy:
        assert copy.check_integrity().damages == ()
    again = restore(target, tmp_path / "again", by="係員C").integrity
    assert again is not None
    assert again.damages == ()


def test_a_backup_while_others_write(full: Workspace, target: Path, tmp_path: Path) -> None:
    """Each backup is of one moment: everything that its database speaks of is in it."""
    stop = threading.Event()

    def work() -> None:
        number = 0
        with Workspace.open(full.path) as other:
            while not stop.is_set():
                take_in(other, tmp_path, f"new{number}.tif")
                number += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        taken = [back_up(full, target.with_name(f"b{n}"), by="係員C") for n in range(4)]
    finally:
        stop.set()
        thread.join()
    assert taken[-1].originals > taken[0].originals, "otherwise nobody wrote"
    for number in range(4):
        with Workspace.open(target.with_name(f"b{number}"), write=False) as copy:
            assert copy.check_integrity().damages == ()


@pytest.mark.parametrize("largest", [0, 2_000, 100_000])
@pytest.mark.parametrize("earlier", [True, False])
def test_a_full_disk_leaves_what_was_there(
    full: Workspace, target: Path, tmp_path: Path, largest: int, earlier: bool
) -> None:
    """Files that may not grow beyond some bytes: that stands for a disk that is full at some point."""
    if earlier:
        back_up(full, target, by="係員C")
        full.audit("係員B", "export.written")
    before = files_in(tmp_path / "disk")
    full.close()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            with Workspace.open(full.path) as workspace:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
                back_up(workspace, target, by="係員C")
        except IntakeError:
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, "it is said in a sentence"
    assert files_in(tmp_path / "disk") == before
    assert full.check_integrity().damages == ()


# ------------------------------------------------------------------------------------------- where nothing is written


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder below which others may look."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)
    shutil.rmtree(folder)


def as_somebody_else(folder: Path, work: str) -> int:
    """Run in a fork that may read the folder and write nothing in it; its exit status."""
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = files_in(folder)
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setuid(65534)
            exec(work, {"folder": folder})  # noqa: S102 - a few lines of this file
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    assert files_in(folder) == before
    return os.waitstatus_to_exitcode(status)


LOOK = """
from ocr_intake.store import Workspace
with Workspace.open(folder, write=False) as workspace:
    assert workspace.read_only
    assert len(list(workspace.submissions())) == 2
    assert workspace.ledger(deep=True).balances
    assert workspace.check_integrity().damages == ()
"""


def test_a_copy_without_permissions_is_looked_at(full: Workspace, public: Path) -> None:
    full.close()
    shutil.copytree(full.path, public / "copy")
    assert as_somebody_else(public / "copy", LOOK) == 0


@pytest.mark.parametrize("with_index", [True, False])
def test_a_plain_copy_of_a_workspace_in_use(full: Workspace, public: Path, with_index: bool) -> None:
    """With SQLite's index beside it, it can be read; without, it is said what to do."""
    with full.database.transaction(write=False) as session:
        session.connection()
        full.audit("係員B", "export.written")
        shutil.copytree(full.path, public / "copy")
    assert (public / "copy" / "intake.db-wal").stat().st_size
    if not with_index:
        (public / "copy" / "intake.db-shm").unlink()
    refused = """
from ocr_intake.store import Workspace
from ocr_intake.store.errors import WorkspaceInPiecesError
try:
    Workspace.open(folder, write=False)
except WorkspaceInPiecesError:
    pass
else:
    raise AssertionError
"""
    assert as_somebody_else(public / "copy", LOOK if with_index else refused) == 0


def test_an_older_copy_says_what_to_do(public: Path) -> None:
    from tests.store.older import to_schema

    with workspace_with(public, submission()) as workspace:
        pass
    to_schema(workspace.path, "0003")
    refused = """
from ocr_intake.store import Workspace
from ocr_intake.store.errors import WorkspaceOlderError
try:
    Workspace.open(folder, write=False)
except WorkspaceOlderError:
    pass
else:
    raise AssertionError
"""
    assert as_somebody_else(workspace.path, refused) == 0

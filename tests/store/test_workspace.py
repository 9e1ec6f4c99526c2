"""Making, opening and refusing workspaces; who may look inside."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ocr_intake.errors import ExitCode
from ocr_intake.model.pages import Channel
from ocr_intake.store import (
    DatabaseBusyError,
    DatabaseTakenError,
    DatabaseUrlError,
    FolderInUseError,
    IngestRunningError,
    NotAWorkspaceError,
    Workspace,
    WorkspaceDamagedError,
    WorkspaceError,
    WorkspaceNewerError,
    WorkspaceUnwritableError,
)
from tests.store.builders import PNG, Clock, reading, source, submission, workspace_with


def modes(root: Path) -> dict[str, int]:
    return {str(path.relative_to(root)): stat.S_IMODE(path.stat().st_mode) for path in root.rglob("*")}


def test_nobody_else_can_look_inside(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        with workspace_with(tmp_path, submission()) as workspace:
            found = modes(workspace.path)
            assert stat.S_IMODE(workspace.path.stat().st_mode) == 0o700
    finally:
        os.umask(old)
    for name, mode in found.items():
        if (workspace.path / name).is_dir():
            assert mode & 0o077 == 0 or name.count("/") > 0, name  # below a folder that is closed already
        else:
            assert mode == (0o400 if name.startswith("originals/") else 0o600), name
    assert any(name.startswith("derived/") and name.endswith("page-0001.png") for name in found)


def test_a_workspace_is_made_once(workspace: Workspace) -> None:
    with pytest.raises(FolderInUseError) as caught:
        Workspace.create(workspace.path)
    assert caught.value.exit_code is ExitCode.WORKSPACE
    assert str(workspace.path) in str(caught.value)


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(FolderInUseError):
        Workspace.create(tmp_path)
    with pytest.raises(FolderInUseError):
        Workspace.create(tmp_path / "letter.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_half_made_workspace_is_finished(workspace: Workspace) -> None:
    """Killed before ``workspace.toml`` was written: everything else may be there or not."""
    workspace.close()
    (workspace.path / "workspace.toml").unlink()
    (workspace.path / "derived").rmdir()
    with pytest.raises(NotAWorkspaceError):
        Workspace.open(workspace.path)
    with Workspace.create(workspace.path) as again:
        assert again.ledger(deep=True).balances


def test_no_workspace(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing", Path(__file__)):
        with pytest.raises(NotAWorkspaceError):
            Workspace.open(path)
    assert list(tmp_path.iterdir()) == []


def test_it_stays_the_same_when_moved(workspace: Workspace, tmp_path: Path) -> None:
    workspace.close()
    workspace.path.rename(tmp_path / "elsewhere")
    with Workspace.open(tmp_path / "elsewhere") as moved:
        assert moved.identity == workspace.identity
        assert moved.path == tmp_path / "elsewhere"


def newer_layout(path: Path) -> None:
    text = (path / "workspace.toml").read_text()
    (path / "workspace.toml").write_text(text.replace("format = 1", "format = 2"))


def newer_schema(path: Path) -> None:
    with closing(sqlite3.connect(path / "intake.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


@pytest.mark.parametrize("change", [newer_layout, newer_schema])
def test_a_newer_workspace_is_refused_and_left_alone(workspace: Workspace, change: Callable[[Path], None]) -> None:
    workspace.close()
    change(workspace.path)
    with pytest.raises(WorkspaceNewerError, match="新しい版"):
        Workspace.open(workspace.path)
    assert not (workspace.path / "backups").exists()


@pytest.mark.parametrize(
    "text",
    ["", "format = 1", 'format = "1"\nid = "x"\ndatabase = "y"', "format = [", 'format = 1\nid = 3\ndatabase = "x"'],
)
def test_a_damaged_mark_is_said(workspace: Workspace, text: str) -> None:
    workspace.close()
    (workspace.path / "workspace.toml").write_text(text)
    with pytest.raises(WorkspaceDamagedError, match=r"workspace\.toml"):
        Workspace.open(workspace.path)


def test_a_mark_that_is_no_text_is_damaged(workspace: Workspace) -> None:
    workspace.close()
    (workspace.path / "workspace.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WorkspaceDamagedError):
        Workspace.open(workspace.path)


def test_a_damaged_database_is_said(workspace: Workspace) -> None:
    workspace.close()
    for name in ("intake.db-wal", "intake.db-shm"):
        (workspace.path / name).unlink(missing_ok=True)
    (workspace.path / "intake.db").write_bytes(b"this is no database" * 1000)
    with pytest.raises(WorkspaceDamagedError, match=r"intake\.db"):
        Workspace.open(workspace.path)


def test_an_unreachable_database_is_said(workspace: Workspace) -> None:
    workspace.close()
    (workspace.path / "intake.db").unlink()
    (workspace.path / "intake.db").mkdir()
    with pytest.raises(WorkspaceError, match="データベース"):
        Workspace.open(workspace.path)


def test_a_database_of_another_workspace_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """Two folders that name the same server's database, or a database file copied to the wrong folder."""
    with Workspace.create(tmp_path / "other") as other:
        pass
    shutil.copy(other.path / "intake.db", workspace.path / "intake.db")
    with pytest.raises(DatabaseTakenError, match=str(workspace.path)):
        Workspace.open(workspace.path)


def test_a_database_in_use_is_not_taken_for_a_new_workspace(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        pass
    (workspace.path / "workspace.toml").unlink()
    with pytest.raises(DatabaseTakenError):
        Workspace.create(workspace.path)
    assert not (workspace.path / "workspace.toml").exists()


@pytest.mark.parametrize("url", ["no url at all", "nosuchdatabase://x/y", "postgresql+nosuchdriver://u:secret@h/d"])
def test_a_database_that_cannot_be_named_is_said(tmp_path: Path, url: str) -> None:
    with pytest.raises(DatabaseUrlError) as caught:
        Workspace.create(tmp_path / "new", database_url=url)
    assert "secret" not in str(caught.value)
    Workspace.create(tmp_path / "new").close()


def test_a_full_disk_is_said(workspace: Workspace, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with workspace.ingest() as ingest:
        batch = ingest.start_batch("dx", Channel.FAX, [inbox], operator="係員A").id
        file = source(inbox / "a.tif")
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            with pytest.raises(WorkspaceUnwritableError, match="No space left"):
                ingest.register(inbox / "a.tif", file, batch)
        ingest.register(inbox / "a.tif", file, batch)
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            with pytest.raises(WorkspaceUnwritableError, match="No space left"):
                ingest.save_page(file.sha256, reading(1), PNG)
        assert ingest.pages_waiting() == ((file.sha256, 1),)
    assert list((workspace.path / "tmp").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceUnwritableError):
        Workspace.create(tmp_path / "file" / "workspace")


def test_a_password_is_not_needed_in_the_folder(workspace: Workspace) -> None:
    text = (workspace.path / "workspace.toml").read_text()
    assert json.loads(text.partition("database = ")[2]) == "sqlite:///intake.db"


def test_a_database_that_stays_locked_is_said(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.close()
    monkeypatch.setattr("ocr_intake.store.database._BUSY_MS", 1)
    with closing(sqlite3.connect(workspace.path / "intake.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Workspace.open(workspace.path) as here:
            assert here.ledger().balances, "who only reads need not wait"
            with pytest.raises(DatabaseBusyError):
                here.audit("係員A", "test")


def test_what_people_wrote_stays_out_of_database_errors(workspace: Workspace) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    with pytest.raises(DBAPIError) as caught, workspace.database.transaction() as session:
        session.execute(text("INSERT INTO batches (id, key) VALUES (1, :name)"), {"name": "見本太郎"})
    assert "見本太郎" not in str(caught.value)


def test_a_transaction_that_fails_leaves_nothing(workspace: Workspace) -> None:
    from ocr_intake.store.tables import AuditRow

    def half() -> None:
        with workspace.database.transaction() as session:
            session.add(AuditRow(at=Clock()(), by="x", action="x", subject="x", subject_id=0, detail={}))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert workspace.audit_trail() == ()


def test_one_ingest_at_a_time(workspace: Workspace) -> None:
    with workspace.ingest(), pytest.raises(IngestRunningError), workspace.ingest():
        pytest.fail("a second ingest got in")
    with workspace.ingest():
        pass


HOLD = """
import sys, time
from pathlib import Path
from ocr_intake.store import Workspace
with Workspace.open(Path(sys.argv[1])) as workspace, workspace.ingest():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_holds_the_ingest_until_it_dies(workspace: Workspace) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(workspace.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(IngestRunningError), workspace.ingest():
            pytest.fail("got in beside another process")
        assert workspace.ledger().balances, "looking is allowed meanwhile"
        other.kill()
    with workspace.ingest():
        pass


def test_leftovers_of_a_killed_run_are_cleared(workspace: Workspace) -> None:
    leftover = workspace.path / "tmp" / "0123.part"
    leftover.write_bytes(b"half a file")
    with workspace.ingest():
        assert not leftover.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab", "G" * 64, "A" * 64, ""])
def test_only_hashes_name_originals(workspace: Workspace, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        workspace.files.original(name)
    with pytest.raises(ValueError, match="SHA-256"):
        workspace.files.page_image(name, 1)


def test_pages_are_counted_from_one(workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="from 1"):
        workspace.files.page_image("a" * 64, 0)

"""Backups of a workspace whose database is a server's: by the server's own tools, whole or not there, brought back."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.store import BackupNeedsServerError, DatabaseTakenError, Workspace, back_up, check_dumped, restore
from ocr_intake.store.dump import DUMP_FILE
from ocr_intake.store.dump_errors import (
    DumpFailedError,
    DumpToolMissingError,
    DumpToolOlderError,
    RestoreHasDatabaseError,
    RestoreNeedsDatabaseError,
)
from ocr_intake.store.errors import BackupDamagedError, WorkspaceIsBackupError
from ocr_intake.store.purge import PurgeScope
from tests.postgres import Server
from tests.store.builders import PNG, submission, url_of, workspace_with
from tests.store.test_backup import take_in

pytestmark = pytest.mark.usefixtures("served")


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(), submission((1, 2))) as workspace:
        field = workspace.submission(1).field(FieldName.NAME).id
        workspace.decisions.decide(field, Decision.EDITED, "美本 太郎", by="係員B", version=0)
        workspace.calibrations.keep("{}")
        yield workspace


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "disk" / "backup"


def tools(folder: Path, monkeypatch: pytest.MonkeyPatch, **scripts: str) -> None:
    """A PATH with nothing but some scripts by the names of the server's tools."""
    folder.mkdir()
    for name, body in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_what_is_brought_back_is_what_was_there(full: Workspace, target: Path, tmp_path: Path, served: Server) -> None:
    done = back_up(full, target, by="係員C")
    assert (done.originals, done.manifest.database, done.manifest.missing) == (2, "postgresql", ())
    assert done.manifest.head == full.check_integrity(done.manifest.head).head or full.check_integrity().links
    assert check_dumped(target).damages == ()
    before, empty = list(full.submissions()), served.database()
    back = restore(target, tmp_path / "again", by="係員C", database_url=empty)
    assert back.integrity.damages == ()
    assert url_of(tmp_path / "again") == empty
    assert not (tmp_path / "again" / DUMP_FILE).exists(), "no purge would know of it"
    with Workspace.open(tmp_path / "again") as again:
        assert list(again.submissions()) == before
        assert again.identity == full.identity
        assert again.ledger(deep=True).balances
        assert again.calibrations.numbers() == (1,)
        assert again.audit_trail()[-1].action == "workspace.restored"
        assert again.files.page_image(before[0].sha256, 1).read_bytes() == PNG
        take_in(again, tmp_path, "after.tif")
        again.purge(PurgeScope(undecided=True), by="係員C")
        assert again.check_integrity(done.manifest.head).damages == ()
    assert full.audit_trail()[-1].action == "backup.made"
    assert list(full.submissions()) == before, "the other database is another one"
    for path in (*target.rglob("*"), target, *(tmp_path / "again").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_backup_while_others_write_is_of_one_moment(
    full: Workspace, target: Path, tmp_path: Path, served: Server
) -> None:
    stop = threading.Event()

    def write() -> None:
        with Workspace.open(full.path) as other:
            while not stop.is_set():
                other.audit("係員D", "export.written", submissions=1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        done = [back_up(full, target, by="係員C") for _ in range(2)][-1]
    finally:
        stop.set()
        writer.join()
    back = restore(target, tmp_path / "again", by="係員C", database_url=served.database())
    assert back.integrity.damages == ()
    with Workspace.open(tmp_path / "again") as again:
        assert again.check_integrity(done.manifest.head).damages == ()
        assert again.audit_trail()[-1].action == "workspace.restored"


def test_a_backup_is_not_looked_at_as_it_is(full: Workspace, target: Path) -> None:
    """Its mark names the database that people work with."""
    back_up(full, target, by="係員C")
    for look in (Workspace.open_read_only, lambda path: Workspace.open(path, write=False)):
        with pytest.raises(BackupNeedsServerError, match="restore"):
            look(target)
    with pytest.raises(WorkspaceIsBackupError):
        Workspace.open(target)


@pytest.mark.parametrize("gone", [True, False])
def test_damage_in_a_dump_is_noticed_and_not_brought_back(
    full: Workspace, target: Path, tmp_path: Path, served: Server, *, gone: bool
) -> None:
    back_up(full, target, by="係員C")
    content = bytearray((target / DUMP_FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (target / DUMP_FILE).unlink() if gone else (target / DUMP_FILE).write_bytes(content)
    assert [damage.subject for damage in check_dumped(target).damages] == [DUMP_FILE]
    empty = served.database()
    with pytest.raises(BackupDamagedError, match=r"database\.dump"):
        restore(target, tmp_path / "again", by="係員C", database_url=empty)
    assert served.psql(empty, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"
    assert not (tmp_path / "again").exists()


def test_where_it_may_not_be_brought_back(full: Workspace, target: Path, tmp_path: Path) -> None:
    back_up(full, target, by="係員C")
    with pytest.raises(RestoreNeedsDatabaseError, match="--database"):
        restore(target, tmp_path / "again", by="係員C")
    with pytest.raises(DatabaseTakenError):
        restore(target, tmp_path / "again", by="係員C", database_url=url_of(full.path))
    assert not (tmp_path / "again").exists()
    assert full.check_integrity().damages == ()


def test_a_backup_of_a_file_takes_no_database(tmp_path: Path, target: Path) -> None:
    with Workspace.create(tmp_path / "plain") as plain:
        back_up(plain, target, by="係員C")
    with pytest.raises(RestoreHasDatabaseError):
        restore(target, tmp_path / "again", by="係員C", database_url="postgresql:///intake")


def test_without_the_servers_tools_the_backup_before_stays(
    full: Workspace, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(full, target, by="係員C")
    before = {path: path.stat().st_ino for path in target.rglob("*")}
    says_old = 'echo "pg_dump (PostgreSQL) 9.6.24"'
    fails = 'case "$*" in *--version) echo "pg_dump (PostgreSQL) 99.1";; *) echo half; exit 1;; esac'
    for number, (scripts, error) in enumerate(
        [
            ({}, DumpToolMissingError),
            ({"pg_dump": "exit 0"}, DumpToolMissingError),
            ({"pg_dump": says_old, "pg_restore": says_old}, DumpToolOlderError),
            ({"pg_dump": fails, "pg_restore": "exit 0"}, DumpFailedError),
        ]
    ):
        with monkeypatch.context() as patch:
            tools(tmp_path / f"bin{number}", patch, **scripts)
            with pytest.raises(error):
                back_up(full, target, by="係員C")
        assert {path: path.stat().st_ino for path in target.rglob("*")} == before
        assert os.listdir(target.parent) == ["backup"], "nothing unfinished is left"  # noqa: PTH208
    assert [event.action for event in full.audit_trail()].count("backup.made") == 1

"""The schema that migrations make is the one that the program thinks it has; of a server's see ``test_server``."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from ocr_intake.store import Workspace
from ocr_intake.store.database import Database
from ocr_intake.store.errors import WorkspaceError
from ocr_intake.store.schema import alembic_config
from ocr_intake.store.table_base import Base
from tests.store.builders import submission, workspace_with
from tests.store.older import to_schema


def test_migrations_make_the_tables_as_they_are_declared(workspace: Workspace) -> None:
    with workspace.database.transaction(write=False) as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_opening_again_changes_nothing(workspace: Workspace) -> None:
    workspace.close()
    before = (workspace.path / "intake.db").read_bytes()
    with Workspace.open(workspace.path):
        pass
    assert (workspace.path / "intake.db").read_bytes() == before
    assert not (workspace.path / "backups").exists()


def to_revision(monkeypatch: pytest.MonkeyPatch, folder: Path, body: str) -> None:
    """A program that knows one more migration than ours: ours, copied, and ``body`` behind it."""
    from ocr_intake.store import schema

    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    own = schema._MIGRATIONS
    (folder / "migrations" / "env.py").write_text((own / "env.py").read_text())
    for revision in (own / "versions").glob("*.py"):
        (versions / revision.name).write_text(revision.read_text())
    last = max(path.name for path in versions.iterdir()).partition("_")[0]
    header = f"from alembic import op\nrevision = 'next'\ndown_revision = '{last}'\nbranch_labels = None\n"
    (versions / "next.py").write_text(f"{header}depends_on = None\n\ndef upgrade():\n    {body}\n")
    monkeypatch.setattr(schema, "_MIGRATIONS", folder / "migrations")


def test_before_a_migration_the_database_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        before = list(workspace.submissions())
    to_revision(monkeypatch, tmp_path / "newer", "op.execute('CREATE TABLE extra (id INTEGER)')")
    with Workspace.open(workspace.path) as upgraded:
        assert list(upgraded.submissions()) == before
    (copy,) = (workspace.path / "backups").iterdir()
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        assert database.execute("SELECT count(*) FROM submissions").fetchone() == (1,)
    assert "extra" not in tables
    with closing(sqlite3.connect(workspace.path / "intake.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("next",)]


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        pass
    body = "op.execute('CREATE TABLE extra (id INTEGER)')\n    raise RuntimeError('half-way')"
    with monkeypatch.context() as patch:
        to_revision(patch, tmp_path / "newer", body)
        with pytest.raises(RuntimeError, match="half-way"):
            Workspace.open(workspace.path)
    with Workspace.open(workspace.path) as again:
        assert again.ledger(deep=True).balances
    with closing(sqlite3.connect(workspace.path / "intake.db")) as database:
        assert ("extra",) not in database.execute("SELECT name FROM sqlite_master").fetchall()


def test_a_workspace_of_the_first_schema_is_taken_along(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        before = list(workspace.submissions())
    to_schema(workspace.path, "0001")
    for _ in range(2):
        with Workspace.open(workspace.path) as again:
            assert again.identity == workspace.identity
            assert [made.number for made in again.submissions()] == [made.number for made in before]
            assert [made.opinions[0].value for made in again.submissions()] == [before[0].opinions[0].value]
            assert again.check_integrity().damages == ()
            assert again.ledger(deep=True).balances, "the queue is made for what was there"
            assert len(again.outlines()) == 1
    assert [path.name.startswith("intake-0001-") for path in (workspace.path / "backups").iterdir()] == [True]


@pytest.mark.parametrize("largest", [0, 50_000, 120_000])
def test_a_full_disk_leaves_the_database_as_it_was(tmp_path: Path, largest: int) -> None:
    """Files that may not grow beyond some bytes: that stands for a disk that is full at some point."""
    with workspace_with(tmp_path, submission()) as workspace:
        pass
    to_schema(workspace.path, "0003")
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
            Workspace.open(workspace.path)
        except WorkspaceError:
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, "it is said in a sentence"
    with closing(sqlite3.connect(workspace.path / "intake.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("0003",)]
    assert not list((workspace.path / "tmp").iterdir())
    with Workspace.open(workspace.path) as again:
        assert again.check_integrity().damages == ()


def test_two_programs_may_open_an_old_workspace_at_once(tmp_path: Path) -> None:
    """The second waits for the first one's migration, then finds nothing left to do."""
    import threading

    errors: list[BaseException] = []

    def prepare() -> None:
        database = Database("sqlite:///both.db", tmp_path)
        try:
            database.prepare(new=True)
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=prepare) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_database_that_is_up_to_date_is_opened_without_alembic(workspace: Workspace) -> None:
    """Loading it takes longer than most commands run."""
    script = "import sys; from pathlib import Path; from ocr_intake.store import Workspace\n"
    script += "with Workspace.open(Path(sys.argv[1])): print('alembic' in sys.modules)"
    opened = [sys.executable, "-c", script, str(workspace.path)]
    assert subprocess.run(opened, check=True, capture_output=True, text=True).stdout == "False\n"


def test_a_migration_is_in_a_file_named_after_it() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    revisions = list(script.walk_revisions())
    assert [Path(each.path).stem.partition("_")[0] for each in revisions] == [each.revision for each in revisions]
    assert script.get_current_head() == max(each.revision for each in revisions)

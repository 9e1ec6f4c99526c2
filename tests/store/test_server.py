"""What a workspace with a PostgreSQL database does beside what both databases do (see the fixture ``backend``)."""

import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Boolean, Text, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel
from ocr_intake.review import Review
from ocr_intake.store import (
    DatabaseBusyError,
    DatabaseTakenError,
    DatabaseUnavailableError,
    DatabaseUrlError,
    IngestRunningError,
    StaleEditError,
    SubmissionClosedError,
    Workspace,
    WorkspaceDamagedError,
)
from ocr_intake.store.schema import known
from ocr_intake.store.table_base import DERIVED, Base
from ocr_intake.store.tables import AccountRow
from tests.postgres import Server
from tests.store.builders import Clock, empty_workspace, submission, url_of, workspace_with
from tests.store.older import to_schema
from tests.store.test_integrity import something_everywhere

pytestmark = pytest.mark.usefixtures("served")

SEALED = sorted(table.name for table in Base.metadata.sorted_tables if table.name not in {"seals", *DERIVED})
REVIEWERS = 8


# ------------------------------------------------------------------------------------------------------- schema


def test_migrations_make_the_tables_as_they_are_declared(workspace: Workspace) -> None:
    with workspace.database.transaction(write=False) as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("revision", sorted(known())[:-1])
def test_what_an_older_program_left_is_taken_along(tmp_path: Path, revision: str) -> None:
    with workspace_with(tmp_path, submission(), submission()) as workspace:
        before = list(workspace.submissions())
    to_schema(workspace.path, revision)
    with Workspace.open(workspace.path) as again:
        assert [made.final_opinions for made in again.submissions()] == [made.final_opinions for made in before]
        assert again.check_integrity().damages == ()
        assert again.ledger(deep=True).balances
        Review(again, "係員B").accept_submission(Review(again, "係員B").task(1))


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        pass
    to_schema(workspace.path, "0009")

    def fail(*_: object) -> None:
        raise RuntimeError("half-way")

    with monkeypatch.context() as patch:
        patch.setattr("ocr_intake.store.queue.fill", fail)
        with pytest.raises(RuntimeError, match="half-way"):
            Workspace.open(workspace.path)
    with Workspace.open(workspace.path) as again:
        assert again.check_integrity().damages == ()


def test_two_programs_may_open_an_old_workspace_at_once(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        pass
    to_schema(workspace.path, "0009")
    errors: list[BaseException] = []

    def open_it() -> None:
        try:
            Workspace.open(workspace.path).close()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


# --------------------------------------------------------------------------------- what the program did not write


@pytest.fixture(scope="module")
def full(served: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return something_everywhere(tmp_path_factory.mktemp("sealed"))


def tables_in(workspace: Workspace, code: str) -> Counter[str]:
    return Counter(damage.table for damage in workspace.check_integrity().damages if damage.code == code)


def test_a_changed_row_of_any_table_is_noticed(full: Path, tmp_path: Path, served: Server) -> None:
    """One of each table; of purges there is none here, and of the identity nothing but its key."""
    changed = []
    for table in SEALED:
        columns = [column for column in Base.metadata.tables[table].columns if not column.primary_key]
        key = next(iter(Base.metadata.tables[table].primary_key)).name
        there = served.psql(url_of(full), f'SELECT "{key}" FROM {table} LIMIT 1')  # noqa: S608 - our own tables
        if there and columns:
            column = next((column for column in columns if isinstance(column.type, Text)), columns[-1])
            other = f'NOT "{column.name}"' if isinstance(column.type, Boolean) else "'99'"
            changed.append((table, f'UPDATE {table} SET "{column.name}" = {other} WHERE "{key}" = \'{there}\''))  # noqa: S608
    assert {table for table, _ in changed} == set(SEALED) - {"identity", "purges"}
    with Workspace.open(full) as workspace:
        served.tamper(url_of(full), "BEGIN", *(statement for _, statement in changed), "COMMIT")
        assert tables_in(workspace, "record_changed") == Counter(table for table, _ in changed)


def test_a_vanished_row_a_dropped_trigger_and_an_emptied_table_are_noticed(tmp_path: Path, served: Server) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        url = url_of(workspace.path)
        assert workspace.check_integrity().damages == ()
        served.tamper(url, "DELETE FROM field_values WHERE id = 1", "DELETE FROM deliveries")
        assert tables_in(workspace, "record_missing") == {"field_values": 1, "deliveries": 1}
        served.tamper(url, "DROP TRIGGER kept_pages ON pages")
        assert "schema_changed" in {damage.code for damage in workspace.check_integrity().damages}


def test_a_trigger_that_was_switched_off_is_noticed(workspace: Workspace, served: Server) -> None:
    served.psql(url_of(workspace.path), "ALTER TABLE pages DISABLE TRIGGER kept_pages")
    assert [damage.code for damage in workspace.check_integrity().damages] == ["schema_changed"]


@pytest.mark.parametrize("table", [*SEALED, "seals"])
def test_no_table_is_emptied_at_one_go(full: Path, table: str) -> None:
    """Triggers of rows do not see it."""
    with (
        Workspace.open(full) as workspace,
        pytest.raises(IntegrityError, match="append-only"),
        workspace.database.transaction() as session,
    ):
        session.execute(text(f"TRUNCATE {table} CASCADE"))


# ------------------------------------------------------------------------------------------------- many at once


def test_of_several_reviewers_no_answer_is_lost(tmp_path: Path) -> None:
    """Eight people, each with a connection of their own, until nothing is left; who came second is told."""
    flagged = {FieldName.NAME: 0.6, FieldName.PHONE: 0.3}
    with workspace_with(tmp_path, *[submission(flagged=flagged)] * 5) as workspace:
        pass
    counts, begin = [Counter[str]() for _ in range(REVIEWERS)], threading.Barrier(REVIEWERS)

    def sit(number: int) -> None:
        with Workspace.open(workspace.path) as own:
            review = Review(own, f"係員{number}")
            begin.wait()
            while (task := review.next()) is not None:
                try:
                    (review.accept_submission if task.field is None else review.accept)(task)
                    counts[number]["saved"] += 1
                except (StaleEditError, SubmissionClosedError):
                    counts[number]["refused"] += 1

    threads = [threading.Thread(target=sit, args=(number,)) for number in range(REVIEWERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    saved = sum(each["saved"] for each in counts)
    with Workspace.open(workspace.path) as after:
        assert after.ledger(deep=True).submissions.waiting == 0
        assert after.check_integrity().damages == ()
        with after.database.transaction(write=False) as session:
            made = session.scalar(text("SELECT count(*) FROM actions"))
    assert made == saved == 5 * 3


def test_whoever_decides_on_what_somebody_changed_is_told(tmp_path: Path) -> None:
    """Four people answer the same question at the same moment."""
    with workspace_with(tmp_path, submission(flagged={FieldName.NAME: 0.6})) as workspace:
        field = workspace.submission(1).field(FieldName.NAME).id
    outcomes: Counter[str] = Counter()
    begin = threading.Barrier(4)

    def answer(number: int) -> None:
        with Workspace.open(workspace.path) as own:
            review = Review(own, f"係員{number}")
            task = review.task(1, field)
            begin.wait()
            try:
                review.edit(task, f"見本 {number}郎")
                outcomes["saved"] += 1
            except StaleEditError:
                outcomes["refused"] += 1

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"saved": 1, "refused": 3}


HOLD = """
import sys
from pathlib import Path
from ocr_intake.store import Workspace
with Workspace.open(Path(sys.argv[1])) as workspace, workspace.ingest():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_ingest_at_a_time(workspace: Workspace) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(workspace.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(IngestRunningError), workspace.ingest():
            pytest.fail("got in beside another process")
        workspace.audit("係員A", "test")
        other.kill()
    with workspace.ingest():
        pass


def test_who_keeps_the_others_waiting_is_told(
    workspace: Workspace, served: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocr_intake.store.server._WAITS_S", 0.1)
    with Workspace.open(workspace.path) as other, workspace.database.transaction() as session:
        session.execute(text("SELECT 1"))
        assert other.ledger().balances, "who only reads need not wait"
        with pytest.raises(DatabaseBusyError):
            other.audit("係員A", "test")
    workspace.audit("係員A", "test")


# ------------------------------------------------------------------------------------------- what goes wrong


def test_a_server_that_goes_away_loses_nothing_that_was_said(tmp_path: Path, served: Server) -> None:
    with workspace_with(tmp_path, submission(), submission()) as workspace:
        Review(workspace, "係員B").accept_submission(Review(workspace, "係員B").task(1))
        with pytest.raises(DatabaseUnavailableError, match="データベースサーバーの状態"):  # noqa: PT012, SIM117
            with workspace.database.transaction() as session:
                session.execute(text("UPDATE submissions SET version = 9 WHERE id = 2"))
                served.stop(signal.SIGQUIT)
                session.execute(text("UPDATE submissions SET version = 10 WHERE id = 2"))
        with pytest.raises(DatabaseUnavailableError):
            workspace.audit("係員B", "test")
        with pytest.raises(DatabaseUnavailableError):
            Workspace.open(workspace.path)
        served.start()
        assert workspace.ledger(deep=True).submissions.accepted == 1, "the same program goes on with it"
        assert workspace.submission(2).version == 0
        assert workspace.check_integrity().damages == ()
        Review(workspace, "係員B").accept_submission(Review(workspace, "係員B").task(2))


def test_an_ingest_that_loses_the_server_goes_on_where_it_was(tmp_path: Path, served: Server) -> None:
    from tests.store.taking_in import read_all, start

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in ("a.tif", "b.tif"):
        (inbox / name).write_bytes(name.encode())
    with empty_workspace(tmp_path / "workspace") as workspace, workspace.ingest() as ingest:
        batch = start(ingest, inbox, channel=Channel.FAX)
        read_all(ingest, inbox / "a.tif", batch)
        served.stop(signal.SIGQUIT)
        with pytest.raises(DatabaseUnavailableError):
            read_all(ingest, inbox / "b.tif", batch)
        served.start()
        read_all(ingest, inbox / "b.tif", batch)
        assert ingest.end_batch(batch)
        assert workspace.ledger(deep=True).balances
        assert len(list(workspace.submissions())) == 2
        assert workspace.check_integrity().damages == ()


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError):
        Workspace.create(tmp_path / "new", database_url=f"postgresql://intake@/intake?host={tmp_path}")
    assert not (tmp_path / "new" / "workspace.toml").exists()


def test_nobody_else_gets_in(tmp_path: Path, served: Server) -> None:
    url = served.database().replace("intake@", "somebody@")
    with pytest.raises(DatabaseUnavailableError):
        Workspace.create(tmp_path / "new", database_url=url)


@pytest.mark.parametrize(
    "url", ["postgresql://intake:geheim@/t?host=/tmp", "postgresql:///t?password=geheim&host=/tmp"]
)
def test_a_password_in_the_url_is_refused_and_not_repeated(tmp_path: Path, url: str) -> None:
    with pytest.raises(DatabaseUrlError) as caught:
        Workspace.create(tmp_path / "new", database_url=url)
    assert "geheim" not in f"{caught.value}{caught.value.__cause__!r}{caught.value.__context__!r}"
    assert not (tmp_path / "new" / "workspace.toml").exists()


def test_the_url_may_be_written_as_the_server_writes_it(tmp_path: Path, served: Server) -> None:
    url = served.database().replace("postgresql+psycopg://", "postgresql://")
    with Workspace.create(tmp_path / "new", database_url=url) as made:
        assert made.ledger(deep=True).balances
        assert url_of(made.path) == url


def test_a_database_with_other_things_is_left_alone(tmp_path: Path, served: Server) -> None:
    url = served.database()
    served.psql(url, "CREATE TABLE theirs (id integer)")
    with pytest.raises(DatabaseTakenError):
        Workspace.create(tmp_path / "new", database_url=url)
    assert served.psql(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "1"


def test_a_database_of_another_workspace_is_refused(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        pass
    with pytest.raises(DatabaseTakenError):
        Workspace.create(tmp_path / "other", database_url=url_of(workspace.path))


def test_a_database_that_was_emptied_is_not_taken_for_a_new_one(workspace: Workspace, served: Server) -> None:
    workspace.close()
    served.psql(url_of(workspace.path), "DROP SCHEMA public CASCADE")
    with pytest.raises(WorkspaceDamagedError, match="PostgreSQL"):
        Workspace.open(workspace.path)


def test_who_only_looks_writes_nothing(tmp_path: Path) -> None:
    with (
        workspace_with(tmp_path, submission()) as workspace,
        workspace.database.transaction(write=False) as session,
        pytest.raises(DBAPIError),
    ):
        session.execute(text("UPDATE submissions SET version = 9"))
    with Workspace.open_read_only(workspace.path, clock=Clock()) as looked:
        assert looked.ledger(deep=True).balances
        assert looked.check_integrity().damages == ()
        looked.audit("係員B", "test")
        with pytest.raises(DatabaseUnavailableError):
            looked.rebuild_queue()
    with Workspace.open(workspace.path) as again:
        assert "test" not in {event.action for event in again.audit_trail()}


def test_a_folder_that_nobody_may_write_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        pass
    monkeypatch.setattr("ocr_intake.store.workspace.writable", lambda _: False)
    with Workspace.open(workspace.path, write=False) as looked:
        assert looked.read_only
        assert len(list(looked.submissions())) == 1


def test_what_people_wrote_stays_out_of_errors(workspace: Workspace) -> None:
    """The server quotes the row that it refuses; for whoever only reads the message there is none."""
    moment = Clock()()

    def row() -> AccountRow:
        return AccountRow(name="見本太郎", role="clerk", password="x", disabled=False, created_at=moment, version=0)  # noqa: S106

    with workspace.database.transaction() as session:
        session.add(row())
    with pytest.raises(IntegrityError, match="uq_accounts_name") as caught, workspace.database.transaction() as session:
        session.add(row())
    assert "見本太郎" not in f"{caught.value} {caught.value.orig!r}"
    with pytest.raises(DBAPIError) as caught_value, workspace.database.transaction() as session:
        session.execute(text("SELECT CAST(:name AS integer)"), {"name": "見本太郎"})
    assert "見本太郎" not in f"{caught_value.value} {caught_value.value.orig!r}"

"""Every change that the program did not make is noticed: rows, files, structure, the chain itself."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import Session

from ocr_intake.model.accounts import Role
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.model.redaction import Choice, PersonalKind, Why
from ocr_intake.model.relation import Link, RelationKind
from ocr_intake.model.review import Decision, KnownAnswer, SubmissionDecision
from ocr_intake.store import Workspace
from ocr_intake.store.seals import sealed_tables
from ocr_intake.store.table_base import DERIVED, Base
from ocr_intake.store.tables import FieldRow, SubmissionRow
from tests.store.builders import (
    groups_and_answers,
    imported,
    second_page_aside,
    submission,
    with_doubts,
    workspace_with,
)

FLIPS = int(os.environ.get("OCR_INTAKE_TEST_FLIPS", "40"))
"""About 0.1 s each; 3,000 take five minutes on a busy machine, and were all noticed or harmless."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = something_everywhere(tmp_path_factory.mktemp("sealed"))
    with closing(sqlite3.connect(folder / "intake.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def something_everywhere(folder: Path) -> Path:
    """A workspace with something in every table but that of purges, closed."""
    doubted, two_pages = with_doubts(submission(), (0, 1)), submission((1, 2))
    with workspace_with(folder, doubted, two_pages, two_pages) as workspace:
        name = workspace.submission(1).field(FieldName.NAME).id
        workspace.decisions.decide(name, Decision.EDITED, "美本 太郎", by="係員B", version=0)
        phone = workspace.submission(1).field(FieldName.PHONE).id
        workspace.decisions.answer_known(phone, "019-000-0006", KnownAnswer.MISSED, by="係員B", version=0)
        (opinion,) = workspace.submission(1).opinions
        workspace.decisions.answer_place(opinion.id, (0, 1), "室", by="係員B", version=0)
        seen = opinion.value or ""
        workspace.redactions.decide(
            opinion.id, (0, 2), Choice.KEEP, kind=PersonalKind.NAME, why=Why.NAMED, seen=seen, by="係員B"
        )
        workspace.decisions.key(phone, Decision.EDITED, "019-000-0001", by="係員B", version=0)
        workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=2)
        workspace.decisions.decide_submission(2, SubmissionDecision.REJECTED, "取り下げ", by="係員B", version=0)
        workspace.relations.choose([Link(RelationKind.ADDED, 2, 1)], by="係員B")
        second_page_aside(workspace, 3)
        workspace.audit("係員B", "export.written", submissions=1)
        workspace.accounts.add("係員B", Role.CLERK, "a hash", by="係員C")
        workspace.accounts.set_password("係員B", "another hash", by="係員C")
        facts = workspace.batches.outline(1).facts
        workspace.batches.correct(1, facts, replace(facts, channel=Channel.FAX), None, by="係員C")
        workspace.importing.write([imported(text="")], by="係員B", accept=False)
        with workspace.ingest() as work:
            work.register(workspace.path / "gone.tif", SetAside("unreadable"), 1)
        gone = next(item for item in workspace.settlements.items() if item.name == "gone.tif")
        workspace.settlements.settle(gone.id, "空の封筒", by="係員C")
        groups_and_answers(workspace, opinion.id, workspace.submission(2).opinions[0].id)
    return workspace.path


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "copy")
    return tmp_path / "copy"


def damages(folder: Path, head: str | None = None) -> list[tuple[str, str]]:
    with Workspace.open_read_only(folder) as workspace:
        return [(damage.code, damage.table) for damage in workspace.check_integrity(head).damages]


def from_outside(folder: Path, *statements: str) -> None:
    """What somebody does who knows SQLite and drops the triggers first."""
    with closing(sqlite3.connect(folder / "intake.db")) as database:
        kept = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in kept:
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        for _, sql in kept:
            database.execute(sql)
        database.commit()


def test_what_the_program_wrote_is_intact(folder: Path) -> None:
    with Workspace.open_read_only(folder) as workspace:
        found = workspace.check_integrity()
    assert found.damages == ()
    assert found.records > 40
    assert damages(folder, found.head) == []


@pytest.mark.parametrize("table", [table.name for table in sealed_tables() if table.name != "purges"])
def test_a_row_that_vanishes_is_noticed(folder: Path, table: str) -> None:
    key = next(iter(sealed for sealed in sealed_tables() if sealed.name == table)).primary_key.columns.keys()[0]
    from_outside(folder, f"DELETE FROM {table} WHERE {key} = (SELECT max({key}) FROM {table})")  # noqa: S608
    if table == "identity":  # it belongs to nobody, and is not opened
        return
    assert ("record_missing", table) in damages(folder)


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        ("UPDATE accounts SET role = 'supervisor'", ("record_changed", "accounts")),
        ("UPDATE accounts SET password = 'mine'", ("record_changed", "accounts")),
        ("UPDATE field_values SET value = '別人' WHERE id = 1", ("record_changed", "field_values")),
        ("UPDATE field_values SET confidence = confidence - 1e-15 WHERE id = 1", ("record_changed", "field_values")),
        ("UPDATE verifications SET by = '係員C'", ("record_changed", "verifications")),
        ("UPDATE submissions SET version = version - 1 WHERE id = 1", ("record_changed", "submissions")),
        ("UPDATE pages SET reading = x'00' WHERE id = 1", ("record_changed", "pages")),
        ("UPDATE audit_events SET detail = '{}'", ("record_changed", "audit_events")),
        ("UPDATE seals SET records = '[]' WHERE id = 5", ("chain_broken", "")),
        ("UPDATE seals SET records = '{' WHERE id = 5", ("chain_broken", "")),
        ("DELETE FROM seals WHERE id = 5", ("chain_broken", "")),
        ("UPDATE seals SET salts = '[]' WHERE id = 5", ("chain_broken", "")),
        ("UPDATE seals SET salts = replace(salts, '[\"', '[\"x') WHERE id = 3", ("chain_broken", "")),
        ("UPDATE seals SET salts = '[null,null]' WHERE id = 3", ("record_changed", "audit_events")),
        (
            "INSERT INTO submission_decisions (submission_id, decision, by, at) VALUES (2, 'reopened', 'x', '2021')",
            ("record_unknown", "submission_decisions"),
        ),
        ("CREATE TABLE extra (id INTEGER)", ("schema_changed", "")),
        ("DROP INDEX ix_submissions_state", ("schema_changed", "")),
    ],
)
def test_a_change_from_outside_is_noticed(folder: Path, change: str, noticed: tuple[str, str]) -> None:
    from_outside(folder, change)
    assert noticed in damages(folder)


def test_a_trigger_that_is_gone_is_noticed(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "intake.db")) as database:
        database.execute("DROP TRIGGER kept_seals")
    assert damages(folder) == [("schema_changed", "")]


def test_a_row_set_back_to_what_it_was_is_noticed(folder: Path) -> None:
    """Its old digest is in the chain, and is not the one in force."""
    from_outside(folder, "UPDATE submissions SET version = 0, state = 'proposed' WHERE id = 1")
    assert ("record_changed", "submissions") in damages(folder)


def test_whoever_noted_the_head_sees_that_the_chain_was_written_anew(folder: Path) -> None:
    with Workspace.open_read_only(folder) as workspace:
        head = workspace.check_integrity().head
    assert damages(folder, head) == []
    shutil.copy(folder / "intake.db", folder / "older.db")
    with Workspace.open(folder) as workspace:
        workspace.audit("係員B", "export.written")
        later = workspace.check_integrity().head
    assert damages(folder, head) == [], "a chain that went on holds it still"
    (folder / "older.db").rename(folder / "intake.db")  # a rollback of the whole file is a sound chain
    assert damages(folder) == []
    assert damages(folder, later) == [("head_unknown", "")]


def test_files_are_compared(folder: Path) -> None:
    original, (image, lost, *_) = min(folder.glob("originals/*/*")), sorted(folder.glob("derived/*/*/*.png"))
    original.chmod(0o600)
    original.write_bytes(original.read_bytes()[:-1] + b"!")
    image.write_bytes(b"another")
    lost.unlink()
    assert damages(folder) == [("image_changed", ""), ("image_missing", ""), ("original_damaged", "")]


def test_an_original_that_is_about_to_be_registered_is_no_damage(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        stray = folder.parent / "stray.tif"
        stray.write_bytes(b"kept by an ingest that runs, or was killed")
        sha256 = workspace.files.keep(stray).sha256
        assert damages(folder) == []
        os.utime(workspace.files.original(sha256), (0, 0))
    assert damages(folder) == [("original_unregistered", "")]


def test_damage_says_whose_it_is_and_nothing_that_was_read(folder: Path) -> None:
    from_outside(folder, "UPDATE field_values SET value = '秘密 花子' WHERE submission_id = 2 AND name = 'name'")
    with Workspace.open_read_only(folder) as workspace:
        (damage,) = workspace.check_integrity().damages
    assert damage.subject.startswith("S0002 / ")
    assert "秘密" not in repr(damage)


def test_no_digest_can_be_guessed_from_the_chain_alone(folder: Path) -> None:
    """The trail may be shown to anyone: what a person decided is in it as a digest whose salt is not."""
    with closing(sqlite3.connect(folder / "intake.db")) as database:
        chain = "".join(row[0] for row in database.execute("SELECT records FROM seals"))
        trail = "".join(repr(row) for row in database.execute("SELECT * FROM audit_events"))
    for text_ in ("美本", "見本", "019-000", "取り下げ", "窓口"):
        assert text_ not in chain + trail


def test_the_trail_says_what_was_before_and_after(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        name = workspace.submission(1).field(FieldName.NAME)
        workspace.decisions.decide_submission(1, SubmissionDecision.REOPENED, by="係員B", version=3)
        workspace.decisions.undo(name.id, by="係員C", version=name.version)
        kind = SubmissionDecision.KIND_CHANGED
        workspace.decisions.decide_submission(1, kind, "organization", by="係員C", version=5)
        trail = [(event.by, event.action, dict(event.detail)) for event in workspace.audit_trail()]
    assert trail[-3:] == [
        ("係員B", "submission.reopened", {"before": "accepted", "after": "proposed"}),
        ("係員C", "field.undone", {"before": "1", "after": "2"}),
        ("係員C", "submission.kind_changed", {"before": "individual", "after": "organization"}),
    ]
    assert ("係員B", "field.edited", {"before": "0", "after": "1"}) in trail
    assert damages(folder) == []


# ------------------------------------------------------------------------------------------------- ways to write


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.execute(
            update(SubmissionRow).where(SubmissionRow.id == 1).values(version=SubmissionRow.version + 1)
        ),
        lambda session: session.execute(update(SubmissionRow).values(version=9)),
        lambda session: setattr(session.get_one(SubmissionRow, 2), "version", 7),
        lambda session: session.execute(update(Base.metadata.tables["submissions"]).values(version=9)),
    ],
)
def test_however_the_program_writes_it_is_sealed(folder: Path, write: Callable[[Session], Any]) -> None:
    with Workspace.open(folder) as workspace, workspace.database.transaction() as session:
        write(session)
    assert damages(folder) in ([], [("state_without_decision", "")])


def test_a_statement_that_inserts_is_refused(folder: Path) -> None:
    with (
        Workspace.open(folder) as workspace,
        pytest.raises(TypeError, match="as objects"),
        workspace.database.transaction() as session,
    ):
        session.execute(insert(FieldRow).values(id=1))


def test_what_is_rolled_back_is_not_sealed(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        before = workspace.check_integrity().links
        with pytest.raises(Exception, match="append-only"), workspace.database.transaction() as session:
            session.execute(update(SubmissionRow).values(version=9, ordinal=3))
        with pytest.raises(Exception, match="append-only"), workspace.database.transaction() as session:
            session.execute(delete(SubmissionRow))
        assert workspace.check_integrity().links == before
    assert damages(folder) == []


# ------------------------------------------------------------------------------------------------------ single bits


def content(path: Path) -> dict[str, list[Any]] | None:
    """Every row of every table that is sealed, as bytes; None where that cannot be read."""
    try:
        with closing(sqlite3.connect(path)) as database:
            database.text_factory = bytes
            names = [row[0].decode() for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            kept = sorted(set(names) - DERIVED)
            return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept}  # noqa: S608
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def noticed(folder: Path) -> bool:
    try:
        return bool(damages(folder))
    except Exception:  # noqa: BLE001 - it was not opened, or not read to its end: that is noticed
        return True


def test_every_single_bit_that_changes_anything_is_noticed(folder: Path) -> None:
    database = folder / "intake.db"
    sound, before = database.read_bytes(), content(database)
    chance = random.Random(20211105)  # noqa: S311 - which bits
    harmless = 0
    for _ in range(FLIPS):
        place, bit = chance.randrange(len(sound)), chance.randrange(8)
        flipped = bytearray(sound)
        flipped[place] ^= 1 << bit
        database.write_bytes(flipped)
        if not noticed(folder):
            harmless += 1
            assert content(database) == before, f"bit {bit} of byte {place}"
    assert harmless < FLIPS, "otherwise nothing was tried"


def test_sqlite_is_asked_for_more_than_rows(folder: Path) -> None:
    """An index that leads elsewhere changes no row, and what is found."""
    with closing(sqlite3.connect(folder / "intake.db")) as database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = "
            "'ix_source_files_batch_id') WHERE name = 'ix_submissions_state'"
        )
        database.commit()
    assert "structure" in {code for code, _ in damages(folder)}


def test_tables_that_are_made_from_others_need_no_seal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr_intake.store.seals.DERIVED", frozenset({"known_answers"}))
    assert "known_answers" not in {table.name for table in sealed_tables()}
    with Workspace.open(folder) as workspace, workspace.database.transaction() as session:
        session.execute(text("SELECT 1"))


def test_an_index_that_is_none_any_more_is_told_whatever_a_look_meets(folder: Path) -> None:
    """SQLite commits nothing after that, not even a look."""
    with closing(sqlite3.connect(folder / "intake.db")) as database:
        name = "sqlite_autoindex_submission_pages_1"
        ((root, size),) = database.execute(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = ?", (name,)
        ).fetchall()
    content = bytearray((folder / "intake.db").read_bytes())
    content[(root - 1) * size] ^= 1  # what kind of page it is
    (folder / "intake.db").write_bytes(content)
    assert "structure" in {code for code, _ in damages(folder)}

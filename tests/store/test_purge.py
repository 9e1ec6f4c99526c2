"""Retention: nothing of who sent it is left anywhere in the workspace, and the dataset is as it was."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ocr_intake.model.fields import Candidate, FieldName
from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.model.review import Decision, KnownAnswer, SubmissionDecision
from ocr_intake.store import Arrival, Workspace
from ocr_intake.store.errors import SubmissionPurgedError
from ocr_intake.store.purge import PurgeScope, purge
from tests.store.builders import Clock, bytes_of, outcome, reading, source, submission, workspace_with

pytestmark = pytest.mark.usefixtures("backend")

EVERYTHING = PurgeScope()
MARKERS = (
    "印丙 紋次郎",  # as read
    "印乙 紋次郎",  # as a person corrected it
    "九九九九号室",
    "090-9999-0001",
    "090-9999-0002",
    "取り下げ印甲",
    "印丁さんへの意見",  # what a person struck out of an opinion
)


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Workspace]:
    with marked_in(tmp_path) as workspace:
        yield workspace


def marked_in(folder: Path) -> Workspace:
    """Two files: one whose submission is closed and full of markers, one whose submission is open."""
    marked = submission(
        (1, 2),
        opinions=("印丁さんへの意見と、窓口への意見。", "二つ目の意見。"),
        name=MARKERS[0],
        address=f"岩手県盛岡市内丸12番2号{MARKERS[2]}",
        phone=MARKERS[3],
    )
    workspace = workspace_with(folder, marked, submission())
    decisions, first = workspace.decisions, workspace.submission(1)
    decisions.decide(first.field(FieldName.NAME).id, Decision.EDITED, MARKERS[1], by="係員B", version=0)
    opinion = first.opinions[0]
    decisions.decide(opinion.id, Decision.EDITED, "窓口への意見。", by="係員B", version=0)
    decisions.answer_known(first.field(FieldName.PHONE).id, MARKERS[4], KnownAnswer.MISSED, by="係員B", version=0)
    version = workspace.submission(1).version
    decisions.decide_submission(1, SubmissionDecision.REJECTED, MARKERS[5], by="係員B", version=version)
    decisions.decide_submission(1, SubmissionDecision.REOPENED, by="係員B", version=version + 1)
    decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=version + 2)
    return workspace


def found_in(folder: Path) -> set[str]:
    """Which markers are in the bytes of any file, or in its name; the database's files count wherever they are."""
    content = b"\n".join((*bytes_of(folder), *(str(path).encode() for path in folder.rglob("*"))))
    return {marker for marker in MARKERS for form in (marker.encode(), ascii(marker)[1:-1].encode()) if form in content}


def test_the_search_finds_what_is_there(full: Workspace) -> None:
    assert found_in(full.path) == set(MARKERS)


def test_nothing_of_who_sent_it_is_left(full: Workspace) -> None:
    sha256 = full.submission(1).sha256
    (full.path / "backups").mkdir()
    (full.path / "backups" / "intake-0003-20210901T000000Z.db").write_bytes(b"\n".join(bytes_of(full.path)))
    plan = full.purge(EVERYTHING, by="係員C")
    assert (len(plan.files), plan.submissions, plan.left, plan.left_open) == (1, 1, 1, ("S0002",))
    assert not full.files.holds_anything_of(sha256)
    assert found_in(full.path) == set()
    assert full.page_reading(sha256, 1) is None
    full.close()
    assert found_in(full.path) == set()


def test_the_dataset_stays_whole(full: Workspace) -> None:
    before, ledger = full.submission(1), full.ledger(deep=True)
    full.purge(EVERYTHING, by="係員C")
    after = full.submission(1)
    assert after.purged
    assert [opinion.value for opinion in after.final_opinions] == ["窓口への意見。", "二つ目の意見。"]
    assert [opinion.ordinal for opinion in after.opinions] == [opinion.ordinal for opinion in before.opinions]
    assert [field.value for field in after.fields if field.name is not FieldName.OPINION] == [None] * 6
    assert (after.state, after.kind, after.received, after.sha256, after.pages) == (
        before.state,
        before.kind,
        before.received,
        before.sha256,
        before.pages,
    )
    assert (after.file_name, after.undecided) == ("", before.undecided)
    now = full.ledger(deep=True)
    assert now.balances
    assert (now.pages, now.submissions, now.opinions) == (ledger.pages, ledger.submissions, ledger.opinions)
    assert (now.files.total, now.files.read, now.files.purged) == (2, 2, 1)
    assert full.check_integrity().damages == ()
    assert [event.action for event in full.audit_trail()].count("file.purged") == 1
    assert full.submission(2).fields, "the other one is as it was"
    assert full.submission(2).field(FieldName.NAME).value == "見本 太郎"
    assert full.known_answers() == ()


def test_what_nobody_decided_on_stays_unless_told(full: Workspace) -> None:
    assert full.plan_purge(EVERYTHING).left_open == ("S0002",)
    plan = full.purge(PurgeScope(undecided=True), by="係員C")
    assert (plan.submissions, plan.left) == (2, 0)
    assert full.submission(2).state.value == "rejected"
    assert full.ledger(deep=True).balances
    assert full.check_integrity().damages == ()


def test_what_somebody_reopened_meanwhile_stays(full: Workspace) -> None:
    plan = full.plan_purge(EVERYTHING)
    assert len(plan.files) == 1
    version = full.submission(1).version
    full.decisions.decide_submission(1, SubmissionDecision.REOPENED, by="係員B", version=version)
    purge(full.database, full.files, plan, by="係員C", clock=Clock(days=2))
    assert full.submission(1).field(FieldName.NAME).value == MARKERS[1]
    assert full.files.holds_anything_of(full.submission(1).sha256)
    assert full.check_integrity().damages == ()


def test_the_day_and_the_consultation_bound_it(full: Workspace) -> None:
    assert full.plan_purge(PurgeScope(before=date(2021, 9, 1))).files == ()
    assert len(full.plan_purge(PurgeScope(before=date(2021, 9, 2))).files) == 1
    assert full.plan_purge(PurgeScope(consultation="other")).files == ()
    assert len(full.plan_purge(PurgeScope(consultation="dx")).files) == 1


def test_what_could_not_be_read_stays_unless_told(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission()) as workspace, workspace.ingest() as work:
        batch = work.start_batch("dx", Channel.POST, [tmp_path], operator="係員A").id
        (tmp_path / "broken.tif").write_bytes(b"no image")
        work.register(tmp_path / "broken.tif", SetAside("not_an_image"), batch)
        (tmp_path / "half.tif").write_bytes(b"half an image")
        half = source(tmp_path / "half.tif", 1)
        work.register(tmp_path / "half.tif", half, batch)
        work.set_page_aside(half.sha256, aside := SetAside("damaged", 1))
        work.save_outcome(half.sha256, outcome(pages=1, aside=(aside,)))
        (tmp_path / "waiting.tif").write_bytes(b"not read yet")
        work.register(tmp_path / "waiting.tif", source(tmp_path / "waiting.tif", 1), batch)
        assert len(workspace.plan_purge(PurgeScope()).files) == 0
        assert len(workspace.plan_purge(PurgeScope(undecided=True)).files) == 3
        assert workspace.plan_purge(PurgeScope(undecided=True)).left == 1, "what waits to be read is never purged"


def test_the_name_of_what_could_not_be_copied_goes_when_told(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        with workspace.ingest() as work:
            batch = work.start_batch("dx", Channel.POST, [tmp_path], operator="係員A").id
            work.register(tmp_path / "印丙 紋次郎.tif", SetAside("unreadable"), batch)
        assert (workspace.plan_purge(PurgeScope()).deliveries, workspace.plan_purge(PurgeScope()).left) == ((), 2)
        plan = workspace.purge(PurgeScope(undecided=True), by="係員C")
        assert (len(plan.deliveries), plan.left) == (1, 0)
        assert found_in(workspace.path) == set()
        assert workspace.check_integrity().damages == ()
        assert workspace.ledger(deep=True).balances


def test_nobody_decides_on_it_any_more(full: Workspace) -> None:
    full.purge(EVERYTHING, by="係員C")
    with pytest.raises(SubmissionPurgedError, match="S0001"):
        full.decisions.decide_submission(1, SubmissionDecision.REOPENED, by="係員B", version=7)


def test_the_same_bytes_are_known_and_not_kept_again(full: Workspace, tmp_path: Path) -> None:
    sha256 = full.submission(1).sha256
    full.purge(EVERYTHING, by="係員C")
    with full.ingest() as work:
        batch = work.start_batch("dx", Channel.POST, [tmp_path], operator="係員A").id
        again = tmp_path / "印丙 紋次郎.tif"
        again.write_bytes(b"scan 1")
        came = work.register(again, source(again, 2), batch)
    assert (came.arrival, came.sha256, came.healed) == (Arrival.DUPLICATE, sha256, False)
    assert not full.files.holds_anything_of(sha256)
    assert full.check_integrity().damages == ()
    full.purge(EVERYTHING, by="係員C")
    assert found_in(full.path) == set(), "the name under which it came again"


def test_an_interrupted_purge_is_noticed_and_finished(full: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("ocr_intake.store.files.FileStore.remove", stop)
        with pytest.raises(KeyboardInterrupt):
            full.purge(EVERYTHING, by="係員C")
    assert [damage.code for damage in full.check_integrity().damages] == ["purge_unfinished"]
    full.purge(EVERYTHING, by="係員C")
    assert full.check_integrity().damages == ()
    assert found_in(full.path) == set()


def test_a_salt_that_a_purge_takes_away_leaves_the_chain_whole(full: Workspace) -> None:
    head = full.check_integrity().head
    full.purge(EVERYTHING, by="係員C")
    assert full.check_integrity(head).damages == ()
    with full.database.transaction(write=False) as session:
        salts = " ".join(session.scalars(text("SELECT salts FROM seals")))
    assert "null" in salts


# ------------------------------------------------------------------------------------- what triggers let through


@pytest.fixture(scope="module")
def purged(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with marked_in(tmp_path_factory.mktemp("purged")) as workspace:
        workspace.purge(EVERYTHING, by="係員C")
        yield workspace


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE field_values SET value = '別人' WHERE submission_id = 1 AND name = 'name'",
        "UPDATE field_values SET value = '別の意見' WHERE submission_id = 1 AND name = 'opinion' AND ordinal = 2",
        "UPDATE field_values SET confidence = 1 WHERE submission_id = 1",
        "UPDATE field_values SET flags = '[1]' WHERE submission_id = 1",
        "UPDATE field_values SET candidates = '[1]' WHERE submission_id = 1",
        "UPDATE field_values SET added_by = 'x' WHERE submission_id = 1",
        "UPDATE verifications SET value = 'x'",
        "UPDATE verifications SET \"by\" = 'x'",
        "UPDATE submission_decisions SET decision = 'rejected'",
        "UPDATE submission_decisions SET value = 'x'",
        "UPDATE known_answers SET shown = 'x'",
        "UPDATE known_answers SET outcome = 'caught'",
        "UPDATE deliveries SET name = 'x' WHERE source_file_id = 1",
        "UPDATE field_values SET value = NULL WHERE submission_id = 2",
        "UPDATE pages SET reading = NULL WHERE source_file_id = 2",
        "UPDATE deliveries SET name = '', path = 'purged/' || id WHERE source_file_id = 2",
        "INSERT INTO purges (source_file_id, by, at) VALUES (2, 'x', '2021-09-01')",
        "UPDATE purges SET source_file_id = 2",
        "DELETE FROM purges",
        "DELETE FROM seals",
        "UPDATE seals SET records = '[]'",
        "UPDATE seals SET hash = 'x' || id",
        "UPDATE seals SET salts = salts || ' '",
    ],
)
def test_the_marker_of_a_purge_lets_nothing_else_through(purged: Workspace, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), purged.database.transaction() as session:
        session.execute(text(statement))


def test_without_a_purge_no_salt_goes(full: Workspace) -> None:
    with pytest.raises(IntegrityError, match="append-only"), full.database.transaction() as session:
        session.execute(text("UPDATE seals SET salts = '[]'"))


def test_candidates_of_a_purged_field_are_gone(purged: Workspace) -> None:
    candidates: list[Candidate] = [c for field in purged.submission(1).fields for c in field.proposal.candidates]
    assert candidates == []
    assert reading(1).lines, "what the pages of the builder hold"

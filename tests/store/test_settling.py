"""What could not be read: entered by hand or settled, found again, undone, purged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.store import (
    AlreadySettledError,
    NotSetAsideError,
    NotSettledError,
    PurgeScope,
    ReasonRefusedError,
    SeveralSetAsideError,
    UnknownRecordError,
    Workspace,
)
from ocr_intake.store.records import Arrival
from tests.store.builders import bytes_of, outcome, reading, source, submission, workspace_with

pytestmark = pytest.mark.usefixtures("backend")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """One submission, and a file (F2), a page (F3-2) and a delivery (D4) that could not be read."""
    with workspace_with(tmp_path, submission()) as opened:
        with opened.ingest() as work:
            batch = work.start_batch("dx", Channel.HAND, [tmp_path], operator="係員A")
            broken = tmp_path / "broken.pdf"
            broken.write_bytes(b"%PDF broken")
            work.register(broken, SetAside("truncated"), batch.id)
            half = tmp_path / "half.tif"
            half.write_bytes(b"half")
            file = source(half, 2)
            work.register(half, file, batch.id)
            work.save_page(file.sha256, reading(1))
            aside = SetAside("damaged", 2)
            work.set_page_aside(file.sha256, aside)
            work.save_outcome(file.sha256, outcome(submission((1,)), pages=2, aside=(aside,)))
            work.register(tmp_path / "gone.tif", SetAside("unreadable"), batch.id)
            assert work.end_batch(batch.id)
        yield opened


def sound(workspace: Workspace) -> bool:
    return workspace.ledger(deep=True).balances and not workspace.check_integrity().damages


def test_each_kind_is_entered_settled_and_undone(workspace: Workspace) -> None:
    settlements = workspace.settlements
    assert [item.id for item in settlements.items()] == ["D4", "F2", "F3-2"]
    for number, item in enumerate(("D4", "F2", "F3-2"), 1):
        done = settlements.enter(item, 1, by="係員B").settlement
        assert done is not None
        assert (done.submission, done.reason) == ("S0001", None)
        assert workspace.ledger().aside.entered == number
    for item in ("D4", "F2", "F3-2"):
        assert settlements.undo(item, by="係員B").settlement is None
        done = settlements.settle(item, " 空の封筒 ", by="係員C").settlement
        assert done is not None
        assert (done.submission, done.reason, done.by) == (None, "空の封筒", "係員C")
    counts = workspace.ledger().aside
    assert (counts.total, counts.entered, counts.settled, counts.open) == (3, 0, 3, 0)
    assert {event.action for event in workspace.audit_trail()[-9:]} == {
        "aside.entered",
        "aside.settled",
        "aside.reopened",
    }
    assert sound(workspace)


def test_what_cannot_be_done_is_refused(workspace: Workspace) -> None:
    settlements = workspace.settlements
    settlements.settle("F2", "空の封筒", by="係員B")
    with pytest.raises(AlreadySettledError):
        settlements.enter("F2", 1, by="係員B")
    with pytest.raises(NotSettledError):
        settlements.undo("D4", by="係員B")
    with pytest.raises(UnknownRecordError):
        settlements.enter("D4", 99, by="係員B")
    for item in ("F1", "F3", "F3-1", "D1", "x", ""):
        with pytest.raises(NotSetAsideError):
            settlements.settle(item, "空の封筒", by="係員B")
    for reason in ("", "  ", "長" * 301):
        with pytest.raises(ReasonRefusedError):
            settlements.settle("D4", reason, by="係員B")
    assert sound(workspace)


def test_people_name_it_as_they_like(workspace: Workspace) -> None:
    settlements = workspace.settlements
    (whole,) = [item for item in settlements.items() if item.id == "F2"]
    assert whole.sha256 is not None
    for said in ("F2", "f2", " F2 ", "broken.pdf", whole.sha256, whole.sha256[:6].upper()):
        assert settlements.find(said).id == "F2"
    assert settlements.find("gone.tif").id == "D4"
    for said in (whole.sha256[:5], "nowhere.tif"):
        with pytest.raises(NotSetAsideError):
            settlements.find(said)


def test_of_several_with_one_name_the_open_one_is_meant(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.ingest() as work:
        batch = work.start_batch("dx", Channel.FAX, [tmp_path], operator="係員A")
        work.register(tmp_path / "gone.tif", SetAside("unreadable"), batch.id)
    with pytest.raises(SeveralSetAsideError, match="D4, D5"):
        workspace.settlements.find("gone.tif")
    workspace.settlements.settle("D4", "空の封筒", by="係員B")
    assert workspace.settlements.find("gone.tif").id == "D5"


def test_a_file_that_was_entered_is_not_read_when_it_comes_again(workspace: Workspace, tmp_path: Path) -> None:
    workspace.settlements.enter("F2", 1, by="係員B")
    path = tmp_path / "broken.pdf"
    with workspace.ingest() as work:
        batch = work.start_batch("dx", Channel.FAX, [path], operator="係員A")
        assert work.register(path, source(path), batch.id).arrival is Arrival.DUPLICATE
        workspace.settlements.undo("F2", by="係員B")
        assert work.register(path, source(path), batch.id).arrival is Arrival.NEW
    assert workspace.ledger().balances


def test_a_purge_takes_what_is_settled_with_its_reason(workspace: Workspace) -> None:
    plan = workspace.plan_purge(PurgeScope(consultation="dx"))
    assert (plan.files, plan.deliveries) == ((), ())
    for item in ("D4", "F2"):
        workspace.settlements.settle(item, "見本 太郎さんの空の封筒", by="係員B")
    plan = workspace.purge(PurgeScope(consultation="dx"), by="係員C")
    assert (plan.files, plan.deliveries) == ((2,), (4,))
    told = {item.id: item.settlement for item in workspace.settlements.items()}
    for item in ("D4", "F2"):
        settlement = told[item]
        assert settlement is not None
        assert settlement.reason == ""
    assert sound(workspace)
    assert "見本 太郎さんの空の封筒".encode() not in b"\n".join(bytes_of(workspace.path))

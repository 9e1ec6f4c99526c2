"""What is done as one is saved as one and taken back as one, wherever the database fails in between."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from ocr_intake.model.fields import FieldName
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review import Review
from ocr_intake.store import DatabaseBusyError, StaleEditError, StoredSubmission, Workspace
from ocr_intake.terminal.sitting import Sitting, Tally
from ocr_intake.terminal.start import at_once
from ocr_intake.terminal.walk import walk
from ocr_intake.terminal.words import plain
from tests.store.builders import submission, workspace_with
from tests.terminal.scripted import Script

PARTS = ("一の一つめです。", "一の二つめです。", "一の三つめです。")
Everything = tuple[list[StoredSubmission], int]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr("ocr_intake.store.database._BUSY_MS", 1)
    doubtful = submission(flagged={FieldName.OPINION: 0.3, FieldName.PHONE: 0.5}, opinions=("一つめ", "二つめ"))
    with workspace_with(tmp_path, doubtful, submission()) as opened:
        yield opened


def everything(workspace: Workspace) -> Everything:
    assert workspace.ledger(deep=True).balances
    return list(workspace.submissions()), len(workspace.audit_trail())


def shown(workspace: Workspace) -> list[tuple[object, ...]]:
    """What people see of each submission, less opinions that were added and taken back."""
    return [
        (
            made.kind,
            made.state,
            *((value.value, value.decided) for value in made.values if value.added_by is None),
            *(opinion.value for opinion in made.final_opinions),
        )
        for made in workspace.submissions()
    ]


@contextmanager
def failing_at(workspace: Workspace, number: int) -> Iterator[None]:
    """The database fails in front of the statement with that number, counted from 0, commits among them."""
    left = number

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise DatabaseBusyError

    engine = workspace.database._engine
    for moment in ("before_cursor_execute", "commit"):
        event.listen(engine, moment, count)
    try:
        yield
    finally:
        for moment in ("before_cursor_execute", "commit"):
            event.remove(engine, moment, count)


def until_it_works(workspace: Workspace, act: Callable[[], object]) -> int:
    """How often ``act`` failed, each time at a later step and without a trace, before it was done."""
    before = everything(workspace)
    for number in range(1000):
        try:
            with failing_at(workspace, number):
                act()
        except DatabaseBusyError:
            assert everything(workspace) == before, f"something was left by a failure at step {number}"
        else:
            return number
    raise AssertionError("it never worked")


def split(review: Review, workspace: Workspace) -> None:
    review.split_opinion(review.task(1, workspace.submission(1).opinions[0].id), PARTS)


def add(review: Review, _: Workspace) -> None:
    review.add_opinion(review.task(1), "見落とされた意見です。")


def edit(review: Review, workspace: Workspace) -> None:
    review.edit(review.task(1, workspace.submission(1).field(FieldName.PHONE).id), "019-000-0001")


def change_kind(review: Review, _: Workspace) -> None:
    review.change_kind(review.task(1), SubmitterKind.ORGANIZATION)


def accept(review: Review, _: Workspace) -> None:
    review.accept_submission(review.task(2))


@pytest.mark.parametrize("act", [split, add, edit, change_kind, accept])
def test_a_failure_at_any_step_leaves_nothing_and_costs_no_undo(
    workspace: Workspace, act: Callable[[Review, Workspace], None]
) -> None:
    review = Review(workspace, "係員B")
    start = shown(workspace)
    assert until_it_works(workspace, lambda: act(review, workspace)) > 5
    assert shown(workspace) != start
    assert until_it_works(workspace, review.undo) > 5
    assert shown(workspace) == start
    assert review.undo() is None


@pytest.mark.parametrize("act", [split, add, edit, change_kind, accept])
def test_what_was_done_before_a_restart_is_taken_back(
    workspace: Workspace, act: Callable[[Review, Workspace], None]
) -> None:
    start = shown(workspace)
    act(Review(workspace, "係員B"), workspace)
    workspace.close()
    with Workspace.open(workspace.path, clock=workspace._clock) as again:
        assert Review(again, "係員C").undoable() is None, "it is another person's"
        review = Review(again, "係員B")
        what = review.undoable()
        assert what is not None
        assert not what.here
        assert review.undo(what) is not None
        assert shown(again) == start
        assert review.undo() is None


def test_a_database_that_is_really_busy(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    start = shown(workspace)
    split(review, workspace)
    done = shown(workspace)
    with closing(sqlite3.connect(workspace.path / "intake.db", isolation_level=None)) as other:
        for _ in range(3):
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseBusyError):
                review.undo()
            with pytest.raises(DatabaseBusyError):
                edit(review, workspace)
            other.execute("ROLLBACK")
            assert shown(workspace) == done
    assert review.undo() is not None
    assert shown(workspace) == start
    assert review.undo() is None


def test_the_key_is_pressed_again(workspace: Workspace) -> None:
    start = shown(workspace)
    with closing(sqlite3.connect(workspace.path / "intake.db", isolation_level=None)) as other:
        keys = Script(
            *("w", "=" + "\n\n".join(PARTS)),
            lambda: other.execute("BEGIN IMMEDIATE"),
            "u",
            "u",
            lambda: other.execute("ROLLBACK"),
            "u",
            "q",
        )
        tally = at_once(walk(Sitting(keys, lambda _: True, review=Review(workspace, "係員B"))))
    assert [view for view in keys.views if view.message and "しばらく待ってから" in plain(view.message.text)], (
        "it is said that it did not work"
    )
    assert tally == Tally()
    assert shown(workspace) == start


def test_what_was_decided_together_and_then_failed_is_gone(workspace: Workspace) -> None:
    before = everything(workspace)

    def half() -> None:
        with workspace.decisions.together() as decisions:
            made = decisions.add_opinion(1, "一つ足す", by="係員B", version=0)
            assert decisions.submission(1) == made
            assert workspace.decisions.submission(1).version == 0, "nobody else sees it yet"
            decisions.add_opinion(1, "もう一つ", by="係員B", version=0)

    with pytest.raises(StaleEditError):
        half()
    assert everything(workspace) == before

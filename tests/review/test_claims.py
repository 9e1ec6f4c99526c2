"""Two people are not asked the same, nobody keeps a submission for good, and nothing depends on it."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.review import Review, ReviewTask
from ocr_intake.store import DatabaseBusyError, StaleEditError, SubmissionState, Workspace
from tests.store.builders import Clock, submission, workspace_with

pytestmark = pytest.mark.usefixtures("backend")

NAME, PHONE, ADDRESS = FieldName.NAME, FieldName.PHONE, FieldName.ADDRESS
REVIEWERS = 8


class Stopped(Clock):
    """Stands still until it is moved."""

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock() -> Stopped:
    return Stopped(days=2)


@pytest.fixture
def workspace(tmp_path: Path, clock: Stopped) -> Iterator[Workspace]:
    made = (submission(), submission(flagged={NAME: 0.6, PHONE: 0.3}), submission(flagged={ADDRESS: 0.1}))
    with workspace_with(tmp_path, *made) as opened:
        opened._clock = clock
        yield opened


def asked(review: Review) -> ReviewTask:
    task = review.next()
    assert task is not None
    return task


def about(review: Review) -> int | None:
    task = review.next()
    return None if task is None else task.submission.id


def test_two_sittings_are_asked_about_different_submissions(workspace: Workspace) -> None:
    """Two terminals of one person are two sittings."""
    sittings = [Review(workspace, name) for name in ("係員B", "係員B", "係員C", "係員D")]
    assert [about(review) for review in sittings] == [3, 2, 1, None]
    assert [about(review) for review in sittings] == [3, 2, 1, None], "what was begun is finished first"
    assert sittings[3].progress().held == 3
    assert sittings[0].progress().held == 2
    assert sittings[3].progress().submissions == 3


@pytest.mark.parametrize("way", ["skip", "leave", "finish", "reject"])
def test_what_somebody_is_done_with_is_let_go(workspace: Workspace, way: str) -> None:
    first, second = Review(workspace, "係員B"), Review(workspace, "係員C")
    assert (about(first), about(second)) == (3, 2)
    match way:
        case "skip":
            first.skip_submission(asked(first))
            assert about(first) == 1
        case "leave":
            first.close()
        case "finish":
            first.accept(asked(first))
            first.accept_submission(asked(first))
        case _:
            first.reject_submission(asked(first), "重複")
    second.skip_submission(asked(second))
    assert about(second) == (3 if way in {"skip", "leave"} else 1)
    assert second.progress().held == (1 if way == "skip" else 0)
    assert first.progress().held == 1


def test_a_claim_runs_out_unless_answers_renew_it(workspace: Workspace, clock: Stopped) -> None:
    first, second = Review(workspace, "係員B", claim_minutes=10), Review(workspace, "係員C", claim_minutes=10)
    assert (about(first), about(second)) == (3, 2)
    for _ in range(4):
        clock.move(minutes=6)
        assert (about(first), about(second)) == (3, 2)
    clock.move(minutes=9, seconds=59)
    third = Review(workspace, "係員D")
    assert about(third) == 1
    clock.move(seconds=2)
    assert about(third) == 1
    third.skip_submission(asked(third))
    assert about(third) == 3, "the first one is gone, the worst comes first"
    assert about(first) == 2, "what somebody else has taken over is not asked about again"


def test_a_clock_that_is_set_back_locks_nothing_for_long(workspace: Workspace, clock: Stopped) -> None:
    first, second = Review(workspace, "係員B", claim_minutes=10), Review(workspace, "係員C", claim_minutes=10)
    assert about(first) == 3
    clock.move(seconds=-20)
    assert about(second) == 2, "clocks of two machines differ a little: that ends no claim"
    clock.move(minutes=-11)
    assert about(Review(workspace, "係員D")) == 3, "a claim lies ahead of the clock by its own length at most"


def test_a_submission_opened_by_hand_says_who_has_it(workspace: Workspace) -> None:
    first, second = Review(workspace, "係員B"), Review(workspace, "係員C")
    mine = asked(first)
    assert mine.field is not None
    assert (mine.held_by, first.task(3).held_by, first.tasks(3)[0].held_by) == (None, None, None)
    theirs = second.task(3, mine.field.id)
    assert theirs.held_by == "係員B"
    assert second.task(1).held_by is None
    second.edit(theirs, "盛岡市内丸12-2")
    with pytest.raises(StaleEditError):
        first.edit(mine, "盛岡市内丸12-3")
    first.close()
    assert second.task(3).held_by is None


def test_a_busy_database_keeps_nobody_from_looking(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Review(workspace, "係員B"), Review(workspace, "係員C")
    assert about(first) == 3
    usual = workspace.database.transaction

    def busy(*, write: bool = True) -> object:
        if write:
            raise DatabaseBusyError
        return usual(write=False)

    monkeypatch.setattr(workspace.database, "transaction", busy)
    assert (about(first), about(second)) == (3, 2)
    second.close()
    monkeypatch.undo()
    assert about(Review(workspace, "係員D")) == 2, "it was asked about without a claim"


def test_a_claim_is_no_decision(workspace: Workspace) -> None:
    before = (list(workspace.submissions()), workspace.audit_trail(), workspace.ledger(deep=True))
    review = Review(workspace, "係員B")
    review.next()
    assert (list(workspace.submissions()), workspace.audit_trail(), workspace.ledger(deep=True)) == before
    workspace.rebuild_queue()
    assert about(Review(workspace, "係員C")) == 3, "whoever makes the queue anew may hand something out twice"


KILLED = """
import os, signal, sys
from pathlib import Path
from ocr_intake.review import Review
from ocr_intake.store import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
print(Review(workspace, "係員B", claim_minutes=10).next().submission.id, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_terminal_had_comes_back(workspace: Workspace, clock: Stopped) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(workspace.path)], capture_output=True, text=True, check=False, env=os.environ
    )
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "3\n"), killed.stderr
    with Workspace.open(workspace.path) as now:
        assert about(Review(now, "係員C")) == 2
        now._clock = clock
        clock.time = datetime.now(UTC) + timedelta(minutes=10)
        assert about(Review(now, "係員D")) == 3


def test_eight_reviewers_meet_no_question_twice(tmp_path: Path) -> None:
    number = 24
    made = [submission(flagged={NAME: 0.3 + n / 100, PHONE: 0.4}) for n in range(number)]
    workspace_with(tmp_path, *made).close()
    stale: list[StaleEditError] = []
    done: Counter[str] = Counter()
    failed: list[BaseException] = []
    together = threading.Barrier(REVIEWERS)

    def work(name: str) -> None:
        try:
            with Workspace.open(tmp_path / "workspace") as workspace:
                review = Review(workspace, name)
                together.wait()
                while (task := review.next()) is not None:
                    try:
                        if task.field is None:
                            review.accept_submission(task)
                        else:
                            review.edit(task, "例 花子" if task.name is NAME else "019-000-0001")
                        done[name] += 1
                    except StaleEditError as error:
                        stale.append(error)
                review.close()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failed.append(error)

    threads = [threading.Thread(target=work, args=(f"係員{n}",)) for n in range(REVIEWERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert stale == []
    assert sum(done.values()) == 3 * number
    with Workspace.open(tmp_path / "workspace") as workspace:
        assert workspace.ledger(deep=True).balances
        for stored in workspace.submissions():
            assert stored.state is SubmissionState.ACCEPTED
            on_values, on_whole = workspace.history(stored.id)
            assert (len(on_values), len(on_whole)) == (2, 1)
            by = {each.by for each in on_values} | {each.by for each in on_whole}
            assert len(by) == 1, "one person finished what they began"

"""Answers to single places of a text: kept between sittings, taken up by whoever goes on, taken back one by one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.written import PlaceAnswer
from ocr_intake.review import Done, InvalidValueError, Review, ReviewTask, Walkthrough
from ocr_intake.review.places import answered_places
from ocr_intake.store import StaleEditError, SubmissionState, Workspace
from ocr_intake.store.purge import PurgeScope
from tests.store.builders import submission, with_doubts, workspace_with, written

TEXT = "窓口の手続きをもっと簡単にしてほしい。"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, with_doubts(submission(opinions=(TEXT,)), (0, 1), (10, 10))) as opened:
        yield opened


def asked(review: Review) -> ReviewTask:
    task = review.next()
    assert task is not None
    return task


def begun(task: ReviewTask) -> Walkthrough:
    return Walkthrough.begin(task.value or "", task.doubts, task.answers)


def test_whoever_goes_on_finds_the_answer_and_nothing_is_decided(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    now = review.answer_place(asked(review), 0, "室")
    assert now.answers == ("室", None)
    assert not workspace.submission(1).opinions[0].decided
    review.close()
    task = asked(Review(workspace, "係員C"))
    walk = begun(task)
    assert (walk.place, walk.answers) == (1, ("室", None))
    Review(workspace, "係員C").settle(task, walk.keep().settled)
    assert workspace.submission(1).opinions[0].value == "室" + TEXT[1:]


def test_all_answered_is_the_end(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    task = asked(review)
    review.answer_place(task, 0, "窓")
    review.answer_place(task, 1, "、")
    assert begun(asked(review)).at_end
    assert begun(asked(review)).result == TEXT[:10] + "、" + TEXT[10:]


def test_taken_back_one_by_one(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    for text in ("室", "空"):
        review.answer_place(asked(review), 0, text)
    what = review.undoable()
    assert what is not None
    assert (what.what, what.here) == (Done.PLACE, True)
    for answer in ("室", None):
        back = review.undo()
        assert back is not None
        assert back.answers[0] == answer
    assert review.undo() is None
    assert workspace.check_integrity().damages == ()


def test_what_was_decided_since_stays(workspace: Workspace) -> None:
    slow, quick = Review(workspace, "係員B"), Review(workspace, "係員C")
    task = asked(slow)
    quick.accept(quick.task(1, task.field.id if task.field else None))
    with pytest.raises(StaleEditError):
        slow.answer_place(task, 0, "室")


def test_what_is_no_answer(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    with pytest.raises(InvalidValueError):
        review.answer_place(asked(review), 0, "\x07x")
    with pytest.raises(IndexError):
        review.answer_place(asked(review), 2, "x")
    with pytest.raises(ValueError, match="no such doubtful place"):
        workspace.decisions.answer_place(workspace.submission(1).opinions[0].id, (1, 3), "x", by="係員B", version=0)


def test_a_purge_takes_what_was_typed(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    task = review.answer_place(asked(review), 0, "個人の名前")
    review.settle(task, ("室", ""))
    review.accept_submission(review.task(1))
    assert workspace.submission(1).state is SubmissionState.ACCEPTED
    workspace.purge(PurgeScope(), by="係員C")
    assert workspace.submission(1).opinions[0].answers == ()
    assert workspace.check_integrity().damages == ()
    assert "個人の名前".encode() not in (workspace.path / "intake.db").read_bytes()


def test_of_two_answers_about_the_same_doubt_the_later_holds() -> None:
    known = written(TEXT, (0, 1), (2, 3), (10, 10))
    (first, second) = answered_places(TEXT, known, (PlaceAnswer(1, 2, "の"), PlaceAnswer(0, 2, "室口の")))
    assert (first.first, first.last, first.answer) == (0, 2, "室口の")
    assert (second.first, second.answer) == (2, None)

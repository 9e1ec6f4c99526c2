"""Decisions on submissions as a whole: grounds, duplicates, what a supervisor is asked, opinions split and joined."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Ground, Grounds
from ocr_intake.review import Done, InvalidValueError, Review, StaleAnswerError
from ocr_intake.review.errors import CannotJoinError, CannotSplitError, NotPassedOnError, PassedOnError
from ocr_intake.store import StaleEditError, SubmissionClosedError, SubmissionState, Workspace
from ocr_intake.store.errors import DuplicateCircleError, DuplicateOfNothingError
from ocr_intake.store.purge import PurgeScope
from tests.store.builders import submission, with_doubts, workspace_with

LONG = "駅前の道が暗いので、街灯を増やしてください。図書館も夜まで開けてほしいです。"
MADE = (
    submission(opinions=("一つめの意見です。", "二つめの意見です。", "三つめの意見です。")),
    submission(phone="019-111-2222", name="手本 花子"),
    with_doubts(submission(opinions=(LONG,)), (0, 1), (30, 31)),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, *MADE) as opened:
        yield opened
        assert opened.ledger(deep=True).balances
        assert opened.check_integrity().damages == ()


@pytest.fixture
def review(workspace: Workspace) -> Review:
    return Review(workspace, "係員B")


def duplicate(review: Review, number: int, of: int) -> None:
    review.reject_submission(review.task(number), grounds=Grounds(Ground.DUPLICATE, of))


# ------------------------------------------------------------------------------------------------------------ grounds


@pytest.mark.parametrize("ground", [Ground.WITHDRAWN, Ground.NOT_A_COMMENT, Ground.INCOMPLETE])
def test_grounds_are_kept_and_counted(workspace: Workspace, review: Review, ground: Ground) -> None:
    made = review.reject_submission(review.task(1), "電話で申し出", Grounds(ground))
    assert made.rejection is not None
    assert (made.rejection.grounds, made.rejection.reason, made.rejection.by) == (
        Grounds(ground),
        "電話で申し出",
        "係員B",
    )
    counts = workspace.ledger().submissions
    assert (counts.rejected, getattr(counts.grounds, ground.value)) == (1, 1)
    (event,) = [event for event in workspace.audit_trail() if event.action == "submission.rejected"]
    assert ("ground", ground.value) in event.detail
    review.undo()
    assert workspace.submission(1).rejection is None
    assert workspace.ledger().submissions.grounds == type(counts.grounds)()


def test_another_reason_has_to_be_given(review: Review) -> None:
    with pytest.raises(InvalidValueError):
        review.reject_submission(review.task(1), " ")
    made = review.reject_submission(review.task(1), "白紙の写し")
    assert made.rejection is not None
    assert (made.rejection.grounds, made.rejection.reason) == (Grounds(), "白紙の写し")


def test_a_purge_takes_the_reason_and_leaves_the_grounds(workspace: Workspace, review: Review) -> None:
    for number in (1, 2, 3):
        review.reject_submission(review.task(number), "見本 太郎さんの電話", Grounds(Ground.WITHDRAWN))
    workspace.purge(PurgeScope(), by="係員C")
    rejection = workspace.submission(1).rejection
    assert rejection is not None
    assert (rejection.grounds.ground, rejection.reason) == (Ground.WITHDRAWN, None)


def test_a_duplicate_names_the_one_that_counts(workspace: Workspace, review: Review) -> None:
    duplicate(review, 2, 1)
    rejection = workspace.submission(2).rejection
    assert rejection is not None
    assert rejection.grounds == Grounds(Ground.DUPLICATE, 1)
    assert workspace.submission(1).state is SubmissionState.PROPOSED


def test_nothing_is_a_duplicate_of_itself(review: Review) -> None:
    with pytest.raises(DuplicateCircleError):
        duplicate(review, 1, 1)
    duplicate(review, 1, 2)
    duplicate(review, 2, 3)
    with pytest.raises(DuplicateCircleError):
        duplicate(review, 3, 1)
    with pytest.raises(DuplicateOfNothingError):
        duplicate(review, 3, 99)


def test_undo_makes_no_circle(workspace: Workspace, review: Review) -> None:
    duplicate(review, 1, 2)
    review.reopen(1)
    Review(workspace, "係員C").reject_submission(review.task(2), "", Grounds(Ground.DUPLICATE, 1))
    with pytest.raises(StaleEditError):
        review.undo()
    assert workspace.submission(1).state is SubmissionState.PROPOSED


def test_what_was_accepted_is_withdrawn_in_one(workspace: Workspace, review: Review) -> None:
    review.accept_submission(review.task(1))
    withdrawn = Grounds(Ground.WITHDRAWN)
    with pytest.raises(SubmissionClosedError):
        review.reject_submission(review.task(1), "", withdrawn)
    review.reject_submission(review.task(1), "", withdrawn, reopened=True)
    assert workspace.submission(1).state is SubmissionState.REJECTED
    review.undo()
    assert workspace.submission(1).state is SubmissionState.ACCEPTED
    review.undo()
    assert workspace.submission(1).state is SubmissionState.PROPOSED


# ---------------------------------------------------------------------------------------------------------- supervisor


def test_a_clerk_is_not_asked_about_what_is_passed_on(workspace: Workspace, review: Review) -> None:
    review.pass_on(review.task(1), "町内会と個人のどちらでしょうか")
    assert 1 not in review.queue()
    assert review.progress().submissions == 2
    supervisor = Review(workspace, "課長", passed_on=True)
    task = supervisor.next()
    assert task is not None
    assert task.submission.id == 1
    assert task.submission.passed_on is not None
    assert (task.submission.passed_on.note, task.submission.passed_on.by) == (
        "町内会と個人のどちらでしょうか",
        "係員B",
    )
    assert supervisor.queue() == (1,)
    assert workspace.ledger().submissions.passed_on == 1
    with pytest.raises(PassedOnError):
        review.pass_on(review.task(1), "もう一度")


def test_a_supervisor_hands_it_back_with_an_answer(workspace: Workspace, review: Review) -> None:
    review.pass_on(review.task(1), "どうしますか")
    supervisor = Review(workspace, "課長", passed_on=True)
    made = supervisor.hand_back(supervisor.task(1), "個人として扱う")
    assert made.passed_on is None
    assert made.handed_back is not None
    assert (made.handed_back.note, made.handed_back.by) == ("個人として扱う", "課長")
    assert 1 in review.queue()
    assert supervisor.next() is None
    with pytest.raises(NotPassedOnError):
        supervisor.hand_back(supervisor.task(1))
    supervisor.undo()
    passed_on = workspace.submission(1).passed_on
    assert passed_on is not None
    assert passed_on.note == "どうしますか"


def test_a_supervisor_decides_it_and_takes_that_back(workspace: Workspace, review: Review) -> None:
    review.pass_on(review.task(2), "どうしますか")
    supervisor = Review(workspace, "課長", passed_on=True)
    supervisor.accept_submission(supervisor.task(2))
    assert workspace.ledger().submissions.passed_on == 0
    assert supervisor.next() is None
    supervisor.undo()
    task = supervisor.next()
    assert task is not None
    assert task.submission.id == 2


def test_passing_on_is_taken_back(workspace: Workspace, review: Review) -> None:
    review.pass_on(review.task(1), "どうしますか")
    what = review.undoable()
    assert what is not None
    assert what.what is Done.PASSED_ON
    review.undo()
    assert workspace.submission(1).passed_on is None
    assert 1 in review.queue()


def test_a_note_for_what_was_passed_on_meanwhile_replaces_the_other_one(workspace: Workspace, review: Review) -> None:
    task, other = review.task(1), Review(workspace, "係員C")
    other.pass_on(other.task(1), "係員Cの問い")
    with pytest.raises(StaleAnswerError) as refused:
        review.pass_on(task, "係員Bの問い")
    review.use_mine(refused.value)
    now = workspace.submission(1).passed_on
    assert now is not None
    assert now.note == "係員Bの問い"
    review.undo()
    before = workspace.submission(1).passed_on
    assert before is not None
    assert before.note == "係員Cの問い"


# ------------------------------------------------------------------------------------------------------------ opinions


def test_an_opinion_is_split_at_a_place(workspace: Workspace, review: Review) -> None:
    (opinion,) = workspace.submission(3).opinions
    at = LONG.index("図書館")
    review.split_opinion_at(review.task(3, opinion.id), at)
    first, second = workspace.submission(3).opinions
    assert (first.value, second.value) == (LONG[:at], LONG[at:])
    written = second.proposal.written
    assert written is not None
    assert [(line.start, line.end) for line in written.lines] == [(0, len(LONG) - at)]
    assert second.proposal.regions == (written.lines[0].region,)
    what = review.undoable()
    assert what is not None
    assert what.what is Done.OPINION_SPLIT
    review.undo()
    assert [each.value for each in workspace.submission(3).final_opinions] == [LONG]


@pytest.mark.parametrize("at", [0, len(LONG), 10_000, -1])
def test_there_is_text_on_both_sides(workspace: Workspace, review: Review, at: int) -> None:
    (opinion,) = workspace.submission(3).opinions
    with pytest.raises(CannotSplitError):
        review.split_opinion_at(review.task(3, opinion.id), at)


def test_opinions_are_joined_in_the_order_of_the_paper(workspace: Workspace, review: Review) -> None:
    first, second, third = (opinion.id for opinion in workspace.submission(1).opinions)
    made = review.join_opinions(review.task(1), [third, second])
    assert [opinion.value for opinion in made.final_opinions] == [
        "一つめの意見です。",
        "二つめの意見です。\n三つめの意見です。",
    ]
    what = review.undoable()
    assert what is not None
    assert what.what is Done.OPINION_JOINED
    review.undo()
    assert len(workspace.submission(1).final_opinions) == 3
    for fields in ([first], [first, first], [first, workspace.submission(1).field(FieldName.NAME).id]):
        with pytest.raises(CannotJoinError):
            review.join_opinions(review.task(1), fields)


def test_joining_what_somebody_changed_meanwhile_is_told(workspace: Workspace, review: Review) -> None:
    task, other = review.task(1), Review(workspace, "係員C")
    first, second, _ = (opinion.id for opinion in task.submission.opinions)
    other.edit(other.task(1, second), "書き直した意見です。")
    with pytest.raises(StaleAnswerError):
        review.join_opinions(task, [first, second])
    assert len(workspace.submission(1).final_opinions) == 3

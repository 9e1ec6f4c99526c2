"""Somebody else was quicker: what is there now and one's own answer, and one's own all the same by one call."""

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review import Review, ReviewTask, StaleAnswerError, UndecidedError
from ocr_intake.store import StaleEditError, StoredField, SubmissionClosedError, SubmissionState, Workspace
from tests.store.builders import VALUES, submission, workspace_with

NAME, PHONE, OPINION = FieldName.NAME, FieldName.PHONE, FieldName.OPINION
READ = VALUES[NAME]
THEIRS = "係員Cの値"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    doubtful = submission(flagged={NAME: 0.5}, opinions=("一つめの意見", "二つめの意見"))
    with workspace_with(tmp_path, doubtful, submission()) as opened:
        yield opened


@pytest.fixture
def review(workspace: Workspace) -> Review:
    return Review(workspace, "係員B")


@pytest.fixture
def other(workspace: Workspace) -> Review:
    return Review(workspace, "係員C")


def name(workspace: Workspace) -> StoredField:
    return workspace.submission(1).field(NAME)


def refused(act: Callable[[], object]) -> StaleAnswerError:
    with pytest.raises(StaleAnswerError) as caught:
        act()
    return caught.value


@pytest.mark.parametrize(
    ("answer", "mine", "saved"),
    [
        (lambda review, task: review.accept(task), READ, (Decision.ACCEPTED, READ)),
        (lambda review, task: review.choose(task, 1), f"{READ}?", (Decision.CHOSEN, f"{READ}?")),
        (lambda review, task: review.edit(task, " 美本 太郎 "), "美本 太郎", (Decision.EDITED, "美本 太郎")),
        (lambda review, task: review.absent(task), None, (Decision.ABSENT, None)),
        (lambda review, task: review.illegible(task), None, (Decision.ILLEGIBLE, None)),
    ],
)
def test_an_answer_to_a_value(
    workspace: Workspace,
    review: Review,
    other: Review,
    answer: Callable[[Review, ReviewTask], object],
    mine: str | None,
    saved: tuple[Decision, str | None],
) -> None:
    task = review.task(1, name(workspace).id)
    other.edit(other.task(1, name(workspace).id), THEIRS)
    error = refused(lambda: answer(review, task))
    assert (error.mine, error.theirs, error.by, error.decision) == (mine, THEIRS, "係員C", saved[0])
    assert [(was and was.value, now.value) for was, now in error.changed] == [(READ, THEIRS)]
    assert THEIRS not in str(error)
    assert name(workspace).value == THEIRS
    review.use_mine(error)
    decision = name(workspace).verification
    assert decision is not None
    assert (decision.decision, decision.value, decision.by) == (*saved, "係員B")
    assert [each.value for each in workspace.history(1)[0]] == [THEIRS, saved[1]], "both stay on record"
    assert review.undo() is not None
    assert name(workspace).value == THEIRS, "undo brings theirs back"


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        (lambda other, task: other.edit(task, "見た値"), (Decision.EDITED, "見た値")),
        (lambda other, task: other.absent(task), (Decision.ABSENT, None)),
        (lambda other, task: other.illegible(task), (Decision.ILLEGIBLE, None)),
    ],
)
def test_what_is_accepted_is_what_stood_on_the_screen(
    workspace: Workspace,
    review: Review,
    other: Review,
    before: Callable[[Review, ReviewTask], object],
    kept: tuple[Decision, str | None],
) -> None:
    before(other, other.task(1, name(workspace).id))
    task = review.task(1, name(workspace).id)
    other.edit(other.task(1, name(workspace).id), THEIRS)
    error = refused(lambda: review.accept(task))
    assert (error.decision, error.mine) == kept
    review.use_mine(error)
    decision = name(workspace).verification
    assert decision is not None
    assert (decision.decision, decision.value) == kept


def test_leaving_theirs_changes_nothing(workspace: Workspace, review: Review, other: Review) -> None:
    task = review.task(1, name(workspace).id)
    other.edit(other.task(1, name(workspace).id), THEIRS)
    before = workspace.submission(1)
    refused(lambda: review.accept(task))
    assert workspace.submission(1) == before
    assert review.undoable() is None


def test_somebody_decides_once_more(workspace: Workspace, review: Review, other: Review) -> None:
    task = review.task(1, name(workspace).id)
    other.edit(other.task(1, name(workspace).id), THEIRS)
    error = refused(lambda: review.edit(task, "美本 太郎"))
    other.absent(other.task(1, name(workspace).id))
    again = refused(lambda: review.use_mine(error))
    assert (again.mine, again.theirs) == ("美本 太郎", None)
    review.use_mine(again)
    assert name(workspace).value == "美本 太郎"


def test_a_value_of_what_is_closed_meanwhile_stays(workspace: Workspace, review: Review, other: Review) -> None:
    task = review.task(1, name(workspace).id)
    other.edit(other.task(1, name(workspace).id), THEIRS)
    other.accept_submission(other.task(1))
    error = refused(lambda: review.edit(task, "美本 太郎"))
    with pytest.raises(SubmissionClosedError):
        review.use_mine(error)
    assert name(workspace).value == THEIRS


def test_accepting_what_was_changed(workspace: Workspace, review: Review, other: Review) -> None:
    review.accept(review.task(1, name(workspace).id))
    whole = review.task(1)
    other.edit(other.task(1, name(workspace).id), THEIRS)
    other.add_opinion(other.task(1), "足された意見です。")
    error = refused(lambda: review.accept_submission(whole))
    assert [(was and was.value, now.value) for was, now in error.changed] == [
        (READ, THEIRS),
        (None, "足された意見です。"),
    ]
    review.use_mine(error)
    made = workspace.submission(1)
    assert (made.state, made.field(NAME).value) == (SubmissionState.ACCEPTED, THEIRS)


def test_accepting_what_has_an_open_value_by_now(workspace: Workspace, review: Review, other: Review) -> None:
    other.accept(other.task(1, name(workspace).id))
    whole = review.task(1)
    other.undo()
    with pytest.raises(UndecidedError):
        review.accept_submission(whole)
    other.reject_submission(other.task(1), "重複")
    error = refused(lambda: review.accept_submission(whole))
    with pytest.raises(UndecidedError):
        review.use_mine(error)
    assert workspace.submission(1).state is SubmissionState.REJECTED


def test_rejecting_what_somebody_accepted(workspace: Workspace, review: Review, other: Review) -> None:
    whole = review.task(2)
    other.accept_submission(other.task(2))
    error = refused(lambda: review.reject_submission(whole, "取下げ"))
    assert error.now.submission.state is SubmissionState.ACCEPTED
    review.use_mine(error)
    assert workspace.submission(2).state is SubmissionState.REJECTED
    made = [(each.decision.value, each.by) for each in workspace.history(2)[1]]
    assert made == [("accepted", "係員C"), ("reopened", "係員B"), ("rejected", "係員B")]
    with pytest.raises(StaleEditError):
        other.undo()
    assert review.undo() is not None, "as one"
    assert workspace.submission(2).state is SubmissionState.ACCEPTED, "theirs is in force again"
    assert review.undo() is None
    assert other.undo() is not None
    assert workspace.submission(2).state is SubmissionState.PROPOSED
    assert workspace.ledger(deep=True).balances


def test_the_kind(workspace: Workspace, review: Review, other: Review) -> None:
    whole = review.task(1)
    other.edit(other.task(1, name(workspace).id), THEIRS)
    review.use_mine(refused(lambda: review.change_kind(whole, SubmitterKind.ORGANIZATION)))
    assert workspace.submission(1).kind is SubmitterKind.ORGANIZATION
    other.accept_submission(other.task(1))
    error = refused(lambda: review.change_kind(whole, SubmitterKind.INDIVIDUAL))
    with pytest.raises(SubmissionClosedError):
        review.use_mine(error)


def test_opinions_added_and_split(workspace: Workspace, review: Review, other: Review) -> None:
    first = workspace.submission(1).opinions[0]
    adding, splitting = review.task(1, first.id), review.task(1, first.id)
    other.edit(other.task(1, first.id), "係員Cの意見です。")
    review.use_mine(refused(lambda: review.add_opinion(adding, "足した意見です。")))
    error = refused(lambda: review.split_opinion(splitting, ("前半です。", "後半です。")))
    assert (error.mine, error.theirs) == ("前半です。\n\n後半です。", "係員Cの意見です。")
    review.use_mine(error)
    texts = [opinion.value for opinion in workspace.submission(1).final_opinions]
    assert texts == ["前半です。", "後半です。", "足した意見です。", "二つめの意見"]
    review.undo()
    texts = [opinion.value for opinion in workspace.submission(1).final_opinions]
    assert texts == ["係員Cの意見です。", "足した意見です。", "二つめの意見"]


def test_nothing_planted_is_saved_by_it(workspace: Workspace, other: Review) -> None:
    review = Review(workspace, "係員B", known_answers=1.0)
    task = review.next()
    assert task is not None
    assert task.known
    shown = task.value
    other.accept(other.task(1, name(workspace).id))
    error = refused(lambda: review.accept(task))
    assert error.mine == shown, "the person is shown what they accepted, as for any other value"
    review.use_mine(error)
    assert name(workspace).value == READ
    assert workspace.known_answers() == ()


def test_what_was_put_off_is_not_any_more(workspace: Workspace, review: Review, other: Review) -> None:
    task = review.task(1, name(workspace).id)
    review.skip(task)
    other.edit(other.task(1, name(workspace).id), THEIRS)
    review.use_mine(refused(lambda: review.edit(task, "美本 太郎")))
    review.undo()
    other.undo()
    asked = review.next()
    assert asked is not None
    assert asked.name is NAME


def test_the_error_crosses_a_process_border_as_one_that_offers_nothing(
    workspace: Workspace, review: Review, other: Review
) -> None:
    task = review.task(1, name(workspace).id)
    other.edit(other.task(1, name(workspace).id), THEIRS)
    error = refused(lambda: review.accept(task))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is StaleEditError
    assert (again.mine, again.theirs) == (READ, THEIRS)

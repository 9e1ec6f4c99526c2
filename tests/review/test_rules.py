"""The order of questions, and what an answer does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.fields import FIELDS, FieldName, Flag, FlagCode
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review import InvalidValueError, Refusal, Review, ReviewTask, UndecidedError, Unusual
from ocr_intake.store import StaleEditError, SubmissionClosedError, SubmissionState, Workspace
from tests.store.builders import PNG, VALUES, submission, workspace_with

NAME, PHONE, ADDRESS, OPINION = FieldName.NAME, FieldName.PHONE, FieldName.ADDRESS, FieldName.OPINION


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = (
        submission(),
        submission(flagged={NAME: 0.6, PHONE: 0.3}),
        submission(flags=(Flag(FlagCode.LATE),)),
        submission(flagged={ADDRESS: 0.1}, opinions=("一つめ", "二つめ")),
    )
    with workspace_with(tmp_path, *made) as opened:
        yield opened


@pytest.fixture
def review(workspace: Workspace) -> Review:
    return Review(workspace, "係員B", "dx")


def asked(review: Review) -> ReviewTask:
    task = review.next()
    assert task is not None
    return task


def about(task: ReviewTask) -> tuple[int, FieldName | None]:
    return task.submission.id, task.name


def test_the_worst_comes_first_and_what_was_begun_is_finished(review: Review) -> None:
    seen = []
    while (task := review.next()) is not None:
        seen.append(about(task))
        if task.field is None:
            review.accept_submission(task)
        else:
            review.accept(task)
    assert seen == [(4, ADDRESS), (4, None), (2, PHONE), (2, NAME), (2, None), (3, None), (1, None)]
    assert review.progress().submissions == 0


def test_the_queue_tells_the_order_beforehand(review: Review) -> None:
    assert review.queue() == (4, 2, 3, 1)
    assert review.queue(2) == (4, 2)


def test_another_consultation_is_not_asked_about(workspace: Workspace) -> None:
    assert Review(workspace, "係員B", "another").next() is None
    assert Review(workspace, "係員B").next() is not None


def test_a_question_carries_what_a_face_shows(review: Review, workspace: Workspace) -> None:
    task = asked(review)
    assert task.value == VALUES[ADDRESS]
    assert task.version == 0
    assert [choice.text for choice in task.choices] == [f"{task.value}?", f"{task.value}!"]
    assert [flag.code for flag in task.reasons] == [FlagCode.LOW_CONFIDENCE]
    (view,) = task.views
    assert view.page == 1
    assert len(view.boxes) == 1
    assert view.image is not None
    assert view.image.read_bytes() == PNG
    view.image.unlink()
    assert asked(review).views[0].image is None


def test_a_question_about_the_whole_shows_all_pages(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission((1, 3), flags=(Flag(FlagCode.PAGES_UNCERTAIN),))) as workspace:
        task = asked(Review(workspace, "係員B"))
        assert [(view.page, view.boxes) for view in task.views] == [(1, ()), (3, ())]
        assert [flag.code for flag in task.reasons] == [FlagCode.PAGES_UNCERTAIN]
        assert (task.name, task.value, task.opinion) == (None, None, None)


def test_a_value_that_is_missing_shows_the_pages_it_may_be_on(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission((1, 2), flagged={PHONE: 0.5}, phone=None)) as workspace:
        task = asked(Review(workspace, "係員B"))
        assert (task.name, task.value, task.choices) == (PHONE, None, ())
        assert [view.page for view in task.views] == [1, 2]


def test_a_number_takes_a_choice_and_the_reading_becomes_one(review: Review) -> None:
    task = asked(review)
    now = review.choose(task, 2)
    assert now.field(ADDRESS).value == f"{VALUES[ADDRESS]}!"
    assert task.field is not None
    again = review.task(task.submission.id, task.field.id)
    assert [choice.text for choice in again.choices] == [VALUES[ADDRESS], f"{VALUES[ADDRESS]}?"]
    assert review.choose(again, 1).field(ADDRESS).value == VALUES[ADDRESS]


@pytest.mark.parametrize("number", [0, 3, -1])
def test_there_is_no_such_choice(review: Review, number: int) -> None:
    with pytest.raises(ValueError, match="no choice"):
        review.choose(asked(review), number)


def test_an_edit_is_saved_in_its_usual_form(review: Review, workspace: Workspace) -> None:
    for _ in range(2):
        review.accept(asked(review)) if asked(review).field else review.accept_submission(asked(review))
    task = asked(review)
    assert about(task) == (2, PHONE)
    assert review.check(task, "０１９－６５１－４１１１").unusual == ()
    assert review.edit(task, "０１９－６５１－４１１１").text == "019-651-4111"
    assert workspace.submission(2).field(PHONE).value == "019-651-4111"


def test_something_unusual_is_saved_and_said(review: Review, workspace: Workspace) -> None:
    task = review.task(2, workspace.submission(2).field(PHONE).id)
    assert review.edit(task, "651-4111").unusual == (Unusual.PHONE_NUMBER,)
    assert workspace.submission(2).field(PHONE).value == "651-4111"


def test_a_refused_edit_changes_nothing(review: Review, workspace: Workspace) -> None:
    task = asked(review)
    with pytest.raises(InvalidValueError) as caught:
        review.edit(task, "盛岡市\x07")
    assert caught.value.refusal is Refusal.CONTROL_CHARACTER
    assert "盛岡" not in str(caught.value)
    assert workspace.submission(4).version == 0
    assert review.undo() is None


def test_acceptance_waits_for_every_flagged_value(review: Review) -> None:
    whole = review.task(2)
    with pytest.raises(UndecidedError) as caught:
        review.accept_submission(whole)
    assert {field.name for field in caught.value.missing} == {NAME, PHONE}
    assert "S0002" in str(caught.value)
    review.illegible(review.task(2, caught.value.missing[0].id))
    with pytest.raises(UndecidedError) as caught:
        review.accept_submission(review.task(2))
    review.absent(review.task(2, caught.value.missing[0].id))
    assert review.accept_submission(review.task(2)).state is SubmissionState.ACCEPTED


def test_a_rejection_needs_a_reason_and_no_decisions(review: Review, workspace: Workspace) -> None:
    with pytest.raises(InvalidValueError):
        review.reject_submission(asked(review), "  ")
    review.reject_submission(asked(review), "  同じものが郵送でも届いた\r\n")
    assert workspace.submission(4).state is SubmissionState.REJECTED
    _, (made,) = workspace.history(4)
    assert made.value == "同じものが郵送でも届いた"
    assert asked(review).submission.id == 2


def test_the_reviewer_is_recorded(review: Review, workspace: Workspace) -> None:
    review.accept(asked(review))
    review.accept_submission(asked(review))
    on_values, on_whole = workspace.history(4)
    assert [made.by for made in on_values] == [made.by for made in on_whole] == ["係員B"]


def test_skipping_goes_on_and_comes_back(review: Review) -> None:
    assert about(asked(review)) == (4, ADDRESS)
    review.skip(asked(review))
    assert about(asked(review)) == (2, PHONE)
    review.skip(asked(review))
    assert about(asked(review)) == (2, NAME), "the other values of the submission are still asked about"
    review.accept(asked(review))
    assert about(asked(review)) == (3, None)
    review.skip(asked(review))
    review.skip_submission(asked(review))
    assert review.next() is None
    assert review.progress().skipped == 4
    assert review.progress().submissions == 4
    review.take_up_skipped()
    assert review.progress().skipped == 0
    assert about(asked(review)) == (4, ADDRESS)


def test_stopping_loses_nothing(review: Review, workspace: Workspace) -> None:
    review.edit(asked(review), "盛岡市内丸12-2")
    workspace.close()
    with Workspace.open(workspace.path) as again:
        assert again.submission(4).field(ADDRESS).value == "盛岡市内丸12-2"
        assert about(asked(Review(again, "係員C"))) == (2, PHONE)


def test_undo_takes_back_one_thing_after_the_other(review: Review, workspace: Workspace) -> None:
    start = workspace.submission(4)
    review.edit(asked(review), "盛岡市内丸12-2")
    review.change_kind(asked(review), SubmitterKind.ORGANIZATION)
    review.accept_submission(asked(review))
    undone = [review.undo() for _ in range(3)]
    assert [about(task) for task in undone if task is not None] == [(4, None), (4, None), (4, ADDRESS)]
    now = workspace.submission(4)
    assert (now.kind, now.state, now.fields[4].value) == (start.kind, start.state, start.fields[4].value)
    assert review.undo() is None
    assert about(asked(review)) == (4, ADDRESS)
    assert workspace.ledger().balances


def test_undo_after_skipping_asks_again(review: Review) -> None:
    review.accept(asked(review))
    review.skip(asked(review))
    assert about(asked(review)) == (2, PHONE)
    task = review.undo()
    assert task is not None
    assert about(task) == (4, ADDRESS) == about(asked(review))


def test_undo_does_not_touch_what_others_decided(review: Review, workspace: Workspace) -> None:
    task = asked(review)
    assert task.field is not None
    review.accept(task)
    other = Review(workspace, "係員C")
    other.edit(other.task(4, task.field.id), "盛岡市内丸12-2")
    with pytest.raises(StaleEditError) as caught:
        review.undo()
    assert (caught.value.by, caught.value.theirs) == ("係員C", "盛岡市内丸12-2")
    assert workspace.submission(4).field(ADDRESS).value == "盛岡市内丸12-2"
    assert review.undo() is None, "it is said once, and what was done before comes next"
    assert review.undoable() is None
    other.undo()
    assert review.undo() is not None, "nothing was lost by trying"
    assert not workspace.submission(4).field(ADDRESS).decided
    assert review.undo() is None


def test_undo_of_what_somebody_else_took_back_already(review: Review, workspace: Workspace) -> None:
    task = asked(review)
    assert task.field is not None
    review.accept(task)
    workspace.decisions.undo(task.field.id, by="係員C", version=1)
    assert review.undo() is not None
    assert not workspace.submission(4).field(ADDRESS).decided


def test_two_reviewers_on_one_value(review: Review, workspace: Workspace) -> None:
    other = Review(workspace, "係員C")
    mine = asked(review)
    assert mine.field is not None
    theirs = other.task(4, mine.field.id)
    other.edit(theirs, "盛岡市内丸12-2")
    with pytest.raises(StaleEditError) as caught:
        review.edit(mine, "盛岡市内丸12-3")
    assert (caught.value.mine, caught.value.theirs) == ("盛岡市内丸12-3", "盛岡市内丸12-2")


def test_nobody_accepts_what_changed_under_their_eyes(review: Review, workspace: Workspace) -> None:
    whole = review.task(1)
    other = Review(workspace, "係員C")
    other.edit(other.task(1, workspace.submission(1).field(NAME).id), "美本 太郎")
    with pytest.raises(StaleEditError):
        review.accept_submission(whole)
    other.accept_submission(other.task(1))
    with pytest.raises(StaleEditError):
        review.accept_submission(whole)
    with pytest.raises(SubmissionClosedError):
        review.accept(review.task(1, workspace.submission(1).field(NAME).id))


def test_reopening(review: Review, workspace: Workspace) -> None:
    review.accept_submission(review.task(1))
    other = Review(workspace, "係員C")
    assert other.reopen(1).state is SubmissionState.PROPOSED
    assert about(asked(other)) == (1, None), "it was reopened to be looked at"
    with pytest.raises(ValueError, match="open"):
        other.reopen(1)


def test_opinions_are_asked_about_one_by_one(tmp_path: Path) -> None:
    doubtful = submission(flagged={OPINION: 0.5}, opinions=("一つめ", "二つめ"))
    with workspace_with(tmp_path, doubtful) as workspace:
        review = Review(workspace, "係員B")
        assert asked(review).opinion == (1, 2)
        review.edit(asked(review), "直した意見です。\n二行目")
        assert asked(review).opinion == (2, 2)
        review.absent(asked(review))
        now = review.accept_submission(asked(review))
        assert [opinion.value for opinion in now.final_opinions] == ["直した意見です。\n二行目"]


def test_an_opinion_is_split_and_joined_again_by_undo(review: Review, workspace: Workspace) -> None:
    first, second = workspace.submission(4).opinions
    review.split_opinion(review.task(4, first.id), ("一の一つめ", "一の二つめ", "一の三つめ"))
    texts = [opinion.value for opinion in workspace.submission(4).final_opinions]
    assert texts == ["一の一つめ", "一の二つめ", "一の三つめ", "二つめ"]
    task = review.undo()
    assert task is not None
    assert task.field is not None
    assert task.field.id == first.id
    assert [opinion.value for opinion in workspace.submission(4).final_opinions] == ["一つめ", "二つめ"]
    assert workspace.ledger().balances
    for wrong in (("一つだけ",), ()):
        with pytest.raises(ValueError, match="two parts"):
            review.split_opinion(review.task(4, second.id), wrong)
    with pytest.raises(ValueError, match="two parts"):
        review.split_opinion(review.task(4, workspace.submission(4).field(NAME).id), ("一", "二"))


def test_a_split_that_fails_half_way_leaves_nothing(review: Review, workspace: Workspace) -> None:
    opinion = workspace.submission(4).opinions[0]
    task = review.task(4, opinion.id)
    stale = Review(workspace, "係員C")
    stale.edit(stale.task(4, opinion.id), "係員Cの版です")
    before = workspace.submission(4)
    fresh = ReviewTask(before, task.field, task.choices, task.reasons, task.views)
    with pytest.raises(StaleEditError):
        review.split_opinion(fresh, ("前半です。", "後半です。"))
    assert workspace.submission(4) == before
    assert review.undo() is None


def test_an_opinion_is_added(review: Review, workspace: Workspace) -> None:
    review.add_opinion(review.task(4), "見落とされた意見")
    first = workspace.submission(4).opinions[0]
    review.add_opinion(review.task(4, first.id), "一つめの続き")
    made = [opinion.value for opinion in workspace.submission(4).final_opinions]
    assert made == ["一つめ", "一つめの続き", "二つめ", "見落とされた意見"]
    task = review.undo()
    assert task is not None
    assert task.field is None
    assert [opinion.value for opinion in workspace.submission(4).final_opinions] == [
        "一つめ",
        "二つめ",
        "見落とされた意見",
    ]


def test_every_value_of_a_submission_can_be_gone_through(review: Review) -> None:
    tasks = review.tasks(4)
    assert [task.name for task in tasks] == [*list(FIELDS)[:-1], OPINION, OPINION]
    review.edit(tasks[0], "美本 太郎")
    assert review.tasks(4)[0].value == "美本 太郎"


def test_a_question_about_the_whole_takes_no_value(review: Review) -> None:
    with pytest.raises(ValueError, match="as a whole"):
        review.accept(review.task(1))


def test_a_submission_closed_by_somebody_else_is_not_asked_about(review: Review, workspace: Workspace) -> None:
    assert about(asked(review)) == (4, ADDRESS)
    Review(workspace, "係員C").reject_submission(review.task(4), "取り下げ")
    assert about(asked(review)) == (2, PHONE)

"""Doubtful characters: looked at one by one, settled together."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName, Flag, FlagCode
from ocr_intake.model.review import Decision
from ocr_intake.review import InvalidValueError, Review, ReviewTask, Scope
from ocr_intake.store import Workspace
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


def test_the_store_keeps_how_a_text_stands_on_paper(workspace: Workspace) -> None:
    (opinion,) = workspace.submission(1).opinions
    assert opinion.proposal.written == written(TEXT, (0, 1), (10, 10))
    assert workspace.submission(1).field(FieldName.OPINION).proposal.written == opinion.proposal.written


def test_an_opinion_with_doubts_is_asked_about_and_done_when_they_are_settled(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    task = asked(review)
    assert [flag.code for flag in task.reasons] == [FlagCode.DOUBTFUL_CHARACTERS]
    assert [(doubt.start, doubt.end) for doubt in task.doubts] == [(0, 1), (10, 10)]
    review.settle(task, ["室", ""])
    (opinion,) = workspace.submission(1).opinions
    assert opinion.value == "室" + TEXT[1:]
    assert opinion.verification is not None
    assert opinion.verification.decision is Decision.EDITED
    assert asked(review).field is None, "nothing else waits but the submission as a whole"


def test_what_was_proposed_everywhere_is_accepted(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    review.settle(asked(review), ["窓", ""])
    (opinion,) = workspace.submission(1).opinions
    assert opinion.verification is not None
    assert opinion.verification.decision is Decision.ACCEPTED
    back = review.undo()
    assert back is not None
    assert len(back.doubts) == 2


def test_a_text_that_a_person_changed_has_no_doubts_any_more(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    task = asked(review)
    review.edit(task, "別の文です。")
    assert task.field is not None
    now = review.task(1, task.field.id)
    assert now.doubts == ()
    with pytest.raises(ValueError, match="no doubtful places"):
        review.settle(now, [])


def test_nothing_is_saved_of_answers_that_leave_no_text(tmp_path: Path) -> None:
    with workspace_with(tmp_path, with_doubts(submission(opinions=("賛成。",)), (0, 3))) as workspace:
        review = Review(workspace, "係員B")
        with pytest.raises(InvalidValueError):
            review.settle(asked(review), [""])
        assert not workspace.submission(1).opinions[0].decided


def test_an_opinion_without_doubts_beside_one_with_is_not_asked_about(tmp_path: Path) -> None:
    made = submission(opinions=("一つめ。", "二つめ。"))
    _, second = made.opinions
    doubtful = with_doubts(submission(opinions=("一つめ。",)), (0, 1))
    mixed = replace(made, fields=doubtful.fields, opinions=(doubtful.opinions[0], second))
    with workspace_with(tmp_path, mixed) as workspace:
        stored = workspace.submission(1)
        assert [opinion.open_flags != () for opinion in stored.opinions] == [True, False]
        assert Review(workspace, "係員B").progress().values == 1
        assert workspace.ledger(deep=True).balances


@pytest.mark.parametrize(
    ("codes", "doubtful", "scope"),
    [
        ((FlagCode.DOUBTFUL_CHARACTERS,), True, Scope.PLACES),
        ((FlagCode.TEXT_EXTENT, FlagCode.DOUBTFUL_CHARACTERS), True, Scope.EXTENT),
        ((FlagCode.TEXT_EXTENT,), False, Scope.EXTENT),
        ((FlagCode.TEXT_EXTENT, FlagCode.WHOLE_TEXT), False, Scope.WHOLE),
        ((FlagCode.CORRECTION_ON_PAPER, FlagCode.DOUBTFUL_CHARACTERS), True, Scope.WHOLE),
        ((FlagCode.LOW_CONFIDENCE,), False, Scope.WHOLE),
        ((), False, Scope.WHOLE),
    ],
)
def test_how_much_is_compared(tmp_path: Path, codes: tuple[FlagCode, ...], doubtful: bool, scope: Scope) -> None:
    made = with_doubts(submission((1, 2), opinions=(TEXT,)), *([(0, 1)] if doubtful else []))
    fields = tuple(replace(f, flags=tuple(map(Flag, codes))) if f.written else f for f in made.fields)
    with workspace_with(tmp_path, replace(made, fields=fields)) as workspace:
        review = Review(workspace, "係員B")
        number = workspace.submission(1).opinions[0].id
        task = review.task(1, number)
        assert task.scope is scope
        assert [view.page for view in task.views] == ([1, 2] if FlagCode.TEXT_EXTENT in codes else [1])
        review.edit(task, "別の文です。")
        assert review.task(1, number).scope is Scope.WHOLE, "what a person typed is not judged by lines"

"""What a face shows beside a question: the whole form as it will be asked, and what comes after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.review import Review, ReviewTask, questions
from ocr_intake.store import Workspace
from tests.store.builders import VALUES, submission, workspace_with

NAME, PHONE, ADDRESS = FieldName.NAME, FieldName.PHONE, FieldName.ADDRESS
LOW = {NAME: 0.6, PHONE: 0.3}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(flagged=LOW), submission(flagged={ADDRESS: 0.9}), submission()) as opened:
        yield opened


def asked(review: Review, *, every: bool = False) -> ReviewTask:
    task = review.next(every=every)
    assert task is not None
    return task


def test_every_value_is_asked_about_in_the_order_of_a_form(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    review.accept(asked(review))
    seen = []
    while (task := asked(review, every=True)).field is not None:
        seen.append(task.name)
        review.accept(task)
    assert seen == [name for name in FIELDS if name is not PHONE], "but for what was decided before"
    assert task.submission.id == 1


def test_what_was_put_off_is_not_asked_about_among_all(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    first = asked(review, every=True)
    review.skip(first)
    assert asked(review, every=True).name is not first.name


def test_questions_can_be_all_values_that_nobody_decided_on(workspace: Workspace) -> None:
    stored = workspace.submission(1)
    assert [value.name for value in questions(stored)] == [PHONE, NAME]
    assert questions(stored, every=True) == stored.values


def test_a_form_shows_each_value_as_it_will_be_asked(workspace: Workspace) -> None:
    review = Review(workspace, "係員B", known_answers=1.0)
    stored = workspace.submission(1)
    form = {task.name: task for task in review.form(stored)}
    assert [task.name for task in review.form(stored)] == [value.name for value in stored.values]
    for name, text in VALUES.items():
        assert (form[name].value != text) == (name in LOW), "only what is asked about is wrong on purpose"
        assert form[name].known == (name in LOW)
    first = asked(review)
    assert (first.name, first.value) == (PHONE, form[PHONE].value)
    review.accept(first)
    again = {task.name: task for task in review.form(workspace.submission(1))}
    assert (again[PHONE].value, again[NAME].value) == (VALUES[PHONE], form[NAME].value)


def test_what_nobody_has_to_look_at_is_never_wrong_on_purpose(workspace: Workspace) -> None:
    review = Review(workspace, "係員B", known_answers=1.0)
    while (task := asked(review, every=True)).field is not None:
        assert task.known == (task.name in LOW and not workspace.is_known_answer(task.field.id))
        review.accept(task)


def test_what_comes_next_is_told_and_not_taken(workspace: Workspace) -> None:
    review, other = Review(workspace, "係員B"), Review(workspace, "係員C")

    def coming() -> int | None:
        stored = review.coming()
        return None if stored is None else stored.id

    assert coming() == 1, "nothing is begun"
    asked(review)
    assert coming() == 2
    assert asked(other).submission.id == 2, "others can have it"
    assert coming() == 3
    review.skip_submission(review.task(3))
    assert coming() is None

"""Known answers: plausible, recorded, asked again as read, and never anywhere near the dataset."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ocr_intake.dataset.rows import comment_rows, personal_row
from ocr_intake.evaluate.trusted import report
from ocr_intake.japanese.compare import compared
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import KnownAnswer
from ocr_intake.review import Done, Review, ReviewTask, check_value
from ocr_intake.review.known import outcome, planted
from ocr_intake.store import StaleEditError, StoredSubmission, Workspace
from tests.store.builders import VALUES, submission, workspace_with

FLAGGED = {FieldName.NAME: 0.4, FieldName.ADDRESS: 0.5, FieldName.PHONE: 0.6, FieldName.POSTAL_CODE: 0.7}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(flagged=FLAGGED)) as opened:
        yield opened


def asked(review: Review) -> ReviewTask:
    task = review.next()
    assert task is not None
    return task


def values(made: StoredSubmission) -> dict[FieldName, str | None]:
    return {field.name: field.value for field in made.fields}


def test_none_without_being_asked_for(workspace: Workspace) -> None:
    assert not asked(Review(workspace, "係員B")).known


def test_every_value_that_is_shown_wrong_could_have_been_typed_and_offers_the_right_one(workspace: Workspace) -> None:
    for field in workspace.submission(1).values:
        shown = planted(field, "seed")
        if shown is None:
            continue
        assert shown.value is not None
        assert compared(field.name, shown.value) != compared(field.name, field.value)
        assert check_value(field.name, shown.value).text == shown.value
        assert field.value in [candidate.text for candidate in shown.proposal.candidates]
        assert shown.value not in [candidate.text for candidate in shown.proposal.candidates]


def test_one_that_is_let_pass_is_missed_and_asked_again_as_it_was_read(workspace: Workspace) -> None:
    review = Review(workspace, "係員B", known_answers=1.0)
    task = asked(review)
    assert task.known
    assert task.name is not None
    assert task.value != VALUES[task.name]
    review.accept(task)
    again = asked(review)
    assert (again.name, again.value, again.known) == (task.name, VALUES[task.name], False)
    assert again.field is not None
    assert not again.field.decided
    ((answer, field),) = workspace.known_answers()
    assert (answer.outcome, answer.shown, answer.by, field.id) == (
        KnownAnswer.MISSED,
        task.value,
        "係員B",
        again.field.id,
    )
    assert "019" not in str(workspace.audit_trail())


def test_taking_it_back_leaves_the_record(workspace: Workspace) -> None:
    review = Review(workspace, "係員B", known_answers=1.0)
    review.accept(asked(review))
    what = Review(workspace, "係員B").undoable()
    assert what is not None
    shown = (what.submission, what.what, what.name)
    back = review.undo()
    assert back is not None
    assert back.value == VALUES[FieldName.NAME]
    assert shown == ("S0001", Done.VALUE, FieldName.NAME), "as any other answer: nothing tells that it was planted"
    assert len(workspace.known_answers()) == 1
    assert review.undo() is None


def test_two_reviewers_meet_it_once_between_them(workspace: Workspace) -> None:
    first, second = Review(workspace, "係員B", known_answers=1.0), Review(workspace, "係員C", known_answers=1.0)
    mine = asked(first)
    first.close()
    theirs = asked(second)
    assert mine.known
    assert theirs.known
    first.accept(mine)
    with pytest.raises(StaleEditError):
        second.accept(theirs)
    assert not asked(second).known
    assert len(workspace.known_answers()) == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("盛岡市内丸12-3", KnownAnswer.MISSED),
        ("盛岡市内丸 12-3", KnownAnswer.MISSED),
        ("盛岡市内丸12-2", KnownAnswer.CAUGHT),
        ("盛岡市内丸1丁目12-2", KnownAnswer.CAUGHT),
        ("盛岡市内丸1丁目12-3", KnownAnswer.UNCLEAR),
    ],
)
def test_an_edit_catches_it_only_where_the_error_is_gone(said: str, expected: KnownAnswer) -> None:
    assert outcome(FieldName.ADDRESS, "盛岡市内丸12-2", "盛岡市内丸12-3", said) is expected


def test_what_was_missed_is_told_by_reviewer(workspace: Workspace) -> None:
    review = Review(workspace, "係員B", known_answers=1.0)
    while (task := review.next()) is not None and task.field is not None:
        review.choose(task, 1) if task.known and task.name is FieldName.PHONE else review.accept(task)
    told, _ = report(workspace)
    assert [(each.name, each.shown, each.missed) for each in told.verifiers] == [("係員B", 4, 3)]
    assert told.missed_errors == 0, "nothing was corrected, so nothing like it was let pass"


def test_a_planted_value_that_turns_out_right_was_not_missed(workspace: Workspace) -> None:
    review = Review(workspace, "係員B", known_answers=1.0)
    task = asked(review)
    review.accept(task)
    review.edit(asked(review), task.value or "")
    assert report(workspace)[0].verifiers == ()


ANSWERS = st.sampled_from(["accept", "choose", "edit", "keep", "absent", "illegible", "skip", "undo"])


@example(answers=["accept", "choose"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers=st.lists(ANSWERS, min_size=1, max_size=12))
def test_whatever_is_said_to_it_nothing_planted_reaches_the_dataset(answers: list[str]) -> None:
    """Answers to planted questions change no value; a whole review behind them ends with what was read or typed."""
    with (
        tempfile.TemporaryDirectory() as folder,
        workspace_with(Path(folder), submission(flagged=FLAGGED)) as workspace,
    ):
        review = Review(workspace, "係員B", known_answers=1.0)
        shown: set[str] = set()
        chosen: set[str | None] = set()
        for answer in answers:
            task = review.next()
            if task is None or task.field is None:
                break
            before = values(workspace.submission(1))
            if task.known:
                shown.add(task.value or "")
            say(review, task, answer)
            if not task.known:
                chosen.add(workspace.submission(1).field(task.field.name).value)
            if task.known and answer != "undo":
                assert values(workspace.submission(1)) == before
                assert not workspace.submission(1).field(task.field.name).decided
        review.take_up_skipped()
        while (task := review.next()) is not None:
            review.accept(task) if task.field is not None else review.accept_submission(task)
            shown |= {task.value or ""} if task.known else set()
        (made,) = workspace.submissions()
        cells = [cell for row in (*comment_rows(made, status=False), personal_row(made, status=False)) for cell in row]
        assert shown
        assert (shown - chosen).isdisjoint(str(cell) for cell in cells), "but for what was chosen among true readings"


def say(review: Review, task: ReviewTask, answer: str) -> None:
    match answer:
        case "accept":
            review.accept(task)
        case "choose":
            review.choose(task, 1)
        case "edit":
            typed = {FieldName.PHONE: "019-651-4111", FieldName.POSTAL_CODE: "020-0802"}
            review.edit(task, typed.get(task.name or FieldName.NAME, "岩手県盛岡市内丸99番"))
        case "keep" if task.known:
            review.edit(task, task.value or "")
        case "absent":
            review.absent(task)
        case "illegible":
            review.illegible(task)
        case "skip":
            review.skip(task)
        case "undo":
            review.undo()

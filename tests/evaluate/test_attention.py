"""Whose judgements a calibration is fitted with: pressing Enter forty times in a row teaches nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ocr_intake.evaluate.attention import Attention
from ocr_intake.evaluate.calibrating import TooFewVerifiedError, recalibrate
from ocr_intake.evaluate.verified import seen_values
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import KnownAnswer, KnownAnswerGiven
from ocr_intake.review import Review
from ocr_intake.store import Workspace
from tests.evaluate.test_trusted import with_evidence
from tests.store.builders import submission, workspace_with

START = datetime(2021, 9, 1, tzinfo=UTC)
CAUGHT, MISSED, UNCLEAR = KnownAnswer.CAUGHT, KnownAnswer.MISSED, KnownAnswer.UNCLEAR


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def given(*answers: tuple[int, KnownAnswer], by: str = "係員B") -> list[KnownAnswerGiven]:
    return [KnownAnswerGiven(number, "x", what, by, minute(number)) for number, what in answers]


def test_what_is_beside_a_miss_does_not_count() -> None:
    attention = Attention(given((10, CAUGHT), (20, MISSED), (30, UNCLEAR), (40, CAUGHT)), planted=True)
    counted = [number for number in range(5, 50, 10) if attention.counts("係員B", minute(number))]
    assert counted == [5, 35, 45]


def test_who_was_shown_none_tells_nothing_where_some_are_shown() -> None:
    answers = given((10, CAUGHT))
    assert not Attention(answers, planted=True).counts("係員C", minute(5))
    assert Attention(answers, planted=False).counts("係員C", minute(5))


def workspace_of(path: Path, count: int) -> Workspace:
    return workspace_with(path, *map(with_evidence, range(1, count + 1)), submission(flagged={FieldName.PHONE: 0.1}))


def nod(workspace: Workspace, count: int) -> None:
    """One wrong value on purpose, and forty more, all of them right."""
    review = Review(workspace, "係員B", known_answers=1.0)
    first = review.next()
    assert first is not None
    assert first.known
    review.accept(first)
    for number in range(1, count + 1):
        review.accept(review.task(number, workspace.submission(number).field(FieldName.PHONE).id))


def test_forty_enters_in_a_row_teach_nothing(tmp_path: Path) -> None:
    with workspace_of(tmp_path, 60) as workspace:
        nod(workspace, 60)
        assert sum(seen.right is True for seen in seen_values(workspace)) == 60
        for planted in (True, False):
            with pytest.raises(TooFewVerifiedError) as told:
                recalibrate(workspace, planted=planted)
            assert (told.value.values["values"], told.value.values["unattended"]) == (0, 60)


def test_who_saw_what_was_wrong_teaches(tmp_path: Path) -> None:
    with workspace_of(tmp_path, 60) as workspace:
        review = Review(workspace, "係員B", known_answers=1.0)
        first = review.next()
        assert first is not None
        review.absent(first)
        for number in range(1, 61):
            task = review.task(number, workspace.submission(number).field(FieldName.PHONE).id)
            review.accept(task) if number % 2 == 0 else review.edit(task, "019-999-9999")
        made = recalibrate(workspace, planted=True)
        assert (made.values, made.unattended) == (60, 0)


def test_what_two_people_typed_counts_in_any_case(tmp_path: Path) -> None:
    attention = Attention((), planted=True)
    with workspace_with(tmp_path, submission()) as workspace:
        (seen, *_) = seen_values(workspace)
    assert attention.teaches(replace(seen, by=()))
    assert not attention.teaches(replace(seen, by=(("係員B", minute(0)),)))

"""By field: one screen of values of many submissions, saved and taken back as one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision, KnownAnswer
from ocr_intake.review import InvalidValueError, Review
from ocr_intake.review.by_field import ByField, LongTextError, Other
from ocr_intake.review.carpet import Saved, Terms
from ocr_intake.review.steps import field_of
from ocr_intake.store import Workspace
from tests.store.builders import VALUES, submission, workspace_with

PHONE = FieldName.PHONE


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    worst = (0.5, 0.2, 0.4, 0.3)
    made = [submission(flagged={PHONE: each, FieldName.NAME: 0.1}) for each in worst]
    with workspace_with(tmp_path, *made, submission(), submission(phone=None, flagged={PHONE: 0.1})) as opened:
        yield opened


def by_field(workspace: Workspace, who: str = "係員B", **terms: float) -> ByField:
    return ByField(workspace, who, PHONE, "dx", Terms(at_once=3, **terms))  # type: ignore[arg-type]


def phone(workspace: Workspace, number: int) -> tuple[Decision | None, str | None]:
    field = workspace.submission(number).field(PHONE)
    return None if field.verification is None else field.verification.decision, field.value


def test_the_worst_come_first_and_only_what_is_wrong_is_touched(workspace: Workspace) -> None:
    sitting = by_field(workspace)
    assert sitting.waiting == 4, "one without a value stands nowhere on paper"
    tasks = sitting.screen()
    assert [task.submission.id for task in tasks] == [2, 4, 3]
    assert sitting.screen() == tasks, "the same until it is answered"
    wrong = field_of(tasks[1]).id
    assert sitting.save(tasks, {wrong: Other(Decision.EDITED, "０１９－６２２－６２１１")}) == Saved(3, 0)
    assert phone(workspace, 2) == (Decision.ACCEPTED, VALUES[PHONE])
    assert phone(workspace, 4) == (Decision.EDITED, "019-622-6211")
    assert [task.submission.id for task in sitting.screen()] == [1]
    sitting.save(sitting.screen(), {}, leave={field_of(sitting.screen()[0]).id})
    assert sitting.screen() == ()
    assert phone(workspace, 1) == (None, VALUES[PHONE])


def test_a_screen_is_taken_back_as_one(workspace: Workspace) -> None:
    sitting = by_field(workspace)
    sitting.save(sitting.screen(), {})
    before = workspace.ledger()
    sitting.save(sitting.screen(), {})
    assert sitting.undo() == Saved(1, 0)
    assert (workspace.ledger(), phone(workspace, 1)[0]) == (before, None)
    assert sitting.undo() == Saved(3, 0)
    assert sitting.undo() is None
    assert [phone(workspace, number)[0] for number in (1, 2, 3, 4)] == [None] * 4
    assert len(sitting.screen()) == 3
    assert workspace.ledger().imbalances == ()
    assert workspace.check_integrity().damages == ()


def test_what_others_decided_is_left_as_it_is(workspace: Workspace) -> None:
    sitting, other = by_field(workspace), Review(workspace, "係員C")
    tasks = sitting.screen()
    other.absent(other.task(4, field_of(tasks[1]).id))
    assert sitting.save(tasks, {}) == Saved(2, 1)
    assert phone(workspace, 4)[0] is Decision.ABSENT
    other.absent(other.task(2, field_of(tasks[0]).id))
    assert sitting.undo() == Saved(1, 1)
    assert phone(workspace, 2)[0] is Decision.ABSENT


def test_two_people_get_different_values(workspace: Workspace) -> None:
    one, other = by_field(workspace), by_field(workspace, "係員C")
    assert [task.submission.id for task in one.screen()] == [2, 4, 3]
    assert [task.submission.id for task in other.screen()] == [1]
    one.close()
    assert len(by_field(workspace, "係員D").screen()) == 3


def test_saying_that_all_is_right_is_found_out(workspace: Workspace) -> None:
    sitting = by_field(workspace, known_answers=1.0)
    for _ in range(2):
        sitting.save(sitting.screen(), {})
    assert [answer.outcome for answer, _ in workspace.known_answers()] == [KnownAnswer.MISSED] * 4
    assert [phone(workspace, number)[0] for number in (1, 2, 3, 4)] == [None] * 4, "it is asked again as it was read"
    assert all(not task.known for task in sitting.screen())


def test_nothing_is_saved_of_a_screen_with_a_text_that_cannot_be(workspace: Workspace) -> None:
    sitting = by_field(workspace)
    tasks = sitting.screen()
    with pytest.raises(InvalidValueError):
        sitting.save(tasks, {field_of(tasks[2]).id: Other(Decision.EDITED, "電話なし")})
    assert phone(workspace, 2)[0] is None


def test_long_texts_are_no_column(workspace: Workspace) -> None:
    with pytest.raises(LongTextError) as told:
        ByField(workspace, "係員B", FieldName.OPINION)
    assert "--by-character" in str(told.value)

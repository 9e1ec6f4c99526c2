"""Double keying: two people type without seeing anything, a third decides where they differ."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.evaluate.keyed import typists
from ocr_intake.model.accounts import Role
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel
from ocr_intake.model.review import Decision, Keying
from ocr_intake.review import BlindError, Review, ReviewTask, TypedAlreadyError, UndecidedError
from ocr_intake.review.keying import DoubleKeying, KeyingRule, Mode, agree, mode_for
from ocr_intake.store import StaleEditError, Workspace
from tests.store.builders import VALUES, submission, workspace_with

PHONE = FieldName.PHONE
NOW = datetime(2021, 9, 1, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(flagged={FieldName.NAME: 0.3})) as opened:
        yield opened


def review(workspace: Workspace, who: str, share: float = 1.0, *channels: Channel) -> Review:
    rule = KeyingRule({"dx": DoubleKeying(frozenset({PHONE}), frozenset(channels), share)})
    return Review(workspace, who, keying=rule)


def asked(sitting: Review) -> ReviewTask:
    task = sitting.next()
    assert task is not None
    return task


def typed(workspace: Workspace, who: str, text: str) -> None:
    sitting = review(workspace, who)
    sitting.edit(asked(sitting), text)
    sitting.close()


def phone(workspace: Workspace) -> tuple[Decision | None, str | None]:
    field = workspace.submission(1).field(PHONE)
    return None if field.verification is None else field.verification.decision, field.value


def test_nothing_that_is_shown_tells_the_value(workspace: Workspace) -> None:
    sitting = review(workspace, "係員B")
    task = asked(sitting)
    assert (task.name, task.mode, task.value, task.choices, task.reasons) == (PHONE, Mode.KEYING, None, (), ())
    assert task.views[0].boxes, "the paper is shown where it stands"
    shown = (task, *sitting.form(task.submission), *sitting.tasks(1), sitting.task(1))
    assert all(VALUES[PHONE] not in repr(each) for each in shown)
    with pytest.raises(BlindError):
        sitting.accept(task)
    with pytest.raises(ValueError, match="no choice"):
        sitting.choose(task, 1)


def test_two_who_type_the_same_decide(workspace: Workspace) -> None:
    typed(workspace, "係員B", "０１９－６２２－６２１１")
    assert phone(workspace) == (None, VALUES[PHONE])
    assert all(VALUES[PHONE] not in repr(each) for each in review(workspace, "係員C").tasks(1))
    typed(workspace, "係員C", "019(622)6211")
    assert phone(workspace) == (Decision.EDITED, "019-622-6211")
    assert [(each.name, each.differed, each.rate) for each in typists(workspace)] == [("係員B", 0, 0), ("係員C", 0, 0)]


def test_nobody_types_twice_and_nothing_is_accepted_until_then(workspace: Workspace) -> None:
    typed(workspace, "係員B", "019-622-6211")
    sitting = review(workspace, "係員B")
    task = asked(sitting)
    assert task.name is FieldName.NAME, "the rest goes on"
    sitting.accept(task)
    assert sitting.next() is None, "it waits for somebody else"
    with pytest.raises(UndecidedError):
        sitting.accept_submission(sitting.task(1))
    again = sitting.task(1, workspace.submission(1).field(PHONE).id)
    with pytest.raises(TypedAlreadyError):
        sitting.edit(again, "019-622-6211")


def test_a_third_person_decides_between_two(workspace: Workspace) -> None:
    for name in ("係員B", "係員C", "係員D"):
        workspace.accounts.add(name, Role.CLERK, "a hash", by="係員D")
    typed(workspace, "係員B", "019-622-6211")
    typed(workspace, "係員C", "019-622-6217")
    for who in ("係員B", "係員C"):
        sitting = review(workspace, who)
        assert asked(sitting).name is FieldName.NAME
        sitting.close()
    third = review(workspace, "係員D")
    task = asked(third)
    assert (task.mode, task.value) == (Mode.THIRD, None)
    assert [choice.text for choice in task.choices] == ["019-622-6211", "019-622-6217"]
    same = third.form(task.submission)
    assert [each.mode for each in same if each.name is PHONE] == [Mode.THIRD]
    third.choose(task, 2)
    said = {each.name: (each.field, each.typed, each.differed, each.wrong) for each in typists(workspace)}
    assert said == {"係員B": (PHONE, 1, 1, 1), "係員C": (PHONE, 1, 1, 0)}
    assert phone(workspace) == (Decision.CHOSEN, "019-622-6217")
    assert third.undo() is not None
    assert phone(workspace) == (None, VALUES[PHONE])


def test_where_nobody_else_is_there_it_is_said(workspace: Workspace) -> None:
    typed(workspace, "係員B", "019-622-6211")
    typed(workspace, "係員C", "019-622-6217")
    assert asked(review(workspace, "係員C")).mode is Mode.OWN_THIRD


def test_what_was_typed_is_taken_back_unless_something_rests_on_it(workspace: Workspace) -> None:
    one = review(workspace, "係員B")
    one.edit(asked(one), "019-622-6211")
    back = one.undo()
    assert back is not None
    assert back.mode is Mode.KEYING
    assert workspace.submission(1).field(PHONE).keyings == ()
    one.edit(asked(one), "019-622-6211")
    one.close()
    other = review(workspace, "係員C")
    other.edit(asked(other), "019-622-6211")
    with pytest.raises(StaleEditError):
        one.undo()
    other.undo()
    assert phone(workspace) == (None, VALUES[PHONE])
    assert [keying.by for keying in workspace.submission(1).field(PHONE).keyings] == ["係員B"]
    assert workspace.check_integrity().damages == ()


def test_other_channels_and_a_share_of_nothing_are_asked_as_ever(workspace: Workspace) -> None:
    for share, channels in ((1.0, (Channel.HAND,)), (0.0, ())):
        sitting = review(workspace, "係員B", share, *channels)
        assert asked(sitting).mode is Mode.USUAL
        sitting.close()


@given(st.sets(st.sampled_from("BCDE")), st.lists(st.sampled_from("BCDE"), max_size=2, unique=True))
def test_whoever_typed_is_the_judge_only_where_nobody_else_is(people: set[str], by: list[str]) -> None:
    keyings = tuple(Keying(1, Decision.EDITED, str(n), who, NOW) for n, who in enumerate(by))
    for who in "BCDE":
        mode = mode_for(who, keyings, people)
        if who in by and (len(by) < 2 or people - set(by)):
            assert mode is None
        else:
            assert mode is not None
            assert (mode is Mode.KEYING) == (len(by) < 2)


def test_the_same_is_the_same_by_the_rules_of_the_field() -> None:
    one = Keying(1, Decision.EDITED, "盛岡市内丸１２－２", "B", NOW)
    assert agree(FieldName.ADDRESS, one, replace(one, value="盛岡市 内丸12-2"))
    assert not agree(FieldName.ADDRESS, one, replace(one, value="盛岡市内丸12-7"))
    assert not agree(FieldName.ADDRESS, one, replace(one, decision=Decision.ABSENT, value=None))

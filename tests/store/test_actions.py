"""What was done as one is on record as one: in what is decided now, and in what an older program left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision, KnownAnswer, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review import Done, Review
from ocr_intake.store import PurgeScope, StaleEditError, SubmissionState, Workspace
from ocr_intake.store.tables import ActionRow, StepRow
from tests.store.builders import submission, tampered, workspace_with
from tests.store.older import to_schema
from tests.store.test_queue import plans

pytestmark = pytest.mark.usefixtures("backend")

NAME, PHONE, OPINION = FieldName.NAME, FieldName.PHONE, FieldName.OPINION


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(opinions=("一つめ", "二つめ")), submission()) as opened:
        yield opened


def actions(workspace: Workspace) -> list[tuple[str, bool, int | None, list[str]]]:
    with workspace.database.transaction(write=False) as session:
        return [
            (
                row.by,
                row.taking_back,
                row.undoes,
                [step.subject.value for step in session.scalars(select(StepRow).where(StepRow.action_id == row.id))],
            )
            for row in session.scalars(select(ActionRow).order_by(ActionRow.id))
        ]


def do_a_bit_of_everything(workspace: Workspace) -> None:
    """Seven actions, the last of them by another person."""
    review = Review(workspace, "係員B")
    review.edit(review.task(1, workspace.submission(1).field(NAME).id), "美本 太郎")
    review.split_opinion(
        review.task(1, workspace.submission(1).opinions[0].id), ("前半です。", "中ほど。", "後半です。")
    )
    review.add_opinion(review.task(1), "見落とされた意見です。")
    review.change_kind(review.task(1), SubmitterKind.ORGANIZATION)
    phone = workspace.submission(2).field(PHONE)
    workspace.decisions.answer_known(phone.id, "019-000-0006", KnownAnswer.MISSED, by="係員B", version=0)
    review.accept_submission(review.task(1))
    other = Review(workspace, "係員C")
    other.edit(other.task(2, workspace.submission(2).field(NAME).id), "別名 花子")


def said(workspace: Workspace) -> list[object]:
    return [
        (made.kind, made.state, [v.value for v in made.fields], [v.value for v in made.final_opinions])
        for made in workspace.submissions()
    ]


def test_a_transaction_is_an_action(workspace: Workspace) -> None:
    do_a_bit_of_everything(workspace)
    assert actions(workspace) == [
        ("係員B", False, None, ["verification"]),
        ("係員B", False, None, ["opinion", "opinion", "verification"]),
        ("係員B", False, None, ["opinion"]),
        ("係員B", False, None, ["submission_decision"]),
        ("係員B", False, None, ["known_answer"]),
        ("係員B", False, None, ["submission_decision"]),
        ("係員C", False, None, ["verification"]),
    ]
    Review(workspace, "係員B").undo()
    assert actions(workspace)[-1] == ("係員B", True, 6, ["submission_decision"])
    assert workspace.check_integrity().damages == ()


def test_nothing_is_taken_back_twice(workspace: Workspace) -> None:
    do_a_bit_of_everything(workspace)
    first, second = Review(workspace, "係員B"), Review(workspace, "係員B")
    what = second.undoable()
    assert first.undo() is not None
    before = said(workspace), len(workspace.audit_trail())
    assert second.undo(what) is not None, "both screens asked about the same"
    assert (said(workspace), len(workspace.audit_trail())) == before
    again = (
        "INSERT INTO actions (submission_id, \"by\", at, taking_back, undoes) SELECT 1, 'x', at, true, 6 FROM actions"
    )
    with pytest.raises(IntegrityError, match=r"(?i)unique"), workspace.database.transaction() as session:
        session.execute(text(again))


def test_what_is_purged_is_not_taken_back(workspace: Workspace) -> None:
    do_a_bit_of_everything(workspace)
    review = Review(workspace, "係員B")
    what = review.undoable()
    assert what is not None
    assert (what.submission, what.what) == ("S0001", Done.ACCEPTED)
    workspace.purge(PurgeScope(), by="係員C")  # of what is closed
    again = review.undoable()
    assert again is not None
    assert (again.submission, again.what, again.name) == ("S0002", Done.VALUE, PHONE)
    assert workspace.check_integrity().damages == ()


def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[object]]:
    """A workspace in which a program that knew no actions did a bit of everything."""
    with (
        monkeypatch.context() as patch,
        workspace_with(tmp_path, submission(opinions=("一つめ", "二つめ")), submission()) as workspace,
    ):
        start = said(workspace)
        patch.setattr("ocr_intake.store.decisions.note", lambda *_, **__: None)
        do_a_bit_of_everything(workspace)
        made = workspace.submission(1)
        workspace.decisions.decide_submission(1, SubmissionDecision.REOPENED, by="係員B", version=made.version)
        phone = made.field(PHONE)
        workspace.decisions.decide(phone.id, Decision.ILLEGIBLE, by="係員B", version=0)
        workspace.decisions.undo(phone.id, by="係員B", version=workspace.submission(1).field(PHONE).version)
    to_schema(workspace.path, "0005")
    return workspace.path, start


def test_what_an_older_program_did_can_be_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, start = older(tmp_path, monkeypatch)
    with Workspace.open(path) as workspace:
        assert workspace.check_integrity().damages == ()
        assert [steps for *_, steps in actions(workspace)][1] == ["opinion", "opinion", "verification"]
        review = Review(workspace, "係員B")
        undone = []
        while (what := review.undoable()) is not None:
            assert not what.here
            undone.append(what.what)
            assert review.undo(what) is not None
        assert undone == [Done.VALUE, Done.KIND_CHANGED, Done.OPINION_ADDED, Done.OPINION_SPLIT, Done.VALUE]
        assert said(workspace)[0] == start[0]
        assert workspace.submission(2).field(NAME).value == "別名 花子", "another person's"
        assert workspace.check_integrity().damages == ()
        before = actions(workspace)
    with Workspace.open(path) as again:
        assert actions(again) == before


def test_an_audit_trail_with_a_hole_keeps_no_workspace_from_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = older(tmp_path, monkeypatch)
    tampered(path, "DELETE FROM verifications WHERE id IN (SELECT max(id) FROM verifications)")
    with Workspace.open(path) as workspace:
        assert "record_missing" in {damage.code for damage in workspace.check_integrity().damages}
        assert Review(workspace, "係員B").undoable() is not None


@pytest.mark.sqlite
def test_the_last_action_is_found_without_looking_through_any_table(workspace: Workspace) -> None:
    do_a_bit_of_everything(workspace)
    review = Review(workspace, "係員B")
    for act in (review.undoable, review.undo):
        steps = plans(workspace, act)
        # the last link of the chain is the first that such a look meets
        assert not [step for step in steps if step.startswith("SCAN") and step != "SCAN seals"]
    assert not [step for step in plans(workspace, review.undoable, "actions") if "TEMP B-TREE" in step]


# --------------------------------------------------------------------------------- what others did in between


def test_a_kind_that_somebody_else_changed_since_stays(workspace: Workspace) -> None:
    review, other = Review(workspace, "係員B"), Review(workspace, "係員C")
    review.change_kind(review.task(1), SubmitterKind.ORGANIZATION)
    other.change_kind(other.task(1), SubmitterKind.INDIVIDUAL)
    with pytest.raises(StaleEditError) as caught:
        review.undo()
    assert caught.value.by == "係員C"
    assert other.undo() is not None
    assert workspace.submission(1).kind is SubmitterKind.ORGANIZATION
    assert review.undo() is not None
    assert workspace.submission(1).kind is SubmitterKind.INDIVIDUAL


def test_an_added_opinion_that_somebody_else_edited_stays(workspace: Workspace) -> None:
    review, other = Review(workspace, "係員B"), Review(workspace, "係員C")
    review.add_opinion(review.task(1), "見落とされた意見です。")
    added = workspace.submission(1).opinions[-1]
    other.edit(other.task(1, added.id), "見落とされた意見を直しました。")
    with pytest.raises(StaleEditError):
        review.undo()
    assert workspace.submission(1).final_opinions[-1].value == "見落とされた意見を直しました。"


def test_a_rejection_after_somebody_reopened_stays(workspace: Workspace) -> None:
    review, other = Review(workspace, "係員B"), Review(workspace, "係員C")
    review.accept_submission(review.task(1))
    other.reopen(1)
    other.reject_submission(other.task(1), "重複")
    with pytest.raises(StaleEditError):
        review.undo()
    assert workspace.submission(1).state is SubmissionState.REJECTED


def test_a_reopening_is_taken_back_unless_something_was_changed_since(workspace: Workspace) -> None:
    review, other = Review(workspace, "係員B"), Review(workspace, "係員C")
    review.reject_submission(review.task(1), "重複")
    other.reopen(1)
    review.edit(review.task(1, workspace.submission(1).field(NAME).id), "美本 太郎")
    with pytest.raises(StaleEditError) as caught:
        other.undo()
    assert caught.value.by == "係員B"
    review.undo()
    assert other.undo() is not None
    assert workspace.submission(1).state is SubmissionState.REJECTED
    assert workspace.history(1)[1][-1].value == "重複"
    assert review.undo() is not None, "the rejection is in force again, and its own"
    assert workspace.submission(1).state is SubmissionState.PROPOSED

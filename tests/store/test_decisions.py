"""What people decide stands beside what the machine read, and nobody overwrites anybody unseen."""

import pickle
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.store import (
    StaleEditError,
    StoredField,
    SubmissionClosedError,
    SubmissionState,
    UnknownRecordError,
    Workspace,
)
from tests.store.builders import VALUES, submission, workspace_with

pytestmark = pytest.mark.usefixtures("backend")

ACCEPTED, REJECTED = SubmissionDecision.ACCEPTED, SubmissionDecision.REJECTED
REOPENED, KIND = SubmissionDecision.REOPENED, SubmissionDecision.KIND_CHANGED


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[Workspace]:
    """Two submissions, the second with two opinions and a doubtful name."""
    second = submission(flagged={FieldName.NAME: 0.4}, opinions=("一つめ", "二つめ"))
    with workspace_with(tmp_path, submission(), second) as workspace:
        yield workspace


def name_of(workspace: Workspace, number: int = 2) -> StoredField:
    return workspace.submission(number).field(FieldName.NAME)


@pytest.mark.parametrize(
    ("decision", "typed", "now"),
    [
        (Decision.ACCEPTED, None, VALUES[FieldName.NAME]),
        (Decision.CHOSEN, "見木 太郎", "見木 太郎"),
        (Decision.EDITED, "美本 太郎", "美本 太郎"),
        (Decision.ABSENT, None, None),
        (Decision.ILLEGIBLE, None, None),
    ],
)
def test_a_decision_holds_and_the_reading_stays(
    reviewed: Workspace, decision: Decision, typed: str | None, now: str | None
) -> None:
    before = name_of(reviewed)
    reviewed.decisions.decide(before.id, decision, typed, by="係員B", version=0)
    after = name_of(reviewed)
    assert after.value == now
    assert after.proposal == before.proposal
    assert after.decided
    assert not after.open_flags
    assert after.present == (decision is not Decision.ABSENT)
    assert after.verification is not None
    assert (after.verification.by, after.verification.decision) == ("係員B", decision)


@pytest.mark.parametrize(
    ("decision", "typed"),
    [(Decision.ACCEPTED, "x"), (Decision.EDITED, None), (Decision.CHOSEN, None), (Decision.ABSENT, "x")],
)
def test_values_belong_to_the_decisions_that_need_them(
    reviewed: Workspace, decision: Decision, typed: str | None
) -> None:
    with pytest.raises(ValueError, match="need a text"):
        reviewed.decisions.decide(name_of(reviewed).id, decision, typed, by="係員B", version=0)


def test_undoing_is_a_decision_of_its_own(reviewed: Workspace) -> None:
    decisions, field = reviewed.decisions, name_of(reviewed).id
    with pytest.raises(ValueError, match="undo takes"):
        decisions.decide(field, Decision.UNDONE, by="係員B", version=0)
    with pytest.raises(ValueError, match="no decision"):
        decisions.undo(field, by="係員B", version=0)


def test_undo_goes_back_step_by_step(reviewed: Workspace) -> None:
    decisions, field = reviewed.decisions, name_of(reviewed).id
    for text in ("一", "二", "三"):
        decisions.decide(field, Decision.EDITED, text, by="係員B", version=name_of(reviewed).version)
    seen = [name_of(reviewed).value]
    for _ in range(3):
        decisions.undo(field, by="係員C", version=name_of(reviewed).version)
        seen.append(name_of(reviewed).value)
    assert seen == ["三", "二", "一", VALUES[FieldName.NAME]]
    assert not name_of(reviewed).decided
    decisions.decide(field, Decision.EDITED, "四", by="係員B", version=name_of(reviewed).version)
    assert name_of(reviewed).value == "四"
    on_values, _ = reviewed.history(2)
    assert [made.decision.value for made in on_values] == ["edited"] * 3 + ["undone"] * 3 + ["edited"]
    assert [made.value for made in on_values[:3]] == ["一", "二", "三"]


def test_a_stale_save_fails_and_shows_both(reviewed: Workspace) -> None:
    field = name_of(reviewed).id
    reviewed.decisions.decide(field, Decision.EDITED, "美本 太郎", by="係員B", version=0)
    with pytest.raises(StaleEditError) as caught:
        reviewed.decisions.decide(field, Decision.EDITED, "三本 太郎", by="係員C", version=0)
    error = caught.value
    assert (error.mine, error.theirs, error.by) == ("三本 太郎", "美本 太郎", "係員B")
    assert "太郎" not in str(error)
    assert "係員B" in str(error)
    with pytest.raises(StaleEditError):
        reviewed.decisions.undo(field, by="係員C", version=0)
    assert name_of(reviewed).value == "美本 太郎"
    assert reviewed.submission(2).version == 1, "a refused save leaves no trace"


def test_two_people_may_decide_on_different_values(reviewed: Workspace) -> None:
    seen = reviewed.submission(2)
    reviewed.decisions.decide(seen.field(FieldName.NAME).id, Decision.ACCEPTED, by="係員B", version=0)
    reviewed.decisions.decide(seen.field(FieldName.PHONE).id, Decision.ACCEPTED, by="係員C", version=0)
    with pytest.raises(StaleEditError) as caught:
        reviewed.decisions.decide_submission(2, ACCEPTED, by="係員B", version=seen.version)
    assert caught.value.by == "係員C"
    assert reviewed.submission(2).state is SubmissionState.PROPOSED


def test_of_many_saves_at_once_one_wins(reviewed: Workspace) -> None:
    field = name_of(reviewed).id
    won: list[str] = []
    lost: list[StaleEditError] = []

    def save(text: str) -> None:
        try:
            reviewed.decisions.decide(field, Decision.EDITED, text, by=text, version=0)
            won.append(text)
        except StaleEditError as error:
            lost.append(error)

    threads = [threading.Thread(target=save, args=(f"係員{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert {error.theirs for error in lost} == set(won)
    assert len(lost) == 5


def test_a_submission_is_accepted_rejected_and_reopened(reviewed: Workspace) -> None:
    decide = reviewed.decisions.decide_submission
    assert decide(1, ACCEPTED, by="係員B", version=0).state is SubmissionState.ACCEPTED
    assert decide(1, REOPENED, by="係員B", version=1).state is SubmissionState.PROPOSED
    assert decide(1, REJECTED, "二重に届いた", by="係員B", version=2).state is SubmissionState.REJECTED
    assert reviewed.ledger(deep=True).balances
    _, on_whole = reviewed.history(1)
    assert [(made.decision, made.value) for made in on_whole] == [
        (ACCEPTED, None),
        (REOPENED, None),
        (REJECTED, "二重に届いた"),
    ]


def test_what_is_closed_must_be_reopened_first(reviewed: Workspace) -> None:
    decisions, field = reviewed.decisions, name_of(reviewed, 1).id
    decisions.decide_submission(1, ACCEPTED, by="係員B", version=0)
    with pytest.raises(SubmissionClosedError, match="S0001"):
        decisions.decide(field, Decision.ABSENT, by="係員B", version=0)
    for decision, value in ((ACCEPTED, None), (REJECTED, "x"), (KIND, "organization")):
        with pytest.raises(SubmissionClosedError):
            decisions.decide_submission(1, decision, value, by="係員B", version=1)
    with pytest.raises(SubmissionClosedError):
        decisions.add_opinion(1, "もう一つ", by="係員B", version=1)
    assert reviewed.submission(1).version == 1


def test_decisions_on_the_whole_are_checked(reviewed: Workspace) -> None:
    decide = reviewed.decisions.decide_submission
    with pytest.raises(ValueError, match="open"):
        decide(1, REOPENED, by="係員B", version=0)
    with pytest.raises(ValueError, match="reason"):
        decide(1, REJECTED, by="係員B", version=0)
    with pytest.raises(ValueError, match="reason"):
        decide(1, ACCEPTED, "x", by="係員B", version=0)
    with pytest.raises(ValueError, match="nobody"):
        decide(1, KIND, "nobody", by="係員B", version=0)


def test_the_kind_may_be_changed(reviewed: Workspace) -> None:
    made = reviewed.decisions.decide_submission(1, KIND, "organization", by="係員B", version=0)
    assert (made.kind, made.proposed_kind) == (SubmitterKind.ORGANIZATION, SubmitterKind.INDIVIDUAL)
    made = reviewed.decisions.decide_submission(1, KIND, "individual", by="係員B", version=1)
    assert made.kind is SubmitterKind.INDIVIDUAL
    assert made.state is SubmissionState.PROPOSED
    assert reviewed.ledger().balances


def test_opinions_are_decided_one_by_one(reviewed: Workspace) -> None:
    first, second = reviewed.submission(2).opinions
    reviewed.decisions.decide(first.id, Decision.ABSENT, by="係員B", version=0)
    made = reviewed.decisions.decide(second.id, Decision.ILLEGIBLE, by="係員B", version=0)
    assert [opinion.present for opinion in made.opinions] == [False, True]
    assert [opinion.illegible for opinion in made.final_opinions] == [True]
    assert reviewed.ledger().opinions.total == 2


def test_the_whole_opinion_field_is_not_decided_on_beside_its_opinions(reviewed: Workspace) -> None:
    whole = reviewed.submission(2).field(FieldName.OPINION)
    with pytest.raises(UnknownRecordError):
        reviewed.decisions.decide(whole.id, Decision.ABSENT, by="係員B", version=0)


def test_opinions_are_added_where_they_belong(reviewed: Workspace) -> None:
    first, _ = reviewed.submission(2).opinions
    add = reviewed.decisions.add_opinion
    made = add(2, "間", by="係員B", version=0, after=first.id)
    made = add(2, "終わり", by="係員B", version=made.version)
    made = add(2, "間の前", by="係員B", version=made.version, after=first.id)
    assert [opinion.value for opinion in made.opinions] == ["一つめ", "間の前", "間", "二つめ", "終わり"]
    assert [opinion.added_by for opinion in made.opinions] == [None, "係員B", "係員B", None, "係員B"]
    assert reviewed.ledger().opinions.total == 6
    assert reviewed.ledger(deep=True).balances
    with pytest.raises(StaleEditError):
        add(2, "遅れて", by="係員C", version=1)
    with pytest.raises(UnknownRecordError):
        add(2, "x", by="係員C", version=made.version, after=name_of(reviewed).id)


def test_an_opinion_typed_where_none_was_found_stays_beside_added_ones(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission(opinions=())) as workspace:
        (place,) = workspace.submission(1).opinions
        made = workspace.decisions.decide(place.id, Decision.EDITED, "見落とし", by="係員B", version=0)
        made = workspace.decisions.add_opinion(1, "もう一つ", by="係員B", version=made.version)
        assert [opinion.value for opinion in made.final_opinions] == ["見落とし", "もう一つ"]
        assert workspace.ledger().opinions.total == 2


def test_what_does_not_exist_is_said(reviewed: Workspace) -> None:
    with pytest.raises(UnknownRecordError):
        reviewed.submission(99)
    with pytest.raises(UnknownRecordError):
        reviewed.decisions.decide(999, Decision.ACCEPTED, by="係員B", version=0)
    with pytest.raises(UnknownRecordError):
        reviewed.decisions.decide_submission(99, ACCEPTED, by="係員B", version=0)


def test_every_decision_is_in_the_audit_trail_without_its_value(reviewed: Workspace) -> None:
    field = name_of(reviewed).id
    reviewed.decisions.decide(field, Decision.EDITED, "美本 太郎", by="係員B", version=0)
    reviewed.decisions.undo(field, by="係員B", version=1)
    reviewed.decisions.decide_submission(2, REJECTED, "美本さんが取り下げ", by="係員C", version=2)
    events = [(event.by, event.action, event.subject_id) for event in reviewed.audit_trail()][-3:]
    assert events == [
        ("係員B", "field.edited", field),
        ("係員B", "field.undone", field),
        ("係員C", "submission.rejected", 2),
    ]
    assert "美本" not in str(reviewed.audit_trail())


def test_outlines_say_what_is_left(reviewed: Workspace) -> None:
    second, first = reviewed.outlines("dx")
    assert (first.id, second.id) == (1, 2)
    assert (first.flagged, first.undecided, first.urgency) == (False, 0, 1.0)
    assert (second.flagged, second.undecided, second.urgency) == (True, 1, 0.4)
    assert reviewed.ledger().submissions.flagged == 1
    reviewed.decisions.decide(name_of(reviewed).id, Decision.ACCEPTED, by="係員B", version=0)
    assert [outline.flagged for outline in reviewed.outlines("dx")] == [False, False]
    assert reviewed.ledger().submissions.flagged == 0
    reviewed.decisions.decide_submission(1, ACCEPTED, by="係員B", version=0)
    assert [outline.id for outline in reviewed.outlines()] == [2]
    assert reviewed.outlines("another") == ()


def test_a_flagged_opinion_field_flags_each_opinion(tmp_path: Path) -> None:
    doubtful = submission(flagged={FieldName.OPINION: 0.3}, opinions=("一", "二"))
    with workspace_with(tmp_path, doubtful) as workspace:
        (outline,) = workspace.outlines()
        made = workspace.submission(1)
        assert outline.undecided == 2
        assert made.undecided == made.opinions
        assert all(not opinion.proposal.candidates for opinion in made.opinions)


def test_a_single_opinion_has_the_candidates_of_its_field(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission(flagged={FieldName.OPINION: 0.3}, opinions=("一",))) as workspace:
        (opinion,) = workspace.submission(1).opinions
        assert opinion.proposal.candidates == workspace.submission(1).field(FieldName.OPINION).proposal.candidates
        assert opinion.proposal.confidence == 0.3


def test_a_stale_edit_survives_a_process_border(reviewed: Workspace) -> None:
    field = name_of(reviewed).id
    reviewed.decisions.decide(field, Decision.EDITED, "美本 太郎", by="係員B", version=0)
    with pytest.raises(StaleEditError) as caught:
        reviewed.decisions.decide(field, Decision.ABSENT, by="係員C", version=0)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert (again.theirs, again.by, str(again)) == ("美本 太郎", "係員B", str(caught.value))

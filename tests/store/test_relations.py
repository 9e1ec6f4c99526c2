"""How submissions belong together: chosen, taken back, refused, and what counts then."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.errors import IntakeError
from ocr_intake.model.pages import Channel
from ocr_intake.model.relation import Link, RelationKind, counted
from ocr_intake.model.review import Ground, Grounds, SubmissionDecision
from ocr_intake.store import SubmissionState, Workspace
from ocr_intake.store.relation_errors import (
    AlreadyRelatedError,
    ChoiceUndoneError,
    NoChoiceError,
    NothingChosenError,
    RelatedCircleError,
    RelatedContraryError,
    RelatedElsewhereError,
    RelatedRejectedError,
    SelfRelatedError,
    UnknownRelatedError,
)
from tests.store.builders import outcome, reading, second_page_aside, source, submission, workspace_with

RESENT, REPLACED, ADDED, SAME = RelationKind


@pytest.fixture
def workspace(backend: str, tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, *(submission() for _ in range(6))) as made:
        yield made


def links(workspace: Workspace) -> list[Link]:
    return [relation.link for relation in workspace.relations.of(workspace.submission(1).consultation)]


def states(workspace: Workspace) -> list[SubmissionState]:
    return [made.state for made in workspace.submissions()]


def decide(workspace: Workspace, number: int, decision: SubmissionDecision, grounds: Grounds | None = None) -> None:
    version = workspace.submission(number).version
    workspace.decisions.decide_submission(number, decision, by="係員A", version=version, grounds=grounds)


@pytest.mark.parametrize("kind", RelationKind)
def test_a_choice_holds_and_is_taken_back(workspace: Workspace, kind: RelationKind) -> None:
    before = states(workspace)
    link = Link(kind, 2, 1)
    choice = workspace.relations.choose([link], by="係員B")
    (relation,) = workspace.relations.of()
    assert (relation.link, relation.by, relation.choice) == (link, "係員B", choice)
    rejected = {made.id for made in workspace.submissions() if made.state is SubmissionState.REJECTED}
    assert rejected == ({link.without} if link.without else set())
    assert workspace.ledger().balances
    assert workspace.relations.undo(choice, by="係員C") == (link,)
    assert workspace.relations.of() == ()
    assert states(workspace) == before
    assert workspace.ledger().balances
    told = [(event.by, event.action) for event in workspace.audit_trail() if event.action.startswith("relation.")]
    assert told == [("係員B", f"relation.{kind}"), ("係員C", "relation.undone")]
    assert not workspace.check_integrity().damages


def test_an_accepted_one_is_accepted_again_when_it_is_taken_back(workspace: Workspace) -> None:
    decide(workspace, 2, SubmissionDecision.ACCEPTED)
    workspace.relations.choose([Link(RESENT, 2, 1)], by="係員B")
    assert workspace.submission(2).state is SubmissionState.REJECTED
    workspace.relations.undo(by="係員B")
    assert workspace.submission(2).state is SubmissionState.ACCEPTED


def test_a_duplicate_of_a_review_is_a_resending_and_nothing_is_counted_twice(workspace: Workspace) -> None:
    decide(workspace, 2, SubmissionDecision.REJECTED, Grounds(Ground.DUPLICATE, 1))
    assert links(workspace) == [Link(RESENT, 2, 1)]
    with pytest.raises(AlreadyRelatedError):
        workspace.relations.choose([Link(RESENT, 2, 1)], by="係員B")
    decide(workspace, 2, SubmissionDecision.REOPENED)
    assert links(workspace) == []
    workspace.relations.choose([Link(REPLACED, 2, 1)], by="係員B")
    assert links(workspace) == [Link(REPLACED, 2, 1)], "the rejection that it makes is no second relation"
    decide(workspace, 1, SubmissionDecision.REOPENED)
    assert links(workspace) == [], "what a review brings back counts again"
    assert states(workspace)[0] is SubmissionState.PROPOSED
    assert workspace.relations.undo(by="係員B") == (Link(REPLACED, 2, 1),)
    assert states(workspace)[0] is SubmissionState.PROPOSED


def test_a_group_is_one_choice(workspace: Workspace) -> None:
    workspace.relations.choose([Link(RESENT, 3, 2)], by="係員B")
    group = [Link(SAME, number, 1) for number in (2, 4, 5, 6)]
    choice = workspace.relations.choose(group, by="係員B")
    assert links(workspace) == [Link(RESENT, 3, 2), *group]
    again = workspace.relations.choose([*group, Link(SAME, 3, 1)], by="係員C")
    assert again > choice
    assert workspace.relations.undo(again, by="係員C") == (Link(SAME, 3, 1),)
    assert workspace.relations.undo(by="係員B") == tuple(group)
    assert links(workspace) == [Link(RESENT, 3, 2)]


REFUSED: list[tuple[Link, type[IntakeError], str]] = [
    (Link(RESENT, 1, 1), SelfRelatedError, "同じ意見書"),
    (Link(ADDED, 1, 99), UnknownRelatedError, "S0099"),
    (Link(SAME, 2, 1), AlreadyRelatedError, "duplicates undo"),
    (Link(ADDED, 1, 2), AlreadyRelatedError, "すでに判断"),
    (Link(ADDED, 1, 3), RelatedCircleError, "逆の向き"),
    (Link(SAME, 3, 1), RelatedContraryError, "食い違い"),
    (Link(ADDED, 5, 4), RelatedContraryError, "食い違い"),
    (Link(RESENT, 6, 1), RelatedRejectedError, "すでに対象外"),
]


@pytest.mark.parametrize(("link", "error", "told"), REFUSED)
def test_refused(workspace: Workspace, link: Link, error: type[IntakeError], told: str) -> None:
    workspace.relations.choose([Link(ADDED, 2, 1), Link(ADDED, 3, 2), Link(SAME, 4, 3)], by="係員B")
    workspace.relations.choose([Link(ADDED, 5, 1)], by="係員B")
    decide(workspace, 6, SubmissionDecision.REJECTED, Grounds(Ground.WITHDRAWN))
    before = links(workspace)
    with pytest.raises(error, match=told):
        workspace.relations.choose([Link(SAME, 6, 4), link], by="係員B")
    assert links(workspace) == before, "all or nothing"


def test_what_cannot_be_taken_back(workspace: Workspace) -> None:
    with pytest.raises(NothingChosenError):
        workspace.relations.undo(by="係員B")
    choice = workspace.relations.choose([Link(ADDED, 2, 1)], by="係員B")
    workspace.relations.undo(choice, by="係員B")
    with pytest.raises(ChoiceUndoneError):
        workspace.relations.undo(choice, by="係員B")
    for number in (choice + 1, choice + 2):  # what takes back is nothing to take back
        with pytest.raises(NoChoiceError):
            workspace.relations.undo(number, by="係員B")


COUNTS: list[tuple[list[Link], tuple[int, ...], int, tuple[tuple[int, ...], ...]]] = [
    ([], (1, 2, 3), 6, ((1,), (2,), (3,))),
    ([Link(RESENT, 2, 1)], (1, 3), 4, ((1,), (3,))),
    ([Link(REPLACED, 2, 1)], (2, 3), 5, ((2,), (3,))),
    ([Link(ADDED, 2, 1)], (1, 2, 3), 6, ((1, 2), (3,))),
    ([Link(SAME, 2, 1)], (1, 2, 3), 6, ((1,), (2,), (3,))),
    ([Link(RESENT, 2, 1), Link(RESENT, 2, 1)], (1, 3), 4, ((1,), (3,))),
    ([Link(ADDED, 9, 1), Link(ADDED, 3, 9)], (1, 2, 3), 6, ((1, 3), (2,))),
    ([Link(REPLACED, 2, 1), Link(REPLACED, 3, 2)], (3,), 3, ((3,),)),
]


@pytest.mark.parametrize(("said", "submissions", "opinions", "submitters"), COUNTS)
def test_counting(
    said: list[Link], submissions: tuple[int, ...], opinions: int, submitters: tuple[tuple[int, ...], ...]
) -> None:
    found = counted({1: 1, 2: 2, 3: 3}, said)
    assert (found.submissions, found.opinions, found.submitters) == (submissions, opinions, submitters)


def test_pages_put_into_others_take_their_relations_along(backend: str, tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission(), submission((1, 2))) as workspace:
        workspace.relations.choose([Link(ADDED, 2, 1)], by="係員B")
        second_page_aside(workspace, 2)
        assert links(workspace) == []
        with pytest.raises(UnknownRelatedError):
            workspace.relations.choose([Link(SAME, 2, 1)], by="係員B")


def test_those_of_other_consultations_do_not_belong_together(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.tif"
    path.write_bytes(b"elsewhere")
    with workspace.ingest() as work:
        batch = work.start_batch("other", Channel.HAND, [tmp_path], operator="係員A")
        file = source(path)
        work.register(path, file, batch.id)
        work.save_page(file.sha256, reading(1))
        work.save_outcome(file.sha256, outcome(submission()))
    with pytest.raises(RelatedElsewhereError, match="別々の意見募集"):
        workspace.relations.choose([Link(ADDED, 7, 1)], by="係員B")
    workspace.relations.choose([Link(ADDED, 2, 1)], by="係員B")
    assert workspace.relations.of("other") == ()
    assert len(workspace.relations.of("dx")) == len(workspace.relations.of()) == 1

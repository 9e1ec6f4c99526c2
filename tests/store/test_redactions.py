"""Decisions on personal data in opinions: kept, tied to the text, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.redaction import Choice, PersonalKind, Why
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.store import UnknownRecordError, Workspace
from ocr_intake.store.purge import PurgeScope
from ocr_intake.store.redactions import NoSuchRedactionError, OpinionChangedError
from tests.store.builders import submission, workspace_with

TEXT = "隣の斎藤さんも賛成です。"


@pytest.fixture
def workspace(backend: str, tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(opinions=(TEXT,))) as made:
        yield made


def decide(workspace: Workspace, choice: Choice = Choice.MASK, seen: str = TEXT) -> tuple[int, int]:
    field = workspace.submission(1).opinions[0].id
    place = (seen.index("斎藤"), seen.index("斎藤") + 2)
    number = workspace.redactions.decide(
        field, place, choice, kind=PersonalKind.NAME, why=Why.NAMED, seen=seen, by="係員B"
    )
    return field, number


def test_a_decision_is_there_again(workspace: Workspace) -> None:
    field, number = decide(workspace)
    assert workspace.redactions.of()[field] == workspace.redactions.of_submission(1)[field]
    (made,) = workspace.redactions.of()[field]
    assert (made.id, made.choice, made.start, made.end, made.by) == (number, Choice.MASK, 2, 4, "係員B")
    assert workspace.redactions.of("another") == {}


def test_it_is_taken_back_once(workspace: Workspace) -> None:
    _, number = decide(workspace)
    workspace.redactions.undo(number, by="係員C")
    assert workspace.redactions.of() == {}
    for gone in (number, number + 1, 99):
        with pytest.raises(NoSuchRedactionError):
            workspace.redactions.undo(gone, by="係員C")
    actions = [event.action for event in workspace.audit_trail() if event.action.startswith("redaction.")]
    assert actions == ["redaction.masked", "redaction.undone"]


def test_it_holds_where_the_opinion_changed_elsewhere_and_asks_again_where_it_changed_there(
    workspace: Workspace,
) -> None:
    field, _ = decide(workspace, Choice.KEEP)
    workspace.decisions.decide(field, Decision.EDITED, "私の" + TEXT, by="係員B", version=0)
    (made,) = workspace.redactions.of()[field]
    assert (made.start, made.end) == (4, 6)
    version = workspace.submission(1).opinions[0].version
    workspace.decisions.decide(field, Decision.EDITED, TEXT.replace("斎藤", "齋藤"), by="係員B", version=version)
    assert workspace.redactions.of() == {}
    version = workspace.submission(1).opinions[0].version
    workspace.decisions.decide(field, Decision.EDITED, TEXT, by="係員B", version=version)
    (made,) = workspace.redactions.of()[field]
    assert (made.start, made.end) == (2, 4)


def test_a_text_that_nobody_saw_is_not_decided_on(workspace: Workspace) -> None:
    field = workspace.submission(1).opinions[0].id
    workspace.decisions.decide(field, Decision.EDITED, "別の文。", by="係員B", version=0)
    with pytest.raises(OpinionChangedError, match="S0001"):
        decide(workspace)
    assert workspace.redactions.of() == {}


@pytest.mark.parametrize("place", [(0, 0), (3, 2), (0, 99), (-1, 2)])
def test_there_must_be_such_a_place(workspace: Workspace, place: tuple[int, int]) -> None:
    field = workspace.submission(1).opinions[0].id
    with pytest.raises(ValueError, match="no such place"):
        workspace.redactions.decide(
            field, place, Choice.MASK, kind=PersonalKind.OTHER, why=Why.BY_HAND, seen=TEXT, by="係員B"
        )


def test_only_opinions_are_decided_on(workspace: Workspace) -> None:
    name = workspace.submission(1).fields[0].id
    for field in (name, 9_999):
        with pytest.raises(UnknownRecordError):
            workspace.redactions.decide(
                field, (0, 1), Choice.MASK, kind=PersonalKind.OTHER, why=Why.BY_HAND, seen="見", by="係員B"
            )


def test_decisions_outlive_a_purge_and_keep_nothing_of_what_it_takes(workspace: Workspace) -> None:
    field, _ = decide(workspace)
    workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=0)
    workspace.purge(PurgeScope(), by="係員C")
    assert workspace.redactions.of()[field][0].start == 2
    assert workspace.check_integrity().damages == ()

"""Thirty forms of one text, one of them sent twice, and one person with twelve texts, as they were really read.

``bar.json`` holds the readings of invented papers, drawn, scanned, faxed and read by ``benchmarks/duplicates.py``
(``--sets bar --readings``).
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.grouping.counting import count
from ocr_intake.grouping.duplicates import Duplicates
from ocr_intake.grouping.errors import GroupDecidedError, NoSuchGroupError
from ocr_intake.grouping.proposals import GroupKind, propose
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel
from ocr_intake.model.relation import Link, RelationKind
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import SubmissionState, Workspace
from ocr_intake.store.comparing import Comparable
from tests.store.builders import submission, workspace_with

READ: list[dict[str, Any]] = json.loads((Path(__file__).parent / "bar.json").read_text(encoding="utf-8"))
CAMPAIGN = [each["id"] for each in READ if each["text"] == 0]
TWELVE = [each["id"] for each in READ if each["text"] > 0]
AGAIN = [each["id"] for each in READ if [one["who"] for one in READ].count(each["who"]) == 2]


def test_the_fixture_is_what_it_says() -> None:
    assert (len(CAMPAIGN), len(TWELVE), len(AGAIN)) == (31, 12, 2)
    assert {READ[number - 1]["channel"] for number in AGAIN} == {"post", "fax"}
    assert len({each["values"]["opinion"] for each in READ if each["text"] == 0}) >= 5, "readers made mistakes"


def test_proposals() -> None:
    sent = [
        Comparable(
            each["id"],
            SubmissionState.PROPOSED,
            Channel(each["channel"]),
            date.fromisoformat(each["received"]),
            values={FieldName(name): value for name, value in each["values"].items()},
        )
        for each in READ
    ]
    text, again, person = propose(sent)
    first, second = AGAIN
    assert text.kind is GroupKind.TEXT
    assert text.members == tuple(number for number in CAMPAIGN if number != second), "thirty submitters"
    assert {proposal.link.kind for proposal in text.proposals} == {RelationKind.SAME_TEXT}
    assert [proposal.link for proposal in again.proposals] == [Link(RelationKind.RESENT, second, first)]
    assert person.members == tuple(TWELVE)
    assert {proposal.link.kind for proposal in person.proposals} == {RelationKind.ADDED}
    assert all(proposal.why for group in (text, again, person) for proposal in group.proposals)
    assert propose(sent[::-1]) == (text, again, person), "whatever the order in which they are given"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = [
        submission(opinions=(each["values"].pop("opinion"),), **{"name": None, "organization": None, **each["values"]})
        for each in json.loads(json.dumps(READ))
    ]
    with workspace_with(tmp_path, *made, consultation="bar") as opened:
        yield opened


def test_decided_and_counted(workspace: Workspace) -> None:
    duplicates = Duplicates(workspace, "bar")
    keys = [group.key for group in duplicates.groups() if group.open]
    assert len(keys) == 3
    choices = [duplicates.decide(key, None, by="係員B") for key in keys]
    assert not any(group.open for group in duplicates.groups())
    with pytest.raises(GroupDecidedError):
        duplicates.decide(keys[0], None, by="係員B")
    for made in tuple(workspace.submissions("bar", [SubmissionState.PROPOSED])):
        accepted = SubmissionDecision.ACCEPTED
        workspace.decisions.decide_submission(made.id, accepted, by="係員B", version=made.version)
    counts = count(workspace, "bar")
    assert (len(counts.submissions), counts.opinions, len(counts.submitters)) == (42, 42, 31)
    assert workspace.ledger().balances
    for choice in reversed(choices):
        workspace.relations.undo(choice, by="係員B")
    assert [group.key for group in duplicates.groups() if group.open] == keys
    assert len(count(workspace, "bar").submitters) == 42


def test_a_group_in_part_and_otherwise_than_proposed(workspace: Workspace) -> None:
    duplicates = Duplicates(workspace, "bar")
    key = f"t{CAMPAIGN[0]}"
    left_out = CAMPAIGN[1]
    duplicates.decide(key, RelationKind.SAME_TEXT, by="係員B", without=[left_out])
    group = duplicates.group(key)
    assert [pair.proposal.link.later for pair in group.pairs if not pair.decided] == [left_out]
    duplicates.decide(key, RelationKind.ADDED, by="係員B")
    chosen = [pair.chosen.kind for pair in duplicates.group(key).pairs if pair.chosen is not None]
    assert chosen.count(RelationKind.ADDED) == 1
    with pytest.raises(NoSuchGroupError):
        duplicates.group("T999")


def test_what_was_withdrawn_is_nobodys_duplicate(workspace: Workspace) -> None:
    first, second = AGAIN
    version = workspace.submission(second).version
    rejected = SubmissionDecision.REJECTED
    workspace.decisions.decide_submission(second, rejected, "取り下げ", by="係員B", version=version)
    assert f"P{first}" not in [group.key for group in Duplicates(workspace, "bar").groups()]

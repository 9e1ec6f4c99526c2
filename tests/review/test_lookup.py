"""Did mine arrive? What people ask with meets what was read, and what was read wrongly."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.review.lookup import PEOPLE, Finds, How, find
from ocr_intake.store import Lookup, PurgeScope, Workspace
from tests.store.builders import Clock, submission, workspace_with

OPINION = "高齢者にも分かりやすい説明会を、各地区で開いてください。"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    papers = (
        submission(flagged={FieldName.NAME: 0.5}, name="髙橋 太郎", phone="019(651)4111"),
        submission(
            (1, 2), (OPINION, "二つ目です。"), organization="架空商店株式会社", name=None, representative="澤田 花子"
        ),
        submission(name="見木 太郎", phone="０９０-1234-5678"),
    )
    with workspace_with(tmp_path, *papers) as made:
        yield made


def numbers(found: Finds) -> list[int]:
    return [each.submission.id for each in found.submissions]


def look(workspace: Workspace, *texts: str, fields: frozenset[FieldName] = frozenset()) -> Finds:
    return find(Lookup(workspace.database), texts, fields)


@pytest.mark.parametrize(
    ("text", "expected", "how"),
    [
        ("S0002", 2, How.NUMBER),
        ("２", 2, How.NUMBER),
        ("髙橋太郎", 1, How.WHOLE),
        ("高橋　太郎 様", 1, How.WHOLE),
        ("たかはし", 1, How.READING),
        ("タロウ", 1, How.READING),
        ("沢田", 2, How.PART),
        ("（株）架空", None, None),
        ("架空商店", 2, How.PART),
        ("4111", 1, How.PART),
        ("0196514111", 1, How.WHOLE),
        ("+81 19 651 4111", 1, How.WHOLE),
        ("090 1234 5678", 3, How.WHOLE),
        ("09012345679", 3, How.LIKE),
        ("分かりやすい説明会", 2, How.PART),
        ("分かりやすい説朋会", 2, How.LIKE),
        ("scan003", 3, How.PART),
        ("見本太郎", 3, How.LIKE),
    ],
)
def test_a_text_meets_a_submission(workspace: Workspace, text: str, expected: int | None, how: How | None) -> None:
    found = look(workspace, text)
    assert next(iter(numbers(found)), None) == expected
    if expected is not None:
        assert found.submissions[0].why[0].how is how
        assert found.submissions[0].maybe == (how in {How.LIKE, How.READING, How.CANDIDATE})


def test_several_texts_must_all_be_there(workspace: Workspace) -> None:
    assert numbers(look(workspace, "太郎", "4111")) == [1]
    assert numbers(look(workspace, "沢田", "4111")) == []


def test_a_text_without_a_letter_finds_nothing(workspace: Workspace) -> None:
    assert numbers(look(workspace, "")) == numbers(look(workspace, "、")) == []


def test_only_in_the_fields_that_are_asked_for(workspace: Workspace) -> None:
    assert numbers(look(workspace, "太郎", fields=PEOPLE)) == [1, 3]
    assert numbers(look(workspace, "太郎", fields=frozenset({FieldName.OPINION}))) == []
    assert numbers(look(workspace, "scan003", fields=PEOPLE)) == []


def test_an_unsure_value_is_found_by_its_candidates_until_a_person_decides(workspace: Workspace) -> None:
    assert look(workspace, "太郎!").submissions[0].why[0].how is How.CANDIDATE
    name = workspace.submission(1).field(FieldName.NAME)
    workspace.decisions.decide(name.id, Decision.EDITED, "高橋 次郎", by="係員B", version=name.version)
    assert numbers(look(workspace, "高橋次郎")) == [1]
    assert look(workspace, "髙橋太郎!").submissions == ()


def test_only_what_was_received_then_and_for_that_consultation(workspace: Workspace) -> None:
    day, none = date(2021, 9, 1), timedelta(days=1)
    for received, there in (((day, day), True), ((day + none, None), False), ((None, day - none), False)):
        assert bool(find(Lookup(workspace.database, None, received), ["4111"]).submissions) is there
        assert bool(find(Lookup(workspace.database, None, received), ["S0001"]).submissions) is there
    assert find(Lookup(workspace.database, "other"), ["4111"]).submissions == ()


def test_who_has_it_before_them(workspace: Workspace) -> None:
    claims = workspace.claims("係員D", 10)
    assert claims.take(None, begun=1, without=())
    clock = Clock(days=1)
    assert find(Lookup(workspace.database), ["S0001"], clock=clock).submissions[0].submission.held_by == "係員D"
    assert find(Lookup(workspace.database), ["S0002"], clock=clock).submissions[0].submission.held_by is None


def test_what_was_purged_is_not_found_by_what_it_was(workspace: Workspace) -> None:
    workspace.purge(PurgeScope(undecided=True), by="係員A")
    for text in ("髙橋太郎", "たかはし", "4111", "scan001", "太郎!", "内丸"):
        assert look(workspace, text).submissions == (), text
    assert look(workspace, "S0001").submissions[0].submission.purged

"""Groups of like opinions: what people did stands until it is taken back, and no proposal changes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.store import GroupActionKind, Workspace
from ocr_intake.store.opinion_group_records import (
    AlreadyArrangedError,
    ChangedSinceError,
    GroupsChangedError,
    NoGroupActionError,
    NoSuchGroupError,
    NotAnOpinionError,
    NothingToArrangeError,
    TitleRefusedError,
)
from ocr_intake.store.opinion_groups import LONGEST_TITLE, OpinionGroups
from tests.store.builders import submission, workspace_with

BY = "係員A"


@pytest.fixture
def workspace(backend: str, tmp_path: Path) -> Iterator[Workspace]:
    """Six opinions of three people."""
    made = (submission(opinions=(f"窓口を{n}つ増やしてほしい。", f"手続きを{n}割減らしてほしい。")) for n in (1, 2, 3))
    with workspace_with(tmp_path, *made) as opened:
        yield opened


@pytest.fixture
def groups(workspace: Workspace) -> OpinionGroups:
    return workspace.opinion_groups


@pytest.fixture
def opinions(workspace: Workspace) -> list[int]:
    return [opinion.id for made in workspace.submissions("dx") for opinion in made.opinions]


def members(groups: OpinionGroups) -> list[tuple[int, ...]]:
    return [group.opinions for group in groups.of("dx").groups]


def test_what_is_accepted_is_a_group(groups: OpinionGroups, opinions: list[int]) -> None:
    a, b, c, *_ = opinions
    made = groups.accept("dx", [b, a], None, by=BY)
    assert (made.key, made.opinions, made.title) == (f"G{made.id}", (b, a), None)
    assert groups.accept("dx", [c], made.id, by=BY).opinions == (b, a, c)
    assert groups.of("dx").arranged == {a, b, c}
    assert groups.of("another").groups == ()


def test_no_proposal_changes_what_a_person_arranged(groups: OpinionGroups, opinions: list[int]) -> None:
    a, b, c, d, *_ = opinions
    made = groups.accept("dx", [a, b], None, by=BY)
    groups.move("dx", [c], None, by=BY)
    for taken in (a, c):
        with pytest.raises(AlreadyArrangedError):
            groups.accept("dx", [taken, d], None, by=BY)
    with pytest.raises(AlreadyArrangedError):
        groups.accept("dx", [c], made.id, by=BY)
    assert members(groups) == [(a, b)]
    assert groups.of("dx").alone == {c}


def test_moving_splitting_joining_and_titles(groups: OpinionGroups, opinions: list[int]) -> None:
    a, b, c, d, e, f = opinions
    one = groups.accept("dx", [a, b, c], None, by=BY).id
    two = groups.accept("dx", [d, e], None, by=BY).id
    groups.move("dx", [f, c], two, by=BY, first=True)
    assert members(groups) == [(a, b), (f, c, d, e)]
    three = groups.split("dx", two, [d, c], by=BY)
    assert three.opinions == (d, c)
    assert groups.retitle("dx", one, " 窓口について ", by=BY).title == "窓口について"
    assert groups.join("dx", [one, three.id, two], by=BY).opinions == (a, b, d, c, f, e)
    assert [group.title for group in groups.of("dx").groups] == ["窓口について"]
    groups.move("dx", [b], one, by=BY, first=True)
    assert members(groups) == [(b, a, d, c, f, e)]


def test_a_new_group_takes_opinions_from_wherever_they_are(groups: OpinionGroups, opinions: list[int]) -> None:
    a, b, c, d, *_ = opinions
    groups.accept("dx", [a, b], None, by=BY)
    groups.move("dx", [c], None, by=BY)
    assert groups.gather("dx", [c, b, d], by=BY).opinions == (c, b, d)
    assert members(groups) == [(a,), (c, b, d)]
    assert not groups.of("dx").alone
    groups.undo("dx", by=BY)
    assert members(groups) == [(a, b)]
    assert groups.of("dx").alone == {c}


def test_everything_can_be_taken_back(groups: OpinionGroups, opinions: list[int]) -> None:
    a, b, c, d, *_ = opinions
    seen = [groups.of("dx")]
    one = groups.accept("dx", [a, b], None, by=BY).id
    seen.append(groups.of("dx"))
    two = groups.accept("dx", [c, d], None, by=BY).id
    seen.append(groups.of("dx"))
    groups.retitle("dx", one, "窓口", by=BY)
    seen.append(groups.of("dx"))
    groups.join("dx", [one, two], by=BY)
    seen.append(groups.of("dx"))
    groups.split("dx", one, [b], by=BY)
    seen.append(groups.of("dx"))
    groups.move("dx", [a], None, by=BY)
    for before in reversed(seen):
        groups.undo("dx", by=BY)
        assert groups.of("dx").groups == before.groups
        assert groups.of("dx").alone == before.alone
    with pytest.raises(NoGroupActionError):
        groups.undo("dx", by=BY)
    assert [each.kind for each in groups.history("dx")].count(GroupActionKind.UNDONE) == 6


def test_what_others_did_since_is_not_undone_with_it(groups: OpinionGroups, opinions: list[int]) -> None:
    a, b, c, d, e, *_ = opinions
    made = groups.accept("dx", [a, b], None, by=BY).id
    groups.accept("dx", [c, d], None, by="係員B")
    groups.accept("dx", [e], made, by="係員B")
    with pytest.raises(ChangedSinceError):
        groups.undo("dx", by=BY)
    assert groups.undo("dx", by="係員B") is GroupActionKind.ACCEPTED
    assert groups.undo("dx", by=BY) is GroupActionKind.ACCEPTED
    assert members(groups) == [(c, d)]


def test_a_change_from_an_old_look_is_refused(groups: OpinionGroups, opinions: list[int]) -> None:
    a, b, c, *_ = opinions
    seen = groups.of("dx").version
    groups.accept("dx", [a, b], None, by="係員B", seen=seen)
    with pytest.raises(GroupsChangedError, match="係員B"):
        groups.move("dx", [c], None, by=BY, seen=seen)
    groups.move("dx", [c], None, by=BY, seen=groups.of("dx").version)


def test_what_makes_no_sense_is_refused(groups: OpinionGroups, opinions: list[int]) -> None:
    a, b, c, *_ = opinions
    made = groups.accept("dx", [a, b], None, by=BY).id
    for wrong in (
        lambda: groups.accept("dx", [c], None, by=BY),
        lambda: groups.move("dx", [], made, by=BY),
        lambda: groups.gather("dx", [], by=BY),
        lambda: groups.move("dx", [a], made, by=BY),
        lambda: groups.move("dx", [a], made, by=BY, first=True),
        lambda: groups.split("dx", made, [a, b], by=BY),
        lambda: groups.split("dx", made, [c], by=BY),
        lambda: groups.join("dx", [made, made], by=BY),
        lambda: groups.retitle("dx", made, None, by=BY),
    ):
        with pytest.raises(NothingToArrangeError):
            wrong()
    for unknown in (
        lambda: groups.accept("dx", [c], 99, by=BY),
        lambda: groups.move("dx", [c], 99, by=BY),
        lambda: groups.retitle("dx", 99, "題", by=BY),
        lambda: groups.join("dx", [made, 99], by=BY),
    ):
        with pytest.raises(NoSuchGroupError):
            unknown()
    with pytest.raises(NotAnOpinionError):
        groups.accept("dx", [c, 9999], None, by=BY)
    with pytest.raises(NotAnOpinionError):
        groups.accept("another", [a, b], None, by=BY)
    with pytest.raises(TitleRefusedError):
        groups.retitle("dx", made, "題" * (LONGEST_TITLE + 1), by=BY)
    assert members(groups) == [(a, b)]


def test_it_is_in_the_audit_and_sealed(workspace: Workspace, groups: OpinionGroups, opinions: list[int]) -> None:
    a, b, *_ = opinions
    groups.accept("dx", [a, b], None, by=BY)
    groups.retitle("dx", 1, "秘密の題", by=BY)
    groups.undo("dx", by=BY)
    trail = [event for event in workspace.audit_trail() if event.subject == "opinion_group"]
    assert [event.action for event in trail] == ["opinions.accepted", "opinions.titled", "opinions.undone"]
    assert "秘密" not in repr(trail)
    assert workspace.check_integrity().damages == ()

"""What was typed into tables of answers: merged by what was there when the table was written, and never lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.store import Recorded, Subject, TypedCell, Workspace
from ocr_intake.store.reply_records import NoReadingError, UnknownRowError
from tests.store.builders import submission, workspace_with

HERE, THERE = "a" * 64, "b" * 64
"""Where two files lie."""


@pytest.fixture
def workspace(backend: str, tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(), submission()) as opened:
        yield opened


@pytest.fixture
def row(workspace: Workspace) -> Subject:
    return Subject(opinion=workspace.submission(1).opinions[0].id)


def typed(
    workspace: Workspace, row: Subject, value: str | None, as_of: int = 0, place: str = HERE, part: str = "answer"
) -> Recorded:
    return workspace.replies.record("dx", [TypedCell(row, part, value, as_of)], place=place, by="係員A")


def held(workspace: Workspace) -> list[str | None]:
    return [cell.value for cell in workspace.replies.of("dx")]


def beside(workspace: Workspace) -> list[str | None]:
    return [cell.value for cell in workspace.replies.beside("dx")]


def test_what_is_typed_holds(workspace: Workspace, row: Subject) -> None:
    assert typed(workspace, row, None) == Recorded(None, (), ()), "nothing was typed"
    done = typed(workspace, row, "ご意見のとおりとします。")
    assert [cell.value for cell in done.changed] == ["ご意見のとおりとします。"]
    (cell,) = workspace.replies.of("dx")
    assert (cell.subject, cell.part, cell.by) == (row, "answer", "係員A")
    assert typed(workspace, row, "ご意見のとおりとします。").reading is None, "read again, nothing is new"
    assert workspace.replies.of("another") == ()


def test_the_same_file_may_be_read_again_and_again(workspace: Workspace, row: Subject) -> None:
    typed(workspace, row, "第一案")
    assert typed(workspace, row, "第二案").conflicts == ()
    assert held(workspace) == ["第二案"]


def test_a_cell_that_nobody_touched_changes_nothing(workspace: Workspace, row: Subject) -> None:
    typed(workspace, row, "よそで書いた案")
    assert typed(workspace, row, None, place=THERE) == Recorded(None, (), ()), (
        "a copy where the cell is empty as written"
    )
    assert held(workspace) == ["よそで書いた案"]


def test_what_was_typed_twice_is_kept_beside(workspace: Workspace, row: Subject) -> None:
    typed(workspace, row, "一方の案")
    done = typed(workspace, row, "他方の案", place=THERE)
    ((mine, theirs),) = done.conflicts
    assert theirs is not None
    assert (mine.value, theirs.value, done.changed) == ("他方の案", "一方の案", ())
    assert held(workspace) == ["一方の案"]
    assert beside(workspace) == ["他方の案"]
    again = typed(workspace, row, "他方の案", place=THERE)
    assert (again.reading, len(again.conflicts)) == (None, 1), "told again, not kept twice"
    typed(workspace, row, "折衷案", as_of=workspace.replies.last("dx"), place=THERE)
    assert (held(workspace), beside(workspace)) == (["折衷案"], []), "whoever writes the cell anew settles it"


def test_what_is_kept_beside_is_not_settled_by_who_has_not_seen_it(workspace: Workspace, row: Subject) -> None:
    typed(workspace, row, "一方の案")
    typed(workspace, row, "他方の案", place=THERE)
    assert typed(workspace, row, "一方の第二案").conflicts == (), "in a table of before the other"
    assert (held(workspace), beside(workspace)) == (["一方の第二案"], ["他方の案"])


def test_emptying_a_cell_is_a_change(workspace: Workspace, row: Subject) -> None:
    typed(workspace, row, "案")
    typed(workspace, row, None, as_of=workspace.replies.last("dx"), place=THERE)
    assert held(workspace) == [None]


def test_a_reading_is_taken_back(workspace: Workspace, row: Subject) -> None:
    typed(workspace, row, "第一案")
    typed(workspace, row, "第二案")
    typed(workspace, row, "他方の案", place=THERE)
    assert workspace.replies.undo("dx", by="係員B") == 1
    assert beside(workspace) == []
    workspace.replies.undo("dx", by="係員B")
    assert held(workspace) == ["第一案"]
    workspace.replies.undo("dx", by="係員B")
    assert held(workspace) == []
    with pytest.raises(NoReadingError):
        workspace.replies.undo("dx", by="係員B")
    assert [cell.value for cell in typed(workspace, row, "第二案").changed] == ["第二案"], "the file can be read again"


def test_rows_of_others_are_refused(workspace: Workspace, row: Subject) -> None:
    for wrong in (Subject(opinion=9999), Subject(group=1), Subject(opinion=1)):  # 1 is a name
        with pytest.raises(UnknownRowError):
            typed(workspace, wrong, "案")
    with pytest.raises(UnknownRowError):
        workspace.replies.record("another", [TypedCell(row, "answer", "案", 0)], place=HERE, by="係員A")


def test_numbers_stay(workspace: Workspace, row: Subject) -> None:
    other = Subject(opinion=workspace.submission(2).opinions[0].id)
    assert workspace.replies.number("dx", [other]) == {other: 1}
    assert workspace.replies.number("dx", [row, other]) == {other: 1, row: 2}
    assert workspace.replies.number("dx", []) == workspace.replies.numbers("dx") == {other: 1, row: 2}


def test_it_is_in_the_audit_without_what_was_typed(workspace: Workspace, row: Subject) -> None:
    typed(workspace, row, "秘密の案")
    workspace.replies.undo("dx", by="係員B")
    trail = [event for event in workspace.audit_trail() if event.action.startswith("answers.")]
    assert [event.action for event in trail] == ["answers.read", "answers.undone"]
    assert "秘密" not in repr(trail)
    assert workspace.check_integrity().damages == ()

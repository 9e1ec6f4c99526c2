"""Correcting a batch: what follows, what is refused, and that it can be taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.model.fields import Flag, FlagCode
from ocr_intake.model.pages import Channel
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import BatchChangedError, BatchFacts, BatchUnchangedError, UnknownRecordError, Workspace
from tests.store.builders import submission, workspace_with

pytestmark = pytest.mark.usefixtures("backend")

LATE = Flag(FlagCode.LATE)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(), submission(flags=(LATE,))) as opened:
        yield opened


def sound(workspace: Workspace) -> bool:
    return workspace.ledger(deep=True).balances and not workspace.check_integrity().damages


def flags(workspace: Workspace) -> list[list[str]]:
    return [[flag.code.value for flag in made.flags] for made in workspace.submissions()]


def test_everything_follows(workspace: Workspace) -> None:
    seen = workspace.batches.outline(1).facts
    assert seen == BatchFacts("dx", Channel.POST, date(2021, 9, 1))
    wanted = BatchFacts("roads", Channel.FAX, date(2021, 10, 30))
    made = workspace.batches.correct(1, seen, wanted, FlagCode.LATE_BY_POST, by="係員B")
    assert made.facts == wanted
    assert flags(workspace) == [["late_by_post"], ["late_by_post"]], "the flags of the reading do not count any more"
    assert [(s.consultation, s.channel, s.received) for s in workspace.submissions()] == [
        ("roads", Channel.FAX, date(2021, 10, 30))
    ] * 2
    assert workspace.ledger("dx").submissions.total == 0
    assert workspace.ledger("roads").submissions.flagged == 2
    assert [line.id for line in workspace.outlines("roads")] == [1, 2]
    assert workspace.audit_trail()[-1].action == "batch.corrected"
    assert sound(workspace)


def test_a_correction_that_makes_it_come_in_time_takes_the_flag_away(workspace: Workspace) -> None:
    seen = workspace.batches.outline(1).facts
    assert flags(workspace) == [[], ["late"]]
    workspace.batches.correct(1, seen, replace(seen, received=date(2021, 8, 30)), None, by="係員B")
    assert flags(workspace) == [[], []]
    assert workspace.ledger().submissions.flagged == 0
    assert sound(workspace)


def test_the_last_correction_is_taken_back_one_after_the_other(workspace: Workspace) -> None:
    first = workspace.batches.outline(1).facts
    second, third = replace(first, channel=Channel.HAND), replace(first, channel=Channel.FAX)
    workspace.batches.correct(1, first, second, FlagCode.LATE, by="係員B")
    workspace.batches.correct(1, second, third, FlagCode.LATE, by="係員B")
    for expected in (second, first):
        last = workspace.batches.outline(1).last_correction
        assert last is not None
        assert workspace.batches.undo(1, last.id, None, by="係員C").facts == expected
    outline = workspace.batches.outline(1)
    assert outline.last_correction is None
    assert len(outline.corrections) == 4, "the record of all of it stays"
    assert sound(workspace)


def test_who_saw_an_older_state_is_told(workspace: Workspace) -> None:
    seen = workspace.batches.outline(1).facts
    made = workspace.batches.correct(1, seen, replace(seen, channel=Channel.FAX), None, by="係員B")
    with pytest.raises(BatchChangedError):
        workspace.batches.correct(1, seen, replace(seen, channel=Channel.HAND), None, by="係員C")
    assert made.last_correction is not None
    workspace.batches.undo(1, made.last_correction.id, None, by="係員B")
    with pytest.raises(BatchChangedError):
        workspace.batches.undo(1, made.last_correction.id, None, by="係員C")
    with pytest.raises(BatchUnchangedError):
        workspace.batches.correct(1, seen, seen, None, by="係員C")
    with pytest.raises(UnknownRecordError):
        workspace.batches.outline(7)


def test_accepted_ones_are_counted(workspace: Workspace) -> None:
    workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員A", version=0)
    outline = workspace.batches.outline(1)
    assert (outline.files, outline.submissions, outline.accepted, outline.waiting) == (2, 2, 1, 0)


def test_what_one_names_a_batch_by_lists_it(workspace: Workspace) -> None:
    assert [each.batch.id for each in workspace.batches.all("dx")] == [1]
    assert workspace.batches.all("roads") == ()
    assert workspace.batches.submissions(1) == (1, 2)
    assert [name for name, _ in workspace.batches.files(1)] == ["scan001.tif", "scan002.tif"]

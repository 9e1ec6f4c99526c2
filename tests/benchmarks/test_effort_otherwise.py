"""Other ways through the queue in ``benchmarks.effort``: side by side, and fields that two people type."""

from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.effort import drive
from benchmarks.effort.clerk import Place, Settle, Shown, decide, looked
from benchmarks.effort.faces import Rules
from benchmarks.effort.keyed import double_keying
from benchmarks.effort.model import AROUND, Effort
from benchmarks.effort.pressing import OfTerminal, keys, keys_of
from benchmarks.effort.sideways import A_ROW, by_character, by_field
from ocr_intake.model.fields import FieldName
from ocr_intake.model.written import Doubt
from ocr_intake.store import SubmissionState, Workspace
from tests.benchmarks.test_effort_driven import WRONG_PHONE, found_in, truths
from tests.review.test_by_character import TEXT, doubtful
from tests.store.builders import VALUES, submission, workspace_with

PHONE = FieldName.PHONE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three telephone numbers are wrong; the first and the last are asked about."""
    asked = submission(flagged={PHONE: 0.4})
    workspace_with(tmp_path, asked, submission(), asked).close()
    return tmp_path / "workspace"


def test_side_by_side_the_rest_is_asked_one_by_one_and_only_what_is_asked_is_mended(folder: Path) -> None:
    found, counted, taken = found_in(folder), drive.Counted(), defaultdict[int, Effort](Effort)
    with Workspace.open(folder) as workspace:
        by_field(workspace, found, counted, taken)
    assert counted.questions == {("typed-scan", "phone"): 2}
    one = counted.total()
    assert (one.compared, one.mental) == (2 * len(VALUES[PHONE]), 2 * 2), "each is looked at and mended"
    assert one.keys < 2 * (len(WRONG_PHONE) + 2) + A_ROW + 1
    with closing(Rules(folder)) as rules:
        drive.answer_all(rules, found, counted, taken)
    with Workspace.open(folder) as workspace:
        drive.count_left(counted, found, workspace.submissions())
        assert {each.state for each in workspace.submissions()} == {SubmissionState.ACCEPTED}
        assert [each.field(PHONE).value for each in workspace.submissions()] == [
            WRONG_PHONE,
            VALUES[PHONE],
            WRONG_PHONE,
        ]
    assert counted.left["typed-scan"].wrong == 1


def test_two_people_who_type_leave_nothing_that_nobody_was_asked_about(folder: Path) -> None:
    found = found_in(folder)
    counted = double_keying(folder, found, [PHONE])
    with Workspace.open(folder) as workspace:
        drive.count_left(counted, found, workspace.submissions())
        assert {each.state for each in workspace.submissions()} == {SubmissionState.ACCEPTED}
    assert counted.left["typed-scan"].wrong == 0
    assert counted.questions["typed-scan", "phone"] == 2 * len(truths())
    assert counted.total(name="phone").read == 2 * 3 * len(WRONG_PHONE)


def test_places_of_a_character_that_fill_no_screen_are_left_to_the_usual_review(tmp_path: Path) -> None:
    made = [doubtful((1, "7")) for _ in range(13)]
    workspace_with(tmp_path, *made, doubtful((12, "入"))).close()
    counted, taken = drive.Counted(), defaultdict[int, Effort](Effort)
    with Workspace.open(tmp_path / "workspace") as workspace:
        found = found_in(tmp_path / "workspace")
        by_character(workspace, found, counted, taken)
        decided = [each.opinions[0].decided for each in workspace.submissions()]
    assert decided == [True] * 13 + [False]
    assert counted.total().compared == 13 * (1 + 2 * AROUND)


def test_what_was_said_to_a_place_before_is_not_looked_at_again() -> None:
    doubts = (Doubt(1, 2, 0.5, ("7",)), Doubt(12, 13, 0.5, ("入",)))
    shown = Shown(FieldName.OPINION, TEXT, doubts=doubts, given=("7", None))
    act = decide(shown, TEXT)
    assert act == Settle((Place("7", given=True), Place("人")))
    assert looked(shown, act) == Effort(mental=1, compared=1 + 2 * AROUND, screens=1)
    assert keys(keys_of(act, shown, OfTerminal())) == 2, "one for the place, one for the text"

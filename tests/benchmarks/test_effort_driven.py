"""The clerk of ``benchmarks.effort`` in front of the rules of the review."""

from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from benchmarks.effort import drive, report
from benchmarks.effort.faces import Face, Rules
from benchmarks.effort.papers import Papers, papers
from benchmarks.effort.together import sit_together
from ocr_intake.evaluate.records import Truth
from ocr_intake.model.fields import FieldName
from ocr_intake.store import SubmissionState, Workspace
from tests.store.builders import VALUES, submission, with_doubts, workspace_with

TRUE = "窓口の手続きをもっと簡単にしてほしい。"
READ = "窓囗の手続きをもっと簡革にしてほしい。"
WRONG_PHONE = "019-000-0001"


def truths() -> tuple[Truth, ...]:
    keys = {"hand": "typed", "profile": "scan200"}
    values = {**VALUES, FieldName.PHONE: WRONG_PHONE, FieldName.OPINION: f"・{TRUE}"}
    return tuple(Truth(f"scan{n:03d}.tif", (1,), values, "individual", str(n), keys) for n in (1, 2, 3))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three papers: a telephone number is wrong and asked about, wrong and not asked about, and asked about again.

    Of the opinion one of two wrong characters is doubtful in the first, which is the only doubt there is.
    """
    asked = submission(opinions=(READ,), flagged={FieldName.PHONE: 0.4})
    silent = submission(opinions=(TRUE,))
    workspace_with(tmp_path, with_doubts(asked, (1, 2)), silent, submission(flagged={FieldName.PHONE: 0.4})).close()
    return tmp_path / "workspace"


def found_in(folder: Path) -> Papers:
    with Workspace.open(folder) as workspace:
        return papers(truths(), workspace.submissions())


def counted_with(face: Face, folder: Path) -> drive.Counted:
    found = found_in(folder)
    with closing(face):
        counted = drive.verify(face, found)
    with Workspace.open(folder) as workspace:
        drive.count_left(counted, found, workspace.submissions())
        assert {stored.state for stored in workspace.submissions()} == {SubmissionState.ACCEPTED}
        assert all(stored.final_opinions for stored in workspace.submissions()), "whether anybody was asked or not"
    return counted


def test_only_what_is_asked_is_mended(folder: Path) -> None:
    counted = counted_with(Rules(folder), folder)
    left = counted.left["typed-scan"]
    assert (left.wrong, left.fields, left.by_field) == (1, 12, ((FieldName.PHONE, 1),))
    assert left.wrong_characters == 1
    assert counted.questions == {
        ("typed-scan", "phone"): 2,
        ("typed-scan", "opinion"): 1,
        ("typed-scan", "submission"): 3,
    }
    opinion = counted.total(name="opinion")
    assert opinion.compared == 1 + 4, "the doubtful place and what stands beside it"


def test_before_each_opinion_was_compared_as_a_whole(folder: Path) -> None:
    found = found_in(folder)
    with closing(Rules(folder)) as rules:
        counted = drive.verify_whole_opinions(rules, found)
    with Workspace.open(folder) as workspace:
        drive.count_left(counted, found, workspace.submissions())
    assert counted.total(name="opinion").compared == 3 * len(TRUE)
    assert counted.left["typed-scan"].wrong_characters == 0


def test_a_paper_that_was_not_found_is_wrong_as_a_whole(folder: Path) -> None:
    lost = Truth("other.tif", (1,), {**VALUES, FieldName.OPINION: f"・{TRUE}"}, "individual", "4")
    counted = drive.Counted()
    drive.count_left(counted, Papers({}, (lost,)), ())
    left = counted.left["hand-scan"]
    assert (left.wrong, left.fields, left.wrong_characters, left.wrong_kinds) == (4, 4, 1 + len(TRUE), 1)


def test_a_submission_that_is_no_paper_is_left_out(folder: Path) -> None:
    with closing(Rules(folder)) as rules:
        counted = drive.verify(rules, Papers({}, ()))
    with Workspace.open(folder) as workspace:
        assert {stored.state for stored in workspace.submissions()} == {SubmissionState.REJECTED}
    assert {kind for kind, _ in counted.efforts} == {drive.NO_PAPER}


def test_two_at_once_are_never_in_each_others_way(folder: Path) -> None:
    both = sit_together([partial(Rules, folder, "係員A"), partial(Rules, folder, "係員B")], 4)
    assert (both.answers, both.refused) == (4, 0)


def test_the_report_says_which_bars_are_kept(folder: Path) -> None:
    now = counted_with(Rules(folder), folder)
    ways = {"typing": drive.typing(truths()), "before": now, "now": now}
    bars = {bar.name: bar for bar in report.bars(ways)}
    assert bars["seconds a submission"].kept
    assert bars["wrong values in 1,000"].figure == pytest.approx(1000 / 12)
    assert not bars["wrong values in 1,000"].kept
    lines = list(report.tables(ways))
    assert any(line.startswith("| typed-scan | 3 | now |") for line in lines)
    figures = str(report.as_json(ways))
    assert not any(text in figures for text in (TRUE, WRONG_PHONE, *VALUES.values())), "nothing that stands on a paper"

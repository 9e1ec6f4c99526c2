"""The clerk of ``benchmarks.effort`` in front of the real faces: by keys to the same end as by the rules alone."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.effort import drive
from benchmarks.effort.faces import Face, Rules
from benchmarks.effort.papers import papers
from benchmarks.effort.terminal import Terminal
from benchmarks.effort.web import CHROMIUM, Web
from ocr_intake.evaluate.records import Truth
from ocr_intake.model.fields import FieldName
from ocr_intake.store import SubmissionState, Workspace
from tests.store.builders import VALUES, submission, with_doubts, workspace_with

TRUE = "Wi-Fiの使える窓口を12か所に。手続きをもっと簡単にしてほしい。"
READ = "Wi-Fiの使える窓囗を13か所にに。手続きをもっと簡革にレてほしい。"
"""鬼 and nothing are the alternatives of every doubtful place."""
DOUBTFUL = ((10, 11), (13, 14), (17, 18), (19, 20), (27, 28))
PLACES = 2
"""The first four of them are looked at together."""
STILL_WRONG = 1
"""レ is not doubtful."""

web = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium")


@pytest.mark.parametrize("face", [Rules, Terminal, pytest.param(Web, marks=web)])
def test_a_face_is_driven_by_keys_to_the_same_end(face: Callable[[Path], Face], tmp_path: Path) -> None:
    doubtful = with_doubts(submission(opinions=(READ,), flagged={FieldName.PHONE: 0.4}), *DOUBTFUL)
    whole = submission(opinions=(READ,), flagged={FieldName.OPINION: 0.4, FieldName.NAME: 0.5})
    workspace_with(tmp_path, doubtful, whole, submission(opinions=(TRUE,)), submission()).close()
    folder = tmp_path / "workspace"
    values = {**VALUES, FieldName.PHONE: "019-651-4111", FieldName.NAME: "見本 太郎?", FieldName.OPINION: f"・{TRUE}"}
    truths = [Truth(f"scan{n:03d}.tif", (1,), values, "individual") for n in (1, 2, 3)]
    with Workspace.open(folder) as workspace:
        found = papers(truths, workspace.submissions())
    with closing(driven := face(folder)):
        counted = drive.verify(driven, found)
    with Workspace.open(folder) as workspace:
        drive.count_left(counted, found, workspace.submissions())
        stored = tuple(workspace.submissions())
        assert [each.state for each in stored] == 3 * [SubmissionState.ACCEPTED] + [SubmissionState.REJECTED]
        texts = [opinion.value for each in stored[:3] for opinion in each.opinions]
    assert texts == [TRUE.replace("簡単にし", "簡単にレ"), TRUE, TRUE]
    left = counted.left["hand-scan"]
    assert left.by_field == ((FieldName.NAME, 1), (FieldName.PHONE, 1), (FieldName.NAME, 1), (FieldName.PHONE, 1))
    assert left.wrong_characters == STILL_WRONG
    assert counted.questions["hand-scan", "opinion"] == 2
    assert counted.total(name="opinion").screens == PLACES + 1
    assert driven.refused == 0
    assert counted.questions[drive.NO_PAPER, drive.WHOLE] == 1

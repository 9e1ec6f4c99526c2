"""From verified values to a head in force, and back: the real recogniser, and somebody whose 7 looks like a 1."""

import hashlib
import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_intake.cli.app import run
from ocr_intake.cli.probes import Health, probe_learnt
from ocr_intake.errors import ExitCode
from ocr_intake.layout.line_images import cut_line
from ocr_intake.layout.lines import LineRegion
from ocr_intake.model.fields import FIELDS, FieldName, FieldValue
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.pages import Channel, PageRole
from ocr_intake.model.reading import Direction, Line, LineImage, PageQuality, PageReading, Reading
from ocr_intake.model.review import Decision
from ocr_intake.model.submission import Opinion, Submission, SubmitterKind
from ocr_intake.pipeline import adaptation
from ocr_intake.pipeline.acceptance import Verdict
from ocr_intake.pipeline.adaptation import Attempt, NothingNew, TooFewLinesError, in_force, keep, learn
from ocr_intake.pipeline.page import clean_again
from ocr_intake.pipeline.verified_lines import known_lines
from ocr_intake.pipeline.worker import EngineSetup
from ocr_intake.readers.learnt import Learnt
from ocr_intake.readers.ppocr import Recogniser
from ocr_intake.store import LearningRunningError, Workspace
from tests.store.builders import empty_workspace, outcome, source

pytestmark = pytest.mark.engine

SUBMISSIONS = 26
WIDTH, HEIGHT = 620, 420
QUALITY = PageQuality(100.0)
MEANT = str.maketrans("1", "7")
"""What this writer means by what is drawn."""
PLACES = ("Kita", "Naka", "Fuji", "Mori", "Hana", "Yama", "Kawa")


@cache
def recogniser() -> Recogniser:
    return Recogniser.load()


def texts(number: int) -> list[str]:
    """What is drawn on a page: four lines by hand, and a printed one."""
    dice = np.random.default_rng(number)
    lines = [f"{PLACES[dice.integers(7)]} {dice.integers(100, 999)}-1{dice.integers(10, 99)} Gate" for _ in range(4)]
    return [*lines, "Comment form"]


def page_of(number: int) -> tuple[NDArray[np.uint8], PageReading]:
    """A page with its reading, as an ingest would have it."""
    pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
    boxes = []
    for row, text in enumerate(texts(number)):
        cv2.putText(pixels, text, (40, 60 + 75 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2, cv2.LINE_AA)
        ink = np.argwhere(pixels[20 + 75 * row : 80 + 75 * row] < 128)
        top, left = ink.min(axis=0)
        bottom, right = ink.max(axis=0) + 1
        boxes.append(Box(int(left), int(top) + 20 + 75 * row, int(right), int(bottom) + 20 + 75 * row))
    clean = clean_again(pixels, QUALITY)
    images = [cut_line(clean, LineRegion(box, Direction.HORIZONTAL)) for box in boxes]
    answers = [answer for answer in recogniser().read(images) if isinstance(answer, Reading)]
    lines = tuple(Line(box, Direction.HORIZONTAL, (answer,)) for box, answer in zip(boxes, answers, strict=True))
    return pixels, PageReading(1, WIDTH, HEIGHT, PageRole.CONTENT, QUALITY, lines, digest=f"{number:064d}")


def proposed(reading: PageReading) -> Submission:
    """The four lines are an opinion."""
    regions = tuple(Region(1, line.box) for line in reading.lines[:4])
    text = "\n".join(line.text for line in reading.lines[:4])
    fields = tuple(
        FieldValue(name, text, 0.5, regions=regions) if name is FieldName.OPINION else FieldValue(name, None, 0.9)
        for name in FIELDS
    )
    return Submission((1,), SubmitterKind.INDIVIDUAL, fields, (Opinion(text, "", regions),))


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose opinions were put right one by one, all but the last, which was accepted as a whole."""
    folder = tmp_path_factory.mktemp("learn")
    with empty_workspace(folder / "workspace") as workspace:
        with workspace.ingest() as ingest:
            batch = ingest.start_batch("dx", Channel.POST, [folder], operator="係員A", received=date(2021, 9, 1))
            for number in range(SUBMISSIONS):
                path = folder / f"scan{number:03d}.png"
                pixels, reading = page_of(number)
                path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
                file = source(path)
                ingest.register(path, file, batch.id)
                ingest.save_page(file.sha256, reading, path.read_bytes())
                ingest.save_outcome(file.sha256, outcome(proposed(reading)))
        for submission in list(workspace.submissions())[:-1]:
            (opinion,) = submission.opinions
            typed = "\n".join(texts(submission.id - 1)[:4]).translate(MEANT)
            workspace.decisions.decide(opinion.id, Decision.EDITED, typed, by="係員B", version=0)
    return folder / "workspace"


def allow_small(patch: pytest.MonkeyPatch) -> None:
    """A workspace as small as this one is enough, and who is held back does not depend on its identity."""
    patch.setattr(adaptation, "FEWEST_LINES", 60)
    patch.setattr(adaptation, "FEWEST_HELD", 16)
    patch.setattr(adaptation, "lot", lambda *subject: subject[-1] % 5 / 5)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    allow_small(monkeypatch)


@pytest.fixture
def workspace(reviewed: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it."""
    shutil.copytree(reviewed, tmp_path / "workspace")
    with Workspace.open(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def switched_on(tmp_path: Path) -> list[str]:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text("[learning]\nenabled = true\n", encoding="utf-8")
    return ["--config", str(tmp_path / "config"), "learn", "--workspace", str(tmp_path / "workspace")]


@pytest.fixture(scope="module")
def attempt(reviewed: Path) -> Attempt:
    """One attempt for all tests that look at it."""
    with pytest.MonkeyPatch.context() as patch, Workspace.open(reviewed) as opened:
        allow_small(patch)
        made = learn(opened)
    assert isinstance(made, Attempt)
    return made


def test_lines_are_what_a_person_said_and_readers_saw(workspace: Workspace) -> None:
    found = list(known_lines(workspace))
    assert {line.submission for line in found} == set(range(1, SUBMISSIONS)), "the last was looked at by nobody"
    verified = [line for line in found if line.verified]
    assert len(verified) == 4 * (SUBMISSIONS - 1)
    assert verified[0].text == texts(0)[0].translate(MEANT)
    assert {line.text for line in found if not line.verified} == {"Comment form"}
    pixels, reading = page_of(0)
    seen = cut_line(clean_again(pixels, QUALITY), LineRegion(reading.lines[0].box, Direction.HORIZONTAL))
    np.testing.assert_array_equal(verified[0].image.pixels, seen.pixels)


def test_a_page_whose_picture_is_gone_is_left_out(workspace: Workspace) -> None:
    first = workspace.submission(1)
    workspace.files.page_image(first.sha256, 1).unlink()
    assert 1 not in {line.submission for line in known_lines(workspace)}


def test_it_reads_this_writer_better_and_print_as_before(attempt: Attempt) -> None:
    figures = attempt.figures
    assert attempt.verdict is Verdict.ACCEPTED
    assert figures.wrong_before >= figures.lines > 0, "every line has a 7 that looks like a 1"
    assert figures.wrong_after < figures.wrong_before / 2
    assert (figures.sure, figures.changed) == (figures.submissions, 0)
    image = LineImage(np.full((70, 420), 255, np.uint8), Direction.HORIZONTAL)
    cv2.putText(image.pixels, "Mori 482-163 Gate", (20, 45), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2, cv2.LINE_AA)
    (answer,) = Recogniser.load(learnt=attempt.learnt).read([image])
    assert isinstance(answer, Reading)
    assert answer.text == "Mori 482-763 Gate"


def test_what_is_better_is_kept_privately_and_read_with(workspace: Workspace, attempt: Attempt) -> None:
    assert keep(workspace, attempt, "係員A") == 1
    kept = workspace.path / "learnt" / "0001.npz"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o400
    assert stat.S_IMODE((workspace.path / "learnt" / "in-force").stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    now = in_force(workspace.learnt)
    assert now is not None
    assert now.fits
    read = EngineSetup(("ppocr",), learnt=now.learnt.to_bytes()).prepare()
    versions = read.keywords["engines"].versions  # type: ignore[attr-defined]
    assert any(version.endswith(f"learnt {now.learnt.date} {attempt.learnt.digest()}") for version in versions)
    assert isinstance(learn(workspace), NothingNew)


def test_nothing_that_people_wrote_is_in_the_record(workspace: Workspace, attempt: Attempt) -> None:
    keep(workspace, attempt, "係員A")
    event = workspace.audit_trail()[-1]
    assert event.action == "learnt.made"
    told = json.dumps(dict(event.detail)) + json.dumps(dict(attempt.learnt.note))
    assert not any(place in told for place in PLACES)


def test_what_is_not_better_changes_nothing(
    workspace: Workspace, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Attempt, "verdict", Verdict.CHANCE)
    assert keep(workspace, attempt, "係員A") is None
    assert workspace.learnt.numbers() == ()
    assert workspace.learnt.in_force() == 0
    assert workspace.audit_trail()[-1].action == "learnt.refused"
    assert isinstance(learn(workspace), NothingNew), "the same lines need not be tried again"
    (opinion,) = workspace.submission(SUBMISSIONS).opinions
    workspace.decisions.decide(opinion.id, Decision.ACCEPTED, by="係員B", version=0)
    assert adaptation._tried_before(workspace) is None


def test_too_little_is_said(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adaptation, "FEWEST_LINES", 1000)
    with pytest.raises(TooFewLinesError):
        learn(workspace)


def test_two_at_a_time_are_one_too_many(workspace: Workspace) -> None:
    with workspace.learning(), pytest.raises(LearningRunningError), workspace.learning():
        pass
    with workspace.ingest(), workspace.learning():
        pass


# ------------------------------------------------------------------------------------------------------ as a command


def test_it_is_off_unless_it_is_switched_on(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["learn", "--workspace", str(workspace.path)]) == ExitCode.CONFIG
    told = capsys.readouterr().err
    assert "[learning]" in told
    assert "enabled = true" in told
    assert run(["learn", "--status", "--workspace", str(workspace.path)]) == ExitCode.OK
    assert "無効" in capsys.readouterr().out


def test_learning_and_going_back(
    workspace: Workspace,
    attempt: Attempt,
    switched_on: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(adaptation, "learn", lambda store, listener: attempt)
    assert run(switched_on) == ExitCode.OK
    told = capsys.readouterr().out
    figures = attempt.figures
    assert f"誤った文字: {figures.wrong_before} 字" in told
    assert f"→ {figures.wrong_after} 字" in told
    assert "学んだ結果 1 番" in told
    assert run([*switched_on, "--status"]) == ExitCode.OK
    told = capsys.readouterr().out
    assert attempt.learnt.version in told
    assert "有効" in told
    assert run([*switched_on, "--back"]) == ExitCode.OK
    assert "付属の読み方に戻しました" in capsys.readouterr().out
    assert in_force(workspace.learnt) is None
    assert workspace.learnt.numbers() == (1,), "what was learnt stays"
    assert run([*switched_on, "--back"]) == ExitCode.FAILURE
    assert [event.action for event in workspace.audit_trail()][-2:] == ["learnt.made", "learnt.back"]


def test_a_refusal_is_told_with_its_figures(
    workspace: Workspace,
    attempt: Attempt,
    switched_on: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(adaptation, "learn", lambda store, listener: attempt)
    monkeypatch.setattr(Attempt, "verdict", Verdict.BROKEN)
    assert run(switched_on) == ExitCode.OK
    told = capsys.readouterr().out
    assert "今の読み方をそのまま使います" in told
    assert f"誤った文字: {attempt.figures.wrong_before} 字" in told
    assert run([*switched_on, "--status"]) == ExitCode.OK
    assert "使わないことにしました" in capsys.readouterr().out


def test_one_for_other_weights_is_not_used_and_doctor_says_so(
    workspace: Workspace, attempt: Attempt, switched_on: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    other = replace(attempt.learnt, base=hashlib.sha256(b"other weights").hexdigest())
    workspace.learnt.keep_bytes(other.to_bytes())
    now = in_force(workspace.learnt)
    assert now is not None
    assert not now.fits
    assert run([*switched_on, "--status"]) == ExitCode.OK
    assert "別のモデルのもの" in capsys.readouterr().out
    finding = probe_learnt(workspace.path)
    assert finding is not None
    assert finding.health is Health.BROKEN
    assert run([*switched_on[:2], "doctor", "--workspace", str(workspace.path)]) == ExitCode.MISSING_TOOL
    assert "ocr-intake learn" in capsys.readouterr().out
    workspace.learnt.keep_bytes(attempt.learnt.to_bytes())
    found = probe_learnt(workspace.path)
    assert found is not None
    assert found.health is Health.OK


def test_a_damaged_one_is_refused(workspace: Workspace, switched_on: list[str]) -> None:
    workspace.learnt.keep_bytes(b"something else")
    assert run([*switched_on, "--status"]) == ExitCode.WORKSPACE
    finding = probe_learnt(workspace.path)
    assert finding is not None
    assert finding.health is Health.BROKEN
    assert run([*switched_on, "--back"]) == ExitCode.OK
    assert probe_learnt(workspace.path) is None


def test_ctrl_c_leaves_everything_as_it_was(
    workspace: Workspace, switched_on: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> Learnt:
        raise KeyboardInterrupt

    monkeypatch.setattr(adaptation, "fit", interrupted)
    before = sorted(path.name for path in workspace.path.rglob("*"))
    events = len(workspace.audit_trail())
    assert run(switched_on) == ExitCode.INTERRUPTED
    left = {path.name for path in workspace.path.rglob("*")} - set(before)
    assert left <= {"learning.lock"}
    assert len(workspace.audit_trail()) == events

"""Inside a worker: what one page or one start can come to, without a process of its own."""

from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from PIL import Image

from ocr_intake.errors import IntakeError
from ocr_intake.model.pages import Page, PageRole, SetAside
from ocr_intake.model.reading import PageQuality, PageReading
from ocr_intake.pipeline import worker
from ocr_intake.pipeline.page import ReadPage
from ocr_intake.pipeline.worker import MachineFailedError, PageRead, Refused, WorkerStartError, _answer, _prepared
from tests.pipeline import fakes
from tests.pipeline.fakes import FakeReader, jobs_of, picture, spec_for


class Died(BaseException):
    pass


@pytest.fixture(autouse=True)
def _no_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(status: int) -> NoReturn:
        raise Died

    monkeypatch.setattr("os._exit", leave)


def answer(folder: Path, height: int, *, debug: bool = False) -> worker.Answer:
    (job,) = jobs_of(picture(folder / "a.png", height))
    return _answer(job, spec_for(folder, debug=debug), FakeReader(folder / "log", 0.0))


def test_a_page_is_read(tmp_path: Path) -> None:
    done = answer(tmp_path, fakes.FINE)
    assert isinstance(done, PageRead)
    assert done.png is None


def test_what_trips_the_program_is_told_without_what_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(tmp_path, fakes.TRIPS) == SetAside("reading_failed", 1, (("kind", "ValueError"),))
    assert capsys.readouterr().err == ""


def test_debug_lets_the_traceback_through(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(tmp_path, fakes.TRIPS, debug=True)
    assert "ValueError" in capsys.readouterr().err


def test_what_is_wrong_with_the_file_is_told_by_intake(tmp_path: Path) -> None:
    (job,) = jobs_of(picture(tmp_path / "a.png", fakes.FINE))
    job.path.write_bytes(b"")
    assert _answer(job, spec_for(tmp_path), FakeReader(tmp_path / "log", 0.0)) == SetAside("changed", 1)


def test_a_full_disk_is_not_the_papers_fault(tmp_path: Path) -> None:
    done = answer(tmp_path, fakes.FULL_DISK)
    assert isinstance(done, Refused)
    assert isinstance(done.error, MachineFailedError)
    assert "No space left" in str(done.error)


def test_running_out_of_memory_ends_the_process(tmp_path: Path) -> None:
    with pytest.raises(Died):
        answer(tmp_path, fakes.STARVES)


@pytest.mark.parametrize(("trouble", "error"), [("missing", fakes.EnginesMissingError), ("broken", WorkerStartError)])
def test_what_is_missing_is_told(tmp_path: Path, trouble: str, error: type[IntakeError]) -> None:
    assert isinstance(_prepared(spec_for(tmp_path, trouble=trouble)), error)


def test_starving_while_loading_ends_the_process(tmp_path: Path) -> None:
    with pytest.raises(Died):
        _prepared(spec_for(tmp_path, trouble="starves"))


def test_a_picture_keeps_its_colours(tmp_path: Path) -> None:
    (job,) = jobs_of(picture(tmp_path / "a.png", fakes.FINE))

    def red(page: Page) -> ReadPage:
        pixels = np.zeros((3, 2, 3), np.uint8)
        pixels[..., 0] = 255
        return ReadPage(PageReading(1, 2, 3, PageRole.CONTENT, PageQuality(200.0)), pixels)

    done = _answer(job, spec_for(tmp_path, pictures=True), red)
    assert isinstance(done, PageRead)
    assert done.png is not None
    (tmp_path / "red.png").write_bytes(done.png)
    with Image.open(tmp_path / "red.png") as image:
        assert image.size == (2, 3)
        assert image.getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize(
    "error", [OSError(12, "Cannot allocate memory"), RuntimeError("std::bad_alloc"), MemoryError()]
)
def test_whoever_says_that_memory_is_short_ends_the_process(tmp_path: Path, error: Exception) -> None:
    (job,) = jobs_of(picture(tmp_path / "a.png", fakes.FINE))

    def starve(page: Page) -> ReadPage:
        raise error

    with pytest.raises(Died):
        _answer(job, spec_for(tmp_path), starve)


def test_an_installation_that_cannot_look_at_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> NoReturn:
        raise ImportError(name)

    monkeypatch.setattr(worker, "import_module", missing)
    problem = worker._started(spec_for(tmp_path))
    assert isinstance(problem, WorkerStartError)
    assert problem.values == {"kind": "ImportError"}

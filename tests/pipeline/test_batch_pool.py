"""The pool: whatever one page does to its worker, every other page is read, and nothing is read twice without need."""

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from ocr_intake.errors import IntakeError
from ocr_intake.model.pages import SetAside
from ocr_intake.pipeline.pool import Pool, WorkersFailedError, default_workers
from ocr_intake.pipeline.worker import PageRead
from tests.pipeline import fakes
from tests.pipeline.fakes import jobs_of, picture, reads, spec_for


def codes(pool: Pool, folder: Path, *heights: int) -> list[str]:
    """Read pictures of these heights; what came of each, in their order."""
    paths = [picture(folder / f"{n:03d}.png", height, shade=n) for n, height in enumerate(heights)]
    answers = {job.path.name: answer for job, answer in pool.read(jobs_of(*paths))}
    assert len(answers) == len(paths)
    return [
        answer.code if isinstance(answer, SetAside) else "read" for answer in (answers[path.name] for path in paths)
    ]


def test_every_page_of_every_file_is_read_once(tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{n}.tif", *[fakes.FINE] * (n + 1), shade=n) for n in range(4)]
    with Pool(spec_for(tmp_path, pictures=True), 2) as pool:
        answers = dict(pool.read(jobs_of(*paths)))
    assert Counter(job.path.name for job in answers) == {f"{n}.tif": n + 1 for n in range(4)}
    for job, answer in answers.items():
        assert isinstance(answer, PageRead)
        assert answer.reading.number == job.page
        assert answer.png is not None
        assert answer.png.startswith(b"\x89PNG")
    assert len(reads(tmp_path)) == 10
    assert list((tmp_path / "scratch").iterdir()) == []


def test_whatever_a_page_does_the_others_are_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Pool(spec_for(tmp_path), 2) as pool:
        done = codes(pool, tmp_path, fakes.FINE, fakes.DIES, fakes.TRIPS, fakes.FINE)
    assert done == ["read", "worker_died", "reading_failed", "read"]
    tried = Counter(int(line.rpartition(":")[2]) for line in reads(tmp_path))
    assert tried == {fakes.FINE: 2, fakes.DIES: 2, fakes.TRIPS: 1}, "only deadly pages twice"
    assert capfd.readouterr().err == "", "no library and no traceback speaks to a clerk"


def test_the_second_try_has_the_machine_to_itself(tmp_path: Path) -> None:
    heights = [fakes.DIES_ONCE, *[fakes.SLOW] * 3]
    with Pool(spec_for(tmp_path, seconds=0.02), 2) as pool:
        assert codes(pool, tmp_path, *heights) == ["read"] * 4
    order = [int(line.rpartition(":")[2]) for line in reads(tmp_path)]
    again = len(order) - 1 - order[::-1].index(fakes.DIES_ONCE)
    assert again < len(order) - 1, "pages that were still waiting come after it"


def test_a_page_that_hangs_is_given_up(tmp_path: Path) -> None:
    with Pool(spec_for(tmp_path, page_timeout_s=1.5), 1) as pool:
        assert codes(pool, tmp_path, fakes.HANGS, fakes.FINE) == ["timeout", "read"]


@pytest.mark.parametrize(("trouble", "error"), [("missing", fakes.EnginesMissingError), ("dies", WorkersFailedError)])
def test_engines_that_cannot_be_loaded_end_the_run(tmp_path: Path, trouble: str, error: type[IntakeError]) -> None:
    with Pool(spec_for(tmp_path, trouble=trouble), 1) as pool, pytest.raises(error):
        codes(pool, tmp_path, fakes.FINE, fakes.FINE)
    assert reads(tmp_path) == []


def test_workers_stay_for_the_next_call_and_are_gone_at_the_end(tmp_path: Path) -> None:
    with Pool(spec_for(tmp_path), 8) as pool:
        assert codes(pool, tmp_path, fakes.FINE) == ["read"]
        (worker,) = pool._workers  # no more than there are pages
        first = worker.process.pid
        assert codes(pool, tmp_path, fakes.FINE) == ["read"]
        assert [worker.process.pid for worker in pool._workers] == [first]
        worker.process.kill()  # with nothing to do
        worker.process.join()
        assert codes(pool, tmp_path, fakes.FINE) == ["read"]
        (second,) = [worker.process.pid or 0 for worker in pool._workers]
        assert second != first
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_once_told_to_stop_it_finishes_what_is_at_work(tmp_path: Path) -> None:
    stop = threading.Event()
    paths = [picture(tmp_path / f"{n:03d}.png", fakes.FINE, shade=n) for n in range(12)]
    with Pool(spec_for(tmp_path, seconds=0.05), 2, stop) as pool:
        done = []
        for job, _ in pool.read(jobs_of(*paths)):
            done.append(job.path.name)
            if len(done) == 3:
                stop.set()
    assert 3 <= len(done) <= 6
    assert len(reads(tmp_path)) == len(done), "what was begun came back"


def test_a_worker_does_not_hear_ctrl_c(tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{n:03d}.png", fakes.SLOW, shade=n) for n in range(2)]
    with Pool(spec_for(tmp_path, seconds=0.05), 1) as pool:

        def interrupt() -> None:
            while not reads(tmp_path):
                time.sleep(0.01)
            for worker in pool._workers:
                for number in (signal.SIGINT, signal.SIGTERM):
                    os.kill(worker.process.pid or 0, number)

        thread = threading.Thread(target=interrupt)
        thread.start()
        answers = [answer for _, answer in pool.read(jobs_of(*paths))]
        thread.join()
    assert all(isinstance(answer, PageRead) for answer in answers)
    assert len(reads(tmp_path)) == 2


def test_an_exception_ends_the_workers_at_once(tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{n:03d}.png", fakes.HANGS if n else fakes.FINE, shade=n) for n in range(2)]
    started = time.monotonic()
    workers: list[int] = []

    def interrupted() -> None:
        with Pool(spec_for(tmp_path), 2) as pool:
            for _ in pool.read(jobs_of(*paths)):
                workers.extend(worker.process.pid or 0 for worker in pool._workers)
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert time.monotonic() - started < 50, "less than the page's timeout"
    assert workers
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_there_is_always_one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_workers() >= 1
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "MemAvailable:     1000 kB\n")
    assert default_workers() == 1
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "nothing of the kind")
    assert default_workers() >= 1

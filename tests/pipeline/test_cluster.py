"""Reading elsewhere: every page comes back once and as the local pool reads it, whatever goes away meanwhile."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.errors import ExitCode
from ocr_intake.model.pages import SetAside
from ocr_intake.pipeline.cluster.key import OtherKeyError, make_key
from ocr_intake.pipeline.cluster.pool import ClusterAwayError, ClusterFailedError, ClusterPool
from ocr_intake.pipeline.cluster.release import release
from ocr_intake.pipeline.cluster.remote import OtherReleaseError, page_to_send
from ocr_intake.pipeline.cluster.service import CannotListenError, _registered
from ocr_intake.pipeline.pool import Pool
from ocr_intake.pipeline.worker import PageJob, PageRead, WorkerSpec
from tests.pipeline import fakes
from tests.pipeline.fakes import jobs_of, picture, reads, spec_for

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def environment() -> dict[str, str]:
    """What a service needs to see the fakes that pages are read with here."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return os.environ | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


@dataclass(frozen=True)
class Office:
    """Where its scheduler is, and its key."""

    port: int
    key: Path

    @property
    def address(self) -> str:
        return f"tls://127.0.0.1:{self.port}"

    @property
    def scheduler(self) -> tuple[str, ...]:
        return ("scheduler", "--port", str(self.port), "--key", str(self.key))

    def worker(self, pages: int = 1) -> tuple[str, ...]:
        return ("worker", self.address, "--port", "0", "--workers", str(pages), "--key", str(self.key))

    def pool(self, spec: WorkerSpec, **more: float) -> ClusterPool:
        return ClusterPool(spec, self.address, threading.Event(), key=self.key, **more)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("key") / "key.pem"
    make_key(made)
    return made


@pytest.fixture(scope="module")
def office(key: Path) -> Iterator[Office]:
    """With a scheduler at work, and no worker yet."""
    made = Office(free_port(), key)
    with services(made.scheduler):
        yield made


@contextmanager
def services(*commands: tuple[str, ...]) -> Iterator[list[subprocess.Popen[str]]]:
    """The cluster's commands at work, from their first words on."""
    begun = [
        subprocess.Popen(
            [sys.executable, "-m", "ocr_intake", "--lang", "en", "cluster", *command],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    try:
        for process in begun:
            assert process.stdout is not None
            assert process.stdout.readline()
        yield begun
    finally:
        for process in begun:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
            process.kill()
            process.communicate()


def read_all(pool: ClusterPool | Pool, paths: list[Path], meanwhile: Callable[[int], None]) -> dict[str, str]:
    """What became of each page; ``meanwhile`` hears how many have come back."""
    made: Counter[str] = Counter()
    answers = {}
    for count, (job, answer) in enumerate(pool.read(jobs_of(*paths)), 1):
        name = f"{job.path.name}:{job.page}"
        made[name] += 1
        answers[name] = answer.code if isinstance(answer, SetAside) else "read"
        meanwhile(count)
    assert set(made.values()) <= {1}, "a page that comes back twice"
    return answers


def nothing(_count: int) -> None:
    return


@pytest.fixture
def left_by_dask() -> Iterator[None]:
    """Sockets that Dask does not close where it is told to end while it looks for a scheduler that went away."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    return [picture(tmp_path / f"{n:02d}.tif", *[fakes.FINE] * (1 + n % 3), shade=n) for n in range(12)]


def test_the_same_comes_back_as_from_the_local_pool(tmp_path: Path) -> None:
    heights = (fakes.FINE, fakes.BLANK, fakes.DIES, fakes.TRIPS, fakes.DIES_ONCE)
    paths = [picture(tmp_path / f"{n}.png", height, shade=n) for n, height in enumerate(heights)]
    paths.append(picture(tmp_path / "many.tif", *[fakes.FINE] * 3, shade=9))
    made = []
    for number, kind in enumerate((Pool, ClusterPool)):
        folder = tmp_path / str(number)
        folder.mkdir()
        spec = spec_for(folder, pictures=True)
        local = kind is Pool
        with Pool(spec, 2) if local else ClusterPool(spec, "local:2", threading.Event()) as pool:
            made.append({(job.path.name, job.page): answer for job, answer in pool.read(jobs_of(*paths))})
    assert made[0] == made[1]
    assert sum(isinstance(answer, PageRead) for answer in made[0].values()) == 6


def test_neither_a_worker_that_dies_nor_one_that_stands_still_costs_a_page(
    tmp_path: Path, papers: list[Path], office: Office
) -> None:
    with services(office.worker(), office.worker(), office.worker()) as (dying, still, _):

        def meanwhile(count: int) -> None:
            if count == 3:
                still.send_signal(signal.SIGSTOP)
            if count == 6:
                dying.kill()

        with office.pool(spec_for(tmp_path, seconds=0.1), slow_s=2.0) as pool:
            begun = time.monotonic()
            answers = read_all(pool, papers, meanwhile)
            took = time.monotonic() - begun
    assert len(answers) == 24
    assert set(answers.values()) == {"read"}
    assert took < 45, "sooner than one that stands still is given up by Dask"


@pytest.mark.usefixtures("left_by_dask")
def test_a_scheduler_that_starts_again_costs_no_page(tmp_path: Path, papers: list[Path], key: Path) -> None:
    office = Office(free_port(), key)
    with services(office.scheduler, office.worker(2)) as (first, worker), ExitStack() as again:

        def restart(count: int) -> None:
            if count == 5:
                first.kill()
                first.wait()
                again.enter_context(services(office.scheduler))

        with office.pool(spec_for(tmp_path, seconds=0.1)) as pool:
            answers = read_all(pool, papers, restart)
        assert worker.poll() is None, "it has waited for its scheduler"
    assert len(answers) == 24
    assert set(answers.values()) == {"read"}


@pytest.mark.usefixtures("left_by_dask")
def test_pages_meant_for_somebody_who_is_gone_are_read_by_whoever_comes(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ClusterPool, "_trusted", lambda pool: list(pool._readers)[:1])
    monkeypatch.setattr("ocr_intake.pipeline.cluster.pool._AHEAD", 8)
    papers = [picture(tmp_path / f"{n}.png", fakes.FINE, shade=n) for n in range(8)]
    office = Office(free_port(), key)
    with services(office.scheduler), services(office.worker(), office.worker()) as leaving, ExitStack() as coming:

        def change(count: int) -> None:
            if count == 2:
                for process in leaving:
                    process.kill()
                for process in leaving:
                    process.wait()
                coming.enter_context(services(office.worker()))

        with office.pool(spec_for(tmp_path, seconds=0.1)) as pool:
            answers = read_all(pool, papers, change)
    assert len(answers) == 8
    assert set(answers.values()) == {"read"}


def test_a_worker_has_one_port_and_leaves_no_process_behind(tmp_path: Path, office: Office) -> None:
    paper = picture(tmp_path / "paper.png", fakes.HANGS)
    left: list[int] = []
    with services(office.worker()) as (worker,):
        for port in (office.port, *(ports := listening(worker.pid))):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
                plain.sendall(b"GET / HTTP/1.0\r\n\r\n")
                with suppress(ConnectionResetError):
                    assert not plain.recv(100).startswith(b"HTTP")
        assert len(ports) == 1

        def end() -> None:
            assert until(lambda: bool(reads(tmp_path)))
            children = children_of(worker.pid)
            worker.terminate()
            worker.wait(20)
            until(lambda: not any(map(at_work, children)))
            left.extend(filter(at_work, children))

        ending = threading.Thread(target=end)
        ending.start()
        with office.pool(spec_for(tmp_path), patience_s=1) as pool, pytest.raises(ClusterAwayError):
            read_all(pool, [paper], nothing)
        ending.join()
        assert worker.returncode == ExitCode.OK
    assert left == []


def until(fact: Callable[[], bool]) -> bool:
    """Whether something is so, or comes to be within half a minute."""
    deadline = time.monotonic() + 30
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.05)
    return fact()


def at_work(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def listening(process: int) -> list[int]:
    """The ports that it listens at."""
    links = (each.readlink().name for each in Path(f"/proc/{process}/fd").iterdir())
    held = {name.removeprefix("socket:[").removesuffix("]") for name in links if name.startswith("socket:")}
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()]
    return sorted(int(line[1].rpartition(":")[2], 16) for line in lines if line[3] == "0A" and line[9] in held)


def children_of(process: int) -> list[int]:
    """Processes that it has started, and those that they have."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    found = [int(each) for task in tasks for each in (task / "children").read_text().split()]
    return found + [each for child in found for each in children_of(child)]


def test_told_to_stop_it_begins_nothing_more(tmp_path: Path, papers: list[Path]) -> None:
    stop = threading.Event()

    def tell(count: int) -> None:
        if count == 4:
            stop.set()

    with ClusterPool(spec_for(tmp_path, seconds=0.05), "local:1", stop) as pool:
        answers = read_all(pool, papers, tell)
    assert 4 <= len(answers) < 12
    assert len(reads(tmp_path)) == len(answers)


def test_nobody_who_reads_is_said(tmp_path: Path, papers: list[Path], office: Office) -> None:
    for somewhere in (office, Office(free_port(), office.key)):
        with somewhere.pool(spec_for(tmp_path), patience_s=1) as pool, pytest.raises(ClusterAwayError):
            read_all(pool, papers, nothing)


def test_another_program_elsewhere_is_refused(
    tmp_path: Path, papers: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocr_intake.pipeline.cluster.pool.release", lambda: "another")
    with ClusterPool(spec_for(tmp_path), "local:1", threading.Event()) as pool, pytest.raises(OtherReleaseError):
        read_all(pool, papers, nothing)
    assert reads(tmp_path) == []


def test_another_version_of_a_library_or_a_model_is_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    from ocr_intake.pipeline.cluster import release as module

    calculated = release.__wrapped__
    usual = calculated()
    assert usual == release()
    files = list(module._files())
    assert {"jpn.traineddata", "jpn_vert.traineddata"} <= {name for name, _ in files}
    assert any(name.endswith(".onnx") for name, _ in files)
    monkeypatch.setattr(module, "_files", lambda: iter(files[1:]))
    assert calculated() != usual
    monkeypatch.setattr(module, "_files", lambda: iter(files))
    assert calculated() == usual
    monkeypatch.setattr("ocr_intake.readers.libtesseract.version", lambda: "4.0")
    assert calculated() != usual


class NeverBegun:
    """Stands in for a worker whose beginning failed, as Dask tells it."""

    def __init__(self, reason: Exception) -> None:
        self._reason = reason

    def __await__(self) -> Iterator[None]:
        raise RuntimeError("Worker failed to start.") from self._reason


def test_a_worker_that_comes_back_before_it_is_missed_tries_again() -> None:
    unknown: Any = NeverBegun(ValueError("Worker already exists"))
    assert not asyncio.run(_registered(unknown, "127.0.0.1", 8787))
    taken: Any = NeverBegun(OSError(98, "Address already in use"))
    with pytest.raises(CannotListenError):
        asyncio.run(_registered(taken, "127.0.0.1", 8787))


def unreadable(*_: object) -> object:
    """Stands in for what another program does with what it does not know."""
    raise AttributeError("no such record")


def test_what_cannot_even_begin_elsewhere_is_said(
    tmp_path: Path, papers: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocr_intake.pipeline.cluster.pool.read_remotely", unreadable)
    with ClusterPool(spec_for(tmp_path), "local:1", threading.Event()) as pool, pytest.raises(ClusterFailedError):
        read_all(pool, papers, nothing)


def test_what_is_missing_elsewhere_ends_the_run(tmp_path: Path, papers: list[Path]) -> None:
    pool = ClusterPool(spec_for(tmp_path, trouble="missing"), "local:1", threading.Event())
    with pool, pytest.raises(fakes.EnginesMissingError):
        read_all(pool, papers, nothing)


def test_names_of_files_stay_here_and_turns_go_along(tmp_path: Path) -> None:
    (job,) = jobs_of(picture(tmp_path / "見本太郎.png", fakes.FINE))
    sent = page_to_send(replace(job, rotation=90))
    told = pickle.loads(sent)  # noqa: S301 - made the line before
    assert isinstance(told, PageJob)
    assert (told.source, told.page, told.rotation) == (replace(job.source, name=""), 1, 90)
    assert "見本太郎".encode() not in sent


def test_what_people_wrote_is_not_printed_elsewhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    paper = picture(tmp_path / "paper.png", fakes.TRIPS)
    with ClusterPool(spec_for(tmp_path, debug=True), "local:1", threading.Event()) as pool:
        assert list(read_all(pool, [paper], nothing).values()) == ["reading_failed"]
    said = capfd.readouterr()
    assert "見本" not in said.err + said.out


def test_dask_prints_and_writes_nothing_whatever_a_user_has_set(capfd: pytest.CaptureFixture[str]) -> None:
    script = """
import logging
from ocr_intake.pipeline.cluster.dask import dask
for name in ("asyncio", "distributed", "distributed.client", "distributed.worker", "tornado.application"):
    logging.getLogger(name).critical("見本 太郎")
assert dask.config.get("distributed.worker.memory.spill") is False
"""
    theirs = {"DASK_LOGGING__DISTRIBUTED": "debug", "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL": "0.5"}
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment() | theirs, check=True)
    assert capfd.readouterr() == ("", "")


def test_whoever_has_another_key_is_told_so(tmp_path: Path, papers: list[Path], office: Office) -> None:
    other = tmp_path / "other.pem"
    make_key(other)
    stranger = Office(office.port, other)
    with stranger.pool(spec_for(tmp_path)) as pool, pytest.raises(OtherKeyError):
        read_all(pool, papers, nothing)
    command = [sys.executable, "-m", "ocr_intake", "--lang", "en", "cluster", *stranger.worker()]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.FAILURE
    assert "The key does not fit" in done.stderr

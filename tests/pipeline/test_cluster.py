"""Reading elsewhere: every page comes back once and as the local pool reads it, whatever goes away meanwhile."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ocr_intake.model.pages import SetAside
from ocr_intake.pipeline.cluster.key import (
    BadClusterAddressError,
    ClusterKeyError,
    ClusterKeyExistsError,
    ClusterNeedsKeyError,
    checked_address,
    make_key,
    security,
)
from ocr_intake.pipeline.cluster.pool import ClusterAwayError, ClusterPool
from ocr_intake.pipeline.cluster.remote import OtherReleaseError
from ocr_intake.pipeline.pool import Pool
from ocr_intake.pipeline.worker import PageRead
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


@contextmanager
def service(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """One of the cluster's commands at work, from its first word on."""
    command = [sys.executable, "-m", "ocr_intake", "--lang", "en", "cluster", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield process
    finally:
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


def test_a_worker_that_dies_costs_no_page(tmp_path: Path, papers: list[Path]) -> None:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    worker = ("worker", address, "--workers", "1")
    with service("scheduler", "--port", str(port)), service(*worker) as one, service(*worker):

        def kill(count: int) -> None:
            if count == 5:
                one.kill()

        with ClusterPool(spec_for(tmp_path, seconds=0.1), address, threading.Event()) as pool:
            answers = read_all(pool, papers, kill)
    assert len(answers) == 24
    assert set(answers.values()) == {"read"}


def test_a_scheduler_that_starts_again_costs_no_page(tmp_path: Path, papers: list[Path]) -> None:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    begin = ("scheduler", "--port", str(port))
    with service(*begin) as first, service("worker", address, "--workers", "2") as worker:
        again: list[subprocess.Popen[bytes]] = []

        def restart(count: int) -> None:
            if count == 5:
                first.kill()
                first.wait()
                command = [sys.executable, "-m", "ocr_intake", "cluster", *begin]
                quiet = subprocess.DEVNULL
                again.append(subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=quiet, stderr=quiet))

        try:
            with ClusterPool(spec_for(tmp_path, seconds=0.1), address, threading.Event()) as pool:
                answers = read_all(pool, papers, restart)
        finally:
            for process in again:
                process.kill()
                process.wait()
        assert worker.poll() is None, "it has waited for its scheduler"
    assert len(answers) == 24
    assert set(answers.values()) == {"read"}


def test_a_worker_that_stands_still_holds_up_nobody(tmp_path: Path, papers: list[Path]) -> None:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    worker = ("worker", address, "--workers", "1")
    with service("scheduler", "--port", str(port)), service(*worker) as one, service(*worker):

        def stop(count: int) -> None:
            if count == 3:
                one.send_signal(signal.SIGSTOP)

        with ClusterPool(spec_for(tmp_path, seconds=0.2), address, threading.Event(), slow_s=2.0) as pool:
            begun = time.monotonic()
            answers = read_all(pool, papers, stop)
            took = time.monotonic() - begun
    assert len(answers) == 24
    assert set(answers.values()) == {"read"}
    assert took < 45, "sooner than it would be given up"


def test_told_to_stop_it_begins_nothing_more(tmp_path: Path, papers: list[Path]) -> None:
    stop = threading.Event()

    def tell(count: int) -> None:
        if count == 4:
            stop.set()

    with ClusterPool(spec_for(tmp_path, seconds=0.05), "local:1", stop) as pool:
        answers = read_all(pool, papers, tell)
    assert 4 <= len(answers) < 12
    assert len(reads(tmp_path)) == len(answers)


def test_nobody_who_reads_is_said(tmp_path: Path, papers: list[Path]) -> None:
    port = free_port()
    address = f"127.0.0.1:{port}"

    def ask() -> None:
        pool = ClusterPool(spec_for(tmp_path), address, threading.Event(), patience_s=1)
        with pool, pytest.raises(ClusterAwayError):
            read_all(pool, papers, nothing)

    ask()
    with service("scheduler", "--port", str(port)):
        ask()


def test_another_program_elsewhere_is_refused(
    tmp_path: Path, papers: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocr_intake.pipeline.cluster.pool.release", lambda: "another")
    with ClusterPool(spec_for(tmp_path), "local:1", threading.Event()) as pool, pytest.raises(OtherReleaseError):
        read_all(pool, papers, nothing)
    assert reads(tmp_path) == []


def test_what_is_missing_elsewhere_ends_the_run(tmp_path: Path, papers: list[Path]) -> None:
    pool = ClusterPool(spec_for(tmp_path, trouble="missing"), "local:1", threading.Event())
    with pool, pytest.raises(fakes.EnginesMissingError):
        read_all(pool, papers, nothing)


class TestKey:
    def test_with_it_pages_are_read_and_without_it_nobody_is_let_in(self, tmp_path: Path, papers: list[Path]) -> None:
        key, other = tmp_path / "key.pem", tmp_path / "other.pem"
        make_key(key)
        make_key(other)
        port = free_port()
        address = f"tls://127.0.0.1:{port}"
        secret = ("--key", str(key))
        with (
            service("scheduler", "--port", str(port), *secret),
            service("worker", address, "--workers", "2", *secret),
        ):
            with ClusterPool(spec_for(tmp_path), address, threading.Event(), key=key) as pool:
                assert set(read_all(pool, papers[:2], nothing).values()) == {"read"}
            for wrong in (other, None):
                pool = ClusterPool(spec_for(tmp_path), address, threading.Event(), key=wrong, patience_s=1)
                with pool, pytest.raises(ClusterAwayError):
                    read_all(pool, papers, nothing)

    def test_it_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        key = tmp_path / "key.pem"
        make_key(key)
        assert key.stat().st_mode & 0o777 == 0o600
        assert security(key) is not None
        key.chmod(0o644)
        with pytest.raises(ClusterKeyError):
            security(key)

    def test_none_is_overwritten(self, tmp_path: Path) -> None:
        key = tmp_path / "key.pem"
        key.write_text("別のもの")
        with pytest.raises(ClusterKeyExistsError):
            make_key(key)
        key.chmod(0o600)
        with pytest.raises(ClusterKeyError):
            security(key)
        with pytest.raises(ClusterKeyError):
            security(tmp_path / "none.pem")

    @pytest.mark.parametrize("address", ["192.168.1.10:8786", "tls://intake.example:1", "tls://[2001:db8::1]:8786"])
    def test_without_it_nobody_is_spoken_to(self, tmp_path: Path, address: str) -> None:
        assert checked_address(address).startswith("tls://")
        with pytest.raises(ClusterNeedsKeyError):
            ClusterPool(spec_for(tmp_path), address, threading.Event())

    @pytest.mark.parametrize(
        "address", ["", "local:", "local:0", "local:-1", "8786", "host", "host:0x1", "tcp://a:1", "a:99999"]
    )
    def test_what_is_no_address_is_said(self, tmp_path: Path, address: str) -> None:
        with pytest.raises(BadClusterAddressError):
            ClusterPool(spec_for(tmp_path), address, threading.Event())

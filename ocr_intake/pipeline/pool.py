"""Worker processes and who does what: a worker that dies or hangs costs its own page or file and nothing else."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, Self

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.intake import State
from ocr_intake.intake.limits import MEMORY_BYTES
from ocr_intake.model.pages import SetAside
from ocr_intake.pipeline.worker import (
    STARVED,
    Answer,
    Glance,
    Job,
    Load,
    Looked,
    LookJob,
    PageJob,
    PageRead,
    Ready,
    Refused,
    WorkerSpec,
    work,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.context import SpawnProcess

_STARTS: Final = 3
"""Workers in a row that may die while they load before the run is given up."""
_LOOK_S: Final = 0.5
"""Seconds after which the pool looks whether it should stop, when no worker has anything to say."""
_SHUTDOWN_S: Final = 3.0
"""Seconds that idle workers get to leave by themselves."""

_TIMEOUT: Final = "timeout"
_DIED: Final = "worker_died"
_STARVED: Final = "too_much_memory"
_LOOK_CODES: Final = {_TIMEOUT: "look_timeout", _DIED: "look_died", _STARVED: _STARVED}
"""What the same ends are called where it was no page that was read."""


class WorkersFailedError(IntakeError):
    """Workers die before they can read anything."""

    key: ClassVar[str] = "ingest.error.workers_failed"
    exit_code: ClassVar[ExitCode] = ExitCode.FAILURE


class PagePool(Protocol):
    """Looks at files and reads pages: worker processes, or whatever stands in for them."""

    spec: WorkerSpec
    """How the pages are read."""
    stop: threading.Event
    """Once it is set no page is begun any more."""

    def read(self, jobs: Iterable[PageJob]) -> Iterator[tuple[PageJob, PageRead | SetAside]]:
        """Begin pages in the order given; each comes back as soon as it is done."""

    def look(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Looked]]:
        """What files are, in the order given."""


def default_workers() -> int:
    """One worker a core that this process may use, and no more than the free memory has room for."""
    cores = len(os.sched_getaffinity(0))
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        free = [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
        return max(1, min(cores, free[0] // MEMORY_BYTES))
    return cores


@dataclass(frozen=True, slots=True)
class _Task:
    """Something to do, and how it went before."""

    job: Job
    failed: str | None = None
    """The reason why a first try came to nothing."""


@dataclass(slots=True, eq=False)
class _Worker:
    process: SpawnProcess
    connection: Connection
    ready: bool = False
    """It waits for something to do."""
    loaded: bool = False
    """It has its engines, or is loading them."""
    task: _Task | None = None


class Pool:
    """Workers that look at files and read pages. Each gets one at a time, so the pool knows over what a worker died.

    A context manager: leaving it ends the workers, at once when an exception passes through. Workers start when there
    is something to do, load engines when there are pages to read, and stay for the next call.
    """

    def __init__(self, spec: WorkerSpec, workers: int, stop: threading.Event | None = None) -> None:
        """Prepare; nothing is started yet.

        Args:
            spec: What every worker is told.
            workers: How many at most, at least 1.
            stop: Once it is set no page is handed out any more; the ones at work are read to their end.
        """
        self.spec = spec
        self.stop = stop or threading.Event()
        self._wanted = workers
        self._workers: list[_Worker] = []
        self._pending: deque[_Task] = deque()
        self._alone: deque[_Task] = deque()
        """Pages that a worker died over: they are read with no other page beside them, in case memory was short."""
        self._failed_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Let idle workers go, and kill whatever is left."""
        try:
            if kind is None:
                for worker in self._workers:
                    worker.connection.close()
                for worker in self._workers:
                    worker.process.join(_SHUTDOWN_S)
        finally:
            for worker in self._workers:
                self._terminate(worker)
            self._workers.clear()

    def read(self, jobs: Iterable[PageJob]) -> Iterator[tuple[PageJob, PageRead | SetAside]]:
        """Read pages, handed out in the order given; each comes back as soon as it is done.

        Once ``stop`` is set the pages at work still come back, the others do not.

        Raises:
            IntakeError: Something that the work needs is missing, or workers cannot be kept alive.
        """
        for job, answer in self._run(jobs):
            if isinstance(job, PageJob) and isinstance(answer, PageRead | SetAside):
                yield job, answer

    def abandon(self) -> None:
        """Give up what is being read, from another thread: ``read`` comes to its end there, without that page."""
        self.stop.set()
        for worker in tuple(self._workers):
            with contextlib.suppress(ValueError):  # it has just been let go
                _kill(worker)

    def look(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Looked]]:
        """What files are, in the order given. Once ``stop`` is set no more of them come back.

        Raises:
            IntakeError: As ``read``.
        """
        jobs = [LookJob(path) for path in paths]
        seen: dict[int, Looked] = {}
        given = 0
        for job, answer in self._run(jobs):
            seen[id(job)] = answer if isinstance(answer, Looked) else Looked(_reason(answer), None)
            while given < len(jobs) and id(jobs[given]) in seen:
                yield jobs[given].path, seen.pop(id(jobs[given]))
                given += 1

    def glance(self, path: Path) -> State | SetAside:
        """Whether all of a file has arrived. Once ``stop`` is set nothing is known of it.

        Raises:
            IntakeError: As ``read``.
        """
        for _, answer in self._run((Glance(path),)):
            return answer if isinstance(answer, State) else _reason(answer)
        return State.PARTIAL

    def _run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Answer]]:
        """Hand jobs out in the order given; what became of each, as soon as it is done."""
        self._pending = deque(_Task(job) for job in jobs)
        self._alone.clear()
        while True:
            self._fill()
            if self.stop.is_set():
                self._abandon_looks()
            if not any(worker.task for worker in self._workers) and (self.stop.is_set() or not self._left):
                return
            done = self._collect()
            self._fill()  # before the caller takes its time over what is done
            yield from done

    def _abandon_looks(self) -> None:
        """Wait for no look any more: nothing is lost with it, and it may hang."""
        for worker in self._workers[:]:
            if worker.task is not None and not isinstance(worker.task.job, PageJob):
                self._dismiss(worker)

    @property
    def _left(self) -> int:
        return len(self._pending) + len(self._alone)

    def _fill(self) -> None:
        """Give idle workers something to do, and see that there are enough of them."""
        if self.stop.is_set():
            return
        idle = [worker for worker in self._workers if worker.ready and worker.task is None]
        busy = any(worker.task for worker in self._workers)
        if self._alone:
            if idle and not busy:
                self._hand(idle[0], self._alone)
        else:
            for worker in sorted(idle, key=lambda worker: not worker.loaded):
                loading = sum(other.loaded and not other.ready for other in self._workers)
                if len(self._pending) > loading:
                    self._hand(worker, self._pending)
        enough = min(self._wanted, self._left + sum(worker.task is not None for worker in self._workers))
        while len(self._workers) < enough and (not self._failed_starts or not self._workers):
            self._start()

    def _hand(self, worker: _Worker, queue: deque[_Task]) -> None:
        """Give a worker the next task; if that is a page and it has no engines yet, have it load them first."""
        load = isinstance(queue[0].job, PageJob) and not worker.loaded
        try:
            worker.connection.send(Load() if load else queue[0].job)
        except OSError:  # it died while it had nothing to do
            self._dismiss(worker)
            return
        if load:
            worker.loaded, worker.ready = True, False
        else:
            worker.task = queue.popleft()

    def _dismiss(self, worker: _Worker) -> None:
        self._terminate(worker)
        self._workers.remove(worker)

    def _collect(self) -> list[tuple[Job, Answer]]:
        """What workers have to say, after waiting for it a while."""
        heard = wait([worker.connection for worker in self._workers], timeout=_LOOK_S)
        done: list[tuple[Job, Answer]] = []
        for worker in [worker for worker in self._workers if worker.connection in heard]:
            try:
                answer: Answer = worker.connection.recv()
            except (EOFError, OSError):
                failed = self._on_exit(worker)
                if failed is not None:
                    done.append(failed)
                continue
            if isinstance(answer, Refused):
                raise answer.error
            if isinstance(answer, Ready):
                worker.ready = True
                if worker.loaded:
                    self._failed_starts = 0
            elif worker.task is not None:
                done.append((worker.task.job, answer))
                worker.task, self._failed_starts = None, 0
        return done

    def _on_exit(self, worker: _Worker) -> tuple[Job, SetAside] | None:
        """Mourn a worker; what it was at is tried once more, or given up the second time."""
        _kill(worker)
        worker.process.join()
        code = _ENDS.get(worker.process.exitcode or 0, _DIED)
        self._dismiss(worker)
        task = worker.task
        if task is None:
            if not worker.ready:
                self._failed_starts += 1
                if self._failed_starts >= _STARTS and not self._workers:
                    raise WorkersFailedError
            return None
        if not isinstance(task.job, PageJob):
            if task.failed is not None or code == _TIMEOUT:  # it would take as long again
                return task.job, SetAside(_LOOK_CODES[code])
        elif task.failed is not None:
            return task.job, SetAside(code, task.job.page)
        again = _Task(task.job, code)
        if code == _TIMEOUT:
            self._pending.appendleft(again)
        else:
            self._alone.append(again)
        return None

    def _start(self) -> None:
        """Start a worker that never hears the Ctrl-C of the terminal, not even while it is being born."""
        context = multiprocessing.get_context("spawn")
        resource_tracker.ensure_running()  # starting it would let the signals through again
        ours, theirs = context.Pipe()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
        try:
            process = context.Process(target=work, args=(theirs, self.spec), name="ocr-intake worker")
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self._workers.append(_Worker(process, ours))

    @staticmethod
    def _terminate(worker: _Worker) -> None:
        worker.connection.close()
        _kill(worker)
        worker.process.join()
        worker.process.close()


_ENDS: Final = {-signal.SIGALRM: _TIMEOUT, -signal.SIGPROF: _TIMEOUT, STARVED: _STARVED}
"""How a process ended, and what that is called; whatever else is, it died."""


def _reason(answer: Answer) -> SetAside:
    """The answer, where it is a reason; a worker gives no other to a look that failed."""
    if not isinstance(answer, SetAside):
        raise TypeError(type(answer).__name__)
    return answer


def _kill(worker: _Worker) -> None:
    """End a worker that has not ended yet, and the programs that it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(worker.process.pid or 0, signal.SIGKILL)
    worker.process.kill()

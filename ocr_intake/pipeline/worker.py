"""The inside of a worker process: one page after the other is decoded and read. Who gets which page, the pool decides.

This module is imported before anything else in a fresh process, so it brings no engine and no numpy along: how many
threads those use must be said first.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import traceback
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n.outside import visible
from ocr_intake.model.pages import SetAside

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from ocr_intake.intake import Limits
    from ocr_intake.layout.forms.template import FormPage
    from ocr_intake.model.pages import Page, SourceFile
    from ocr_intake.model.reading import PageReading
    from ocr_intake.pipeline.page import ReadPage

_ONE_THREAD: Final = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Work is spread over processes; threads of the engines would only get into each other's way."""
_PNG_COMPRESSION: Final = 3
"""Of zlib's levels: higher ones take seconds a page and save little on scans."""


@dataclass(frozen=True, slots=True)
class PageJob:
    """One page to be read."""

    path: Path
    """Where the bytes are."""
    source: SourceFile
    """What ``inspect`` said of them."""
    page: int
    """1-based."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that was read."""

    reading: PageReading
    png: bytes | None = None
    """The upright page its boxes refer to, where pictures were asked for."""


class Setup(Protocol):
    """What a worker loads before its first page. It is pickled, so it holds settings and no engines."""

    def prepare(self, scratch: Path) -> Callable[[Page], ReadPage]:
        """Load everything; called once a process. ``scratch`` is the folder for temporary files.

        Raises:
            IntakeError: Something that the work needs is not installed.
        """


@dataclass(frozen=True, slots=True)
class EngineSetup:
    """The real engines."""

    readers: tuple[str, ...]
    """Names in the registry."""
    forms: tuple[FormPage, ...] = ()
    """Pages of the city's own forms."""
    learnt: bytes = b""
    """What the workspace taught the recogniser, as it is kept; nothing for the shipped weights."""

    def prepare(self, scratch: Path) -> Callable[[Page], ReadPage]:  # noqa: ARG002 - these readers write no files
        """Load the readers."""
        import cv2

        from ocr_intake.pipeline.page import read_page
        from ocr_intake.readers.learnt import Learnt
        from ocr_intake.readers.registry import load

        cv2.setNumThreads(1)
        learnt = Learnt.from_bytes(self.learnt) if self.learnt else None
        return partial(read_page, engines=load(self.readers, learnt), forms=self.forms)


@dataclass(frozen=True, slots=True)
class WorkerSpec:
    """What every worker of a pool is told."""

    setup: Setup
    scratch: Path
    """Folder for temporary files, which hold what people wrote: only its owner may enter."""
    limits: Limits
    pictures: bool
    """Whether the upright page is wanted as well."""
    page_timeout_s: float = 180.0
    """Seconds that one page may take."""
    start_timeout_s: float = 180.0
    """Seconds that loading the engines may take."""
    debug: bool = False
    """Let tracebacks through to standard error. They may hold what people wrote."""


class WorkerStartError(IntakeError):
    """The engines could not be loaded for a reason that no other error tells."""

    key: ClassVar[str] = "ingest.error.engines_failed"
    exit_code: ClassVar[ExitCode] = ExitCode.MISSING_TOOL


class MachineFailedError(IntakeError):
    """Reading failed for a reason that is not on the paper: a full disk, a broken installation."""

    key: ClassVar[str] = "ingest.error.machine_failed"


@dataclass(frozen=True, slots=True)
class Ready:
    """From the worker: engines are loaded."""


@dataclass(frozen=True, slots=True)
class Refused:
    """From the worker: no page can be read here, since something is missing on this machine."""

    error: IntakeError


Answer = PageRead | SetAside | Refused | Ready
"""What a worker sends."""


def work(connection: Connection, spec: WorkerSpec) -> None:
    """The life of a worker: load, say so, answer each ``PageJob`` until the other end is closed.

    Ctrl-C reaches every process of a terminal; here it is not heard, so that the page at hand is read to its end. The
    alarm ends a page that takes too long, whatever it hangs in and even when nobody is left who waits for it. The
    process group is the worker's own, so that the pool ends the programs that it started along with it.
    """
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.environ.update(_ONE_THREAD | {"TMPDIR": str(spec.scratch)})
    tempfile.tempdir = str(spec.scratch)
    _be_quiet(debug=spec.debug)
    try:
        signal.setitimer(signal.ITIMER_REAL, spec.start_timeout_s)
        read = _prepared(spec)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send(Refused(read) if isinstance(read, IntakeError) else Ready())
        if not isinstance(read, IntakeError):
            _answer_all(connection, spec, read)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # nobody waits any more: the run has ended, or was killed


def _answer_all(connection: Connection, spec: WorkerSpec, read: Callable[[Page], ReadPage]) -> None:
    while True:
        job: PageJob = connection.recv()
        signal.setitimer(signal.ITIMER_REAL, spec.page_timeout_s)
        answer = _answer(job, spec, read)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send(answer)


def _be_quiet(*, debug: bool) -> None:
    """Keep what libraries print off the screen, and out of results that go to standard output in any case."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    if not debug:
        os.dup2(nowhere, 2)
    os.close(nowhere)


def _prepared(spec: WorkerSpec) -> Callable[[Page], ReadPage] | IntakeError:
    try:
        import_module("ocr_intake.intake")  # now, not in the time of the first page
        return spec.setup.prepare(spec.scratch)
    except IntakeError as error:
        return error
    except MemoryError:
        os._exit(1)
    except Exception as error:  # noqa: BLE001 - whatever a broken installation does
        _tell(spec)
        return WorkerStartError(kind=type(error).__name__)


def _answer(job: PageJob, spec: WorkerSpec, read: Callable[[Page], ReadPage]) -> Answer:
    """Read one page; nothing that is wrong with the page, or that reading it trips over, leaves here as an exception.

    Running out of memory ends the process: the page gets a second try in a fresh one, with the machine to itself.
    """
    from ocr_intake.intake import decode

    try:
        page = decode(job.path, job.source, job.page, spec.limits)
        if isinstance(page, SetAside):
            return page
        done = read(page)
        return PageRead(done.reading, _png(done) if spec.pictures else None)
    except IntakeError as error:
        return Refused(error)
    except MemoryError:
        os._exit(1)
    except (OSError, ImportError) as error:  # the file's own troubles are values by now: every page would fail
        _tell(spec)
        return Refused(MachineFailedError(reason=getattr(error, "strerror", None) or type(error).__name__))
    except Exception as error:  # noqa: BLE001 - one page that trips the program must not stop the others
        _tell(spec)
        return SetAside("reading_failed", job.page, (("kind", type(error).__name__),))


def _png(done: ReadPage) -> bytes:
    import cv2

    pixels = done.upright if done.upright.ndim == 2 else cv2.cvtColor(done.upright, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, _PNG_COMPRESSION])
    return encoded.tobytes()


def _tell(spec: WorkerSpec) -> None:
    if spec.debug:
        sys.stderr.write(visible(traceback.format_exc()))

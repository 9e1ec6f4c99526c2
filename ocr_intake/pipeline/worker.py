"""The inside of a worker process: files are looked at, pages decoded and read. Who gets which, the pool decides.

This module is imported before anything else in a fresh process, so it brings no engine and no numpy along: how many
threads those use must be said first.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import sys
import tempfile
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, TypeAlias

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n.outside import visible
from ocr_intake.model.pages import SetAside, SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from pathlib import Path

    from ocr_intake.intake import Limits, State
    from ocr_intake.layout.forms.template import FormPage
    from ocr_intake.model.pages import Page
    from ocr_intake.model.reading import PageReading
    from ocr_intake.pipeline.page import ReadPage

_ONE_THREAD: Final = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Work is spread over processes; threads of the engines would only get into each other's way."""
_PNG_COMPRESSION: Final = 3
"""Of zlib's levels: higher ones take seconds a page and save little on scans."""


_OUT_OF_MEMORY: Final = ("Insufficient memory", "bad_alloc", "Failed to allocate memory", "bad allocation")

STARVED: Final = 77
"""Exit status of a worker that needed more memory than it may have."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A file that may still be on its way: has all of it arrived?"""

    path: Path


@dataclass(frozen=True, slots=True)
class LookJob:
    """A file: what is it, and how many pages has it?"""

    path: Path


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file is."""

    source: SourceFile | SetAside
    sha256: str | None
    """Of its bytes, whatever they are; None where there are none, or more than are ever kept."""


@dataclass(frozen=True, slots=True)
class PageJob:
    """One page to be read."""

    path: Path
    """Where the bytes are."""
    source: SourceFile
    """What ``inspect`` said of them."""
    page: int
    """1-based."""
    rotation: int | None = None
    """Quarter turns clockwise that make it upright, in degrees, where a person says so; None for finding out."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that was read."""

    reading: PageReading
    png: bytes | None = None
    """The upright page its boxes refer to, where pictures were asked for."""


Job = Glance | LookJob | PageJob


class Load:
    """To the worker: load the engines, pages are coming."""


class Setup(Protocol):
    """What a worker loads before its first page. It is pickled, so it holds settings and no engines."""

    def prepare(self) -> Callable[[Page], ReadPage | SetAside]:
        """Load everything; called once a process.

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

    def prepare(self) -> Callable[[Page], ReadPage | SetAside]:
        """Load the readers."""
        import cv2

        from ocr_intake.pipeline.blank import read_or_set_aside
        from ocr_intake.readers.learnt import Learnt
        from ocr_intake.readers.registry import load

        cv2.setNumThreads(1)
        learnt = Learnt.from_bytes(self.learnt) if self.learnt else None
        return partial(read_or_set_aside, engines=load(self.readers, learnt), forms=self.forms)


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
    """Seconds that one page may take, and a look at one file: it may lie on a slow share, and is read to its end."""
    look_processor_s: float = 30.0
    """Seconds of processor time that a look at one file may take; half a gigabyte takes two."""
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
    """From the worker: it can look at files; or, after ``Load``, read pages."""


@dataclass(frozen=True, slots=True)
class Refused:
    """From the worker: no page can be read here, since something is missing on this machine."""

    error: IntakeError


Answer: TypeAlias = "State | Looked | PageRead | SetAside | Refused | Ready"
"""What a worker sends."""


def work(connection: Connection, spec: WorkerSpec) -> None:
    """The life of a worker: say that it is there, answer each job until the other end is closed.

    Engines are loaded when they are asked for: to look at files takes none. Memory is bounded for good: what asks for
    more than that is set aside, rather than the machine brought down. That bound is on what a process may write to
    (`RLIMIT_DATA`), not on its address space, of which OpenCV and onnxruntime reserve far more than they use.

    Ctrl-C reaches every process of a terminal; here it is not heard, so that the page at hand is read to its end. The
    alarm ends a page that takes too long, whatever it hangs in and even when nobody is left who waits for it. The
    process group is the worker's own, so that the pool ends the programs that it started along with it.
    """
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for number in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(number, signal.SIG_DFL)
    os.environ.update(_ONE_THREAD | {"TMPDIR": str(spec.scratch)})
    tempfile.tempdir = str(spec.scratch)
    _be_quiet(debug=spec.debug)
    try:
        with _within(spec.start_timeout_s):
            problem = _started(spec)
        connection.send(Ready() if problem is None else Refused(problem))
        if problem is None:
            _answer_all(connection, spec)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # nobody waits any more: the run has ended, or was killed


def _answer_all(connection: Connection, spec: WorkerSpec) -> None:
    read: Callable[[Page], ReadPage | SetAside] | IntakeError | None = None
    while True:
        job: Job | Load = connection.recv()
        if isinstance(job, Load):
            with _within(spec.start_timeout_s):
                read = _prepared(spec)
            connection.send(Refused(read) if isinstance(read, IntakeError) else Ready())
        elif isinstance(job, PageJob):
            if read is None or isinstance(read, IntakeError):
                raise RuntimeError("a page before the engines")
            with _within(spec.page_timeout_s):
                answer = _answer(job, spec, read)
            connection.send(answer)
        else:
            with _within(spec.page_timeout_s, spec.look_processor_s):
                seen = look(job, spec.limits)
            connection.send(seen)


@contextmanager
def _within(seconds: float, processor_s: float = 0.0) -> Iterator[None]:
    """Let an alarm end the process after so much time; ``processor_s`` of 0 is no bound."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_PROF, processor_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)


def _started(spec: WorkerSpec) -> IntakeError | None:
    """Load what looks at files: now, not in the time of the first one."""
    try:
        import_module("ocr_intake.intake")
        _bound_memory()
    except Exception as error:  # noqa: BLE001 - whatever a broken installation does
        _tell(spec)
        return WorkerStartError(kind=type(error).__name__)
    return None


def _bound_memory() -> None:
    from ocr_intake.intake.limits import DATA_BYTES

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES if hard < 0 else min(DATA_BYTES, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold a page


def look(job: Glance | LookJob, limits: Limits) -> State | Looked | SetAside | Refused:
    """Look at one file; nothing that it holds leaves here as an exception."""
    from ocr_intake.intake import fingerprint, glance, inspect

    try:
        if isinstance(job, Glance):
            return glance(job.path)
        source = inspect(job.path, limits)
        return Looked(source, source.sha256 if isinstance(source, SourceFile) else fingerprint(job.path, limits))
    except IntakeError as error:
        return Refused(error)


def _be_quiet(*, debug: bool) -> None:
    """Keep what libraries print off the screen, and out of results that go to standard output in any case."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    if not debug:
        os.dup2(nowhere, 2)
    os.close(nowhere)


def _prepared(spec: WorkerSpec) -> Callable[[Page], ReadPage | SetAside] | IntakeError:
    try:
        return spec.setup.prepare()
    except IntakeError as error:
        return error
    except MemoryError:
        os._exit(STARVED)
    except Exception as error:  # noqa: BLE001 - whatever a broken installation does
        _tell(spec)
        return WorkerStartError(kind=type(error).__name__)


def _answer(job: PageJob, spec: WorkerSpec, read: Callable[[Page], ReadPage | SetAside]) -> Answer:
    """Read one page; nothing that is wrong with the page, or that reading it trips over, leaves here as an exception.

    Running out of memory ends the process: the page gets a second try in a fresh one, with the machine to itself.
    """
    from ocr_intake.intake import decode

    try:
        page = decode(job.path, job.source, job.page, spec.limits)
        if isinstance(page, SetAside):
            return page
        if job.rotation is not None:
            page = replace(page, rotation=job.rotation)
        done = read(page)
        if isinstance(done, SetAside):
            return done
        return PageRead(done.reading, _png(done) if spec.pictures else None)
    except IntakeError as error:
        return Refused(error)
    except MemoryError:
        os._exit(STARVED)
    except (OSError, ImportError) as error:  # the file's own troubles are values by now: every page would fail
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            os._exit(STARVED)
        _tell(spec)
        return Refused(MachineFailedError(reason=getattr(error, "strerror", None) or type(error).__name__))
    except Exception as error:  # noqa: BLE001 - one page that trips the program must not stop the others
        if _says_memory(error):
            os._exit(STARVED)
        _tell(spec)
        return SetAside("reading_failed", job.page, (("kind", type(error).__name__),))


def _says_memory(error: Exception) -> bool:
    """Whether OpenCV or onnxruntime ran out of memory: they say so in words alone."""
    return any(words in str(error) for words in _OUT_OF_MEMORY)


def _png(done: ReadPage) -> bytes:
    import cv2

    pixels = done.upright if done.upright.ndim == 2 else cv2.cvtColor(done.upright, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, _PNG_COMPRESSION])
    return encoded.tobytes()


def _tell(spec: WorkerSpec) -> None:
    if spec.debug:
        sys.stderr.write(visible(traceback.format_exc()))

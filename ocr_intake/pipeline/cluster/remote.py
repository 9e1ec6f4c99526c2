"""What runs on the other computers: one page, read by the local pool there, with its limits of time and memory.

The file is held in memory that has no name in any folder; the page's own process sees it under ``/proc``.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.pipeline.cluster.release import release
from ocr_intake.pipeline.pool import Pool
from ocr_intake.pipeline.worker import MachineFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocr_intake.model.pages import SetAside
    from ocr_intake.pipeline.worker import PageJob, PageRead, WorkerSpec

_SCRATCH: Final = "pages"


class OtherReleaseError(IntakeError):
    """A computer of the cluster reads with another program."""

    key: ClassVar[str] = "cluster.error.release"
    exit_code: ClassVar[ExitCode] = ExitCode.MISSING_TOOL


@dataclass(slots=True, eq=False)
class _Kept:
    """What one thread of a worker reads with, as long as it is asked to read in the same way."""

    pool: Pool
    told: str
    """Hash of what it was told."""
    at_work: threading.Lock = field(default_factory=threading.Lock)
    """Held while a page is read; the pool is not taken away meanwhile."""


_kept: Final[dict[int, _Kept]] = {}
"""By the thread's number."""


def spec_to_send(spec: WorkerSpec) -> bytes:
    """How pages are read, as another computer is told: its log gets no tracebacks, which may hold what people wrote."""
    return pickle.dumps(replace(spec, scratch=Path(os.devnull), debug=False))


def page_to_send(job: PageJob) -> bytes:
    """A page as another computer is told of it: without the file's name, which may hold a person's."""
    return pickle.dumps(replace(job, path=Path(os.devnull), source=replace(job.source, name="")))


def read_remotely(asked: str, job: bytes, spec: bytes, data: bytes) -> object:
    """Read a page; what keeps every page from being read comes back as an error's value.

    Nothing is unpickled of a program that is another one, which may know of other records.

    Args:
        asked: The release of the program that asks.
        job: Which page, see ``page_to_send``.
        spec: How, see ``spec_to_send``.
        data: The bytes of the file.

    Returns:
        ``PageRead``, ``SetAside`` or an ``IntakeError``.
    """
    try:
        if asked != release():
            raise OtherReleaseError(computer=os.uname().nodename)
        return _read(pickle.loads(job), spec, data)  # noqa: S301 - whoever may send tasks has the cluster's key
    except IntakeError as error:
        _let_go(threading.get_ident())  # a pool that has refused reads no more
        return error
    except (OSError, MemoryError) as error:
        return MachineFailedError(reason=getattr(error, "strerror", None) or type(error).__name__)


def _read(job: PageJob, spec: bytes, data: bytes) -> PageRead | SetAside:
    kept = _reader(spec)
    with kept.at_work, _unnamed_file(data) as path:
        for _, answer in kept.pool.read([replace(job, path=path)]):
            return answer
    raise RuntimeError("ended while it read")  # nobody hears it: this worker has left its scheduler


def end_reading() -> None:
    """End the processes that pages were read in here; one that is read meanwhile is given up."""
    for thread in list(_kept):
        _let_go(thread)


def _let_go(thread: int) -> None:
    kept = _kept.pop(thread, None)
    if kept is not None:
        kept.pool.abandon()
        with kept.at_work:
            kept.pool.__exit__(None, None, None)


def _reader(spec: bytes) -> _Kept:
    told, thread = hashlib.sha256(spec).hexdigest(), threading.get_ident()
    kept = _kept.get(thread)
    if kept is None or kept.told != told:
        _let_go(thread)
        made: WorkerSpec = pickle.loads(spec)  # noqa: S301 - as above
        kept = _kept[thread] = _Kept(Pool(replace(made, scratch=_own_folder()), 1).__enter__(), told)
    return kept


def _own_folder() -> Path:
    from ocr_intake.pipeline.cluster.dask import get_worker

    folder = Path(get_worker().local_directory) / _SCRATCH
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def _unnamed_file(data: bytes) -> Iterator[Path]:
    descriptor = os.memfd_create("page")
    try:
        with os.fdopen(os.dup(descriptor), "wb") as stream:
            stream.write(data)
        yield Path(f"/proc/{os.getpid()}/fd/{descriptor}")
    finally:
        os.close(descriptor)

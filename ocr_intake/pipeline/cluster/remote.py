"""What runs on the other computers: one page, read by the local pool there, with its limits of time and memory.

The file is held in memory that has no name in any folder; the page's own process sees it under ``/proc``.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.pipeline.cluster.release import release
from ocr_intake.pipeline.pool import Pool
from ocr_intake.pipeline.worker import PageJob, PageRead, WorkerSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocr_intake.model.pages import SetAside, SourceFile

_SCRATCH: Final = "pages"


class OtherReleaseError(IntakeError):
    """A computer of the cluster reads with another program."""

    key: ClassVar[str] = "cluster.error.release"
    exit_code: ClassVar[ExitCode] = ExitCode.MISSING_TOOL


@dataclass(frozen=True, slots=True)
class RemotePage:
    """One page to read elsewhere."""

    source: SourceFile
    page: int
    """1-based."""
    release: str
    """Of the program that asks."""


class _Kept(NamedTuple):
    """What one thread of a worker reads with, as long as it is asked to read in the same way."""

    pool: Pool
    told: str
    """Hash of what it was told."""


_kept: Final[dict[int, _Kept]] = {}
"""By the thread's number."""


def read_remotely(page: RemotePage, spec: bytes, data: bytes, scratch: Path | None = None) -> object:
    """Read a page; what keeps every page from being read comes back as an error's value.

    Args:
        page: Which, of which file.
        spec: A pickled ``WorkerSpec``; its scratch folder is of the other computer, and is not used.
        data: The bytes of the file.
        scratch: A folder for temporary files; None for one in the worker's own.

    Returns:
        ``PageRead``, ``SetAside`` or an ``IntakeError``.
    """
    try:
        return _read(page, spec, data, scratch or _own_folder())
    except IntakeError as error:
        _let_go(threading.get_ident())  # a pool that has refused reads no more
        return error


def _read(page: RemotePage, spec: bytes, data: bytes, scratch: Path) -> PageRead | SetAside:
    if page.release != release():
        raise OtherReleaseError(computer=os.uname().nodename)
    pool = _pool(spec, scratch)
    with _unnamed_file(data) as path:
        for _, answer in pool.read([PageJob(path, page.source, page.page)]):
            return answer
    raise RuntimeError("a page without an answer")


def end_reading() -> None:
    """End the processes that pages were read in here, once nothing is asked of them any more."""
    for thread in list(_kept):
        _let_go(thread)


def _let_go(thread: int) -> None:
    kept = _kept.pop(thread, None)
    if kept is not None:
        kept.pool.__exit__(None, None, None)


def _pool(spec: bytes, scratch: Path) -> Pool:
    told, thread = hashlib.sha256(spec).hexdigest(), threading.get_ident()
    kept = _kept.get(thread)
    if kept is None or kept.told != told:
        _let_go(thread)
        made: WorkerSpec = pickle.loads(spec)  # noqa: S301 - whoever may send tasks has the cluster's key
        kept = _kept[thread] = _Kept(Pool(replace(made, scratch=scratch), 1).__enter__(), told)
    return kept.pool


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

"""A pool whose pages are read elsewhere. It stands where the local one stands; what it gives back is the same.

A computer that goes away costs nobody's page: Dask gives it to another, and so does this pool where the scheduler
itself goes away. A page that one computer is slow over is given to another one as well, and the first answer counts:
each page comes back once, however often it was read.
"""

from __future__ import annotations

import contextlib
import itertools
import statistics
import time
import uuid
from collections import deque
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from ocr_intake.errors import IntakeError
from ocr_intake.model.pages import SetAside
from ocr_intake.pipeline.cluster import dask
from ocr_intake.pipeline.cluster.key import OtherKeyError, checked_address, security
from ocr_intake.pipeline.cluster.release import release
from ocr_intake.pipeline.cluster.remote import page_to_send, read_remotely, spec_to_send
from ocr_intake.pipeline.cluster.service import running_here
from ocr_intake.pipeline.pool import Pool
from ocr_intake.pipeline.worker import PageRead

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ocr_intake.pipeline.worker import Looked, PageJob, WorkerSpec

LOCAL: Final = "local:"
"""``local:2``: a scheduler and two pages at a time on this computer, for as long as the run takes."""

_LOOK_S: Final = 0.5
"""Seconds after which the pool looks around, when nothing comes back."""
_READERS_S: Final = 2.0
"""Seconds after which it asks again who reads."""
_MISTRUST_S: Final = 60.0
"""Seconds that whoever was too slow gets no more pages; by then the scheduler knows whether they are gone."""
_SILENT_S: Final = 5.0
"""Seconds between a computer's last word and that of others, after which it may stand still."""
_FETCH_S: Final = 60.0
"""Seconds that fetching one answer may take."""
_FETCHES: Final = 8
"""Answers that are fetched at a time."""
_AHEAD: Final = 2
"""Pages that are sent for each that is read: the next one is there when one is done."""
_SLOW: Final = 4.0
"""Times as long as the others before it: a page that takes longer is given to another computer as well."""
_SLOW_S: Final = 20.0
"""And so many seconds at least."""

_AWAY: Final = (OSError, TimeoutError, RuntimeError, ValueError, CancelledError)
"""What Dask raises where the other end is gone; ValueError is Tornado's, of one that went while TLS began."""
_FORGOTTEN: Final = frozenset({"cancelled", "lost"})
"""Of a task that the scheduler knows nothing of any more: it, or whoever it was given to, went away."""


class ClusterAwayError(IntakeError):
    """There is no scheduler at the address, or it has had no worker for a while."""

    key: ClassVar[str] = "cluster.error.away"


class ClusterFailedError(IntakeError):
    """A computer of the cluster could not even begin to read."""

    key: ClassVar[str] = "cluster.error.failed"


@dataclass(slots=True, eq=False)
class _Page:
    """A page that is not read yet."""

    job: PageJob
    sent: list[Any] = field(default_factory=list)
    """Its tasks at the cluster: one, or two where the first is slow."""
    file: Any = None
    """The task that holds its file's bytes, as it was last sent."""
    since: float = 0.0
    """When the first was sent."""


class ClusterPool:
    """Files are looked at here, pages read at the cluster. A context manager."""

    def __init__(
        self,
        spec: WorkerSpec,
        address: str,
        stop: threading.Event,
        *,
        key: Path | None = None,
        patience_s: float = 60.0,
        slow_s: float = _SLOW_S,
    ) -> None:
        """Prepare; nothing is connected yet.

        Args:
            spec: What every page is read with.
            address: The scheduler's, or ``local:N``.
            stop: Once it is set no page is sent any more; the ones that are sent are waited for.
            key: The cluster's key.
            patience_s: Seconds that a scheduler, or the first worker, is waited for.
            slow_s: Seconds that no page is slow within.

        Raises:
            BadClusterAddressError: The address is none.
            ClusterNeedsKeyError: It is a scheduler's, and no key was named.
            ClusterKeyError: The key cannot be used.
        """
        self.spec = spec
        self.stop = stop
        self._at_once = _local(address)
        self._address = "" if self._at_once else checked_address(address)
        self._security = None if self._at_once else security(key)
        self._patience_s = patience_s
        self._slow_s = slow_s
        self._told = spec_to_send(spec)
        self._here = Pool(spec, 1, stop)
        self._client: dask.Client | None = None
        self._kept = ExitStack()
        self._readers: dict[str, int] = {}
        """Who reads, by address, and how many pages at a time."""
        self._before: frozenset[str] = frozenset()
        """Who did when last there was anybody."""
        self._slow: dict[str, float] = {}
        """Who was too slow, by address, and until when that is held against them."""
        self._asked = 0.0
        run = uuid.uuid4().hex[:8]  # one scheduler may serve several runs
        self._numbers = (f"{run}-{number}" for number in itertools.count())
        self._files: dict[str, Any] = {}
        """Hash to the task that holds a file's bytes at the cluster."""
        self._fetching = ThreadPoolExecutor(_FETCHES)
        self._done: SimpleQueue[tuple[_Page, Any, object]] = SimpleQueue()
        self._times: deque[float] = deque(maxlen=50)

    def __enter__(self) -> Self:
        self._kept.enter_context(self._here)
        return self

    def __exit__(self, *failed: object) -> None:
        """Leave the cluster; what it still reads for this run is given up."""
        self._disconnect()
        self._fetching.shutdown(wait=False, cancel_futures=True)
        self._kept.close()

    def look(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Looked]]:
        """What files are, in the order given: looked at here, where they lie."""
        return self._here.look(paths)

    def read(self, jobs: Iterable[PageJob]) -> Iterator[tuple[PageJob, PageRead | SetAside]]:
        """Read pages, sent in the order given; each comes back as soon as it is done, once.

        Raises:
            ClusterAwayError: The cluster cannot be reached, or nobody reads there.
            OtherKeyError: Its scheduler has another key.
            OtherReleaseError: A computer of it reads with another program.
            IntakeError: Something that the work needs is missing on a computer of it.
        """
        waiting = deque(_Page(job) for job in jobs)
        left = {id(page): page for page in waiting}
        while left and (not self.stop.is_set() or any(page.sent for page in left.values())):
            if not self._send(waiting, left):
                return
            for page, answer in self._collect(waiting, left):
                yield page.job, answer

    # ------------------------------------------------------------------------------------------------- at work

    def _send(self, waiting: deque[_Page], left: dict[int, _Page]) -> bool:
        """Keep the cluster busy, and see to pages that take too long; False where nothing will come back any more."""
        before = self._client
        client = self._connected()
        if client is None:
            return False
        begun = [page for page in left.values() if page.sent]
        for page in begun:
            page.sent = [task for task in page.sent if client is before and task.status not in _FORGOTTEN]
        at_work = [page for page in begun if page.sent]
        waiting.extendleft(page for page in reversed(begun) if not page.sent)
        ahead = _AHEAD * sum(self._readers[who] for who in self._trusted())
        while waiting and len(at_work) < ahead and not self.stop.is_set():
            page = waiting.popleft()
            page.since = time.monotonic()
            self._submit(client, page)
            at_work.append(page)
        self._mistrust(client, at_work)
        return True

    def _mistrust(self, client: dask.Client, at_work: list[_Page]) -> None:
        """Give pages that take too long to others as well, and nothing more to those who have them for a while."""
        usual = statistics.median(self._times) if self._times else 0.0
        now = time.monotonic()
        late = [page for page in at_work if page.since < now - max(self._slow_s, _SLOW * usual)]
        late = [page for page in late if len(page.sent) == 1]
        if not late or len(self._readers) < 2:
            return
        keys = {task.key for page in late for task in (page.sent[0], page.file)}
        holders = {who for who, tasks in _asked(client.processing) if keys & {str(task) for task in tasks}}
        holders |= {who for _, done in _asked(lambda: client.who_has([page.sent[0] for page in late])) for who in done}
        if holders >= self._readers.keys():  # one may wait for a file that another has
            holders &= _silent(client)
        if not holders or holders >= self._readers.keys():
            return  # everybody is as slow
        self._slow |= dict.fromkeys(holders, now + _MISTRUST_S)
        self._files.clear()  # they may be the ones who hold them
        for page in late:
            self._submit(client, page)

    def _trusted(self) -> list[str]:
        """Who is sent pages; whoever is left where nobody is trusted."""
        now = time.monotonic()
        return [who for who in self._readers if self._slow.get(who, now) <= now] or list(self._readers)

    def _submit(self, client: dask.Client, page: _Page) -> None:
        sha256 = page.job.source.sha256
        trusted = self._trusted()
        where: dict[str, Any] = {"pure": False}
        if len(trusted) < len(self._readers):
            where |= {"workers": trusted, "allow_other_workers": True}
        page.file = self._files.get(sha256)
        if page.file is None or page.file.status in _FORGOTTEN:
            data = page.job.path.read_bytes()
            page.file = client.submit(_same, data, key=f"file-{next(self._numbers)}", **where)
            self._files[sha256] = page.file
        told = (release(), page_to_send(page.job), self._told)
        task = client.submit(read_remotely, *told, page.file, key=f"page-{next(self._numbers)}", **where)
        page.sent.append(task)
        task.add_done_callback(lambda done: self._fetching.submit(self._fetch, page, done))

    def _fetch(self, page: _Page, task: Any) -> None:  # noqa: ANN401 - Dask's are untyped
        """Get an answer, in a thread of its own: who has it may be slow, too. None is for one that cannot be had."""
        answer: object = None
        try:
            if task.status == "finished":
                answer = task.result(timeout=_FETCH_S)
            elif task.status == "error":
                problem = task.exception(timeout=_FETCH_S)
                lost = isinstance(problem, dask.KilledWorker)
                kind = type(problem).__name__
                answer = SetAside("worker_died", page.job.page) if lost else ClusterFailedError(kind=kind)
        except _AWAY:
            answer = None
        except Exception as error:  # noqa: BLE001 - what cannot be unpickled here, say: it would be lost in this thread
            answer = ClusterFailedError(kind=type(error).__name__)
        self._done.put((page, task, answer))

    def _collect(self, waiting: deque[_Page], left: dict[int, _Page]) -> Iterator[tuple[_Page, PageRead | SetAside]]:
        """What has come back, after waiting for it a while."""
        try:
            page, task, answer = self._done.get(timeout=_LOOK_S)
        except Empty:
            return
        if id(page) not in left or task not in page.sent:
            return  # the other one was quicker, or the scheduler of that task is gone
        page.sent.remove(task)
        if isinstance(answer, IntakeError):
            raise answer
        if not isinstance(answer, PageRead | SetAside):  # who had it went away
            if not page.sent:
                waiting.appendleft(page)
            return
        page.sent.clear()
        del left[id(page)]
        if all(other.job.source.sha256 != page.job.source.sha256 for other in left.values()):
            self._files.pop(page.job.source.sha256, None)
        self._times.append(time.monotonic() - page.since)
        yield page, answer

    # ---------------------------------------------------------------------------------------------- the cluster

    def _connected(self) -> dask.Client | None:
        """The cluster, found again where it went away, with somebody who reads; None where nobody waits any more.

        Raises:
            ClusterAwayError: Nobody for too long.
        """
        until = time.monotonic() + self._patience_s
        while True:
            client = self._client
            if client is None or client.status != "running":
                client = self._connect()
            if client is not None and self._find_readers(client):
                return client
            if self.stop.is_set():
                return None
            if time.monotonic() > until:
                raise ClusterAwayError(address=self._address)
            time.sleep(_LOOK_S)

    def _connect(self) -> dask.Client | None:
        """Find the scheduler; what an earlier one was given is sent anew."""
        self._disconnect()
        if self._at_once and not self._address:
            here = running_here(self._at_once, self.spec.scratch)
            self._address, key = self._kept.enter_context(here)
            self._security = security(key)
        try:
            self._client = dask.Client(
                self._address, security=self._security, timeout=5, direct_to_workers=False, set_as_default=False
            )
        except dask.FatalCommClosedError as error:
            raise OtherKeyError(address=self._address) from error
        except _AWAY:
            return None
        return self._client

    def _find_readers(self, client: dask.Client) -> bool:
        """Ask who reads, now and then; whether there is anybody.

        Where none of those who read before is left, what they were sent is sent anew, over a new connection: Dask keeps
        pages meant for them for ever, although others may read them, too (``allow_other_workers`` is heeded when a page
        is given away, not when somebody new comes).
        """
        now = time.monotonic()
        if now - self._asked >= _READERS_S or not self._readers:
            self._asked = now
            self._readers = dict(_asked(client.nthreads))
            if self._readers:
                strangers = self._readers.keys().isdisjoint(self._before or self._readers)
                self._before = frozenset(self._readers)
                if strangers:
                    self._disconnect()
                    return False
        return bool(self._readers)

    def _disconnect(self) -> None:
        self._files.clear()
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(*_AWAY):
                client.close(timeout=1)


def _asked(question: Callable[[], dict[str, Any]]) -> Iterable[tuple[str, Any]]:
    """What the scheduler says, by whom it is about; nothing where it is gone, which the next look around sees."""
    try:
        return question().items()
    except _AWAY:
        return ()


def _silent(client: dask.Client) -> set[str]:
    """Who has said nothing to the scheduler for a while, by the scheduler's clock."""
    workers = dict(_asked(lambda: client.scheduler_info(n_workers=-1)["workers"]))
    latest = max((told["last_seen"] for told in workers.values()), default=0.0)
    return {who for who, told in workers.items() if told["last_seen"] < latest - _SILENT_S}


def _same(data: bytes) -> bytes:
    """The bytes of a file: a task of its own, so that they are sent once, and made again where they are lost."""
    return data


def _local(address: str) -> int:
    """How many pages ``local:N`` reads at a time; 0 for another address."""
    count = address.removeprefix(LOCAL)
    return int(count) if address.startswith(LOCAL) and count.isdecimal() and 0 < int(count) <= 256 else 0

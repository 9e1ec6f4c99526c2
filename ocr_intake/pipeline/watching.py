"""A watched folder into a workspace: what has arrived since the last look is taken in as one batch."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from ocr_intake.intake import Patience, find_files
from ocr_intake.intake import watch as arrivals
from ocr_intake.pipeline.batch import Delivery, Report, Tools, finish_waiting, ingest, outside
from ocr_intake.store import IngestRunningError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from ocr_intake.intake import Arrival, State
    from ocr_intake.model.pages import SetAside

    Look = Callable[[Path], State | SetAside]
    """What a file's structure tells, or why it tells nothing."""
    from ocr_intake.store import Workspace


class Listener(Protocol):
    """Hears what comes of it."""

    def taken_in(self, report: Report) -> None:
        """A batch is done (or was stopped)."""

    def unreachable(self, reason: SetAside) -> None:
        """The folder cannot be reached; the wait goes on."""


def today() -> date:
    """The date on the city's calendar."""
    return datetime.now().astimezone().date()


class Watching:
    """The watch of one folder. Workers are there for each batch, and while files are on their way, not all the time."""

    def __init__(  # noqa: PLR0913 - everything that a watch is about
        self,
        folder: Path,
        workspace: Workspace,
        delivery: Delivery,
        tools: Callable[[], AbstractContextManager[Tools]],
        *,
        look: Callable[[], AbstractContextManager[Look]],
        listener: Listener,
        stop: threading.Event,
        calendar: Callable[[], date] = today,
    ) -> None:
        """Prepare a watch; nothing is looked at yet.

        Args:
            folder: Where files are dropped.
            workspace: Where they go.
            delivery: How they come; each batch is received on the day it arrives, whatever ``received`` says.
            tools: Opens workers for one batch.
            look: Opens what looks whether files are whole. Nobody knows who drops what there: a file that kills or
                hangs whoever looks at it must not end the watch.
            listener: Hears of each batch.
            stop: Ends the watch.
            calendar: What day it is.
        """
        self._folder = folder
        self._workspace = workspace
        self._delivery = delivery
        self._tools = tools
        self._open_look = look
        self._look: Look | None = None
        self._looked = False
        self._open = ExitStack()
        self._listener = listener
        self._stop = stop
        self._calendar = calendar
        self._arrived: dict[Path, SetAside | None] = {}
        self._there_before: frozenset[Path] = frozenset()

    def run(self, patience: Patience | None = None) -> None:
        """Finish what an earlier run left, then take in what arrives until ``stop`` is set.

        Files that lie in the folder at the beginning are taken in too, unless the workspace has them already.

        Raises:
            NoSuchPathError: There is no such folder at the beginning.
            IntakeError: As ``ingest``, except that another ingest at work is waited for.
        """
        self._there_before = frozenset(find_files((self._folder,)))
        self._tend(self._finish_waiting)
        with self._open:
            for arrival in arrivals(self._folder, self._stop, patience, wait=self._between_looks, look=self._examined):
                self._note(arrival)

    def _examined(self, path: Path) -> State | SetAside:
        """What a file's structure tells."""
        if self._look is None:
            self._look = self._open.enter_context(self._open_look())
        self._looked = True
        return self._look(path)

    def _note(self, arrival: Arrival) -> None:
        if arrival.path == self._folder and arrival.reason is not None:
            self._listener.unreachable(arrival.reason)
        elif outside(self._workspace.path, (arrival.path,)):
            self._arrived[arrival.path] = arrival.reason

    def _between_looks(self, seconds: float) -> None:
        """Take in what the look brought, then wait for the next one."""
        if not self._looked:
            self._open.close()
            self._look = None
        self._looked = False
        if self._arrived and self._tend(self._take_in):
            self._arrived.clear()
        self._stop.wait(seconds)

    def _tend(self, work: Callable[[], Report]) -> bool:
        """Do some work and tell of it; False where another ingest was at work, so that it has to be tried again."""
        try:
            report = work()
        except IngestRunningError:
            return False
        if report.files or report.pages or report.read:
            self._listener.taken_in(report)
        return True

    def _take_in(self) -> Report:
        delivery = Delivery(
            self._delivery.consultation, self._delivery.channel, self._delivery.operator, self._calendar()
        )
        with self._tools() as tools:
            return ingest(
                self._workspace, (self._folder,), self._arrived, delivery, tools, unless_known=self._there_before
            )

    def _finish_waiting(self) -> Report:
        with self._tools() as tools:
            return finish_waiting(self._workspace, tools)

"""A watched folder into a workspace: what has arrived since the last look is taken in as one batch."""

from __future__ import annotations

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

    from ocr_intake.intake import Arrival
    from ocr_intake.model.pages import SetAside
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
    """The watch of one folder. Workers are loaded for each batch, so that nothing is held while nothing arrives."""

    def __init__(  # noqa: PLR0913 - everything that a watch is about
        self,
        folder: Path,
        workspace: Workspace,
        delivery: Delivery,
        tools: Callable[[], AbstractContextManager[Tools]],
        *,
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
            listener: Hears of each batch.
            stop: Ends the watch.
            calendar: What day it is.
        """
        self._folder = folder
        self._workspace = workspace
        self._delivery = delivery
        self._tools = tools
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
        for arrival in arrivals(self._folder, self._stop, patience, wait=self._between_looks):
            self._note(arrival)

    def _note(self, arrival: Arrival) -> None:
        if arrival.path == self._folder and arrival.reason is not None:
            self._listener.unreachable(arrival.reason)
        elif outside(self._workspace.path, (arrival.path,)):
            self._arrived[arrival.path] = arrival.reason

    def _between_looks(self, seconds: float) -> None:
        """Take in what the look brought, then wait for the next one."""
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

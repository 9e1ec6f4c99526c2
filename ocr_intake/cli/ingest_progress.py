"""How far a run has come, on standard error: a bar in a terminal, a line now and then anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as RichProgress

from ocr_intake.cli.console import complain, console
from ocr_intake.i18n import t
from ocr_intake.i18n.outside import one_line

_LINE_EVERY_S: Final = 10.0
"""Seconds between two lines where nobody watches: a log must stay readable."""


@dataclass(slots=True)
class Pace:
    """Pages a minute and the time left, from what was done so far."""

    clock: Callable[[], float] = time.monotonic
    total: int = 0
    done: int = 0
    begun: float = 0.0

    def begin(self, total: int) -> None:
        """The reading begins now."""
        self.total, self.done, self.begun = total, 0, self.clock()

    @property
    def per_minute(self) -> float:
        """Pages a minute since the beginning; 0 before the first."""
        seconds = self.clock() - self.begun
        return self.done * 60 / seconds if self.done and seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """As long as the rest takes at this pace; None before the first page and after the last."""
        left = self.total - self.done
        return left * 60 / self.per_minute if left and self.per_minute else None

    def __str__(self) -> str:
        rate = t("ingest.progress.rate", rate=f"{self.per_minute:.1f}")
        left = self.seconds_left
        return rate if left is None else f"{rate} {t('ingest.progress.left', time=duration(left))}"


def duration(seconds: float) -> str:
    """A time as people say it, no more exact than it is known."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return t("ingest.progress.seconds", seconds=max(1, round(seconds)))
    if minutes < 60:
        return t("ingest.progress.minutes", minutes=minutes)
    return t("ingest.progress.hours", hours=minutes // 60, minutes=minutes % 60)


def place(name: str, page: int | None) -> str:
    """A file, or a page of it, as messages call it."""
    return one_line(name) if page is None else t("ingest.page_of", name=name, page=page)


class Shown(Protocol):
    """A ``pipeline.progress.Progress`` that also takes messages."""

    def file(self) -> None:
        """As in ``Progress``."""

    def begin(self, pages: int) -> None:
        """As in ``Progress``."""

    def page(self) -> None:
        """As in ``Progress``."""

    def say(self, text: str) -> None:
        """A message for whoever watches."""


class Lines:
    """For logs and pipes."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        """``write`` takes a line without its end."""
        self._write = write
        self._pace = Pace(clock)
        self._last = 0.0

    def file(self) -> None:
        """Not worth a line."""

    def begin(self, pages: int) -> None:
        """Tell how much there is."""
        self._pace.begin(pages)
        self._last = self._pace.begun
        if pages:
            self.say(t("ingest.progress.begin", pages=pages))

    def page(self) -> None:
        """A line every few seconds, and for the last page."""
        self._pace.done += 1
        now = self._pace.clock()
        if now - self._last >= _LINE_EVERY_S or self._pace.done == self._pace.total:
            self._last = now
            self.say(t("ingest.progress.line", done=self._pace.done, total=self._pace.total, pace=self._pace))

    def say(self, text: str) -> None:
        """One line."""
        self._write(text)


class Bar:
    """For a terminal."""

    def __init__(self, bar: RichProgress) -> None:
        """Draw on a progress display that is started and stopped by somebody else."""
        self._bar = bar
        self._pace = Pace()
        self._task: TaskID | None = None
        self._files = 0

    def file(self) -> None:
        """Count the files that were looked at."""
        self._files += 1
        count = t("ingest.progress.files", files=self._files)
        if self._task is None:
            self._task = self._bar.add_task(t("ingest.progress.looking"), total=None, count=count, pace="")
        self._bar.update(self._task, count=count)

    def begin(self, pages: int) -> None:
        """Turn to the pages."""
        self._pace.begin(pages)
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task, self._files = None, 0
        if pages:
            self._task = self._bar.add_task(t("ingest.progress.reading"), total=pages, count=self._count, pace="")

    def page(self) -> None:
        """One page further."""
        self._pace.done += 1
        if self._task is not None:
            self._bar.update(self._task, completed=self._pace.done, count=self._count, pace=str(self._pace))

    def say(self, text: str) -> None:
        """A line above the bar."""
        self._bar.console.print(text)

    @property
    def _count(self) -> str:
        return t("ingest.progress.pages", done=self._pace.done, total=self._pace.total)


@contextmanager
def shown(*, bar: bool) -> Iterator[Shown]:
    """A display on standard error for the length of a run; a bar only where ``bar`` allows it and somebody watches."""
    if not (bar and sys.stderr.isatty()):
        yield Lines(complain)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TextColumn("{task.fields[pace]}"),
    )
    with RichProgress(*columns, console=console(stderr=True), redirect_stdout=False, redirect_stderr=False) as display:
        yield Bar(display)

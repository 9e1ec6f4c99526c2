"""Stand-ins at the seams of the pipeline: a page reader that reads nothing off the page, and small files to give it.

What a page shall do is written into its shape: the files are pictures whose height tells a fake reader how to behave,
since a worker process shares nothing with the test but files.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np
import pytest
from PIL import Image

from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.intake import Limits, State, glance, inspect
from ocr_intake.model.fields import FIELDS, Candidate, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.pages import PageRole, SetAside, SourceFile
from ocr_intake.model.reading import PageReading
from ocr_intake.model.submission import FileOutcome, Opinion, PageOutcome, Submission, SubmitterKind
from ocr_intake.pipeline import files
from ocr_intake.pipeline.worker import Looked, LookJob, PageJob, PageRead, WorkerSpec, _answer, look
from tests.pipeline.fake_reader import (
    BLANK,
    DIES,
    DIES_ONCE,
    FINE,
    FULL_DISK,
    GREEDY,
    HANGS,
    SLOW,
    STARVES,
    TRIPS,
    EnginesMissingError,
    FakeReader,
    FakeSetup,
)

__all__ = [
    "BLANK",
    "DIES",
    "DIES_ONCE",
    "FINE",
    "FULL_DISK",
    "GREEDY",
    "HANGS",
    "SLOW",
    "STARVES",
    "TRIPS",
    "EnginesMissingError",
    "FakeReader",
    "FakeSetup",
    "Here",
    "HerePool",
    "assemble",
    "jobs_of",
    "picture",
    "reads",
    "spec_for",
    "stumbling",
    "take_the_engines_place",
]

WIDTH = 40


def picture(path: Path, *heights: int, shade: int = 255) -> Path:
    """A file whose pages have these heights; ``shade`` makes files of the same heights differ."""
    pages = [Image.fromarray(np.full((height, WIDTH), shade, np.uint8)) for height in heights]
    pages[0].save(path, save_all=len(pages) > 1, append_images=pages[1:]) if len(pages) > 1 else pages[0].save(path)
    return path


def jobs_of(*paths: Path) -> list[PageJob]:
    jobs = []
    for path in paths:
        source = inspect(path)
        assert isinstance(source, SourceFile)
        jobs += [PageJob(path, source, number) for number in range(1, source.pages + 1)]
    return jobs


def spec_for(folder: Path, *, seconds: float = 0.0, trouble: str = "", **changes: float | bool) -> WorkerSpec:
    """A spec with a fake setup that logs to ``folder/log``."""
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    setup = FakeSetup(folder / "log", seconds, trouble)
    options: dict[str, float | bool] = {"pictures": False, "page_timeout_s": 60.0, **changes}
    return WorkerSpec(setup, scratch, Limits(), **options)  # type: ignore[arg-type]


def reads(folder: Path) -> list[str]:
    """What the fake readers were asked to read, in that order."""
    log = folder / "log"
    return log.read_text().splitlines() if log.exists() else []


def assemble(
    readings: Sequence[PageReading], aside: Sequence[SetAside], knowledge: Knowledge, calibration: object = None
) -> FileOutcome:
    """One submission a page with content; its name is flagged."""
    fields = tuple(
        FieldValue(
            name,
            "見本 太郎",
            0.5,
            (Flag(FlagCode.READERS_DISAGREE),),
            (Candidate("見木 太郎", 0.25, "tesseract"),),
            (Region(1, Box(1, 2, 30, 4)), Region(1, Box(0, 5, 20, 9)), Region(2, Box(0, 0, 40, 50))),
            "label",
        )
        if name is FieldName.NAME
        else FieldValue(name, None, 1.0)
        for name in FIELDS
    )
    submissions = tuple(
        Submission((page.number,), SubmitterKind.INDIVIDUAL, fields, (Opinion("賛成です。", "①"),))
        for page in readings
        if page.role is PageRole.CONTENT
    )
    pages = [PageOutcome(page.number, page.role) for page in readings]
    pages += [PageOutcome(reason.page or 0, PageRole.SET_ASIDE, reason) for reason in aside]
    return FileOutcome(submissions, tuple(sorted(pages, key=lambda page: page.number)))


def stumbling(readings: Sequence[PageReading], aside: Sequence[SetAside], knowledge: Knowledge) -> FileOutcome:
    """Trips over every file."""
    raise KeyError("見本 太郎")


class Here:
    """Stands in for the pool: reads in this process, one page after the other, in another order than asked for."""

    def __init__(
        self, folder: Path, *, until: int | None = None, until_look: int | None = None, pictures: bool = False
    ) -> None:
        """``until``: as many pages until Ctrl-C comes; ``until_look``: as many files looked at."""
        self.spec: WorkerSpec = spec_for(folder, pictures=pictures)
        self.stop = threading.Event()
        self._until, self._until_look = until, until_look
        self._log = folder / "log"

    def look(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Looked]]:
        for number, path in enumerate(paths):
            if number == self._until_look:
                self.stop.set()
            if self.stop.is_set():
                return
            looked = look(LookJob(path), self.spec.limits)
            assert isinstance(looked, Looked)
            yield path, looked

    def glance(self, path: Path) -> State | SetAside:
        return glance(path)

    def read(self, jobs: Iterable[PageJob]) -> Iterator[tuple[PageJob, PageRead | SetAside]]:
        reader = FakeReader(self._log, 0.0)
        given = list(jobs)
        for number, job in enumerate(given[1::2] + given[::2]):
            if number == self._until:
                self.stop.set()
            if self.stop.is_set():
                return
            answer = _answer(job, self.spec, reader)
            assert isinstance(answer, PageRead | SetAside)
            yield job, answer


class HerePool(Here):
    """Takes the pool's place where a command opens one."""

    def __init__(self, folder: Path, spec: WorkerSpec, workers: int, stop: threading.Event) -> None:
        super().__init__(folder, pictures=spec.pictures)
        self.asked, self.workers, self.stop = spec, workers, stop

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def take_the_engines_place(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[HerePool]:
    """Let every command read with fakes that log to ``folder/log``; gives the pools as they are opened."""
    opened: list[HerePool] = []

    def pool(spec: WorkerSpec, workers: int, stop: threading.Event) -> HerePool:
        opened.append(HerePool(folder, spec, workers, stop))
        return opened[-1]

    monkeypatch.setattr("ocr_intake.pipeline.pool.Pool", pool)
    monkeypatch.setattr("ocr_intake.pipeline.assemble.assemble", assemble)
    monkeypatch.setattr("ocr_intake.pipeline.files.read_files", partial(files.read_files, assembler=assemble))
    return opened

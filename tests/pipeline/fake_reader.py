"""What worker processes of the tests read with; kept apart, since each of them imports it anew."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ocr_intake.errors import IntakeError
from ocr_intake.model.pages import Page, PageRole
from ocr_intake.model.reading import PageQuality, PageReading

if TYPE_CHECKING:
    from ocr_intake.pipeline.page import ReadPage

FINE, BLANK, DIES, HANGS, TRIPS, DIES_ONCE, SLOW, FULL_DISK, STARVES, GREEDY = range(50, 60)
"""Heights of pages, pixels."""


class EnginesMissingError(IntakeError):
    key = "readers.missing_tesseract"


@dataclass(frozen=True)
class FakeReader:
    """Reads a page by its height; a line in the log says that it was asked to."""

    log: Path
    seconds: float

    def __call__(self, page: Page) -> ReadPage:
        from ocr_intake.pipeline.page import ReadPage

        height, width = page.pixels.shape[:2]
        before = self.log.read_text().splitlines() if self.log.exists() else []
        entry = f"{page.digest[:12]}:{page.number}:{height}"
        with self.log.open("a") as lines:
            lines.write(f"{entry}\n")
        first = entry not in before
        if height == DIES or (height == DIES_ONCE and first):
            os.kill(os.getpid(), signal.SIGKILL)
        if height == HANGS:
            threading.Event().wait()
        if height == TRIPS:
            raise ValueError("見本 太郎")  # what a person wrote must not get into any message
        if height == FULL_DISK:
            raise OSError(28, "No space left on device")
        if height == STARVES:
            raise MemoryError
        if height == GREEDY:
            np.ones(300_000_000)  # 2.4 gigabytes
        time.sleep(self.seconds * (10 if height == SLOW else 1))
        role = PageRole.BLANK if height == BLANK else PageRole.CONTENT
        return ReadPage(PageReading(page.number, width, height, role, PageQuality(200.0)), page.pixels)


@dataclass(frozen=True)
class FakeSetup:
    """Loads in no time, or fails to."""

    log: Path
    seconds: float = 0.0
    trouble: str = ""
    """``missing``, ``broken``, ``dies`` or ``starves``: what happens instead of loading."""

    def prepare(self) -> Callable[[Page], ReadPage]:
        if self.trouble == "missing":
            raise EnginesMissingError(missing="tesseract-ocr")
        if self.trouble == "broken":
            raise ImportError("libgomp.so.1")
        if self.trouble == "starves":
            raise MemoryError
        if self.trouble == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        import_module("ocr_intake.pipeline.page")
        return FakeReader(self.log, self.seconds)

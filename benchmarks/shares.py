# ruff: noqa: INP001, T201 - a script is run, not imported, and prints
"""Where a page's time goes, by stage: a sampling thread looks at the stack while pages are read in this process.

Each look counts for the processor time that the reading thread has used since the last one, so that other programs on
the machine change nothing.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.machine import machine, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import FrameType

_SAMPLE_S: Final = 0.004
"""Seconds between two looks."""
_ROOM: Final = "/ocr_intake/"

READ_PAGE: Final = (
    ("which way is up", ("layout/orientation",)),
    ("detector", ("readers/ppocr:text_map",)),
    ("recogniser on lines", ("readers/ppocr", "readers/ctc", "readers/variants", "readers/vertical", "readers/head")),
    ("Tesseract", ("readers/tesseract", "readers/libtesseract")),
    ("stamps and seals", ("imaging/circles",)),
    ("photographed sheet", ("imaging/paper",)),
    ("red ink", ("imaging/red",)),
    ("light and ink", ("imaging/light", "imaging/ink")),
    ("turning and skew", ("imaging/turning",)),
    ("rules and cells", ("layout/rule", "layout/faint")),
    ("known forms", ("layout/forms", "pipeline/forms")),
    ("lines, header, strikes", ("layout", "imaging", "pipeline/typed")),
    ("the rest of reading", ("readers", "pipeline/page", "pipeline/blank")),
)
"""Stages of ``read_page`` with the modules they are (``module:function`` for one function, which goes first)."""
BESIDE: Final = (
    ("decoding", ("intake",)),
    ("upright picture as PNG", ("pipeline/worker:_png",)),
    ("packing the reading", ("store",)),
    ("page model, fields, trust", ("pipeline/assemble", "extract", "trust", "japanese")),
)
"""What a page costs beside ``read_page``."""
OTHER: Final = "else"


def stage_of(calls: Sequence[tuple[str, str]]) -> str:
    """The stage that a stack belongs to.

    Args:
        calls: file and function of each frame, the outermost first. The outermost one that is a stage's decides: a
            recogniser that is asked which way up a page is works for that.
    """
    for file, function in calls:
        before, room, module = file.rpartition(_ROOM)
        if not room or "site-packages" in before.rpartition("/lib/")[2]:
            continue
        for stage, modules in (*BESIDE, *READ_PAGE[:-1]):
            if any(_is_in(module, function, named) for named in modules):
                return stage
    inside = any(_ROOM + "pipeline/page" in file for file, _ in calls)
    return READ_PAGE[-1][0] if inside else OTHER


def _is_in(module: str, function: str, named: str) -> bool:
    name, _, only = named.partition(":")
    return module.startswith(name) and only in {"", function}


class Sampler(threading.Thread):
    """Looks at what a thread does until told to end."""

    def __init__(self, watched: int) -> None:
        """Prepare.

        Args:
            watched: the thread's ``ident``.
        """
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        """Processor seconds by stage."""
        self._watched = watched
        self._clock = time.pthread_getcpuclockid(watched)

    def run(self) -> None:
        """Sample."""
        before = time.clock_gettime(self._clock)
        while not self.ended.wait(_SAMPLE_S):
            now = time.clock_gettime(self._clock)
            self.seconds[stage_of(_calls(sys._current_frames().get(self._watched)))] += now - before  # noqa: SLF001
            before = now


def _calls(frame: FrameType | None) -> list[tuple[str, str]]:
    calls = []
    while frame is not None:
        calls.append((frame.f_code.co_filename, frame.f_code.co_name))
        frame = frame.f_back
    return calls[::-1]


def lines(seconds: Mapping[str, float], pages: int) -> list[tuple[str, str, str]]:
    """Rows of the table: stage, processor seconds a page, share of ``read_page``."""
    inside = [name for name, _ in READ_PAGE]
    whole = sum(seconds.get(name, 0.0) for name in inside)
    rows = [
        (name, f"{seconds.get(name, 0.0) / pages:.3f}", f"{seconds.get(name, 0.0) / whole:.1%}")
        for name in sorted(inside, key=lambda name: -seconds.get(name, 0.0))
    ]
    rows.append(("**read_page**", f"{whole / pages:.3f}", "100 %"))
    beside = [*(name for name, _ in BESIDE), OTHER]
    return rows + [
        (f"beside: {name}", f"{seconds.get(name, 0.0) / pages:.3f}", "") for name in beside if seconds.get(name, 0.0)
    ]


def work(readers: tuple[str, ...], paths: list[Path]) -> tuple[Mapping[str, float], int]:
    """Processor seconds by stage of reading files, and the number of their pages."""
    from ocr_intake.cli.ingest_tools import Desk
    from ocr_intake.cli.state import State
    from ocr_intake.config import load_forms
    from ocr_intake.intake import decode, find_files, inspect
    from ocr_intake.intake.limits import DEFAULT_LIMITS
    from ocr_intake.model.pages import SetAside, SourceFile
    from ocr_intake.model.reading import PageReading
    from ocr_intake.pipeline.assemble import assemble
    from ocr_intake.pipeline.forms import form_pages
    from ocr_intake.pipeline.worker import EngineSetup, _png
    from ocr_intake.store import codec

    state = State()
    knowledge = Desk(state, None, 1).knowledge(None)
    read = EngineSetup(readers, form_pages(load_forms(state.config_dir.path), None)).prepare()
    files = [(path, source) for path in find_files(paths) if isinstance(source := inspect(path), SourceFile)]

    def whole(path: Path, source: SourceFile) -> None:
        readings: list[PageReading] = []
        for number in range(1, source.pages + 1):
            page = decode(path, source, number, DEFAULT_LIMITS)
            done = page if isinstance(page, SetAside) else read(page)
            if not isinstance(done, SetAside):
                codec.pack(done.reading, PageReading)
                _png(done)
                readings.append(done.reading)
        assemble(readings, [], knowledge)

    whole(*files[0])  # what is loaded once is no page's cost
    sampler = Sampler(threading.get_ident())
    sampler.start()
    for path, source in files:
        whole(path, source)
    sampler.ended.set()
    sampler.join()
    return sampler.seconds, sum(source.pages for _, source in files)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("samples")], help="files or folders")
    parser.add_argument("--readers", default="ppocr,tesseract")
    options = parser.parse_args()
    seconds, pages = work(tuple(options.readers.split(",")), options.paths)
    print(f"{pages} pages, {machine()}")
    print(table(("stage", "processor seconds a page", "share of `read_page`"), lines(seconds, pages)))


if __name__ == "__main__":
    main()

# ruff: noqa: INP001, T201 - a script is run, not imported, and prints
"""A million pages: their readings are replayed through the real ingest, batch by batch, into one workspace.

What cannot be run to its end here is extrapolated from the last stretch, and marked so. Then the plan: how many cores
read so many pages within a day.
"""

from __future__ import annotations

import argparse
import math
import shutil
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.machine import machine, table
from benchmarks.replay import copy_name, database_mb, ingest, memory_mb, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.replay import Recorded, Recording

_CHECKPOINTS: Final = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
"""Pages at which a row is told, and at the end."""
MARGIN: Final = 1.25
"""What a plan allows beyond what was measured: pages that are harder to read, workers that wait for one another."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where it stood after so many pages."""

    pages: int
    submissions: int
    seconds: float
    """By the clock on the wall, of the ingest."""
    cpu_seconds: float
    memory_mb: float
    """In use then."""
    peak_mb: float
    database_mb: float


def extrapolated(points: Sequence[Point], pages: int) -> Point:
    """Where it would stand after ``pages``, if all went on as between the last two points."""
    last, before = points[-1], points[-2] if len(points) > 1 else Point(0, 0, 0.0, 0.0, points[-1].memory_mb, 0.0, 0.0)
    further = (pages - last.pages) / (last.pages - before.pages)

    def on(now: float, then: float) -> float:
        return now + (now - then) * further

    return Point(
        pages,
        round(on(last.submissions, before.submissions)),
        on(last.seconds, before.seconds),
        on(last.cpu_seconds, before.cpu_seconds),
        on(last.memory_mb, before.memory_mb),
        max(last.peak_mb, on(last.memory_mb, before.memory_mb)),
        on(last.database_mb, before.database_mb),
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes to take so many pages in within a time."""

    cores: int
    """That read."""
    runs: int
    """Ingests side by side, each with a workspace and a core of its own: each groups, extracts and saves by itself."""
    own_hours: float
    """What that takes of one core, all together."""


def plan(pages: int, reading_s: float, own_s: float, *, hours: float = 24.0, margin: float = MARGIN) -> Plan:
    """Cores for pages within a time.

    Args:
        pages: how many.
        reading_s: processor seconds that reading one takes.
        own_s: processor seconds a page of the ingest itself.
        hours: within which they are to be taken in.
        margin: factor on both.
    """
    own = pages * own_s * margin / 3_600
    return Plan(math.ceil(pages * reading_s * margin / (hours * 3_600)), max(1, math.ceil(own / hours)), own)


def simulate(
    workspace: Path, recording: Recording, pages: int, each: int, until: float, *, extracts: bool
) -> Iterator[Point]:
    """Take pages in until there are enough or time is up; a point at each checkpoint and at the end.

    Args:
        workspace: a new one is made there.
        recording: what is replayed.
        pages: how many in all.
        each: how many one batch brings.
        until: ``time.monotonic`` after which no batch is begun.
        extracts: whether grouping and extraction are done for each file; else their outcomes are replayed too.
    """
    from ocr_intake.store import Workspace

    numbers, originals = count(), cycle(recording.files)
    done, submissions, seconds, cpu, told = 0, 0, 0.0, 0.0, 0
    with Workspace.create(workspace) as store, tempfile.TemporaryDirectory() as root:
        while done < pages and time.monotonic() < until:
            folder = Path(root) / str(done)
            _fill(folder, originals, numbers, min(each, pages - done))
            wall, start = time.perf_counter(), time.process_time()
            brought, made = ingest(store, folder, recording, looks=False, extracts=extracts)
            seconds, cpu = seconds + time.perf_counter() - wall, cpu + time.process_time() - start
            shutil.rmtree(folder)
            done, submissions = done + brought, submissions + made
            if any(told < point <= done for point in _CHECKPOINTS) or done >= pages or time.monotonic() >= until:
                yield Point(done, submissions, seconds, cpu, *memory_mb(), database_mb(workspace))
                told = done


def _fill(folder: Path, originals: Iterator[Recorded], numbers: Iterator[int], pages: int) -> None:
    """Files of a few bytes by the names of copies, of at least so many pages together."""
    folder.mkdir()
    while pages > 0:
        original, number = next(originals), next(numbers)
        (folder / copy_name(number, original.path.name)).write_text(f"copy {number}", encoding="ascii")
        pages -= original.source.pages


def rows(points: Sequence[Point], pages: int) -> list[list[str]]:
    """Rows of the table, with an extrapolated one where it was stopped before the end."""
    found = []
    shown = [*points, *([extrapolated(points, pages)] if points[-1].pages < pages else [])]
    for point, before in zip(shown, (None, *shown), strict=False):
        since = point.pages - (before.pages if before else 0)
        took = point.cpu_seconds - (before.cpu_seconds if before else 0.0)
        found.append(
            [
                f"{point.pages:,}" + (" (extrapolated)" if point not in points else ""),
                f"{point.submissions:,}",
                f"{point.seconds / 60:.1f}",
                f"{took * 1_000 / since:.1f}",
                f"{point.memory_mb:.0f}",
                f"{point.peak_mb:.0f}",
                f"{point.database_mb:,.0f}",
            ]
        )
    return found


def main() -> None:
    """Print the table and the plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "paths", nargs="*", type=Path, default=[Path("samples")], help="files or folders to be recorded"
    )
    parser.add_argument("--pages", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=1_000, help="pages of one batch")
    parser.add_argument("--minutes", type=float, default=math.inf, help="no batch is begun after so many")
    parser.add_argument("--reading", type=float, help="processor seconds that reading a page takes, measured elsewhere")
    parser.add_argument("--extract", action="store_true", help="group and extract each file again")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for the workspace, a new one, which stays")
    options = parser.parse_args()
    recording = record(options.paths, options.workers)
    with ExitStack() as stack:
        workspace = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "workspace"
        until = time.monotonic() + options.minutes * 60
        made = simulate(workspace, recording, options.pages, options.batch, until, extracts=options.extract)
        points = list(made)
    if not points:
        parser.error("there was no time for a single batch")
    print(f"{machine()}; {recording.pages} pages recorded")
    head = ("pages", "submissions", "minutes", "processor ms a page", "memory, MiB", "peak, MiB", "database, MB")
    print(table(head, rows(points, options.pages)))
    reading = options.reading or recording.reading_s
    whole = extrapolated(points, options.pages) if points[-1].pages < options.pages else points[-1]
    storing = whole.cpu_seconds / options.pages
    own = storing if options.extract else storing + recording.extraction_s
    found = plan(options.pages, reading, own)
    print(
        f"\n{options.pages:,} pages in 24 hours, {MARGIN:g} times what was measured: reading takes {reading:.2f} s a "
        f"page on {found.cores} cores; what the ingest itself does takes {own * 1_000:.0f} ms a page, "
        f"{found.own_hours:.1f} hours of one core, so {found.runs} at once."
    )


if __name__ == "__main__":
    main()

# ruff: noqa: INP001 - a script's helper, imported by scripts alone
"""Pages that are read once and given back as often as wanted: what everything but reading costs can be measured so.

The ingest is the real one, with its store, its grouping and (where asked) its extraction; only its workers are stood
in for.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ocr_intake.intake import Limits
from ocr_intake.model.pages import Channel, SetAside, SourceFile
from ocr_intake.pipeline import batch
from ocr_intake.pipeline.assemble import assemble
from ocr_intake.pipeline.worker import EngineSetup, Looked, LookJob, PageJob, PageRead, WorkerSpec, look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.model.reading import PageReading
    from ocr_intake.model.submission import FileOutcome
    from ocr_intake.store import Workspace

_MARK: Final = "_"
"""Between the number of a copy and the name of the file that it is a copy of."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A file that was read once."""

    path: Path
    source: SourceFile
    pages: Mapping[int, PageReading | SetAside]
    """By number."""
    outcome: FileOutcome
    """What extraction made of it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Files that were read once, and what that cost."""

    files: tuple[Recorded, ...]
    knowledge: Knowledge
    reading_s: float
    """Processor seconds a page of all workers, the start of their engines included."""
    extraction_s: float
    """Processor seconds a page of grouping and extraction."""

    @property
    def pages(self) -> int:
        """Of all files."""
        return sum(file.source.pages for file in self.files)


def record(paths: Sequence[Path], workers: int) -> Recording:
    """Read files with the real engines.

    Raises:
        IntakeError: Something that the work needs is missing.
        ValueError: None of the files can be read.
    """
    from ocr_intake.cli.ingest_tools import Desk
    from ocr_intake.cli.state import State
    from ocr_intake.intake import find_files

    desk = Desk(State(), None, workers)
    knowledge = desk.knowledge(None)
    before = os.times()
    with tempfile.TemporaryDirectory() as scratch, desk.pool(Path(scratch), threading.Event(), pictures=False) as pool:
        looked = [(path, seen.source) for path, seen in pool.look(find_files(paths))]
        sources = [(path, source) for path, source in looked if isinstance(source, SourceFile)]
        if not sources:
            raise ValueError("no file that can be read")
        jobs = [PageJob(path, source, page) for path, source in sources for page in range(1, source.pages + 1)]
        pages: dict[Path, dict[int, PageReading | SetAside]] = {path: {} for path, _ in sources}
        for job, answer in pool.read(jobs):
            pages[job.path][job.page] = answer if isinstance(answer, SetAside) else answer.reading
    after = os.times()
    reading = after.children_user + after.children_system - before.children_user - before.children_system
    _outcome(pages[sources[0][0]], knowledge)  # what is loaded once is no page's cost
    start = time.process_time()
    files = tuple(Recorded(path, source, pages[path], _outcome(pages[path], knowledge)) for path, source in sources)
    extraction = time.process_time() - start
    return Recording(files, knowledge, reading / len(jobs), extraction / len(jobs))


def _outcome(pages: Mapping[int, PageReading | SetAside], knowledge: Knowledge) -> FileOutcome:
    found = [pages[number] for number in sorted(pages)]
    aside = [page for page in found if isinstance(page, SetAside)]
    return assemble([page for page in found if not isinstance(page, SetAside)], aside, knowledge)


def copy_name(number: int, name: str) -> str:
    """The name of a copy of a recorded file; the number makes it one of its own."""
    return f"{number:07d}{_MARK}{name}"


def copied_from(name: str) -> str:
    """The name of the file that a copy is of."""
    return name.partition(_MARK)[2]


class ReplayPool:
    """Stands in for the workers (a ``PagePool``): files are told by their names, pages are those that were recorded."""

    def __init__(self, recording: Recording, scratch: Path, *, looks: bool) -> None:
        """Prepare.

        Args:
            recording: what is given back.
            scratch: folder for temporary files, of which there are none.
            looks: whether files are really looked at, each being a whole one; else they are taken for what was recorded
                by that name, whatever bytes they have.
        """
        self.stop = threading.Event()
        self.spec = WorkerSpec(EngineSetup(()), scratch, Limits(), pictures=False)
        self._known = {file.path.name: file for file in recording.files}
        self._looks = looks

    def look(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Looked]]:
        """What files are, in the order given."""
        for path in paths:
            if self._looks:
                seen = look(LookJob(path), self.spec.limits)
                if not isinstance(seen, Looked):
                    raise TypeError(type(seen).__name__)
                yield path, seen
            else:
                known, content = self._known[copied_from(path.name)].source, path.read_bytes()
                sha256 = hashlib.sha256(content).hexdigest()
                source = SourceFile(sha256, path.name, len(content), known.media_type, known.pages)
                yield path, Looked(source, sha256)

    def read(self, jobs: Iterable[PageJob]) -> Iterator[tuple[PageJob, PageRead | SetAside]]:
        """What was read of each page's original, without a picture."""
        for job in jobs:
            answer = self._known[copied_from(job.source.name)].pages[job.page]
            yield job, answer if isinstance(answer, SetAside) else PageRead(answer)


class ReplayedOutcome:
    """Stands in for grouping and extraction (an ``Assembler``): the outcome that the same pages had."""

    def __init__(self, recording: Recording) -> None:
        self._known = {_named(file.pages.values()): file.outcome for file in recording.files}

    def __call__(
        self, readings: Sequence[PageReading], aside: Sequence[SetAside], _knowledge: Knowledge
    ) -> FileOutcome:
        """Look it up."""
        return self._known[_named((*readings, *aside))]


def _named(pages: Iterable[PageReading | SetAside]) -> tuple[tuple[int, str], ...]:
    """Pages by number and by what they show."""
    return tuple(
        sorted(
            (page.page or 0, page.code) if isinstance(page, SetAside) else (page.number, page.digest) for page in pages
        )
    )


def ingest(workspace: Workspace, folder: Path, recording: Recording, *, looks: bool, extracts: bool) -> tuple[int, int]:
    """Take a folder of copies in with the real ingest.

    Args:
        workspace: Where everything is kept.
        folder: Of copies by the names that ``copy_name`` makes.
        recording: Of their originals.
        looks: As in ``ReplayPool``.
        extracts: Whether grouping and extraction are done again for each.

    Returns:
        Pages and submissions.
    """
    from ocr_intake.intake import find_files

    files = find_files([folder])
    with batch.scratch_folder(workspace.path) as scratch:
        pool = ReplayPool(recording, scratch, looks=looks)
        assembler = assemble if extracts else ReplayedOutcome(recording)
        tools = batch.Tools(pool, lambda _: recording.knowledge, assembler=assembler)
        delivery = batch.Delivery("replay", Channel.POST, "係員A")
        report = batch.ingest(workspace, [folder], dict.fromkeys(files), delivery, tools)
    if not report.finished or report.duplicates:
        raise RuntimeError("not everything was taken in")
    return report.pages, report.submissions


def memory_mb() -> tuple[float, float]:
    """What this process has in memory, and the most that it had (MiB)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    told = {key: rest.split() for key, _, rest in (line.partition(":") for line in lines)}
    return int(told["VmRSS"][0]) / 1024, int(told["VmHWM"][0]) / 1024


def database_mb(workspace: Path) -> float:
    """Size of a workspace's SQLite database with what waits beside it (MB)."""
    return sum(path.stat().st_size for path in workspace.glob("intake.db*")) / 1e6

"""Files into a workspace: register, read, assemble, save. Whatever is interrupted goes on with the same command.

Each step is saved before the next one begins, and the store recognises what was done, so a run may be killed at any
point: the next one reads the pages that are still waiting and finishes the files whose pages are all in.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ocr_intake.intake import real_path
from ocr_intake.model.fields import Flag, FlagCode
from ocr_intake.model.pages import PageRole, SetAside, SourceFile
from ocr_intake.model.submission import FileOutcome, PageOutcome
from ocr_intake.pipeline.assemble import assemble, failed, with_pages_aside
from ocr_intake.pipeline.files import failed_outcome, outcome_of
from ocr_intake.pipeline.progress import NullProgress, Progress
from ocr_intake.pipeline.received import late_by
from ocr_intake.pipeline.ticked import marked, picture_in
from ocr_intake.pipeline.worker import MachineFailedError, PageJob
from ocr_intake.store import Arrival, check_submission
from ocr_intake.trust.audit import drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.model.pages import Channel
    from ocr_intake.pipeline.files import Assembler
    from ocr_intake.pipeline.pool import PagePool
    from ocr_intake.pipeline.worker import Looked, PageRead
    from ocr_intake.store import Batch, Ingest, Workspace

_SCRATCH: Final = "scratch"
"""Folder of a workspace for the temporary files of readers; empty while no ingest runs."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the papers of one run came."""

    consultation: str
    channel: Channel
    operator: str
    """Who took them in."""
    received: date | None = None
    """None for today."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What reading takes beside the files."""

    pool: PagePool
    knowledge: Callable[[str], Knowledge]
    """What extraction knows about a consultation, by its id."""
    progress: Progress = field(default_factory=NullProgress)
    assembler: Assembler = assemble


@dataclass(slots=True)
class Report:
    """What one run did."""

    files: int = 0
    """Looked at."""
    read: int = 0
    """Files read to their end in this run."""
    pages: int = 0
    """Pages read in this run, those that had to be set aside included."""
    submissions: int = 0
    flagged: int = 0
    """Of these, the ones with a reason to look."""
    duplicates: list[str] = field(default_factory=list)
    """Names of files whose bytes were here already."""
    healed: list[str] = field(default_factory=list)
    """Names of files whose original was damaged in the workspace, and is whole again."""
    done_before: int = 0
    """Files that an earlier run of the same command had finished."""
    aside: list[tuple[str, SetAside]] = field(default_factory=list)
    """File name and reason, for whole files and for pages."""
    blank: list[tuple[str, int]] = field(default_factory=list)
    """File name and number of the pages that were taken for blank."""
    continued: bool = False
    """An interrupted run went on."""
    finished: bool = False
    """Nothing is left to do for the same command."""


@contextmanager
def scratch_folder(workspace: Path) -> Iterator[Path]:
    """A folder inside the workspace for the temporary files of one run's readers, removed at the end."""
    parent = workspace.resolve() / _SCRATCH
    parent.mkdir(mode=0o700, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def outside(workspace: Path, files: Sequence[Path]) -> tuple[Path, ...]:
    """The files that are not the workspace's own: ``ingest .`` must not read what an earlier ingest wrote."""
    inside = real_path(workspace)
    return tuple(path for path in files if not real_path(path).is_relative_to(inside))


def ingest(
    workspace: Workspace,
    sources: Sequence[Path],
    files: Mapping[Path, SetAside | None],
    delivery: Delivery,
    tools: Tools,
    unless_known: Collection[Path] = (),
) -> Report:
    """Take files in and read what waits of them, or go on where the same command was interrupted.

    Args:
        workspace: Where everything is kept.
        sources: The paths as given: they make two runs the same command.
        files: The files that were found there, in order; with a reason where it is known already that one cannot be
            taken in.
        delivery: How they came.
        tools: Workers and knowledge. When the pool is told to stop, the pages at work are saved and the rest waits.
        unless_known: Files that are passed over where the workspace holds their bytes already, instead of being
            recorded as delivered once more.

    Raises:
        IngestRunningError: Another ingest is at work on this workspace.
        IntakeError: Something that the work needs is missing, or the workspace cannot be written.
    """
    report = Report()
    with _at_work(workspace, tools) as work:
        reading = _Reading(workspace, work, tools, report)
        batch = None
        for path, looked in tools.pool.look(files):
            if tools.pool.stop.is_set():
                return report
            if path in unless_known and reading.knows(looked):
                continue
            if batch is None:
                batch = work.start_batch(
                    delivery.consultation,
                    delivery.channel,
                    sources,
                    operator=delivery.operator,
                    received=delivery.received,
                )
                report.continued = batch.continued
            reading.register(path, files[path] or looked.source, batch)
        if batch is not None:
            reading.read(batch.id)
            report.finished = not tools.pool.stop.is_set() and work.end_batch(batch.id)
    return report


def finish_waiting(workspace: Workspace, tools: Tools) -> Report:
    """Read whatever waits in a workspace, of all batches: what an interrupted run left.

    Raises:
        IntakeError: As ``ingest``.
    """
    report = Report()
    with _at_work(workspace, tools) as work:
        _Reading(workspace, work, tools, report).read(None)
        report.finished = not tools.pool.stop.is_set()
    return report


@contextmanager
def _at_work(workspace: Workspace, tools: Tools) -> Iterator[Ingest]:
    """Hold the workspace, rid of what a killed run left in its scratch folder."""
    try:
        with workspace.ingest() as work:
            own = tools.pool.spec.scratch
            for leftover in (workspace.path.resolve() / _SCRATCH).glob("run-*"):
                if not own.is_relative_to(leftover):
                    shutil.rmtree(leftover, ignore_errors=True)
            yield work
    except OSError as error:
        raise MachineFailedError(reason=error.strerror or type(error).__name__) from error


class _Reading:
    """One run at work."""

    def __init__(self, workspace: Workspace, work: Ingest, tools: Tools, report: Report) -> None:
        self._files = workspace.files
        self._seed = workspace.identity
        self._work = work
        self._tools = tools
        self._report = report
        self._sources: dict[str, SourceFile] = {}
        """Hash to what is known of a file since it was registered in this run."""

    def knows(self, looked: Looked) -> bool:
        """Whether the bytes are in the workspace, undamaged, and on record, under whatever name."""
        return looked.sha256 is not None and self._work.knows(looked.sha256)

    def register(self, path: Path, source: SourceFile | SetAside, batch: Batch) -> None:
        """Take one file in."""
        report = self._report
        registered = self._work.register(path, source, batch.id, self._tools.pool.spec.limits.max_bytes)
        report.files += 1
        self._tools.progress.file()
        if isinstance(source, SourceFile) and registered.sha256 == source.sha256:
            self._sources.setdefault(source.sha256, source)
        if registered.healed:
            report.healed.append(path.name)
        if registered.reason is not None:
            report.aside.append((path.name, registered.reason))
        elif registered.arrival is Arrival.DUPLICATE:
            report.duplicates.append(path.name)
        elif registered.arrival is Arrival.DONE:
            report.done_before += 1

    def read(self, batch: int | None) -> None:
        """Read the pages that wait, save each as it comes, and finish each file when it and those before it are in.

        So submissions get their numbers in the order of the files, however many workers there are and whichever of
        them is done first.
        """
        known = self._sources
        self._look_again(dict.fromkeys(sha256 for sha256, _ in self._work.pages_waiting(batch) if sha256 not in known))
        waiting: dict[str, list[int]] = {}
        for sha256, page in self._work.pages_waiting(batch):
            waiting.setdefault(sha256, []).append(page)
        jobs = [job for sha256, pages in waiting.items() for job in self._jobs(sha256, pages)]
        left = Counter({sha256: len(pages) for sha256, pages in waiting.items()})
        unfinished = deque(self._work.files_unfinished(batch))
        self._finish_complete(unfinished, left)
        self._tools.progress.begin(len(jobs))
        for job, answer in self._tools.pool.read(jobs):
            sha256 = job.source.sha256
            if isinstance(answer, SetAside):
                self._work.set_page_aside(sha256, replace(answer, page=job.page))
            else:
                self._save_page(sha256, answer)
            self._report.pages += 1
            self._tools.progress.page()
            left[sha256] -= 1
            self._finish_complete(unfinished, left)

    def _finish_complete(self, unfinished: deque[str], left: Mapping[str, int]) -> None:
        """Finish files from the first one on, up to one of which pages are left to be read."""
        while unfinished and not left.get(unfinished[0]):
            self._finish(unfinished.popleft())

    def _look_again(self, hashes: Iterable[str]) -> None:
        """Look at originals that an earlier run registered; pages of one that cannot be read any more are set aside.

        Once the pool is told to stop, nothing more is known of them, and nothing is asked.
        """
        originals = {self._files.original(sha256): sha256 for sha256 in hashes}
        for path, looked in self._tools.pool.look(originals):
            sha256 = originals[path]
            if isinstance(looked.source, SourceFile):
                self._sources[sha256] = looked.source
            else:
                for waiting, page in self._work.pages_waiting():
                    if waiting == sha256:
                        self._work.set_page_aside(sha256, replace(looked.source, page=page))

    def _jobs(self, sha256: str, pages: Sequence[int]) -> list[PageJob]:
        """The pages of one file that wait; none where it cannot be read, or was not looked at any more."""
        source = self._sources.get(sha256)
        return [] if source is None else [PageJob(self._files.original(sha256), source, page) for page in pages]

    def _finish(self, sha256: str) -> None:
        """Make submissions of a file whose pages are all in. What the store refuses stops nobody else's file."""
        batch = self._work.batch_of(sha256)
        knowledge = self._tools.knowledge(batch.consultation)
        aside = self._work.pages_set_aside(sha256)
        try:
            readings = self._work.page_readings(sha256)
            outcome = outcome_of(readings, aside, knowledge, self._tools.assembler)
            outcome = marked(outcome, knowledge.attributes, readings, partial(self._picture, sha256))
            if (late := lateness(batch, knowledge)) is not None:
                outcome = _flagged(outcome, Flag(late))
            outcome = storable(audited(outcome, knowledge.audit_share, self._seed, sha256))
            self._work.save_outcome(sha256, outcome)
        except ValueError as error:
            outcome = failed_outcome(range(1, self._work.pages_of(sha256) + 1), aside, error)
            self._work.save_outcome(sha256, outcome)
        known = self._sources.get(sha256)
        name = sha256[:12] if known is None else known.name
        self._report.read += 1
        self._report.submissions += len(outcome.submissions)
        self._report.flagged += sum(submission.flagged for submission in outcome.submissions)
        self._report.aside += [(name, page.reason) for page in outcome.pages if page.reason is not None]
        self._report.blank += [(name, page.number) for page in outcome.pages if page.role is PageRole.BLANK]

    def _picture(self, sha256: str, page: int) -> NDArray[np.uint8] | None:
        path = self._files.page_image(sha256, page)
        return picture_in(path.read_bytes() if path.is_file() else None)

    def _save_page(self, sha256: str, read: PageRead) -> None:
        try:
            self._work.save_page(sha256, read.reading, read.png)
        except ValueError as error:  # a reader let something through that no record holds
            kind = (("kind", type(error).__name__),)
            self._work.set_page_aside(sha256, SetAside("reading_failed", read.reading.number, kind))


def storable(outcome: FileOutcome) -> FileOutcome:
    """The outcome with the pages of each submission set aside that the store refuses; the others of the file stay."""
    refused: dict[int, SetAside] = {}
    for made in outcome.submissions:
        try:
            check_submission(made)
        except ValueError as error:
            refused |= {page: failed(page, error) for page in made.pages}
    if not refused:
        return outcome
    kept = [made for made in outcome.submissions if made.pages[0] not in refused]
    pages = (
        PageOutcome(page.number, PageRole.SET_ASIDE, refused[page.number]) if page.number in refused else page
        for page in outcome.pages
    )
    return FileOutcome(with_pages_aside(kept, sorted(refused)), tuple(pages))


def lateness(batch: Batch, knowledge: Knowledge) -> FlagCode | None:
    """Whether it came after the last day, by what extraction knows of the consultation."""
    return late_by(knowledge.last_day, batch.channel, batch.received, postmark_counts=knowledge.postmark_counts)


def audited(outcome: FileOutcome, share: float, seed: str, sha256: str) -> FileOutcome:
    """Draw a share of the values that nobody would be asked about: what they turn out to be tells the true error rate.

    Of long texts all are drawn from: nobody would be asked about most of their characters, flagged or not.

    Args:
        outcome: what a file came to.
        share: 0 to 1.
        seed: the workspace's own; the same one draws the same values.
        sha256: of the file.
    """
    made = []
    by_lot, whole = (Flag(code, (("share", repr(share)),)) for code in (FlagCode.AUDIT, FlagCode.WHOLE_TEXT))
    for number, submission in enumerate(outcome.submissions, 1):
        fields = []
        for value in submission.fields:
            flags = value.flags
            if drawn(seed, sha256, number, value.name, share=share):
                if value.written is not None:
                    flags = (*flags, whole)
                elif not flags:
                    flags = (by_lot,)
            fields.append(replace(value, flags=flags))
        made.append(replace(submission, fields=tuple(fields)))
    return replace(outcome, submissions=tuple(made))


def _flagged(outcome: FileOutcome, flag: Flag) -> FileOutcome:
    submissions = tuple(replace(made, flags=(*made.flags, flag)) for made in outcome.submissions)
    return replace(outcome, submissions=submissions)

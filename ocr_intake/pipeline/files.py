"""Files to outcomes without a workspace: nothing is kept, nothing is remembered from one call to the next."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.errors import IntakeError
from ocr_intake.model.pages import PageRole, SetAside, SourceFile
from ocr_intake.model.submission import FileOutcome, PageOutcome
from ocr_intake.pipeline.assemble import assemble, failed
from ocr_intake.pipeline.progress import NullProgress, Progress
from ocr_intake.pipeline.worker import MachineFailedError, PageJob

_log: Final = logging.getLogger(__name__)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.model.reading import PageReading
    from ocr_intake.pipeline.pool import PagePool

    Assembler = Callable[[Sequence[PageReading], Sequence[SetAside], Knowledge], FileOutcome]


@dataclass(frozen=True, slots=True)
class FileRead:
    """What became of one file."""

    path: Path
    outcome: FileOutcome
    reason: SetAside | None = None
    """Why nothing could be taken from the file as a whole; its outcome is empty then."""


@dataclass(slots=True)
class _File:
    """A file on its way."""

    path: Path
    source: SourceFile | SetAside
    readings: list[PageReading] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every page is in."""
        return isinstance(self.source, SetAside) or len(self.readings) + len(self.aside) == self.source.pages


def read_files(
    paths: Sequence[Path],
    pool: PagePool,
    knowledge: Knowledge,
    progress: Progress | None = None,
    assembler: Assembler = assemble,
) -> Iterator[FileRead]:
    """Read files; each is given as soon as it and the ones before it are done.

    When the pool is told to stop, the files that are not complete are left out.

    Args:
        paths: Files, see ``intake.find_files``.
        pool: Reads the pages.
        knowledge: What extraction knows.
        progress: Hears how far it has come.
        assembler: Makes submissions of page readings.

    Raises:
        IntakeError: Something that the work needs is missing.
    """
    progress = progress or NullProgress()
    files = []
    for path, looked in pool.look(paths):
        files.append(_File(path, looked.source))
        progress.file()
    jobs = [
        (file, PageJob(file.path, file.source, number))
        for file in files
        if isinstance(file.source, SourceFile)
        for number in range(1, file.source.pages + 1)
    ]
    progress.begin(len(jobs))
    file_of = {id(job): file for file, job in jobs}
    given = 0
    for job, answer in pool.read(job for _, job in jobs):
        file = file_of[id(job)]
        if isinstance(answer, SetAside):
            file.aside.append(answer)
        else:
            file.readings.append(answer.reading)
        progress.page()
        while given < len(files) and files[given].complete:
            yield _finished(files[given], knowledge, assembler)
            given += 1
    for file in files[given:]:
        if file.complete:
            yield _finished(file, knowledge, assembler)


def outcome_of(
    readings: Sequence[PageReading],
    aside: Sequence[SetAside],
    knowledge: Knowledge,
    assembler: Assembler,
) -> FileOutcome:
    """Make submissions of a file's pages; set them aside where that trips over something on them.

    Raises:
        MachineFailedError: It failed for a reason that is not on the paper: every file would fail.
        IntakeError: Something that the work needs is missing.
    """
    try:
        return assembler(readings, aside, knowledge)
    except IntakeError:
        raise
    except (OSError, ImportError, MemoryError) as error:
        _log.debug("extraction failed", exc_info=True)
        raise MachineFailedError(reason=getattr(error, "strerror", None) or type(error).__name__) from error
    except Exception as error:  # noqa: BLE001 - one file that trips the program must not stop the others
        _log.debug("extraction failed", exc_info=True)
        return failed_outcome([reading.number for reading in readings], aside, error)


def failed_outcome(numbers: Iterable[int], aside: Iterable[SetAside], error: Exception) -> FileOutcome:
    """Every page set aside: those that were already for their own reason, the others because of the error."""
    reasons = {number: failed(number, error) for number in numbers}
    reasons |= {reason.page or 0: reason for reason in aside}
    return FileOutcome((), tuple(PageOutcome(n, PageRole.SET_ASIDE, reasons[n]) for n in sorted(reasons)))


def _finished(file: _File, knowledge: Knowledge, assembler: Assembler) -> FileRead:
    if isinstance(file.source, SetAside):
        return FileRead(file.path, FileOutcome((), ()), file.source)
    readings = sorted(file.readings, key=lambda reading: reading.number)
    aside = sorted(file.aside, key=lambda reason: reason.page or 0)
    file.readings, file.aside = [], []
    return FileRead(file.path, outcome_of(readings, aside, knowledge, assembler))

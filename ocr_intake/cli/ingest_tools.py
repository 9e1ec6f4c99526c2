"""What ingest, read and watch share: options, the pool of workers, how Ctrl-C stops a run, what extraction knows."""

from __future__ import annotations

import getpass
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.cli.state import State
from ocr_intake.config import Settings, list_consultations, load_consultation, load_labels, load_settings
from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.pipeline.pool import Pool

WORKSPACE_ENVIRONMENT: Final = "OCR_INTAKE_WORKSPACE"
"""Environment variable that names the workspace."""


class NoFilesError(IntakeError):
    """The folders that were named hold no file."""

    key: ClassVar[str] = "ingest.error.no_files"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


def workspace_folder(option: Path | None) -> Path:
    """``--workspace``, else ``OCR_INTAKE_WORKSPACE``, else ``./workspace``."""
    if option is not None:
        return option
    named = os.environ.get(WORKSPACE_ENVIRONMENT, "").strip()
    return Path(named).expanduser() if named else Path("workspace")


def login_name() -> str:
    """Who sits at this computer, for the record of who took a batch in."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user, in a container
        return f"uid{os.getuid()}"


def files_of(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files that were named, and those below the folders that were named.

    Raises:
        NoSuchPathError: A path does not exist.
        NoFilesError: There is no file at all.
    """
    from ocr_intake.intake import find_files

    files = find_files(paths)
    if not files:
        raise NoFilesError
    return files


class Knowing:
    """What extraction knows about each consultation, made when it is first asked for."""

    def __init__(self, state: State) -> None:
        """Read the configuration.

        Raises:
            ConfigError: It is wrong.
        """
        self._folder = state.config_dir.path
        self._labels = load_labels(self._folder)
        self.settings: Settings = load_settings(self._folder)
        self.of = cache(self._of)

    def _of(self, consultation: str | None) -> Knowledge:
        """About one consultation; for None about the only one there is, or what all of them have in common.

        Raises:
            UnknownConsultationError: There is none of that id.
        """
        from ocr_intake.pipeline.knowledge import knowledge_of

        if consultation is None:
            return knowledge_of(self._labels, self.settings, list_consultations(self._folder))
        return knowledge_of(self._labels, self.settings, (load_consultation(self._folder, consultation),))


def open_pool(  # noqa: PLR0913 - what the command line says
    state: State,
    settings: Settings,
    scratch: Path,
    stop: threading.Event,
    *,
    workers: int | None,
    readers: str | None,
    pictures: bool,
) -> Pool:
    """Workers with the readers of ``--readers``, else of the settings; ``--workers``, else the settings', else enough.

    Raises:
        UnknownReaderError: A reader is not in the registry.
    """
    from ocr_intake.pipeline.knowledge import limits_of
    from ocr_intake.pipeline.pool import Pool, default_workers
    from ocr_intake.pipeline.worker import EngineSetup, WorkerSpec
    from ocr_intake.readers.registry import READERS, UnknownReaderError

    names = settings.reading.readers if readers is None else tuple(filter(None, map(str.strip, readers.split(","))))
    if unknown := [name for name in names if name not in READERS]:
        raise UnknownReaderError(name=" ".join(unknown), known=" ".join(READERS))
    if not names:
        raise UnknownReaderError(name=readers or "", known=" ".join(READERS))
    spec = WorkerSpec(EngineSetup(names), scratch, limits_of(settings), pictures, debug=state.debug)
    return Pool(spec, workers or settings.reading.workers or default_workers(), stop)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C (or SIGTERM) sets, so that what is at work is finished and saved; again stops at once."""
    stop = threading.Event()

    def hear(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def tell_developers(state: State) -> None:
    """With ``--debug``, let what went wrong inside a page or file through to standard error."""
    if state.debug:
        log = logging.getLogger("ocr_intake")
        log.addHandler(logging.StreamHandler(sys.stderr))
        log.setLevel(logging.DEBUG)

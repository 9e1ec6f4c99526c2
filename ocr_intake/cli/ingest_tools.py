"""What ingest, read and watch share: the workspace, workers, how Ctrl-C stops a run, what extraction knows."""

from __future__ import annotations

import getpass
import logging
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.cli.cluster_tools import check_library, cluster_key
from ocr_intake.cli.console import LogLines, complain
from ocr_intake.cli.ingest_progress import shown
from ocr_intake.cli.state import State
from ocr_intake.config import Settings, list_consultations, load_consultation, load_forms, load_labels, load_settings
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t
from ocr_intake.model.pages import Channel, SetAside

if TYPE_CHECKING:
    from ocr_intake.config import Consultation
    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.intake import Limits
    from ocr_intake.intake import State as FileState
    from ocr_intake.pipeline.arranging import Arranging
    from ocr_intake.pipeline.batch import Tools
    from ocr_intake.pipeline.cluster.pool import ClusterPool
    from ocr_intake.pipeline.pool import Pool
    from ocr_intake.pipeline.worker import WorkerSpec
    from ocr_intake.store import Workspace
    from ocr_intake.trust.calibration import Calibration

WORKSPACE_ENVIRONMENT: Final = "OCR_INTAKE_WORKSPACE"
"""Environment variable that names the workspace."""


class WrongErrorBudgetError(IntakeError):
    """``--error-budget`` is no share like 1/1000."""

    key: ClassVar[str] = "trust.error.budget"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class NoFilesError(IntakeError):
    """The folders that were named hold no file."""

    key: ClassVar[str] = "ingest.error.no_files"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class NoSuchConsultationError(IntakeError):
    """``--consultation`` names none that the workspace has papers of or that is configured."""

    key: ClassVar[str] = "cli.wrong.no_such_consultation"
    exit_code: ClassVar[ExitCode] = ExitCode.CONFIG


class InsideWorkspaceError(IntakeError):
    """What is to be taken in is the workspace itself, or lies in it."""

    key: ClassVar[str] = "ingest.error.inside_workspace"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


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


def files_of(paths: Sequence[Path], without: Path | None = None) -> tuple[Path, ...]:
    """The files that were named, and those below the folders that were named; none of the workspace ``without``.

    Raises:
        NoSuchPathError: A path does not exist.
        NoFilesError: There is no file at all.
        InsideWorkspaceError: There is none but the workspace's own.
    """
    from ocr_intake.intake import find_files
    from ocr_intake.pipeline.batch import outside

    files = find_files(paths)
    if without is not None and files and not (files := outside(without, files)):
        check_source(paths[0], without)
    if not files:
        raise NoFilesError
    return files


def check_source(source: Path, workspace: Path) -> None:
    """Whether a folder or file may be taken in: what lies in the workspace is the program's own.

    Raises:
        InsideWorkspaceError: It may not.
    """
    from ocr_intake.pipeline.batch import outside

    if not outside(workspace, (source,)):
        raise InsideWorkspaceError(path=source, workspace=workspace)


def check_consultation(state: State, store: Workspace, consultation: str | None) -> None:
    """Whether there is such a consultation, before anything is counted, written or removed for it.

    Args:
        state: Global options.
        store: The workspace that is asked.
        consultation: ``--consultation``; None stands for all.

    Raises:
        NoSuchConsultationError: The workspace has no papers of it, and it is not configured either.
    """
    if consultation is None or consultation in (known := store.consultations()):
        return
    configured = (each.id for each in list_consultations(state.config_dir.path))
    if consultation not in (known := tuple(dict.fromkeys((*known, *configured)))):
        raise NoSuchConsultationError(consultation=consultation, known=", ".join(known) or "-")


class Desk:
    """What the configuration and the command line say about reading, ready to be used."""

    def __init__(
        self,
        state: State,
        readers: str | None,
        workers: int | None,
        error_budget: str | None = None,
        *,
        cluster: str | None = None,
        key: Path | None = None,
    ) -> None:
        """Read the configuration.

        Args:
            state: Global options.
            readers: ``--readers``, else the settings say.
            workers: ``--workers``, else the settings say, else there are as many as the machine has room for.
            error_budget: ``--error-budget``, else the settings say.
            cluster: ``--cluster``: where pages are read, if not by workers of this computer.
            key: ``--cluster-key``, else the environment says.

        Raises:
            ConfigError: The configuration is wrong.
            UnknownReaderError: A reader is not in the registry.
            WrongErrorBudgetError: The error budget is none.
        """
        self._state = state
        self._folder = state.config_dir.path
        self._labels = load_labels(self._folder)
        self._settings = _with_budget(load_settings(self._folder), error_budget)
        self._readers = _reader_names(readers, self._settings)
        self._workers = workers or self._settings.reading.workers
        self._cluster, self._key = cluster, cluster_key(key)
        self.knowledge: Callable[[str | None], Knowledge] = cache(self._knowledge)
        """What extraction knows about a consultation, or about papers of whatever consultation there is."""
        if state.debug:  # let through what goes wrong inside a file
            log = logging.getLogger("ocr_intake")
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(LogLines())
            log.addHandler(handler)
            log.setLevel(logging.DEBUG)

    @property
    def limits(self) -> Limits:
        """What intake refuses."""
        from ocr_intake.pipeline.knowledge import limits_of

        return limits_of(self._settings)

    def opened(self, folder: Path) -> Workspace:
        """The workspace in a folder; a new one where there is none yet, with the database that the settings name.

        Raises:
            WorkspaceError: It cannot be opened or made.
        """
        from ocr_intake.store import NotAWorkspaceError, Workspace

        try:
            return Workspace.open(folder)
        except NotAWorkspaceError:
            return Workspace.create(folder, database_url=self._settings.database.url or None)

    def check_channel(self, consultation: str, channel: Channel) -> Consultation:
        """The consultation, which takes comments that way.

        Raises:
            UnknownConsultationError: There is no such consultation.
            WrongChannelError: It does not.
        """
        from ocr_intake.pipeline.received import check_channel

        found = load_consultation(self._folder, consultation)
        check_channel(found, channel)
        return found

    def pool(
        self,
        scratch: Path,
        stop: threading.Event,
        consultation: str | None = None,
        *,
        pictures: bool,
        learnt: bytes = b"",
    ) -> Pool:
        """Workers; they look for the city's own forms, where the consultation is known for its own and common ones.

        Args:
            scratch: folder for temporary files.
            stop: once it is set no page is begun any more.
            consultation: whose forms are looked for; all of them when None.
            pictures: whether upright pages are wanted.
            learnt: what a workspace taught the recogniser.
        """
        from ocr_intake.pipeline.pool import Pool, default_workers

        spec = self._spec(scratch, consultation, pictures=pictures, learnt=learnt)
        return Pool(spec, self._workers or default_workers(), stop)

    def _spec(self, scratch: Path, consultation: str | None, *, pictures: bool, learnt: bytes) -> WorkerSpec:
        from ocr_intake.pipeline.forms import form_pages
        from ocr_intake.pipeline.worker import EngineSetup, WorkerSpec

        setup = EngineSetup(self._readers, form_pages(load_forms(self._folder), consultation), learnt)
        return WorkerSpec(setup, scratch, self.limits, pictures, debug=self._state.debug)

    def _pool_of_batch(
        self, scratch: Path, stop: threading.Event, consultation: str, learnt: bytes
    ) -> Pool | ClusterPool:
        """Who reads a batch: workers of this computer, or a cluster."""
        if self._cluster is None:
            return self.pool(scratch, stop, consultation, pictures=True, learnt=learnt)
        check_library()
        from ocr_intake.pipeline.cluster.pool import ClusterPool

        spec = self._spec(scratch, consultation, pictures=True, learnt=learnt)
        return ClusterPool(spec, self._cluster, stop, key=self._key)

    @contextmanager
    def look(self, stop: threading.Event) -> Iterator[Callable[[Path], FileState | SetAside]]:
        """A process that looks whether files are whole; it loads no engine."""
        with (
            tempfile.TemporaryDirectory(prefix="ocr-intake-", ignore_cleanup_errors=True) as scratch,
            self.pool(Path(scratch), stop, pictures=False) as pool,
        ):
            yield pool.glance

    @contextmanager
    def tools(self, workspace: Workspace, stop: threading.Event, consultation: str) -> Iterator[Tools]:
        """Everything that taking in a batch needs, with its progress shown.

        Raises:
            BadCalibrationError: The workspace's own calibration does not fit this program.
            BadLearntError: What the workspace learnt is not what this program writes.
        """
        from ocr_intake.evaluate.calibrating import in_force
        from ocr_intake.pipeline import assemble
        from ocr_intake.pipeline.batch import Tools, scratch_folder

        calibration = in_force(workspace)
        self.tell_promises(calibration)
        learnt = self._learnt(workspace)
        with (
            scratch_folder(workspace.path) as scratch,
            shown(bar=True) as progress,
            self._pool_of_batch(scratch, stop, consultation, learnt) as pool,
        ):
            yield Tools(pool, self.knowledge, progress, partial(assemble.assemble, calibration=calibration))

    @contextmanager
    def arranging(self, workspace: Workspace) -> Iterator[Arranging]:
        """What arranging pages needs, until Ctrl-C; models and engines are loaded when the first page needs them.

        Raises:
            IntakeError: The configuration is wrong.
        """
        with stopping() as stop:
            yield self.arranging_until(stop, workspace)

    def arranging_until(self, stop: threading.Event, workspace: Workspace, sitting: str | None = None) -> Arranging:
        """As ``arranging``, until an event is set; ``sitting`` is the one of a review that arranges."""
        from ocr_intake.evaluate.calibrating import in_force
        from ocr_intake.pipeline.arranging import Arranging
        from ocr_intake.pipeline.scratch import scratch_for_turning

        @contextmanager
        def reading(consultation: str) -> Iterator[Pool]:
            learnt = self._learnt(workspace)
            with (
                scratch_for_turning(workspace.path) as scratch,
                self.pool(scratch, stop, consultation, pictures=True, learnt=learnt) as pool,
            ):
                yield pool

        return Arranging(workspace, self.knowledge, partial(in_force, workspace), reading, sitting)

    def _learnt(self, workspace: Workspace) -> bytes:
        """What the workspace learnt, where that is switched on and fits the weights in use; nothing otherwise."""
        from ocr_intake.pipeline.adaptation import in_force

        found = in_force(workspace.learnt) if self._settings.learning.enabled else None
        if found is not None and not found.fits:
            complain(t("learn.other_weights", number=found.number))
            return b""
        return b"" if found is None else found.learnt.to_bytes()

    def tell_promises(self, calibration: Calibration) -> None:
        """Say which error budgets the data cannot promise, and what is missing for them."""
        from ocr_intake.cli.trust_text import broken_promises

        for line in broken_promises(self._settings, calibration):
            complain(line)

    def _knowledge(self, consultation: str | None) -> Knowledge:
        from ocr_intake.pipeline.knowledge import knowledge_of

        if consultation is None:
            return knowledge_of(self._labels, self._settings, list_consultations(self._folder))
        return knowledge_of(self._labels, self._settings, (load_consultation(self._folder, consultation),))


def _reader_names(option: str | None, settings: Settings) -> tuple[str, ...]:
    from ocr_intake.readers.registry import READERS, UnknownReaderError  # brings the engines along

    names = settings.reading.readers if option is None else tuple(name.strip() for name in option.split(","))
    if unknown := [name for name in names if name not in READERS]:
        raise UnknownReaderError(name=", ".join(unknown), known=", ".join(READERS))
    return names


def _with_budget(settings: Settings, option: str | None) -> Settings:
    """The settings with ``--error-budget`` in place of their own error budgets."""
    from ocr_intake.model.budget import BadBudgetError, parse_budget

    if option is None:
        return settings
    try:
        parse_budget(option)
    except BadBudgetError as error:
        raise WrongErrorBudgetError from error
    confidence = settings.confidence.model_copy(update={"error_budget": option.strip(), "error_budgets": {}})
    return settings.model_copy(update={"confidence": confidence})


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C (or SIGTERM) sets, so that what is at work is finished and saved; again stops at once."""
    stop = threading.Event()

    def hear(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        # straight to the descriptor: the signal may have come in the middle of a write to sys.stderr
        os.write(2, f"\n{t('ingest.stopping')}\n".encode())

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

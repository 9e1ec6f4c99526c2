"""How the store fails: one class a cause. What a clerk should do about it is in the texts ``store.error.*``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


class WorkspaceError(IntakeError):
    """The workspace cannot be used."""

    exit_code: ClassVar[ExitCode] = ExitCode.WORKSPACE


class NotAWorkspaceError(WorkspaceError):
    """The folder holds no workspace."""

    key = "store.error.not_a_workspace"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class FolderInUseError(WorkspaceError):
    """A workspace was to be made in a folder that holds other things (or is none)."""

    key = "store.error.folder_in_use"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class WorkspaceNewerError(WorkspaceError):
    """A newer program wrote the workspace."""

    key = "store.error.newer"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class WorkspaceOlderError(WorkspaceError):
    """An older program wrote the workspace, and it must not be written here."""

    key = "store.error.older"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class WorkspaceIsBackupError(WorkspaceError):
    """The folder is a backup and was to be written."""

    key = "store.error.is_backup"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class WorkspaceInPiecesError(WorkspaceError):
    """A copy of a workspace in use, its database not put together, where nothing can be written."""

    key = "store.error.in_pieces"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class WorkspaceDamagedError(WorkspaceError):
    """``workspace.toml`` or the database is not what this program writes."""

    key = "store.error.damaged"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class IngestRunningError(WorkspaceError):
    """Another ingest holds the workspace."""

    key = "store.error.ingest_running"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class LearningRunningError(WorkspaceError):
    """Another learning is at work on the workspace."""

    key = "store.error.learning_running"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class MaintenanceRunningError(WorkspaceError):
    """A backup or a purge is at work on the workspace."""

    key = "store.error.maintenance_running"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class BackupTargetInsideError(IntakeError):
    """The backup was to go into the workspace itself, or around it."""

    key = "store.error.backup_inside"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class BackupTargetTakenError(IntakeError):
    """The place for the backup holds something else."""

    key = "store.error.backup_taken"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class BackupUnwritableError(IntakeError):
    """A backup, or what is brought back from one, cannot be written."""

    key = "store.error.backup_unwritable"

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(path=str(path), reason=error.strerror or type(error).__name__)


class NotABackupError(WorkspaceError):
    """The folder holds no whole backup."""

    key = "store.error.not_a_backup"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class BackupDamagedError(WorkspaceError):
    """A file of the backup is not as it was written to it."""

    key = "store.error.backup_damaged"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class DatabaseBusyError(WorkspaceError):
    """Somebody else kept the database locked for longer than this program waits."""

    key = "store.error.busy"


class DatabaseUnavailableError(WorkspaceError):
    """The database cannot be reached, read or written (server down, disk full, no permission)."""

    key = "store.error.unavailable"


class DatabaseUrlError(WorkspaceError):
    """The database's URL is none or holds a password, which no message repeats, or the driver is not installed."""

    key = "store.error.database_url"


class DatabaseTakenError(WorkspaceError):
    """The database belongs to another workspace, whose originals are in another folder, or holds something else."""

    key = "store.error.database_taken"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class WorkspaceUnwritableError(WorkspaceError):
    """A file of the workspace cannot be written."""

    key = "store.error.unwritable"

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(path=str(path), reason=error.strerror or type(error).__name__)


class UnknownRecordError(IntakeError):
    """The caller asked for a record that is not there."""

    key = "store.error.unknown_record"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, kind: str, number: object) -> None:
        super().__init__(kind=kind, number=str(number))


class SubmissionClosedError(IntakeError):
    """The submission is accepted or rejected: it must be reopened before anything of it changes."""

    key = "store.error.submission_closed"

    def __init__(self, submission: str) -> None:
        super().__init__(submission=submission)


class SubmissionPurgedError(IntakeError):
    """What was sent is removed, its time being over: nobody can decide on it any more."""

    key = "store.error.submission_purged"

    def __init__(self, submission: str) -> None:
        super().__init__(submission=submission)


class DuplicateCircleError(IntakeError):
    """A submission would be a duplicate of itself, or of one that is a duplicate of it."""

    key = "store.error.duplicate_circle"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, submission: str, of: str) -> None:
        super().__init__(submission=submission, of=of)


class DuplicateOfNothingError(IntakeError):
    """A submission would be a duplicate of one that is not there."""

    key = "store.error.duplicate_of_nothing"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, submission: str, of: str) -> None:
        super().__init__(submission=submission, of=of)


class DuplicateElsewhereError(IntakeError):
    """A submission would be a duplicate of one that was sent to another consultation."""

    key = "store.error.duplicate_elsewhere"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, submission: str, of: str) -> None:
        super().__init__(submission=submission, of=of)


class StaleEditError(IntakeError):
    """Somebody else decided in between. Carries both values for a face to show; its message holds neither."""

    key = "store.error.stale"

    def __init__(self, submission: str, *, mine: str | None, theirs: str | None, by: str, at: datetime) -> None:
        super().__init__(submission=submission, by=by)
        self.mine = mine
        """What the caller wanted to save."""
        self.theirs = theirs
        """What is there now."""
        self.by = by
        self.at = at

    def __reduce__(self) -> tuple[object, ...]:
        again = partial(StaleEditError, mine=self.mine, theirs=self.theirs, by=self.by, at=self.at)
        return again, (self.values["submission"],)


class BatchChangedError(IntakeError):
    """Somebody corrected the batch, or took a correction back, in between."""

    key = "store.error.batch_changed"

    def __init__(self, number: int) -> None:
        super().__init__(number=number)


class BatchUnchangedError(IntakeError):
    """The batch says already what it was to be corrected to."""

    key = "store.error.batch_unchanged"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, number: int) -> None:
        super().__init__(number=number)


class NotSetAsideError(IntakeError):
    """Nothing of that number was set aside."""

    key = "store.error.not_set_aside"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, item: str) -> None:
        super().__init__(item=item)


class SeveralSetAsideError(IntakeError):
    """Several things that were set aside are called so."""

    key = "store.error.several_set_aside"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, said: str, items: list[str]) -> None:
        super().__init__(said=said, items=", ".join(items))


class ReasonRefusedError(IntakeError):
    """The reason is empty or too long."""

    key = "store.error.reason_refused"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, longest: int) -> None:
        super().__init__(longest=longest)


class AlreadySettledError(IntakeError):
    """Somebody has done something about it already."""

    key = "store.error.already_settled"

    def __init__(self, item: str) -> None:
        super().__init__(item=item)


class NotSettledError(IntakeError):
    """Nobody has done anything about it that could be taken back."""

    key = "store.error.not_settled"

    def __init__(self, item: str) -> None:
        super().__init__(item=item)


class CodecError(ValueError):
    """Something is not what the records say it is. A mistake in the program or a damaged database, never a clerk's."""

"""How backing up a server's database fails, and bringing it back: one class a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.store.errors import WorkspaceError

if TYPE_CHECKING:
    from pathlib import Path


class BackupNeedsServerError(WorkspaceError):
    """The backup's database is a server's, written to one file: it can be brought back, and not be looked at."""

    key = "store.error.backup_needs_server"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class RestoreNeedsDatabaseError(IntakeError):
    """The backup is of a database on a server, and none was named to bring it back to."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    key = "store.error.restore_needs_database"


class RestoreHasDatabaseError(IntakeError):
    """A database was named for a backup that brings its own, SQLite's."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    key = "store.error.restore_has_database"


class DumpToolMissingError(IntakeError):
    """One of PostgreSQL's own tools is not installed."""

    exit_code: ClassVar[ExitCode] = ExitCode.MISSING_TOOL
    key = "store.error.dump_tool_missing"

    def __init__(self, tool: str) -> None:
        super().__init__(tool=tool)


class DumpToolOlderError(IntakeError):
    """PostgreSQL's tools are older than the server, which they cannot write out then."""

    exit_code: ClassVar[ExitCode] = ExitCode.MISSING_TOOL
    key = "store.error.dump_tool_older"

    def __init__(self, tool: int, server: int) -> None:
        super().__init__(tool=tool, server=server)


class DumpFailedError(IntakeError):
    """One of PostgreSQL's own tools failed. What it said may quote rows, and is not repeated."""

    key = "store.error.dump_failed"

    def __init__(self, tool: str) -> None:
        super().__init__(tool=tool)

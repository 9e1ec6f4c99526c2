"""How an export fails: one class a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from pathlib import Path


class CellTooLongError(IntakeError):
    """The format cannot hold one of the texts whole; another format can."""

    key: ClassVar[str] = "dataset.error.cell_too_long"

    def __init__(self, row: str, longest: int) -> None:
        super().__init__(row=row, longest=longest)


class TableTooLongError(IntakeError):
    """The format cannot hold so many rows; another format can."""

    key: ClassVar[str] = "dataset.error.table_too_long"

    def __init__(self, longest: int) -> None:
        super().__init__(longest=longest)


class NotConfiguredError(IntakeError):
    """What people answered on publication cannot be told without the consultation's configuration."""

    key: ClassVar[str] = "dataset.error.not_configured"
    exit_code: ClassVar[ExitCode] = ExitCode.CONFIG

    def __init__(self, consultation: str) -> None:
        super().__init__(consultation=consultation)


class UnknownFormatError(IntakeError):
    """There is no such export format."""

    key: ClassVar[str] = "dataset.error.unknown_format"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name=name, known=", ".join(known))


class OlderFilesError(IntakeError):
    """The folder holds files of an earlier export that would stand beside this one and say more, or other things."""

    key: ClassVar[str] = "dataset.error.older_files"

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        super().__init__(folder=str(folder), names=", ".join(names))


class CannotWriteError(IntakeError):
    """The export cannot be written where it was asked for."""

    key: ClassVar[str] = "dataset.error.cannot_write"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path=str(path), reason=reason)

"""How an export fails: one class a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import Worded, t

if TYPE_CHECKING:
    from collections.abc import Sequence
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


class NotInEncodingError(IntakeError):
    """The encoding lacks characters of some cells; they are named by row and column, the characters are not."""

    key: ClassVar[str] = "dataset.encoding.lacking"

    def __init__(self, places: Sequence[tuple[str, str]]) -> None:
        lines = (t("dataset.encoding.place", row=row, column=column) for row, column in places)
        super().__init__(count=len(places), places=Worded("\n".join(lines)))
        self.places = tuple(places)
        """What each row is called by, and the column's heading."""


class PersonalInPublicError(IntakeError):
    """A format for the public was asked for together with personal data."""

    key: ClassVar[str] = "dataset.profile.personal_in_public"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, formats: Sequence[str]) -> None:
        super().__init__(formats=", ".join(formats))


class SameFileError(IntakeError):
    """Two of the formats asked for would be written to the same file."""

    key: ClassVar[str] = "dataset.profile.same_file"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class OpinionTooLongError(IntakeError):
    """Whoever takes the file takes no opinions that are so long."""

    key: ClassVar[str] = "dataset.profile.opinion_too_long"

    def __init__(self, profile: str, numbers: Sequence[str], longest: int) -> None:
        super().__init__(profile=profile, numbers=", ".join(numbers), longest=longest)

"""How writing and reading the table of answers fails: one class a cause. No message repeats what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import Worded, t

if TYPE_CHECKING:
    from pathlib import Path

MOST_TOLD: Final = 20
"""Problems that a message names; the others it counts."""


class Problem(NamedTuple):
    """Something in a table that only a person can put right."""

    sheet: str
    row: int
    """From 1, as the spreadsheet counts; 0 for the sheet as a whole."""
    code: str
    """Of its text, ``answers.problem.CODE``."""
    detail: str = ""

    @property
    def text(self) -> str:
        """In the language in force."""
        what = t(f"answers.problem.{self.code}", detail=self.detail)
        if not self.row:
            return t("answers.in_sheet", sheet=self.sheet, what=what)
        return t("answers.in_row", sheet=self.sheet, row=self.row, what=what)


class _ProblemsError(IntakeError):
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, path: Path, problems: tuple[Problem, ...]) -> None:
        lines = [f"  {problem.text}" for problem in problems[:MOST_TOLD]]
        if len(problems) > MOST_TOLD:
            lines.append("  " + t("answers.more_problems", count=len(problems) - MOST_TOLD))
        super().__init__(path=str(path), problems=Worded("\n".join(lines)))
        self.problems = problems


class TableProblemsError(_ProblemsError):
    """A table cannot be read as it is; nothing of it was taken over."""

    key: ClassVar[str] = "answers.error.problems"


class WouldBeLostError(_ProblemsError):
    """A file that is there holds what would be lost if it were written anew."""

    key: ClassVar[str] = "answers.error.would_be_lost"


class NotATableError(IntakeError):
    """The file is no spreadsheet that this program wrote for the consultation; ``code`` says why."""

    key: ClassVar[str] = "answers.error.not_a_table"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, path: Path, code: str) -> None:
        super().__init__(path=str(path), reason=t(f"answers.not_a_table.{code}"))
        self.code = code


class NoTableFileError(IntakeError):
    """There is no such file."""

    key: ClassVar[str] = "answers.error.no_file"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class NotXlsxNameError(IntakeError):
    """The file to write is not called as spreadsheets are."""

    key: ClassVar[str] = "answers.error.suffix"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class TableOpenError(IntakeError):
    """A program for spreadsheets has the file open, with what is typed there not saved yet perhaps."""

    key: ClassVar[str] = "answers.error.open"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class TableChangedError(IntakeError):
    """Somebody saved the file while it was written anew."""

    key: ClassVar[str] = "answers.error.changed"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))

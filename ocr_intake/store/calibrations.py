"""The calibrations of a workspace: numbered files that stay, and which of them is in force. Their form is trust's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ocr_intake.store.atomic import READ_ONLY, atomic_file, private_folder
from ocr_intake.store.errors import WorkspaceDamagedError, WorkspaceUnwritableError

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "calibration"
_IN_FORCE: Final = "in-force"
_NAME: Final = re.compile(r"([0-9]{4})\.json")


class Calibrations:
    """Versions from 1; 0 stands for the calibration that comes with the program."""

    def __init__(self, workspace: Path) -> None:
        self._root = workspace
        self._folder = workspace / FOLDER

    def numbers(self) -> tuple[int, ...]:
        """All versions that were made, ascending."""
        if not self._folder.is_dir():
            return ()
        found = (_NAME.fullmatch(path.name) for path in self._folder.iterdir())
        return tuple(sorted(int(name[1]) for name in found if name is not None))

    def in_force(self) -> int:
        """The version in force; 0 for the shipped one.

        Raises:
            WorkspaceDamagedError: The note of it is not what this program writes.
        """
        note = self._folder / _IN_FORCE
        try:
            said = note.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return 0
        except (OSError, UnicodeDecodeError) as error:
            raise WorkspaceDamagedError(f"{FOLDER}/{_IN_FORCE}") from error
        if not said.isdecimal() or int(said) not in (0, *self.numbers()):
            raise WorkspaceDamagedError(f"{FOLDER}/{_IN_FORCE}")
        return int(said)

    def text(self) -> str | None:
        """The calibration in force; None for the shipped one.

        Raises:
            WorkspaceDamagedError: It cannot be read.
        """
        number = self.in_force()
        if not number:
            return None
        try:
            return self._file(number).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise WorkspaceDamagedError(f"{FOLDER}/{number:04d}.json") from error

    def keep(self, text: str) -> int:
        """Keep a new version and put it in force; the ones before it stay.

        Returns:
            Its number.

        Raises:
            WorkspaceUnwritableError: It cannot be written.
        """
        number = max(self.numbers(), default=0) + 1
        try:
            private_folder(self._folder)
            with atomic_file(self._file(number), mode=READ_ONLY) as stream:
                stream.write(text.encode())
        except OSError as error:
            raise WorkspaceUnwritableError(self._root, error) from error
        self.put_in_force(number)
        return number

    def put_in_force(self, number: int) -> None:
        """Let a version hold from now on; 0 for the shipped one.

        Raises:
            ValueError: There is no such version.
            WorkspaceUnwritableError: It cannot be noted.
        """
        if number not in (0, *self.numbers()):
            raise ValueError("no such version")
        try:
            private_folder(self._folder)
            with atomic_file(self._folder / _IN_FORCE) as stream:
                stream.write(f"{number}\n".encode())
        except OSError as error:
            raise WorkspaceUnwritableError(self._root, error) from error

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:04d}.json"

"""What a workspace was taught: numbered files that stay, and which of them is in force. Their form is other rooms'."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ocr_intake.store.atomic import READ_ONLY, atomic_file, private_folder
from ocr_intake.store.errors import WorkspaceDamagedError, WorkspaceUnwritableError

if TYPE_CHECKING:
    from pathlib import Path

_IN_FORCE: Final = "in-force"


class Versions:
    """Versions of one thing, from 1; 0 stands for the one that comes with the program."""

    def __init__(self, workspace: Path, folder: str, suffix: str) -> None:
        """Look at a folder of a workspace, which may not be there yet.

        Args:
            workspace: its path.
            folder: the name in it.
            suffix: of the files, with its dot.
        """
        self._root = workspace
        self._name = folder
        self._folder = workspace / folder
        self._temporary = workspace / "tmp"  # what a killed run left there, the next ingest removes
        self._suffix = suffix

    def numbers(self) -> tuple[int, ...]:
        """All versions that were made, ascending."""
        if not self._folder.is_dir():
            return ()
        name = re.compile(rf"([0-9]{{4}}){re.escape(self._suffix)}")
        found = (name.fullmatch(path.name) for path in self._folder.iterdir())
        return tuple(sorted(int(match[1]) for match in found if match is not None))

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
            raise WorkspaceDamagedError(f"{self._name}/{_IN_FORCE}") from error
        if not said.isdecimal() or int(said) not in (0, *self.numbers()):
            raise WorkspaceDamagedError(f"{self._name}/{_IN_FORCE}")
        return int(said)

    def content(self, number: int | None = None) -> bytes | None:
        """What a version says, or the one in force; None for the shipped one.

        Raises:
            WorkspaceDamagedError: It cannot be read.
        """
        chosen = self.in_force() if number is None else number
        if not chosen:
            return None
        try:
            return self._file(chosen).read_bytes()
        except OSError as error:
            raise WorkspaceDamagedError(f"{self._name}/{self._file(chosen).name}") from error

    def keep_bytes(self, content: bytes) -> int:
        """Keep a new version and put it in force; the ones before it stay.

        Returns:
            Its number.

        Raises:
            WorkspaceUnwritableError: It cannot be written.
        """
        number = max(self.numbers(), default=0) + 1
        try:
            private_folder(self._folder)
            private_folder(self._temporary)
            with atomic_file(self._file(number), mode=READ_ONLY, temporary=self._temporary) as stream:
                stream.write(content)
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
            private_folder(self._temporary)
            with atomic_file(self._folder / _IN_FORCE, temporary=self._temporary) as stream:
                stream.write(f"{number}\n".encode())
        except OSError as error:
            raise WorkspaceUnwritableError(self._root, error) from error

    def before(self) -> int | None:
        """The version before the one in force, 0 for the shipped one; None where that is in force.

        Raises:
            WorkspaceDamagedError: The note of the one in force is not what this program writes.
        """
        now = self.in_force()
        return max((number for number in self.numbers() if number < now), default=0) if now else None

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:04d}{self._suffix}"

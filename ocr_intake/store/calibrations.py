"""The calibrations of a workspace: numbered texts that stay, and which of them is in force. Their form is trust's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocr_intake.store.errors import WorkspaceDamagedError
from ocr_intake.store.versions import Versions

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "calibration"


class Calibrations(Versions):
    """Versions from 1; 0 stands for the calibration that comes with the program."""

    def __init__(self, workspace: Path) -> None:
        super().__init__(workspace, FOLDER, ".json")

    def text(self) -> str | None:
        """The calibration in force; None for the shipped one.

        Raises:
            WorkspaceDamagedError: It cannot be read.
        """
        content = self.content()
        try:
            return None if content is None else content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise WorkspaceDamagedError(FOLDER) from error

    def keep(self, text: str) -> int:
        """Keep a new version and put it in force; the ones before it stay.

        Returns:
            Its number.

        Raises:
            WorkspaceUnwritableError: It cannot be written.
        """
        return self.keep_bytes(text.encode())

"""What an export format must offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from ocr_intake.dataset.table import Table


class Exporter(Protocol):
    """One file format."""

    @property
    def name(self) -> str:
        """What the format is called on the command line."""

    @property
    def suffix(self) -> str:
        """End of the file's name, with its dot."""

    def write(self, table: Table, stream: BinaryIO) -> None:
        """Write the whole table to an empty file.

        Raises:
            CellTooLongError: The format cannot hold one of the texts whole.
        """

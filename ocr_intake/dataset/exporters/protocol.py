"""What an export format must offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from ocr_intake.dataset.table import Row, Table


class Exporter(Protocol):
    """One file format."""

    @property
    def name(self) -> str:
        """What the format is called on the command line."""

    @property
    def suffix(self) -> str:
        """End of the file's name, with its dot."""

    def begin(
        self, table: Table, stream: BinaryIO, scratch: Path | None
    ) -> AbstractContextManager[Callable[[Row], None]]:
        """Write a table to an empty file: headings now, each row as it is given, the end when the block ends.

        No row is kept: a table may be longer than memory.

        Args:
            table: Its columns.
            stream: The file, which stays open.
            scratch: The only folder that temporary files may lie in; None where there is none, and nothing but memory.

        Raises:
            CellTooLongError: The format cannot hold one of the texts whole.
            TableTooLongError: It cannot hold so many rows.
            NotInEncodingError: Its encoding lacks characters of some texts.
            MissingLibraryError: A library that it needs is not installed.
        """

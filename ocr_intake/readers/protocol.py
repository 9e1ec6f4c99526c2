"""What every reader promises, and how a reader says that it cannot work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.model.reading import LineImage, Reading, Unread


class Reader(Protocol):
    """An OCR engine: line images in, one answer a line out, in the same order.

    A reader is made once a process and used for many pages. It never raises for what is on the paper: a line that it
    cannot read is an ``Unread``.
    """

    @property
    def name(self) -> str:
        """Its name in the registry."""

    @property
    def version(self) -> str:
        """Engine and weights, recorded with each reading."""

    def read(self, lines: Sequence[LineImage]) -> tuple[Reading | Unread, ...]:
        """One answer a line."""

"""What a run tells while it is at work; how that is shown is the business of whoever listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Hears how far a run has come."""

    def file(self) -> None:
        """One more file was looked at."""

    def begin(self, pages: int) -> None:
        """So many pages are going to be read."""

    def page(self) -> None:
        """One of them is done, whatever came of it."""


class NullProgress:
    """Nobody listens."""

    def file(self) -> None:
        """Nothing."""

    def begin(self, pages: int) -> None:
        """Nothing."""

    def page(self) -> None:
        """Nothing."""

"""What a content must offer: its tables, and the rows of one submission in each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocr_intake.dataset.choices import Profile
    from ocr_intake.dataset.rows import Searched
    from ocr_intake.dataset.table import Row, Table
    from ocr_intake.store import StoredSubmission, Workspace


@dataclass(frozen=True, slots=True)
class Passing:
    """One submission on its way into the files."""

    submission: StoredSubmission
    searched: tuple[Searched, ...] | None
    """Its opinions with the personal data in them; None where that is not looked for."""
    workspace: Workspace
    profile: Profile


class Content(Protocol):
    """Which rows and columns are exported."""

    @property
    def public(self) -> bool:
        """Whether it leaves the city: personal fields are refused, opinions masked, withheld ones left out."""

    @property
    def every(self) -> bool:
        """Whether it takes every submission, whatever people decided on it."""

    def tables(self, profile: Profile) -> tuple[Table, ...]:
        """Its tables, each a file."""

    def rows(self, passing: Passing) -> tuple[Iterable[Row], ...]:
        """The rows of one submission in each of ``tables``.

        Raises:
            OpinionTooLongError: An opinion is longer than who takes the file takes.
        """

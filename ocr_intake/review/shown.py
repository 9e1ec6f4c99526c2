"""A submission as a page showed it, which says so in its form: what changed since is found by the version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import IntakeError

if TYPE_CHECKING:
    from ocr_intake.store import StoredSubmission


class ChangedSinceError(IntakeError):
    """The submission is not as the page showed it."""

    key: ClassVar[str] = "review_rules.error.changed"


def as_shown(now: StoredSubmission, version: int) -> StoredSubmission:
    """A submission in the version that a page showed: whatever is decided on it so is refused where that is stale.

    Raises:
        ChangedSinceError: It never had such a version.
    """
    if version > now.version:
        raise ChangedSinceError(submission=now.number)
    return replace(now, version=version)

"""What a person may do when somebody else was quicker: take their own answer all the same, or leave what is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ocr_intake.model.review import Decision
from ocr_intake.store import StaleEditError

if TYPE_CHECKING:
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import StoredField

Give = Callable[["ReviewTask"], object]
"""Gives an answer to a question as it is now."""


class StaleAnswerError(StaleEditError):
    """Somebody else decided while the question was on the screen. ``Review.use_mine`` saves the answer all the same.

    Whatever a person chooses, both decisions stay on record. Nothing of the answer was saved so far.
    """

    def __init__(
        self,
        error: StaleEditError,
        *,
        mine: str | None,
        decision: Decision | None,
        seen: tuple[StoredField, ...],
        now: ReviewTask,
        give: Give,
    ) -> None:
        """Make it of what the store refused.

        Args:
            error: The refusal.
            mine: The text of the answer; None where it has none.
            decision: What was decided on a value; None for anything else.
            seen: The values that the question was about, as they were on the screen.
            now: The question as it is now.
            give: Gives the same answer to ``now``.
        """
        theirs = error.theirs if now.field is None else now.field.value
        super().__init__(now.submission.number, mine=mine, theirs=theirs, by=error.by, at=error.at)
        self.decision = decision
        self.now = now
        """The question as it is now: what ``Review.use_mine`` answers."""
        self.give = give
        self._seen = {value.id: value for value in seen}

    @property
    def changed(self) -> tuple[tuple[StoredField | None, StoredField], ...]:
        """Values that are not as they were on the screen: as they were (None for one that is new), and as they are."""
        values = self.now.submission.values if self.now.field is None else (self.now.field,)
        pairs = ((self._seen.get(value.id), value) for value in values)
        return tuple((was, value) for was, value in pairs if was is None or _said(was) != _said(value))


def as_seen(field: StoredField) -> tuple[Decision, str | None]:
    """The decision that says that a value is what stood on the screen, whatever was decided on it since."""
    if field.illegible:
        return Decision.ILLEGIBLE, None
    if field.value == field.proposal.value:
        return Decision.ACCEPTED, None
    return (Decision.ABSENT, None) if field.value is None else (Decision.EDITED, field.value)


def _said(value: StoredField) -> tuple[str | None, bool]:
    return value.value, value.illegible

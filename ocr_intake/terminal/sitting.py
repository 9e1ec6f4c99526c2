"""What a person does in front of a face, whatever the question: answer, take back, go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.review.errors import BlindError, CannotJoinError, PassedOnError, TypedAlreadyError, UndecidedError
from ocr_intake.review.session import Review
from ocr_intake.review.stale import StaleAnswerError
from ocr_intake.review.undo import Done
from ocr_intake.store import (
    DatabaseBusyError,
    DatabaseUnavailableError,
    StaleEditError,
    SubmissionClosedError,
    SubmissionPurgedError,
    UnknownRecordError,
)
from ocr_intake.store.errors import DuplicateCircleError, DuplicateElsewhereError, DuplicateOfNothingError
from ocr_intake.terminal import screens
from ocr_intake.terminal.talking import Talking, nothing
from ocr_intake.terminal.view import Turn, command

if TYPE_CHECKING:
    from pathlib import Path

    from ocr_intake.errors import IntakeError
    from ocr_intake.review.tasks import PageView, ReviewTask
    from ocr_intake.terminal.means import Means

_LATER: Final = (DatabaseBusyError, DatabaseUnavailableError)
"""What may be otherwise in a moment: the question stays."""
_REFUSED: Final = (CannotJoinError, DuplicateCircleError, DuplicateElsewhereError, DuplicateOfNothingError)
"""What was answered cannot be saved, and can be answered otherwise."""
_GONE: Final = (
    *(SubmissionClosedError, SubmissionPurgedError, UndecidedError, UnknownRecordError),
    *(PassedOnError, BlindError, TypedAlreadyError),
)
"""What makes the question pointless: somebody else has done it, or something else comes first."""
_COUNTED: Final = {
    Done.VALUE: "values",
    Done.OPINION_SPLIT: "values",
    Done.ACCEPTED: "accepted",
    Done.REJECTED: "rejected",
}
"""What ``Tally`` counts, by what undo calls it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was done in a sitting and not taken back."""

    values: int = 0
    accepted: int = 0
    rejected: int = 0


@dataclass(slots=True)
class Sitting(Talking):
    """One person, one face, one review."""

    review: Review = field(kw_only=True)
    means: Means | None = None
    """For more than the questions of the review; None for these alone."""
    open_pages: bool = False
    """Show each page there when its first question comes."""
    every: bool = False
    """Ask about every value that nobody has decided on, not only about those that have to be looked at."""
    _counts: Counter[str] = field(default_factory=Counter)
    """What was done and not taken back."""
    _opened: Path | None = None

    def place(self) -> screens.Place:
        """How far the sitting has come."""
        progress = self.review.progress()
        closed = self._counts["accepted"] + self._counts["rejected"]
        total = closed + progress.submissions
        return screens.Place(min(closed + progress.skipped + 1, total), total)

    def tally(self) -> Tally:
        """What was done."""
        return Tally(*(self._counts[name] for name in ("values", "accepted", "rejected")))

    # ----------------------------------------------------------------------------------------------------- answering

    async def attempt(self, task: ReviewTask, act: Callable[[], object], done: str, note: str) -> Turn | None:
        """Do what was answered; where that is not possible, say why, and ask again as things are now.

        Raises:
            InvalidValueError: A text cannot be saved.
        """
        try:
            act()
        except StaleAnswerError as error:
            mine = partial(self.attempt, error.now, partial(self.review.use_mine, error), done, note)
            theirs = partial(self.as_it_is_now, task)
            keys = (command("enter escape", "leave_theirs", theirs), command("m", "use_mine", mine))
            return await self.choose(screens.stale(error, self.place()), keys)
        except _GONE as error:
            self.warn(str(error))
            return Turn()
        except (*_LATER, *_REFUSED) as error:
            self.warn(str(error))
            return None
        self._counts[done] += 1
        self.note(note)
        return Turn()

    def keep(self, task: ReviewTask, act: Callable[[], object]) -> Turn | None:
        """Keep what was said of a part of a value; where that is not possible, say why, and ask as things are now.

        Raises:
            InvalidValueError: A text cannot be saved.
        """
        try:
            act()
        except StaleEditError as error:
            self.warn(str(error))
            return self.as_it_is_now(task)
        except _GONE as error:
            self.warn(str(error))
            return Turn()
        except _LATER as error:
            self.warn(str(error))  # the answer holds on this screen all the same, and is saved with the whole text
        return None

    def refused(self, task: ReviewTask, error: IntakeError) -> Turn | None:
        """Say why something else than an answer was not done, and ask again, as things are now where they changed."""
        self.warn(str(error))
        if isinstance(error, StaleEditError):
            return self.as_it_is_now(task)
        return Turn() if isinstance(error, _GONE) else None

    def as_it_is_now(self, task: ReviewTask) -> Turn:
        """Ask the question again as it is now; whatever the rules say where it is gone."""
        try:
            now = self.review.task(task.submission.id, None if task.field is None else task.field.id)
        except UnknownRecordError:
            return Turn()
        return self.turn_to(now)

    def turn_to(self, task: ReviewTask) -> Turn:
        """Ask a question that the rules did not pick; one that nobody has to answer can be left.

        Nothing forbids to answer what somebody else has before them; it is said, since one of the two will be refused.
        """
        if task.held_by is not None:
            self.warn(t("review.message.held", by=task.held_by))
        return Turn(task, visited=task.field is not None and not task.field.open_flags)

    async def undo(self, *, meant: bool = False) -> Turn | None:
        """Take back the last thing done; what was done in an earlier sitting only when that is ``meant``."""
        try:
            what = self.review.undoable()
            if what is None:
                self.warn(t("review.undo.nothing"))
                return None
            if not (what.here or meant):
                again = command("u ctrl+z", "undo", partial(self.undo, meant=True))
                return await self.choose(screens.undoing(what), (again, command("escape", "cancel", nothing)))
            task = self.review.undo(what)
        except _LATER as error:
            self.warn(str(error))
            return None
        except (StaleEditError, *_GONE) as error:
            self.warn(str(error))
            return Turn()
        if what.here and what.what in _COUNTED:
            self._counts[_COUNTED[what.what]] -= 1
        self.note(t("review.undo.done", what=screens.done(what)))
        return Turn() if task is None else self.turn_to(task)

    def open_if_wished(self, page: PageView) -> None:
        """Show a page there by itself, once."""
        if self.open_pages and page.image is not None and page.image != self._opened:
            self._opened = page.image
            self.open_page(page)

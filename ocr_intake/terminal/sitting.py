"""What a person does in front of a face, whatever the question: answer, type, take back, look closer, stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.review.errors import PassedOnError, UndecidedError
from ocr_intake.review.session import Review
from ocr_intake.review.stale import StaleAnswerError
from ocr_intake.review.undo import Done, Undoable
from ocr_intake.review.values import InvalidValueError
from ocr_intake.store import (
    DatabaseBusyError,
    DatabaseUnavailableError,
    StaleEditError,
    SubmissionClosedError,
    SubmissionPurgedError,
    UnknownRecordError,
)
from ocr_intake.terminal import screens
from ocr_intake.terminal.keys import Key, Name

if TYPE_CHECKING:
    from pathlib import Path

    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.review.walkthrough import Walkthrough
    from ocr_intake.terminal.scene import Look
    from ocr_intake.terminal.style import Paragraph
    from ocr_intake.terminal.view import Face, View

_LATER: Final = (DatabaseBusyError, DatabaseUnavailableError)
"""What may be otherwise in a moment: the question stays."""
_GONE: Final = (SubmissionClosedError, SubmissionPurgedError, UndecidedError, UnknownRecordError, PassedOnError)
"""What makes the question pointless: somebody else has done it, or something else comes first."""
_COUNTED: Final = {
    Done.VALUE: "values",
    Done.OPINION_SPLIT: "values",
    Done.ACCEPTED: "accepted",
    Done.REJECTED: "rejected",
}
"""What ``Tally`` counts, by what undo calls it."""


_SCROLLS: Final = {Name.PAGE_UP: -5, Name.PAGE_DOWN: 5, Name.UP: -1, Name.DOWN: 1}
"""Lines of an explanation that a key goes on by."""


class StoppedError(Exception):
    """The person stops, or is gone."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was done in a sitting and not taken back."""

    values: int = 0
    accepted: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """What to ask next."""

    task: ReviewTask | None = None
    """None for whatever the rules say."""
    visited: bool = False
    """The person went to this value from the summary, where it leads back to."""


@dataclass(slots=True)
class Sitting:
    """One person, one face, one review. Methods that give a ``Turn`` give None where the question stays."""

    review: Review
    face: Face
    viewer: Callable[[Path], bool]
    """Shows a page in another program; False where it cannot."""
    open_pages: bool = False
    """Show each page there when its first question comes."""
    every: bool = False
    """Ask about every value that nobody has decided on, not only about those that have to be looked at."""
    walks: dict[int, Walkthrough] = field(default_factory=dict)
    """How far the doubtful places of texts were looked at, by the text's number: what was put off, or taken back after
    it was saved, goes on there."""
    _message: Paragraph | None = None
    _counts: Counter[str] = field(default_factory=Counter)
    """What was done and not taken back."""
    _opened: Path | None = None

    # ------------------------------------------------------------------------------------------------------- telling

    def note(self, text: str) -> None:
        """Say with the next screen what was done."""
        self._message = screens.note(text)

    def warn(self, text: str) -> None:
        """Say with the next screen why nothing was done."""
        self._message = screens.warning(text)

    def message(self) -> Paragraph | None:
        """What is to be said, once."""
        message, self._message = self._message, None
        return message

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
            if await self._wants_mine(error):
                return await self.attempt(error.now, partial(self.review.use_mine, error), done, note)
            return self._as_it_is_now(task)
        except _GONE as error:
            self.warn(str(error))
            return Turn()
        except _LATER as error:
            self.warn(str(error))
            return None
        self._counts[done] += 1
        self.note(note)
        return Turn()

    async def _wants_mine(self, error: StaleAnswerError) -> bool:
        """Show what is there now beside the answer until one of them is chosen."""
        self.face.show(screens.stale(error, self.place()), fresh=True)
        while True:
            key = await self.wait()
            if key.name in {Name.ENTER, Name.ESCAPE}:
                return False
            if key.command == "m":
                return True

    def _as_it_is_now(self, task: ReviewTask) -> Turn:
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

    async def undo(self) -> Turn | None:
        """Take back the last thing done; what was done in an earlier sitting only when that is meant."""
        try:
            what = self.review.undoable()
            if what is None:
                self.warn(t("review.undo.nothing"))
                return None
            if not what.here and not await self._means(what):
                return None
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

    async def _means(self, what: Undoable) -> bool:
        """Whether what was done in an earlier sitting is to be taken back."""
        self.face.show(screens.undoing(what), fresh=True)
        while True:
            key = await self.wait()
            if key.name is Name.ESCAPE:
                return False
            if key.command == "u":
                return True

    # -------------------------------------------------------------------------------------------------------- typing

    async def type(
        self,
        view: View,
        prompt: str,
        text: str,
        save: Callable[[str], Awaitable[Turn | None]],
        *,
        several_lines: bool,
        begun: str | None = None,
    ) -> Turn | None:
        """Let the person type a text and save it; one that cannot be saved stays to be mended.

        Where ``begun`` is given, the text is a part of what is saved later; it is what was typed already in its place.
        """
        done = "save" if begun is None else "done"
        asking = screens.editing(view, prompt, several_lines=several_lines, done=done)
        saying = replace(asking, message=self.message())
        typed = await self.face.edit(saying, text, several_lines=several_lines, typed=begun or "")
        while typed is not None:
            try:
                return await save(typed)
            except InvalidValueError as error:
                self.warn(str(error))
            typed = await self.face.edit(replace(asking, message=self.message()), typed, several_lines=several_lines)
        return None

    async def confirm(self, view: View, reasons: list[str]) -> bool | None:
        """Whether to save a text that is unusual for these reasons; None for mending it first."""
        if not reasons:
            return True
        self.face.show(screens.confirming(view, t("review.message.unusual", reason=" ".join(reasons))), fresh=True)
        while True:
            key = await self.wait()
            if key.name in {Name.ENTER, Name.ESCAPE}:
                return key.name is Name.ENTER
            if key.command == "e":
                return None

    # ------------------------------------------------------------------------------------------------ looking, helping

    def open_page(self, task: ReviewTask, look: Look) -> None:
        """Show a page in another program, or say where its image is."""
        path = task.views[look.view].image
        if path is None:
            self.warn(t("review.message.no_image"))
        elif self.viewer(path):
            self.note(t("review.message.opened"))
        else:
            self.warn(t("review.message.no_viewer", path=path))

    def open_if_wished(self, task: ReviewTask, look: Look) -> None:
        """Show a page there by itself, once."""
        path = task.views[look.view].image
        if self.open_pages and path is not None and path != self._opened:
            self._opened = path
            self.open_page(task, look)

    async def help(self, view: View) -> None:
        """Show what the keys of a screen do until one is pressed that does not scroll."""
        helped, fresh = screens.help_screen(view), True
        while True:
            shown = self.face.show(helped, fresh=fresh)
            fresh = False
            key = await self.wait()
            if key.name is not Name.RESIZE and key.name not in _SCROLLS:
                return
            helped = replace(helped, scroll=max(shown.scroll + _SCROLLS.get(key.name, 0), 0))

    async def wait(self) -> Key:
        """A key, for a screen that only waits for one.

        Raises:
            StoppedError: The person is gone.
        """
        key = await self.face.key()
        if key.name is Name.CLOSED or key == Key(Name.CONTROL, "c"):
            raise StoppedError
        return key

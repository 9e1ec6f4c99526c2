"""What every question in a terminal has in common: it is shown until a key leads on, and can be put off or undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.terminal.handling import Handling
from ocr_intake.terminal.view import Turn, command

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.review.tasks import PageView, ReviewTask
    from ocr_intake.terminal.screens import Place
    from ocr_intake.terminal.sitting import Sitting
    from ocr_intake.terminal.view import Command, View


@dataclass(slots=True, kw_only=True)
class Asking:
    """A question on the screen."""

    sitting: Sitting
    task: ReviewTask
    at: Place = field(init=False)

    def __post_init__(self) -> None:
        """Find out how far the sitting has come: once a question, not once a key."""
        self.at = self.sitting.place()

    async def ask(self) -> Turn:
        """Ask until there is something else to ask."""
        fresh = True
        while True:
            before = self.view()
            if (turn := await self.sitting.ask(before, fresh=fresh)) is not None:
                return turn
            fresh = self.is_another(before)

    def view(self) -> View:
        """What the screen shows."""
        raise NotImplementedError

    def is_another(self, before: View) -> bool:  # noqa: ARG002 - a question that moves on needs it
        """Whether something else is asked than on the screen before."""
        return False

    def page(self) -> PageView:
        """The page to open, where nobody looks at one closely."""
        return next((view for view in self.task.views if view.boxes), self.task.views[0])

    async def attempt(self, act: Callable[[], object], done: str, note: str) -> Turn | None:
        """Do what was answered."""
        return await self.sitting.attempt(self.task, act, done, note)

    @property
    def undo(self) -> Command:
        """Takes back what was done last."""
        return command("u ctrl+z", "undo", self.sitting.undo)

    @property
    def open(self) -> Command:
        """Shows the page that is looked at in another program."""
        return command("o", "open", lambda: self.sitting.open_page(self.sitting.face.page or self.page()))

    @property
    def putting_off(self) -> Command:
        """Leaves it for later."""
        return command("s", "skip", self._skip)

    @property
    def rare(self) -> tuple[Command, ...]:
        """Keys of every question about a value."""
        return (command("S", "skip_whole", self._skip_submission), self.every, *self.handling)

    @property
    def every(self) -> Command:
        """Goes from the values that have to be looked at to every one, and back."""
        return command("v", "every", self._turn_every)

    @property
    def handling(self) -> tuple[Command, ...]:
        """Does more with the submission than answer, where the sitting has the means."""
        means = self.sitting.means
        if means is None:
            return ()
        return (command("M", "handle", Handling(sitting=self.sitting, means=means, task=self.task).ask),)

    def _skip(self) -> Turn:
        self.sitting.review.skip(self.task)
        self.sitting.note(t("review.message.skipped"))
        return Turn()

    def _skip_submission(self) -> Turn:
        self.sitting.review.skip_submission(self.task)
        self.sitting.note(t("review.message.skipped"))
        return Turn()

    def _turn_every(self) -> Turn:
        self.sitting.every = not self.sitting.every
        self.sitting.note(t(f"review.message.{'every' if self.sitting.every else 'flagged_only'}"))
        return Turn()

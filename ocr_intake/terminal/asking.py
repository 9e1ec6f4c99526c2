"""What every question in a terminal has in common: keys that scroll, help, take back and stop."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.terminal.keys import Key, Name
from ocr_intake.terminal.sitting import Sitting, StoppedError, Turn

if TYPE_CHECKING:
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.terminal.scene import Look
    from ocr_intake.terminal.view import View

Action = Callable[[], Turn | Awaitable[Turn | None] | None]
"""What a key does: what to ask next, at once or once the person has said more; None where the question stays."""
Actions = Mapping[str, Action]
"""Keys, and what they do."""

_KANA: Final = re.compile("[ぁ-ヿ]")
_SPECIAL: Final = {
    Name.ENTER: "enter",
    Name.ESCAPE: "escape",
    Name.CLOSED: "q",
    Name.PAGE_UP: "page_up",
    Name.PAGE_DOWN: "page_down",
    Name.UP: "up",
    Name.DOWN: "down",
    Name.TAB: "tab",
    Name.BACK_TAB: "back_tab",
    Name.BACKSPACE: "delete",
    Name.DELETE: "delete",
}
_CONTROLS: Final = {"c": "q", "z": "u"}


def command_of(key: Key) -> str:
    """A key as actions call it; "" for those that never mean anything."""
    if key.name is Name.CONTROL:
        return _CONTROLS.get(key.text, "")
    return _SPECIAL.get(key.name) or key.command


def stop() -> Turn:
    """Stop as the person wishes."""
    raise StoppedError


@dataclass(slots=True, kw_only=True)
class Asking:
    """A question on the screen: keys move the eyes, scroll the text, or do one of the actions."""

    sitting: Sitting
    task: ReviewTask
    scroll: int = 0

    async def wait_for(self, key: Key, actions: Actions, view: View) -> Turn | None:
        """Do what a key means, and say so where it means nothing."""
        command = command_of(key)
        every: Actions = {
            "q": stop,
            "u": self.sitting.undo,
            "S": self.skip_submission,
            "v": self._turn_every,
            "?": partial(self.sitting.help, view),
            "page_down": partial(self._scrolled, view.scroll + 5),
            "page_up": partial(self._scrolled, view.scroll - 5),
        }
        action = actions.get(command) or every.get(command)
        if action is not None:
            did = action()
            return await did if isinstance(did, Awaitable) else did
        if _KANA.fullmatch(command) or key.name is Name.PASTE:
            self.sitting.warn(t("review.message.input_method"))
        elif key.name is Name.CHARACTER:
            self.sitting.warn(t("review.message.no_such_key"))
        return None

    async def attempt(self, act: Callable[[], object], done: str, note: str) -> Turn | None:
        """Do what was answered."""
        return await self.sitting.attempt(self.task, act, done, note)

    def skip(self) -> Turn:
        """Leave it for later."""
        self.sitting.review.skip(self.task)
        self.sitting.note(t("review.message.skipped"))
        return Turn()

    def skip_submission(self) -> Turn:
        """Leave the whole submission for later, whatever the question is about."""
        self.sitting.review.skip_submission(self.task)
        self.sitting.note(t("review.message.skipped"))
        return Turn()

    def _turn_every(self) -> Turn:
        """From the values that have to be looked at to every one, and back."""
        self.sitting.every = not self.sitting.every
        self.sitting.note(t(f"review.message.{'every' if self.sitting.every else 'flagged_only'}"))
        return Turn()

    def open(self, look: Look) -> None:
        """Show the page in another program."""
        self.sitting.open_page(self.task, look)

    def _scrolled(self, scroll: int) -> None:
        self.scroll = max(scroll, 0)

"""A face that is a script: it presses and types what it is told, and keeps what it is shown."""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from ocr_intake.terminal.looking import Eyes, offered
from ocr_intake.terminal.view import Action, Offered, StoppedError, View, Wanted, why_not
from ocr_intake.terminal.words import plain, said

if TYPE_CHECKING:
    from ocr_intake.review.tasks import PageView
    from ocr_intake.terminal.scene import Look

T = TypeVar("T")

PRESSED = {
    "\r": "enter",
    " ": "space",
    "<esc>": "escape",
    "<down>": "down",
    "<up>": "up",
    "<right>": "right",
    "<tab>": "tab",
    "<^z>": "ctrl+z",
    "<back>": "shift+tab",
    "<del>": "backspace",
}
ENDS = {"q", "<gone>"}


class Script:
    """A face that presses and types what it is told, and keeps what it is shown."""

    def __init__(self, *answers: str | Callable[[], object]) -> None:
        """What is done: a key by itself, ``=text`` to type a text, ``=`` to cancel typing.

        ``#2`` stands for the second of what can be picked, ``#`` for none of it, ``+text`` for a text that comes at
        once, a function for what happens meanwhile.
        """
        self.answers = deque(answers)
        self.views: list[View] = []
        self.looks: list[Look | None] = []
        self.fresh: list[bool] = []
        self.typed: list[tuple[str, bool]] = []
        self.worked: list[str] = []
        self._eyes = Eyes(lambda: self._eyes.look.zoom or 1.0)

    @property
    def page(self) -> PageView | None:
        """The page that is looked at closely."""
        return self._eyes.page

    @property
    def seen(self) -> int:
        """All of them."""
        return len(self.views[-1].items)

    async def ask(self, view: View, *, fresh: bool = False) -> Action:
        """Press keys until one means something to the question."""
        self._eyes.put(view.picture, fresh=fresh)
        while True:
            self.views.append(view)
            self.fresh.append(fresh)
            self.looks.append(self._eyes.look if self._eyes.opened else None)
            answer = self._next()
            assert not answer.startswith("=") or len(answer) == 1, f"typed where a key was asked for: {answer}"
            if answer in ENDS:
                raise StoppedError
            text = answer[1:] if answer.startswith("+") and len(answer) > 1 else answer
            key = "" if text != answer else PRESSED.get(answer) or unicodedata.normalize("NFKC", answer)
            commands = offered(view, self._eyes, *view.rare)
            pressed = next((each for each in commands if key in each.keys), None)
            if pressed is None and view.typed is not None and not (key or text).isascii():
                return partial(view.typed, text)
            if pressed in (*view.commands, *view.rare):
                return partial(pressed.act, key)
            if pressed is not None:
                pressed.act(key)
            told = pressed is None and not answer.startswith("<")
            view = replace(view, message=said(why_not(text, commands)) if told else None)
            fresh = False

    async def edit(self, wanted: Wanted) -> str | None:
        """Type what comes next."""
        told = [said(wanted.prompt), *([wanted.message] if wanted.message is not None else [])]
        self.views.append(View("", "", tuple(told), ()))
        self.looks.append(None)
        if wanted.begun:  # as a face of lines: what was typed is complete
            return wanted.begun
        self.typed.append((wanted.text, wanted.several_lines))
        answer = self._next()
        if answer in ENDS:
            raise StoppedError
        assert answer.startswith("="), f"a key was pressed where a text was asked for: {answer}"
        return answer[1:] or ("" if wanted.optional and not wanted.text else None)

    async def pick(self, offered: Offered) -> int | None:
        """Pick what comes next."""
        told = [said(offered.prompt), *map(said, offered.lines), *([offered.message] if offered.message else [])]
        self.views.append(View("", "", tuple(told), ()))
        self.looks.append(None)
        answer = self._next()
        if answer in ENDS:
            raise StoppedError
        assert answer.startswith("#"), f"something else was done where one of several was asked for: {answer}"
        return int(answer[1:]) - 1 if answer[1:] else None

    async def work(self, told: str, do: Callable[[], T]) -> T:
        """Do it."""
        self.worked.append(told)
        return do()

    def _next(self) -> str:
        while callable(self.answers[0]):
            self.answers.popleft()()  # type: ignore[operator]
        answer = self.answers.popleft()
        assert isinstance(answer, str)
        return answer

    def said(self, number: int = -1) -> str:
        """What one of the screens says."""
        view = self.views[number]
        lines = [*view.top, *view.body, *([view.message] if view.message else [])]
        return "\n".join([view.title, *(plain(each.head) + plain(each.text) for each in lines)])

"""The face for whole screens, on Textual: it shows views and hears keys. What they mean is decided elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
import unicodedata
from collections import deque
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from textual import events
from textual.app import App
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Label

from ocr_intake.i18n import t
from ocr_intake.terminal import screens
from ocr_intake.terminal.boxes import Explained, Typing
from ocr_intake.terminal.lists import Picking, Working
from ocr_intake.terminal.looking import offered
from ocr_intake.terminal.view import Command, StoppedError, View, command, why_not
from ocr_intake.terminal.widgets import Bar, Keys, Listed, Paper, Prose
from ocr_intake.terminal.words import Style, accepted, said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult

    from ocr_intake.review.tasks import PageView
    from ocr_intake.terminal.capabilities import Capabilities
    from ocr_intake.terminal.sitting import Tally
    from ocr_intake.terminal.view import Action, Face, Offered, Wanted

T = TypeVar("T")
W = TypeVar("W", bound=Widget)

_REPEAT_S: Final = 0.15
"""Between two of a key that is held down, at most; keyboards repeat ten to thirty times a second."""
_SMALLEST: Final = (40, 12)
"""Columns and rows below which there is no use in trying."""
_ROOMY: Final = 18
"""Rows below which everything that is not needed for an answer gives way."""
_SAME: Final = {"ctrl+m": "enter", "ctrl+i": "tab"}


class Heard(NamedTuple):
    """A key, or a text that came at once."""

    name: str
    """As Textual calls it, or the character itself, what an input method left in full width as its half-width form;
    empty for a text."""
    text: str = ""
    """What it types."""
    at: float = 0.0


class Question(Screen[None], inherit_bindings=False):
    """What is asked. Its keys are all heard by the app."""

    DEFAULT_CSS = """
    Question {
        layout: vertical; overflow: hidden; background: ansi_default; color: ansi_default;
        & > #title, & > #subtitle { max-height: 1; }
        & > #top, & > #message, & > Keys { padding: 0 1; }
        & > #top { max-height: 33%; }
        & > #message { min-height: 1; max-height: 2; }
        & > #body { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
        & > Listed { display: none; height: 1fr; padding: 0 1; }
        &.-items > Listed { display: block; }
        &.-items > #body { display: none; }
        & > #small { display: none; width: 100%; }
        &.-cramped > #subtitle { display: none; }
        &.-cramped > #message { min-height: 0; }
        &.-small > Widget { display: none; }
        &.-small > #small { display: block; }
    }
    """

    def __init__(self, capabilities: Capabilities) -> None:
        """Nothing is asked yet."""
        super().__init__()
        self._paper = Paper(capabilities)
        self._listed = Listed(capabilities)

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Label(t("review.message.too_small", columns=_SMALLEST[0], rows=_SMALLEST[1]), id="small", markup=False)
        yield Bar(id="title")
        yield Prose(id="subtitle")
        yield self._paper
        yield self._listed
        yield Prose(id="top")
        with VerticalScroll(id="body", can_focus=False):
            yield Prose()
        yield Prose(id="message")
        yield Keys()

    def on_resize(self, event: events.Resize) -> None:
        """Leave out what a small terminal has no room for."""
        self.set_class(event.size.height < _ROOMY, "-cramped")
        self.set_class(event.size.width < _SMALLEST[0] or event.size.height < _SMALLEST[1], "-small")


class ReviewApp(App[None], inherit_bindings=False):
    """A sitting on the whole screen."""

    AUTO_FOCUS = None
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, walk: Callable[[Face], Awaitable[Tally]], capabilities: Capabilities) -> None:
        """Let ``walk`` ask in front of this face once the screen stands."""
        super().__init__(ansi_color=True)
        self.tally: Tally | None = None
        """What was done, once the sitting has ended."""
        self.failure: BaseException | None = None
        """What the sitting has ended with instead."""
        self._walk = walk
        self._question = Question(capabilities)
        self._keys: deque[Heard] = deque()
        self._pressed = asyncio.Event()
        self._gone = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._frames = contextlib.ExitStack()
        """Holds back what would be drawn between a text that was typed and what is asked next."""
        self._last = ""
        self._held = False
        self._heard = 0.0
        self._seen = 0.0
        """Since when the question stands on the screen; never, while it is being drawn."""

    def get_default_screen(self) -> Screen[None]:
        """The question's."""
        return self._question

    def on_ready(self) -> None:
        """Begin to ask."""
        self._loop = asyncio.get_running_loop()
        self.run_worker(self._sit(), exit_on_error=False)

    async def _sit(self) -> None:
        try:
            self.tally = await self._walk(self)
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - it is raised again once the screen is as it was found
            self.failure = error
        finally:
            self._frames.close()
            self._part(Paper).clear()
            self.exit()

    def hang_up(self) -> None:
        """Nobody is there any more, or they are to leave: what was acknowledged is saved."""
        self._gone = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._leave)

    def _leave(self) -> None:
        if not (self.screen is self._question or isinstance(self.screen, Working)):
            self.screen.dismiss(None)
        self._pressed.set()

    def _fatal_error(self) -> None:
        """Leave without a word: Textual's own would show what stands in variables, and that is people's data."""
        self.failure = self.failure or self._exception
        self._close_messages_no_wait()

    def copy_to_clipboard(self, text: str) -> None:
        """Keep it here: what was read from paper does not leave for another program by itself."""
        self._clipboard = text

    # ----------------------------------------------------------------------------------------------------------- face

    @property
    def page(self) -> PageView | None:
        """The page that is looked at closely."""
        return self._part(Paper).eyes.page

    @property
    def seen(self) -> int:
        """How many of a view's items have stood on the screen as a whole, from the first one on."""
        return self._part(Listed).seen

    async def ask(self, view: View, *, fresh: bool = False) -> Action:
        """Show a view until a key means something to the question; what only moves the eyes is done here."""
        await self._show(view, fresh=fresh)
        while True:
            key, commands = await self._key(), self._commands(view)
            pressed = next((each for each in commands if key.name in each.keys), None)
            if pressed is None and view.typed is not None and not (key.name or key.text).isascii():
                return partial(view.typed, key.text)
            if pressed in (*view.commands, *view.rare):
                return partial(pressed.act, key.name)
            if pressed is not None:
                pressed.act(key.name)
                self._part(Paper).show()
                self._tell(view)
            elif key.text:
                self._part(Prose, "#message").put([said(why_not(key.text, commands), Style.WARNING)])

    async def edit(self, wanted: Wanted) -> str | None:
        """Let a person change a text below the picture."""
        if wanted.begun:  # and what an input method has sent beside it
            wanted = replace(wanted, begun="".join([wanted.begun, *(key.text for key in self._keys)]))
        self._keys.clear()
        self._frames.close()
        text = None if self._gone else await self.push_screen_wait(Typing(wanted, self._hold))
        if self._gone:
            raise StoppedError
        self._last = "enter"
        return text

    async def pick(self, offered: Offered) -> int | None:
        """Let a person pick from a list over the question."""
        self._keys.clear()
        self._frames.close()
        self._part(Paper).clear()
        box = Picking(offered, self._last)
        chosen = None if self._gone else await self.push_screen_wait(box)
        if self._gone:
            raise StoppedError
        self._back_to_it(box.last)
        return chosen

    async def work(self, told: str, do: Callable[[], T]) -> T:
        """Do it beside the screen, which goes on hearing and drawing; every key but Ctrl-L waits for its end."""
        self._frames.close()
        box = Working(told)
        await self.push_screen(box)
        try:
            return await asyncio.to_thread(_beside_the_screen, do)
        finally:
            self._keys.clear()
            await box.dismiss()

    # -------------------------------------------------------------------------------------------------------- drawing

    def _hold(self) -> None:
        self._frames.enter_context(self.batch_update())

    async def _show(self, view: View, *, fresh: bool) -> None:
        self._hold()  # a question is drawn at once, not part by part
        if fresh:
            self._held = any(key.name == self._last for key in self._keys)
            self._keys.clear()
            self._seen = float("inf")
        self._part(Bar).put([said(f" {view.title}", Style.TITLE)])
        self._part(Prose, "#subtitle").put([said(view.subtitle, Style.FAINT, indent=1)] if view.subtitle else [])
        self._part(Paper).eyes.put(view.picture, fresh=fresh)
        self._part(Paper).show()
        await self._part(Listed).show(view.items, view.at, fresh=fresh)
        self._part(Prose, "#top").put(view.top)
        self._part(Prose, "#body Prose").put(view.body)
        self._part(Prose, "#message").put([view.message] if view.message is not None else [])
        self._tell(view)
        self._frames.close()
        if fresh:
            self.call_after_refresh(self._stands)
        self._heard = time.monotonic()

    def _tell(self, view: View) -> None:
        """Show which keys there are now."""
        self._question.set_class(bool(view.items) and not self._part(Paper).display, "-items")
        self._part(Keys).tell(self._commands(view))

    def _stands(self) -> None:
        """The question is on the screen: from now on it can be answered."""
        body = self._part(VerticalScroll, "#body")
        current = body.query_one(Prose).current
        body.scroll_to(y=0 if current is None else current - body.size.height // 2, animate=False)
        self._seen = time.monotonic()

    def _commands(self, view: View) -> tuple[Command, ...]:
        """What keys do now."""
        paper = self._part(Paper)
        body = self._part(Listed) if view.items else self._part(VerticalScroll, "#body")
        rows = {"pagedown": 5, "pageup": -5, "down": 1, "up": -1}
        keys = ("pagedown", "pageup") if paper.display or view.items else tuple(rows)
        reading = Command(keys, "read_on", lambda key: body.scroll_relative(y=rows[key], animate=False), "PageDown")
        always = (command("?", "help", self._explain), command("q ctrl+c", "quit", _stop))
        return offered(view, paper.eyes, reading, *view.rare, *always)

    def _explain(self) -> None:
        self._part(Paper).clear()
        told = screens.explanation(self._part(Keys).commands)
        self.push_screen(Explained(told), self._back_to_it)

    def _back_to_it(self, key: str | None) -> None:
        """Go on with the question; the key that has closed what stood over it may still be held down."""
        self._last, self._held, self._heard = key or "", True, time.monotonic()
        self._part(Paper).refresh()

    def _part(self, kind: type[W], name: str = "") -> W:
        """A part of the question's screen."""
        return self._question.query_one(name or kind.__name__, kind)

    # ----------------------------------------------------------------------------------------------------------- keys

    async def _key(self) -> Heard:
        """Wait for a key; one that is held down must not answer question after question.

        Raises:
            StoppedError: Nobody is there any more.
        """
        while True:
            while not self._keys and not self._gone:
                self._pressed.clear()
                await self._pressed.wait()
            if self._gone:
                raise StoppedError
            key = self._keys.popleft()
            early = key.at < self._seen
            self._held = key.name == self._last and (early or (self._held and key.at - self._heard < _REPEAT_S))
            self._heard = key.at
            if not (early or self._held):
                self._last = key.name
                self._part(Listed).look_over()
                return key

    async def on_event(self, event: events.Event) -> None:
        """Have nothing lost that is typed while the field for it is not there yet: Textual would drop it."""
        if isinstance(event, events.Key | events.Paste):
            box = self.screen
            if isinstance(box, Typing) and box.keeps(event):
                return
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Hear a key that nothing over the question takes."""
        if event.key == "ctrl+l":
            self.screen.refresh(layout=True)
        elif self.screen is self._question:
            text = (event.character or "") if event.is_printable else ""
            name = unicodedata.normalize("NFKC", text) if text.strip() else event.key
            self._hear(Heard(_SAME.get(name, name), text, event.time))

    def on_paste(self, event: events.Paste) -> None:
        """Hear text that comes at once."""
        if self.screen is self._question and (text := accepted(event.text.replace("\r", "\n"), several_lines=True)):
            self._hear(Heard("", text, event.time))

    def _hear(self, key: Heard) -> None:
        self._keys.append(key)
        self._pressed.set()


def _beside_the_screen(do: Callable[[], T]) -> T:
    """Do something with a standard error that processes can be started with: what Textual puts there is no file."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stderr(nowhere):
        return do()


def _stop() -> None:
    raise StoppedError

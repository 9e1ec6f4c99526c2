"""The face for whole screens, on Textual: it draws views and hears keys. What they mean is decided elsewhere."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import deque
from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.app import App
from textual.screen import Screen

from ocr_intake.i18n import t
from ocr_intake.terminal import pictures, screens
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.cells import Cells
from ocr_intake.terminal.drawing import Artist, Drawn
from ocr_intake.terminal.keys import Key, Name, key_of
from ocr_intake.terminal.layout import lay_out
from ocr_intake.terminal.view import Picture, Shown, View
from ocr_intake.terminal.widgets import Lines, Paper, Typing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult

    from ocr_intake.terminal.sitting import Tally
    from ocr_intake.terminal.view import Face

_REPEAT_S: Final = 0.15
"""Between two of a key that is held down, at most; keyboards repeat ten to thirty times a second."""
_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)


class Sheet(Screen[None], inherit_bindings=False):
    """The one screen. Its keys are all heard by the question that stands on it."""

    DEFAULT_CSS = "Sheet { layout: vertical; overflow: hidden; background: ansi_default; color: ansi_default; }"

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Lines("head")
        yield Paper()
        yield Lines("middle")
        yield Typing()
        yield Lines("foot")


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
        self.ended_by: int | None = None
        """The signal that has ended it."""
        self._walk = walk
        self._capabilities = capabilities
        self._cells = Cells(capabilities.ambiguous)
        self._artist = Artist(capabilities)
        self._keys: deque[tuple[Key, float]] = deque()
        self._pressed = asyncio.Event()
        self._gone = False
        self._view: View | None = None
        self._fits: tuple[Picture, int, int, Drawn | None] | None = None
        self._last = Key(Name.UNKNOWN)
        self._held = False
        self._heard = 0.0
        self._seen = 0.0
        """Since when the question stands on the screen; never, while it is being drawn."""
        self._typed: asyncio.Future[str | None] | None = None
        self._began = ""
        self._warned = False

    def get_default_screen(self) -> Screen[None]:
        """The one screen."""
        return Sheet()

    def on_ready(self) -> None:
        """Begin to ask."""
        loop = asyncio.get_running_loop()
        for number in _ENDING:
            loop.add_signal_handler(number, self._end, number)
        self._sitting = loop.create_task(self._sit())

    async def _sit(self) -> None:
        try:
            self.tally = await self._walk(self)
        except BaseException as error:  # noqa: BLE001 - it is raised again once the screen is as it was found
            self.failure = error
        finally:
            self._send(self._clearing())
            self.exit()

    def _end(self, number: int) -> None:
        """Nobody is there any more, or they are to leave: what was acknowledged is saved. The next one ends at once."""
        for each in _ENDING:
            asyncio.get_running_loop().remove_signal_handler(each)
        self.ended_by = number
        self._gone = True
        self._hear(Key(Name.CLOSED), time.monotonic())
        if self._typed is not None and not self._typed.done():
            self._typed.set_result(None)

    def _fatal_error(self) -> None:
        """Leave without a word: Textual's own would show what stands in variables, and that is people's data."""
        self.failure = self.failure or self._exception
        self._close_messages_no_wait()

    def copy_to_clipboard(self, text: str) -> None:
        """Keep it here: what was read from paper does not leave for another program by itself."""
        self._clipboard = text

    # ------------------------------------------------------------------------------------------------------- drawing

    def show(self, view: View, *, fresh: bool = False) -> Shown:
        """Draw a view. What was typed before a ``fresh`` one was seen does not answer it."""
        if fresh:
            self._held = any(key == self._last for key, _ in self._keys)
            self._keys.clear()
            self._seen = float("inf")
            self.call_after_refresh(self._stands)
        shown = self._put(view)
        self._heard = time.monotonic()
        return shown

    def _stands(self) -> None:
        self._seen = time.monotonic()

    def _put(self, view: View, typing: int = 0) -> Shown:
        self._view = view
        page = lay_out(view, (self.size.width, self.size.height), self._cells, self._draw, typing)
        screen = self.screen
        if screen.query_one(Paper).put(page.drawn):
            self._send(self._clearing())
        for name in ("head", "middle", "foot"):
            screen.query_one(f"#{name}", Lines).put(getattr(page, name))
        screen.query_one(Typing).styles.height = page.typing
        if page.drawn is None:
            return Shown(None, page.scroll)
        return Shown(page.drawn.look, page.scroll, page.drawn.zoom)

    def _draw(self, columns: int, rows: int) -> Drawn | None:
        """The picture of the view; the same one as long as nothing about it is different."""
        picture = None if self._view is None else self._view.picture
        if picture is None:
            return None
        if self._fits is None or self._fits[:3] != (picture, columns, rows):
            self._fits = (picture, columns, rows, self._artist.draw(picture, columns, rows))
        return self._fits[3]

    def _clearing(self) -> str:
        """What takes the pictures away that do not go with the characters behind them."""
        return pictures.KITTY_CLEAR.decode("ascii") if self._capabilities.graphics is Graphics.KITTY else ""

    def _send(self, sequence: str) -> None:
        if sequence and self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    # ---------------------------------------------------------------------------------------------------------- keys

    async def key(self) -> Key:
        """Wait for a key; one that is held down must not answer question after question."""
        while True:
            while not self._keys:
                self._pressed.clear()
                await self._pressed.wait()
            key, at = self._keys.popleft()
            if key.name in {Name.CLOSED, Name.RESIZE}:
                return key
            early = at < self._seen
            self._held = key == self._last and (early or (self._held and at - self._heard < _REPEAT_S))
            self._heard = at
            if not (early or self._held):
                self._last = key
                return key

    def on_key(self, event: events.Key) -> None:
        """Hear a key that no text is typed with."""
        if event.key == "ctrl+l":
            self.screen.refresh(layout=True)
        elif self._typed is None:
            self._hear(key_of(event.key, event.character), event.time)

    def on_paste(self, event: events.Paste) -> None:
        """Hear text that comes at once."""
        if self._typed is None:
            self._hear(Key(Name.PASTE, event.text.replace("\r\n", "\n").replace("\r", "\n")), event.time)

    def on_resize(self, _: events.Resize) -> None:
        """Have everything laid out anew."""
        if self._typed is not None:
            self._put_typing()
        elif self._view is not None:
            self._hear(Key(Name.RESIZE), time.monotonic())

    def _hear(self, key: Key, at: float) -> None:
        self._keys.append((key, at))
        self._pressed.set()

    # -------------------------------------------------------------------------------------------------------- typing

    async def edit(self, view: View, text: str, *, several_lines: bool, typed: str = "") -> str | None:
        """Let a person change a text."""
        if self._gone:
            return None
        more = [key.text for key, _ in self._keys if key.name in {Name.CHARACTER, Name.PASTE}]  # of an input method
        self._keys.clear()
        field = self.screen.query_one(Typing)
        field.begin("".join([typed, *more]) if typed else text, several_lines=several_lines)
        self._began, self._warned, self._view = text, False, view
        self._typed = asyncio.get_running_loop().create_future()
        self._put_typing()
        try:
            return await self._typed
        finally:
            self._typed, self._last = None, Key(Name.UNKNOWN)
            self.screen.set_focus(None)
            field.styles.height = 0

    def _put_typing(self) -> None:
        if (asking := self._view) is not None:
            rows = self.screen.query_one(Typing).rows(self.size.width)
            self._put(asking.saying(screens.warning(t("review.edit.lost"))) if self._warned else asking, rows)
            self._view = asking

    @on(Typing.Changed)
    def _on_changed(self) -> None:
        if self._typed is not None:
            self._warned = False
            self._put_typing()

    @on(Typing.Ended)
    def _on_ended(self, event: Typing.Ended) -> None:
        field = self.screen.query_one(Typing)
        if self._typed is None or self._typed.done():
            return
        if not event.saved and not self._warned and field.several_lines and field.text != self._began:
            self._warned = True
            self._put_typing()
            return
        self._typed.set_result(field.text if event.saved else None)

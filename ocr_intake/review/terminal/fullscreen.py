"""The face that takes the whole terminal: draws only what changed, and hears one key at a time."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.review.terminal import pictures, screens
from ocr_intake.review.terminal.capabilities import Capabilities, Graphics
from ocr_intake.review.terminal.cells import Cells
from ocr_intake.review.terminal.drawing import Artist, Drawn
from ocr_intake.review.terminal.editor import Editor, Outcome
from ocr_intake.review.terminal.keys import Decoder, Key, Name
from ocr_intake.review.terminal.layout import Page, Typing, editor_width, lay_out
from ocr_intake.review.terminal.style import ansi
from ocr_intake.review.terminal.view import Picture, Shown, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.review.terminal.tty import Tty

_ESCAPE_ALONE: Final = 0.05
"""Seconds after which an escape is the key, not the beginning of another key's sequence."""
_REPEAT: Final = 0.15
"""Seconds between two of a key that is held down, at most; keyboards repeat ten to thirty times a second."""
_NOTHING_DRAWN: Final = (0, 0)
"""A size that no terminal has: everything is drawn anew."""


class Fullscreen:
    """A face on a terminal that was taken over."""

    def __init__(self, tty: Tty, capabilities: Capabilities, clock: Callable[[], float] = time.monotonic) -> None:
        """Draw on ``tty`` what it can show."""
        self._tty = tty
        self._capabilities = capabilities
        self._clock = clock
        self._cells = Cells(capabilities.ambiguous)
        self._artist = Artist(capabilities)
        self._decoder = Decoder()
        self._keys: deque[Key] = deque()
        self._last = Key(Name.UNKNOWN)
        self._held = False
        self._heard = 0.0
        self._rows: list[str] = []
        self._picture: tuple[int, Drawn] | None = None
        self._drawn: tuple[Picture, int, int, Drawn | None] | None = None
        self._size = _NOTHING_DRAWN

    # ------------------------------------------------------------------------------------------------------ the face

    def show(self, view: View, *, fresh: bool = False) -> Shown:
        """Draw a view."""
        page = self._lay_out(view)
        if fresh:
            early = self._decoder.feed(self._tty.take_typed())
            self._held = self._last in {*self._keys, *early}
            self._keys.clear()
            self._decoder.clear()
        self._put(page)
        self._heard = self._clock()
        if page.drawn is None:
            return Shown(None, page.scroll)
        return Shown(page.drawn.look, page.scroll, page.drawn.zoom)

    def key(self) -> Key:
        """Wait for a key; one that is held down must not answer question after question."""
        while True:
            key = self._at_once(self._next_key())
            now = self._clock()
            self._held = self._held and key == self._last and now - self._heard < _REPEAT
            self._heard = now
            if not self._held:
                self._last = key
                return key

    def edit(self, view: View, text: str, *, several_lines: bool, typed: str = "") -> str | None:
        """Let a person change a text."""
        editor = Editor.of(typed or text, several_lines=several_lines)
        while True:
            width = editor_width(self._tty.size().columns)
            if editor.warned or not self._keys:  # what an input method sends at once is drawn at once
                message = screens.warning(t("review.edit.lost")) if editor.warned else view.message
                lines, row, column = editor.lines(width, self._cells)
                self._put(self._lay_out(view.saying(message), Typing(lines, row, column)))
            key = self._next_key()
            if key.name is Name.CLOSED:
                return None
            editor, outcome = editor.press(key, width, self._cells)
            if outcome is not Outcome.GOES_ON:
                self._last = key
                return editor.text if outcome is Outcome.DONE else None

    # ---------------------------------------------------------------------------------------------------------- keys

    def _next_key(self) -> Key:
        while not self._keys:
            data = self._tty.read(_ESCAPE_ALONE if self._decoder.pending else None)
            if data == b"":
                return Key(Name.CLOSED)
            if data is not None:
                self._keys.extend(self._decoder.feed(data))
            elif self._decoder.pending:
                self._keys.extend(self._decoder.flush())
            elif self._tty.resized():
                self._size = _NOTHING_DRAWN
                return Key(Name.RESIZE)
        key = self._keys.popleft()
        if key == Key(Name.CONTROL, "l"):
            self._size = _NOTHING_DRAWN
            return Key(Name.RESIZE)
        return key

    def _at_once(self, key: Key) -> Key:
        """A key together with the characters that came with it, where no keyboard sends them: one text."""
        text = key.text
        for more in self._keys if key.name is Name.CHARACTER else ():
            if more.name is not Name.CHARACTER:
                break
            text += more.text
        if key.name is not Name.CHARACTER or len(text) == 1 or text.isascii():
            return key
        for _ in text[1:]:
            self._keys.popleft()
        return Key(Name.PASTE, text)

    def _measured(self) -> tuple[int, int]:
        size = self._tty.size()
        return size.columns, size.rows

    # ------------------------------------------------------------------------------------------------------- drawing

    def _lay_out(self, view: View, typing: Typing | None = None) -> Page:
        def draw(columns: int, rows: int) -> Drawn | None:
            if view.picture is None:
                return None
            if self._drawn is None or self._drawn[:3] != (view.picture, columns, rows):
                self._drawn = (view.picture, columns, rows, self._artist.draw(view.picture, columns, rows))
            return self._drawn[3]

        return lay_out(view, self._measured(), self._cells, draw, typing)

    def _put(self, page: Page) -> None:
        """Send what differs from what stands there."""
        out: list[bytes] = [b"\x1b[?2026h\x1b[?25l"]  # nothing is shown half drawn, where the terminal can do that
        size = self._measured()
        if size != self._size:
            out.append(b"\x1b[0m\x1b[2J" + self._clear_pictures())
            self._size, self._rows, self._picture = size, [""] * size[1], None
        rows = [ansi(line, colour=self._capabilities.colours > 0) for line in page.rows]
        picture = (page.picture_top, page.drawn) if page.drawn is not None and page.drawn.data else None
        if page.drawn is not None:
            rows[page.picture_top : page.picture_top + len(page.drawn.lines)] = page.drawn.lines
        if self._picture is not None and picture != self._picture:
            out.append(self._clear_pictures())
            top, old = self._picture
            self._rows[top : top + old.rows] = ["\0"] * old.rows  # unlike any row: they are drawn anew
        for number, (row, old_row) in enumerate(zip(rows, self._rows, strict=True), 1):
            if row != old_row:
                # cleared first: behind a full row the cursor still stands on its last character
                out.append(f"\x1b[{number};1H\x1b[0m\x1b[K{row}\x1b[0m".encode())
        if picture is not None and picture != self._picture:
            out.append(f"\x1b[{picture[0] + 1};1H".encode() + picture[1].data)
        if page.cursor is not None:
            out.append(f"\x1b[{page.cursor[0] + 1};{page.cursor[1] + 1}H\x1b[?25h".encode())
        out.append(b"\x1b[?2026l")
        self._rows, self._picture = rows, picture
        self._tty.write(b"".join(out))

    def _clear_pictures(self) -> bytes:
        return pictures.KITTY_CLEAR if self._capabilities.graphics is Graphics.KITTY else b""

"""The parts of the screen: lines of text, the picture, and the field that text is typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.control import Control
from rich.segment import ControlType, Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

from ocr_intake.terminal.cells import accepted
from ocr_intake.terminal.style import segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.terminal.drawing import Drawn
    from ocr_intake.terminal.style import Line

_RAW: Final = ((ControlType.CURSOR_FORWARD, 0),)
"""Marks a piece that is sent as it is, and takes no cell."""


class Lines(Widget):
    """Lines of text, one a row."""

    DEFAULT_CSS = "Lines { height: 0; width: 100%; }"

    def __init__(self, name: str) -> None:
        """Nothing is shown yet."""
        super().__init__(id=name)
        self.shown: tuple[Line, ...] = ()

    def put(self, lines: Sequence[Line]) -> None:
        """Show these lines and no others, in as many rows."""
        if self.shown != tuple(lines):
            if len(self.shown) != len(lines):
                self.styles.height = len(lines)
            self.shown = tuple(lines)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """A row."""
        return Strip(segments(self.shown[y]) if y < len(self.shown) else []).adjust_cell_length(self.size.width)


class Paper(Widget):
    """The picture: characters, or pixels that are sent behind the empty row at its end."""

    DEFAULT_CSS = "Paper { height: 0; width: 100%; }"
    drawn: Drawn | None = None

    def put(self, drawn: Drawn | None) -> bool:
        """Show this picture; whether that changes anything."""
        if drawn is self.drawn:
            return False
        self.styles.height = 0 if drawn is None else drawn.rows
        self.drawn = drawn
        self.refresh()
        return True

    def render_line(self, y: int) -> Strip:
        """A row of it."""
        drawn, width = self.drawn, self.size.width
        if drawn is None or not (drawn.lines or drawn.data):
            return Strip.blank(width)
        if drawn.lines:
            return Strip(drawn.lines[y] if y < len(drawn.lines) else []).adjust_cell_length(width)
        if y < self.size.height - 1:
            return Strip.blank(width)
        at = Control.move_to(self.region.x, self.region.y).segment.text
        sent = f"\x1b7{at}{drawn.data.decode('ascii')}\x1b8"
        return Strip([Segment(" " * width), Segment(sent, None, _RAW)], width)


class Typing(TextArea):
    """A text that is being typed. In several lines Enter begins a new one and Ctrl-S ends; in one line Enter ends."""

    DEFAULT_CSS = """
    Typing, Typing:focus {
        height: 0; width: 100%; border: none; padding: 0 1; background: ansi_default; color: ansi_default;
        & .text-area--cursor { text-style: reverse; color: ansi_default; background: ansi_default; }
        & .text-area--cursor-line { background: ansi_default; }
        & .text-area--selection { text-style: reverse; background: ansi_default; }
    }
    """
    CLOSE: Final = frozenset({"escape", "ctrl+c"})

    class Ended(Message):
        """The person is done, or leaves."""

        def __init__(self, *, saved: bool) -> None:
            super().__init__()
            self.saved = saved

    def __init__(self) -> None:
        """Nothing is typed yet."""
        super().__init__(show_line_numbers=False, highlight_cursor_line=False)
        self.several_lines = False
        self.cursor_blink = False

    def begin(self, text: str, *, several_lines: bool) -> None:
        """Take a text to change, the cursor behind it."""
        self.several_lines = several_lines
        self.load_text(accepted(text, several_lines=several_lines))
        self.move_cursor(self.document.end)
        self.focus()

    def rows(self, width: int) -> int:
        """Rows that the text takes, with one to go on in."""
        return max(self.wrapped_document.height, 1) if self.size.width == width else self.document.line_count

    async def _on_key(self, event: events.Key) -> None:
        ends = event.key == "ctrl+s" or (event.key == "enter" and not self.several_lines)
        if ends or event.key in self.CLOSE:
            event.stop()
            event.prevent_default()
            self.post_message(self.Ended(saved=ends))
        elif not event.is_printable:
            # at once: by the way that Textual takes, what is typed next could come before it
            for binding in self._bindings.key_to_bindings.get(event.key, ()):
                event.stop()
                event.prevent_default()
                await self.app.run_action(binding.action, self)

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        self.insert(accepted(text, several_lines=self.several_lines))

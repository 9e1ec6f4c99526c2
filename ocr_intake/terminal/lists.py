"""What stands over the screen while one of several things is picked, and while something takes its time."""

from __future__ import annotations

import time
import unicodedata
from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList

from ocr_intake.terminal.talking import nothing
from ocr_intake.terminal.view import CHOICES, command, numbered
from ocr_intake.terminal.widgets import Keys, Prose
from ocr_intake.terminal.words import Style, printable, said

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from ocr_intake.terminal.view import Offered

_REPEAT_S: Final = 0.15
"""Between two of a key that is held down, at most."""
_MOVES: Final = {
    "up": "cursor_up",
    "down": "cursor_down",
    "pageup": "page_up",
    "pagedown": "page_down",
    "home": "first",
    "end": "last",
}
"""Keys that move through a list, and what Textual calls it."""


class Lines(OptionList, can_focus=False):
    """Things to pick from, in the terminal's own colours."""

    DEFAULT_CSS = """
    Lines {
        height: auto; max-height: 12; border: none; padding: 0 1; scrollbar-size-vertical: 1;
        background: ansi_default; color: ansi_default;
        & > .option-list--option-highlighted { text-style: reverse; background: ansi_default; color: ansi_default; }
    }
    """


class Picking(ModalScreen[int | None], inherit_bindings=False):
    """Several things, until one of them is picked: by its digit where there are no more than digits, or by arrows."""

    DEFAULT_CSS = """
    Picking {
        align: center bottom; background: transparent;
        & > Vertical { height: auto; max-height: 90%; border-top: solid ansi_default; background: ansi_default; }
        & Prose, & Keys { padding: 0 1; }
    }
    """

    def __init__(self, offered: Offered, held: str) -> None:
        """Offer them; ``held`` is the key that has led here and may still be held down."""
        super().__init__()
        self.last = held
        """The key that was heard last."""
        self._offered = offered
        self._since = 0.0

    def compose(self) -> ComposeResult:
        """Below what is asked."""
        lines = (f"{number:>2} {printable(line)}" for number, line in enumerate(self._offered.lines, 1))
        with Vertical():
            yield Prose(id="prompt")
            yield Lines(*map(Text, lines), markup=False)
            yield Prose(id="warning")
            yield Keys()

    def on_mount(self) -> None:
        """Say what is to be picked; the first one is the one that Enter takes."""
        message = self._offered.message
        self.query_one("#prompt", Prose).put([said(self._offered.prompt, Style.STRONG)])
        self.query_one("#warning", Prose).put([] if message is None else [message])
        digits = numbered(self._digits, "pick", lambda _: None)
        keys = (command("up down", "to_line", nothing, "↑↓"), command("enter", "pick", nothing))
        self.query_one(Keys).tell((*digits, *keys, command("escape", "cancel", nothing)))
        self.query_one(Lines).highlighted = 0
        self._since = time.monotonic()

    @property
    def _digits(self) -> int:
        """How many can be picked by their digit."""
        count = len(self._offered.lines)
        return count if count <= CHOICES else 0

    def on_key(self, event: events.Key) -> None:
        """Move, pick, or leave; a key that is held down has led here and picks nothing."""
        event.stop()
        event.prevent_default()
        text = unicodedata.normalize("NFKC", event.character or "") if event.is_printable else ""
        key, held = text.strip() or event.key, self.last
        again = key == held and event.time - self._since < _REPEAT_S
        self.last, self._since = key, event.time
        lines = self.query_one(Lines)
        if key in _MOVES:
            getattr(lines, f"action_{_MOVES[key]}")()
        elif again or not self.is_current:
            return
        elif key in {"escape", "ctrl+c"}:
            self.dismiss(None)
        elif key in {"enter", "ctrl+m"}:
            self.dismiss(lines.highlighted)
        elif len(key) == 1 and key in "123456789"[: self._digits]:
            self.dismiss(int(key) - 1)


class Working(ModalScreen[None], inherit_bindings=False):
    """Something takes its time, and nothing breaks it off."""

    DEFAULT_CSS = """
    Working {
        align: center bottom; background: transparent;
        & > Vertical { height: auto; border-top: solid ansi_default; background: ansi_default; padding: 0 1; }
    }
    """

    def __init__(self, told: str) -> None:
        """Say what is done."""
        super().__init__()
        self._told = told

    def compose(self) -> ComposeResult:
        """Only that."""
        with Vertical():
            yield Prose()

    def on_mount(self) -> None:
        """Say it."""
        self.query_one(Prose).put([said(self._told, Style.STRONG)])

"""What stands over the screen for a while: the text that is being typed, and what keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import TextArea

from ocr_intake.i18n import t
from ocr_intake.terminal.talking import nothing
from ocr_intake.terminal.view import Wanted, command
from ocr_intake.terminal.widgets import Keys, Prose
from ocr_intake.terminal.words import Style, accepted, said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

    from ocr_intake.terminal.words import Paragraph

_CLOSE: Final = frozenset({"escape", "ctrl+c"})
_BOX: Final = """
    align: center bottom; background: transparent;
    & > Vertical { height: auto; max-height: 70%; border-top: solid ansi_default; background: ansi_default; }
"""


class Field(TextArea):
    """A text that is being typed."""

    DEFAULT_CSS = """
    Field, Field:focus {
        height: auto; min-height: 1; max-height: 8; border: none; padding: 0 1;
        background: ansi_default; color: ansi_default;
        & .text-area--cursor { text-style: reverse; color: ansi_default; background: ansi_default; }
        & .text-area--selection { text-style: reverse; background: ansi_default; }
    }
    """

    def __init__(self, wanted: Wanted) -> None:
        """Take the text to change, the cursor behind it."""
        self.several_lines = wanted.several_lines
        super().__init__(accepted(wanted.begun or wanted.text, several_lines=self.several_lines), compact=True)
        self.highlight_cursor_line = self.cursor_blink = False
        self.move_cursor(self.document.end)

    async def on_focus(self) -> None:
        """Take what was typed before."""
        if isinstance(self.screen, Typing):
            for event in self.screen.early:
                if isinstance(event, events.Paste):
                    await self._on_paste(event)
                elif event.is_printable:
                    self.insert(event.character or "")
                else:
                    await self.hear(event)
            self.screen.early.clear()

    async def _on_key(self, event: events.Key) -> None:
        if not event.is_printable:
            await self.hear(event)

    async def hear(self, event: events.Key) -> None:
        """Do what a key means, at once: by the way that Textual takes, what is typed next could come before it."""
        ends = event.key == "ctrl+s" or (event.key == "enter" and not self.several_lines)
        bindings = self._bindings.key_to_bindings.get(event.key, ())
        if ends or event.key in _CLOSE or bindings:
            event.stop()
            event.prevent_default()
        if ends or event.key in _CLOSE:
            self.screen.post_message(Typing.Ended(saved=ends))
            return
        for binding in bindings:
            await self.app.run_action(binding.action, self)

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        self.insert(accepted(text, several_lines=self.several_lines))


class Typing(ModalScreen[str | None], inherit_bindings=False):
    """A text that is asked for. In several lines Enter begins a new one and Ctrl-S ends; in one line Enter ends."""

    DEFAULT_CSS = f"Typing {{ {_BOX} }}"

    class Ended(Message):
        """The person is done, or leaves."""

        def __init__(self, *, saved: bool) -> None:
            super().__init__()
            self.saved = saved

    def __init__(self, wanted: Wanted, closing: Callable[[], None]) -> None:
        """Ask for it, and say so before it closes."""
        super().__init__()
        self._before_it_closes = closing
        self._wanted = wanted
        self._warned = self._ended = False
        self.early: list[events.Key | events.Paste] = []
        """What was typed before the field stood."""

    def compose(self) -> ComposeResult:
        """Below the picture."""
        wanted = self._wanted
        with Vertical():
            yield Prose(id="prompt")
            yield Field(wanted)
            yield Prose(id="warning")
            yield Keys()
        done = "save" if wanted.begun is None else "done"
        line = [command("ctrl+s", done, nothing), command("enter", "newline", nothing)]
        keys = line if wanted.several_lines else [command("enter", done, nothing)]
        self._keys = (*keys, command("escape", "cancel", nothing))

    def on_mount(self) -> None:
        """Say what is asked for."""
        self.query_one("#prompt", Prose).put([said(self._wanted.prompt, Style.STRONG)])
        self.query_one(Keys).tell(self._keys)
        self._warn(self._wanted.message)
        self.query_one(Field).focus()

    def keeps(self, event: events.Key | events.Paste) -> bool:
        """Whether something was typed before the field hears: an input method sends a text at once. It is kept then."""
        if self.focused is None:
            self.early.append(event)
        return self.focused is None

    def _warn(self, message: Paragraph | None) -> None:
        self.query_one("#warning", Prose).put([] if message is None else [message])

    @on(TextArea.Changed)
    def _on_changed(self) -> None:
        if self._warned:
            self._warned = False
            self._warn(None)

    @on(Ended)
    def _on_ended(self, event: Ended) -> None:
        text = self.query_one(Field).text
        if self._ended:
            return
        if event.saved or self._warned or not self._wanted.several_lines or text == self._wanted.text:
            self._ended = True
            self._before_it_closes()
            self.dismiss(text if event.saved else None)
        else:
            self._warned = True
            self._warn(said(t("review.edit.lost"), Style.WARNING))


class Explained(ModalScreen[str]):
    """What keys do, until one is pressed that does not scroll."""

    DEFAULT_CSS = "Explained, Explained > VerticalScroll { background: ansi_default; color: ansi_default; }"

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        """Tell these."""
        super().__init__()
        self._told = paragraphs

    def compose(self) -> ComposeResult:
        """All of them, and how it goes on."""
        with VerticalScroll():
            yield Prose()
        yield Keys()

    def on_mount(self) -> None:
        """Begin at the top."""
        self.query_one(VerticalScroll).query_one(Prose).put(self._told)
        keys = (command("pageup pagedown", "read_on", nothing, "PageDown"), command("enter", "any", nothing))
        self.query_one(Keys).tell(keys)
        self.query_one(VerticalScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """Leave at any key that does not scroll."""
        if event.key not in {"up", "down", "pageup", "pagedown", "home", "end"}:
            event.stop()
            event.prevent_default()
            if self.is_current:  # a key that is held down comes again before it is gone
                self.dismiss(event.key)

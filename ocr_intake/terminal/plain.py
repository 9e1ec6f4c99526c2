"""The face for terminals that can do nothing but lines: dumb ones, pipes, screen readers. One answer a line."""

from __future__ import annotations

import shutil
import unicodedata
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from ocr_intake.i18n import t
from ocr_intake.terminal import screens
from ocr_intake.terminal.drawing import Artist
from ocr_intake.terminal.looking import Eyes, offered
from ocr_intake.terminal.view import StoppedError, View, command, why_not
from ocr_intake.terminal.words import Paragraph, Style, in_rows, plain, printable, said

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from ocr_intake.review.tasks import PageView
    from ocr_intake.terminal.capabilities import Capabilities
    from ocr_intake.terminal.view import Action, Command, Offered, Wanted

T = TypeVar("T")

_PICTURE_ROWS: Final = 24
_END: Final = "."
_BACK: Final = "0"
_NAMES: Final = {"Esc": _BACK, "Tab": ">", "Shift-Tab": "<"}
"""What is typed in place of keys that no line can hold."""
_KEYS: Final = {"": "enter", _BACK: "escape", ">": "tab", "<": "shift+tab"}
_NO_LINES: Final = frozenset({"←↓↑→", "↑↓"})
"""Keys that no line can hold."""


class Plain:
    """A face on two streams of text."""

    def __init__(self, source: TextIO, target: TextIO, capabilities: Capabilities) -> None:
        """Read answers from ``source`` and write to ``target``."""
        self._source, self._target = source, target
        self._artist = Artist(capabilities)
        self._eyes = Eyes(lambda: self._zoom)
        self._zoom = 1.0
        self._last: View | None = None
        self._spoken = ""
        """Title of what was said last in the words for lines; empty for anything else."""

    @property
    def page(self) -> PageView | None:
        """The page that is looked at closely."""
        return self._eyes.page

    @property
    def seen(self) -> int:
        """Everything that is said."""
        return 0 if self._last is None else len(self._last.items)

    async def ask(self, view: View, *, fresh: bool = False) -> Action:
        """Write a view and read lines until one means something; what stands there already is not written again.

        A line is the key that is its first character: Enter for an empty one, Esc for 0, which no candidate has. A line
        of Japanese is a text.
        """
        self._eyes.put(view.picture, fresh=fresh)
        before, self._last = self._last, replace(view, message=None)
        if fresh or before != self._last:
            self._write_whole(view)
        if view.message is not None:
            self._tell(view.message)
        while (line := self._asked("> ")) is not None:
            line = line.strip()
            is_text = len(line) > 1 and not line.isascii()
            key = "" if is_text else _KEYS.get(line) or unicodedata.normalize("NFKC", line[0])
            commands = self._commands(view)
            pressed = next((each for each in commands if key in each.keys), None)
            if pressed is None and view.typed is not None and not line.isascii():
                return partial(view.typed, line)
            if pressed in (*view.commands, *view.rare):
                return partial(pressed.act, key)
            if pressed is None:
                self._tell(said(why_not(key or line, commands)))
            else:
                pressed.act(key)
                self._write_whole(view)
        raise StoppedError

    async def edit(self, wanted: Wanted) -> str | None:
        """A new text; the old one is shown, and an empty line leaves it, or is the answer where that is one."""
        if wanted.begun:
            return wanted.begun
        self._last = None
        for paragraph in (said(wanted.prompt), *([wanted.message] if wanted.message is not None else [])):
            self._tell(paragraph)
        self._write(*(f"  | {line}" for line in printable(wanted.text, newlines=True).split("\n") if line))
        kind = (
            "several_lines" if wanted.several_lines else "maybe" if wanted.optional and not wanted.text else "one_line"
        )
        self._write(t(f"review.plain.{kind}"))
        lines: list[str] = []
        while (line := self._asked(": ")) is not None:
            if not wanted.several_lines or (not lines and not line.strip()) or line.strip() == _END:
                break
            lines.append(line)
        if wanted.several_lines:
            return "\n".join(lines) if lines else None
        if line is None or (kind == "maybe" and line.strip() == _BACK):
            return None
        return line if line.strip() or kind == "maybe" else None

    async def pick(self, offered: Offered) -> int | None:
        """Write what there is with its numbers, and read lines until one is a number; an empty one picks nothing."""
        self._last = None
        for paragraph in (said(offered.prompt), *([offered.message] if offered.message is not None else [])):
            self._tell(paragraph)
        self._write(*(f"  {number}) {printable(line)}" for number, line in enumerate(offered.lines, 1)))
        self._write(t("review.plain.pick"))
        while (line := self._asked(": ")) is not None:
            number = unicodedata.normalize("NFKC", line).strip()
            if number in {"", _BACK}:
                break
            if number.isdecimal() and 1 <= int(number) <= len(offered.lines):
                return int(number) - 1
            self._tell(said(t("review.message.no_such_choice")))
        return None

    async def work(self, told: str, do: Callable[[], T]) -> T:
        """Say so, and do it; what Ctrl-C breaks off was one transaction, of which nothing stays."""
        self._write(told)
        self._target.flush()
        return do()

    def _commands(self, view: View) -> tuple[Command, ...]:
        """What can be typed: what is for the eyes only where there is something to see."""
        shown = self._artist.capabilities.graphics.is_shown
        helped = command("?", "help", partial(self._explain, view))
        rest = (*view.rare, helped, command("q", "quit", _stop))
        found = offered(view, self._eyes if shown else Eyes(lambda: 1.0), *rest)
        return tuple(each for each in found if each.shown not in _NO_LINES)

    def _explain(self, view: View) -> None:
        for paragraph in screens.explanation(self._commands(view)):
            self._tell(paragraph)

    def _write_whole(self, view: View) -> None:
        going_on = bool(view.spoken) and self._spoken == view.title
        self._spoken = view.title if view.spoken else ""
        self._write("", *(() if going_on else (printable(view.title), printable(view.subtitle))))
        self._draw()
        for paragraph in view.spoken or (*view.top, *view.body):
            self._tell(paragraph)
        commands = self._commands(view)[:1] if going_on else self._commands(view)
        keys = [(_NAMES.get(each.shown, each.shown), each.label) for each in commands]
        self._write(*(plain(row).rstrip() for row in in_rows(keys, ": ", self._columns())))

    def _draw(self) -> None:
        eyes = self._eyes
        if eyes.picture is not None and eyes.opened:
            drawn = self._artist.draw(eyes.picture, eyes.look, self._columns(), _PICTURE_ROWS)
            if drawn is not None:
                eyes.look, self._zoom = drawn.look, drawn.zoom
                self._write(*("".join(piece.text for piece in line) for line in drawn.lines))

    def _tell(self, paragraph: Paragraph) -> None:
        """Say a paragraph; keys in front of it are called what is typed for them."""
        head = tuple(
            replace(span, text=_typed(span.text)) if span.style is Style.KEY else span for span in paragraph.head
        )
        self._write(*map(plain, replace(paragraph, head=head).lines(self._columns())))

    def _asked(self, prompt: str) -> str | None:
        self._target.write(prompt)
        self._target.flush()
        line = self._source.readline()
        return line.rstrip("\r\n") if line else None

    def _write(self, *lines: str) -> None:
        self._target.write("".join(f"{line}\n" for line in lines))

    def _columns(self) -> int:
        return max(shutil.get_terminal_size().columns, 40)


def _typed(key: str) -> str:
    """What is typed for a key that no line can hold; anything else as it is."""
    name = key.rstrip()
    return _NAMES.get(name, name).ljust(len(key))


def _stop() -> None:
    raise StoppedError

"""The face for terminals that can do nothing but lines: dumb ones, pipes, screen readers. One answer a line."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.terminal.cells import Cells, printable
from ocr_intake.terminal.drawing import Artist
from ocr_intake.terminal.keys import Key, Name
from ocr_intake.terminal.looking import KEYS
from ocr_intake.terminal.style import plain
from ocr_intake.terminal.view import Shown, View

if TYPE_CHECKING:
    from typing import TextIO

    from ocr_intake.terminal.capabilities import Capabilities
    from ocr_intake.terminal.scene import Look
    from ocr_intake.terminal.style import Line, Paragraph

_PICTURE_ROWS: Final = 24
_END: Final = "."
_BACK: Final = "0"
_NAMES: Final = {"Esc": _BACK, "Tab": ">", "Shift-Tab": "<"}
"""What is typed in place of keys that no line can hold."""
_KEYS: Final = {_BACK: Name.ESCAPE, ">": Name.TAB, "<": Name.BACK_TAB}
_NO_LINES: Final = frozenset({"←↓↑→"})
"""Keys that no line can hold."""


class Plain:
    """A face on two streams of text."""

    def __init__(self, source: TextIO, target: TextIO, capabilities: Capabilities) -> None:
        """Read answers from ``source`` and write to ``target``."""
        self._source, self._target = source, target
        self._artist = Artist(capabilities)
        self._cells = Cells(capabilities.ambiguous)
        self._last: View | None = None
        self._spoken: Line = ()
        """Title of what was said last in the words for lines; empty for anything else."""

    def show(self, view: View, *, fresh: bool = False) -> Shown:
        """Write a view; what stands there already is not written again."""
        before, self._last = self._last, view.saying(None)
        look = view.picture.look if view.picture is not None else None
        if fresh or before is None or before != self._last:
            look = self._write_whole(view) or look
        if view.message is not None:
            self._tell(view.message)
        return Shown(look, 0)

    async def key(self) -> Key:
        """The first character of the next line: Enter for an empty one, Esc for 0, which no candidate has.

        A line of Japanese is a text.
        """
        line = self._asked("> ")
        if line is None:
            return Key(Name.CLOSED)
        line = line.strip()
        if line in _KEYS:
            return Key(_KEYS[line])
        if len(line) > 1 and not line.isascii():
            return Key(Name.PASTE, line)
        return Key(Name.CHARACTER, line[0]) if line else Key(Name.ENTER)

    async def edit(self, view: View, text: str, *, several_lines: bool, typed: str = "") -> str | None:
        """A new text; the old one is shown, and an empty line leaves it."""
        if typed:
            return typed
        self._last = None
        for paragraph in (*view.body, *((view.message,) if view.message is not None else ())):
            self._tell(paragraph)
        self._write(*(f"  | {line}" for line in printable(text, newlines=True).split("\n") if line))
        self._write(t("review.plain.several_lines" if several_lines else "review.plain.one_line"))
        lines: list[str] = []
        while (line := self._asked(": ")) is not None:
            if not several_lines or (not lines and not line.strip()) or line.strip() == _END:
                break
            lines.append(line)
        if not several_lines:
            return line if line is not None and line.strip() else None
        return "\n".join(lines) if lines else None

    def _write_whole(self, view: View) -> Look | None:
        going_on = view.spoken and self._spoken == view.title
        self._spoken = view.title if view.spoken else ()
        self._write("", *(() if going_on else (plain(view.title), plain(view.subtitle))))
        drawn = self._artist.draw(view.picture, self._columns(), _PICTURE_ROWS) if view.picture is not None else None
        if drawn is not None:
            self._write(*("".join(piece.text for piece in line) for line in drawn.lines))
        for paragraph in view.spoken or (*view.top, *view.body):
            self._tell(paragraph)
        useless = _NO_LINES if drawn is not None else KEYS
        shown = [(_NAMES.get(key, key), label) for key, label in view.keys if key not in useless]
        keys = "  ".join(f"{key}: {label}" for key, label in (shown[:1] if going_on else shown))
        self._write(*self._cells.wrap(keys, self._columns()))
        return drawn.look if drawn is not None else None

    def _tell(self, paragraph: Paragraph) -> None:
        """Say a paragraph; keys in front of it are called what is typed for them."""
        spans = [replace(span, text=_NAMES.get(span.text, span.text)) for span in paragraph.head]
        if all(span.text not in _NO_LINES for span in spans):
            paragraph = replace(paragraph, head=tuple(spans))
            self._write(*map(plain, paragraph.lines(self._columns(), self._cells)))

    def _asked(self, prompt: str) -> str | None:
        self._target.write(prompt)
        self._target.flush()
        line = self._source.readline()
        return line.rstrip("\r\n") if line else None

    def _write(self, *lines: str) -> None:
        self._target.write("".join(f"{line}\n" for line in lines))

    def _columns(self) -> int:
        return max(shutil.get_terminal_size().columns, 40)

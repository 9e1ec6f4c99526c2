"""The face for terminals that can do nothing but lines: dumb ones, pipes, screen readers. One answer a line."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.review.terminal.cells import Cells, printable
from ocr_intake.review.terminal.drawing import Artist
from ocr_intake.review.terminal.keys import Key, Name
from ocr_intake.review.terminal.style import plain
from ocr_intake.review.terminal.view import Shown, View

if TYPE_CHECKING:
    from typing import TextIO

    from ocr_intake.review.terminal.capabilities import Capabilities
    from ocr_intake.review.terminal.scene import Look

_PICTURE_ROWS: Final = 24
_END: Final = "."
_BACK: Final = "0"
_NO_LINES: Final = frozenset({"←↓↑→", "Tab"})
"""Keys that no line can hold."""


class Plain:
    """A face on two streams of text."""

    def __init__(self, source: TextIO, target: TextIO, capabilities: Capabilities) -> None:
        """Read answers from ``source`` and write to ``target``."""
        self._source, self._target = source, target
        self._artist = Artist(capabilities)
        self._cells = Cells(capabilities.ambiguous)
        self._last: View | None = None

    def show(self, view: View, *, fresh: bool = False) -> Shown:
        """Write a view; what stands there already is not written again."""
        before, self._last = self._last, view.saying(None)
        look = view.picture.look if view.picture is not None else None
        if fresh or before is None or before != self._last:
            look = self._write_whole(view) or look
        if view.message is not None:
            self._write(*map(plain, view.message.lines(self._columns(), self._cells)))
        return Shown(look, 0)

    def key(self) -> Key:
        """The first character of the next line: Enter for an empty one, Esc for 0, which no candidate has."""
        line = self._asked("> ")
        if line is None:
            return Key(Name.CLOSED)
        if line.strip() == _BACK:
            return Key(Name.ESCAPE)
        return Key(Name.CHARACTER, line.strip()[0]) if line.strip() else Key(Name.ENTER)

    def edit(self, view: View, text: str, *, several_lines: bool) -> str | None:
        """A new text; the old one is shown, and an empty line leaves it."""
        self._last = None
        for paragraph in (*view.body, *((view.message,) if view.message is not None else ())):
            self._write(*map(plain, paragraph.lines(self._columns(), self._cells)))
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
        self._write("", plain(view.title), plain(view.subtitle))
        drawn = self._artist.draw(view.picture, self._columns(), _PICTURE_ROWS) if view.picture is not None else None
        if drawn is not None:
            self._write(*drawn.lines)
        for paragraph in view.body:
            self._write(*map(plain, paragraph.lines(self._columns(), self._cells)))
        names = {"Esc": _BACK}
        keys = "  ".join(f"{names.get(key, key)}: {label}" for key, label in view.keys if key not in _NO_LINES)
        self._write(*self._cells.wrap(keys, self._columns()))
        return drawn.look if drawn is not None else None

    def _asked(self, prompt: str) -> str | None:
        self._target.write(prompt)
        self._target.flush()
        line = self._source.readline()
        return line.rstrip("\r\n") if line else None

    def _write(self, *lines: str) -> None:
        self._target.write("".join(f"{line}\n" for line in lines))

    def _columns(self) -> int:
        return max(shutil.get_terminal_size().columns, 40)

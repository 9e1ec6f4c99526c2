"""A line editor that knows Japanese: pure state, keys in, text out. Drawing and reading keys are others' business."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ocr_intake.review.terminal.cells import clusters, printable
from ocr_intake.review.terminal.keys import Key, Name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ocr_intake.review.terminal.cells import Cells

_WORD_BEFORE: Final = re.compile(r"(?:[A-Za-z0-9]+|[ぁ-ん]+|[ァ-ヶー]+|[一-鿿々]+|[^\s])\s*\Z|\s+\Z")


class Outcome(StrEnum):
    """What a key did to the editing as a whole."""

    GOES_ON = "goes_on"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Editor:
    """Text being typed. In several lines Enter begins a new one and Ctrl-S ends; in one line Enter ends."""

    text: str
    cursor: int
    """Characters before it."""
    several_lines: bool = False
    original: str = ""
    """What it began with."""
    warned: bool = False
    """A first escape said that a changed text would be lost."""

    @classmethod
    def of(cls, text: str, *, several_lines: bool = False) -> Editor:
        """Begin with ``text``, the cursor behind it."""
        text = accepted(text, several_lines=several_lines)
        return cls(text, len(text), several_lines, text)

    @property
    def changed(self) -> bool:
        """Whether anything would be lost."""
        return self.text != self.original

    def press(self, key: Key, width: int, cells: Cells) -> tuple[Editor, Outcome]:
        """What a key does; ``width`` is that of the lines shown, for the keys that go up and down."""
        if key.name is Name.ESCAPE and self.changed and self.several_lines and not self.warned:
            return replace(self, warned=True), Outcome.GOES_ON
        calm = replace(self, warned=False)
        if key.name is Name.ESCAPE or key == Key(Name.CONTROL, "c"):
            return calm, Outcome.CANCELLED
        if (key.name is Name.ENTER and not self.several_lines) or key in _DONE:
            return calm, Outcome.DONE
        return calm.after(key, width, cells), Outcome.GOES_ON

    def after(self, key: Key, width: int, cells: Cells) -> Editor:
        """The text with the cursor as a key leaves them; keys that mean nothing here change nothing."""
        if key.name in {Name.CHARACTER, Name.PASTE, Name.ENTER}:
            return self._inserted("\n" if key.name is Name.ENTER else key.text)
        if key.name in _STEPS:
            return replace(self, cursor=self._vertically(_STEPS[key.name], width, cells))
        action = _CONTROL_ACTIONS.get(key.text) if key.name is Name.CONTROL else _KEY_ACTIONS.get(key.name)
        return action(self) if action is not None else self

    def lines(self, width: int, cells: Cells) -> tuple[tuple[str, ...], int, int]:
        """The text in lines of at most ``width`` cells (at least 2), and the cursor's line and column among them."""
        rows = self._rows(width, cells)
        row = next(number for number in reversed(range(len(rows))) if rows[number][0] <= self.cursor)
        start = rows[row][0]
        column = cells.width(self.text[start : self.cursor])
        return tuple(self.text[begin:end] for begin, end in rows), row, column

    def _rows(self, width: int, cells: Cells) -> list[tuple[int, int]]:
        """Where each line begins and ends; every character stands in one of them, but for line breaks."""
        rows, start, used = [], 0, 0
        offset = 0
        for piece in clusters(self.text):
            wide = cells.width(piece)
            if piece == "\n":
                rows.append((start, offset))
                start, used = offset + 1, 0
            elif used + wide > width - 1:  # the last cell is left to the cursor
                rows.append((start, offset))
                start, used = offset, wide
            else:
                used += wide
            offset += len(piece)
        return [*rows, (start, len(self.text))]

    def _inserted(self, text: str) -> Editor:
        text = accepted(text, several_lines=self.several_lines)
        whole = self.text[: self.cursor] + text + self.text[self.cursor :]
        return replace(self, text=whole, cursor=self.cursor + len(text))

    def _cut(self, start: int, end: int) -> Editor:
        return replace(self, text=self.text[:start] + self.text[end:], cursor=start)

    def _before(self) -> int:
        pieces = tuple(clusters(self.text[: self.cursor]))
        return len(pieces[-1]) if pieces else 0

    def _after(self) -> int:
        return len(next(clusters(self.text[self.cursor :]), ""))

    def _line_start(self) -> int:
        return self.text.rfind("\n", 0, self.cursor) + 1

    def _line_end(self) -> int:
        end = self.text.find("\n", self.cursor)
        return len(self.text) if end < 0 else end

    def _word(self) -> int:
        match = _WORD_BEFORE.search(self.text[: self.cursor])
        return match.start() if match else self.cursor

    def _vertically(self, step: int, width: int, cells: Cells) -> int:
        rows = self._rows(width, cells)
        _, row, column = self.lines(width, cells)
        start, end = rows[min(max(row + step, 0), len(rows) - 1)]
        cursor, used = start, 0
        for piece in clusters(self.text[start:end]):
            used += cells.width(piece)
            if used > column:
                break
            cursor += len(piece)
        return cursor

    def backspace(self) -> Editor:
        """Without the character before the cursor."""
        return self._cut(self.cursor - self._before(), self.cursor)

    def delete(self) -> Editor:
        """Without the character behind the cursor."""
        return self._cut(self.cursor, self.cursor + self._after())

    def delete_word(self) -> Editor:
        """Without the word before the cursor: a run of one kind of characters."""
        return self._cut(self._word(), self.cursor)

    def delete_to_start(self) -> Editor:
        """Without what stands before the cursor in its line."""
        return self._cut(self._line_start(), self.cursor)

    def delete_to_end(self) -> Editor:
        """Without what stands behind the cursor in its line."""
        return self._cut(self.cursor, self._line_end())

    def left(self) -> Editor:
        """The cursor one character back."""
        return replace(self, cursor=self.cursor - self._before())

    def right(self) -> Editor:
        """The cursor one character on."""
        return replace(self, cursor=self.cursor + self._after())

    def start(self) -> Editor:
        """The cursor at the beginning of its line."""
        return replace(self, cursor=self._line_start())

    def end(self) -> Editor:
        """The cursor at the end of its line."""
        return replace(self, cursor=self._line_end())


_DONE: Final = frozenset({Key(Name.CONTROL, "s"), Key(Name.CONTROL, "d")})
_STEPS: Final = {Name.UP: -1, Name.DOWN: 1, Name.PAGE_UP: -5, Name.PAGE_DOWN: 5}
_KEY_ACTIONS: Final[Mapping[Name, Callable[[Editor], Editor]]] = {
    Name.BACKSPACE: Editor.backspace,
    Name.DELETE: Editor.delete,
    Name.LEFT: Editor.left,
    Name.RIGHT: Editor.right,
    Name.HOME: Editor.start,
    Name.END: Editor.end,
}
_CONTROL_ACTIONS: Final[Mapping[str, Callable[[Editor], Editor]]] = {
    "w": Editor.delete_word,
    "u": Editor.delete_to_start,
    "k": Editor.delete_to_end,
    "b": Editor.left,
    "f": Editor.right,
    "a": Editor.start,
    "e": Editor.end,
}


def accepted(text: str, *, several_lines: bool) -> str:
    """What may stand in a text: no control characters, and in a single line no line breaks."""
    text = text if several_lines else " ".join(text.split("\n"))
    return "".join(char for char in printable(text, newlines=True) if char != "�")

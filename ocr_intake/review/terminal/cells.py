"""Text in terminal cells: how wide it is, where it breaks, what must never reach a terminal."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n.outside import harmful
from ocr_intake.i18n.setting import breaks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BETWEEN: Final = "  "
"""Between items on a line, and before the first of a further line."""


def printable(text: str, *, newlines: bool = False) -> str:
    """``text`` with everything that could steer a terminal, or is no character, as a replacement character.

    What is shown comes from paper and from file names that strangers chose.
    """
    return "".join(_harmless(char, newlines=newlines) for char in text)


def _harmless(char: str, *, newlines: bool) -> str:
    if char == "\n" and newlines:
        return char
    if char in "\n\t":
        return " "
    return "�" if harmful(char) else char


@cache
def _natural_width(char: str) -> int:
    """Cells of one character; -1 for those whose width is ambiguous (UAX #11)."""
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return {"W": 2, "F": 2, "A": -1}.get(unicodedata.east_asian_width(char), 1)


def clusters(text: str) -> Iterator[str]:
    """``text`` in pieces that a cursor does not enter: a character and the marks that sit on it."""
    piece = ""
    for char in text:
        if piece and (_natural_width(char) != 0 or piece == "\n"):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


@dataclass(frozen=True, slots=True)
class Cells:
    """Widths as one terminal sees them."""

    ambiguous: int = 1
    """Cells of ①, ※, Greek and others of ambiguous width: 2 in some Japanese terminals."""

    def width(self, text: str) -> int:
        """Cells that ``text`` takes."""
        return sum(self.ambiguous if wide == -1 else wide for wide in map(_natural_width, text))

    def clip(self, text: str, width: int) -> str:
        """``text`` in at most ``width`` cells; what does not fit ends in an ellipsis."""
        if self.width(text) <= width:
            return text
        mark = "…" if self.ambiguous == 1 else "~"
        kept, room = "", width - 1
        for piece in clusters(text):
            room -= self.width(piece)
            if room < 0:
                break
            kept += piece
        return (kept + mark) if width > 0 else ""

    def pad(self, text: str, width: int) -> str:
        """``text`` in exactly ``width`` cells."""
        clipped = self.clip(text, width)
        return clipped + " " * (width - self.width(clipped))

    def wrap(self, text: str, width: int) -> list[str]:
        """``text`` in lines of at most ``width`` cells, as Japanese is set; line breaks stay.

        Lines break between any two characters, but not inside a word of Latin letters that fits on a line, and no
        line begins with a full stop or a closing bracket. At least one character stands on each line.
        """
        return [text[start:end] for start, end in self.breaks(text, width)]

    def packed(self, items: Sequence[str], width: int) -> list[str]:
        """Items in lines of at most ``width`` cells, each whole on its line; further lines are set in."""
        lines: list[str] = []
        for item in items:
            longer = f"{lines[-1]}{_BETWEEN}{item}" if lines else item
            if lines and self.width(longer) > width:
                lines.append(_BETWEEN + item)
            else:
                lines[-1:] = [longer]
        return lines

    def breaks(self, text: str, width: int) -> list[tuple[int, int]]:
        """Where the lines of ``wrap`` begin and end in ``text``."""
        return breaks(text, width, self.width)

"""Text in terminal cells: how wide it is, where it breaks, what must never reach a terminal."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n.outside import harmful

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEVER_FIRST: Final = frozenset("。、，．）」』】〕］｝！？：；・ー…ぁぃぅぇぉっゃゅょァィゥェォッャュョ)]},.!?:;%％")
"""Characters that Japanese typesetting keeps off the beginning of a line."""
_TOKENS: Final = re.compile(r"[!-~]+|\s|[^!-~\s]")


def printable(text: str, *, newlines: bool = False) -> str:
    """``text`` with everything that could steer a terminal, or is no character, as a replacement character.

    What is shown comes from paper and from file names that strangers chose.
    """
    return "".join(_harmless(char, newlines=newlines) for char in text)


def accepted(text: str, *, several_lines: bool) -> str:
    """What of ``text`` may stand in a value: no control characters, and in a single line no line breaks."""
    text = text if several_lines else " ".join(text.split("\n"))
    return "".join(char for char in printable(text, newlines=True) if char != "�")


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

    def breaks(self, text: str, width: int) -> list[tuple[int, int]]:
        """Where the lines of ``wrap`` begin and end in ``text``."""
        lines: list[tuple[int, int]] = []
        offset = 0
        for paragraph in text.split("\n"):
            lines += [(offset + start, offset + end) for start, end in self._paragraph(paragraph, width)]
            offset += len(paragraph) + 1
        return lines

    def _paragraph(self, text: str, width: int) -> Iterator[tuple[int, int]]:
        start = end = used = 0
        last = (0, 0)  # where the latest token began, and its cells
        for begin, token in self._tokens(text, width):
            cells = self.width(token)
            if end > start and used + cells > width:
                hangs = token in _NEVER_FIRST and last[0] > start
                cut = last[0] if hangs else begin
                yield start, start + len(text[start:cut].rstrip())
                start, used = cut, last[1] if hangs else 0
                if token.isspace():
                    start = end = begin + len(token)
                    last = (start, 0)
                    continue
            end = begin + len(token)
            used += cells
            last = (begin, cells)
        yield start, start + len(text[start:end].rstrip())

    def _tokens(self, text: str, width: int) -> Iterator[tuple[int, str]]:
        for match in _TOKENS.finditer(text):
            if self.width(match[0]) <= width:
                yield match.start(), match[0]
            else:
                yield from enumerate(match[0], match.start())

"""Pieces of text with a style, and the control sequences that a terminal draws them with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ocr_intake.review.terminal.cells import printable

if TYPE_CHECKING:
    from ocr_intake.review.terminal.cells import Cells


class Style(StrEnum):
    """What a piece of text is, not what it looks like."""

    PLAIN = "plain"
    STRONG = "strong"
    """What the eye should find first."""
    FAINT = "faint"
    TITLE = "title"
    """The bar at the top."""
    KEY = "key"
    """A key to press."""
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    DIFFERENT = "different"
    """Characters in which a candidate differs from the value."""
    DOUBTFUL = "doubtful"
    """Characters to be looked at."""
    NEARBY = "nearby"
    """Characters between those to be looked at, where several are looked at together."""
    CURRENT = "current"
    """Characters that are looked at now."""
    MARKED = "marked"
    """The doubtful ones among them, where not all are."""


_RESET: Final = "\x1b[0m"
_PLAIN_CODES: Final = {
    Style.STRONG: "1",
    Style.FAINT: "2",
    Style.TITLE: "7",
    Style.KEY: "1",
    Style.WARNING: "1",
    Style.BAD: "1;7",
    Style.DIFFERENT: "1;4",
    Style.DOUBTFUL: "4",
    Style.CURRENT: "1;7",
    Style.MARKED: "1;4;7",
}
"""Without colour: bold, faint, underlined and reversed alone."""
_COLOUR_CODES: Final = {
    Style.STRONG: "1",
    Style.FAINT: "2",
    Style.TITLE: "7",
    Style.KEY: "1;36",
    Style.GOOD: "32",
    Style.WARNING: "33",
    Style.BAD: "1;31",
    Style.DIFFERENT: "1;4;33",
    Style.DOUBTFUL: "4;33",
    Style.NEARBY: "33",
    Style.CURRENT: "1;7",
    Style.MARKED: "1;4;7",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style; it holds nothing that could steer a terminal."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]


def plain(line: Line) -> str:
    """The text alone, whatever could steer a terminal replaced: both faces draw through here or ``ansi``."""
    return "".join(printable(span.text, newlines=True) for span in line)


def ansi(line: Line, *, colour: bool) -> str:
    """The line as a terminal draws it, ending in the usual style."""
    codes = _COLOUR_CODES if colour else _PLAIN_CODES
    texts = ((span.style, printable(span.text)) for span in line)
    return "".join(f"\x1b[{codes[style]}m{text}{_RESET}" if style in codes else text for style, text in texts)


def clipped(line: Line, width: int, cells: Cells) -> Line:
    """The line in at most ``width`` cells."""
    out: list[Span] = []
    room = width
    for span in line:
        text = cells.clip(span.text, room)
        room -= cells.width(text)
        out.append(Span(text, span.style))
        if text != span.text:
            break
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that is broken into lines, behind something that stands before the first line only."""

    text: Line = ()
    head: Line = ()
    indent: int = 0
    """Cells left free before ``head``."""

    def lines(self, width: int, cells: Cells) -> list[Line]:
        """Its lines in ``width`` cells; an empty paragraph is an empty line."""
        if not self.text and not self.head:
            return [()]
        hang = self.indent + cells.width(plain(self.head))
        before: Line = (Span(" " * self.indent), *self.head)
        after: Line = (Span(" " * hang),)
        breaks = cells.breaks(plain(self.text), max(width - hang, 2))
        return [
            (*(before if number == 0 else after), *_cut(self.text, start, end))
            for number, (start, end) in enumerate(breaks)
        ]


def _cut(line: Line, start: int, end: int) -> Line:
    """Characters ``start`` to ``end`` of a line."""
    out: list[Span] = []
    offset = 0
    for span in line:
        text = span.text[max(start - offset, 0) : max(end - offset, 0)]
        if text:
            out.append(Span(text, span.style))
        offset += len(span.text)
    return tuple(out)

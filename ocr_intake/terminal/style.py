"""Pieces of text with a style, and what a style looks like in a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from rich.style import Style as Look

from ocr_intake.terminal.cells import printable

if TYPE_CHECKING:
    from ocr_intake.terminal.cells import Cells


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


_LOOKS: Final = {
    Style.STRONG: Look(bold=True),
    Style.FAINT: Look(dim=True),
    Style.TITLE: Look(reverse=True),
    Style.KEY: Look(bold=True, color="cyan"),
    Style.GOOD: Look(color="green"),
    Style.WARNING: Look(bold=True, color="yellow"),
    Style.DIFFERENT: Look(bold=True, underline=True, color="yellow"),
    Style.DOUBTFUL: Look(underline=True, color="yellow"),
    Style.NEARBY: Look(color="yellow"),
    Style.CURRENT: Look(bold=True, reverse=True),
    Style.MARKED: Look(bold=True, underline=True, reverse=True),
}
"""In the terminal's own colours, dark or light. Everything is told apart without any, too."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style; it holds nothing that could steer a terminal."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]


def plain(line: Line) -> str:
    """The text alone, whatever could steer a terminal replaced: both faces draw through here or ``segments``."""
    return "".join(printable(span.text, newlines=True) for span in line)


def segments(line: Line) -> list[Segment]:
    """The line as a terminal draws it."""
    return [Segment(printable(span.text), _LOOKS.get(span.style)) for span in line]


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

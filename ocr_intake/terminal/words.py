"""Words on a screen: styled pieces, paragraphs, where their lines break, and what must never reach a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as Look

from ocr_intake.i18n.outside import harmful
from ocr_intake.i18n.setting import breaks

if TYPE_CHECKING:
    from collections.abc import Iterable


def printable(text: str, *, newlines: bool = False) -> str:
    """``text`` with everything that could steer a terminal, or is no character, as a replacement character.

    What is shown comes from paper and from file names that strangers chose.
    """
    kept = "\n" if newlines else ""
    return "".join(char if char in kept else " " if char in "\n\t" else "�" if harmful(char) else char for char in text)


def accepted(text: str, *, several_lines: bool) -> str:
    """What of ``text`` may stand in a value: no control characters, and in a single line no line breaks."""
    text = text if several_lines else " ".join(text.split("\n"))
    return printable(text, newlines=True).replace("�", "")


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
    """Text in one style."""

    text: str
    style: Style = Style.PLAIN
    link: str = ""
    """Where the terminal leads to from it, where it can (OSC 8); empty for nowhere."""


Line = tuple[Span, ...]


def plain(line: Line) -> str:
    """The text alone, whatever could steer a terminal replaced: all faces draw through here or ``segments``."""
    return "".join(printable(span.text, newlines=True) for span in line)


def segments(line: Line) -> list[Segment]:
    """The line as a terminal draws it."""
    return [
        Segment(printable(span.text), _LOOKS.get(span.style, Look()) + (Look(link=span.link) if span.link else None))
        for span in line
    ]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that is broken into lines, behind something that stands before the first line only."""

    text: Line = ()
    head: Line = ()
    indent: int = 0
    """Cells left free before ``head``."""

    def lines(self, width: int) -> list[Line]:
        """Its lines in ``width`` cells; an empty paragraph is an empty line."""
        if not self.text and not self.head:
            return [()]
        hang = self.indent + cell_len(plain(self.head))
        before: Line = (Span(" " * self.indent), *self.head)
        after: Line = (Span(" " * hang),)
        return [
            (*(after if number else before), *_cut(self.text, start, end))
            for number, (start, end) in enumerate(breaks(plain(self.text), max(width - hang, 2), cell_len))
        ]


def said(text: str, style: Style = Style.PLAIN, *, indent: int = 0) -> Paragraph:
    """A paragraph of one piece."""
    return Paragraph((Span(text, style),), indent=indent)


def in_rows(keys: Iterable[tuple[str, str]], between: str, width: int) -> list[Line]:
    """Keys and what they do, as many to a row as fit."""
    rows: list[list[Span]] = [[]]
    used = 0
    for key, label in keys:
        told = (Span(f"{key}{between}", Style.KEY), Span(f"{label}  "))
        wide = sum(cell_len(span.text) for span in told)
        if used + wide > width + 2 and rows[-1]:
            rows.append([])
            used = 0
        rows[-1] += told
        used += wide
    return [tuple(row) for row in rows]


def _cut(line: Line, start: int, end: int) -> Iterable[Span]:
    """Characters ``start`` to ``end`` of a line."""
    offset = 0
    for span in line:
        text = span.text[max(start - offset, 0) : max(end - offset, 0)]
        if text:
            yield Span(text, span.style, span.link)
        offset += len(span.text)

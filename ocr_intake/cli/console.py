"""Where words go: results to standard output, complaints to standard error. What they say is the commands' business.

Everything that a command writes passes here, and what could steer a terminal is made visible on the way, whoever
forgot to; only the styles that are set here reach it.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING, Any, Final

import typer
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.containers import Lines
from rich.measure import Measurement
from rich.segment import Segment
from rich.text import Text

from ocr_intake.i18n.outside import json_safe, visible
from ocr_intake.i18n.setting import breaks, hanging

if TYPE_CHECKING:
    from rich.console import JustifyMethod, OverflowMethod

_HANG: Final = 2
"""Columns by which further lines of a caption are set in that is not set in itself."""


def console(*, stderr: bool = False) -> Console:
    """Standard output or standard error, for tables and styled text.

    Made anew each time, since standard output may be redirected in between. Square brackets in a value are no markup,
    and where nobody watches lines are not broken to a terminal's width.
    """
    watched = (sys.stderr if stderr else sys.stdout).isatty()
    made = Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=not watched)
    if watched:
        made.push_render_hook(_Setting())
    made.push_render_hook(_Border())
    return made


def say(text: str = "") -> None:
    """One message to standard output."""
    console().print(text)


def complain(text: str) -> None:
    """One message to standard error, plain, so that it survives logs and mail; set in lines where somebody watches."""
    if sys.stderr.isatty():
        text = "\n".join(line.plain for line in _Caption(text).lines(console(stderr=True).width))
    typer.echo(visible(text), err=True)


def say_json(value: Any, *, indent: int | None = None) -> None:  # noqa: ANN401 - whatever JSON holds
    """One value as JSON to standard output: Japanese as it is, whatever could steer a terminal escaped as JSON does."""
    typer.echo(json_safe(json.dumps(value, ensure_ascii=False, indent=indent)))


class LogLines(logging.Formatter):
    """What ``--debug`` lets through, made visible."""

    def format(self, record: logging.LogRecord) -> str:
        """As its base does it."""
        return visible(super().format(record))


class Passage(Text):
    """Text that breaks as Japanese is set, further lines under the first one's text, also in a cell of a table."""

    hang: int = 0
    """Columns by which further lines are set in where the first is not."""

    def lines(self, width: int) -> list[Text]:
        """Its lines, each of at most ``width`` columns."""
        found: list[Text] = []
        for line in self.split(allow_blank=True):
            before = hanging(line.plain)
            indent = cell_len(line.plain[:before]) or self.hang
            if indent > width // 2:
                before = indent = 0
            (_, end), *rest = breaks(line.plain[before:], width - cell_len(line.plain[:before]), cell_len)
            found.append(line[: before + end])
            if rest:
                tail = line[before + rest[0][0] :]
                pieces = breaks(tail.plain, width - indent, cell_len)
                found += [Text(" " * indent).append_text(tail[start:end]) for start, end in pieces]
        return found

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        """As its base does it, but for where lines break."""
        if no_wrap:
            return super().wrap(console, width, justify=justify, overflow=overflow, tab_size=tab_size, no_wrap=no_wrap)
        made = Lines(self.lines(width))
        if justify is not None:
            made.justify(console, width, justify=justify, overflow=overflow or "fold")
        return made


class _Caption(Passage):
    """A passage on its own."""

    hang = _HANG


class _Setting(RenderHook):
    """Sets in lines whatever text is printed by itself."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Caption("", end=each.end).append_text(each) if type(each) is Text else each for each in renderables]


class _Border(RenderHook):
    """Makes visible what is printed, after it was set in lines and before it gets its style."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Visible(each) for each in renderables]


class _Visible:
    """Something to print whose texts are made visible."""

    def __init__(self, inner: RenderableType) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for text, style, control in console.render(self._inner, options):
            yield Segment(text if control else visible(text), style, control)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._inner)


def wrapped(text: str, width: int) -> list[str]:
    """Text in lines of at most ``width`` terminal columns, as Japanese is set.

    Lines break between any two characters, but not inside a word of Latin letters, and no line begins with a full
    stop or a closing bracket. A single word that is longer than a line is cut.
    """
    flat = text.replace("\n", " ")
    return [flat[start:end] for start, end in breaks(flat, width, cell_len)]

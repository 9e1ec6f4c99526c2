"""Where words go: results to standard output, complaints to standard error. What they say is the commands' business.

Everything that a command writes passes here, and what could steer a terminal is made visible on the way, whoever
forgot to; only the styles that are set here reach it.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from typing import Any, Final

import typer
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.measure import Measurement
from rich.segment import Segment

from ocr_intake.i18n.outside import json_safe, visible

_NEVER_FIRST: Final = frozenset("。、，．）」』】〕］｝！？：；・ー…ぁぃぅぇぉっゃゅょァィゥェォッャュョ)]},.!?:;")
"""Characters that Japanese typesetting keeps off the beginning of a line."""


def console(*, stderr: bool = False) -> Console:
    """Standard output or standard error, for tables and styled text.

    Made anew each time, since standard output may be redirected in between. Square brackets in a value are no markup,
    and where nobody watches lines are not broken to a terminal's width.
    """
    watched = (sys.stderr if stderr else sys.stdout).isatty()
    made = Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=not watched)
    made.push_render_hook(_Border())
    return made


def say(text: str = "") -> None:
    """One message to standard output."""
    console().print(text)


def complain(text: str) -> None:
    """One message to standard error, plain, so that it survives logs and mail."""
    typer.echo(visible(text), err=True)


def say_json(value: Any, *, indent: int | None = None) -> None:  # noqa: ANN401 - whatever JSON holds
    """One value as JSON to standard output: Japanese as it is, whatever could steer a terminal escaped as JSON does."""
    typer.echo(json_safe(json.dumps(value, ensure_ascii=False, indent=indent)))


class LogLines(logging.Formatter):
    """What ``--debug`` lets through, made visible."""

    def format(self, record: logging.LogRecord) -> str:
        """As its base does it."""
        return visible(super().format(record))


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
    stop or a closing bracket. A single word that is longer than a line stands on a line of its own.
    """
    lines: list[list[str]] = [[]]
    for token in re.findall(r"[!-~]+|\s|[^!-~\s]", text.replace("\n", " ")):
        line = lines[-1]
        if line and cell_len("".join(line) + token) > width:
            moved = [line.pop()] if token in _NEVER_FIRST and len(line) > 1 else []
            lines.append(moved)
        if lines[-1] or not token.isspace():
            lines[-1].append(token)
    return ["".join(line).rstrip() for line in lines]

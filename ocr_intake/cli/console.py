"""Where words go: results to standard output, complaints to standard error. What they say is the commands' business."""

from __future__ import annotations

import re
import sys
from typing import Final

import typer
from rich.cells import cell_len
from rich.console import Console

_NEVER_FIRST: Final = frozenset("。、，．）」』】〕］｝！？：；・ー…ぁぃぅぇぉっゃゅょァィゥェォッャュョ)]},.!?:;")
"""Characters that Japanese typesetting keeps off the beginning of a line."""


def console() -> Console:
    """Standard output, for tables and styled text.

    Made anew each time, since standard output may be redirected in between. Square brackets in a value are no markup,
    and where nobody watches lines are not broken to a terminal's width.
    """
    return Console(markup=False, emoji=False, highlight=False, soft_wrap=not sys.stdout.isatty())


def say(text: str = "") -> None:
    """One message to standard output."""
    console().print(text)


def complain(text: str) -> None:
    """One message to standard error, plain, so that it survives logs and mail."""
    typer.echo(text, err=True)


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

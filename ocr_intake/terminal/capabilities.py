"""What a terminal can show: told by its environment and by its own answers."""

from __future__ import annotations

import fcntl
import os
import re
import select
import shutil
import struct
import subprocess
import termios
import time
import tty
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Graphics(StrEnum):
    """How pictures are shown."""

    KITTY = "kitty"
    """As pixels, by kitty's protocol."""
    SIXEL = "sixel"
    """As pixels, by DEC's."""
    ITERM = "iterm"
    """As pixels, by iTerm2's."""
    BLOCKS = "blocks"
    """As block characters in two colours each."""
    BRAILLE = "braille"
    """As dots in one colour."""
    NONE = "none"
    """Not at all: only in another program."""

    @property
    def is_shown(self) -> bool:
        """Whether they are shown at all."""
        return self is not Graphics.NONE


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one terminal can show."""

    graphics: Graphics = Graphics.BRAILLE
    cell: tuple[int, int] = (10, 20)
    """Width and height of a character cell in pixels; the VT340's where it is not told."""


_DA1: Final = re.compile(rb"\x1b\[\?([0-9;]*)c")
_CELL: Final = re.compile(rb"\x1b\[6;([0-9]+);([0-9]+)t")
_CURSOR: Final = re.compile(rb"\x1b\[[0-9]+;([0-9]+)R")
_KITTY: Final = b"\x1b_Gi=31;OK"
_QUESTION: Final = (
    b"\x1b[16t"  # how large is a cell
    b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"  # could you show this kitty picture
    b"\r\xe2\x96\x80\x1b[6n"  # where is the cursor behind a block of ambiguous width
    b"\r\x1b[K\x1b[c"  # who are you: answered by every terminal, so that nobody waits for the others
)
_PATIENCE: Final = 1.0
"""Seconds to wait for answers; a slow line takes about half a second."""


def find_out(source: int, target: int, environment: Mapping[str, str]) -> Capabilities:
    """Ask a terminal what it can show. What is typed meanwhile is lost; one that says nothing is not waited for long.

    Args:
        source: Descriptor of what it says.
        target: Descriptor of what it is told.
        environment: See ``judge``.
    """
    answers = _asked(source, target)
    rows, columns, width, height = _size(target)
    cell = (width // columns, height // rows) if rows and columns and width and height else None
    return judge(answers, environment, cell, multiplexed_sixel=_tmux_has_sixel(environment))


def _asked(source: int, target: int) -> bytes:
    """What a terminal answers."""
    before = termios.tcgetattr(source)
    answer, until = b"", time.monotonic() + _PATIENCE
    try:
        tty.setraw(source, termios.TCSADRAIN)
        os.write(target, _QUESTION)
        while not _DA1.search(answer) and (left := until - time.monotonic()) > 0:
            if not select.select([source], [], [], left)[0] or not (said := os.read(source, 4096)):
                break
            answer += said
    except OSError:
        return answer
    finally:
        termios.tcsetattr(source, termios.TCSADRAIN, before)
    return answer


def _size(target: int) -> tuple[int, int, int, int]:
    """Rows, columns, width and height in pixels; 0 for what is not told."""
    try:
        told = fcntl.ioctl(target, termios.TIOCGWINSZ, b"\0" * 8)
    except OSError:
        return 0, 0, 0, 0
    rows, columns, width, height = struct.unpack("4H", told)
    return rows, columns, width, height


def judge(
    answers: bytes,
    environment: Mapping[str, str],
    told: tuple[int, int] | None = None,
    *,
    multiplexed_sixel: bool = False,
) -> Capabilities:
    """What a terminal can show, from what it answered and what its environment says.

    Args:
        answers: To ``_QUESTION``; may be empty.
        environment: ``TERM``, ``COLORTERM``, ``NO_COLOR``, ``TMUX``, ``TERM_PROGRAM``, ``LC_TERMINAL``.
        told: The size of a cell by the system, where there is no answer to that.
        multiplexed_sixel: The terminal behind a multiplexer shows sixels.
    """
    attributes = match[1].split(b";") if (match := _DA1.search(answers)) else []
    ambiguous = 2 if (match := _CURSOR.search(answers)) and int(match[1]) > 2 else 1
    cell = told or (10, 20)
    if match := _CELL.search(answers):
        cell = int(match[2]), int(match[1])
    if not (4 <= cell[0] <= 100 and 6 <= cell[1] <= 200):
        cell = (10, 20)
    if _KITTY in answers:
        graphics = Graphics.KITTY
    elif b"4" in attributes[1:] and (multiplexed_sixel or not _multiplexed(environment)):
        graphics = Graphics.SIXEL
    elif "iTerm" in environment.get("TERM_PROGRAM", "") + environment.get("LC_TERMINAL", "") and not _multiplexed(
        environment
    ):
        graphics = Graphics.ITERM
    else:
        graphics = Graphics.BLOCKS if _has_colours(environment) and ambiguous == 1 else Graphics.BRAILLE
    return Capabilities(graphics, cell)


def _has_colours(environment: Mapping[str, str]) -> bool:
    """Whether there are as many as a picture needs."""
    terminal = environment.get("TERM", "")
    if environment.get("NO_COLOR") or terminal.startswith(("vt1", "vt2")):
        return False
    return environment.get("COLORTERM") in {"truecolor", "24bit"} or terminal.endswith(("-direct", "256color"))


def _multiplexed(environment: Mapping[str, str]) -> bool:
    """Whether a multiplexer stands between; it answers for itself, not for the terminal in front of the person."""
    return bool(environment.get("TMUX")) or environment.get("TERM", "").startswith(("tmux", "screen"))


def _tmux_has_sixel(environment: Mapping[str, str]) -> bool:
    program = shutil.which("tmux")
    if not environment.get("TMUX") or program is None:
        return False
    command = [program, "display-message", "-p", "#{client_termfeatures}"]
    try:
        told = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False, env=dict(os.environ))
    except (OSError, subprocess.SubprocessError):
        return False
    return b"sixel" in told.stdout

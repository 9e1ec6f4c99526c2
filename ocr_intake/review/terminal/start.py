"""Which face a terminal gets, and the sitting in front of it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ocr_intake.review.terminal.capabilities import Capabilities, Graphics, find_out
from ocr_intake.review.terminal.fullscreen import Fullscreen
from ocr_intake.review.terminal.plain import Plain
from ocr_intake.review.terminal.sitting import Sitting, Tally
from ocr_intake.review.terminal.tty import Tty
from ocr_intake.review.terminal.walk import walk
from ocr_intake.review.viewer import open_image

if TYPE_CHECKING:
    from pathlib import Path

    from ocr_intake.review.session import Review


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asks of the face."""

    graphics: Graphics | None = None
    """How to show pictures; None for the best that the terminal can."""
    plain: bool = False
    """Line by line, whatever the terminal can."""
    open_pages: bool = False
    """Open each page in the viewer by itself."""


def review_in_terminal(review: Review, options: Options, viewer: Callable[[Path], bool] = open_image) -> Tally:
    """Let a person review at standard input and output until nothing is left or the person stops.

    The whole screen is used where there is one, which is left as it was found; line by line otherwise.
    """
    streams = (sys.stdin, sys.stdout)
    screen = all(stream.isatty() for stream in streams) and os.environ.get("TERM", "dumb") not in {"", "dumb"}
    if options.plain or not screen:
        usual = Graphics.NONE if options.plain or not _is_utf8() else Graphics.BRAILLE
        graphics = options.graphics if options.graphics in {Graphics.BRAILLE, Graphics.NONE} else usual
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # a byte that is no character must not end the sitting
        face = Plain(sys.stdin, sys.stdout, Capabilities(graphics))
        return walk(Sitting(review, face, viewer, options.open_pages))
    with Tty(sys.stdin.fileno(), sys.stdout.fileno()) as tty:
        capabilities = find_out(tty, os.environ)
        if options.graphics is not None:
            capabilities = replace(capabilities, graphics=options.graphics)
        return walk(Sitting(review, Fullscreen(tty, capabilities), viewer, options.open_pages))


def _is_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"

"""Which face a terminal gets, and the sitting in front of it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

from ocr_intake.review.viewer import open_image
from ocr_intake.terminal.beside import beside
from ocr_intake.terminal.by_lines import ByLines, by_lines
from ocr_intake.terminal.capabilities import Capabilities, Graphics, find_out
from ocr_intake.terminal.drawing import Artist
from ocr_intake.terminal.ending import Ending
from ocr_intake.terminal.plain import Plain
from ocr_intake.terminal.sitting import Sitting, Tally
from ocr_intake.terminal.talking import Talking
from ocr_intake.terminal.walk import walk

if TYPE_CHECKING:
    from pathlib import Path

    from ocr_intake.review.session import Review
    from ocr_intake.terminal.means import Means
    from ocr_intake.terminal.rows import Screens
    from ocr_intake.terminal.view import Face

T = TypeVar("T")

_ENVIRONMENT: Final = {"TEXTUAL_DISABLE_KITTY_KEY": "1"}
"""What Textual is told: text of an input method comes as text in every terminal."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asks of the face."""

    graphics: Graphics | None = None
    """How to show pictures; None for the best that the terminal can."""
    plain: bool = False
    """Line by line, whatever the terminal can."""
    open_pages: bool = False
    """Open each page in the viewer by itself."""


def review_in_terminal(
    review: Review, options: Options, means: Means | None = None, viewer: Callable[[Path], bool] = open_image
) -> Tally:
    """Let a person review at standard input and output until nothing is left or the person stops.

    The whole screen is used where there is one, which is left as it was found; line by line otherwise.

    Raises:
        SystemExit: A signal has ended the sitting on the whole screen.
    """

    async def walking(face: Face) -> Tally:
        return await walk(Sitting(face, viewer, review=review, means=means, open_pages=options.open_pages))

    if _has_screen(options):
        return _on_screen(walking, review.close, options)
    return at_once(walking(Plain(sys.stdin, sys.stdout, _of_lines(options))))


def side_by_side(
    screens: Sequence[Screens], options: Options, told: str = "", viewer: Callable[[Path], bool] = open_image
) -> int:
    """Let a person look at things side by side, one way after the other; how many answers were saved.

    Args:
        screens: The ways through them.
        options: What the person asks of the face.
        told: What they are told at the beginning.
        viewer: Shows a page in another program; False where it cannot.

    Raises:
        SystemExit: A signal has ended the sitting on the whole screen.
    """
    if not _has_screen(options):
        return by_lines(screens, ByLines(sys.stdin, sys.stdout, Artist(_of_lines(options)), viewer))

    async def walking(face: Face) -> Tally:
        return Tally(values=await beside(screens, Talking(face, viewer), told))

    def close() -> None:
        for each in screens:
            each.close()

    return _on_screen(walking, close, options).values


def _has_screen(options: Options) -> bool:
    streams = (sys.stdin, sys.stdout, sys.stderr)  # the last one is what Textual draws on
    screen = all(stream.isatty() for stream in streams) and os.environ.get("TERM", "dumb") not in {"", "dumb"}
    return screen and not options.plain


def _on_screen(walking: Callable[[Face], Awaitable[Tally]], release: Callable[[], None], options: Options) -> Tally:
    capabilities = find_out(sys.stdin.fileno(), sys.stdout.fileno(), os.environ)
    if options.graphics is not None:
        capabilities = replace(capabilities, graphics=options.graphics)
    if not os.environ.get("NO_COLOR"):  # an empty one asks for nothing
        os.environ.pop("NO_COLOR", None)
    # nothing in the environment may have it write keys and texts to a log, press keys by itself, or take the terminal
    # for as large as it was when somebody told
    for name in [name for name in os.environ if name.startswith("TEXTUAL") or name in {"COLUMNS", "LINES"}]:
        del os.environ[name]
    os.environ.update(_ENVIRONMENT)
    from ocr_intake.terminal.app import ReviewApp

    app = ReviewApp(walking, capabilities)
    with Ending(app.hang_up, release) as ending:
        try:
            app.run(mouse=False)
        finally:
            release()
    if app.failure is not None:
        raise app.failure
    if ending.by is not None:
        raise SystemExit(128 + ending.by)
    return app.tally or Tally()


def _of_lines(options: Options) -> Capabilities:
    """What lines can show; and a byte that is no character must not end the sitting."""
    usual = Graphics.NONE if options.plain or not _is_utf8() else Graphics.BRAILLE
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return Capabilities(options.graphics if options.graphics in {Graphics.BRAILLE, Graphics.NONE} else usual)


def at_once(walking: Coroutine[object, None, T]) -> T:
    """What a walk gives in front of a face that waits for nothing but its own reading.

    Raises:
        RuntimeError: It waits for something else.
    """
    try:
        walking.send(None)
    except StopIteration as end:
        value: T = end.value
        return value
    raise RuntimeError("the face waits for something that nobody does")


def _is_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"

"""The review's whole screen without a terminal: keys are pressed, and the screen is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual import events

from ocr_intake.review import Review
from ocr_intake.terminal.app import ReviewApp
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.sitting import Sitting, Tally
from ocr_intake.terminal.walk import walk

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from ocr_intake.store import Workspace
    from ocr_intake.terminal.means import Means

Step = str | Callable[["ReviewApp"], object]
"""A key as Textual calls it, ``=text`` for a text that is typed, ``+text`` for one that comes at once, or a function of
the running app."""


@dataclass
class Seen:
    """What a sitting showed."""

    screens: list[str] = field(default_factory=list)
    """What stood on the screen at its beginning, and after each step."""
    styles: list[set[str]] = field(default_factory=list)
    colours: list[set[str]] = field(default_factory=list)
    """The colours of it, by their names."""
    tally: Tally | None = None


def text_of(app: ReviewApp) -> str:
    """What stands on the screen."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


def styles_of(app: ReviewApp) -> set[str]:
    """The styles of what stands on the screen."""
    strips = app.screen._compositor.render_strips()
    return {str(piece.style) for strip in strips for piece in strip if piece.style is not None and piece.text.strip()}


def colours_of(app: ReviewApp) -> set[str]:
    """The colours of what stands on the screen, as a terminal is told."""
    looks = [piece.style for strip in app.screen._compositor.render_strips() for piece in strip if piece.style]
    return {colour.name for look in looks for colour in (look.color, look.bgcolor) if colour is not None}


def driven(
    workspace: Workspace,
    steps: Sequence[Step],
    size: tuple[int, int] = (80, 24),
    capabilities: Capabilities = Capabilities(Graphics.BLOCKS),  # noqa: B008 - frozen
    viewer: Callable[[Path], bool] = lambda path: True,
    means: Means | None = None,
) -> Seen:
    """Let a sitting show its screens."""
    seen = Seen()

    async def run() -> None:
        review = Review(workspace, "点検 花子")
        app = ReviewApp(lambda face: walk(Sitting(face, viewer, review=review, means=means)), capabilities)
        async with app.run_test(size=size) as pilot:
            await note(app, pilot, seen)
            for step in steps:
                await pressed(app, pilot, step)
                if not app.is_running:
                    break
                await note(app, pilot, seen)
        seen.tally = app.tally
        if app.failure is not None:
            raise app.failure

    asyncio.run(run())
    return seen


async def pressed(app: ReviewApp, pilot: Pilot[None], step: Step) -> None:
    """Press a key, or do a step."""
    if callable(step):
        step(app)
        await asyncio.sleep(0.1)  # it may end the sitting, and an app that ends answers no pilot
    elif step.startswith("=") and len(step) > 1:
        for char in step[1:]:
            app.post_message(events.Key(char, char))
    elif step.startswith("+") and len(step) > 1:
        app.post_message(events.Paste(step[1:]))
    else:
        await pilot.press(step)


async def note(app: ReviewApp, pilot: Pilot[None], seen: Seen) -> None:
    """Keep what stands on the screen."""
    for _ in range(3):  # what a key asks for may take another turn to be drawn
        await pilot.pause()
    if app.is_running:
        seen.screens.append(text_of(app))
        seen.styles.append(styles_of(app))
        seen.colours.append(colours_of(app))

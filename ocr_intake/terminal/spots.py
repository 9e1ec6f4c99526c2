"""A place of a few characters: enlarged, with what stands around it, and with its line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.model.geometry import Box
from ocr_intake.terminal.scene import MARGIN, Canvas, Look, Scene, field_scene, finished, is_vertical

if TYPE_CHECKING:
    from PIL import Image

_AROUND: Final = 2
"""Characters that are shown at either side of what is meant on a line, at least where the line has them."""
_BELOW: Final = 0.45
"""Share of the rows that a line may take below its part that is meant."""
_BETWEEN: Final = 110
"""Grey between two pictures."""


def spot_scene(page: Image.Image, spot: Box, line: Box, canvas: Canvas, look: Look) -> Scene:
    """A part of a line, as large as the canvas allows, with some characters around it.

    Where there is room, and it can be read, the whole line stands below.

    Args:
        page: The page, RGB.
        spot: The part that is meant; it stands out.
        line: The line that it is on.
        canvas: What to draw on.
        look: For the rows to leave out at the top.
    """
    lit = (_lit(spot, line),)
    below = field_scene([page], [[line]], replace(canvas, comfortable=canvas.legible), Look(), lit)
    if below.more or below.rows > canvas.rows * _BELOW or canvas.height < 2 * canvas.legible * canvas.cell[1]:
        return _enlarged(page, spot, line, canvas, look)
    above = _enlarged(page, spot, line, replace(canvas, rows=canvas.rows - below.rows), look)
    pixels = np.concatenate([above.pixels, below.pixels])
    pixels[len(above.pixels) :][: max(canvas.cell[1] // 8, 1)] = _BETWEEN
    return replace(finished(pixels, canvas, above.look, more=above.more), zoom=above.zoom)


def _enlarged(page: Image.Image, spot: Box, line: Box, canvas: Canvas, look: Look) -> Scene:
    """A part of a line with a few characters around it, as large as the canvas allows."""
    if is_vertical([line]):
        reach = _AROUND * line.width
        along = Box(line.left, spot.top - reach, line.right, spot.bottom + reach)
    else:
        reach = _AROUND * line.height
        along = Box(spot.left - reach, line.top, spot.right + reach, line.bottom)
    box = along.union(spot).clipped(page.width, page.height)
    return field_scene([page], [[box]], replace(canvas, comfortable=float(canvas.rows)), look, (_lit(spot, line),))


def _lit(spot: Box, line: Box) -> Box:
    """What stands out around a part of a line: a place between two characters has no width of its own."""
    margin = max(round(MARGIN / 2 * min(line.width, line.height)), 1)
    return spot.grown(margin, margin)

"""Whole pages beside each other, some of their lines lit: to see which lines belong to a text, not to read them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.model.geometry import Box
from ocr_intake.terminal.scene import MARGIN, Canvas, Look, Scene, Strip, drawn, finished, padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PIL import Image

_APART: Final = 2
"""Pixels between two pages."""
_BETWEEN: Final = 110
"""Grey of what is between them."""
_NOTHING: Final = (Box(0, 0, 0, 0),)
"""Lit on a page that has no line of the text."""


def sheets_scene(sheets: Sequence[tuple[Image.Image, Sequence[Box]]], canvas: Canvas, look: Look) -> Scene:
    """Pages as large as the canvas allows for all of them, from left to right.

    Args:
        sheets: The pages, RGB or grey, each with the lines that are lit; at least one.
        canvas: What to draw on.
        look: There is nothing to scroll.
    """
    pages = [page for page, _ in sheets]
    room = canvas.width - _APART * (len(pages) - 1)
    scale = min(canvas.height / max(page.height for page in pages), room / sum(page.width for page in pages))
    height = max(int(max(page.height for page in pages) * scale), 1)
    parts: list[NDArray[np.uint8]] = []
    for number, (page, boxes) in enumerate(sheets):
        window = (0.0, 0.0, float(page.width), height / scale)
        pixels = drawn(pages, Strip(number, window, _lit(boxes)), scale)[:height]
        if parts:
            parts.append(np.full((height, _APART, 3), _BETWEEN, np.uint8))
        parts.append(pixels)
    pixels = padded(np.concatenate(parts, axis=1), canvas.width)
    scene = finished(pixels, canvas, replace(look, scroll=0), more=False)
    return replace(scene, zoom=scale * pages[0].width / canvas.width)


def _lit(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Lines with the margin around them that belongs to writing."""
    margins = [round(MARGIN / 2 * min(box.width, box.height)) for box in boxes]
    return tuple(box.grown(margin, margin) for box, margin in zip(boxes, margins, strict=True)) or _NOTHING

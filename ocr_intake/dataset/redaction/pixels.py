"""Painting a page over: boxes, and ink that belongs to no line and no opinion (seals, stamps, drawings, scrawls)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_LEAST: Final = 0.1
"""Inches: a blob of ink that is smaller both ways is a speck."""
_JOINED: Final = 0.04
"""Inches that strokes of one blob lie apart at most."""
_RULE: Final = 0.5
"""Inches: a stroke of that length which is no thicker than ``_THIN`` is a rule."""
_THIN: Final = 0.03
_DOTS, _STROKE = 0.05, 0.4
"""Inches: what is thinner and longer is a row of dots to write on, and no writing."""
_RED: Final = 45
"""By how much red is stronger than green and blue in a seal's ink."""


def cover(
    pixels: NDArray[np.uint8], boxes: Sequence[Box], known: Sequence[Box], opinions: Sequence[Box], dpi: float
) -> NDArray[np.uint8]:
    """A copy of a page with what must not be seen painted over in black.

    Args:
        pixels: ``(height, width)`` grey or ``(height, width, 3)`` RGB.
        boxes: What is painted over.
        known: Lines that were read: what stands in them is judged by its text.
        opinions: Lines of opinions: ink between them may belong to them.
        dpi: Pixels per inch.
    """
    out = pixels.copy()
    for box in (*_strange(pixels, known, opinions, dpi), *boxes):
        out[max(0, box.top) : max(0, box.bottom), max(0, box.left) : max(0, box.right)] = 0
    return out


def _strange(pixels: NDArray[np.uint8], known: Sequence[Box], opinions: Sequence[Box], dpi: float) -> list[Box]:
    """Ink that nobody read: outside of all lines, rules and opinions; and red ink, wherever it is."""
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    size = _odd(dpi / 4)
    dark = _bytes(cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, size, 18))
    ink = _bytes(cv2.subtract(dark, _rules(dark, dpi)))
    margin = round(0.03 * dpi)
    for box in known:
        wide = box.grown(margin, margin)
        ink[max(0, wide.top) : max(0, wide.bottom), max(0, wide.left) : max(0, wide.right)] = 0
    if opinions:
        whole = Box(
            min(box.left for box in opinions),
            min(box.top for box in opinions),
            max(box.right for box in opinions),
            max(box.bottom for box in opinions),
        )
        ink[max(0, whole.top) : max(0, whole.bottom), max(0, whole.left) : max(0, whole.right)] = 0
    if pixels.ndim == 3:
        red, green, blue = (pixels[:, :, channel].astype(np.int16) for channel in range(3))
        ink[(red - np.maximum(green, blue)) > _RED] = 255
    return _blobs(ink, dpi)


def _blobs(ink: NDArray[np.uint8], dpi: float) -> list[Box]:
    """Boxes around pieces of ink that are no specks."""
    size = _odd(_JOINED * dpi)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(joined)
    margin = round(0.03 * dpi)
    return [
        Box(int(x), int(y), int(x + width), int(y + height)).grown(margin, margin)
        for x, y, width, height, _ in found[1:]
        if max(width, height) >= _LEAST * dpi
        and (min(width, height) >= _DOTS * dpi or max(width, height) <= _STROKE * dpi)
    ]


def _rules(dark: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """Straight lines of a form or a table, across and down."""
    length, thin = max(3, round(_RULE * dpi)), max(2, round(_THIN * dpi))
    found = np.zeros_like(dark)
    for shape, across in (((1, length), (thin, 1)), ((length, 1), (1, thin))):
        lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        found |= _bytes(cv2.dilate(lines, np.ones((across[0] + 2, across[1] + 2), np.uint8)))
    return found


def _bytes(image: object) -> NDArray[np.uint8]:
    return np.asarray(image, dtype=np.uint8)


def _odd(value: float) -> int:
    return max(3, round(value) | 1)

"""Ink drawn for the tests of layout: tables, characters made of strokes, text maps; 200 dots per inch."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction, Line, Reading

DPI = 200.0
HEIGHT, WIDTH = 1200, 900
SIZE = 30
"""Pixels of a character, 3.8 mm."""

Ink = NDArray[np.uint8]


def paper(height: int = HEIGHT, width: int = WIDTH) -> Ink:
    return np.zeros((height, width), np.uint8)


def grid(ink: Ink, xs: Sequence[int], ys: Sequence[int], thick: int = 3) -> None:
    """A table with rules at these places."""
    for x in xs:
        cv2.line(ink, (x, ys[0]), (x, ys[-1]), 1, thick)
    for y in ys:
        cv2.line(ink, (xs[0], y), (xs[-1], y), 1, thick)


def write(ink: Ink, left: int, top: int, count: int, *, size: int = SIZE, step: int | None = None) -> Box:
    """So many characters from left to right (or, with a negative ``step``, downwards), and the box around them."""
    pitch = step or size + 4
    for index in range(count):
        x, y = (left + index * pitch, top) if pitch > 0 else (left, top - index * pitch)
        cv2.rectangle(ink, (x + 2, y + 2), (x + size - 4, y + size - 4), 1, 2)
        cv2.line(ink, (x + size // 2, y), (x + size // 2, y + size - 1), 1, 2)
        cv2.line(ink, (x, y + size // 2), (x + size - 1, y + size // 2), 1, 2)
    length = (count - 1) * abs(pitch) + size
    return Box(left, top, left + length, top + size) if pitch > 0 else Box(left, top, left + size, top + length)


def core(text_map: NDArray[np.float32], box: Box, scale: float, level: float = 0.9) -> None:
    """Mark the core of a line of writing as the detector does: shrunk all round by three tenths of its thickness."""
    shrink = 0.3 * min(box.width, box.height)
    left, top = round((box.left + shrink) / scale), round((box.top + shrink) / scale)
    right, bottom = round((box.right - shrink) / scale), round((box.bottom - shrink) / scale)
    text_map[top:bottom, left:right] = level


def line(text: str, box: Box, direction: Direction = Direction.HORIZONTAL, confidence: float = 0.95) -> Line:
    return Line(box, direction, (Reading("ppocr", text, confidence=confidence),))


def near(one: Box, other: Box, slack: int) -> bool:
    """Whether no side of two boxes is farther apart than ``slack`` pixels."""
    sides = ((one.left, other.left), (one.top, other.top), (one.right, other.right), (one.bottom, other.bottom))
    return all(abs(a - b) <= slack for a, b in sides)

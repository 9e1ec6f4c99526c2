"""Text that is known without reading: where its lines stand in their box, and how they are painted on a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

LEADING: Final = 1.35
"""From one line to the next, in sizes."""
CLOSEST: Final = 1.1
"""The same where lines would not fit otherwise."""
SHRINK, STEPS = 0.93, 12
"""By how much letters are made smaller until they fit, and how often: to 0.42 of their size."""
IN_BOX: Final = 0.7
"""Size of letters in a box of one line, as a share of its height."""
ONE_LINE: Final = 1.5
"""Sizes of free room from which a box is one for several lines, which begin at its top."""
PADDING: Final = 0.15
"""Sizes between the box and its text."""
_REFERENCE: Final = 100
"""Pixels at which widths are measured."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font; without a file all that is known is that letters are square or half as wide."""

    path: Path | None
    index: int = 0

    def width(self, text: str) -> float:
        """Of a text, in sizes."""
        return sum(_advance(self, char) for char in text)


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line of a text."""

    text: str
    box: Box
    """As high as its letters."""
    goes_on: bool
    """The next line goes on with it: only the box is at an end, not what was typed."""


def set_in(text: str, box: Box, size: float, face: Face) -> tuple[SetLine, ...] | None:
    """A text in its box: at its size, or smaller where it does not fit; long lines are broken.

    Args:
        text: lines apart by line feeds.
        box: pixels of the page.
        size: pixels that letters are high.
        face: what it is set in.

    Returns:
        The lines that are not empty, from the top down; None where they cannot be made to fit.
    """
    size = min(size, IN_BOX * box.height)
    for _ in range(STEPS):
        lines = list(broken(text, (box.width - 2 * PADDING * size) / max(size, 1.0), face))
        pitch = min(LEADING * size, box.height / len(lines))
        if size >= 4 and pitch >= (CLOSEST if len(lines) > 1 else 1.0) * size:
            room = box.height - len(lines) * pitch
            top = box.top + (box.height - size) / 2 if len(lines) == 1 and room < ONE_LINE * size else float(box.top)
            return tuple(_placed(lines, box.left + PADDING * size, top, (size, pitch), face))
        size *= SHRINK
    return None


def broken(text: str, width: float, face: Face) -> Iterator[tuple[str, bool]]:
    """Lines no wider than so many sizes, one character at least, and whether each goes on in the next one.

    A line is never broken beside white space, which would be lost there.
    """
    for line in text.split("\n"):
        begin, reached = 0, 0.0
        for at, char in enumerate(line):
            reached += _advance(face, char)
            if reached > width and at > begin:
                cut = next((i for i in range(at, begin, -1) if _may_break(line, i)), at)
                yield line[begin:cut], True
                begin, reached = cut, face.width(line[cut : at + 1])
        yield line[begin:], False


def paint(pixels: NDArray[np.uint8], lines: Sequence[SetLine], face: Face) -> NDArray[np.uint8]:
    """A copy of a page with lines painted on it in black; without a font only the copy.

    Args:
        pixels: ``(height, width)`` grey or ``(height, width, 3)`` RGB.
        lines: to be painted.
        face: of the letters.
    """
    painted = pixels.copy()
    height, width = painted.shape[:2]
    for line in lines if face.path is not None else ():
        margin = line.box.height // 2
        box = line.box.grown(margin, margin).clipped(width, height)
        if not box.area:
            continue
        part = Image.fromarray(np.ascontiguousarray(painted[box.top : box.bottom, box.left : box.right]))
        at = line.box.left - box.left, line.box.centre[1] - box.top
        font = _font(face, max(1, line.box.height))
        ImageDraw.Draw(part).text(at, line.text, fill=0 if part.mode == "L" else (0, 0, 0), font=font, anchor="lm")
        painted[box.top : box.bottom, box.left : box.right] = np.asarray(part)
    return painted


def _may_break(line: str, at: int) -> bool:
    return not line[at - 1].isspace() and not line[at].isspace()


def _placed(
    lines: Sequence[tuple[str, bool]], left: float, top: float, sizes: tuple[float, float], face: Face
) -> Iterator[SetLine]:
    size, pitch = sizes
    for number, (text, goes_on) in enumerate(lines):
        indent = len(text) - len(text.lstrip())
        begin = left + size * face.width(text[:indent])
        end = begin + size * face.width(text.strip())
        upper = top + number * pitch
        if text.strip():
            box = Box(round(begin), round(upper), max(round(end), round(begin) + 1), round(upper) + round(size))
            yield SetLine(text.strip(), box, goes_on)


@cache
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size, face.index)


@cache
def _advance(face: Face, char: str) -> float:
    """The width of a character in sizes."""
    if face.path is None:
        return 0.5 if char.isascii() else 1.0
    return _font(face, _REFERENCE).getlength(char) / _REFERENCE

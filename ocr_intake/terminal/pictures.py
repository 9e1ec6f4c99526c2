"""Pictures as a terminal takes them: block characters, dots, or pixels by one of three protocols.

What they show is not known here.
"""

from __future__ import annotations

import base64
import io
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageFilter
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_CELL: Final = (8, 16)
"""Pixels of a cell that a block character is chosen for; most fonts' cells are twice as high as wide."""
BRAILLE_CELL: Final = (2, 4)
"""Dots of a cell."""

_SHARPEN: Final = 1.0
"""How much of the difference to the surroundings is added, so that strokes of a kanji stay apart when few pixels are
left; looked at on handwriting and print, 4 to 7 rows high."""
_REACH: Final = 0.375
"""How far the surroundings reach, in heights of a cell."""
_FLAT: Final = 16.0
"""Grey levels (squared, mean) below which two colours in a cell are not worth it."""

_SHADE: Final = 4
"""Levels of a colour that are shown as one, so that the same colours come again."""

_QUADRANTS: Final = {"▘": (0,), "▝": (1,), "▖": (2,), "▗": (3,), "▚": (0, 3)}
"""Corners that are filled: upper left, upper right, lower left, lower right. The others are these with the two colours
exchanged."""


def blocks(pixels: NDArray[np.uint8]) -> list[tuple[Segment, ...]]:
    """Each cell as the block character and the two colours that come nearest to it.

    For each of the characters the best two colours are the means of its two parts, and the squared error that is left
    is smallest where the sums of squares of the parts' totals, each divided by its size, are largest.

    Args:
        pixels: ``(rows * 16, columns * 8, 3)`` RGB.

    Returns:
        The pieces of each row.
    """
    cells = _cells(_sharpened(pixels, BLOCK_CELL[1]), BLOCK_CELL)
    size = cells.shape[2]
    grey = cells.mean(axis=3)
    characters, masks = _block_characters()
    filled = masks.sum(axis=1)
    total = grey.sum(axis=2, keepdims=True)
    inside = grey @ masks.T
    explained = inside**2 / filled + (total - inside) ** 2 / (size - filled)
    best = explained.argmax(axis=2)
    flat = np.take_along_axis(explained, best[..., None], 2)[..., 0] - total[..., 0] ** 2 / size < _FLAT * size
    chosen = masks[best][..., None]
    front = (cells * chosen).sum(axis=2) / filled[best][..., None]
    back = (cells * (1 - chosen)).sum(axis=2) / (size - filled[best])[..., None]
    back = np.where(flat[..., None], cells.mean(axis=2), back)
    front = np.where(flat[..., None], back, front)
    colours = np.minimum(np.concatenate([front, back], axis=2).astype(np.uint8) // _SHADE * _SHADE + _SHADE // 2, 255)
    names = np.where(flat, len(characters), best)
    rows = zip(names.tolist(), colours.tolist(), strict=True)
    return [tuple(Segment((*characters, " ")[n], _in_colours(*c)) for n, c in zip(*row, strict=True)) for row in rows]


@lru_cache(maxsize=4096)
def _in_colours(*colours: int) -> Style:
    """Red, green and blue in front, then behind."""
    red, green, blue, *back = colours
    return Style(color=Color.from_rgb(red, green, blue), bgcolor=Color.from_rgb(*back))


@cache
def _block_characters() -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Characters with their shapes, ``(characters, 128)``: 1 where the front colour is."""
    width, height = BLOCK_CELL
    shapes: dict[str, NDArray[np.float32]] = {}
    for eighth in range(1, 8):
        lower, left = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
        lower[height - eighth * height // 8 :] = 1
        left[:, : eighth * width // 8] = 1
        shapes[chr(0x2580 + eighth)], shapes[chr(0x2590 - eighth)] = lower, left
    for char, corners in _QUADRANTS.items():
        shape = np.zeros((2, height // 2, 2, width // 2), np.float32)
        for corner in corners:
            shape[corner // 2, :, corner % 2, :] = 1
        shapes[char] = shape.reshape(height, width)
    return tuple(shapes), np.stack([shape.ravel() for shape in shapes.values()])


def braille(pixels: NDArray[np.uint8]) -> list[str]:
    """Ink as dots, eight a cell; needs no colour.

    Args:
        pixels: ``(rows * 4, columns * 2, 3)`` RGB.

    Returns:
        A line of text for each row.
    """
    cells = _cells(_sharpened(pixels, BRAILLE_CELL[1], 2.0), BRAILLE_CELL).mean(axis=3)
    bits = np.array([0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80])
    codes = ((cells < 128) * bits).sum(axis=2)
    return ["".join(chr(0x2800 + code) for code in row) for row in codes]


def sixel(pixels: NDArray[np.uint8]) -> bytes:
    """A picture as sixels (VT330/VT340 Programmer Reference Manual, chapter 14), in at most 32 colours.

    Args:
        pixels: ``(height, width, 3)`` RGB.
    """
    image = Image.fromarray(pixels).quantize(32, dither=Image.Dither.NONE)
    palette = np.array(image.getpalette() or [], dtype=np.uint16).reshape(-1, 3)
    indexes = np.asarray(image)
    height, width = indexes.shape
    out = [f'\x1bP0;1;0q"1;1;{width};{height}'.encode()]
    out += [f"#{n};2;{';'.join(str(round(c * 100 / 255)) for c in rgb)}".encode() for n, rgb in enumerate(palette)]
    for top in range(0, height, 6):
        band = indexes[top : top + 6]
        weights = (1 << np.arange(len(band), dtype=np.uint8))[:, None]
        for colour in np.unique(band):
            sixels = ((band == colour) * weights).sum(axis=0).astype(np.uint8) + 63
            out.append(b"#%d" % colour + _shortened(sixels.tobytes()) + b"$")
        out.append(b"-")
    return b"".join([*out, b"\x1b\\"])


_RUN: Final = re.compile(rb"(.)\1{3,}", re.DOTALL)


def _shortened(sixels: bytes) -> bytes:
    """Runs of the same sixel by their length; empty ones at the end left out."""
    return _RUN.sub(lambda run: b"!%d%c" % (len(run[0]), run[1]), sixels.rstrip(b"?"))


KITTY_CLEAR: Final = b"\x1b_Ga=d,d=A,q=2\x1b\\"
"""Takes every kitty picture off the screen."""
_KITTY_CHUNK: Final = 4096


def kitty(pixels: NDArray[np.uint8], columns: int, rows: int) -> bytes:
    """A picture by kitty's graphics protocol, as PNG, stretched over so many cells; the cursor stays where it is.

    Args:
        pixels: ``(height, width, 3)`` RGB.
        columns: Cells from left to right.
        rows: Cells from top to bottom.
    """
    text = _png(pixels)
    chunks = [text[start : start + _KITTY_CHUNK] for start in range(0, len(text), _KITTY_CHUNK)]
    out = []
    for number, chunk in enumerate(chunks):
        first = f"a=T,f=100,q=2,C=1,c={columns},r={rows}," if number == 0 else "q=2,"
        out.append(f"\x1b_G{first}m={int(number < len(chunks) - 1)};".encode() + chunk + b"\x1b\\")
    return b"".join(out)


def iterm(pixels: NDArray[np.uint8], columns: int, rows: int) -> bytes:
    """A picture by iTerm2's inline images protocol, as PNG, stretched over so many cells.

    Args:
        pixels: ``(height, width, 3)`` RGB.
        columns: Cells from left to right.
        rows: Cells from top to bottom.
    """
    told = f"inline=1;width={columns};height={rows};preserveAspectRatio=0;doNotMoveCursor=1"
    return f"\x1b]1337;File={told}:".encode() + _png(pixels) + b"\x07"


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """A picture as PNG in base 64."""
    png = io.BytesIO()
    Image.fromarray(pixels).save(png, "PNG", compress_level=3)
    return base64.b64encode(png.getvalue())


def _cells(pixels: NDArray[np.float32], cell: tuple[int, int]) -> NDArray[np.float32]:
    """``(rows, columns, pixels of a cell, 3)``."""
    width, height = cell
    rows, columns = pixels.shape[0] // height, pixels.shape[1] // width
    split = pixels[: rows * height, : columns * width].reshape(rows, height, columns, width, 3)
    return split.transpose(0, 2, 1, 3, 4).reshape(rows, columns, height * width, 3)


def _sharpened(pixels: NDArray[np.uint8], cell_height: int, amount: float = _SHARPEN) -> NDArray[np.float32]:
    blurred = Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(_REACH * cell_height))
    sharp = pixels.astype(np.float32)
    sharp += amount * (sharp - np.asarray(blurred, dtype=np.float32))
    return np.clip(sharp, 0, 255)

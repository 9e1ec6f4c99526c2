"""A decoded Pillow image becomes the grey or RGB array of a page; opening files is not done here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from ocr_intake.intake.aspect import Scaling

_BAND_PIXELS: Final = 1_000_000
"""Pixels converted at once, so that a large page is not in memory three times over."""

_CHROMA: Final = 40
"""Difference between the strongest and the weakest of red, green and blue from which a pixel is coloured; JPEG noise
and yellowed paper stay below, pale vermilion and blue ink do not."""
_COLOURED_SHARE: Final = 1e-4
"""Share of coloured pixels from which a page is kept in colour; a seal of 10 mm on A4 is about 4e-4."""
_SAMPLE_SIDE: Final = 1200
"""Longer side of the reduction on which colour is measured; a seal's 0.5-mm ring is still two pixels wide."""

_GREY_MODES: Final = frozenset(("L", "I;16", "I;16B", "I;16L", "I"))
_ALPHA_MODES: Final = frozenset(("RGBA", "RGBa", "LA", "PA"))
_PLAIN_MODES: Final = frozenset(("P", "RGB", "RGBX", "CMYK", "YCbCr"))


class UnsupportedPixelsError(Exception):
    """The image is of a kind that no scanner, fax or camera makes (floating point, CIELAB)."""


def check_mode(mode: str) -> None:
    """Refuse an image before it is decoded.

    Raises:
        UnsupportedPixelsError: its mode has no meaning on paper.
    """
    if mode != "1" and mode not in _GREY_MODES | _ALPHA_MODES | _PLAIN_MODES:
        raise UnsupportedPixelsError(mode)


def to_array(image: Image.Image, factor: int = 1) -> NDArray[np.uint8]:
    """``(height, width)`` grey or ``(height, width, 3)`` RGB, alpha laid on white paper, 16 bits reduced to 8.

    Both sides are divided by ``factor`` on the way, so that a very large image is in memory once and not twice.

    Raises:
        UnsupportedPixelsError: its mode has no meaning on paper.
    """
    check_mode(image.mode)
    if image.mode == "1":
        return _fill(image, lambda band: np.asarray(band, np.uint8) * np.uint8(255), 0, factor)
    if image.mode in _GREY_MODES:
        return _fill(image, _grey, 0, factor)
    if image.mode in _ALPHA_MODES or (image.mode in _PLAIN_MODES and "transparency" in image.info):
        return _fill(image, _on_white, 3, factor)
    return _fill(image, lambda band: np.asarray(band.convert("RGB")), 3, factor)


def without_idle_colour(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Grey where an RGB page has no colour to speak of, else the page as it is: a red seal on white stays red."""
    if pixels.ndim == 2:
        return pixels
    factor = min(1.0, _SAMPLE_SIDE / max(pixels.shape[:2]))
    size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
    sample = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    chroma = sample.max(axis=2).astype(np.int16) - sample.min(axis=2)
    if np.count_nonzero(chroma >= _CHROMA) >= max(1.0, _COLOURED_SHARE * chroma.size):
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def is_two_valued(pixels: NDArray[np.uint8]) -> bool:
    """Whether a grey page holds at most two different values."""
    return pixels.ndim == 2 and int(np.count_nonzero(cv2.calcHist([pixels], [0], None, [256], [0, 256]))) <= 2


def scaled(pixels: NDArray[np.uint8], to: Scaling) -> NDArray[np.uint8]:
    """The page at the size that makes its pixels square; cubic, so that a fax's steps become slopes."""
    height, width = pixels.shape[:2]
    if (height, width) == (to.height, to.width):
        return pixels
    smaller = to.width * to.height < width * height
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (to.width, to.height), interpolation=how), np.uint8)


def has_unfilled_band(pixels: NDArray[np.uint8], rows: int = 16) -> bool:
    """Whether that many neighbouring rows are exactly middle grey over the whole width.

    That is what libjpeg leaves where the data of a block row is missing: all coefficients zero, 128 in each component.
    No sheet of paper looks so.
    """
    run = longest = 0
    for row in pixels:
        run = run + 1 if not np.any(row != 128) else 0
        longest = max(longest, run)
    return longest >= min(rows, len(pixels))


def _fill(
    image: Image.Image, convert: Callable[[Image.Image], NDArray[np.uint8]], channels: int, factor: int
) -> NDArray[np.uint8]:
    """Convert band by band into one array; what is left over at the right and bottom edges is less than a pixel."""
    width, height = image.width // factor, image.height // factor
    shape = (height, width, channels) if channels else (height, width)
    pixels = np.empty(shape, np.uint8)
    step = max(1, _BAND_PIXELS // image.width // factor)
    for top in range(0, height, step):
        bottom = min(height, top + step)
        band = convert(image.crop((0, top * factor, width * factor, bottom * factor)))
        size = (width, bottom - top)
        pixels[top:bottom] = band if factor == 1 else cv2.resize(band, size, interpolation=cv2.INTER_AREA)
    return pixels


def _grey(band: Image.Image) -> NDArray[np.uint8]:
    values = np.asarray(band)
    if values.dtype == np.uint8:
        return values
    # 32-bit integers come from 16-bit files as well; beyond that range there is nothing to see
    return np.asarray(np.clip(values, 0, 65535) // 257, np.uint8)


def _on_white(band: Image.Image) -> NDArray[np.uint8]:
    rgba = np.asarray(band.convert("RGBA"))
    alpha = rgba[..., 3:].astype(np.uint16)
    return ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)

"""Red ink: seals and stamps fade into the paper, a line that somebody wrote in red stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

REDDISH: Final = 40
"""By how much red is stronger than green and blue in red ink."""
COARSE_DPI: Final = 50.0
"""Resolution at which lines are looked for: a character of 3 mm is six pixels."""
GAP: Final = 0.3
"""Inches that characters of one line lie apart at most: a space between words of 12-point print."""
LINE_THICKNESS: Final = (0.06, 0.55)
"""Inches: thinner are rules, underlines and strokes through a word; thicker are seals, stamps and frames."""
LINE_LENGTH: Final = 2.2
"""A line is at least so many times as long as it is thick; a company's square seal is 1."""
FILL: Final = (0.08, 0.8)
"""Share of a line's box that its ink takes up, at the coarse resolution: a frame's sides cross it thinly."""
LEAST_VARIED: Final = 0.2
"""Standard deviation over mean of the ink across a line, along it: of writing 0.3 to 0.6, of rules and bars near 0."""
ALL_RED: Final = 0.02
"""Share of other ink beside red ink below which all of a page is written or printed in red, its short words too."""
DARKER: Final = 60
"""By how much other ink is darker than paper."""
PAPER: Final = 0.35
"""Inches over which paper's own colour varies: lamps and shadows redden a photograph more slowly than ink does."""
LEAST_RED: Final = 25
"""Redness above the paper's from which a spot at the coarse resolution has red ink."""


def without_red(pixels: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """Grey in which seals and receipt stamps fade into the paper and lines of writing, red ones too, stay.

    What fades is the brighter of red channel and grey. What is a line is told by its shape alone: long, as thick as
    writing is, and as varied. On a page without other ink nothing fades.

    Args:
        pixels: ``(h, w, 3)`` RGB.
        dpi: pixels per inch.

    Returns:
        ``(h, w)`` grey.
    """
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    red = pixels[:, :, 0]
    redness = np.asarray(cv2.subtract(red, cv2.min(pixels[:, :, 1], pixels[:, :, 2])), dtype=np.uint8)
    faded = redness > REDDISH
    if not faded.any() or _all_red(red, redness, dpi):
        return grey
    for line in red_lines(redness, dpi):
        inside = (slice(line.top, line.bottom), slice(line.left, line.right))
        faded[inside] &= redness[inside] <= np.median(redness[inside]) + LEAST_RED  # reddish paper goes on fading
    return np.where(faded, np.maximum(grey, red), grey)


def red_lines(redness: NDArray[np.uint8], dpi: float) -> list[Box]:
    """Where red ink is lines of writing, across or down the page.

    Args:
        redness: ``(h, w)``, by how much red is stronger than green and blue.
        dpi: pixels per inch.
    """
    ink = _red_ink(redness, dpi)
    coarse = min(dpi, COARSE_DPI)
    gap = max(1, round(GAP * coarse))
    across = [box for box, own in _blots(ink, (1, gap)) if _is_line(own, coarse)]
    down = [box for box, own in _blots(ink, (gap, 1)) if _is_line(own.T, coarse)]
    height, width = redness.shape
    return [_enlarged(box, coarse / dpi).clipped(width, height) for box in across + down]


def _all_red(red: NDArray[np.uint8], redness: NDArray[np.uint8], dpi: float) -> bool:
    """Whether a page has next to no ink but red: other ink is dark in the red channel, and no redder than the paper."""
    small, ink = _coarse(red, dpi), _red_ink(redness, dpi)
    dark = cv2.subtract(cv2.morphologyEx(small, cv2.MORPH_CLOSE, _around(dpi)), small) > DARKER
    return bool(np.count_nonzero(dark & (ink == 0)) < ALL_RED * np.count_nonzero(ink))


def _red_ink(redness: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """1 where the coarse page is redder than the paper around."""
    small = _coarse(redness, dpi)
    paper = cv2.morphologyEx(small, cv2.MORPH_OPEN, _around(dpi))
    return np.asarray(cv2.subtract(small, paper) > LEAST_RED, dtype=np.uint8)


def _coarse(channel: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """A page's channel at ``COARSE_DPI``, or as it is where it has less."""
    factor = min(1.0, COARSE_DPI / dpi)
    size = (max(1, round(channel.shape[1] * factor)), max(1, round(channel.shape[0] * factor)))
    return np.asarray(cv2.resize(channel, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _around(dpi: float) -> NDArray[np.uint8]:
    side = max(1, round(PAPER * min(dpi, COARSE_DPI)))
    return np.ones((side, side), np.uint8)


def _blots(ink: NDArray[np.uint8], kernel: tuple[int, int]) -> Iterator[tuple[Box, NDArray[np.uint8]]]:
    """Ink that hangs together once it is closed by a kernel (rows, columns), each with its box."""
    joined = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(kernel, np.uint8)), dtype=np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for label in range(1, count):
        left, top, wide, high = (int(value) for value in boxes[label][:4])
        inside = (slice(top, top + high), slice(left, left + wide))
        yield Box(left, top, left + wide, top + high), ink[inside] & (labels[inside] == label).astype(np.uint8)


def _enlarged(box: Box, factor: float) -> Box:
    """A box of the coarse page on the page, a coarse pixel wider on each side."""
    grown = box.grown(1, 1)
    return Box(*(round(side / factor) for side in (grown.left, grown.top, grown.right, grown.bottom)))


def _is_line(ink: NDArray[np.uint8], dpi: float) -> bool:
    """Whether joined ink, its line running across, has a line's size and varies as writing does."""
    high, wide = ink.shape
    thin, thick = (inches * dpi for inches in LINE_THICKNESS)
    if not thin <= high <= thick or wide < LINE_LENGTH * high:
        return False
    across = ink.mean(axis=0)
    varied = float(across.std()) >= LEAST_VARIED * float(across.mean())
    return varied and FILL[0] <= float(ink.mean()) <= FILL[1]

"""How the writing stands on a page, coarsely enough that a scanner and a fax machine agree on it.

A print is a small map of where ink is, without the lines that a fax machine prints along the top, normalised by the
extent of the ink: paper moves under glass, fax machines crop, resolutions differ. Two prints are compared by the
correlation of their maps, shifted against each other by a little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ocr_intake.imaging.light import to_grey

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Print = NDArray[np.float32]

WIDTH, HEIGHT = 96, 128
"""Places of a print: a line of writing on a full page is some four of them high."""
_WORKED: Final = 900
"""Pixels of the page's longer side when ink is looked for."""
_EDGE: Final = 0.02
"""Share of the page along its edges that is not looked at: shadows of the lid, a fax's ragged side."""
_HEADER: Final = 0.045
"""Share of the page at its top that is not looked at: a fax's header stands there, also one that nobody could read."""
_OUTSIDE: Final = 0.004
"""Share of the ink at each side that does not say where writing ends: specks."""
_BLUR: Final = 1.2
"""Places over which ink is spread: half a degree of skew moves a page's edge by about one."""
_SHIFT: Final = 3
"""Places by which two maps may be shifted against each other."""
_STANDS_OUT: Final = 40
"""Brightness by which ink is darker than the paper around it."""
_SPECK: Final = 3
"""Pixels of the largest speck that is no ink."""
_SOLID: Final = 0.65
"""Share of its box that something solid covers: a punch hole or a stain, no character."""
_SOLID_SIDE: Final = 14
"""Pixels of its shorter side."""
_STREAK: Final = 0.45
"""Share of a column of pixels that is ink where a streak runs along it, however broken; of writing some 0.3."""
_RULE: Final = 160
"""Pixels of a straight line from which it is no writing: a rule, or a streak of a scanner or a fax machine."""
_LEAST_INK: Final = 60
"""Pixels of ink below which a page is empty, and like no other."""


def page_print(pixels: NDArray[np.uint8], above: float = 0) -> Print | None:
    """``(HEIGHT, WIDTH)``: how much ink is where, with mean 0 and length 1; None for a page without writing.

    Args:
        pixels: ``(h, w)`` grey or ``(h, w, 3)`` RGB of the upright page.
        above: Pixels at the top that do not count: what stands above the first line of a page with a fax's header.
    """
    grey = to_grey(pixels)
    scale = _WORKED / max(grey.shape)
    small = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    paper = cv2.medianBlur(small, 31)
    ink = _writing((cv2.subtract(paper, small) > _STANDS_OUT).astype(np.uint8)).astype(np.float32)
    high, wide = ink.shape
    down, across = round(high * _EDGE), round(wide * _EDGE)
    ink[: max(round(high * _HEADER), int(above * scale))] = 0
    ink[high - down :], ink[:, :across], ink[:, wide - across :] = 0, 0, 0
    if ink.sum() < _LEAST_INK:
        return None
    (top, bottom), (left, right) = _extent(ink.sum(1)), _extent(ink.sum(0))
    found = cv2.resize(ink[top:bottom, left:right], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return _normal(np.asarray(cv2.GaussianBlur(found, (0, 0), _BLUR), np.float32))


def likeness(first: Print, second: Print) -> float:
    """0 to 1: the best correlation of two prints over small shifts, 0 where they have nothing in common."""
    best = 0.0
    core = first[_SHIFT:-_SHIFT, _SHIFT:-_SHIFT]
    for down in range(2 * _SHIFT + 1):
        for right in range(2 * _SHIFT + 1):
            part = second[down : down + core.shape[0], right : right + core.shape[1]]
            best = max(best, float((_normal(core) * _normal(part)).sum()))
    return best


def _writing(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink, 0 or 1, without rules, streaks, punch holes and specks."""
    streak = ink.mean(axis=0) > _STREAK
    ink = np.where(streak[np.newaxis], 0, ink).astype(np.uint8)
    for size in ((1, _RULE), (_RULE, 1)):
        gaps = (min(size[0], 5), min(size[1], 5))
        closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(gaps[::-1], np.uint8))
        lines = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8))
        ink = np.where(cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0, 0, ink).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    area, sides = stats[:, cv2.CC_STAT_AREA], stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    solid = (sides.min(axis=1) >= _SOLID_SIDE) & (area >= _SOLID * sides.prod(axis=1))
    return np.where(((area <= _SPECK) | solid)[labels], 0, ink).astype(np.uint8)


def _extent(profile: NDArray[np.float32]) -> tuple[int, int]:
    """Where ink begins and ends along one side, specks left out."""
    share = np.cumsum(profile) / profile.sum()
    first, last = int(np.searchsorted(share, _OUTSIDE)), int(np.searchsorted(share, 1 - _OUTSIDE)) + 1
    return first, max(last, first + 1)


def _normal(found: NDArray[np.float32]) -> Print:
    centred = found - found.mean()
    length = float(np.linalg.norm(centred))
    return np.asarray(centred / length, np.float32) if length > 0 else centred

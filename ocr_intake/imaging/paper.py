"""The sheet in a picture: find the paper on a table or scanner lid, take the perspective out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ocr_intake.imaging.light import to_grey

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEARCH_SIDE = 600
"""Pixels of the longer side at which the sheet is looked for."""
LEAST_SHARE = 0.25
"""A sheet fills at least this share of a photograph."""
FULL_SHARE = 0.985
"""From here on the sheet is the picture: a scan, nothing to cut."""
LEAST_FILLED = 0.93
"""Share of the quadrilateral that its region fills; a sheet torn apart by a shadow fills less."""
SHARPEST_CORNER = 0.26
"""Cosine of the corner farthest from square: 75 to 105 degrees."""
RIM = 5
"""Pixels at that size: a side this near the picture's edge was not seen to end."""
A4_ASPECT = 2**0.5
ASPECT_TOLERANCE = 0.12
"""How far a quadrilateral's aspect may be from A4's to be taken for it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The corners of the paper."""

    corners: tuple[tuple[float, float], ...]
    """Top left, top right, bottom right, bottom left as they lie in the picture; pixels."""


def find_sheet(pixels: NDArray[np.uint8]) -> Sheet | None:
    """Find the one bright sheet on a darker or textured ground.

    Several thresholds are tried, since a shadow across the sheet defeats any single one; the quadrilateral that its own
    region fills best wins.

    Args:
        pixels: ``(h, w)`` grey or ``(h, w, 3)`` RGB.

    Returns:
        The sheet, or None where the picture is all paper or shows no quadrilateral that could be a sheet.
    """
    grey = to_grey(pixels)
    height, width = grey.shape
    factor = min(1.0, SEARCH_SIDE / max(height, width))
    small = cv2.resize(grey, (round(width * factor), round(height * factor)), interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)))
    ground = cv2.GaussianBlur(closed, (5, 5), 0)
    otsu, _ = cv2.threshold(ground, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    best: tuple[float, NDArray[np.float64]] | None = None
    for share in (1.0, 0.85, 0.7, 0.55, 1.12):
        mask = (ground > otsu * share).astype(np.uint8)
        found = _sheet_in(np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)), dtype=np.uint8))
        if found is not None and (best is None or found[0] > best[0] + 0.01):
            best = found
    if best is None:
        return None
    return Sheet(tuple((float(x) / factor, float(y) / factor) for x, y in _ordered(best[1])))


def _sheet_in(mask: NDArray[np.uint8]) -> tuple[float, NDArray[np.float64]] | None:
    """The best quadrilateral of a mask with its score: how much of it is filled, and how square its corners are."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    whole = float(mask.shape[0] * mask.shape[1])
    area = float(cv2.contourArea(largest))
    if not LEAST_SHARE * whole < area < FULL_SHARE * whole:
        return None
    corners = _quadrilateral(np.asarray(cv2.convexHull(largest), dtype=np.int32))
    if corners is None:
        return None
    around = float(cv2.contourArea(corners.astype(np.float32)))
    filled = min(area, around) / max(area, around)
    ordered = _ordered(corners)
    sides = np.roll(ordered, -1, axis=0) - ordered
    lengths = np.linalg.norm(sides, axis=1)
    cosines = np.abs((sides * np.roll(sides, -1, axis=0)).sum(axis=1) / (lengths * np.roll(lengths, -1)))
    height, width = mask.shape
    on_rim = np.stack(
        [ordered[:, 0] < RIM, ordered[:, 0] > width - RIM, ordered[:, 1] < RIM, ordered[:, 1] > height - RIM]
    )
    sides_on_rim = int((on_rim & np.roll(on_rim, -1, axis=1)).sum())
    if filled < LEAST_FILLED or float(cosines.max()) > SHARPEST_CORNER or sides_on_rim > 1:
        return None
    return filled - float(cosines.mean()), corners


def _quadrilateral(hull: NDArray[np.int32]) -> NDArray[np.float64] | None:
    length = cv2.arcLength(hull, closed=True)
    for tolerance in (0.01, 0.02, 0.03, 0.05, 0.08):
        corners = cv2.approxPolyDP(hull, tolerance * length, closed=True)
        if len(corners) == 4:
            return corners.reshape(4, 2).astype(np.float64)
    return None


def _ordered(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Top left, top right, bottom right, bottom left."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    turned = corners[np.argsort(angles)]
    first = int(np.argmin(turned.sum(axis=1)))
    return np.roll(turned, -first, axis=0)


def flatten(pixels: NDArray[np.uint8], sheet: Sheet) -> NDArray[np.uint8]:
    """Cut the sheet out and take its perspective out.

    A sheet whose sides are nearly in A4's proportion is brought to exactly that, otherwise the measured one stays.

    Args:
        pixels: the picture the sheet was found in.
        sheet: its corners.

    Returns:
        The sheet alone, ``(h, w[, 3])`` uint8, its longer side as long as it was in the picture.
    """
    corners = np.asarray(sheet.corners, dtype=np.float32)
    top, right, bottom, left = (float(np.linalg.norm(corners[i] - corners[(i + 1) % 4])) for i in range(4))
    width, height = max(top, bottom), max(left, right)
    aspect = max(width, height) / max(1.0, min(width, height))
    if abs(aspect - A4_ASPECT) < ASPECT_TOLERANCE * A4_ASPECT:
        if height >= width:
            width = height / A4_ASPECT
        else:
            height = width / A4_ASPECT
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(
        pixels, matrix, (round(width), round(height)), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, dtype=np.uint8)

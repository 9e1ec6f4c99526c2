"""Turning pages: quarter turns, and the few degrees that a sheet lay askew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

ELONGATED = 4.0
"""Only shapes at least this many times longer than thick tell an angle."""
WORTH_TURNING = 0.15
"""Degrees; less than this moves a line's end by less than its height on A4."""
LARGEST_SKEW = 15.0
"""Degrees; a larger angle is another thing (a stamp, a photograph's ground)."""


def quarter_turn(pixels: NDArray[np.uint8], degrees: int) -> NDArray[np.uint8]:
    """Turn clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(pixels, k=-(degrees // 90) % 4))


def skew_of(text_map: NDArray[np.float32], scale: tuple[float, float], threshold: float = 0.3) -> float:
    """How far lines of writing lie askew.

    The weighted median over the long shapes of a text map of their smallest enclosing rectangle's angle.

    Args:
        text_map: ``(h, w)`` float32, 0 to 1.
        scale: page pixels per map pixel along x and y.
        threshold: what counts as writing.

    Returns:
        Degrees clockwise from horizontal (or from vertical, for columns), -15 to 15; 0 where nothing tells.
    """
    mask = (text_map > threshold).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    angles, weights = [], []
    for contour in contours:
        points = contour.reshape(-1, 2).astype(np.float32) * np.asarray(scale, dtype=np.float32)
        if len(points) < 5:
            continue
        direction = cv2.minAreaRect(points)
        (width, height), angle = direction[1], direction[2]
        longer, shorter = max(width, height), max(1.0, min(width, height))
        if longer / shorter < ELONGATED:
            continue
        along = angle if width >= height else angle + 90.0
        folded = (along + 45.0) % 90.0 - 45.0
        if abs(folded) <= LARGEST_SKEW:
            angles.append(folded)
            weights.append(longer)
    if not angles:
        return 0.0
    order = np.argsort(angles)
    cumulative = np.cumsum(np.asarray(weights)[order])
    middle = int(np.searchsorted(cumulative, cumulative[-1] / 2))
    return float(np.asarray(angles)[order][middle])


def straighten(pixels: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """Turn anticlockwise by a small angle about the middle, the page growing so that no corner is lost.

    Args:
        pixels: ``(h, w)`` grey or ``(h, w, 3)`` RGB uint8.
        degrees: what ``skew_of`` found.

    Returns:
        The page, filled with white at the corners.
    """
    if abs(degrees) < WORTH_TURNING:
        return pixels
    return np.asarray(_turned(pixels, degrees, cv2.INTER_CUBIC, (255, 255, 255)), dtype=np.uint8)


def straighten_box(box: Box, degrees: float, shape: tuple[int, ...]) -> Box:
    """Where ``straighten`` puts the middle of a box; its sides stay level.

    Args:
        box: on the page before it was turned.
        degrees: as for ``straighten``.
        shape: the page's before it was turned.
    """
    if abs(degrees) < WORTH_TURNING:
        return box
    matrix, _ = _turning(shape[0], shape[1], degrees)
    x, y = matrix @ np.asarray((*box.centre, 1.0))
    left, top = round(x - box.width / 2), round(y - box.height / 2)
    return Box(left, top, left + box.width, top + box.height)


def quarter_turn_box(box: Box, degrees: int, shape: tuple[int, ...]) -> Box:
    """Where a box lies after a clockwise quarter turn; ``shape`` is the page's after the turn."""
    height, width = shape[:2]
    if degrees == 90:
        return Box(width - box.bottom, box.left, width - box.top, box.right)
    if degrees == 180:
        return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
    if degrees == 270:
        return Box(box.top, height - box.right, box.bottom, height - box.left)
    return box


def straighten_map(text_map: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    """Turn a text map as ``straighten`` turns the page it was made of, so that it need not be made again."""
    if abs(degrees) < WORTH_TURNING:
        return text_map
    return np.asarray(_turned(text_map, degrees, cv2.INTER_LINEAR, (0, 0, 0)), dtype=np.float32)


def _turned(
    pixels: NDArray[np.uint8] | NDArray[np.float32], degrees: float, way: int, fill: tuple[int, int, int]
) -> object:
    matrix, size = _turning(pixels.shape[0], pixels.shape[1], degrees)
    return cv2.warpAffine(pixels, matrix, size, flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=fill)


def _turning(height: int, width: int, degrees: float) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """The matrix that turns a page about its middle, and the width and height that hold all of it."""
    radians = np.deg2rad(abs(degrees))
    wide = int(np.ceil(width * np.cos(radians) + height * np.sin(radians)))
    high = int(np.ceil(height * np.cos(radians) + width * np.sin(radians)))
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), np.float64)
    matrix[:, 2] += ((wide - width) / 2, (high - height) / 2)
    return matrix, (wide, high)


def scaled(pixels: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """Shrink (by area) or enlarge (cubic) by a factor."""
    size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=way), dtype=np.uint8)

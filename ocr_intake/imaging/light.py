"""Light and ink: even out the paper, tell ink from paper, measure both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHITE = 255
BACKGROUND_SIDE = 480
"""Pixels of the longer side at which the background is estimated: it varies slowly."""


def to_grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``(h, w)`` grey of a grey or ``(h, w, 3)`` RGB image."""
    return pixels if pixels.ndim == 2 else _u8(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def even_light(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Divide by the estimated background, so that shadows, folds and grey scanner lids become white paper.

    The background is a grey closing followed by a median, taken at reduced size (after Gonzalez and Woods, "Digital
    Image Processing", morphological shading correction).

    Args:
        grey: ``(h, w)`` uint8.

    Returns:
        ``(h, w)`` uint8, paper near 255.
    """
    height, width = grey.shape
    factor = min(1.0, BACKGROUND_SIDE / max(height, width))
    small = cv2.resize(
        grey, (max(1, round(width * factor)), max(1, round(height * factor))), interpolation=cv2.INTER_AREA
    )
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15)))
    smooth = cv2.GaussianBlur(cv2.medianBlur(closed, 15), (0, 0), 3)
    background = cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR)
    return _u8(cv2.divide(grey, np.maximum(background, 1), scale=WHITE))


def ink_mask(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 where there is ink, 0 on paper, for a page with even light.

    Otsu's threshold, held between limits so that an empty page yields no ink and faint pencil still counts.

    Args:
        grey: ``(h, w)`` uint8 from ``even_light``, or a bilevel page.
    """
    threshold, _ = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    limit = float(np.clip(threshold + 1, 120, 205))  # ink of one even grey is at the threshold itself
    return (grey < limit).astype(np.uint8)


def without_specks(ink: NDArray[np.uint8], largest: int = 5) -> NDArray[np.uint8]:
    """The ink without dots of up to ``largest`` pixels: fax noise must not widen lines."""
    where, labels, areas = _components(ink)
    clean = np.zeros_like(ink)
    clean.reshape(-1)[where[areas[labels] > largest]] = 1
    return clean


def contrast(grey: NDArray[np.uint8], ink: NDArray[np.uint8]) -> float:
    """Paper's median brightness minus the ink's, as a share of the full range (0 where there is no ink)."""
    inked = cv2.calcHist([grey], [0], ink, [WHITE + 1], [0, WHITE + 1]).ravel()
    paper = cv2.calcHist([grey], [0], None, [WHITE + 1], [0, WHITE + 1]).ravel() - inked
    if not inked.any():
        return 0.0
    brightness = _median(paper) if paper.any() else float(WHITE)
    return max(0.0, brightness - _median(inked)) / WHITE


def _median(counts: NDArray[Any]) -> float:
    """Of brightnesses of which it is known how often each occurs."""
    until = np.cumsum(counts, dtype=np.float64)
    low, high = (int(np.searchsorted(until, place, side="right")) for place in ((until[-1] - 1) // 2, until[-1] // 2))
    return (low + high) / 2


def specks_per_square_inch(ink: NDArray[np.uint8], dpi: float) -> float:
    """Number of separate dots of up to four pixels, an inch squared: fax noise."""
    _, _, areas = _components(ink)
    small = int((areas[1:] <= 4).sum())
    area = float(ink.shape[0] * ink.shape[1]) / dpi**2
    return float(small / max(area, 1e-6))


def _components(ink: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Connected ink; only its own pixels are counted, a few in a hundred of a page's.

    Returns:
        Where there is ink (index into the flat page), the label of the shape there, and each label's area (0 of the
        paper, which is label 0).
    """
    count, labels = cv2.connectedComponents(ink, connectivity=8)
    where = np.flatnonzero(ink)
    own = np.asarray(labels, dtype=np.int32).reshape(-1)[where]
    return where, own, np.bincount(own, minlength=count)


def _u8(pixels: object) -> NDArray[np.uint8]:
    return np.asarray(pixels, dtype=np.uint8)

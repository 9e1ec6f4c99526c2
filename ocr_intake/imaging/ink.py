"""How much of a page is ink, whatever its colour and however faint: what tells a blank page from one not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ocr_intake.imaging.light import to_grey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ocr_intake.model.geometry import Box

MEASURED_DPI: Final = 200.0
"""Resolution at which ink is measured: a pen's stroke of 0.4 mm is three pixels."""
STROKE_MM: Final = 2.5
"""Strokes up to this thick are found by how they stand out from what is around them; shadows do not."""
STANDS_OUT: Final = 18
"""Brightness by which a stroke is darker than the paper beside it; the other side that shines through is below 18."""
SOLID: Final = 110
"""Brightness below which thicker shapes, a brush's strokes, are ink."""
DUST_MM: Final = 0.4
"""Side of the largest speck that counts for nothing."""
STREAK: Final = 0.8
"""Share of the page's side from which a thin straight line is a scanner's streak."""
STREAK_MM: Final = 1.0
MARGIN: Final = 0.05
"""Share of the page's shorter side along its edges that is not looked at: edges and lids of scanners show there."""
DARK: Final = 0.3
"""Share of a page from which it is dark as a whole: a fax gone black, a page photographed without light."""
DARK_BELOW: Final = 100
_MM: Final = 25.4


@dataclass(frozen=True, slots=True)
class Ink:
    """What is on a page."""

    area: float
    """Square millimetres of ink, dust, streaks and the page's edges left out."""
    dark: bool
    """The page as a whole is dark."""


def measure(pixels: NDArray[np.uint8], dpi: float, without: Sequence[Box] = ()) -> Ink:
    """How much ink a page has, measured before colour and seals are taken out.

    Strokes are found by the black top-hat transform (Serra, "Image Analysis and Mathematical Morphology", 1982): what a
    closing by a disc a little thicker than a stroke fills.

    Args:
        pixels: ``(h, w)`` grey or ``(h, w, 3)`` RGB.
        dpi: pixels per inch.
        without: boxes on it that do not count (a fax header).
    """
    grey = to_grey(pixels)
    factor = min(1.0, MEASURED_DPI / dpi)
    if factor < 1:
        grey = np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    per_mm = dpi * factor / _MM
    dark = float(np.mean(grey < DARK_BELOW)) >= DARK
    side = max(3, round(STROKE_MM * per_mm)) | 1
    stands_out = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    strokes = np.asarray(stands_out >= STANDS_OUT, dtype=np.uint8)
    seen = np.asarray((grey < SOLID) & ~_edges(grey), dtype=np.uint8) | strokes
    for box in without:
        left, top, right, bottom = (round(side * factor) for side in (box.left, box.top, box.right, box.bottom))
        seen[top:bottom, left:right] = 0
    inset = round(MARGIN * min(grey.shape))
    inside = (slice(inset, grey.shape[0] - inset), slice(inset, grey.shape[1] - inset))
    counted = _counted(np.ascontiguousarray(seen[inside]), per_mm)
    return Ink(float(np.count_nonzero(counted)) / per_mm**2, dark)


def stretched(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A faint page in grey with its ink made black: ``(h, w)``."""
    grey = to_grey(pixels)
    darkest, paper = (float(np.percentile(grey, share)) for share in (0.1, 50))
    scale = 255.0 / max(8.0, paper - darkest)
    return np.asarray(np.clip((grey.astype(np.float32) - darkest) * scale, 0, 255), dtype=np.uint8)


def _edges(grey: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Dark shapes that run into the page's edge: the lid beside a sheet, a gutter's shadow, a torn corner."""
    dark = np.asarray(grey < SOLID, dtype=np.uint8)
    _, labels = cv2.connectedComponents(dark, connectivity=8)
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return np.asarray(np.isin(labels, np.unique(rim[rim > 0])))


def _counted(ink: NDArray[np.uint8], per_mm: float) -> NDArray[np.uint8]:
    """The ink without dust and streaks."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high, area = (boxes[:, column] for column in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    thin = STREAK_MM * per_mm
    streak = ((high >= STREAK * ink.shape[0]) & (wide <= thin)) | ((wide >= STREAK * ink.shape[1]) & (high <= thin))
    counts = (area >= (DUST_MM * per_mm) ** 2) & ~streak
    counts[0] = False
    return np.asarray(counts[labels], dtype=np.uint8) if count > 1 else np.zeros_like(ink)

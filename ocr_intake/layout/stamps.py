"""Receipt stamps: the round ones that an office puts on what it received. Their text is not the citizen's."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ocr_intake.model.reading import Line

SMALLEST, LARGEST = 0.55, 2.0
"""Inches across: seals of persons are smaller, drawings larger."""
ROUNDNESS = 0.2
"""How far width and height of a round stamp may differ, as a share."""
_RECEIVED = re.compile(r"受\s*[付理領]|収\s*受|受付")
_DATE = re.compile(r"\d{1,4}\s*[.．・,/年-]\s*\d{1,2}\s*[.．・,/月-]\s*\d{1,2}")


def stamped_lines(lines: tuple[Line, ...], clean: NDArray[np.uint8], dpi: float) -> tuple[Line, ...]:
    """Mark the lines that belong to a receipt stamp.

    A round outline with lines inside is a stamp when one of them says that something was received, or when they are
    short and hold a date.

    Args:
        lines: of the upright page.
        clean: ``(h, w)`` uint8, the page they were read from.
        dpi: pixels per inch.
    """
    outlines = _round_outlines(clean, dpi)
    stamped: set[int] = set()
    for outline in outlines:
        inside = [
            i
            for i, line in enumerate(lines)
            if line.box.covered_by(outline.grown(outline.width // 8, outline.height // 8)) > 0.7
        ]
        text = " ".join(lines[i].text for i in inside)
        if _RECEIVED.search(text) or _DATE.search(text) or not any(len(lines[i].text) > 8 for i in inside):
            stamped.update(inside)
    for i, line in enumerate(lines):
        if i not in stamped and _RECEIVED.fullmatch(line.text.strip()):
            reach = round(0.5 * dpi)
            near = Box(
                line.box.left - reach,
                line.box.top - round(1.1 * dpi),
                line.box.right + reach,
                line.box.bottom + round(0.3 * dpi),
            )
            stamped.update(
                j for j, other in enumerate(lines) if other.box.covered_by(near) > 0.9 and len(other.text) <= 12
            )
    return tuple(replace(line, stamped=True) if i in stamped else line for i, line in enumerate(lines))


def _round_outlines(clean: NDArray[np.uint8], dpi: float) -> list[Box]:
    """Boxes around thin closed curves about as wide as high."""
    factor = min(1.0, 100.0 / dpi)
    small = cv2.resize(clean, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    faint = (np.asarray(small) < 225).astype(np.uint8)
    ink = cv2.morphologyEx(faint, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = []
    for index in range(1, count):
        x, y, w, h, _ = (int(v) for v in stats[index])
        across = max(w, h) / (dpi * factor)
        if not SMALLEST <= across <= LARGEST or abs(w - h) > ROUNDNESS * max(w, h):
            continue
        shape = labels[y : y + h, x : x + w] == index
        if _is_ring(shape):
            found.append(Box(round(x / factor), round(y / factor), round((x + w) / factor), round((y + h) / factor)))
    return found


def _is_ring(shape: NDArray[np.bool_]) -> bool:
    """Whether a component runs round near its inscribed ellipse and leaves the corners of its box empty."""
    height, width = shape.shape
    ys, xs = np.mgrid[0:height, 0:width]
    radius = np.hypot((xs - (width - 1) / 2) / (width / 2), (ys - (height - 1) / 2) / (height / 2))
    angles = np.arctan2(ys - height / 2, xs - width / 2)
    ring = (radius > 0.82) & (radius <= 1.08) & shape
    sectors = np.unique(((angles[ring] + np.pi) / (2 * np.pi) * 24).astype(int) % 24)
    outside = shape[radius > 1.15].mean() if (radius > 1.15).any() else 0.0
    return len(sectors) >= 18 and float(outside) < 0.05

"""Which way up a page is and which way its lines run, judged by letting a reader look at a few of its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np
from rapidfuzz.distance import LCSseq

from ocr_intake.layout.lines import main_direction
from ocr_intake.model.reading import Direction, LineImage, Reading, Unread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ocr_intake.model.geometry import Box

PEEKS = 3
"""Lines looked at."""
COLUMN_PEEKS = 2
"""Of these, lines read once more as columns."""
STRIP_LENGTH = 9.0
"""Line heights of each line looked at: enough to tell, quick to read."""
CERTAIN = 0.9
"""A reader's confidence from which the other way up need not be tried."""
SAME_TEXT = 0.4
"""Share of characters in common from which two readings are readings of the same writing."""
DUST = 3
"""Pixels of ink below which something is no mark."""
LEAST_MARKS, EQUAL_MARKS = 3, 0.8
"""Marks in a row from which they may be a dotted rule, and the share of them that must be equal for that."""
FILLED = 0.5
"""Share of a dot's or a dash's box that is ink: half of it for a dot of five pixels, which is a lozenge."""


class ReadSamples(Protocol):
    """Reads a few lines, vertical ones character by character: a recogniser's ``read_samples``."""

    def __call__(self, lines: Sequence[LineImage], /) -> tuple[Reading | Unread, ...]:
        """One answer a line."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a page must be turned, and how its lines run after that."""

    rotation: int
    """Degrees clockwise to turn the page upright: 0, 90, 180 or 270."""
    direction: Direction
    certainty: float
    """0 to 1: how much better this way up reads than upside down."""


def orientation_as_said(shapes: Sequence[Box], rotation: int) -> Orientation:
    """The orientation of a page of which a person says how it must be turned; the shapes tell how its lines run then.

    Args:
        shapes: boxes of writing on it, as it lies.
        rotation: degrees clockwise: 0, 90, 180 or 270.
    """
    direction = main_direction(shapes)
    if rotation % 180:
        direction = Direction.HORIZONTAL if direction is Direction.VERTICAL else Direction.VERTICAL
    return Orientation(rotation, direction, 1.0)


def find_orientation(grey: NDArray[np.uint8], shapes: Sequence[Box], read_samples: ReadSamples) -> Orientation:
    """Judge the orientation of a page.

    Long shapes tell the axis of writing. The reader reads a few of them both ways up; the better way wins. A reader of
    horizontal lines also reads columns that lie on their side, so the winner is read once more as a column, character
    by character: only real columns give the same text that way.

    Args:
        grey: ``(h, w)`` uint8 page, any way up, not askew.
        shapes: boxes of writing on it.
        read_samples: reads lines; a vertical one must be read character by character, never lying on its side.
    """
    axis = main_direction(shapes)
    strips = _samples(grey, shapes, axis)
    if not strips:
        return Orientation(0, Direction.HORIZONTAL, 0.0)
    upright = read_samples([LineImage(strip, Direction.HORIZONTAL) for strip in strips])
    score = _score(strips, upright)
    other_score = 0.0
    turned = False
    if score < CERTAIN:
        flipped = [np.ascontiguousarray(strip[::-1, ::-1]) for strip in strips]
        reversed_ = read_samples([LineImage(strip, Direction.HORIZONTAL) for strip in flipped])
        other_score = _score(flipped, reversed_)
        if other_score > score:
            strips, upright, turned = flipped, reversed_, True
            score, other_score = other_score, score
    quarter = (0 if axis is Direction.HORIZONTAL else 270) + (180 if turned else 0)
    columns = [np.ascontiguousarray(np.rot90(strip, k=-1)) for strip in strips[:COLUMN_PEEKS]]
    as_columns = read_samples([LineImage(column, Direction.VERTICAL) for column in columns])
    agreement = _agreement(upright[:COLUMN_PEEKS], as_columns)
    vertical = agreement > SAME_TEXT
    return Orientation(
        (quarter + (90 if vertical else 0)) % 360,
        Direction.VERTICAL if vertical else Direction.HORIZONTAL,
        max(0.0, min(1.0, score - other_score)),
    )


def _samples(grey: NDArray[np.uint8], shapes: Sequence[Box], axis: Direction) -> list[NDArray[np.uint8]]:
    """The lines most worth looking at: long, and of the commonest thickness rather than titles or footnotes.

    A dotted rule looks like a line and the same both ways up; it is looked at only where nothing else is there.
    """
    horizontal = axis is Direction.HORIZONTAL
    long = [b for b in shapes if (b.width > 1.8 * b.height if horizontal else b.height > 1.8 * b.width)]
    cut = [(box, strip) for box in long if min((strip := _strip(grey, box, axis)).shape) > 5]
    cut = [(box, strip) for box, strip in cut if not is_dotted(strip)] or cut
    if not cut:
        return []
    thickness = float(np.median([box.height if horizontal else box.width for box, _ in cut]))

    def worth(box: Box) -> float:
        length, thick = (box.width, box.height) if horizontal else (box.height, box.width)
        return min(length / max(1, thick), STRIP_LENGTH) - 2.0 * abs(thick - thickness) / max(1.0, thickness)

    return [strip for _, strip in sorted(cut, key=lambda one: worth(one[0]), reverse=True)[:PEEKS]]


def is_dotted(strip: NDArray[np.uint8]) -> bool:
    """Whether a line is a dotted or dashed rule: equal small marks in one row, at equal distances.

    Args:
        strip: ``(h, w)`` uint8 grey, lying horizontally.
    """
    _, ink = cv2.threshold(strip, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = stats[1:, cv2.CC_STAT_AREA] >= DUST
    marks, centres = stats[1:][found].astype(float), centres[1:][found]
    if len(marks) < LEAST_MARKS:
        return False
    order = np.argsort(centres[:, 0])
    thick = float(np.median(marks[:, cv2.CC_STAT_HEIGHT]))
    filled = marks[:, cv2.CC_STAT_AREA] >= FILLED * marks[:, cv2.CC_STAT_WIDTH] * marks[:, cv2.CC_STAT_HEIGHT]
    in_row = np.abs(centres[:, 1] - np.median(centres[:, 1])) <= max(1.0, thick / 2)
    alike = [_alike(marks[:, side]) for side in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT)]
    evenly = _alike(np.diff(centres[order, 0]))
    return bool(min(float(np.mean(filled & in_row & alike[0] & alike[1])), float(np.mean(evenly))) >= EQUAL_MARKS)


def _alike(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Of each measure in pixels whether it is the usual one."""
    usual = float(np.median(values))
    return np.asarray(np.abs(values - usual) <= max(1.5, usual / 4), dtype=np.bool_)


def _strip(grey: NDArray[np.uint8], box: Box, axis: Direction) -> NDArray[np.uint8]:
    """The beginning of a line, turned to lie horizontally (columns anticlockwise)."""
    height, width = grey.shape
    box = box.clipped(width, height)
    crop = grey[box.top : box.bottom, box.left : box.right]
    if axis is Direction.VERTICAL:
        crop = np.rot90(crop)
    return np.ascontiguousarray(crop[:, : max(1, round(crop.shape[0] * STRIP_LENGTH))])


def _score(strips: Sequence[NDArray[np.uint8]], answers: Sequence[Reading | Unread]) -> float:
    """Mean confidence, less where far fewer characters came out than fit on the strip."""
    scores = []
    for strip, answer in zip(strips, answers, strict=True):
        if isinstance(answer, Unread):
            scores.append(0.0)
            continue
        room = strip.shape[1] / max(1, strip.shape[0])
        scores.append(answer.confidence * min(1.0, len(answer.text) / max(1.0, room * 0.6)))
    return float(np.mean(scores)) if scores else 0.0


def _agreement(one: Sequence[Reading | Unread], other: Sequence[Reading | Unread]) -> float:
    """Mean share of characters that come in the same order in both readings."""
    shares = [
        LCSseq.normalized_similarity(a.text, b.text) if isinstance(a, Reading) and isinstance(b, Reading) else 0.0
        for a, b in zip(one, other, strict=True)
    ]
    return float(np.mean(shares)) if shares else 0.0

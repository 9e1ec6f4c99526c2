"""Pages drawn for the tests of imaging: text maps at an angle, shadows, sheets on a table, seals."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Points = list[tuple[float, float]]


def text_map(angle: float, *, vertical: bool = False, scale: tuple[float, float] = (1.0, 1.0)) -> NDArray[np.float32]:
    """Twelve long lines and a few short words, turned clockwise by ``angle`` degrees on the page.

    The page is 900 × 900; the map has one pixel for ``scale`` page pixels along x and y.
    """
    side, fine = 900, 4
    canvas = np.zeros((side * fine, side * fine), np.float32)
    for index in range(12):
        at = 150 + 50 * index
        strokes = ((150, at - 8, 750, at + 8), (150, at + 17, 175, at + 30))
        for left, top, right, bottom in strokes:
            corners = ((top, left), (bottom, right)) if vertical else ((left, top), (right, bottom))
            (x, y), (x2, y2) = (tuple(c * fine for c in corner) for corner in corners)
            cv2.rectangle(canvas, (int(x), int(y)), (int(x2), int(y2)), 1.0, cv2.FILLED)
    middle = side * fine / 2
    # OpenCV turns anticlockwise by a positive angle
    turn = cv2.getRotationMatrix2D((middle, middle), -angle, 1.0)
    turned = cv2.warpAffine(canvas, turn, (side * fine, side * fine))
    size = (round(side / scale[0]), round(side / scale[1]))
    return np.asarray(cv2.resize(turned, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def writing(
    height: int = 800, width: int = 600, *, ink: int = 30, paper: int = 255, pitch: int = 45
) -> NDArray[np.uint8]:
    """A sheet with lines of Latin writing, ``pitch`` pixels apart."""
    page = np.full((height, width), paper, np.uint8)
    for row in range(60, height - 40, pitch):
        cv2.putText(page, "0198-23-2734 Hanamaki", (40, row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, ink, 2, cv2.LINE_AA)
    return page


def ground(height: int, width: int, seed: int = 5) -> NDArray[np.uint8]:
    """A textured, rather dark table top in colour."""
    grain = np.random.default_rng(seed).integers(50, 110, (height // 4, width // 4, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def photographed(sheet: NDArray[np.uint8], corners: Points, height: int = 1200, width: int = 900) -> NDArray[np.uint8]:
    """A grey sheet lying on the table with its corners there: top left, top right, bottom right, bottom left."""
    h, w = sheet.shape
    source = np.array([[0, 0], [w, 0], [w, h], [0, h]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.asarray(corners, dtype=np.float32))
    colour = cv2.cvtColor(sheet, cv2.COLOR_GRAY2RGB)
    flat = cv2.warpPerspective(colour, matrix, (width, height), flags=cv2.INTER_AREA)
    covered = cv2.warpPerspective(np.full_like(sheet, 255), matrix, (width, height))
    return np.asarray(np.where(covered[:, :, None] > 127, flat, ground(height, width)), dtype=np.uint8)


def seal(
    page: NDArray[np.uint8], centre: tuple[int, int], radius: int, colour: int | tuple[int, int, int], thick: int = 4
) -> None:
    """A round personal seal with two characters' worth of strokes in it, stamped in place."""
    x, y = centre
    cv2.circle(page, centre, radius, colour, thick, cv2.LINE_AA)
    reach = int(radius * 0.55)
    for dy in (-reach, -reach // 3, reach // 3, reach):
        cv2.line(page, (x - reach, y + dy), (x + reach, y + dy), colour, thick)
    cv2.line(page, (x, y - reach), (x, y + reach), colour, thick)

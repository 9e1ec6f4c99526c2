"""Round outlines: receipt stamps, and personal seals, which are taken off the writing they lie on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ocr_intake.imaging.light import WHITE
from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEARCH_RADIUS = 10.0
"""Circles are looked for at a resolution that makes the smallest wanted one this large, pixels; cost grows with it."""
SEAL = (0.165, 0.36)
"""Radius of personal seals, inches: 8.4 to 18 mm across; a written 0 or a circled number is smaller."""
STAMP = (0.36, 1.0)
"""Radius of receipt stamps, inches."""
DRAWN = 0.8
"""Share of a circle's way round that has ink."""
SEAL_DRAWN = 0.88
"""The same for a seal, which is erased: of those on scans and faxes 0.96 and more, of writing in boxes up to 0.8."""
REFINING_DPI = 120.0
"""Resolution at which a circle's place is made exact."""
FAINT = 215
"""Brightness below which a spot may be a stamp's ink: they are often pale."""
BESIDE = 0.3
"""Inches round a seal in which the writing it belongs to is looked at."""
APPROACH = 0.06
"""Inches round a seal in which strokes that run into it are looked for."""
STROKE = 0.02
"""Inches: ink outside a seal that is no larger than this is a speck, not a stroke that runs into it."""
OUTLINE = 0.4
"""Share of the way round that has ink at each radius of a seal's outline."""
SAMPLES = 90
"""Points looked at on the way round."""
SEAL_FILL = (0.05, 0.75)
"""Share of ink inside a seal, in each quarter: a name is in it. A ring is a mark, a full disc a punch hole."""
HOLDS = 0.6
"""Share of the radius, to each side of the middle, in which a seal's name is looked for."""
PALER = 40
"""Of 255: a seal this much brighter than the writing can be told from it by its brightness."""
DEEPEST = 0.3
"""Inside a seal as dark as the writing, incoming strokes are followed to this share of the radius from its middle."""
KEPT_SIDE = 0.72
"""Inside a seal, what lies farther out than this share of the radius on the side where writing runs in is writing."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A round outline, page pixels."""

    x: float
    y: float
    radius: float

    @property
    def box(self) -> Box:
        """Around the circle."""
        return Box(
            round(self.x - self.radius),
            round(self.y - self.radius),
            round(self.x + self.radius),
            round(self.y + self.radius),
        )


def find_circles(
    grey: NDArray[np.uint8], dpi: float, radii: tuple[float, float], least: float = DRAWN
) -> tuple[Circle, ...]:
    """Circles drawn on a page.

    Candidates by the Hough gradient method (Yuen et al., "Comparative study of Hough transform methods for circle
    finding", 1990; OpenCV ``HOUGH_GRADIENT``), kept where ink runs nearly all the way round.

    Args:
        grey: ``(h, w)`` uint8 page with even light.
        dpi: pixels per inch.
        radii: smallest and largest radius, inches.
        least: share of the way round that has ink.
    """
    factor = min(1.0, SEARCH_RADIUS / (radii[0] * dpi))
    small = np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    low, high = (round(radius * dpi * factor) for radius in radii)
    found = cv2.HoughCircles(
        cv2.GaussianBlur(small, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        1,
        max(4, low),
        param1=120,
        param2=22,
        minRadius=low,
        maxRadius=high,
    )
    if found is None:
        return ()
    fine = min(1.0, REFINING_DPI / dpi)
    ink = (cv2.resize(grey, None, fx=fine, fy=fine, interpolation=cv2.INTER_AREA) < FAINT).astype(np.uint8)
    circles: list[tuple[float, Circle]] = []
    for x, y, radius in np.asarray(found, dtype=np.float64).reshape(-1, 3).tolist():
        share, circle = _refined(np.asarray(ink, dtype=np.uint8), Circle(x / factor, y / factor, radius / factor), fine)
        if share >= least:
            circles.append((share, circle))
    kept: list[Circle] = []
    for _, circle in sorted(circles, key=lambda item: -item[0]):
        if all(np.hypot(circle.x - k.x, circle.y - k.y) > max(circle.radius, k.radius) for k in kept):
            kept.append(circle)
    return tuple(kept)


def _refined(ink: NDArray[np.uint8], rough: Circle, factor: float) -> tuple[float, Circle]:
    """The best circle near a rough one, with the share of it that is drawn; ``ink`` is ``factor`` times the page."""
    best = (0.0, rough.x * factor, rough.y * factor, rough.radius * factor)
    for step in (3.0, 1.0):
        _, x, y, radius = best
        near = [
            (x + dx, y + dy, radius + dr)
            for dx in (-step, 0.0, step)
            for dy in (-step, 0.0, step)
            for dr in (-step, 0.0, step)
        ]
        best = max((share, *circle) for share, circle in zip(_drawn(ink, np.array(near)), near, strict=True))
    share, x, y, radius = best
    return share, Circle(x / factor, y / factor, radius / factor)


def _drawn(ink: NDArray[np.uint8], circles: NDArray[np.float64]) -> list[float]:
    """Share of points round each circle that have ink within a pixel; ``circles`` is ``(n, 3)``: x, y, radius."""
    height, width = ink.shape
    angles = np.linspace(0, 2 * np.pi, SAMPLES, endpoint=False)
    x, y, radius = circles.T[:, :, np.newaxis]
    near = np.zeros((len(circles), SAMPLES), dtype=bool)
    for d in (-1.0, 0.0, 1.0):
        xs = np.clip(np.rint(x + (radius + d) * np.cos(angles)).astype(int), 0, width - 1)
        ys = np.clip(np.rint(y + (radius + d) * np.sin(angles)).astype(int), 0, height - 1)
        near |= ink[ys, xs] > 0
    return [float(share) for share in near.mean(axis=1)]


def is_seal(circle: Circle, grey: NDArray[np.uint8]) -> bool:
    """Whether a circle holds a name, as a seal does: ink in all quarters of its inside, and not a full disc."""
    half = max(1, round(circle.radius * HOLDS))
    x, y = round(circle.x), round(circle.y)
    window = grey[max(0, y - half) : y + half, max(0, x - half) : x + half] < FAINT
    if not window.size:
        return False
    top, bottom = window[:half], window[half:]
    quarters = (top[:, :half], top[:, half:], bottom[:, :half], bottom[:, half:])
    return all(float(q.mean()) >= SEAL_FILL[0] for q in quarters if q.size) and float(window.mean()) <= SEAL_FILL[1]


def erase_seals(
    grey: NDArray[np.uint8], ink: NDArray[np.uint8], dpi: float
) -> tuple[NDArray[np.uint8], tuple[Circle, ...]]:
    """Take personal seals off a page.

    A seal paler than the writing goes wherever it is paler. Of one as dark as the writing (a fax) the strokes that run
    into it from outside are left: it overlaps the end of the name it belongs to.

    Args:
        grey: ``(h, w)`` uint8 page with even light.
        ink: its ink, 1 and 0.
        dpi: pixels per inch.

    Returns:
        The page without seals, and where they were.
    """
    seals = tuple(circle for circle in find_circles(grey, dpi, SEAL, SEAL_DRAWN) if is_seal(circle, grey))
    if not seals or not ink.any():
        return grey, ()
    clean = grey.copy()
    for seal in seals:
        around = seal.box.grown(round(BESIDE * dpi), round(BESIDE * dpi)).clipped(grey.shape[1], grey.shape[0])
        _erase(clean, seal, _writing_near(grey, ink, seal, around), dpi)
    return clean, seals


def _writing_near(grey: NDArray[np.uint8], ink: NDArray[np.uint8], seal: Circle, around: Box) -> float:
    """Brightness of the writing beside a seal: of the ink there the darkest quarter, for rules may be pale."""
    ys, xs = np.mgrid[around.top : around.bottom, around.left : around.right]
    beside = np.hypot(xs - seal.x, ys - seal.y) > seal.radius * 1.12
    window = grey[around.top : around.bottom, around.left : around.right]
    written = window[beside & (ink[around.top : around.bottom, around.left : around.right] > 0)]
    return float(np.percentile(written if written.size else grey[ink > 0], 25))


def _erase(clean: NDArray[np.uint8], seal: Circle, writing: float, dpi: float) -> None:
    """Erase one seal in place; ``writing`` is the brightness of the writing beside it.

    What is paler than the writing goes first. Of what is left only strokes of the writing stay: those that come in from
    outside through the ring, and their neighbours on that side.
    """
    reach = round(APPROACH * dpi)
    box = seal.box.grown(reach, reach).clipped(clean.shape[1], clean.shape[0])
    window = clean[box.top : box.bottom, box.left : box.right]
    ys, xs = np.mgrid[box.top : box.bottom, box.left : box.right]
    radius = np.hypot(xs - seal.x, ys - seal.y)
    inner, outer = _ring(window, radius, seal)
    inside = radius <= outer
    own = window[inside & (radius >= inner) & (window < FAINT)]
    paler = float(np.median(own)) - writing if own.size else 0.0
    if paler > PALER:
        window[inside & (window > writing + paler / 2)] = WHITE
    strokes = window < FAINT
    ring = strokes & inside & (radius >= inner)
    enters = _entering(strokes & ~inside, ring, max(2, round(STROKE * dpi)))
    if not enters.any():
        window[inside] = WHITE
        return
    kept = ring & _at_angles(enters, xs - seal.x, ys - seal.y, outer, round((outer - inner) / 3))
    if paler > PALER:
        kept |= _connected(ring, kept)
    depth = _towards(enters, xs - seal.x, ys - seal.y) / seal.radius
    within = strokes & (radius < inner)
    followed = within if paler > PALER else within & (depth > DEEPEST)
    within = _connected(followed, kept) | (within & (depth > KEPT_SIDE))
    window[inside & ~kept & ~within] = WHITE


def _ring(window: NDArray[np.uint8], radius: NDArray[np.float64], seal: Circle) -> tuple[float, float]:
    """Radii between which a seal's outline lies, blur included."""
    steps = np.arange(round(seal.radius * 0.86), round(seal.radius * 1.12) + 1)
    inked = np.array([float((window[np.abs(radius - r) < 0.5] < FAINT).mean()) for r in steps])
    drawn = np.flatnonzero(inked >= OUTLINE)
    if not len(drawn):
        return seal.radius - 2.0, seal.radius + 2.0
    return float(steps[drawn[0]]) - 1.5, float(steps[drawn[-1]]) + 1.5


def _entering(outside: NDArray[np.bool_], ring: NDArray[np.bool_], stroke: int) -> NDArray[np.bool_]:
    """Pixels outside a ring where strokes run into it; ink shorter than ``stroke`` pixels is a speck and no stroke."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(outside.astype(np.uint8), connectivity=8)
    long = np.maximum(stats[:count, cv2.CC_STAT_WIDTH], stats[:count, cv2.CC_STAT_HEIGHT]) >= stroke
    long[0] = False
    near = cv2.dilate(ring.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.asarray(near & long[labels], dtype=np.bool_)


def _at_angles(
    enters: NDArray[np.bool_], x: NDArray[np.float64], y: NDArray[np.float64], radius: float, slack: int
) -> NDArray[np.bool_]:
    """Everything in the directions of some pixels, give or take ``slack`` pixels; ``x``, ``y`` from the ring's middle.

    A stroke seldom runs in straight towards the middle, so that its direction changes on its way through the ring.
    """
    steps = max(8, round(2 * np.pi * radius))
    direction = np.rint((np.arctan2(y, x) / (2 * np.pi) + 0.5) * steps).astype(np.int64) % steps
    wanted = np.zeros(steps, dtype=bool)
    for shift in range(-slack, slack + 1):
        wanted[(direction[enters] + shift) % steps] = True
    return np.asarray(wanted[direction], dtype=np.bool_)


def _towards(enters: NDArray[np.bool_], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far every pixel lies from the ring's middle in the direction of some others; ``x``, ``y`` from there."""
    side = np.array([x[enters].mean(), y[enters].mean()])
    side /= max(1.0, float(np.hypot(*side)))
    return np.asarray(x * side[0] + y * side[1], dtype=np.float64)


def _connected(ink: NDArray[np.bool_], seeds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The parts of some ink that hang together with the seeds."""
    _, labels = cv2.connectedComponents((ink | seeds).astype(np.uint8), connectivity=8)
    return np.asarray(ink & np.isin(labels, np.unique(labels[seeds])), dtype=np.bool_)

"""Registration: where on a page the fields of a known form lie, or that it is not that form.

Many guesses from pairs of marks that may be the same (random sample consensus after Fischler and Bolles, CACM 1981),
the best one refined by all marks that agree with it. A page may be shifted, scaled by up to 15 % (each axis by itself,
as faxes are), askew by a few degrees, in perspective, written on, and lack parts. What is not found surely is not
found: the form's printed lines and rules must stand where they belong, and what is printed must read the same
(``confirm``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_intake.layout.forms.marks import Nearness, PageMarks, nearness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.layout.forms.template import FormPage, Points

Matrix = NDArray[np.float64]
"""``(3, 3)`` homography from the form's millimetres to the page's."""

SHIFT = 28.0
"""Millimetres that a mark may lie from where it would without any shift or scaling."""
SCALE = (0.85, 1.18)
STRETCH = 1.12
"""How much more one axis may be scaled than the other."""
TILT = math.radians(3.0)
APART = 45.0
"""Millimetres between the two marks of a guess, along each axis for a guess of both scales."""
GUESSES = 3000
GUESSED_FROM = 70
"""Marks of one sort that guesses are made from, spread over the page."""
WORTH_A_LOOK = 0.4
"""Share of the form's lines that must begin near a line of the page for the best guess."""
LOOKED_AT = 60
"""Guesses by the beginnings of lines alone of which the rest is looked at too."""
COARSE = 3.0
"""Millimetres: tolerance for a guess, which has no perspective and no tilt yet."""
FINE = 1.6
"""Millimetres: tolerance once refined; about a third of the height of a line of print."""
LEAST_LINES = 4
"""A page with fewer printed lines cannot be told from others."""
FOUND = 0.65
"""Share of what is printed that must be found at its place; measured: 0.75 and more on filled pages, where light rules
did not vanish, at most 0.65 on other forms (all of it rules)."""
FOUND_LINES = 0.6
"""The same of the printed lines alone; measured: 0.73 and more on filled pages, at most 0.5 on others."""
ALL_LINES = 0.85
"""From this share of the lines on the rules need not be found: light ones vanish on photographs and scans."""


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """A page on which forms are looked for."""

    marks: PageMarks
    coarse: Nearness
    fine: Nearness


def searched(marks: PageMarks) -> Searched:
    """A page, prepared once for all forms."""
    return Searched(marks, nearness(marks, COARSE), nearness(marks, FINE))


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """A form found on a page."""

    page: FormPage
    matrix: Matrix
    """From the form's millimetres to the page's pixels."""
    found: float
    """Share of the form's printed lines and rules found where they belong, 0 to 1."""
    lines: float
    """The same of the lines alone."""

    @property
    def sure(self) -> bool:
        """Whether enough was found; what is printed there must still be read."""
        return self.lines >= FOUND_LINES and (self.found >= FOUND or self.lines >= ALL_LINES)


def register(page: Searched, form: FormPage) -> Registration | None:
    """The best way in which a form may lie on a page; None where there is no way that is worth a closer look.

    Args:
        page: the upright page's marks.
        form: the form's page.
    """
    marks = page.marks
    if len(form.printed) < LEAST_LINES or len(marks.lines) < LEAST_LINES:
        return None
    guesses = _guesses(marks, form)
    if not len(guesses):
        return None
    hits = page.coarse.hits(page.coarse.starts, moved(guesses, form.line_starts[None])).mean(axis=-1)
    if hits.max() < WORTH_A_LOOK:
        return None
    guesses = guesses[np.argsort(-hits, kind="stable")[:LOOKED_AT]]
    shares, _ = _shares(guesses, form, page.coarse)
    matrix, found, lines = _refined(guesses[int(np.argmax(shares))], marks, form, page.fine)
    to_pixels = np.diag([marks.scale, marks.scale, 1.0])
    return Registration(form, to_pixels @ matrix, found, lines)


def moved(matrix: Matrix, points: Points) -> Points:
    """Points ``(…, 2)`` carried over by one homography, or by each of ``(n, 3, 3)``: ``(n, …, 2)``."""
    homogeneous = np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1)
    carried = homogeneous @ np.swapaxes(matrix, -1, -2)
    return np.asarray(carried[..., :2] / carried[..., 2:], dtype=np.float64)


# ----------------------------------------------------------------------------------------------------------- guesses


def _guesses(marks: PageMarks, form: FormPage) -> NDArray[np.float64]:
    """Homographies ``(n, 3, 3)`` from pairs of marks that may be the same."""
    zoom = _zoom(marks, form)
    ours, theirs = _pairs(marks, form, zoom)
    if len(ours) < 2:
        return np.zeros((0, 3, 3))
    chance = np.random.default_rng(len(ours))
    first, second = (chance.integers(0, len(ours), GUESSES) for _ in range(2))
    d = ours[second] - ours[first]
    e = theirs[second] - theirs[first]
    wide = (np.abs(d) >= APART).all(axis=1)
    stretched = _by_scales(ours[first][wide], theirs[first][wide], d[wide], e[wide], zoom)
    far = np.hypot(d[:, 0], d[:, 1]) >= 2 * APART
    turned = _by_turning(ours[first][far], theirs[first][far], d[far], e[far], zoom)
    return np.concatenate([stretched, turned])


def _zoom(marks: PageMarks, form: FormPage) -> float:
    """How much larger the page is than the form, where that is more than cropping: its resolution may be wrong."""
    ratio = math.hypot(marks.width, marks.height) / math.hypot(form.width, form.height)
    return ratio if not 0.88 <= ratio <= 1.14 else 1.0


def _pairs(marks: PageMarks, form: FormPage, zoom: float) -> tuple[Points, Points]:
    """Marks of the form, each with each mark of the same sort that lies near enough on the page."""
    ours: list[Points] = []
    theirs: list[Points] = []
    for mine, other in _sorts(marks, form):
        spread = _spread(mine)
        near = (np.abs(spread[:, None] * zoom - other[None]) <= SHIFT * zoom).all(axis=2)
        at, of = np.nonzero(near)
        ours.append(spread[at])
        theirs.append(other[of])
    return np.concatenate(ours), np.concatenate(theirs)


def _sorts(marks: PageMarks, form: FormPage) -> tuple[tuple[Points, Points], ...]:
    """The form's marks and the page's, by their sorts."""
    return (
        (form.crossings, marks.crossings),
        (form.line_starts, marks.line_starts),
        (form.line_ends, marks.line_ends),
        (form.rule_starts, marks.rule_starts),
        (form.rule_ends, marks.rule_ends),
    )


def _spread(points: Points) -> Points:
    """At most so many points, evenly taken."""
    if len(points) <= GUESSED_FROM:
        return points
    return np.asarray(points[np.linspace(0, len(points) - 1, GUESSED_FROM).astype(np.intp)])


def _by_scales(a: Points, b: Points, d: Points, e: Points, zoom: float) -> NDArray[np.float64]:
    """Shift and a scale for each axis that carry two marks (``a`` and ``a + d``) to two others."""
    scale = e / d
    low, high = SCALE[0] * zoom, SCALE[1] * zoom
    stretch = scale[:, 0] / np.where(scale[:, 1] == 0, 1e-9, scale[:, 1])
    fits = (scale > low).all(axis=1) & (scale < high).all(axis=1) & (stretch > 1 / STRETCH) & (stretch < STRETCH)
    scale, shift = scale[fits], (b - a * scale)[fits]
    found = np.zeros((len(scale), 3, 3))
    found[:, 0, 0], found[:, 1, 1], found[:, 2, 2] = scale[:, 0], scale[:, 1], 1.0
    found[:, 0, 2], found[:, 1, 2] = shift[:, 0], shift[:, 1]
    return found


def _by_turning(a: Points, b: Points, d: Points, e: Points, zoom: float) -> NDArray[np.float64]:
    """Shift, one scale and a small turn that carry two marks to two others."""
    z = (e[:, 0] + 1j * e[:, 1]) / (d[:, 0] + 1j * d[:, 1])
    fits = (np.abs(z) > SCALE[0] * zoom) & (np.abs(z) < SCALE[1] * zoom) & (np.abs(np.angle(z)) < TILT)
    z, a, b = z[fits], a[fits], b[fits]
    found = np.zeros((len(z), 3, 3))
    found[:, 0, 0], found[:, 0, 1], found[:, 1, 0], found[:, 1, 1] = z.real, -z.imag, z.imag, z.real
    found[:, 0, 2] = b[:, 0] - z.real * a[:, 0] + z.imag * a[:, 1]
    found[:, 1, 2] = b[:, 1] - z.imag * a[:, 0] - z.real * a[:, 1]
    found[:, 2, 2] = 1.0
    return found


# ------------------------------------------------------------------------------------------------------------ shares


RULE_WEIGHT = 1 / 60.0
"""A printed line counts as much as so many millimetres of rules (the inverse)."""
MOST_OF_RULES = 0.6
"""Rules never count for more than this."""


def _shares(matrices: NDArray[np.float64], form: FormPage, near: Nearness) -> tuple[Points, Points]:
    """For each homography, the share of what is printed that is found, and of the printed lines alone."""
    starts = near.hits(near.starts, moved(matrices, form.line_starts[None]))
    ends = near.hits(near.writing, moved(matrices, form.line_ends[None]))
    widths = np.sqrt([max(1.0, line.rect.width) for line in form.printed])
    lines = ((starts & ends) * widths).sum(axis=-1) / widths.sum()
    ruled = sum(stroke.length for stroke in (*form.across, *form.down))
    if not ruled:
        return lines, lines
    on = near.hits(near.across, moved(matrices, form.across_points[None])).sum(axis=-1)
    on = on + near.hits(near.down, moved(matrices, form.down_points[None])).sum(axis=-1)
    rules = on / (len(form.across_points) + len(form.down_points))
    weight = min(MOST_OF_RULES, ruled * RULE_WEIGHT / (ruled * RULE_WEIGHT + len(form.printed)))
    return (1 - weight) * lines + weight * rules, lines


# -------------------------------------------------------------------------------------------------------- refinement


def _refined(guess: Matrix, marks: PageMarks, form: FormPage, near: Nearness) -> tuple[Matrix, float, float]:
    """The guess drawn to all marks that agree with it: first with shift, scales and tilt, then with perspective."""
    flat = guess
    for reach in (COARSE * 1.6, COARSE, FINE):
        ours, theirs = _agreeing(flat, marks, form, reach)
        if len(ours) < LEAST_LINES:
            break
        drawn = _solved(cv2.estimateAffine2D(ours, theirs, method=cv2.RANSAC, ransacReprojThreshold=FINE / 2))
        if drawn is None:
            break
        flat = np.vstack([drawn, (0.0, 0.0, 1.0)])
    bent = _bent(flat, marks, form)
    trials = [guess, flat] if bent is None else [guess, flat, bent]
    shares, lines = _shares(np.stack(trials), form, near)
    best = 0
    for later in range(1, len(trials)):
        best = later if shares[later] >= shares[best] - SLACK else best
    return trials[best], float(shares[best]), float(lines[best])


def _bent(flat: Matrix, marks: PageMarks, form: FormPage) -> Matrix | None:
    """A homography with perspective, where it brings the marks clearly nearer to one another."""
    bent = flat
    # first without what disagrees, then with all that is near: marks at the far corners tell most about perspective
    for reach, method in ((COARSE, cv2.RANSAC), (1.5 * FINE, 0), (FINE, 0)):
        ours, theirs = _agreeing(bent, marks, form, reach)
        if len(ours) < FOR_PERSPECTIVE:
            return None
        better = _solved(cv2.findHomography(ours, theirs, method, FINE))
        if better is None or not _is_mild(better, flat, form):
            return None
        bent = better
    ours, theirs = _agreeing(flat, marks, form, COARSE)
    return bent if _distance(bent, ours, theirs) < MUST_BRING * _distance(flat, ours, theirs) else None


def _distance(matrix: Matrix, ours: Points, theirs: Points) -> float:
    """Root mean square of how far apart marks still are, millimetres; the worst quarter, mostly mistaken, left out."""
    apart = np.sort(np.linalg.norm(moved(matrix, ours) - theirs, axis=1))
    return float(np.sqrt(np.mean(apart[: max(1, 3 * len(apart) // 4)] ** 2)))


def _solved(answer: Sequence[object]) -> Matrix | None:
    """The matrix that OpenCV found, if it found one: its types do not say that there may be none."""
    return None if answer[0] is None else np.asarray(answer[0], dtype=np.float64)


FOR_PERSPECTIVE = 12
"""So many marks must agree before perspective is tried."""
MUST_BRING = 0.75
"""Perspective counts where marks lie so much nearer with it: with few marks it bends what lies beyond them."""
SLACK = 0.01
"""Share of what is printed that a later, finer step may find less."""
BENT = 10.0
"""Millimetres that perspective may move a corner of the form."""


def _is_mild(bent: Matrix, flat: Matrix, form: FormPage) -> bool:
    """Whether a homography keeps the form's corners near where they lie without perspective."""
    corners = np.array([(0.0, 0.0), (form.width, 0.0), (form.width, form.height), (0.0, form.height)])
    depth = corners @ bent[2, :2] + bent[2, 2]
    return bool((depth > 0.5).all() and np.abs(moved(bent, corners) - moved(flat, corners)).max() <= BENT)


def _agreeing(matrix: Matrix, marks: PageMarks, form: FormPage, reach: float) -> tuple[Points, Points]:
    """The form's marks and the page's nearest ones of the same sort, where one lies within reach."""
    ours: list[Points] = [np.zeros((0, 2))]
    theirs: list[Points] = [np.zeros((0, 2))]
    for mine, other in _sorts(marks, form):
        if not len(mine) or not len(other):
            continue
        distance = np.linalg.norm(moved(matrix, mine)[:, None] - other[None], axis=2)
        nearest = distance.argmin(axis=1)
        close = distance[np.arange(len(mine)), nearest] <= reach
        ours.append(mine[close])
        theirs.append(other[nearest[close]])
    return np.concatenate(ours), np.concatenate(theirs)


def best_of(marks: PageMarks, forms: Sequence[FormPage]) -> tuple[Registration, ...]:
    """The forms that were surely found on a page, the likeliest first."""
    page = searched(marks)
    found = [registration for form in forms if (registration := register(page, form)) is not None]
    return tuple(sorted((r for r in found if r.sure), key=lambda r: r.found, reverse=True))

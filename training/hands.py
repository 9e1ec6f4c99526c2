"""Writers: each writes every character in one way of its own, from pen strokes or from a face, and never twice alike.

What one writer does to all characters (slant, proportions, rounding, joined strokes, the pen) is thrown once; what it
does to one character every time once for that character; the rest anew each time it is written.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import cv2
import numpy as np

from training.dice import Dice
from training.fonts import glyph
from training.paper import is_half
from training.strokes import strokes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.fonts import Face
    from training.strokes import Strokes

    Points = NDArray[np.float64]

SIDE: Final = 1.6
"""Side of the square that a character is drawn in, in its heights: room for what reaches out."""
WAVES: Final = 3
"""Waves that bend a writer's square."""
_FINER: Final = 2
"""Strokes are drawn so many times larger and shrunk, so that a pen may be one pixel and a half wide."""
_THINNEST: Final = 1.5
"""Pixels that a pen is wide at least."""
_DOT: Final = np.array((0.004, 0.004))
"""From one end of a dot to the other."""
_SMALL: Final = dict(
    zip("ぁぃぅぇぉっゃゅょァィゥェォッャュョヵヶ", "あいうえおつやゆよアイウエオツヤユヨカケ", strict=True)
)
_EXTRA: Final[dict[str, tuple[tuple[tuple[float, float], ...], ...]]] = {
    "！": (((0.5, 0.1), (0.5, 0.66)), ((0.5, 0.84), (0.51, 0.88))),
    "？": (
        ((0.32, 0.26), (0.38, 0.12), (0.6, 0.1), (0.68, 0.26), (0.54, 0.44), (0.5, 0.64)),
        ((0.5, 0.84), (0.51, 0.88)),
    ),
    "：": (((0.5, 0.32), (0.51, 0.35)), ((0.5, 0.68), (0.51, 0.71))),
    "+": (((0.5, 0.26), (0.5, 0.76)), ((0.26, 0.5), (0.76, 0.5))),
    "=": (((0.25, 0.42), (0.75, 0.41)), ((0.25, 0.6), (0.75, 0.6))),
    "%": (
        ((0.78, 0.12), (0.24, 0.9)),
        ((0.3, 0.16), (0.18, 0.26), (0.3, 0.4), (0.4, 0.26), (0.3, 0.16)),
        ((0.7, 0.62), (0.6, 0.74), (0.7, 0.88), (0.82, 0.74), (0.7, 0.62)),
    ),
    "～": (((0.12, 0.56), (0.28, 0.42), (0.5, 0.52), (0.7, 0.6), (0.88, 0.44)),),
    "/": (((0.72, 0.1), (0.3, 0.92)),),
    ".": (((0.5, 0.84), (0.52, 0.87)),),
    ",": (((0.5, 0.8), (0.52, 0.86), (0.44, 0.96)),),
    "→": (((0.1, 0.5), (0.88, 0.5)), ((0.66, 0.3), (0.9, 0.5), (0.66, 0.72))),
    "…": (((0.2, 0.5), (0.22, 0.52)), ((0.5, 0.5), (0.52, 0.52)), ((0.8, 0.5), (0.82, 0.52))),
    "〒": (((0.2, 0.2), (0.8, 0.18)), ((0.14, 0.46), (0.86, 0.44)), ((0.5, 0.46), (0.5, 0.94))),
    "※": (
        ((0.16, 0.16), (0.84, 0.84)),
        ((0.84, 0.16), (0.16, 0.84)),
        ((0.5, 0.12), (0.52, 0.15)),
        ((0.5, 0.86), (0.52, 0.88)),
        ((0.12, 0.5), (0.15, 0.51)),
        ((0.86, 0.5), (0.89, 0.51)),
    ),
    "○": (((0.5, 0.12), (0.2, 0.3), (0.18, 0.7), (0.5, 0.9), (0.82, 0.7), (0.8, 0.3), (0.5, 0.12)),),
    "々": (((0.44, 0.08), (0.24, 0.44)), ((0.36, 0.24), (0.74, 0.24), (0.5, 0.66)), ((0.4, 0.5), (0.62, 0.78))),
}
"""Signs that no collection of strokes has."""
_ALIKE: Final = dict(zip("（）？！＋％～・-:=", "()?!+%〜･−：＝", strict=True))


class Hand(Protocol):
    """Somebody who writes."""

    def write(self, dice: Dice, char: str, size: int) -> NDArray[np.uint8] | None:
        """A character in the middle of a square of ``SIDE`` heights: uint8, 255 for full ink; None where unknown."""


@dataclass(frozen=True, slots=True)
class Style:
    """What one writer does to every character; lengths are in character heights."""

    seed: str
    slant: float
    """How far the top leans to the right."""
    rise: float
    """How far strokes to the right go up: nearly everybody's do."""
    squeeze: float
    """Width over height."""
    waves: tuple[tuple[float, float, float, float, float], ...]
    """Bending of the square: frequency along x and y, phase, amplitude along x and y."""
    habit: float
    """Spread of what the writer does to a character every time."""
    unrest: float
    """Spread of what differs from one time to the next."""
    rounding: float
    """0 for strokes as they are taught to 1 for round ones."""
    joining: float
    """Share of strokes that the pen does not leave the paper after."""
    width: float
    """Of the pen."""
    brush: float
    """How much the pen's width changes along a stroke: 0 for a ball pen."""

    def bent(self, points: Points) -> Points:
        """Points of the square ``(n, 2)`` where this writer puts them."""
        moved = points.copy()
        for across, down, phase, by_x, by_y in self.waves:
            wave = np.sin(2 * math.pi * (across * points[:, 0] + down * points[:, 1]) + phase)
            moved[:, 0] += by_x * wave
            moved[:, 1] += by_y * wave
        x, y = moved[:, 0] - 0.5, moved[:, 1] - 0.5
        return np.stack([x * self.squeeze - y * self.slant + 0.5, y - x * self.rise + 0.5], axis=1)


def style(dice: Dice, seed: str) -> Style:
    """A writer's style, from neat to careless.

    Args:
        dice: chance.
        seed: tells this writer's habits from others'.
    """
    care = dice.random()
    waves = tuple(
        (
            dice.uniform(-1.1, 1.1),
            dice.uniform(-1.1, 1.1),
            dice.uniform(0, 6.3),
            dice.gauss(0, 0.012 + 0.016 * care),
            dice.gauss(0, 0.012 + 0.016 * care),
        )
        for _ in range(WAVES)
    )
    thin = dice.chance(0.25)
    return Style(
        seed,
        slant=dice.gauss(0.0, 0.09),
        rise=dice.gauss(0.05, 0.06),
        squeeze=dice.uniform(0.74, 1.1),
        waves=waves,
        habit=0.35 + 1.1 * care,
        unrest=0.25 + 0.5 * dice.random() * care,
        rounding=dice.random() ** 2 if dice.chance(0.8) else dice.uniform(0.5, 1.0),
        joining=0.0 if dice.chance(0.45) else 0.45 * care * dice.random(),
        width=dice.uniform(0.032, 0.05) if thin else dice.uniform(0.045, 0.105),
        brush=dice.uniform(0.2, 0.7) if dice.chance(0.25) else dice.uniform(0.0, 0.15),
    )


def _spread(dice: Dice, points: Points, by: float) -> Points:
    """A stroke moved, turned and stretched a little."""
    middle = points.mean(axis=0)
    angle, longer = dice.gauss(0, 0.06) * by, 1 + dice.gauss(0, 0.06) * by
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]]) * longer
    shift = np.array([dice.gauss(0, 0.016), dice.gauss(0, 0.016)]) * by
    return np.asarray((points - middle) @ turn + middle + shift)


def _even(points: Points, step: float = 0.02) -> Points:
    """The same line with points at even distances."""
    if len(points) < 2:
        return np.concatenate([points, points + _DOT])
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    if along[-1] < 1e-6:
        return np.concatenate([points[:1], points[:1] + _DOT])
    where = np.linspace(0, along[-1], max(3, round(along[-1] / step) + 1))
    return np.stack([np.interp(where, along, points[:, axis]) for axis in (0, 1)], axis=1)


def _rounded(points: Points, reach: int) -> Points:
    """A line with its corners rounded over so many points on either side; its ends stay."""
    if reach < 1 or len(points) < 2 * reach + 2:
        return points
    padded = np.concatenate([np.repeat(points[:1], reach, 0), points, np.repeat(points[-1:], reach, 0)])
    kernel = np.hanning(2 * reach + 3)[1:-1]
    kernel /= kernel.sum()
    smooth = np.stack([np.convolve(padded[:, axis], kernel, mode="valid") for axis in (0, 1)], axis=1)
    smooth[0], smooth[-1] = points[0], points[-1]
    return smooth


@dataclass(frozen=True, slots=True)
class StrokeHand:
    """A writer whose characters are pen strokes."""

    sources: tuple[Strokes, ...]
    """Collections to take a character from; the first that has it."""
    style: Style
    fallback: Hand | None = None
    """Writes what no collection has."""
    known: dict[str, tuple[Points, ...] | None] = field(default_factory=dict)
    """Characters in this writer's habit, in the unit square."""

    def write(self, dice: Dice, char: str, size: int) -> NDArray[np.uint8] | None:
        """See ``Hand``."""
        if char not in self.known:
            self.known[char] = self._habitual(char)
        lines = self.known[char]
        if lines is None:
            return self.fallback.write(dice, char, size) if self.fallback else None
        return self._drawn(dice, [_spread(dice, line, self.style.unrest * 0.6) for line in lines], size)

    def _habitual(self, char: str) -> tuple[Points, ...] | None:
        found = self._strokes(char)
        if found is None:
            return None
        dice = Dice(f"{self.style.seed}/{char}")
        lines = [_spread(dice, _even(np.array(stroke, dtype=np.float64)), self.style.habit) for stroke in found]
        reach = round(self.style.rounding * 5)
        lines = [_rounded(line, reach) for line in lines]
        return tuple(self.style.bent(line) for line in _joined(dice, lines, self.style.joining, reach))

    def _strokes(self, char: str) -> tuple[tuple[tuple[float, float], ...], ...] | None:
        for text in (char, _ALIKE.get(char, "")):
            for source in self.sources if text else ():
                if (found := strokes_of(source, text)) is not None:
                    return found
        if char in _EXTRA:
            return _EXTRA[char]
        large = _SMALL.get(char)
        found = self._strokes(large) if large else None
        return found and tuple(tuple((x * 0.62 + 0.12, y * 0.62 + 0.34) for x, y in stroke) for stroke in found)

    def _drawn(self, dice: Dice, lines: Sequence[Points], size: int) -> NDArray[np.uint8]:
        side = round(SIDE * size)
        edge = (SIDE - 1) / 2
        ink = np.zeros((_FINER * side, _FINER * side), np.uint8)
        pen = _FINER * max(_THINNEST, self.style.width * size)
        for line in lines:
            path = np.round((line + edge) * size * _FINER * 16).astype(np.int32)
            if self.style.brush < 0.16:
                cv2.polylines(ink, [path], False, 255, max(1, round(pen * dice.uniform(0.92, 1.08))), cv2.LINE_AA, 4)
                continue
            shape = np.interp(np.linspace(0, 1, len(path)), (0, 0.12, 0.6, 1), (1.2, 1.0, 1.0, 0.35))
            widths = pen * (1 + self.style.brush * (shape - 0.8) * 1.6)
            for part in range(0, len(path) - 1, 3):
                thick = max(1, round(float(widths[part])))
                cv2.polylines(ink, [path[part : part + 4]], False, 255, thick, cv2.LINE_AA, 4)
        return np.asarray(cv2.resize(ink, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _joined(dice: Dice, lines: list[Points], share: float, reach: int) -> list[Points]:
    """Some strokes joined to the next where that begins near: the pen stayed on the paper."""
    if share <= 0:
        return lines
    out = [lines[0]]
    for line in lines[1:]:
        gap = float(np.hypot(*(line[0] - out[-1][-1])))
        if gap < 0.55 and dice.chance(share):
            link = _even(np.stack([out[-1][-1], line[0]]))
            out[-1] = _rounded(np.concatenate([out[-1], link, line]), max(2, reach))
        else:
            out.append(line)
    return out


@dataclass(frozen=True, slots=True)
class FaceHand:
    """A writer whose characters are those of a handwriting face, bent in a way of the writer's own."""

    faces: tuple[Face, ...]
    """The first that has a character."""
    style: Style
    growth: int
    """Pixels at 64 a character by which strokes grow (or, below 0, shrink)."""

    def write(self, dice: Dice, char: str, size: int) -> NDArray[np.uint8] | None:
        """See ``Hand``."""
        found = next((found for face in self.faces if (found := glyph(face, char, size)) is not None), None)
        if found is None:
            return None
        mask, right, down = found
        side = round(SIDE * size)
        edge = (side - size) // 2
        ink = np.zeros((side, side), np.uint8)
        left = (side - mask.shape[1]) // 2 if is_half(char) else edge + right
        top, left = max(0, edge + down), max(0, left)
        part = mask[: side - top, : side - left]
        ink[top : top + part.shape[0], left : left + part.shape[1]] = part
        grown = self.growth * size / 64
        if abs(grown) >= 0.6:
            kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (1 + round(abs(grown)),) * 2)
            ink = np.asarray(cv2.dilate(ink, kernel) if grown > 0 else cv2.erode(ink, kernel), np.uint8)
        return self._bent(dice, char, ink, side)

    def _bent(self, dice: Dice, char: str, ink: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
        """Warp by the writer's bending, the character's habit and this time's unrest."""
        habit = Dice(f"{self.style.seed}/{char}")
        grid = np.stack(np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 1, 9)), axis=-1).reshape(-1, 2)
        moved = self.style.bent(grid)
        moved += [[habit.gauss(0, 0.012), habit.gauss(0, 0.012)] for _ in grid] * np.array(self.style.habit)
        moved = _spread(dice, moved, self.style.unrest * 0.8)
        # remap asks where each pixel comes from: the opposite way, near enough for small movements
        back = (2 * grid - moved).reshape(9, 9, 2).astype(np.float32) * (side - 1)
        across, down = (cv2.resize(back[:, :, axis], (side, side), interpolation=cv2.INTER_LINEAR) for axis in (0, 1))
        return np.asarray(cv2.remap(ink, across, down, cv2.INTER_LINEAR, borderValue=0), np.uint8)

"""A sheet while it is filled: one line of handwriting or print at a time, and where its ink lies.

Lines run along one side of the sheet and follow one another across it, so that rows and columns are written alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.drawing import BLACK, INKS, SEAL_RED, lay, upright
from training.fonts import glyph
from training.hands import SIDE
from training.paper import is_half
from training.recogniser.texts import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.dice import Dice
    from training.fonts import Face
    from training.hands import Hand
    from training.recogniser.texts import Text

    Colour = tuple[int, int, int]

WIDTH: Final = 1654
HEIGHT: Final = 2339
"""Pixels of a sheet at 200 dpi: A4."""
_SPOILT: Final = 0.012
"""Share of characters in careless hands that are written wrong, blackened and written again."""
_OVERLAP: Final = 0.07
"""Heights that two characters' ink may reach into one another."""
_UNLIKE: Final = 0.6
"""Share by which writing may be larger or smaller than print on one line with it."""
_LOW: Final = frozenset("。、.,")


class Box(NamedTuple):
    """Pixels at 200 dpi."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of writing on a sheet."""

    text: str
    """As the recogniser is to answer with."""
    kind: str
    """``stroke``, ``font``, ``print`` or ``mixed``, and what the text is: ``stroke/name``."""
    box: Box
    """Around its ink, in the sheet's pixels at 200 dpi."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a sheet is written with."""

    hand: Hand
    hand_kind: str
    """``stroke`` or ``font``."""
    faces: tuple[Face, ...]
    """Of print: the face, then those that have what it lacks."""


@dataclass(frozen=True, slots=True)
class Way:
    """How one writer sets characters beside one another; lengths are in character heights."""

    size: float
    """Of characters, pixels at 200 dpi."""
    pitch: float
    """From one character to the next where each has its square."""
    by_ink: float
    """Gap between the ink of two characters where they do not; 0 for squares."""
    kana: float
    """Size of kana against kanji."""
    digits: float
    """Width of a digit."""
    unrest: float
    drift: float
    """How far a line goes up or down along its length, as a slope."""
    ink: Colour
    weight: float
    grain: float
    """How rough the ink is: pencil."""
    spoilt: float


def _way(dice: Dice, *, vertical: bool) -> Way:
    pencil = dice.chance(0.15)
    squares = dice.chance(0.75 if vertical else 0.5)
    return Way(
        size=dice.uniform(26, 62) if dice.chance(0.85) else dice.uniform(60, 90),
        pitch=dice.uniform(0.92, 1.15) if vertical else dice.uniform(0.78, 1.12),
        by_ink=0.0 if squares else dice.uniform(0.02, 0.24),
        kana=dice.uniform(0.72, 1.0),
        digits=dice.uniform(0.42, 0.64),
        unrest=dice.random() ** 1.5,
        drift=dice.gauss(0, 0.008),
        ink=(dice.randint(80, 130),) * 3 if pencil else dice.pick(INKS),
        weight=dice.uniform(0.75, 1.0),
        grain=dice.uniform(0.15, 0.45) if pencil else 0.0,
        spoilt=_SPOILT if dice.chance(0.3) else 0.0,
    )


class Draft:
    """A sheet while it is filled."""

    def __init__(self, dice: Dice, means: Means, scale: float, *, vertical: bool) -> None:
        self.dice, self.means, self.scale, self.vertical = dice, means, scale, vertical
        self.long, self.across = (HEIGHT, WIDTH) if vertical else (WIDTH, HEIGHT)
        """Room along a line, and across lines."""
        tint = dice.choice((255, 255, 250, 244))
        self.pixels = np.full((round(HEIGHT * scale), round(WIDTH * scale), 3), tint, np.uint8)
        self.pieces: list[Piece] = []
        self.way = _way(dice, vertical=vertical)
        self.print_size = dice.uniform(22, 40)
        self.rule = (dice.choice((0, 40, 110, 160)),) * 3
        self.thick = max(1, round(dice.choice((1, 2, 2, 3)) * scale))

    def line(self, x0: float, y0: float, x1: float, y1: float, *, dashed: bool = False) -> None:
        """A rule; coordinates run along and across lines of writing."""
        start, end = self._at(x0, y0), self._at(x1, y1)
        if not dashed:
            cv2.line(self.pixels, start, end, self.rule, self.thick)
            return
        steps = max(2, round(math.dist(start, end) / (10 * self.scale)))
        marks = np.linspace(start, end, steps)
        for a, b in zip(marks[::2], marks[1::2], strict=False):
            cv2.line(self.pixels, tuple(map(round, a)), tuple(map(round, b)), self.rule, self.thick)

    def _at(self, along: float, across: float) -> tuple[int, int]:
        """Pixels of the picture for a place along and across lines; columns run from the right."""
        x, y = (WIDTH - across, along) if self.vertical else (along, across)
        return round(x * self.scale), round(y * self.scale)

    # ------------------------------------------------------------------------------------------------------ writing

    def put(self, wanted: Text, along: float, across: float, room: float, *, printed: bool) -> Box | None:
        """Write a text in the middle of a row; as much of it as fits.

        Args:
            wanted: to write.
            along: where it begins.
            across: the middle of the row.
            room: how long it may be.
            printed: in the sheet's face rather than by hand.

        Returns:
            Where its ink is, as it lies along and across; None where nothing was written.
        """
        kept, box = (self._print if printed else self._write)(wanted.text, along, across, room)
        if not kept.strip() or box is None:
            return None
        kind = "print" if printed else self.means.hand_kind
        self.pieces.append(Piece(folded(" ".join(kept.split())), f"{kind}/{wanted.kind}", self._seen(box)))
        return box

    def _seen(self, box: Box) -> Box:
        return Box(WIDTH - box.bottom, box.left, WIDTH - box.top, box.right) if self.vertical else box

    def _write(self, wanted: str, along: float, across: float, room: float) -> tuple[str, Box | None]:
        dice, way = self.dice, self.way
        kept, x, end, ink_boxes = "", along, along, []
        for char in wanted:
            if char.isspace():
                kept, x = kept + " ", x + way.size * dice.uniform(0.5, 1.1)
                continue
            size = way.size * (way.kana if "ぁ" <= char <= "ヺ" else 1.0) * (1 + 0.06 * way.unrest * dice.gauss(0, 1))
            ink = self.means.hand.write(dice, char, max(8, round(size * self.scale)))
            if ink is None or not ink.any():
                continue
            step = way.size * (way.digits if is_half(char) else way.pitch)
            ink = self._turned(ink, char)
            profile = ink.max(axis=1 if self.vertical else 0) > 0
            inked = np.flatnonzero(profile)
            if not len(inked):
                continue
            low, high = inked[0] / self.scale, (inked[-1] + 1) / self.scale
            tight = bool(way.by_ink) and char not in _LOW
            start = x - low + (way.by_ink * way.size if tight else 0.0)
            if not tight:
                start = x + step / 2 - ink.shape[0 if self.vertical else 1] / self.scale / 2
                if is_half(char) or "ぁ" <= char <= "ヺ":  # what is small does not leave half a square behind it
                    start = min(start, x - low + 0.15 * way.size)
            start = max(start, end - low - _OVERLAP * way.size)
            if start + high > along + room:
                break
            start += dice.gauss(0, 0.03) * way.unrest * way.size
            spoilt = dice.chance(way.spoilt) and start + 2.2 * way.size < along + room
            at = across + way.drift * (x - along) + dice.gauss(0, 0.045) * way.unrest * way.size
            if spoilt:
                self._lay_hand(self._blackened(ink), start, at)
                start += high - low + 0.15 * way.size
            ink_boxes.append(self._lay_hand(ink, start, at))
            kept += char
            end = start + high
            x = end if tight else max(x + step, end - 0.1 * way.size)
        return kept, _around(ink_boxes)

    def _blackened(self, ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A character scribbled over."""
        rows, columns = np.flatnonzero(ink.max(axis=1)), np.flatnonzero(ink.max(axis=0))
        out, dice = ink.copy(), self.dice
        pen = max(2, ink.shape[0] // 14)
        points = [
            (dice.randint(int(columns[0]), int(columns[-1])), round(y))
            for y in np.linspace(rows[0], rows[-1], dice.randint(6, 12))
        ]
        cv2.polylines(out, [np.array(points, np.int32)], False, 255, pen, cv2.LINE_AA)
        for _ in range(2):
            y = dice.randint(int(rows[0]), int(rows[-1]))
            cv2.line(out, (int(columns[0]), y), (int(columns[-1]), y + dice.randint(-4, 4)), 255, pen, cv2.LINE_AA)
        return out

    def _turned(self, ink: NDArray[np.uint8], char: str) -> NDArray[np.uint8]:
        return upright(ink, char) if self.vertical else ink

    def _lay_hand(self, ink: NDArray[np.uint8], start: float, across: float) -> Box:
        if self.way.grain:
            rng = np.random.default_rng(self.dice.getrandbits(32))
            rough = cv2.GaussianBlur(rng.random(ink.shape, np.float32), (0, 0), 0.8)
            ink = np.clip(ink * (1 - self.way.grain * (rough > 0.5)), 0, 255).astype(np.uint8)
        return self._lay(ink, start, across, self.way.ink, self.way.weight)

    def _lay(self, ink: NDArray[np.uint8], start: float, across: float, colour: Colour, weight: float) -> Box:
        """Put a character's square on the sheet; returns its ink's box along and across."""
        half = ink.shape[0] / self.scale / 2
        top = across - half if not self.vertical else across + half
        left, y = self._at(start, top)
        lay(self.pixels, ink, left, y, colour, weight)
        rows, columns = np.flatnonzero(ink.max(axis=1)), np.flatnonzero(ink.max(axis=0))
        if self.vertical:
            rows, columns = columns, rows
            first, last = ink.shape[1] - rows[-1] - 1, ink.shape[1] - rows[0]
        else:
            first, last = rows[0], rows[-1] + 1
        return Box(
            start + columns[0] / self.scale,
            across - half + first / self.scale,
            start + (columns[-1] + 1) / self.scale,
            across - half + last / self.scale,
        )

    def put_labelled(self, label: str, wanted: Text, along: float, across: float, room: float) -> None:
        """Print a label and write a text behind it, near enough to be one line where both are about as large."""
        kept, box = self._print(label, along, across, room)
        if box is None:
            return
        behind = box.right + 0.3 * self.way.size
        rest, written = self._write(wanted.text, behind, across, along + room - behind)
        whole = _around([box, written]) if written is not None else None
        if whole is not None and abs(self.way.size - self.print_size) <= _UNLIKE * self.print_size:
            self.pieces.append(Piece(folded(f"{kept}{rest}".strip()), f"mixed/{wanted.kind}", self._seen(whole)))

    def _print(self, wanted: str, along: float, across: float, room: float) -> tuple[str, Box | None]:
        size = max(8, round(self.print_size * self.scale))
        if self.vertical:
            return self._print_column(wanted, along, across, room)
        face = self.means.faces[0]
        kept = "".join(char for char in wanted if char.isspace() or glyph(face, char, size) is not None)
        font = ImageFont.truetype(face.path, size)
        spread = self.dice.choice((0, 0, 0, 0, 1)) * self.dice.uniform(0, 0.25) * size
        while kept and font.getlength(kept) + spread * len(kept) > room * self.scale:
            kept = kept[:-1]
        kept = kept.strip()
        if not kept:
            return "", None
        wide = round(font.getlength(kept) + spread * len(kept)) + 2 * size
        picture = Image.new("L", (wide, 2 * size))
        pen, x = ImageDraw.Draw(picture), 0.5 * size
        if spread:
            for char in kept:
                pen.text((x, 0.5 * size), char, 255, font)
                x += font.getlength(char) + spread
        else:
            pen.text((x, 0.5 * size), kept, 255, font)
        ink = np.asarray(picture, np.uint8)
        left, top = self._at(along, across)
        lay(self.pixels, ink, left - size // 2, top - size, BLACK, self.dice.uniform(0.8, 1.0))
        rows, columns = np.flatnonzero(ink.max(axis=1)), np.flatnonzero(ink.max(axis=0))
        if not len(rows):
            return "", None
        scale = self.scale
        return kept, Box(
            along + (columns[0] - size // 2) / scale,
            across + (rows[0] - size) / scale,
            along + (columns[-1] + 1 - size // 2) / scale,
            across + (rows[-1] + 1 - size) / scale,
        )

    def _print_column(self, wanted: str, along: float, across: float, room: float) -> tuple[str, Box | None]:
        size = max(8, round(self.print_size * self.scale))
        kept, x, boxes = "", along, []
        for char in wanted:
            if char.isspace():
                kept, x = kept + " ", x + self.print_size
                continue
            found = glyph(self.means.faces[0], char, size)
            if found is None or x + self.print_size > along + room:
                continue
            mask, right, down = found
            side = round(SIDE * size)
            edge = (side - size) // 2
            ink = np.zeros((side, side), np.uint8)
            left, top = max(0, edge + (0 if is_half(char) else right)), max(0, edge + down)
            part = mask[: side - top, : side - left]
            ink[top : top + part.shape[0], left : left + part.shape[1]] = part
            if not ink.any():
                continue
            ink = upright(ink, char)
            start = x + self.print_size / 2 - side / self.scale / 2
            boxes.append(self._lay(ink, start, across, BLACK, 1.0))
            kept += char
            x += self.print_size * (0.6 if is_half(char) else 1.0)
        return kept, _around(boxes)

    def seal(self, box: Box) -> None:
        """A red seal over or behind the end of a line."""
        dice = self.dice
        size = round(dice.uniform(70, 105) * self.scale)
        ink = np.zeros((size, size), np.uint8)
        thick = max(2, round(size * 0.04))
        cv2.circle(ink, (size // 2, size // 2), size // 2 - thick, 255, thick, cv2.LINE_AA)
        for index, char in enumerate(dice.pick(("佐藤", "山本", "田中", "林", "印"))):
            found = glyph(self.means.faces[0], char, round(size * 0.4))
            if found:
                mask = found[0][: size // 2, : size // 2]
                top, left = round(size * (0.12 + 0.38 * index)), round(size / 2 - mask.shape[1] / 2)
                ink[top : top + mask.shape[0], left : left + mask.shape[1]] = mask[: size - top]
        x, y = self._at(box.right + dice.uniform(-0.6, 1.5) * self.way.size, (box.top + box.bottom) / 2)
        lay(self.pixels, ink, x - size // 2, y - size // 2, SEAL_RED, dice.uniform(0.6, 0.95))


def _around(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    return Box(
        min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes)
    )

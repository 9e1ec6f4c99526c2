"""A generated page as a coloured picture of clean paper: print, handwriting, rules and seals; no damage yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ocr_intake.extract.tags import Tag
from training.content.printed import stamp
from training.fonts import HANDWRITING, PRINT, THIN, faces, glyph
from training.hands import FaceHand, StrokeHand, style
from training.paper import HALF, is_half

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from training.dice import Dice
    from training.fonts import Face
    from training.hands import Hand
    from training.paper import Page, Run
    from training.strokes import Strokes

    Colour = tuple[int, int, int]

BLACK: Final = (25, 25, 28)
INKS: Final = ((25, 25, 28), (25, 25, 28), (35, 35, 40), (20, 30, 110), (30, 45, 140), (75, 75, 80))
"""Of pens: black, blue, pencil; red, green, blue."""
SEAL_RED: Final = (200, 40, 45)
STAMP_LONGEST: Final = 10
"""Characters of the longest line that fits into a receipt stamp."""
STAMP_INKS: Final = ((190, 50, 60), (110, 60, 150), (50, 70, 150))
_TURNED: Final = frozenset("ー－−‐―~～（）「」『』【】〔〕〈〉《》…：；＝→()[]-")
"""Characters that vertical writing turns a quarter."""
_SHIFTED: Final = frozenset("。、．，")
_SMALL: Final = frozenset("ぁぃぅぇぉっゃゅょァィゥェォッャュョヵヶ")


class NoFontError(RuntimeError):
    """No face of a kind is installed."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"no {kind} font is installed; install the packages that `python -m training.fonts` prints")


@dataclass(frozen=True, slots=True)
class Writer:
    """What one paper is printed and written with."""

    printed: tuple[Face, ...]
    """The face of print, then those that fill in for characters it does not have."""
    typed: tuple[Face, ...]
    """What the sender types with."""
    hand: Hand
    """Who fills it in."""
    hand_kind: str
    """What the hand is made from: ``font`` or ``stroke``."""
    ink: Colour
    unrest: float
    """How unevenly characters stand, 0 to 1."""
    weight: float
    """Of the pen on paper: 0.8 (pale) to 1."""


def writer(dice: Dice, groups: Iterable[str], strokes: tuple[Strokes, ...] = ()) -> Writer:
    """Choose faces, pen and ink for one paper.

    Args:
        dice: chance.
        groups: of ``fonts.GROUPS`` to choose faces from.
        strokes: real pen strokes; half of the papers are written with them where there are any.

    Raises:
        NoFontError: where no print or no handwriting face is installed.
    """
    chosen = tuple(groups)
    printed, hand = faces(PRINT, chosen), faces(HANDWRITING, chosen)
    for kind, found in (("print", printed), ("handwriting", hand)):
        if not found:
            raise NoFontError(kind)
    made = style(dice, str(dice.getrandbits(64)))
    own: Hand = FaceHand((dice.pick(hand), *hand, *printed), made, dice.choice((-1, 0, 0, 0, 1, 2)))
    kind = "stroke" if strokes and dice.chance(0.5) else "font"
    if kind == "stroke":
        thin = tuple(face for face in hand if face.name in THIN)
        own = StrokeHand((dice.pick(strokes), *strokes), made, FaceHand((*thin, *hand, *printed), made, 0))
    return Writer(
        (dice.pick(printed), *printed),
        (dice.pick(printed), *printed),
        own,
        kind,
        dice.pick(INKS),
        dice.random() ** 2,
        dice.uniform(0.8, 1.0),
    )


def lay(
    pixels: NDArray[np.uint8], ink: NDArray[np.uint8], left: int, top: int, colour: Colour, weight: float = 1.0
) -> None:
    """Put ink on paper, as much of it as lies on the sheet.

    Args:
        pixels: ``(height, width, 3)`` RGB, changed in place.
        ink: ``(h, w)`` uint8, 255 for full ink.
        left: where the ink's left edge lies on the paper.
        top: the same for its top.
        colour: of the ink.
        weight: how much of the paper full ink covers, 0 to 1.
    """
    height, width = pixels.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + ink.shape[1]), min(height, top + ink.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    cover = ink[y0 - top : y1 - top, x0 - left : x1 - left, None].astype(np.float32) * (weight / 255)
    part = pixels[y0:y1, x0:x1]
    part[:] = (part * (1 - cover * (1 - np.array(colour, np.float32) / 255))).astype(np.uint8)


@dataclass(slots=True)
class _Sheet:
    """A picture while it is drawn, and how a page's coordinates lie on it."""

    pixels: NDArray[np.uint8]
    page: Page
    scale: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of the picture for a point of the page."""
        if self.page.vertical:
            return (self.page.height - y) * self.scale, x * self.scale
        return x * self.scale, y * self.scale


def drawn(dice: Dice, page: Page, who: Writer, scale: float = 1.0) -> NDArray[np.uint8]:
    """A page on clean white paper.

    Args:
        dice: chance.
        page: to draw; a vertical page is turned back to how it is looked at.
        who: what it is printed and written with.
        scale: pixels of the picture per pixel of the page (1 is about 200 dpi).

    Returns:
        ``(height, width, 3)`` uint8 RGB.
    """
    width, height = (page.height, page.width) if page.vertical else (page.width, page.height)
    paper = np.full((round(height * scale), round(width * scale), 3), 255, np.uint8)
    sheet = _Sheet(paper, page, scale)
    _draw_rules(dice, sheet)
    for run in page.runs:
        _draw_run(dice, sheet, run, who)
    signed = [run for run in page.runs if run.text.tags[-1] in {Tag.NAME, Tag.REPRESENTATIVE}]
    if signed and dice.chance(0.2):
        _draw_seal(dice, sheet, dice.pick(signed), who)
    if page.starts and dice.chance(0.1):
        _draw_receipt(dice, sheet, who)
    return sheet.pixels


def _draw_rules(dice: Dice, sheet: _Sheet) -> None:
    """Borders of cells, and other rules."""
    grey = dice.choice((0, 0, 40, 110))
    thick = max(1, round(dice.choice((1, 2, 2, 3, 4)) * sheet.scale))
    lines = list(sheet.page.rules)
    if sheet.page.ruled:
        for left, top, right, bottom in sheet.page.cells:
            lines += [
                (left, top, right, top),
                (left, bottom, right, bottom),
                (left, top, left, bottom),
                (right, top, right, bottom),
            ]
    for x0, y0, x1, y1 in lines:
        start, end = sheet.at(x0, y0), sheet.at(x1, y1)
        first, last = (round(start[0]), round(start[1])), (round(end[0]), round(end[1]))
        cv2.line(sheet.pixels, first, last, (grey, grey, grey), thick)


def _draw_run(dice: Dice, sheet: _Sheet, run: Run, who: Writer) -> None:
    """The characters of a run, each in its place."""
    drift = dice.gauss(0, 0.006) * who.unrest if run.hand else 0.0
    typed = who.typed if any(tag in _TYPED for tag in run.text.tags) else who.printed
    size = max(6, round(run.size * sheet.scale))
    x = run.x
    for index, (char, tag) in enumerate(zip(run.text.text, run.text.tags, strict=True)):
        step = (HALF if is_half(char) else 1.0) * run.size
        if not char.isspace():
            y = run.y + drift * index * run.size
            by_hand = run.hand and tag is not Tag.LABEL
            _draw_character(dice, sheet, char, (x, y, step), size, who if by_hand else typed)
        x += step * run.pitch


_TYPED: Final = frozenset(Tag) - {Tag.LABEL, Tag.NOTE, Tag.OFFICE, Tag.HEADING, Tag.OTHER}
"""What the sender writes."""


def _draw_character(
    dice: Dice, sheet: _Sheet, char: str, place: tuple[float, float, float], size: int, by: Writer | tuple[Face, ...]
) -> None:
    """One character in its field of the page: left, top and how far it reaches along the line."""
    x, y, step = place
    if isinstance(by, tuple):
        ink, colour, weight = _square(char, by, size), BLACK, 1.0
    else:
        written = by.hand.write(dice, char, size)
        if written is None:
            return
        ink, colour, weight = written, by.ink, by.weight
        x += dice.gauss(0, 0.03) * by.unrest * step
        y += dice.gauss(0, 0.05) * by.unrest * step
    if sheet.page.vertical:
        ink = upright(ink, char)
    middle = sheet.at(x + step / 2, y + size / sheet.scale / 2)
    lay(sheet.pixels, ink, round(middle[0] - ink.shape[1] / 2), round(middle[1] - ink.shape[0] / 2), colour, weight)


def upright(ink: NDArray[np.uint8], char: str) -> NDArray[np.uint8]:
    """A character's square as it stands in vertical writing."""
    if char in _TURNED or is_half(char):
        return np.ascontiguousarray(np.rot90(ink, -1))
    shift = 0.55 if char in _SHIFTED else 0.12 if char in _SMALL else 0.0
    if shift:
        step = round(shift * ink.shape[0])
        return np.roll(np.roll(ink, -step, axis=0), step, axis=1)
    return ink


def _square(char: str, by: tuple[Face, ...], size: int) -> NDArray[np.uint8]:
    """A printed character in the middle of a square, half as much again as its size for what reaches out of it."""
    side = round(1.5 * size)
    ink = np.zeros((side, side), np.uint8)
    found = next((found for face in by if (found := glyph(face, char, size)) is not None), None)
    if found is None:
        return ink
    mask, _, down = found
    top, left = (side - size) // 2 + down, (side - mask.shape[1]) // 2
    if not is_half(char) and char in _SHIFTED | _SMALL:
        left = (side - size) // 2 + found[1]
    top, left = max(0, min(top, side - 1)), max(0, min(left, side - 1))
    part = mask[: side - top, : side - left]
    ink[top : top + part.shape[0], left : left + part.shape[1]] = part
    return ink


def _ring(size: int, *, square: bool, thick: int) -> NDArray[np.uint8]:
    ink = np.zeros((size, size), np.uint8)
    if square:
        cv2.rectangle(ink, (thick, thick), (size - thick, size - thick), 255, thick)
    else:
        cv2.circle(ink, (size // 2, size // 2), size // 2 - thick, 255, thick, cv2.LINE_AA)
    return ink


def _draw_seal(dice: Dice, sheet: _Sheet, run: Run, who: Writer) -> None:
    """A red seal over or behind the end of a name: the family name, in a ring."""
    name = run.text.text.split()[0][:2] if run.text.text.split() else "印"
    size = round(dice.uniform(75, 110) * sheet.scale)
    ink = _ring(size, square=dice.chance(0.15), thick=max(2, round(size * 0.04)))
    each = round(size * 0.42)
    for index, char in enumerate(name):
        letter = _square(char, who.printed[::-1], each)
        middle = size * (0.5 if len(name) == 1 else 0.3 + 0.4 * index)
        top, left = round(middle - letter.shape[0] / 2), round(size / 2 - letter.shape[1] / 2)
        part = ink[max(0, top) : top + letter.shape[0], max(0, left) : left + letter.shape[1]]
        part[:] = np.maximum(part, letter[max(0, -top) :, max(0, -left) :][: part.shape[0], : part.shape[1]])
    where = sheet.at(run.right + dice.uniform(-0.8, 2.0) * run.size, run.y + run.size / 2)
    lay(sheet.pixels, ink, round(where[0] - size / 2), round(where[1] - size / 2), SEAL_RED, dice.uniform(0.6, 0.95))


def _draw_receipt(dice: Dice, sheet: _Sheet, who: Writer) -> None:
    """The office's receipt stamp in an emptier corner."""
    height, width = sheet.pixels.shape[:2]
    size = round(dice.uniform(190, 270) * sheet.scale)
    corners = [(x, y) for x in (0.08, 0.5, 0.72) for y in (0.01, 0.05, 0.82)]
    places = [(round(x * width), round(y * height)) for x, y in corners]
    places = [(x, y) for x, y in places if x + size < width and y + size < height]
    lines = [line for line in stamp(dice) if len(line) <= STAMP_LONGEST][:3]
    if not places or not lines:
        return
    x, y = max(places, key=lambda at: float(sheet.pixels[at[1] : at[1] + size, at[0] : at[0] + size].mean()))
    ink = _ring(size, square=False, thick=max(2, round(size * 0.02)))
    each = min(round(size * 0.2), round(size * 0.8 / max(len(line) for line in lines)))
    for row, line in enumerate(lines):
        across = size / 2 - len(line) * each / 2
        for char in line:
            letter = _square(char, who.printed, each)
            top = round(size * (row + 1) / (len(lines) + 1) - letter.shape[0] / 2)
            left = round(across + each / 2 - letter.shape[1] / 2)
            part = ink[max(0, top) : top + letter.shape[0], max(0, left) : left + letter.shape[1]]
            part[:] = np.maximum(part, letter[max(0, -top) :, max(0, -left) :][: part.shape[0], : part.shape[1]])
            across += each * (HALF + 0.05 if is_half(char) else 1.0)
    lay(sheet.pixels, ink, x, y, dice.pick(STAMP_INKS), dice.uniform(0.6, 0.95))

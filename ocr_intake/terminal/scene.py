"""What of a page is shown, and how large: the lines of a field so that they can be read, or a part of the page."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from ocr_intake.model.geometry import Box, union_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MARGIN: Final = 0.3
"""Of a line's thickness: what is shown around it at least."""
_BESIDE: Final = 2.0
"""Of a line's thickness: what is shown beside it where it is shown whole, so that a label can be recognised."""
_OUTSIDE: Final = (0.80, 0.80, 0.84)
"""How paper around the field is tinted, so that the field itself stands out (red, green, blue)."""
_BLANK: Final = _OUTSIDE
"""Where there is no page."""
_SMALLER: Final = 0.8
"""Share of the legible size that is still taken where it saves a piece."""
_LARGEST: Final = 4.0
"""Pixels of the canvas for one of the page, beyond which there is nothing more to see."""
_LEAST_CONTRAST: Final = 24
"""Grey levels between ink and paper; where there is less, nothing is written, and noise is not to be blown up."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What there is to draw on."""

    columns: int
    rows: int
    cell: tuple[int, int]
    """Pixels of one character cell: width, height."""
    legible: float
    """Rows that a line of Japanese needs to be read."""
    comfortable: float
    """Rows of a line from which more brings nothing."""
    whole: bool = False
    """Lines are as large as for so many rows, and all of them are shown, however many rows they take."""

    @property
    def width(self) -> int:
        """Pixels."""
        return self.columns * self.cell[0]

    @property
    def height(self) -> int:
        """Pixels."""
        return self.rows * self.cell[1]


@dataclass(frozen=True, slots=True)
class Look:
    """Where a person looks: at the field, or (``zoom``) at the page around a point of it."""

    zoom: float | None = None
    """How much larger than the page fitted to the canvas's width; None for the field's lines."""
    x: float = 0.5
    y: float = 0.5
    """The point in the middle of the picture, as shares of the page's width and height."""
    scroll: int = 0
    """Rows that a picture of lines is scrolled by."""
    view: int = 0
    """Which page, counted from 0 among those of the question."""
    sheet: bool = False
    """At whole pages rather than at lines."""
    turn: int = 0
    """Quarter turns of the pages, clockwise, 0 to 3."""
    light: int = 0
    """Steps of brightness that are added."""
    contrast: int = 0
    """Steps of contrast that are added."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A window on a page, and the part of it that is meant."""

    page: int
    """Index among the pages given."""
    window: tuple[float, float, float, float]
    """Left, top, right, bottom in pixels of the page; may reach beyond it."""
    focus: tuple[Box, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A picture ready to be shown."""

    pixels: NDArray[np.uint8]
    """``(height, width, 3)`` RGB: exactly the canvas, or less high."""
    rows: int
    """Rows of cells that it takes."""
    look: Look
    """Where it looks at after all: never beyond an end."""
    more: bool = False
    """There is something above or below."""
    zoom: float = 1.0
    """How much larger than the page fitted to the canvas's width the page is drawn."""


def field_scene(
    pages: Sequence[Image.Image],
    boxes: Sequence[Sequence[Box]],
    canvas: Canvas,
    look: Look,
    lit: tuple[Box, ...] = (),
) -> Scene:
    """The lines of a field, so large that they can be read, with what stands around them.

    A line that would be too small at the canvas's width is shown in several pieces: those of a horizontal line one
    below the other, those of a vertical line side by side from the right. What does not fit can be scrolled to.

    Args:
        pages: The pages, RGB.
        boxes: For each page the lines on it, in reading order; at least one in all.
        canvas: What to draw on.
        look: For the rows to leave out at the top.
        lit: What stands out; the lines themselves where there is none.
    """
    lines = [(number, box) for number, listed in enumerate(boxes) for box in listed]
    thickness = float(np.median([max(min(box.width, box.height), 1) for _, box in lines]))
    if is_vertical([box for _, box in lines]):
        pixels, scale = _columns(pages, lines, thickness, canvas, lit)
    else:
        pixels, scale = _rows(pages, lines, thickness, canvas, lit)
    rows = math.ceil(pixels.shape[0] / canvas.cell[1])
    if canvas.whole:
        canvas = replace(canvas, rows=rows)
    first = max(0, min(look.scroll, rows - canvas.rows))
    shown = pixels[first * canvas.cell[1] : (first + canvas.rows) * canvas.cell[1]]
    scene = finished(shown, canvas, replace(look, scroll=first), more=rows > canvas.rows)
    return replace(scene, zoom=scale * pages[lines[0][0]].width / canvas.width)


def page_scene(page: Image.Image, boxes: Sequence[Box], canvas: Canvas, look: Look) -> Scene:
    """A part of a page: as wide as the canvas at zoom 1, its middle at the point looked at, kept on the page."""
    scale = canvas.width / page.width * (look.zoom or 1)
    whole = math.ceil(page.height * scale)
    height = min(canvas.height, whole)
    half_width, half_height = canvas.width / scale / 2, height / scale / 2
    x = _kept(look.x * page.width, half_width, page.width)
    y = _kept(look.y * page.height, half_height, page.height)
    window = (x - half_width, y - half_height, x + half_width, y + half_height)
    pixels = padded(drawn([page], Strip(0, window, tuple(boxes)), scale), canvas.width)[: canvas.height]
    scene = finished(pixels, canvas, replace(look, x=x / page.width, y=y / page.height), more=whole > canvas.height)
    return replace(scene, zoom=look.zoom or 1.0)


def _kept(middle: float, half: float, length: int) -> float:
    """``middle`` moved so that a window around it stays on the page as far as it can."""
    return length / 2 if half * 2 >= length else min(max(middle, half), length - half)


def is_vertical(boxes: Sequence[Box]) -> bool:
    """Whether most of the lines are columns."""
    return sum(box.height > 1.5 * box.width for box in boxes) * 2 > len(boxes)


def finished(pixels: NDArray[np.uint8], canvas: Canvas, look: Look, *, more: bool) -> Scene:
    """A picture with its last row of cells filled."""
    rows = max(1, math.ceil(pixels.shape[0] / canvas.cell[1]))
    missing = rows * canvas.cell[1] - pixels.shape[0]
    if missing:
        pixels = np.concatenate([pixels, _blank(pixels.shape[1], missing)])
    pixels.setflags(write=False)
    return Scene(pixels, rows, look, more)


# ----------------------------------------------------------------------------------------------------- lines of a field


def _rows(
    pages: Sequence[Image.Image],
    lines: Sequence[tuple[int, Box]],
    thickness: float,
    canvas: Canvas,
    lit: tuple[Box, ...],
) -> tuple[NDArray[np.uint8], float]:
    """Horizontal lines, one below the other; and how large they are drawn."""
    margin = MARGIN * thickness
    widest = max(box.width for _, box in lines) + 2 * margin
    beside = min(_BESIDE * thickness, 0.25 * widest)
    scale, whole = _scale(canvas.width, (widest, widest + beside), thickness, canvas)
    across = canvas.width / scale
    strips = []
    for page, box in lines:
        for left, right in [(box.left, box.right)] if whole else _pieces(pages[page], box, across - 2 * margin):
            focus = Box(left, box.top, right, box.bottom).grown(round(margin / 2) if whole else 0, round(margin / 2))
            edges = left - margin * (whole or left == box.left), right + margin * (whole or right == box.right)
            strips.append(Strip(page, (edges[0], box.top - margin, edges[1], box.bottom + margin), (focus,)))
    if whole:
        strips = _joined(strips, margin)
        needed = sum((strip.window[3] - strip.window[1]) * scale / canvas.cell[1] for strip in strips)
        spare = max(canvas.rows - needed, 0) / len(strips)
        strips = [_surrounded(strip, pages[strip.page], scale, canvas, spare) for strip in strips]
    strips = [replace(strip, focus=lit or strip.focus) for strip in strips]
    return np.concatenate([padded(drawn(pages, strip, scale), canvas.width) for strip in strips]), scale


def _columns(
    pages: Sequence[Image.Image],
    lines: Sequence[tuple[int, Box]],
    thickness: float,
    canvas: Canvas,
    lit: tuple[Box, ...],
) -> tuple[NDArray[np.uint8], float]:
    """Vertical lines, side by side from the right, and how large they are drawn.

    They are in bands where they do not all fit beside each other.
    """
    margin = MARGIN * thickness
    tallest = max(box.height for _, box in lines) + 2 * margin
    scale, whole = _scale(canvas.height, (tallest, tallest), thickness, canvas)
    down = canvas.height / scale
    union = union_of(box for _, box in lines)
    if whole and len({page for page, _ in lines}) == 1 and (union.width + 2 * margin) * scale <= canvas.width:
        focus = tuple(box.grown(round(margin / 2), round(margin / 2)) for _, box in lines)
        window = _window_around(union, canvas.width / scale, down, pages[lines[0][0]])
        whole_page = drawn(pages, Strip(lines[0][0], window, lit or focus), scale)
        return whole_page[: canvas.height, : canvas.width], scale
    bands = [_blank(canvas.width, canvas.height)]
    right = canvas.width
    for page, box in lines:
        for top, bottom in _pieces(pages[page], box, down - 2 * margin, vertical=True):
            focus = (Box(box.left, top, box.right, bottom).grown(round(margin / 2), 0),)
            edges = top - margin * (top == box.top), bottom + margin * (bottom == box.bottom)
            strip = Strip(page, (box.left - margin, edges[0], box.right + margin, edges[1]), lit or focus)
            column = drawn(pages, strip, scale)[: canvas.height, : canvas.width]
            if right < column.shape[1]:
                bands.append(_blank(canvas.width, canvas.height))
                right = canvas.width
            bands[-1][: column.shape[0], right - column.shape[1] : right] = column
            right -= column.shape[1]
    return np.concatenate(bands), scale


def _scale(extent: int, lengths: tuple[float, float], thickness: float, canvas: Canvas) -> tuple[float, bool]:
    """How large lines are drawn.

    Args:
        extent: Pixels of the canvas along the lines.
        lengths: Of the longest line, and with what should be seen beside it where there is room; pixels of the page.
        thickness: Of a line, in pixels of the page.
        canvas: What to draw on.

    Returns:
        Pixels of the canvas for one of the page, and whether lines stay whole at that.
    """
    length, roomy = lengths
    row = canvas.cell[1] / thickness
    low = canvas.height / (thickness * (1 + 2 * MARGIN))  # at least one line is always seen at once
    wanted = min(extent / length, canvas.comfortable * row, _LARGEST, low)
    least = min(canvas.legible * row, _LARGEST, low)
    if wanted >= least * _SMALLER:
        return min(wanted, max(extent / roomy, least * _SMALLER)), True
    pieces = math.floor(length * least / extent)
    for number in (max(pieces, 1), pieces + 1):
        scale = number * extent / (length + number * thickness)  # cutting between characters costs one a piece
        if scale >= least * _SMALLER:
            return min(scale, least), False
    return least, False


def _pieces(page: Image.Image, box: Box, longest: float, *, vertical: bool = False) -> list[tuple[int, int]]:
    """A line in pieces of at most ``longest`` pixels, cut between characters where possible.

    Returns:
        Where each begins and ends along the line.
    """
    image = np.asarray(page.crop((box.left, box.top, box.right, box.bottom)).convert("L"), dtype=np.int32)
    ink = (255 - image).sum(axis=1 if vertical else 0)
    origin, thickness = (box.top, box.width) if vertical else (box.left, box.height)
    step = max(int(longest), 1)
    pieces, start = [], 0
    while len(ink) - start > step:
        first = start + max(step - thickness, step // 2, 1)  # look for a gap within the last character's length
        candidates = ink[first : start + step + 1]
        cut = first + int(np.flatnonzero(candidates == candidates.min())[-1])
        pieces.append((origin + start, origin + cut))
        start = cut
    return [*pieces, (origin + start, origin + len(ink))]


def _joined(strips: Sequence[Strip], gap: float) -> list[Strip]:
    """Strips that nearly touch as one: lines of one paragraph are shown as they stand."""
    joined: list[Strip] = []
    for strip in strips:
        last = joined[-1] if joined else None
        if last is None or last.page != strip.page or not last.window[1] <= strip.window[1] <= last.window[3] + gap:
            joined.append(strip)
            continue
        lefts, tops, rights, bottoms = zip(last.window, strip.window, strict=True)
        window = (min(lefts), min(tops), max(rights), max(bottoms))
        joined[-1] = Strip(last.page, window, (*last.focus, *strip.focus))
    return joined


def _surrounded(strip: Strip, page: Image.Image, scale: float, canvas: Canvas, spare: float) -> Strip:
    """A strip as wide as the canvas, and with what stands above and below, at most as high again and ``spare`` rows."""
    union = union_of(strip.focus)
    needed = (strip.window[3] - strip.window[1]) * scale / canvas.cell[1]
    rows = math.floor(needed + min(union.height * scale / canvas.cell[1], spare)) if spare >= 1 else needed
    window = _window_around(union, canvas.width / scale, rows * canvas.cell[1] / scale, page)
    return Strip(strip.page, window, strip.focus)


def _window_around(box: Box, width: float, height: float, page: Image.Image) -> tuple[float, float, float, float]:
    """A window of that size with the box in it: labels stand to the left, so more is shown there."""
    left = box.left - max(width - box.width, 0) * 2 / 3
    left = min(max(left, 0), max(page.width - width, 0)) if box.width <= width else left
    top = box.top - (height - box.height) / 2
    return left, top, left + width, top + height


# -------------------------------------------------------------------------------------------------------------- drawing


def drawn(pages: Sequence[Image.Image], strip: Strip, scale: float) -> NDArray[np.uint8]:
    """A window of a page in pixels of the canvas: ``(height, width, 3)``, paper white, the surroundings tinted."""
    page = pages[strip.page]
    left, top, right, bottom = strip.window
    width, height = max(round((right - left) * scale), 1), max(round((bottom - top) * scale), 1)
    inner = (max(left, 0.0), max(top, 0.0), min(right, float(page.width)), min(bottom, float(page.height)))
    out = _blank(width, height)
    x, y = round((inner[0] - left) * scale), round((inner[1] - top) * scale)
    size = round((inner[2] - inner[0]) * scale), round((inner[3] - inner[1]) * scale)
    size = min(size[0], width - x), min(size[1], height - y)
    if size[0] <= 0 or size[1] <= 0:
        return out
    resample = Image.Resampling.BICUBIC if scale >= 1 else Image.Resampling.HAMMING
    part = np.asarray(page.resize(size, resample, box=inner).convert("RGB"), dtype=np.float32)
    part = _contrast(part)
    tint = np.empty((*part.shape[:2], 1), np.float32)
    tint[:] = 0.0 if strip.focus else 1.0
    for box in strip.focus:
        across = [max(round((edge - inner[0]) * scale), 0) for edge in (box.left, box.right)]
        down = [max(round((edge - inner[1]) * scale), 0) for edge in (box.top, box.bottom)]
        tint[slice(*down), slice(*across)] = 1.0
    part *= tint + (1 - tint) * np.array(_OUTSIDE, np.float32)
    out[y : y + size[1], x : x + size[0]] = part.astype(np.uint8)
    return out


def _contrast(part: NDArray[np.float32]) -> NDArray[np.float32]:
    """Paper to white and the darkest ink to black; colours keep their hue."""
    grey = part.mean(axis=2)
    darkest, paper = (float(level) for level in np.percentile(grey, (0.5, 75)))
    ink = min(darkest, paper - _LEAST_CONTRAST)
    stretched: NDArray[np.float32] = np.clip((part - np.float32(ink)) * np.float32(255 / (paper - ink)), 0, 255)
    return stretched


def _blank(width: int, height: int) -> NDArray[np.uint8]:
    """Where there is no page."""
    return np.full((height, width, 3), [round(share * 255) for share in _BLANK], np.uint8)


def padded(pixels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """``pixels`` exactly so wide."""
    missing = width - pixels.shape[1]
    if missing <= 0:
        return pixels[:, :width]
    return np.concatenate([pixels, _blank(missing, pixels.shape[0])], axis=1)

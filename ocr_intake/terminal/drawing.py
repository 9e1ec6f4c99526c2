"""Pages into pictures for one terminal: which part, how large, in which of its ways. Nothing is laid out here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image
from rich.segment import Segment

from ocr_intake.model.geometry import Box
from ocr_intake.terminal import pictures
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.scene import Canvas, Look, Scene, field_scene, page_scene
from ocr_intake.terminal.sheets import sheets_scene
from ocr_intake.terminal.spots import spot_scene

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ocr_intake.review.tasks import PageView
    from ocr_intake.terminal.view import Picture

_KEPT: Final = 4
"""Pages kept decoded: those of one submission, mostly; each takes up to some 30 megabytes."""

_LEGIBLE: Final = {Graphics.BLOCKS: 5.0, Graphics.BRAILLE: 4.2}
"""Rows that a line of Japanese needs to be read; looked at on handwriting and print."""
_COMFORTABLE: Final = {Graphics.BLOCKS: 7.0, Graphics.BRAILLE: 6.0}
_OF_PIXELS: Final = (1.4, 3.0)
"""Rows of a line, legible and comfortable, where a picture is shown as pixels."""
_LIGHTER: Final = 24.0
"""Grey levels of a step of brightness."""
_HARDER: Final = 1.25
"""What a step of contrast multiplies the distance from the middle grey by."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as a terminal takes it: lines of text, or bytes to send with the cursor at its upper left corner."""

    rows: int
    look: Look
    more: bool
    lines: tuple[tuple[Segment, ...], ...] = ()
    data: bytes = b""
    zoom: float = 1.0
    """How much larger than the page fitted to the picture's width the page is drawn."""


@dataclass(slots=True)
class Artist:
    """Draws for one terminal."""

    capabilities: Capabilities
    _pages: dict[Path, Image.Image | None] = field(default_factory=dict)

    def draw(self, picture: Picture, look: Look, columns: int, rows: int, *, whole: bool = False) -> Drawn | None:
        """A picture in so many cells at most, or all of it; None where there is nothing to show, or no way to."""
        graphics = self.capabilities.graphics
        if graphics is Graphics.NONE or columns < 4 or rows < 2:
            return None
        legible, comfortable = _LEGIBLE.get(graphics, _OF_PIXELS[0]), _COMFORTABLE.get(graphics, _OF_PIXELS[1])
        canvas = Canvas(columns, rows, self._cell(), legible, comfortable, whole)
        scene = self._scene(picture, look, canvas)
        if scene is None:
            return None
        scene = replace(scene, pixels=_lit(scene.pixels, look))
        lines, data = self._encoded(scene, columns)
        return Drawn(scene.rows, scene.look, scene.more, lines, data, scene.zoom)

    def _cell(self) -> tuple[int, int]:
        match self.capabilities.graphics:
            case Graphics.BLOCKS:
                return pictures.BLOCK_CELL
            case Graphics.BRAILLE:
                return pictures.BRAILLE_CELL
            case _:
                return self.capabilities.cell

    def _scene(self, picture: Picture, look: Look, canvas: Canvas) -> Scene | None:
        pages = [_turned(page, view, look.turn) for view in picture.views if (page := self._page(view)) is not None]
        if look.zoom is not None:
            view = picture.views[look.view]
            found = self._page(view)
            if found is None:
                return None
            lit = view.boxes if picture.spot is None else (picture.spot,)
            page, boxes = _turned(found, replace(view, boxes=lit), look.turn)
            return page_scene(page, boxes, canvas, look)
        if picture.sheets or look.sheet:
            return sheets_scene(pages, canvas, look) if pages else None
        there = [(page, boxes) for page, boxes in pages if boxes]
        if not there:
            return None
        if picture.spot is not None:
            (page, (line, *_)), *_ = there
            spot = _turned_box(picture.spot, self._size(picture), look.turn)
            return spot_scene(page, spot, line, canvas, look)
        return field_scene([page for page, _ in there], [boxes for _, boxes in there], canvas, look)

    def _size(self, picture: Picture) -> tuple[int, int]:
        """Of the page with the part that is meant, as it is stored."""
        page = next(page for view in picture.views if view.boxes and (page := self._page(view)) is not None)
        return page.size

    def _page(self, view: PageView) -> Image.Image | None:
        """The decoded page; None where there is none, or none that can be decoded."""
        path = view.image
        if path is None:
            return None
        if path not in self._pages:
            while len(self._pages) >= _KEPT:
                del self._pages[next(iter(self._pages))]
            self._pages[path] = _decoded(path)
        return self._pages[path]

    def _encoded(self, scene: Scene, columns: int) -> tuple[tuple[tuple[Segment, ...], ...], bytes]:
        match self.capabilities.graphics:
            case Graphics.BLOCKS:
                return tuple(pictures.blocks(scene.pixels)), b""
            case Graphics.BRAILLE:
                return tuple((Segment(line),) for line in pictures.braille(scene.pixels)), b""
            case Graphics.SIXEL:
                return (), pictures.sixel(scene.pixels)
            case Graphics.ITERM:
                return (), pictures.iterm(scene.pixels, columns, scene.rows)
            case _:
                return (), pictures.kitty(scene.pixels, columns, scene.rows)


def _turned(page: Image.Image, view: PageView, turn: int) -> tuple[Image.Image, tuple[Box, ...]]:
    """A page with its places after so many quarter turns clockwise."""
    if turn == 0:
        return page, view.boxes
    boxes = tuple(_turned_box(box, page.size, turn) for box in view.boxes)
    return page.transpose(_TURNS[turn]), boxes


_TURNS: Final = {
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}


def _turned_box(box: Box, size: tuple[int, int], turn: int) -> Box:
    """A place on a page of that size (width, height) after so many quarter turns clockwise."""
    for _ in range(turn):
        box = Box(size[1] - box.bottom, box.left, size[1] - box.top, box.right)
        size = size[1], size[0]
    return box


def _lit(pixels: NDArray[np.uint8], look: Look) -> NDArray[np.uint8]:
    """A picture with the brightness and the contrast that a person asked for."""
    if look.light == 0 and look.contrast == 0:
        return pixels
    wanted = (pixels.astype(np.float32) - 128) * _HARDER**look.contrast + 128 + _LIGHTER * look.light
    lit: NDArray[np.uint8] = np.clip(wanted, 0, 255).astype(np.uint8)
    return lit


def _decoded(path: Path) -> Image.Image | None:
    try:
        with Image.open(path, formats=("PNG",)) as image:
            image.load()
            return image if image.mode in {"L", "RGB"} else image.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None

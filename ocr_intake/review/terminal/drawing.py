"""Pages into pictures for one terminal: which part, how large, in which of its ways. Nothing is laid out here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PIL import Image

from ocr_intake.review.terminal import pictures
from ocr_intake.review.terminal.capabilities import Capabilities, Graphics
from ocr_intake.review.terminal.scene import Canvas, Look, Scene, field_scene, page_scene
from ocr_intake.review.terminal.sheets import sheets_scene
from ocr_intake.review.terminal.spots import spot_scene

if TYPE_CHECKING:
    from pathlib import Path

    from ocr_intake.review.tasks import PageView
    from ocr_intake.review.terminal.view import Picture

_KEPT: Final = 4
"""Pages kept decoded: those of one submission, mostly; each takes up to some 30 megabytes."""

_LEGIBLE: Final = {Graphics.BLOCKS: 5.0, Graphics.BRAILLE: 4.2, Graphics.SIXEL: 1.4, Graphics.KITTY: 1.4}
"""Rows that a line of Japanese needs to be read; looked at on handwriting and print."""
_COMFORTABLE: Final = {Graphics.BLOCKS: 7.0, Graphics.BRAILLE: 6.0, Graphics.SIXEL: 3.0, Graphics.KITTY: 3.0}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as a terminal takes it: lines of text, or bytes to send with the cursor at its upper left corner."""

    rows: int
    look: Look
    more: bool
    lines: tuple[str, ...] = ()
    data: bytes = b""
    zoom: float = 1.0
    """How much larger than the page fitted to the picture's width the page is drawn."""


@dataclass(slots=True)
class Artist:
    """Draws for one terminal."""

    capabilities: Capabilities
    _pages: dict[Path, Image.Image | None] = field(default_factory=dict)

    def draw(self, picture: Picture, columns: int, rows: int) -> Drawn | None:
        """A picture in so many cells at most; None where there is nothing to show, or no way to."""
        graphics = self.capabilities.graphics
        if graphics is Graphics.NONE or columns < 4 or rows < 2:
            return None
        canvas = Canvas(columns, rows, self._cell(), _LEGIBLE[graphics], _COMFORTABLE[graphics])
        scene = self._scene(picture, canvas)
        if scene is None:
            return None
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

    def _scene(self, picture: Picture, canvas: Canvas) -> Scene | None:
        look = picture.look
        if look.zoom is not None:
            view = picture.views[look.view]
            page = self._page(view)
            lit = view.boxes if picture.spot is None else (picture.spot,)
            return None if page is None else page_scene(page, lit, canvas, look)
        if picture.sheets:
            sheets = [(page, view.boxes) for view in picture.views if (page := self._page(view)) is not None]
            return sheets_scene(sheets, canvas, look) if sheets else None
        there = [(page, view.boxes) for view in picture.views if view.boxes and (page := self._page(view)) is not None]
        if not there:
            return None
        if picture.spot is not None:
            (page, (line, *_)), *_ = there
            return spot_scene(page, picture.spot, line, canvas, look)
        return field_scene([page for page, _ in there], [boxes for _, boxes in there], canvas, look)

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

    def _encoded(self, scene: Scene, columns: int) -> tuple[tuple[str, ...], bytes]:
        match self.capabilities.graphics:
            case Graphics.BLOCKS:
                return tuple(pictures.blocks(scene.pixels, self.capabilities.colours)), b""
            case Graphics.BRAILLE:
                return tuple(pictures.braille(scene.pixels)), b""
            case Graphics.SIXEL:
                return (), pictures.sixel(scene.pixels)
            case _:
                return (), pictures.kitty(scene.pixels, columns, scene.rows)


def _decoded(path: Path) -> Image.Image | None:
    try:
        with Image.open(path, formats=("PNG",)) as image:
            image.load()
            return image if image.mode in {"L", "RGB"} else image.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None

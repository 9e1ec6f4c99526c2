"""Where a person looks: what keys do to the picture beside a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PIL import Image

from ocr_intake.terminal.keys import Key, Name
from ocr_intake.terminal.scene import Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.review.tasks import PageView
    from ocr_intake.terminal.view import Picture

KEYS: Final = frozenset({"z", "+ -", "←↓↑→", "f", "t", "[ ]", "{ }"})
"""As screens show them."""
CLOSE: Final = 2.0
"""How much a page is enlarged on which nothing is known to look at."""
_CLOSER: Final = 1.5
"""What one step of zooming enlarges by."""
_ZOOMS: Final = (0.5, 12.0)
_STEP: Final = 0.2
"""Shares of the page's width that one step moves by at zoom 1."""
_ROWS: Final = 3
"""Rows that one step scrolls by."""
_MOST: Final = 4
"""Steps of brightness and of contrast, either way."""
_MOVES: Final = {Name.LEFT: (-1, 0), Name.RIGHT: (1, 0), Name.UP: (0, -1), Name.DOWN: (0, 1)}
_LIGHTS: Final[dict[str, Callable[[Look], Look]]] = {
    "[": lambda look: replace(look, light=max(look.light - 1, -_MOST)),
    "]": lambda look: replace(look, light=min(look.light + 1, _MOST)),
    "{": lambda look: replace(look, contrast=max(look.contrast - 1, -_MOST)),
    "}": lambda look: replace(look, contrast=min(look.contrast + 1, _MOST)),
}


def first_look(views: Sequence[PageView]) -> Look:
    """At the lines of the field; at the top of the page where there are none."""
    return Look() if has_lines(views) else Look(zoom=1.0, y=0.0)


def looked(key: Key, picture: Picture, zoom: float) -> Look | None:
    """Where a key turns the eyes; None for keys that do not.

    Args:
        key: What was pressed.
        picture: What is shown.
        zoom: How large it came out (see ``Shown``).
    """
    look, command = picture.look, key.command
    if command in _LIGHTS:
        return _LIGHTS[command](look)
    if command == "t":
        return replace(look, turn=(look.turn + 1) % 4, x=1 - look.y, y=look.x)
    if command == "f":
        return _back(picture) if look.sheet else replace(look, sheet=True, zoom=None)
    if command == "z" or (look.zoom is None and command in {"+", ";", "="}):
        return _nearer(picture, zoom)
    return _scrolled(key, look) if look.zoom is None else _moved(key, picture, look.zoom)


def _scrolled(key: Key, look: Look) -> Look | None:
    """Further up or down along lines."""
    rows = {Name.UP: -_ROWS, Name.DOWN: _ROWS}.get(key.name)
    return None if rows is None else replace(look, scroll=max(look.scroll + rows, 0))


def _moved(key: Key, picture: Picture, zoom: float) -> Look | None:
    """Elsewhere on an enlarged page, closer to it, or at another one."""
    look, command = picture.look, key.command
    if command in {"+", "-", ";", "="}:  # + without the shift key, on Japanese and other keyboards
        closer = zoom / _CLOSER if command == "-" else zoom * _CLOSER
        return replace(look, zoom=min(max(closer, _ZOOMS[0]), max(_ZOOMS[1], zoom)))
    if key.name is Name.TAB:
        return replace(look, y=0.0, view=(look.view + 1) % len(picture.views))
    if key.name in _MOVES:
        right, down = _MOVES[key.name]
        step = _STEP / zoom
        return replace(look, x=min(max(look.x + right * step, 0), 1), y=min(max(look.y + down * step, 0), 1))
    return None


def _back(picture: Picture) -> Look:
    """Where the question began, in the light that was asked for."""
    look, first = picture.look, first_look(picture.views)
    return replace(first, turn=look.turn, light=look.light, contrast=look.contrast)


def _nearer(picture: Picture, zoom: float) -> Look:
    """From the lines closer to the page around them, and back; where there are no lines, into the page and back."""
    look = picture.look
    if not has_lines(picture.views):
        return replace(look, sheet=False, zoom=CLOSE if look.zoom is None or look.zoom < CLOSE else 1.0)
    if look.zoom is not None:
        return _back(picture)
    for number, view in enumerate(picture.views):
        if view.boxes and view.image is not None:
            with Image.open(view.image) as image:
                width, height = image.size
            x, y = (picture.spot or view.boxes[0]).centre
            x, y = x / width, y / height
            for _ in range(look.turn):
                x, y = 1 - y, x
            return replace(look, sheet=False, zoom=max(zoom, 1.0) * _CLOSER, x=x, y=y, scroll=0, view=number)
    return look


def has_lines(views: Sequence[PageView]) -> bool:
    """Whether it is known where on the pages to look, and the pages can be shown."""
    return any(view.boxes and view.image is not None for view in views)

"""Where a person looks: what keys do to the picture beside a question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PIL import Image

from ocr_intake.review.terminal.keys import Key, Name
from ocr_intake.review.terminal.scene import Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.review.tasks import PageView
    from ocr_intake.review.terminal.view import Picture

CLOSE: Final = 2.0
"""How much a page is enlarged on which nothing is known to look at."""
_CLOSER: Final = 1.5
"""What one step of zooming enlarges by."""
_ZOOMS: Final = (0.5, 12.0)
_STEP: Final = 0.2
"""Shares of the page's width that one step moves by at zoom 1."""
_ROWS: Final = 3
"""Rows that one step scrolls by."""
_MOVES: Final = {Name.LEFT: (-1, 0), Name.RIGHT: (1, 0), Name.UP: (0, -1), Name.DOWN: (0, 1)}


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
    look = picture.look
    if key.command == "z":
        return _nearer(picture, zoom)
    if look.zoom is None:
        rows = {Name.UP: -_ROWS, Name.DOWN: _ROWS}.get(key.name)
        return None if rows is None else replace(look, scroll=max(look.scroll + rows, 0))
    if key.command in {"+", "-", ";", "="}:  # + without the shift key, on Japanese and other keyboards
        closer = look.zoom / _CLOSER if key.command == "-" else look.zoom * _CLOSER
        return replace(look, zoom=min(max(closer, _ZOOMS[0]), max(_ZOOMS[1], look.zoom)))
    if key.name is Name.TAB:
        return Look(look.zoom, look.x, 0.0, view=(look.view + 1) % len(picture.views))
    if key.name in _MOVES:
        right, down = _MOVES[key.name]
        step = _STEP / look.zoom
        return replace(look, x=min(max(look.x + right * step, 0), 1), y=min(max(look.y + down * step, 0), 1))
    return None


def _nearer(picture: Picture, zoom: float) -> Look:
    """From the lines closer to the page around them, and back; where there are no lines, into the page and back."""
    look = picture.look
    if not has_lines(picture.views):
        return replace(look, zoom=CLOSE if look.zoom is None or look.zoom < CLOSE else 1.0)
    if look.zoom is not None:
        return Look()
    for number, view in enumerate(picture.views):
        if view.boxes and view.image is not None:
            with Image.open(view.image) as image:
                width, height = image.size
            x, y = (picture.spot or view.boxes[0]).centre
            return Look(max(zoom, 1.0) * _CLOSER, x / width, y / height, view=number)
    return look


def has_lines(views: Sequence[PageView]) -> bool:
    """Whether it is known where on the pages to look, and the pages can be shown."""
    return any(view.boxes and view.image is not None for view in views)

"""Where a person looks: what keys do to the picture beside a question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PIL import Image

from ocr_intake.review.terminal.keys import Key, Name
from ocr_intake.review.terminal.scene import Look

if TYPE_CHECKING:
    from ocr_intake.review.tasks import ReviewTask

_CLOSER: Final = 1.5
"""What one step of zooming enlarges by."""
_ZOOMS: Final = (0.5, 12.0)
_STEP: Final = 0.2
"""Shares of the page's width that one step moves by at zoom 1."""
_ROWS: Final = 3
"""Rows that one step scrolls by."""
_MOVES: Final = {Name.LEFT: (-1, 0), Name.RIGHT: (1, 0), Name.UP: (0, -1), Name.DOWN: (0, 1)}


def first_look(task: ReviewTask) -> Look:
    """At the lines of the field; at the top of the page where there are none."""
    return Look() if has_lines(task) else Look(zoom=1.0, y=0.0)


def looked(key: Key, task: ReviewTask, look: Look) -> Look | None:
    """Where a key turns the eyes; None for keys that do not."""
    if key.command == "z":
        return _nearer(task, look)
    if look.zoom is None:
        rows = {Name.UP: -_ROWS, Name.DOWN: _ROWS}.get(key.name)
        return None if rows is None else replace(look, scroll=max(look.scroll + rows, 0))
    if key.command in {"+", "-", ";", "="}:  # + without the shift key, on Japanese and other keyboards
        zoom = look.zoom / _CLOSER if key.command == "-" else look.zoom * _CLOSER
        return replace(look, zoom=min(max(zoom, _ZOOMS[0]), _ZOOMS[1]))
    if key.name is Name.TAB:
        return Look(look.zoom, look.x, 0.0, view=(look.view + 1) % len(task.views))
    if key.name in _MOVES:
        right, down = _MOVES[key.name]
        step = _STEP / look.zoom
        return replace(look, x=min(max(look.x + right * step, 0), 1), y=min(max(look.y + down * step, 0), 1))
    return None


def _nearer(task: ReviewTask, look: Look) -> Look:
    """From the lines to the page around them, and back; where there are no lines, into the page and out again."""
    if not has_lines(task):
        return replace(look, zoom=2.0 if look.zoom is None or look.zoom < 2 else 1.0)
    if look.zoom is not None:
        return Look()
    for number, view in enumerate(task.views):
        if view.boxes and view.image is not None:
            with Image.open(view.image) as image:
                width, height = image.size
            x, y = view.boxes[0].centre
            return Look(1.5, x / width, y / height, view=number)
    return look


def has_lines(task: ReviewTask) -> bool:
    """Whether it is known where on the pages to look, and the pages can be shown."""
    return any(view.boxes and view.image is not None for view in task.views)

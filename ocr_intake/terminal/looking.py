"""Where a person looks: what keys do to the picture beside a question. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from PIL import Image

from ocr_intake.terminal.scene import Look
from ocr_intake.terminal.view import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.review.tasks import PageView
    from ocr_intake.terminal.view import Picture, View

_CLOSE: Final = 2.0
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
_MOVES: Final = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


@dataclass(slots=True)
class Eyes:
    """What a person sees of the picture beside a question, and what keys do to that."""

    zoom: Callable[[], float]
    """How large the picture came out (see ``Scene``)."""
    picture: Picture | None = None
    look: Look = field(default_factory=Look)
    opened: bool = False
    """Whether it is shown."""

    def put(self, picture: Picture | None, *, fresh: bool) -> None:
        """Turn to a picture; another one, and that of a new question, is looked at from its beginning."""
        if fresh or picture != self.picture:
            self.picture, self.opened = picture, picture is not None and not picture.closed
            self.look = Look() if picture is None else first_look(picture)

    @property
    def page(self) -> PageView | None:
        """The page that is looked at closely."""
        if self.picture is None or not self.opened or self.look.zoom is None:
            return None
        return self.picture.views[self.look.view]

    @property
    def commands(self) -> list[Command]:
        """What keys do."""
        if self.picture is None:
            return []
        keys = looking(self.picture, self.look, self.zoom, self._turn) if self.opened else []
        if not self.picture.closed:
            return keys
        return [Command(("z",), "back" if self.opened else "look", self._open, "z"), *keys[1:]]

    def _turn(self, look: Look) -> None:
        self.look = look

    def _open(self, _: str) -> None:
        self.opened = not self.opened


def offered(view: View, eyes: Eyes, *rest: Command) -> tuple[Command, ...]:
    """What keys do: those of the question, the eyes', and others; a key that two would hear is the first one's.

    Where pages are opened that usually are not, their keys come before the question's.
    """
    looked_at = eyes.opened and eyes.picture is not None and eyes.picture.closed
    theirs = {key for each in eyes.commands for key in each.keys} if looked_at else set()
    found: list[Command] = [each for each in view.commands if theirs.isdisjoint(each.keys)]
    taken = {key for each in found for key in each.keys}
    for each in (*eyes.commands, *rest):
        if not taken.issuperset(each.keys):
            found.append(each)
            taken.update(each.keys)
    return tuple(found)


def first_look(picture: Picture) -> Look:
    """At the lines of the field; at the top of the page where there are none."""
    return Look() if has_lines(picture.views) else Look(zoom=1.0, y=0.0)


def has_lines(views: Sequence[PageView]) -> bool:
    """Whether it is known where on the pages to look, and the pages can be shown."""
    return any(view.boxes and view.image is not None for view in views)


def looking(picture: Picture, look: Look, zoom: Callable[[], float], turn: Callable[[Look], None]) -> list[Command]:
    """What keys do to a picture.

    Args:
        picture: What is shown.
        look: Where the person looks.
        zoom: How large it came out (see ``Scene``).
        turn: Has them look elsewhere.
    """

    def key(keys: str, name: str, to: Callable[[str], Look], shown: str = "") -> Command:
        return Command(tuple(keys.split()), name, lambda pressed: turn(to(pressed)), shown or keys[0])

    back = "zoom"
    if look.zoom is not None:
        back = "lines" if has_lines(picture.views) else "zoom" if look.zoom < _CLOSE else "whole_page"
    closer = "z + ; =" if look.zoom is None else "z"
    keys = [key(closer, back, lambda _: _nearer(picture, look, zoom()))]
    if look.zoom is None:
        rows = {"up": -_ROWS, "down": _ROWS}
        keys.append(key("up down", "scroll", lambda to: replace(look, scroll=max(look.scroll + rows[to], 0)), "↑↓"))
    else:
        # + without the shift key, on Japanese and other keyboards
        keys.append(key("+ - ; =", "nearer", lambda to: _zoomed(look, zoom(), closer=to != "-"), "+ -"))
        keys.append(key("left down up right", "move", lambda to: _moved(look, zoom(), to), "←↓↑→"))
        if len(picture.views) > 1:
            other = replace(look, y=0.0, view=(look.view + 1) % len(picture.views))
            keys.append(key("tab", "page", lambda _: other, "Tab"))
    keys.append(key("f", "sheet", lambda _: back_to(picture, look) if look.sheet else _sheet(look)))
    keys.append(key("t", "turn", lambda _: replace(look, turn=(look.turn + 1) % 4, x=1 - look.y, y=look.x)))
    keys.append(key("[ ]", "light", lambda to: replace(look, light=_step(look.light, "[]".index(to))), "[ ]"))
    keys.append(key("{ }", "contrast", lambda to: replace(look, contrast=_step(look.contrast, "{}".index(to))), "{ }"))
    return keys


def back_to(picture: Picture, look: Look) -> Look:
    """Where the question began, in the light that was asked for."""
    return replace(first_look(picture), turn=look.turn, light=look.light, contrast=look.contrast)


def _sheet(look: Look) -> Look:
    return replace(look, sheet=True, zoom=None)


def _step(now: int, up: int) -> int:
    return min(max(now + (1 if up else -1), -_MOST), _MOST)


def _zoomed(look: Look, zoom: float, *, closer: bool) -> Look:
    wanted = zoom * _CLOSER if closer else zoom / _CLOSER
    return replace(look, zoom=min(max(wanted, _ZOOMS[0]), max(_ZOOMS[1], zoom)))


def _moved(look: Look, zoom: float, to: str) -> Look:
    right, down = _MOVES[to]
    step = _STEP / zoom
    return replace(look, x=min(max(look.x + right * step, 0), 1), y=min(max(look.y + down * step, 0), 1))


def _nearer(picture: Picture, look: Look, zoom: float) -> Look:
    """From the lines closer to the page around them, and back; where there are no lines, into the page and back."""
    if not has_lines(picture.views):
        return replace(look, sheet=False, zoom=_CLOSE if look.zoom is None or look.zoom < _CLOSE else 1.0)
    if look.zoom is not None:
        return back_to(picture, look)
    number, view = next((n, v) for n, v in enumerate(picture.views) if v.boxes and v.image is not None)
    if view.image is None:
        return look
    with Image.open(view.image) as image:
        width, height = image.size
    x, y = (picture.spot or view.boxes[0]).centre
    x, y = x / width, y / height
    for _ in range(look.turn):
        x, y = 1 - y, x
    return replace(look, sheet=False, zoom=max(zoom, 1.0) * _CLOSER, x=x, y=y, scroll=0, view=number)

"""A view on a screen of a certain size: how many rows each part of it gets, and what stands in them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.terminal.style import Line, Paragraph, Span, Style, clipped, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ocr_intake.terminal.cells import Cells
    from ocr_intake.terminal.drawing import Drawn
    from ocr_intake.terminal.view import View

SMALLEST: Final = (40, 12)
"""Columns and rows below which there is no use in trying."""
_CRAMPED: Final = 18
"""Rows below which everything that is not needed for an answer gives way."""
_ROWS_A_KEY_ROW: Final = 8
"""A row of keys for so many rows of the terminal: what is rarely pressed is told by ``?``."""
_KEPT: Final = ("?", "q")
"""Keys that are always told: the one that tells the others, and the way out."""
_PICTURE: Final = 0.55
"""Share of the rows that a picture keeps when there is much text."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands in the rows of each part, from top to bottom; together they are as many as the terminal has."""

    head: tuple[Line, ...] = ()
    drawn: Drawn | None = None
    middle: tuple[Line, ...] = ()
    """Below the picture: its caption, and the text."""
    typing: int = 0
    """Rows for text that is being typed."""
    foot: tuple[Line, ...] = ()
    """What was done last, and the keys."""
    scroll: int = 0
    """Lines of the body that are left out at its beginning."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """All that is told, without the picture and what is typed."""
        return (*self.head, *self.middle, *self.foot)


def lay_out(
    view: View,
    size: tuple[int, int],
    cells: Cells,
    draw: Callable[[int, int], Drawn | None],
    typing: int = 0,
) -> Page:
    """Give each part of a view its rows.

    Args:
        view: What to show.
        size: Columns and rows of the terminal.
        cells: How wide characters are.
        draw: Makes the view's picture for so many columns and rows at most.
        typing: Rows that text takes that is being typed; it may get fewer.
    """
    columns, height = size
    if columns < SMALLEST[0] or height < SMALLEST[1]:
        told = t("review.message.too_small", columns=SMALLEST[0], rows=SMALLEST[1])
        rows = Paragraph((Span(told),)).lines(max(columns, 4), cells)[:height]
        return Page(middle=_filled(rows, height))
    cramped = height < _CRAMPED
    head: list[Line] = [_bar(view.title, columns, cells)]
    if not cramped:
        head.append(clipped((Span(" "), *view.subtitle), columns, cells))
    keys = _key_rows(view.keys, columns, cells, max(height // _ROWS_A_KEY_ROW, 2))
    nothing: list[Line] = [] if cramped else [()]
    message = view.message.lines(columns - 2, cells)[:2] if view.message is not None else nothing
    foot = (*((Span(" "), *line) for line in message), *keys)
    body = [line for paragraph in view.body for line in paragraph.lines(columns - 2, cells)]
    while body and not body[-1]:
        body.pop()
    free = height - len(head) - len(foot)
    top = [line for paragraph in view.top for line in paragraph.lines(columns - 2, cells)][: max(free // 3, 1)]
    free -= len(top)
    typed = min(typing, max(free // 3, 3))

    middle: list[Line] = []
    drawn = _pictured(view, columns, free - typed, sum(map(bool, body)), draw)
    if view.picture is not None and not (cramped and drawn is not None):
        middle.append(clipped(_caption(view, drawn), columns, cells))
    room = free - (drawn.rows if drawn is not None else 0) - len(middle) - typed
    middle += [(Span(" "), *line) for line in top]
    if len(body) > room:
        body = [line for line in body if line]  # blank lines are the first to go
    scroll = max(0, min(_following(body, room) if view.follow else view.scroll, len(body) - room))
    shown = body[scroll : scroll + room]
    if scroll + room < len(body) and shown:
        shown[-1] = (*clipped(shown[-1], columns - 14, cells), Span("  PageDown", Style.FAINT))
    middle += [(Span(" "), *line) for line in shown]
    return Page(tuple(head), drawn, _filled(middle, room + len(middle) - len(shown)), typed, foot, scroll)


def _pictured(view: View, columns: int, free: int, text: int, draw: Callable[[int, int], Drawn | None]) -> Drawn | None:
    """The picture in what the text leaves to it, but never in less than its share."""
    if view.picture is None:
        return None
    least = free - max(free // 3, 3) if view.follow else int(free * _PICTURE)
    wanted = max(free - text - 1, least - 1, 3)
    return draw(columns, min(wanted, free - 3))


def _filled(lines: Sequence[Line], rows: int) -> tuple[Line, ...]:
    return (*lines, *((),) * (rows - len(lines)))


def _bar(line: Line, columns: int, cells: Cells) -> Line:
    text = cells.pad(f" {plain(line)}", columns)
    return (Span(text, Style.TITLE),)


def _caption(view: View, drawn: Drawn | None) -> Line:
    """What the picture shows, and whether there is more of it."""
    if view.picture is None:
        return ()
    if drawn is None:
        return (Span(" " + t("review.message.no_image"), Style.FAINT),)
    zoomed = drawn.look.zoom is not None
    views = view.picture.views[drawn.look.view : drawn.look.view + 1] if zoomed else view.picture.views
    pages = ", ".join(str(each.page) for each in views if zoomed or each.boxes)
    more = t("review.more") if drawn.more and not zoomed else ""
    return (Span(f" {t('review.view', page=pages)}{more}", Style.FAINT),)


def _following(body: Sequence[Line], room: int) -> int:
    """Lines to leave out so that what is looked at now stands in the middle of the room."""
    current = [number for number, line in enumerate(body) if any(span.style is Style.CURRENT for span in line)]
    return (current[0] + current[-1] + 1) // 2 - room // 2 if current else 0


def _key_rows(keys: Sequence[tuple[str, str]], columns: int, cells: Cells, most: int) -> list[Line]:
    """Keys and what they do, as many to a row as fit; where there are too many, the first ones and how to see all."""
    first = [pair for pair in keys if pair[0] not in _KEPT]
    last = [pair for pair in keys if pair[0] in _KEPT]
    rows = _set(keys, columns, cells)
    while len(rows) > most and first:
        first.pop()
        rows = _set([*first, *last], columns, cells)
    return rows


def _set(keys: Sequence[tuple[str, str]], columns: int, cells: Cells) -> list[Line]:
    rows: list[list[Span]] = [[]]
    used = 1
    for key, label in keys:
        wide = cells.width(key) + cells.width(label) + 4
        if used + wide > columns and rows[-1]:
            rows.append([])
            used = 1
        rows[-1] += [Span(f" {key} ", Style.KEY), Span(f"{label} ")]
        used += wide
    return [tuple(row) for row in rows]

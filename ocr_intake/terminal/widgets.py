"""The parts of the screen that Textual has no widget for: styled words, keys, and the picture of a page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rich.control import Control
from rich.segment import ControlType, Segment
from textual.containers import Horizontal, VerticalScroll
from textual.strip import Strip
from textual.widget import Widget

from ocr_intake.i18n import t
from ocr_intake.terminal import pictures
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.drawing import Artist, Drawn
from ocr_intake.terminal.looking import Eyes
from ocr_intake.terminal.words import Line, Paragraph, Span, Style, in_rows, segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.geometry import Size

    from ocr_intake.terminal.scene import Look
    from ocr_intake.terminal.view import Command, Item, Picture

_RAW: Final = ((ControlType.CURSOR_FORWARD, 0),)
"""Marks a piece that is sent as it is, and takes no cell."""
_ROOMY: Final = 18
"""Rows of a terminal from which a picture has a caption."""
_ROWS_A_KEY_ROW: Final = 8
"""A row of keys for so many rows of the terminal: what is rarely pressed is told by ``?``."""


_ROWS_OF_ITEM: Final = 5
"""Rows of a line of one of several pictures."""
_ROWS_OF_OTHERS: Final = 7
"""Rows of what stands above and below picture and text."""
_USUAL, _MOST = 0.5, 0.67
"""Shares of the others that a picture may take."""
_PIXELS: Final = frozenset({Graphics.KITTY, Graphics.SIXEL, Graphics.ITERM})


class Prose(Widget):
    """Paragraphs, as high as they are."""

    DEFAULT_CSS = "Prose { width: 1fr; height: auto; }"
    paragraphs: tuple[Paragraph, ...] = ()
    fill: Style = Style.PLAIN
    """What the rest of a row looks like."""
    _set: tuple[int, int, list[Line]] | None = None

    def put(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show these and no others."""
        if self.paragraphs != tuple(paragraphs):
            self.paragraphs, self._set = tuple(paragraphs), None
            self.refresh(layout=True)

    def lines(self, width: int) -> list[Line]:
        """Its lines in so many cells."""
        height = self.app.size.height
        if self._set is None or self._set[:2] != (width, height):
            self._set = width, height, self.broken(max(width, 2))
        return self._set[2]

    def broken(self, width: int) -> list[Line]:
        """Its lines, newly broken."""
        return [line for each in self.paragraphs for line in each.lines(width)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many rows as it has lines."""
        return len(self.lines(width))

    def render_line(self, y: int) -> Strip:
        """A row."""
        lines = self.lines(self.size.width)
        strip = Strip(segments(lines[y]) if y < len(lines) else [])
        (rest,) = segments((Span(" ", self.fill),))
        return strip.adjust_cell_length(self.size.width, rest.style)

    @property
    def current(self) -> float | None:
        """The row in the middle of what is looked at now; None where there is none."""
        lines = enumerate(self.lines(self.size.width))
        rows = [row for row, line in lines if any(span.style is Style.CURRENT for span in line)]
        return (rows[0] + rows[-1]) / 2 if rows else None


class Keys(Prose):
    """Keys and what they do, as many to a row as fit; where there are too many, the first ones and how to see all."""

    commands: tuple[Command, ...] = ()
    """The last two are always told: what tells the others, and the way out."""

    def tell(self, commands: tuple[Command, ...]) -> None:
        """Show these and no others."""
        if self.commands != commands:
            self.commands, self._set = commands, None
            self.refresh(layout=True)

    def broken(self, width: int) -> list[Line]:
        """As many as there is room for."""
        first, last = list(self.commands[:-2]), self.commands[-2:]
        most = max(self.app.size.height // _ROWS_A_KEY_ROW, 2)
        while True:
            rows = in_rows([(each.shown, each.label) for each in (*first, *last)], " ", width)
            if len(rows) <= most or not first:
                return rows
            first.pop()


class Bar(Prose):
    """A bar over the whole width."""

    fill = Style.TITLE


class Paper(Widget):
    """The picture: characters, or pixels that are sent behind its last row."""

    DEFAULT_CSS = "Paper { width: 1fr; height: auto; }"

    def __init__(self, capabilities: Capabilities, *, single: bool = True) -> None:
        """Nothing is shown yet; of a ``single`` one as much as there is room for, with a caption, else all of it."""
        super().__init__()
        self._single = single
        self.display = False
        self.eyes = Eyes(self._zoom)
        self._artist = Artist(capabilities)
        self._clearing = pictures.KITTY_CLEAR.decode("ascii") if capabilities.graphics is Graphics.KITTY else ""
        self._fits: tuple[Picture, Look, int, int, Drawn | None] | None = None

    def show(self) -> None:
        """Show what the eyes see now."""
        self.display = self.eyes.opened
        if not self.eyes.opened:
            self.clear()
        self.refresh(layout=True)

    def clear(self) -> None:
        """Take pictures away that do not go with the characters behind them."""
        if self._clearing and self.app._driver is not None and not self.app.is_headless:  # noqa: SLF001 - what sends
            self.app._driver.write(self._clearing)  # noqa: SLF001

    def _zoom(self) -> float:
        drawn = self.drawn(self.size.width)
        return 1.0 if drawn is None else drawn.zoom

    def drawn(self, width: int) -> Drawn | None:
        """The picture in so many cells; the same one as long as nothing about it is different."""
        picture, look = self.eyes.picture, self.eyes.look
        if picture is None:
            return None
        rows = self._rows(picture, look)
        if self._fits is None or self._fits[:4] != (picture, look, width, rows):
            drawn = self._artist.draw(picture, look, width, rows, whole=not self._single)
            self.eyes.look = look if drawn is None else drawn.look
            self._fits = (picture, self.eyes.look, width, rows, drawn)
        return self._fits[4]

    def _rows(self, picture: Picture, look: Look) -> int:
        """As many as it may take: more where the picture matters more than the text."""
        if not self._single:
            return _ROWS_OF_ITEM
        matters = picture.spot is not None or picture.sheets or picture.closed or look.sheet or look.zoom is not None
        return max(int((self.app.size.height - _ROWS_OF_OTHERS) * (_MOST if matters else _USUAL)), 4) - self._captioned

    @property
    def _captioned(self) -> int:
        return int(self._single and self.app.size.height >= _ROOMY)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many rows as it takes."""
        drawn = self.drawn(width)
        return 1 if drawn is None else drawn.rows + self._captioned

    def render_line(self, y: int) -> Strip:
        """A row; its caption, or that there is no picture, in the last one."""
        drawn, width, last = self.drawn(self.size.width), self.size.width, y == self.size.height - 1
        strip = Strip.blank(width)
        if drawn is None or (last and self._captioned):
            told = self._caption(drawn) if drawn is not None else (Span(t("review.message.no_image"), Style.FAINT),)
            strip = Strip(segments(told)).adjust_cell_length(width)
        elif y < len(drawn.lines):
            strip = Strip(drawn.lines[y]).adjust_cell_length(width)
        if drawn is None or not last or not drawn.data:
            return strip
        at = Control.move_to(self.region.x, self.region.y).segment.text
        sent = f"\x1b7{self._clearing}{at}{drawn.data.decode('ascii')}\x1b8"
        return Strip([*strip, Segment(sent, None, _RAW)], width)

    def _caption(self, drawn: Drawn) -> Line:
        """What the picture shows, and whether there is more of it."""
        views = () if self.eyes.picture is None else self.eyes.picture.views
        zoomed = drawn.look.zoom is not None
        close = views[drawn.look.view : drawn.look.view + 1]
        seen = close if zoomed else [each for each in views if each.boxes] or views
        more = t("review.more") if drawn.more and not zoomed else ""
        return (Span(f"{t('review.view', page=', '.join(str(each.page) for each in seen))}{more}", Style.FAINT),)


class Listed(VerticalScroll):
    """Things that stand below each other, each a picture and words beside it."""

    DEFAULT_CSS = """
    Listed {
        scrollbar-size-vertical: 1;
        & > Horizontal { height: auto; margin-bottom: 1; }
        & > Horizontal > Paper { width: 3fr; }
        & > Horizontal > Prose { width: 2fr; padding: 0 1; }
    }
    """

    def __init__(self, capabilities: Capabilities) -> None:
        """Nothing is shown yet."""
        super().__init__(can_focus=False)
        self.seen = 0
        """How many of them have stood on the screen as a whole, from the first one on."""
        # pixels do not scroll with the characters around them
        blocks = replace(capabilities, graphics=Graphics.BLOCKS)
        self._capabilities = blocks if capabilities.graphics in _PIXELS else capabilities
        self._pictures: tuple[Picture, ...] = ()
        self._at = -1

    async def show(self, items: Sequence[Item], at: int, *, fresh: bool) -> None:
        """Show these, and the one at ``at`` in any case."""
        pictures = tuple(each.picture for each in items)
        if pictures != self._pictures or (fresh and pictures):
            self._pictures, self.seen, self._at = pictures, 0, -1
            await self.remove_children()
            await self.mount_all(Horizontal(Paper(self._capabilities, single=False), Prose()) for _ in items)
        for row, item in zip(self.children, items, strict=True):
            paper = row.query_one(Paper)
            paper.eyes.put(item.picture, fresh=False)
            paper.show()
            row.query_one(Prose).put(item.words)
        if items:
            self.call_after_refresh(self._bring, at)

    def _bring(self, at: int) -> None:
        """Have one stand on the screen; of one that is higher than the screen, more each time."""
        row, top, height = self.children[at].virtual_region, self.scroll_offset.y, self.size.height
        if at != self._at and (row.y < top or row.bottom > top + height):
            self.scroll_to(y=row.y, animate=False)
        elif row.bottom > top + height:
            self.scroll_to(y=min(row.bottom - height, top + height - 1), animate=False)
        self._at = at

    def look_over(self) -> None:
        """Remember what stands on the screen."""
        bottom = self.scroll_offset.y + self.size.height
        shown = sum(row.virtual_region.height > 0 and row.virtual_region.bottom <= bottom for row in self.children)
        self.seen = max(self.seen, shown)

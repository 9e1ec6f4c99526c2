"""Papers as text and boxes: tagged text, a canvas to put it on, and the pages that come of it.

Coordinates are pixels at about 200 dpi, origin at the top left, x to the right, y downwards. A vertical page is laid
out as a horizontal one with its columns as rows: ``Page.vertical`` says that it must be turned to be looked at (the
page's x is the paper's y, the page's y counts from the paper's right edge).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.dice import Dice

HALF: Final = 0.52
"""Width of a half-width character, in heights."""
NOT_AT_LINE_START: Final = "。、，．）」』！？ー）"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text with the class of each of its characters."""

    text: str = ""
    tags: tuple[Tag, ...] = ()
    """As many as ``text`` has characters."""

    def __add__(self, other: Tagged) -> Tagged:
        return Tagged(self.text + other.text, self.tags + other.tags)

    def __getitem__(self, part: slice) -> Tagged:
        return Tagged(self.text[part], self.tags[part])

    def __len__(self) -> int:
        return len(self.text)

    def stripped(self) -> Tagged:
        """Without white space at both ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self[start : start + len(self.text.strip())]


def tagged(text: str, tag: Tag) -> Tagged:
    """A text of one class."""
    return Tagged(text, (tag,) * len(text))


def joined(parts: Iterable[Tagged]) -> Tagged:
    """Texts one after the other."""
    out = Tagged()
    for part in parts:
        out += part
    return out


@dataclass(frozen=True, slots=True)
class Run:
    """Text set in one go on one line: the unit that noise and rendering work on. White space inside it is a gap."""

    text: Tagged
    x: float
    """Left edge, pixels."""
    y: float
    """Top of the characters, pixels."""
    size: float
    """Height of a full-width character, which is its width too, pixels."""
    hand: bool
    """Written by the sender's hand rather than printed."""
    cell: int | None = None
    """Index into the page's cells."""
    pitch: float = 1.0
    """Distance from one character to the next, in widths: 2 for 氏 名 spread over a cell."""

    @property
    def right(self) -> float:
        """Right edge, pixels."""
        return self.x + width_of(self.text.text, self.size) * self.pitch


@dataclass(frozen=True, slots=True)
class Page:
    """One side of paper."""

    width: float
    height: float
    runs: tuple[Run, ...]
    cells: tuple[tuple[float, float, float, float], ...]
    """Ruled cells: left, top, right, bottom."""
    rules: tuple[tuple[float, float, float, float], ...] = ()
    """Other lines that are drawn (underlines, leaders): x0, y0, x1, y1."""
    vertical: bool = False
    ruled: bool = True
    """Whether cells have visible borders; False for a table that is set without rules."""
    starts: bool = True
    """Whether a submission begins on this page."""
    cover: bool = False
    """A cover sheet: a fax's (送付状), which belongs to what it covers, or the office's on a pile, nobody's."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One submission as it was sent."""

    pages: tuple[Page, ...]
    family: str
    """Name of the layout family, for leaving whole families out."""
    content: frozenset[str]
    """Kinds of content that stand in it (``chiwari``, ``kyoto``, ``rare_name`` …), for figures."""
    fields: dict[str, str] = field(default_factory=dict)
    """Truth as ``bench`` has it: value by field name, without those that the paper does not have. Texts as written;
    lines of an address joined directly, paragraphs of an opinion by a line break."""
    organization: bool = False
    """Whether an organisation submits."""


def is_half(char: str) -> bool:
    """Whether a character is set half as wide as it is high."""
    return char < "\u2000" or "\uff61" <= char <= "\uff9f"


def width_of(text: str, size: float) -> float:
    """Pixels that a text takes at a size."""
    return sum(HALF if is_half(char) else 1.0 for char in text) * size


class Canvas:
    """A page while it is being filled, from the top down."""

    def __init__(self, dice: Dice, *, vertical: bool = False, hand: bool | None = None) -> None:
        """Choose paper, margins and sizes.

        Args:
            dice: chance.
            vertical: columns from right to left.
            hand: whether values are written by hand; by chance when None.
        """
        self.dice = dice
        self.vertical = vertical
        long, short = dice.choice([(2339, 1654), (2339, 1654), (2339, 1654), (2290, 1728), (2024, 1433)])
        self.width, self.height = (float(long), float(short)) if vertical else (float(short), float(long))
        unit = min(long, short) / 1654
        self.hand = dice.chance(0.6) if hand is None else hand
        self.print_size = dice.uniform(24, 36) * unit
        """Height of printed characters."""
        self.value_size = (dice.uniform(30, 54) if self.hand else dice.uniform(25, 38)) * unit
        """Height of what the sender writes or types."""
        self.left = dice.uniform(0.05, 0.13) * self.width
        self.right = self.width - dice.uniform(0.05, 0.13) * self.width
        self.bottom = dice.uniform(0.88, 0.97) * self.height
        self.y = dice.uniform(0.03, 0.09) * self.height
        """Where the next thing goes."""
        self.strict = dice.chance(0.87)
        """Whether lines keep to the rule that no stop begins one (行頭禁則)."""
        self.ruled = True
        self._runs: list[Run] = []
        self._cells: list[tuple[float, float, float, float]] = []
        self._rules: list[tuple[float, float, float, float]] = []

    def put(  # noqa: PLR0913 - where, how large, by whom
        self,
        text: Tagged,
        x: float,
        y: float,
        *,
        size: float | None = None,
        hand: bool = False,
        cell: int | None = None,
        pitch: float = 1.0,
    ) -> float:
        """Set a text with its top left corner at ``(x, y)``; returns its right edge. Empty texts are not set."""
        if not text.text.strip():
            return x
        lead = len(text.text) - len(text.text.lstrip())
        chosen = size or self.print_size
        start = x + width_of(text.text[:lead], chosen) * pitch
        run = Run(text.stripped(), start, y, chosen, hand, cell, pitch)
        self._runs.append(run)
        return run.right

    def cell(self, left: float, top: float, right: float, bottom: float) -> int:
        """Draw a ruled cell; returns its index."""
        self._cells.append((left, top, right, bottom))
        return len(self._cells) - 1

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a line that makes no cell."""
        self._rules.append((x0, y0, x1, y1))

    def space(self, lines: float = 1.0) -> None:
        """Leave about so many printed lines free."""
        self.y += self.print_size * lines * self.dice.uniform(0.6, 1.6)

    @property
    def room(self) -> float:
        """Pixels from the cursor to the bottom margin."""
        return self.bottom - self.y

    def finished(self, *, starts: bool = True, cover: bool = False) -> Page:
        """The page as it stands; what reaches over its lower edge is cut off."""
        kept = tuple(run for run in self._runs if run.y + run.size <= self.height and run.y >= 0)
        return Page(
            self.width,
            self.height,
            kept,
            tuple(self._cells),
            tuple(self._rules),
            self.vertical,
            self.ruled,
            starts,
            cover,
        )


def wrapped(text: Tagged, width: float, size: float, *, strict: bool = True) -> list[Tagged]:
    """A text broken into lines of at most ``width`` pixels anywhere; if ``strict`` no stop begins one."""
    lines: list[Tagged] = []
    start, used = 0, 0.0
    for index, char in enumerate(text.text):
        step = size * (HALF if is_half(char) else 1.0)
        if used + step > width and index > start and not (strict and char in NOT_AT_LINE_START):
            lines.append(text[start:index])
            start, used = index, 0.0
        used += step
    if start < len(text):
        lines.append(text[start:])
    return lines

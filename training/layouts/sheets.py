"""Pages of one free paper: a writer that fills sheets from the top down and goes on to the next one.

Forms know where each thing goes; letters, e-mail and note paper do not: they run on. What is written (senders,
addressees, opinions) lies in ``senders`` and ``letters``.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from ocr_intake.extract.tags import VALUE_OF, Tag
from training.content.submitters import fields_of
from training.paper import Canvas, Paper, Run, Tagged, joined, tagged, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from training.content.submitters import Submitter
    from training.dice import Dice
    from training.paper import Page

Align = Literal["left", "right", "centre"]

GAPS: Final = ("　", " ", "　　", "  ")
"""Between two values on one line."""


class Sheets:
    """The pages of one paper in one look: same paper, margins, hand, size and distance of lines."""

    def __init__(self, dice: Dice, *, vertical: bool = False, hand: bool | None = None) -> None:
        """Choose the look.

        Args:
            dice: chance.
            vertical: columns from right to left.
            hand: whether the sender writes by hand; by chance when None.
        """
        self.dice = dice
        self.canvas = Canvas(dice, vertical=vertical, hand=hand)
        self.hand = self.canvas.hand
        self.size = self.canvas.value_size
        """Height of the sender's characters, pixels."""
        self.pitch = self.size * (dice.uniform(1.3, 2.3) if self.hand else dice.uniform(1.2, 2.0))
        """From the top of one line to the top of the next, pixels."""
        self.indented = dice.chance(0.55)
        """Whether paragraphs begin one character further in."""
        self.inset = self.canvas.left + (self.size * dice.uniform(0.5, 4) if dice.chance(0.2) else 0)
        """Left edge of the text, pixels."""
        self.ragged = dice.chance(0.25) and self.hand
        """Whether the writer's left edge wanders."""
        self.lined = self.hand and dice.chance(0.2)
        """Whether the paper has printed lines."""
        self._top = self.canvas.height * dice.uniform(0.03, 0.09)
        self.canvas.y = self._top
        self._full: list[Canvas] = []

    def cut_to(self, width: float, height: float) -> None:
        """Make the first sheet smaller than a page, with its margins in proportion: a postcard, a slip.

        Args:
            width: pixels, as the page is looked at.
            height: pixels, as the page is looked at.
        """
        canvas = self.canvas
        wide, high = (height, width) if canvas.vertical else (width, height)
        share = wide / canvas.width
        canvas.left, canvas.right, self.inset = canvas.left * share, canvas.right * share, self.inset * share
        canvas.bottom = high * (canvas.bottom / canvas.height)
        canvas.width, canvas.height = wide, high
        shrink = min(1.0, self.dice.uniform(22, 40) / self.size)
        self.size, self.pitch = self.size * shrink, self.pitch * shrink
        canvas.value_size, canvas.print_size = self.size, min(canvas.print_size, 30.0)
        self._top = canvas.y = high * self.dice.uniform(0.03, 0.09)

    @property
    def left(self) -> float:
        """Left margin, pixels."""
        return self.canvas.left

    @property
    def right(self) -> float:
        """Right margin, pixels."""
        return self.canvas.right

    @property
    def width(self) -> float:
        """Pixels between the margins."""
        return self.right - self.left

    @property
    def number(self) -> int:
        """How many sheets there are."""
        return len(self._full) + 1

    def turn(self) -> None:
        """Go on with a new sheet of the same look."""
        last = self.canvas
        following = Canvas(self.dice, vertical=last.vertical, hand=last.hand)
        following.width, following.height = last.width, last.height
        following.print_size, following.value_size = last.print_size, last.value_size
        following.left, following.right, following.bottom = last.left, last.right, last.bottom
        following.y = self._top
        self._full.append(last)
        self.canvas = following

    def need(self, lines: float) -> None:
        """Turn the sheet where less than so many of the sender's lines are left."""
        if self.canvas.room < lines * self.pitch and self.canvas.y > self._top + self.pitch:
            self.turn()

    def settle(self) -> None:
        """Move the cursor down to the paper's next printed line, if it has lines; turn the sheet at its end."""
        if self.lined:
            self.canvas.y = self._top + math.ceil((self.canvas.y - self._top) / self.pitch - 0.01) * self.pitch
        if self.canvas.room < self.size:
            self.turn()

    def gap(self, lines: float = 1.0) -> None:
        """Leave about so many of the sender's lines free."""
        self.canvas.y += self.pitch * lines * self.dice.uniform(0.5, 1.5)

    def line(  # a line has so many sides
        self,
        text: Tagged,
        *,
        left: float | None = None,
        align: Align = "left",
        size: float | None = None,
        hand: bool | None = None,
        hang: float = 0.0,
    ) -> None:
        """Set a text on the next line, and on further ones where it is too long.

        Args:
            text: what is set.
            left: left edge; the left margin when None.
            align: where a line that is not full stands.
            size: height of the characters; the sender's when None.
            hand: whether it is handwritten; as the sender writes when None.
            hang: how much further in the second and later lines begin, pixels.
        """
        edge = self.left if left is None else left
        height = size or self.size
        step = self.pitch * height / self.size
        step = self.pitch if self.lined else step
        room = max(self.right - edge - hang, height * 6)
        torn = self.dice.chance(0.15)  # who does not look ahead breaks a number or name where the line ends
        parts = wrapped(text, room, height, strict=self.canvas.strict) if torn else None
        for index, part in enumerate(parts or broken(text, room, height, strict=self.canvas.strict)):
            if self.canvas.room < height:
                self.turn()
            self.settle()
            long = width_of(part.text.rstrip(), height)
            start = {"left": edge, "right": self.right - long, "centre": edge + (self.right - edge - long) / 2}[align]
            start += hang if index and align == "left" else 0
            start += self.dice.uniform(0, 0.8) * height if self.ragged and align == "left" else 0
            written = self.hand if hand is None else hand
            self.canvas.put(part, max(start, edge), self.canvas.y, size=height, hand=written)
            self.canvas.y += step

    def both(self, first: Tagged, second: Tagged) -> None:
        """Set one text at the left margin and one at the right margin of the same line."""
        long = width_of(first.text + second.text, self.size) + self.size * 2
        if long > self.width:
            self.line(first)
            self.line(second, align="right")
            return
        self.settle()
        y = self.canvas.y
        self.line(first)
        after, self.canvas.y = self.canvas.y, y
        self.line(second, align="right")
        self.canvas.y = after

    def print(self, texts: Iterable[str], tag: Tag, *, align: Align = "left", scale: float = 1.0) -> None:
        """Set printed lines of one class in the print's size."""
        for text in texts:
            self.line(tagged(text, tag), align=align, size=self.canvas.print_size * scale, hand=False)

    def finished(self, *, first_starts: bool = True) -> list[Page]:
        """The pages as they stand; only the first one begins a submission."""
        canvases = [*self._full, self.canvas]
        for canvas in canvases if self.lined else []:
            y = self._top + (self.size + self.pitch) / 2
            while y < canvas.bottom + self.pitch:
                canvas.rule(canvas.left, y, canvas.right, y)
                y += self.pitch
        return [canvas.finished(starts=first_starts and index == 0) for index, canvas in enumerate(canvases)]


def broken(text: Tagged, width: float, size: float, *, strict: bool = True) -> list[Tagged]:
    """A text broken into lines of at most ``width`` pixels: between two values if that is enough, else anywhere."""
    if width_of(text.text, size) <= width or Tag.OPINION in text.tags:
        return wrapped(text, width, size, strict=strict)
    places = [at for at in range(1, len(text)) if _parts_values(text, at)]
    fitting = [at for at in places if width_of(text.text[:at].rstrip(), size) <= width]
    if not fitting:
        return wrapped(text, width, size, strict=strict)
    return [text[: fitting[-1]], *broken(text[fitting[-1] :], width, size, strict=strict)]


def _parts_values(text: Tagged, at: int) -> bool:
    """Whether a gap or comma ends at this place, and what stands before it is neither the same value nor its label."""
    if text.text[at - 1] in "、／" and text.tags[at - 1] == Tag.OTHER:
        return True
    before = len(text.text[:at].rstrip()) - 1
    if before < 0 or before == at - 1 or text.text[at].isspace():
        return False
    return text.tags[before] not in (text.tags[at], Tag.LABEL)


def with_run(page: Page, text: Tagged, *, where: tuple[float, float], size: float, hand: bool = False) -> Page:
    """The page with one more text in front of the others; ``where`` is the left and top in shares of the page."""
    left = min(where[0] * page.width, page.width - width_of(text.text, size) - 2)
    run = Run(text.stripped(), max(left, 2.0), where[1] * page.height, size, hand)
    return replace(page, runs=(run, *page.runs))


def numbered(dice: Dice, pages: Sequence[Page]) -> list[Page]:
    """The pages with page numbers in one of many forms: 2/3, - 2 -, ２ページ, No.2."""
    total = len(pages)
    forms = (
        "{n}/{t}",
        "- {n} -",
        "－{n}－",
        "{n}",
        "P.{n}",
        "{n}ページ",
        "（{n}/{t}）",
        "No.{n}",
        "{n}枚目",
        "{n} / {t} ページ",
    )
    form = dice.pick((*forms, "p{n}", "{t}-{n}", "({n})", "{n}頁", "{n}／{t}", "Page {n} of {t}", "その{n}", "【{n}】"))
    where = dice.pick([(0.48, 0.965), (0.48, 0.965), (0.88, 0.965), (0.88, 0.015), (0.05, 0.015), (0.48, 0.02)])
    size = dice.uniform(20, 34) * min(pages[0].width, pages[0].height) / 1654
    hand = dice.chance(0.3) and any(run.hand for run in pages[0].runs)
    first = 1 if total > 2 or dice.chance(0.7) else 2
    return [
        with_run(page, tagged(form.format(n=n, t=total), Tag.OTHER), where=where, size=size, hand=hand)
        if n >= first
        else page
        for n, page in enumerate(pages, start=1)
    ]


def opinion_of(pages: Sequence[Page], paragraphs: Sequence[str]) -> str:
    """The truth of the opinion: the paragraphs that were put, a line each; empty where the pages have none."""
    return "\n".join(paragraphs) if any(Tag.OPINION in run.text.tags for page in pages for run in page.runs) else ""


def paper_of(family: str, pages: Sequence[Page], who: Submitter, paragraphs: Sequence[str]) -> Paper:
    """The paper with its truth: of the sender's fields those whose class really stands on a page that is no cover."""
    put = {tag for page in pages if not page.cover for run in page.runs for tag in run.text.tags}
    fields = fields_of(who, opinion_of(pages, paragraphs))
    named = {name.value for name, tag in VALUE_OF.items() if tag in put}
    kept = {name: value for name, value in fields.items() if name in named and value}
    return Paper(tuple(pages), family, who.content, kept, bool(who.organization))


def spaced(parts: Iterable[Tagged], gap: str) -> Tagged:
    """Texts on one line with a gap between them."""
    given = [part for part in parts if part.text]
    pieces = [given[0], *(tagged(gap, Tag.OTHER) + part for _, part in pairwise(given))] if given else []
    return joined(pieces)

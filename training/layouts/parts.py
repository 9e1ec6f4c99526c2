"""Building blocks of every layout: values in a box, labels in a box, an opinion in an area, and the finished paper.

Printed furniture (titles, notes, stamps) lives in ``furniture``; what is asked on a form in ``items``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import VALUE_OF, Tag
from training.content.submitters import fields_of
from training.paper import NOT_AT_LINE_START, Canvas, Page, Paper, Tagged, tagged, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.content.submitters import Submitter

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, pixels."""

SENTENCE: Final = re.compile(r"[^。]*。[」』）)]*|[^。]+$")
"""One sentence with its stop."""
UNBROKEN: Final = frozenset({Tag.NAME, Tag.PHONE, Tag.FAX, Tag.POSTAL_CODE, Tag.PERSONAL, Tag.KANA})
"""Classes of values that a sender writes small rather than on two lines."""
SMALLEST: Final = 17.0
"""No text is set smaller, pixels."""


class Writing:
    """An opinion while it is being set: hands out its lines and remembers what stands on the paper."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        """Begin with nothing set."""
        self._todo = [text for text in paragraphs if text.strip()]
        self._done: list[str] = []
        self._inside = False

    @property
    def rest(self) -> tuple[str, ...]:
        """Paragraphs, or parts of one, that are not set yet."""
        return tuple(self._todo)

    @property
    def inside(self) -> bool:
        """Whether the next line continues a paragraph that was begun elsewhere."""
        return self._inside

    @property
    def text(self) -> str:
        """What has been set so far, paragraphs by a line break: the truth of the paper."""
        return "\n".join(self._done)

    def take(self, count: int) -> None:
        """Count the next ``count`` characters of the first paragraph as set."""
        part, left = self._todo[0][:count], self._todo[0][count:]
        if self._inside:
            self._done[-1] += part
        else:
            self._done.append(part)
        self._inside = bool(left)
        self._todo[:1] = [left] if left else []

    def shorten(self, text: str) -> None:
        """The sender wrote only this of the first paragraph that is left."""
        self._todo[0] = text

    def set_instead(self, paragraphs: Sequence[str]) -> None:
        """All that stands on the paper, where other writings have set it."""
        self._done = [text for text in paragraphs if text]
        self.forget()

    def forget(self) -> None:
        """The sender wrote nothing of what is left."""
        self._todo, self._inside = [], False

    def drop_last(self) -> bool:
        """Do without the last sentence that is not set yet; False where only one is left."""
        sentences = SENTENCE.findall(self._todo[-1]) if self._todo else []
        if len(sentences) > 1:
            self._todo[-1] = "".join(sentences[:-1])
        elif len(self._todo) > 1:
            self._todo.pop()
        else:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Setting:
    """How running text is set."""

    size: float
    """Height of a character, pixels."""
    leading: float
    """From one line to the next, in sizes."""
    indent: int = 0
    """Characters by which a paragraph's first line is indented."""
    gap: float = 0.0
    """Between paragraphs, in sizes."""
    hang: int = 0
    """Characters by which the other lines of a paragraph are indented."""
    strict: bool = True
    """No stop begins a line."""


def setting(canvas: Canvas, *, size: float | None = None) -> Setting:
    """A way to set running text on this canvas, by chance."""
    dice = canvas.dice
    chosen = size or canvas.value_size * dice.uniform(0.78, 1.05)
    return Setting(
        chosen,
        dice.uniform(1.2, 2.0),
        dice.weighted({0: 6, 1: 3}),
        dice.weighted({0.0: 6, 0.4: 1, 1.0: 1}),
        dice.weighted({0: 8, 1: 1}),
        canvas.strict,
    )


def running(
    canvas: Canvas,
    writing: Writing,
    box: Box,
    *,
    how: Setting | None = None,
    cell: int | None = None,
    last: bool = True,
) -> float:
    """Set an opinion in an area and return where it ends (y).

    Args:
        canvas: the page.
        writing: the opinion; what does not fit stays in it.
        box: the area.
        how: size and leading; by chance when None.
        cell: the ruled cell around it.
        last: no other area follows: the text is made smaller, and then shorter by sentences, until it fits.
    """
    left, top, right, bottom = box
    how = how or setting(canvas)
    if last:
        how = _fitting(writing, box, how)
    step = how.size * how.leading
    y = top
    started = writing.inside
    while writing.rest and y + how.size <= bottom:
        lead = 0 if writing.inside or writing.rest[0][0].isspace() else how.indent
        line = _next_line(writing, right - left, how, lead)
        x = left + how.size * (how.hang if writing.inside else lead)
        if not writing.inside and started:
            y += how.size * how.gap
        started = True
        if y + how.size > bottom + how.size * 0.5:
            break
        wobble = canvas.dice.uniform(-0.12, 0.12) * how.size if canvas.hand else 0.0
        canvas.put(tagged(line, Tag.OPINION), x + wobble, y + wobble * 0.6, size=how.size, hand=canvas.hand, cell=cell)
        writing.take(len(line))
        y += step
    return y


def _next_line(writing: Writing, width: float, how: Setting, lead: int) -> str:
    room = max(width - how.size * (how.hang if writing.inside else lead), how.size * 4)
    text = writing.rest[0]
    taken = wrapped(tagged(text, Tag.OPINION), room, how.size, strict=how.strict)[0].text
    while how.strict and len(taken) < len(text) and text[len(taken)] in NOT_AT_LINE_START:
        taken = text[: len(taken) + 1]
    if text[len(taken) - 1 : len(taken) + 1].isascii() and text[len(taken) - 1 : len(taken) + 1].isalpha():
        word = taken.rfind(" ") + 1
        if word > len(taken) // 2:
            return taken[:word]
    return taken


def _fitting(writing: Writing, box: Box, how: Setting) -> Setting:
    """The setting made smaller, and then the text shorter, until all of it fits."""
    for _ in range(400):
        per_line = max(4.0, (box[2] - box[0]) / how.size - how.hang)
        count = sum(-(-width_of(text, 1.0) // (per_line - 0.6)) for text in writing.rest)
        gaps = how.gap * max(0, len(writing.rest) - 1)
        high = count * how.leading + gaps + 1.2 - how.leading
        if high * how.size <= box[3] - box[1]:
            return how
        if how.leading > 1.3:
            how = Setting(how.size, how.leading * 0.95, how.indent, how.gap * 0.7, how.hang)
        elif how.size > 26:
            how = Setting(how.size * 0.95, how.leading, how.indent, 0.0, how.hang)
        elif not writing.drop_last():
            if how.size <= SMALLEST:
                break
            how = Setting(how.size * 0.95, how.leading, how.indent, 0.0, 0)
    return how


def _wobble(canvas: Canvas, size: float) -> float:
    return canvas.dice.uniform(-0.1, 0.1) * size if canvas.hand else 0.0


def value_into(
    canvas: Canvas,
    values: Sequence[Tagged],
    box: Box,
    *,
    cell: int | None = None,
    size: float | None = None,
    align: str | None = None,
) -> float:
    """Set value lines into a box as a sender does: centred in height, low, smaller or beyond its edge at times.

    Returns:
        The lower edge of the last line (y).
    """
    left, top, right, bottom = box
    dice = canvas.dice
    hand = canvas.hand
    size = min(size or canvas.value_size * dice.uniform(0.9, 1.08), (bottom - top) * 1.05)
    pad = canvas.print_size * dice.uniform(0.15, 0.9)
    inner = max(right - left - 2 * pad, size * 3)
    values = [value.stripped() for value in values if value.text.strip()]
    if not values:
        return top
    widest = max(width_of(value.text, size) for value in values)
    whole = any(value.tags[0] in UNBROKEN for value in values)
    if widest > inner and dice.chance(0.95 if whole else 0.6):
        size = max(size * inner / widest, size * 0.55, SMALLEST)
    elif widest > inner * 0.45 and dice.chance(0.12):  # who keeps clear of the edge breaks lines early
        inner *= dice.uniform(0.4, 0.9)
    over = dice.uniform(0, 2.5) * size if dice.chance(0.12) else 0.0
    lines = [line.stripped() for value in values for line in wrapped(value, inner + over, size)]
    if len(lines) * size * 1.1 > bottom - top:
        size = max((bottom - top) / (len(lines) * 1.1), SMALLEST)
        lines = [line.stripped() for value in values for line in wrapped(value, inner + over, size)]
    spare = max(0.0, bottom - top - len(lines) * size)
    gap = min(spare / (len(lines) + 1), size * dice.uniform(0.1, 0.9))
    lift = dice.weighted({0.5: 12, 0.15: 2, 0.9: 3})
    y = top + (spare - gap * (len(lines) - 1)) * lift
    align = align or dice.weighted({"left": 10, "center": 2, "indent": 2})
    indent = dice.uniform(0.02, 0.3) * inner if align == "indent" else 0.0
    for line in lines:
        wide = width_of(line.text, size)
        off = (inner - wide) / 2 if align == "center" else min(indent, inner - wide)
        off = max(0.0, off) + (dice.uniform(-0.3, 0.3) * size if hand else 0.0)
        canvas.put(line, left + pad + off, y + _wobble(canvas, size), size=size, hand=hand, cell=cell)
        y += size + gap
    return y - gap


def label_into(
    canvas: Canvas,
    lines: Sequence[Tagged],
    box: Box,
    *,
    cell: int | None = None,
    align: str = "center",
    size: float | None = None,
) -> None:
    """Set a printed label into its cell.

    Args:
        canvas: the page.
        lines: as composed, mostly of class LABEL; a line that is too wide is broken again.
        box: the label's cell.
        cell: its index.
        align: ``left``, ``center`` or ``spread`` (its characters over the width of the cell).
        size: height of its characters; the canvas' print size when None.
    """
    left, top, right, bottom = box
    size = min(size or canvas.print_size, (bottom - top) * 0.95)
    lines = [line.stripped() for line in lines if line.text.strip()]
    if not lines:
        return
    inner = right - left - size * 0.3
    widest = max(width_of(line.text, size) for line in lines)
    if inner < widest <= inner * 1.35:
        size *= inner / widest
    broken = [part.stripped() for line in lines for part in wrapped(line, max(inner, size * 1.9), size)]
    size = max(min(size, (bottom - top) / (len(broken) * 1.04)), 12.0)
    gap = min(size * 0.5, max(0.0, bottom - top - len(broken) * size) / (len(broken) + 1))
    y = top + max(0.0, bottom - top - len(broken) * size - (len(broken) - 1) * gap) / 2
    for part in broken:
        wide = width_of(part.text, size)
        if align == "spread" and 2 <= len(part) <= 6 and " " not in part.text and "\u3000" not in part.text:
            pitch = max(1.0, min(2.8, (right - left) * 0.8 / wide))
            canvas.put(part, left + (right - left - wide * pitch) / 2, y, size=size, cell=cell, pitch=pitch)
        elif align == "left":
            canvas.put(part, left + size * 0.3, y, size=size, cell=cell)
        else:
            canvas.put(part, left + max(0.0, (right - left - wide) / 2), y, size=size, cell=cell)
        y += size + gap


def labels_of(lines: Sequence[str]) -> list[Tagged]:
    """Lines of a label as tagged text."""
    return [tagged(line, Tag.LABEL) for line in lines]


def flow(
    canvas: Canvas,
    text: Tagged,
    *,
    span: tuple[float, float] | None = None,
    size: float | None = None,
    hand: bool = False,
    align: str = "left",
) -> None:
    """Set a text at the cursor between the margins, or within ``span``, and move the cursor below it.

    Args:
        canvas: the page.
        text: broken into lines where the right edge asks for it.
        span: left and right edge, pixels.
        size: height of a character; the print size, or the sender's, when None.
        hand: written by the sender's hand.
        align: ``left``, ``center`` or ``right``.
    """
    left, right = span or (canvas.left, canvas.right)
    size = size or (canvas.value_size if hand else canvas.print_size)
    leading = canvas.dice.uniform(1.2, 1.5)
    for line in wrapped(text, max(right - left, size * 4), size):
        spare = right - left - width_of(line.text, size)
        off = {"left": 0.0, "center": spare / 2, "right": spare}[align]
        canvas.put(line, left + max(0.0, off), canvas.y, size=size, hand=hand)
        canvas.y += size * leading


def finish(family: str, who: Submitter, writing: Writing, pages: Sequence[Page]) -> Paper:
    """The paper of these pages; its truth has the fields that really stand on them.

    A field counts when its class occurs on a page that is no cover; the opinion is what ``writing`` has set.
    """
    seen = {tag for page in pages if not page.cover for run in page.runs for tag in run.text.tags}
    truth = fields_of(who, writing.text)
    here = {str(name.value) for name, tag in VALUE_OF.items() if tag in seen}
    fields = {name: value for name, value in truth.items() if name in here and value}
    return Paper(tuple(pages), family, who.content, fields, bool(who.organization))


def next_canvas(canvas: Canvas) -> Canvas:
    """An empty page of the same paper, hand, sizes and margins."""
    out = Canvas(canvas.dice, vertical=canvas.vertical, hand=canvas.hand)
    out.width, out.height, out.ruled = canvas.width, canvas.height, canvas.ruled
    out.print_size, out.value_size = canvas.print_size, canvas.value_size
    out.left, out.right, out.bottom = canvas.left, canvas.right, canvas.bottom
    out.y = canvas.dice.uniform(0.03, 0.1) * out.height
    return out

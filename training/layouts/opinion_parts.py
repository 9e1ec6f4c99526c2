"""The part of a form that the opinion is written into: a box, ruled lines, a grid, a table of points, bare paper.

Each part takes the canvas, the opinion, the lowest edge it may use, and whether the text must end there. It moves the
cursor below itself; what does not fit stays in the writing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from ocr_intake.extract.tags import Tag
from training.content import labels, opinions, printed
from training.layouts.parts import Writing, flow, label_into, labels_of, running, setting, value_into
from training.paper import joined, tagged, width_of, wrapped

if TYPE_CHECKING:
    from training.layouts.parts import Box
    from training.paper import Canvas

MARKS: Final = ("【】", "■", "●", "○", "◆", "〔〕", "＜＞", "（）", "◎", "《》", "・")


class OpinionPart(Protocol):
    """A way to set an opinion on a form."""

    def __call__(self, canvas: Canvas, writing: Writing, bottom: float, *, last: bool) -> None:
        """Set it between the cursor and ``bottom``."""


def opinion_label(canvas: Canvas, *, hint: float = 0.25, marked: float = 0.3, asked: float = 0.25) -> list[str]:
    """Lines of the opinion's label, with brackets or a mark around it at times; ``asked``: with a request behind it."""
    dice = canvas.dice
    kinds = dice.weighted({("opinion",): 12, ("opinion", "reason"): 2})
    lines = labels.label(dice, kinds, hint=hint)
    if dice.chance(marked):
        mark = dice.pick(MARKS)
        lines = [mark[0] + lines[0], *lines[1:]] if len(lines) > 1 else [mark[0] + lines[0]]
        lines[-1] += mark[1:]
    elif dice.chance(0.15):
        lines[0] = labels.number_of(dice, dice.randint(0, 4), dice.randint(1, labels.NUMBER_STYLES - 1)) + lines[0]
    if dice.chance(asked):
        request = printed.note(dice).lstrip("※＊・*（(注）)〈＜ 　") + (printed.note(dice) if dice.chance(0.1) else "")
        opening, closing = dice.pick((("（", "）"), ("(", ")"), (" ※", ""), ("（※", "）"), ("　", ""), ("〔", "〕")))
        if dice.chance(0.6):
            lines[-1] += opening + request + closing
        else:
            lines.append(opening.strip() + request + closing)
    return lines


def _inner(canvas: Canvas, box: Box) -> Box:
    dice = canvas.dice
    side = canvas.print_size * dice.uniform(0.2, 1.0)
    return (box[0] + side, box[1] + canvas.value_size * dice.uniform(0.1, 0.6), box[2] - side * 0.8, box[3] - 4)


def label_left(canvas: Canvas, writing: Writing, bottom: float, *, last: bool, share: float = 0.0) -> None:
    """A label cell at the left of a large cell; ``share`` is its part of the width, by chance when 0."""
    dice = canvas.dice
    share = share or dice.weighted({0.07: 2, 0.16: 2, 0.25: 2, 0.33: 1})
    middle = canvas.left + (canvas.right - canvas.left) * share
    box = (canvas.left, canvas.y, middle, bottom)
    lines = opinion_label(canvas, marked=0.05, asked=0.06)
    if middle - canvas.left < canvas.print_size * 2.6:
        lines = list(labels.short_label(dice, "opinion"))
    label_into(canvas, labels_of(lines), box, cell=canvas.cell(*box), align=dice.pick(("center", "left")))
    field = (middle, canvas.y, canvas.right, bottom)
    cell = canvas.cell(*field)
    below = _note_at_foot(canvas, field, cell)
    running(canvas, writing, _inner(canvas, (*field[:3], below)), cell=cell, last=last)
    canvas.y = bottom


def label_above(canvas: Canvas, writing: Writing, bottom: float, *, last: bool) -> None:
    """A label, in a cell of its own or free, above a large cell; a hint in small print below it at times."""
    dice = canvas.dice
    lines = opinion_label(canvas)
    size = canvas.print_size
    if dice.chance(0.04):
        _hint(canvas)
    elif dice.chance(0.5):
        high = size * (len(lines) * 1.15 + dice.uniform(0.3, 0.9))
        box = (canvas.left, canvas.y, canvas.right, canvas.y + high)
        label_into(canvas, labels_of(lines), box, cell=canvas.cell(*box), align=dice.pick(("center", "left")))
        canvas.y += high
    else:
        for line in lines:
            flow(canvas, tagged(line, Tag.LABEL))
        _hint(canvas)
    field = (canvas.left, canvas.y, canvas.right, bottom)
    running(canvas, writing, _inner(canvas, field), cell=canvas.cell(*field), last=last)
    canvas.y = bottom


def _note_at_foot(canvas: Canvas, box: Box, cell: int) -> float:
    """Print a note at the foot of a cell, now and then; returns where the room above it ends (y)."""
    size = canvas.print_size * 0.75
    if not canvas.dice.chance(0.08) or box[3] - box[1] < canvas.value_size * 5:
        return box[3]
    lines = wrapped(tagged(printed.note(canvas.dice), Tag.NOTE), box[2] - box[0] - size, size)
    y = box[3] - len(lines) * size * 1.25
    for index, line in enumerate(lines):
        canvas.put(line, box[0] + size * 0.4, y + index * size * 1.2, size=size, cell=cell)
    return y


def _hint(canvas: Canvas) -> None:
    if canvas.dice.chance(0.25):
        flow(canvas, tagged(printed.note(canvas.dice), Tag.NOTE), size=canvas.print_size * 0.75)


def label_inside(canvas: Canvas, writing: Writing, bottom: float, *, last: bool) -> None:
    """A label in the upper left corner of the cell that holds the text."""
    dice = canvas.dice
    box = (canvas.left, canvas.y, canvas.right, bottom)
    cell = canvas.cell(*box)
    size = canvas.print_size * dice.uniform(0.75, 1.0)
    y = canvas.y + size * 0.3
    for line in opinion_label(canvas):
        for part in wrapped(tagged(line, Tag.LABEL), canvas.right - canvas.left - size, size):
            canvas.put(part, canvas.left + size * 0.4, y, size=size, cell=cell)
            y += size * 1.15
    if dice.chance(0.15):
        for part in wrapped(tagged(printed.note(dice), Tag.NOTE), canvas.right - canvas.left - size, size * 0.8):
            canvas.put(part, canvas.left + size * 0.4, y, size=size * 0.8, cell=cell)
            y += size
    below = _note_at_foot(canvas, box, cell)
    running(canvas, writing, _inner(canvas, (box[0], y, box[2], below)), cell=cell, last=last)
    canvas.y = bottom


def free(canvas: Canvas, writing: Writing, bottom: float, *, last: bool) -> None:
    """No box: a label on its own line, or the text behind the label on the label's line."""
    dice = canvas.dice
    lines = opinion_label(canvas, marked=0.45)
    how = setting(canvas)
    if dice.chance(0.15) and len(lines) == 1 and writing.rest:
        label = tagged(lines[0] + dice.pick(("：", "　", ": ", "")), Tag.LABEL)
        edge = canvas.put(label, canvas.left, canvas.y, size=canvas.print_size)
        first = wrapped(tagged(writing.rest[0], Tag.OPINION), canvas.right - edge, how.size)
        if edge < canvas.right - how.size * 6 and first:
            canvas.put(first[0], edge, canvas.y, size=how.size, hand=canvas.hand)
            writing.take(len(first[0]))
        canvas.y += how.size * how.leading
    else:
        for line in lines:
            flow(canvas, tagged(line, Tag.LABEL))
        _hint(canvas)
    indent = canvas.print_size * dice.weighted({0.0: 4, 1.0: 2, 2.0: 1})
    canvas.y = running(canvas, writing, (canvas.left + indent, canvas.y, canvas.right, bottom), how=how, last=last)


def ruled_lines(canvas: Canvas, writing: Writing, bottom: float, *, last: bool) -> None:
    """Printed lines to write on, in a box or without one; the text keeps to them more or less."""
    dice = canvas.dice
    for line in opinion_label(canvas):
        flow(canvas, tagged(line, Tag.LABEL))
    how = setting(canvas, size=canvas.value_size * dice.uniform(0.85, 1.0))
    how = replace(how, leading=dice.uniform(1.25, 1.7), gap=0.0)
    boxed = dice.chance(0.4)
    cell = canvas.cell(canvas.left, canvas.y, canvas.right, bottom) if boxed else None
    step = how.size * how.leading
    top = canvas.y
    y = top + step
    while y < bottom:
        canvas.rule(canvas.left, y, canvas.right, y)
        y += step
    start = top + step - how.size * dice.uniform(1.02, 1.18)
    running(canvas, writing, (canvas.left + 4, start, canvas.right - 4, bottom), how=how, cell=cell, last=last)
    canvas.y = bottom


def grid(canvas: Canvas, writing: Writing, bottom: float, *, last: bool) -> None:
    """Manuscript paper (原稿用紙): a square for every character."""
    dice = canvas.dice
    flow(canvas, tagged("".join(opinion_label(canvas)), Tag.LABEL))
    count = dice.pick((15, 18, 20, 20, 20, 25))
    square = (canvas.right - canvas.left) / count
    gap = square * dice.weighted({0.0: 2, 0.35: 2})
    size = square * dice.uniform(0.62, 0.85)
    rows = int((bottom - canvas.y) / (square + gap))
    top = canvas.y
    for row in range(rows):
        y = top + row * (square + gap)
        canvas.rule(canvas.left, y, canvas.right, y)
        canvas.rule(canvas.left, y + square, canvas.right, y + square)
    for column in range(count + 1):
        x = canvas.left + column * square
        canvas.rule(x, top, x, top + rows * (square + gap))
    if last:
        while sum(-(-(len(text) + 1) // count) for text in writing.rest) > rows and writing.drop_last():
            pass
    for row in range(rows):
        if not writing.rest:
            break
        lead = 0 if writing.inside else dice.weighted({1: 4, 0: 1})
        text = writing.rest[0][: count - lead]
        _spread(canvas, text, canvas.left + lead * square, top + row * (square + gap), (square, size))
        writing.take(len(text))
    canvas.y = top + rows * (square + gap)


def _spread(canvas: Canvas, text: str, x: float, y: float, look: tuple[float, float]) -> None:
    """One row of squares: full-width characters in one run, half-width ones each in its own."""
    square, size = look
    start = 0
    for index in range(len(text) + 1):
        if index == len(text) or width_of(text[index], 1.0) < 1:
            part = tagged(text[start:index], Tag.OPINION)
            left = x + start * square + (square - size) / 2
            canvas.put(part, left, y + (square - size) / 2, size=size, hand=canvas.hand, pitch=square / size)
            if index < len(text):
                one = tagged(text[index], Tag.OPINION)
                left = x + index * square + square * 0.3
                canvas.put(one, left, y + (square - size) / 2, size=size, hand=canvas.hand)
            start = index + 1


COLUMNS: Final = (
    ("reference", "opinion"),
    ("reference", "opinion"),
    ("reference", "opinion", "reason"),
    ("number", "opinion"),
    ("number", "reference", "opinion"),
    ("number", "reference", "opinion", "reason"),
    ("opinion", "reason"),
    ("reference", "reference", "opinion"),
    ("opinion", "reference"),
)


def point_table(canvas: Canvas, writing: Writing, bottom: float, *, last: bool) -> None:
    """A table with a row for each point: number, page reference, opinion, reason; some rows stay empty."""
    dice = canvas.dice
    kinds = dice.pick(COLUMNS)
    share = {"reference": dice.uniform(0.12, 0.28), "opinion": 0.6, "reason": dice.uniform(0.25, 0.5), "number": 0.07}
    unit = (canvas.right - canvas.left) / sum(share[kind] for kind in kinds)
    edges = [canvas.left]
    for kind in kinds:
        edges.append(edges[-1] + share[kind] * unit)
    if dice.chance(0.9):
        _header_row(canvas, kinds, edges)
    texts = sum(kind in {"opinion", "reason"} for kind in kinds)
    wanted = -(-len(writing.rest) // texts)
    most = max(1, int((bottom - canvas.y) / (canvas.value_size * 4)))
    rows = min(most, wanted + dice.weighted({0: 3, 1: 2, 2: 1}))
    uneven = dice.chance(0.5)
    heights = [dice.uniform(0.6, 1.4) if uneven else 1.0 for _ in range(rows)]
    whole = (bottom - canvas.y) * dice.uniform(0.7, 1.0)
    for index in range(rows):
        high = whole * heights[index] / sum(heights)
        for column, kind in enumerate(kinds):
            box = (edges[column], canvas.y, edges[column + 1], canvas.y + high)
            _point_cell(canvas, writing, kind, box, (index, last and index == rows - 1))
        canvas.y += high


def _header_row(canvas: Canvas, kinds: tuple[str, ...], edges: list[float]) -> None:
    size = canvas.print_size * 0.95
    texts = [labels.label(canvas.dice, (kind,), hint=0.12) for kind in kinds]
    counts = [
        sum(
            len(wrapped(tagged(line, Tag.LABEL), max(edges[i + 1] - edges[i] - size * 0.3, size * 2), size))
            for line in lines
        )
        for i, lines in enumerate(texts)
    ]
    high = size * (max(counts) * 1.15 + canvas.dice.uniform(0.2, 0.8))
    for index, lines in enumerate(texts):
        box = (edges[index], canvas.y, edges[index + 1], canvas.y + high)
        label_into(canvas, labels_of(lines), box, cell=canvas.cell(*box), size=size)
    canvas.y += high


def _point_cell(canvas: Canvas, writing: Writing, kind: str, box: Box, place: tuple[int, bool]) -> None:
    """One cell of a point's row; ``place`` is the row's index and whether all that is left must go in here."""
    dice = canvas.dice
    cell = canvas.cell(*box)
    index, last = place
    if kind == "number":
        label_into(canvas, [tagged(str(index + 1), Tag.OTHER)], box, cell=cell)
    elif not writing.rest:
        if kind == "reference" and dice.chance(0.3):
            label_into(canvas, [tagged(dice.pick(("ページ", "頁", "P.", "　　ページ")), Tag.OTHER)], box, cell=cell)
    elif kind == "reference":
        if dice.chance(0.9):
            value_into(canvas, [tagged(opinions.reference_text(dice), Tag.REFERENCE)], box, cell=cell)
    else:
        inner = (box[0] + 6, box[1] + canvas.value_size * 0.15, box[2] - 6, box[3] - 2)
        how = setting(canvas)
        whole = writing.rest
        part = Writing([whole[0]])
        running(canvas, part, inner, how=replace(how, indent=0, hang=0), cell=cell, last=True)
        _count(writing, part, last=last)


def _count(writing: Writing, part: Writing, *, last: bool) -> None:
    """Count what a cell took of the first paragraph; what did not go into the cell is not on the paper at all."""
    taken = len(part.text)
    if taken:
        writing.shorten(part.text)
        writing.take(taken)
    if last or not taken:
        writing.forget()


def with_reference(canvas: Canvas, writing: Writing, bottom: float, *, last: bool) -> None:
    """A field for the page or item that the opinion is about before the opinion's part."""
    dice = canvas.dice
    size = canvas.print_size
    label = labels.label(dice, ("reference",), hint=0.15)
    text = [tagged(opinions.reference_text(dice), Tag.REFERENCE)] if dice.chance(0.8) else []
    if dice.chance(0.6):
        middle = canvas.left + (canvas.right - canvas.left) * dice.uniform(0.15, 0.35)
        high = max(canvas.value_size * 1.4, size * 1.3 * len(label)) * dice.uniform(1.0, 1.5)
        box, field = (canvas.left, canvas.y, middle, canvas.y + high), (middle, canvas.y, canvas.right, canvas.y + high)
        label_into(canvas, labels_of(label), box, cell=canvas.cell(*box))
        value_into(canvas, text, field, cell=canvas.cell(*field))
        canvas.y += high
    else:
        edge = canvas.put(tagged("".join(label) + dice.pick(("：", "　", "")), Tag.LABEL), canvas.left, canvas.y)
        value = joined(text)
        if edge + width_of(value.text, canvas.value_size) < canvas.right:
            canvas.put(value, edge + 6, canvas.y, size=canvas.value_size, hand=canvas.hand)
        canvas.y += canvas.value_size * 1.4
    dice.pick(PLAIN)(canvas, writing, bottom, last=last)


PLAIN: Final[tuple[OpinionPart, ...]] = (label_left, label_above, label_inside, free, label_above)
"""Parts for any form."""


def by_chance(canvas: Canvas) -> OpinionPart:
    """A part for a form that does not insist on one."""
    special = canvas.dice.chance(0.3)
    return canvas.dice.pick((with_reference, with_reference, ruled_lines, point_table) if special else PLAIN)

"""A form's fields without a table: underlines, leaders, labels on the value's line, boxes, labels under values.

Each block sets items at the cursor between the canvas' margins and moves the cursor below itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels
from training.layouts.asked import Item, halves
from training.layouts.parts import flow, label_into, labels_of, value_into
from training.layouts.tables import into_cell, numbered, value_lines
from training.paper import Tagged, joined, tagged, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.paper import Canvas

LEADERS: Final = ("…", "・", ".", "‥", "_", "＿", "─")
COLONS: Final = ("：", "：", ":", "　", " ", "", "／", " ： ", "　：")
BRACKETS: Final = ("【】", "（）", "〔〕", "＜＞", "《》", "[]", "「」")


def _style_of_number(canvas: Canvas, chance: float) -> int:
    dice = canvas.dice
    return dice.randint(1, max(1, labels.NUMBER_STYLES - 1)) if dice.chance(chance) else 0


def underlines(canvas: Canvas, items: Sequence[Item]) -> None:
    """A label and a line to write on behind it; the label stands low, above, or under the line at times."""
    dice = canvas.dice
    size = canvas.print_size
    column = canvas.left + (canvas.right - canvas.left) * dice.uniform(0.15, 0.33)
    aligned = dice.chance(0.65)
    under = dice.chance(0.12)
    shared = dice.chance(0.2)
    style = _style_of_number(canvas, 0.15)
    colon = dice.pick(("", "", "：", "　"))
    for index, item in enumerate(items):
        label = "".join(numbered(canvas, item, index, style)) + colon
        count = value_lines(canvas, item, canvas.right - column)
        step = canvas.value_size * dice.uniform(1.15, 1.6)
        bottom = canvas.y + step * count
        if under:
            into_cell(canvas, item, (canvas.left, canvas.y, canvas.right, bottom), None)
            canvas.rule(canvas.left, bottom, canvas.right, bottom)
            canvas.put(tagged(label, Tag.LABEL), canvas.left + size, bottom + size * 0.2, size=size * 0.85)
            canvas.y = bottom + size * 1.6
            continue
        text = wrapped(tagged(label, Tag.LABEL), (canvas.right - canvas.left) * 0.6, size)
        y = max(canvas.y, bottom - size * 1.15 * len(text))
        edge = canvas.left
        for line in text:
            edge = max(edge, canvas.put(line, canvas.left, y, size=size))
            y += size * 1.15
        start = max(column, edge + size * 0.3) if aligned else edge + size * dice.uniform(0.1, 1.2)
        if start > canvas.right - canvas.value_size * 6:
            start, canvas.y, bottom = canvas.left + size, bottom, bottom + step * count
        into_cell(canvas, item, (start, canvas.y, canvas.right, bottom), None)
        canvas.rule(canvas.left if shared else start, bottom + 2, canvas.right, bottom + 2)
        canvas.y = bottom + size * dice.uniform(0.25, 1.1)


def leaders(canvas: Canvas, items: Sequence[Item]) -> None:
    """A label and dots up to the right margin (氏名……); what is written stands over the dots or behind them."""
    dice = canvas.dice
    size = canvas.print_size
    dot = dice.pick(LEADERS)
    style = _style_of_number(canvas, 0.2)
    for index, item in enumerate(items):
        label = tagged("".join(numbered(canvas, item, index, style)), Tag.LABEL)
        high = canvas.value_size * dice.uniform(1.2, 1.6)
        *above, label = wrapped(label, (canvas.right - canvas.left) * 0.55, size) or [label]
        for line in above:
            canvas.put(line, canvas.left, canvas.y, size=size)
            canvas.y += size * 1.2
        y = canvas.y + high - size * 1.1
        edge = canvas.put(label, canvas.left, y, size=size)
        width = width_of(dot, size)
        if not item.values or dice.chance(0.5):
            dots = dot * int(max(0.0, canvas.right - edge) / width)
            canvas.put(tagged(dots, Tag.OTHER), edge, y, size=size)
            into_cell(
                canvas, item, (edge + size, canvas.y - size * 0.3, canvas.right, canvas.y + high - size * 0.1), None
            )
            canvas.y += high + size * 0.4
            continue
        few = tagged(dot * dice.randint(2, 8), Tag.OTHER)
        edge = canvas.put(few, edge, y, size=size)
        count = value_lines(canvas, item, canvas.right - edge)
        into_cell(canvas, item, (edge, canvas.y, canvas.right, canvas.y + high * count), None)
        canvas.y += high * count + size * 0.4


def inline(canvas: Canvas, items: Sequence[Item], *, several: float = 0.35) -> None:
    """Label and value on one line, with or without a colon; several fields a line by the chance ``several``.

    A value that is too long goes on below: under itself, or at the margin.
    """
    dice = canvas.dice
    colon = dice.pick(COLONS)
    bracket = dice.pick(BRACKETS) if dice.chance(0.15) else ""
    style = _style_of_number(canvas, 0.2)
    hanging = dice.chance(0.6)
    column = canvas.print_size * dice.uniform(4, 8) if dice.chance(0.35) and not several else 0.0
    leading = dice.uniform(1.25, 1.9)
    several = several if dice.chance(0.6) else 0.0
    index = 0
    for row in halves(dice, items, several):
        texts = []
        for item in row:
            words = bracket[:1] + "".join(numbered(canvas, item, index, style)) + bracket[1:]
            words += colon if not bracket else dice.pick(("", " "))
            texts.append((tagged(words, Tag.LABEL), item))
            index += 1
        if len(row) > 1 and dice.chance(0.5):
            _one_after_other(canvas, texts, leading)
            continue
        wide = (canvas.right - canvas.left) / len(row)
        top, low = canvas.y, canvas.y
        for place, (label, item) in enumerate(texts):
            canvas.y = top
            left = canvas.left + wide * place
            _labelled(canvas, label, item, (left, left + wide - canvas.print_size * 0.5), (column, hanging, leading))
            low = max(low, canvas.y)
        canvas.y = low


def _one_after_other(canvas: Canvas, texts: list[tuple[Tagged, Item]], leading: float) -> None:
    """Several fields run on along the line (氏名：… 年齢：…); what does not fit goes on at the margin."""
    size = max(canvas.print_size, canvas.value_size * 0.8)
    parts = [joined([label, _joined_values(item)]) for label, item in texts]
    gap = tagged(canvas.dice.pick(("　", "　　", "   ", " ")), Tag.OTHER)
    text = joined([parts[0], *(joined([gap, part]) for part in parts[1:])])
    x, y, hand = canvas.left, canvas.y, canvas.hand
    for line in wrapped(text, canvas.right - canvas.left, size):
        x = canvas.left
        for piece in pieces(line):
            wide = width_of(piece.text, size)
            canvas.put(piece, x, y, size=size, hand=hand and piece.tags[0] != Tag.LABEL)
            x += wide
        y += size * leading
    canvas.y = y


def _joined_values(item: Item) -> Tagged:
    space = tagged("　", Tag.OTHER)
    return joined(part for value in item.values for part in (value, space)).stripped()


def pieces(text: Tagged) -> list[Tagged]:
    """A text cut where print ends and writing begins: runs of labels and marks, and runs of the rest."""
    out: list[Tagged] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or (text.tags[index] == Tag.LABEL) != (text.tags[start] == Tag.LABEL):
            out.append(text[start:index])
            start = index
    return out


def _labelled(
    canvas: Canvas, label: Tagged, item: Item, span: tuple[float, float], look: tuple[float, bool, float]
) -> None:
    """A label and its values behind it, within ``span``; ``look`` is the value column, hanging lines, leading."""
    column, hanging, leading = look
    dice = canvas.dice
    size = canvas.print_size
    lines = wrapped(label, span[1] - span[0], size)
    for line in lines[:-1]:
        canvas.put(line, span[0], canvas.y, size=size)
        canvas.y += size * 1.2
    value_size = canvas.value_size * dice.uniform(0.9, 1.05)
    drop = (value_size - size) * dice.uniform(0.3, 0.8)
    edge = canvas.put(lines[-1], span[0], canvas.y + drop, size=size) if lines else span[0]
    start = max(span[0] + column, edge + size * dice.uniform(0.0, 0.6))
    if start > span[1] - value_size * 5:
        start = span[0] + size
        canvas.y += size * 1.3
    hand = canvas.hand and item.written
    shown = value_size if item.written else size
    left = start
    for value in item.values:
        rest = value.stripped()
        while rest.text:
            line = wrapped(rest, max(span[1] - left, shown * 3), shown)[0]
            canvas.put(line, left, canvas.y, size=shown, hand=hand)
            rest = rest[len(line) :]
            canvas.y += shown * leading
            left = start if hanging else span[0] + size * dice.uniform(0, 1)
    if not item.values:
        canvas.y += value_size * leading


def boxes(canvas: Canvas, items: Sequence[Item]) -> None:
    """A label above a box of its own; short fields beside each other at times."""
    dice = canvas.dice
    size = canvas.print_size
    style = _style_of_number(canvas, 0.25)
    airy = dice.uniform(1.05, 1.7)
    mark = dice.pick(("", "", "■ ", "● ", "◆", "○ ", "▼"))
    index = 0
    for row in halves(dice, items, 0.35):
        wide = (canvas.right - canvas.left) / len(row)
        gap = size * (0.0 if len(row) == 1 else dice.uniform(0.3, 1.2))
        texts = []
        for item in row:
            label = "".join(numbered(canvas, item, index, style))
            texts.append(wrapped(tagged((mark if not style else "") + label, Tag.LABEL), wide - gap, size))
            index += 1
        head = max(len(lines) for lines in texts) * size * 1.2
        body = max(value_lines(canvas, item, wide) for item in row) * canvas.value_size * 1.2 * airy
        for place, (item, lines) in enumerate(zip(row, texts, strict=True)):
            left = canvas.left + wide * place
            for number, line in enumerate(lines):
                canvas.put(line, left, canvas.y + number * size * 1.2, size=size)
            box = (left, canvas.y + head, left + wide - gap, canvas.y + head + body)
            into_cell(canvas, item, box, canvas.cell(*box))
        canvas.y += head + body + size * dice.uniform(0.3, 0.9)


def under_label(canvas: Canvas, items: Sequence[Item]) -> None:
    """The value first and its label in brackets below it: on a line, or with a short rule between them."""
    dice = canvas.dice
    size = canvas.print_size * dice.uniform(0.7, 1.0)
    bracket = dice.pick(("（）", "()", "（）", "〔〕", ""))
    left = canvas.left + (canvas.right - canvas.left) * dice.weighted({0.0: 3, 0.25: 2, 0.45: 1})
    centered = dice.chance(0.3)
    ruled = dice.chance(0.6)
    for item in items:
        count = value_lines(canvas, item, canvas.right - left)
        high = canvas.value_size * 1.2 * count
        align = "center" if centered else None
        if item.written:
            value_into(canvas, item.values, (left, canvas.y, canvas.right, canvas.y + high), align=align)
        else:
            into_cell(canvas, item, (left, canvas.y, canvas.right, canvas.y + high), None)
        canvas.y += high + size * 0.1
        if ruled:
            canvas.rule(left, canvas.y, canvas.right, canvas.y)
        canvas.y += size * 0.15
        label = bracket[:1] + "".join(item.label) + bracket[1:]
        flow(
            canvas,
            tagged(label, Tag.LABEL),
            span=(left, canvas.right),
            size=size,
            align="center" if centered else dice.pick(("left", "left", "right")),
        )
        canvas.y += size * dice.uniform(0.2, 0.9)


def block(canvas: Canvas, label: str, lines: Sequence[Tagged]) -> None:
    """One label (提出者, 住所・氏名・電話番号) for all values: in a box at its right, below it, or without a box."""
    dice = canvas.dice
    size = canvas.print_size
    step = canvas.value_size * dice.uniform(1.15, 1.7)
    high = step * len(lines) + size * 0.6
    kind = dice.weighted({"left": 3, "above": 2, "inside": 2, "free": 2})
    if kind == "left":
        middle = canvas.left + (canvas.right - canvas.left) * dice.uniform(0.1, 0.3)
        box = (canvas.left, canvas.y, middle, canvas.y + high)
        parts = [label] if dice.chance(0.6) or "・" not in label else [part for part in label.split("・") if part]
        label_into(canvas, labels_of(parts), box, cell=canvas.cell(*box))
        field = (middle, canvas.y, canvas.right, canvas.y + high)
        value_into(canvas, lines, field, cell=canvas.cell(*field))
        canvas.y += high
        return
    top = canvas.y
    pad = size * 0.4 if kind == "inside" else 0.0
    flow(canvas, tagged(label, Tag.LABEL), span=(canvas.left + pad, canvas.right))
    indent = canvas.left + size * dice.uniform(0, 5)
    start = top if kind == "inside" else canvas.y
    field = (canvas.left if kind != "free" else indent, canvas.y, canvas.right, canvas.y + high)
    cell = None if kind == "free" else canvas.cell(canvas.left, start, canvas.right, field[3])
    value_into(canvas, lines, field, cell=cell)
    canvas.y = field[3]

"""Families of forms that differ in how the fields about the submitter are set."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels, values
from training.layouts import lines, opinion_parts, tables
from training.layouts.asked import Asking, Item, item
from training.layouts.forms import new_form, one_form
from training.layouts.items import (
    form_items,
    kana_item,
    organization_items,
    place_items,
    reach_items,
)
from training.paper import Tagged, joined, tagged, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.content.submitters import Submitter
    from training.dice import Dice
    from training.layouts.forms import PersonPart
    from training.paper import Canvas, Paper


CAPTIONS: Final = (
    "提出者",
    "意見提出者",
    "提 出 者",
    "意見を提出する方",
    "あなたのこと",
    "提出者情報",
    "申出人",
    "差出人",
    "記入者",
)
"""Over or beside all fields about the submitter."""


def table_left(dice: Dice) -> Paper:
    """A table with labels at the left of the values; the opinion's cell belongs to it at times."""
    form = new_form(dice)
    style = tables.table_style(form.canvas)
    opinion = partial(opinion_parts.label_left, share=style.label_share) if dice.chance(0.4) else None
    caption = dice.pick(CAPTIONS) if dice.chance(0.12) else ""

    def draw(canvas: Canvas, items: Sequence[Item]) -> None:
        if caption:
            tables.grouped(canvas, [(caption, items)])
        else:
            tables.table_left(canvas, items, style=style)

    return one_form(form, "table_left", draw, opinion=opinion)


def header_table(dice: Dice) -> Paper:
    """Labels in header cells above the values."""
    return one_form(new_form(dice), "header_table", tables.header_table)


def table_inside(dice: Dice) -> Paper:
    """Small labels in the corners of the values' cells; the opinion's label mostly too."""
    opinion = opinion_parts.label_inside if dice.chance(0.6) else None
    return one_form(new_form(dice), "table_inside", tables.table_inside, opinion=opinion)


def grouped(dice: Dice) -> Paper:
    """A table with one group of rows for persons and one for organisations; the sender fills one of them."""
    form = new_form(dice)
    groups = _groups(dice, form.who, form.how)
    return one_form(form, "grouped", lambda canvas, _: tables.grouped(canvas, groups), items=[])


def _groups(dice: Dice, who: Submitter, how: Asking) -> list[tuple[str, list[Item]]]:
    """Captions with their rows; place and reach stand in both groups, or once for both."""
    is_group = bool(who.organization)
    both = dice.chance(0.4)
    person = [item(dice, how, ("name",), [] if is_group else [values.name_text(dice, who)])]
    if dice.chance(0.3):
        person.insert(dice.randint(0, 1), kana_item(dice, who, how, empty=is_group))
    group = organization_items(dice, who, how) if is_group else _blank(dice, how, _organization_kinds(dice))
    if both:
        kinds = [*place_items(dice, who, how), *reach_items(dice, who, how)]
        empty = _blank(dice, how, tuple(row.kinds for row in kinds if row.kinds != ("building",)))
        person += empty if is_group else kinds
        group += kinds if is_group else empty
    out = [(dice.pick(tables.INDIVIDUAL), person), (dice.pick(tables.GROUP), group)]
    if dice.chance(0.2):
        out.reverse()
    if not both:
        common = [*place_items(dice, who, how), *reach_items(dice, who, how)]
        out.insert(2 if dice.chance(0.75) else 0, (dice.pick(("", "", "共通", "連絡先")), common))
    return out


def _organization_kinds(dice: Dice) -> tuple[tuple[str, ...], ...]:
    return (("organization", "representative"),) if dice.chance(0.2) else (("organization",), ("representative",))


def _blank(dice: Dice, how: Asking, kinds: Sequence[tuple[str, ...]]) -> list[Item]:
    return [item(dice, how, each, []) for each in kinds]


def boxes(dice: Dice) -> Paper:
    """Every field in a box of its own below its label."""
    return one_form(new_form(dice), "boxes", lines.boxes)


def underlines(dice: Dice) -> Paper:
    """Lines to write on behind the labels."""
    return one_form(new_form(dice), "underlines", lines.underlines)


def leaders(dice: Dice) -> Paper:
    """Dots between labels and values."""
    return one_form(new_form(dice, plain=True), "leaders", lines.leaders)


def inline(dice: Dice) -> Paper:
    """Label and value on one line."""
    return one_form(new_form(dice, plain=dice.chance(0.8)), "inline", lines.inline)


def under_label(dice: Dice) -> Paper:
    """Values with their labels below them."""
    return one_form(new_form(dice, plain=dice.chance(0.7)), "under_label", lines.under_label)


def block(dice: Dice) -> Paper:
    """One label for name, address and number together."""
    form = new_form(dice, plain=True)
    written = block_lines(dice, form.who)
    label = labels.block_label(dice)
    return one_form(form, "block", lambda canvas, _: lines.block(canvas, label, written), items=[])


def block_lines(dice: Dice, who: Submitter) -> list[Tagged]:
    """What a sender writes where one label asks for everything: lines without labels of their own."""
    name = values.who_lines(dice, who)
    place = values.address_lines(dice, who)
    phone = []
    if who.phone:
        mark = tagged(labels.mark(dice, "phone") + dice.pick(("", " ")), Tag.LABEL) if dice.chance(0.5) else Tagged()
        phone = [joined([mark, values.phone_text(dice, who)])]
    if dice.chance(0.15) and phone:
        gap = tagged(dice.pick(("　", "　　", "  ")), Tag.OTHER)
        return [*place, *name[:-1], joined([name[-1], gap, phone[0]])]
    order = dice.pick(((place, name, phone), (place, name, phone), (name, place, phone), (name, phone, place)))
    return [line for part in order for line in part]


def bilingual(dice: Dice) -> Paper:
    """Labels with English, in a table, boxes or lines."""
    form = new_form(dice)
    form.how = Asking(english=1.0, hint=0.1)
    parts: tuple[PersonPart, ...] = (
        tables.table_left,
        tables.table_left,
        lines.boxes,
        lines.underlines,
        tables.header_table,
    )
    part = dice.pick(parts)
    return one_form(form, "bilingual", part)


def comb(dice: Dice) -> Paper:
    """Postal code, and often the number, with a small square for each digit."""
    form = new_form(dice, plain=dice.chance(0.5))
    rest = form_items(dice, form.who, form.how)
    digits = [row for row in rest if row.kinds in {("postal_code",), ("phone",)}]
    others = [row for row in rest if row not in digits]
    if not any(row.kinds == ("postal_code",) for row in digits):
        others = [row for row in others if not {"address", "postal_code", "building"} & set(row.kinds)]
        code = [values.code_text(dice, form.who, mark=False)] if form.who.postal_code else []
        digits.insert(0, item(dice, form.how, ("postal_code",), code))
        others.insert(0, item(dice, form.how, ("address",), values.address_lines(dice, form.who, code=False)))
    parts: tuple[PersonPart, ...] = (tables.table_left, lines.underlines, lines.inline)
    part = dice.pick(parts)

    def draw(canvas: Canvas, _: Sequence[Item]) -> None:
        for row in digits:
            _comb_row(canvas, row)
        part(canvas, others)

    return one_form(form, "comb", draw, items=[])


def _comb_row(canvas: Canvas, row: Item) -> None:
    """A label and its squares; hyphens stand between the squares, printed."""
    dice = canvas.dice
    size = canvas.value_size
    square = size * dice.uniform(1.15, 1.5)
    x = canvas.put(tagged("".join(row.label), Tag.LABEL), canvas.left, canvas.y + (square - canvas.print_size) / 2)
    x += size * 0.5
    value = row.values[0].stripped() if row.values and row.written else tagged("   -    ", Tag.OTHER)
    for index, char in enumerate(value.text):
        one = value[index : index + 1]
        if char.isdigit() or (char == " " and not row.written) or (char == " " and not row.values):
            cell = canvas.cell(x, canvas.y, x + square, canvas.y + square)
            wide = width_of(char, size * 0.85)
            canvas.put(
                one, x + (square - wide) / 2, canvas.y + square * 0.1, size=size * 0.85, hand=canvas.hand, cell=cell
            )
            x += square
        elif char.strip():
            x = canvas.put(one, x + 3, canvas.y + square * 0.15, size=size * 0.8) + 3
        else:
            x += size * 0.4
        if x > canvas.right - square:
            x = canvas.left + size
            canvas.y += square * 1.1
    canvas.y += square * 1.25


def vertical_form(dice: Dice) -> Paper:
    """A form in columns from right to left."""
    form = new_form(dice, vertical=True, plain=True)
    parts: tuple[PersonPart, ...] = (
        tables.table_left,
        lines.inline,
        lines.underlines,
        lines.inline,
        tables.table_inside,
    )
    part = dice.pick(parts)
    opinion = dice.pick((opinion_parts.label_left, opinion_parts.ruled_lines, opinion_parts.free, opinion_parts.grid))
    return one_form(form, "vertical_form", part, opinion=opinion, first=0.1)


def columns(dice: Dice) -> Paper:
    """Two columns: the submitter beside the opinion, or the fields in two columns above it."""
    form = new_form(dice, plain=True)
    parts: tuple[PersonPart, ...] = (
        lines.boxes,
        lines.underlines,
        tables.table_left,
        tables.table_inside,
        lines.inline,
    )
    part = dice.pick(parts)

    def draw(canvas: Canvas, items: Sequence[Item]) -> None:
        left, right, top = canvas.left, canvas.right, canvas.y
        middle = left + (right - left) * dice_share
        cut = len(items) // 2 + len(items) % 2
        canvas.right = middle - canvas.print_size * 0.5
        part(canvas, items[:cut])
        low, canvas.y = canvas.y, top
        canvas.left, canvas.right = middle + canvas.print_size * 0.5, right
        part(canvas, items[cut:])
        canvas.left, canvas.y = left, max(low, canvas.y)

    dice_share = dice.uniform(0.42, 0.6)
    return one_form(form, "columns", draw)


def others(dice: Dice) -> Paper:
    """A form that also asks for somebody who does not submit: contact, guardian, introducer, proxy."""
    form = new_form(dice)
    parts: tuple[PersonPart, ...] = (
        tables.table_left,
        tables.table_left,
        lines.inline,
        lines.underlines,
        tables.table_inside,
        lines.boxes,
    )
    part = dice.pick(parts)
    items = form_items(dice, form.who, form.how, other=1.0)
    return one_form(form, "others", part, items=items)

"""How somebody says who they are where no form asks: sender's blocks without labels, and with labels of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels, values
from training.layouts.sheets import GAPS, spaced
from training.paper import Tagged, joined, tagged, width_of

if TYPE_CHECKING:
    from training.content.submitters import Submitter
    from training.dice import Dice
    from training.layouts.sheets import Align, Sheets

BRACKETS: Final = ("【】", "【】", "（）", "［］", "〔〕", "＜＞", "「」", "〈〉", "[]", "《》")
ORDERS: Final = (
    ("place", "who", "phone"),
    ("place", "who", "phone"),
    ("place", "who", "phone"),
    ("place", "who", "phone"),
    ("who", "place", "phone"),
    ("who", "place", "phone"),
    ("place", "phone", "who"),
    ("phone", "place", "who"),
    ("who", "phone", "place"),
)
BEFORE_NAME: Final = (
    "差出人",
    "差出人　",
    "（氏名）",
    "文責　",
    "記入者　",
    "提出者　",
    "市民　",
    "一市民　",
    "住民　",
    "From ",
)
BEHIND_NAME: Final = (
    "　拝",
    "拝",
    "　より",
    "より",
    "（署名）",
    "　記",
    " 印",
    "㊞",
    "　㊞",
    "　（自署）",
    "　敬白",
    "（本人）",
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a sender tells: a paper may keep each of them back."""

    place: bool = True
    phone: bool = True
    more: bool = True
    """E-mail, age, occupation and the like."""


def some(dice: Dice) -> Given:
    """Mostly everything; one paper in six lacks something."""
    return Given(place=dice.chance(0.93), phone=dice.chance(0.93), more=dice.chance(0.35))


def phone_line(dice: Dice, who: Submitter) -> Tagged:
    """The telephone number, mostly behind its mark."""
    marked = dice.chance(0.75)
    mark = tagged(labels.mark(dice, "phone") + dice.pick(["", "", " ", "　"]), Tag.LABEL) if marked else Tagged()
    return mark + values.phone_text(dice, who)


def contact_lines(dice: Dice, who: Submitter, given: Given) -> list[Tagged]:
    """Telephone, fax and e-mail, each with its mark, sometimes on one line."""
    lines = [phone_line(dice, who)] if who.phone and given.phone else []
    if who.fax and given.phone and dice.chance(0.7):
        lines.append(
            tagged(labels.mark(dice, "fax") + dice.pick(["", " ", "　"]), Tag.LABEL) + values.fax_text(dice, who)
        )
    if len(lines) == 2 and dice.chance(0.5):
        lines = [spaced(lines, dice.pick(GAPS))]
    if who.email and given.more:
        mark = tagged(labels.mark(dice, "email") + dice.pick(["", " "]), Tag.LABEL) if dice.chance(0.5) else Tagged()
        lines.append(mark + values.email_text(dice, who))
    return lines


def personal_lines(dice: Dice, who: Submitter) -> list[Tagged]:
    """Age, gender, occupation as far as the sender has them, one a line or all on one."""
    known = (
        (who.age, values.age_text),
        (who.gender, values.gender_text),
        (who.occupation, values.occupation_text),
        (who.birth, values.birth_text),
    )
    lines = [text(dice, who) for value, text in known if value and dice.chance(0.6)]
    return [spaced(lines, dice.pick([*GAPS, "・", "、"]))] if len(lines) > 1 and dice.chance(0.6) else lines


def decorated(dice: Dice, name: Tagged) -> Tagged:
    """A name with a word before or behind it that is not part of it."""
    if dice.chance(0.5):
        return tagged(dice.pick(BEFORE_NAME), Tag.LABEL) + name
    return name + tagged(dice.pick(BEHIND_NAME), Tag.OTHER)


def free_sender(dice: Dice, who: Submitter, given: Given) -> list[Tagged]:
    """The sender's lines without labels, in one of the orders that people write them in."""
    person = values.who_lines(dice, who)
    if who.organization and len(person) > 1 and dice.chance(0.15):
        person = [spaced(person, dice.pick(GAPS))]
    if len(person) == 1 and not who.organization and dice.chance(0.12):
        person = [decorated(dice, person[0])]
    if given.more and not who.organization:
        person += personal_lines(dice, who)
    place = values.address_lines(dice, who, code=dice.chance(0.9)) if given.place else []
    contact = contact_lines(dice, who, given)
    if len(place) == 1 and dice.chance(0.18):
        place, person = [], [spaced([place[0], person[0]], dice.pick(GAPS)), *person[1:]]
    if len(contact) == 1 and dice.chance(0.18):
        person, contact = [*person[:-1], spaced([person[-1], contact[0]], dice.pick(GAPS))], []
    elif len(contact) == 1 and place and dice.chance(0.06):
        place, contact = [*place[:-1], spaced([place[-1], contact[0]], dice.pick(GAPS))], []
    parts = {"place": place, "who": person, "phone": contact}
    return [line for key in dice.pick(ORDERS) for line in parts[key]]


def put_block(sheets: Sheets, lines: list[Tagged]) -> None:
    """Set a sender's block: at the left, at the text's indent, from the middle on, at the right edge or centred.

    A name or a number is not broken over lines where it need not be; an address often is.
    """
    dice = sheets.dice
    other_way = dice.chance(0.12)  # signed by hand under a typed letter, or a rubber stamp under a written one
    size = min(sheets.size * dice.uniform(1, 1.4), 54.0) if other_way and not sheets.hand else sheets.size
    need = min(max((width_of(line.text, size) for line in lines), default=0.0), sheets.width)
    furthest = max(sheets.right - need, sheets.left)
    starts = (
        sheets.left,
        sheets.inset,
        sheets.inset + size * dice.pick([1, 1, 2, 3]),
        sheets.left + sheets.width * dice.uniform(0.35, 0.55),
        sheets.left + sheets.width * dice.uniform(0.35, 0.55),
        furthest,
        furthest,
    )
    start = dice.pick(starts)
    if dice.chance(0.8):
        lines_to_fit = lines
    else:
        lines_to_fit = [line for line in lines if set(line.tags) - {Tag.ADDRESS, Tag.POSTAL_CODE, Tag.OTHER}]
    widest = max((width_of(line.text, size) for line in lines_to_fit), default=0.0)
    start = max(sheets.left, min(start, sheets.right - widest - size))
    align: Align = dice.weighted({"left": 8, "right": 2, "centre": 0.5})
    stepped = dice.chance(0.12)
    spread = dice.uniform(0, 0.4) * sheets.pitch if dice.chance(0.4) else 0.0
    sheets.need(min(len(lines) + 0.5, 6))
    hang = size * dice.pick([0, 0, 0, 1, 2, 4])
    for index, line in enumerate(lines):
        sheets.line(
            line,
            left=start + (index * size * 1.5 if stepped and index < 3 else 0),
            align=align,
            hang=hang,
            size=size,
            hand=sheets.hand != other_way,
        )
        sheets.canvas.y += spread


def asked(dice: Dice, who: Submitter, given: Given) -> list[tuple[str, list[Tagged]]]:
    """The sender's values by the kind of their label, in an order that people label them in."""
    place = values.address_lines(dice, who, code=dice.chance(0.75)) if given.place and who.address else []
    fields: list[tuple[str, list[Tagged]]] = []
    if who.organization:
        fields.append(("organization", [values.organization_text(dice, who)]))
        if who.has_representative:
            fields.append(("representative", [values.representative_text(dice, who)]))
    else:
        fields.append(("name", [values.name_text(dice, who)]))
        if dice.chance(0.12):
            fields.append(("kana", [values.kana_text(dice, who)]))
    at = 0 if dice.chance(0.5) else len(fields)
    if place:
        fields.insert(at, ("address", place))
    if who.phone and given.phone:
        fields.append(("phone", [values.phone_text(dice, who)]))
    if who.fax and given.phone and dice.chance(0.5):
        fields.append(("fax", [values.fax_text(dice, who)]))
    if given.more:
        known = (
            ("email", who.email, values.email_text),
            ("age", who.age, values.age_text),
            ("gender", who.gender, values.gender_text),
            ("occupation", who.occupation, values.occupation_text),
            ("birth", who.birth, values.birth_text),
        )
        fields += [(kind, [text(dice, who)]) for kind, value, text in known if value and dice.chance(0.6)]
    if dice.chance(0.12):
        fields += _beside(dice, who)
    return fields


def _beside(dice: Dice, who: Submitter) -> list[tuple[str, list[Tagged]]]:
    """Somebody who does not submit, with a label and sometimes with a number and an address of their own."""
    kind = dice.pick(["contact", "contact", "guardian", "introducer", "proxy"])
    fields = [(kind, [values.other_person_text(dice, who)])]
    if dice.chance(0.4):
        fields.append(("phone", [values.other_phone_text(dice, who)]))
    if dice.chance(0.12):
        fields.insert(1, ("address", [values.other_address_text(dice, who)]))
    return fields


def own_label(dice: Dice, kind: str) -> str:
    """The label that a sender writes: short, mostly."""
    return labels.short_label(dice, kind) if dice.chance(0.8) else "".join(labels.label(dice, (kind,), hint=0.03))


def put_labelled(sheets: Sheets, fields: list[tuple[str, list[Tagged]]], *, start: int = 0) -> None:
    """Set labelled values: label and value on a line, value under its label, or several of them on one line.

    Args:
        sheets: where to.
        fields: value lines by label kind.
        start: number of the first label, where they are numbered.
    """
    dice, size = sheets.dice, sheets.size
    printed = sheets.hand and dice.chance(0.15)
    left = dice.pick([sheets.left, sheets.left, sheets.inset, sheets.left + sheets.width * dice.uniform(0.2, 0.45)])
    style = dice.pick(range(1, labels.NUMBER_STYLES)) if dice.chance(0.2) else 0
    sides = dice.pick(BRACKETS) if dice.chance(0.25) else "　　"
    tail = (
        dice.weighted({"": 4, "：": 4, ":": 2, "　": 2, " ： ": 0.5, "…": 0.3, "・・・": 0.2, "／": 0.2})
        if sides == "　　"
        else ""
    )
    heads = [
        tagged((sides[0] + labels.number_of(dice, start + i, style) + own_label(dice, kind)).strip("　"), Tag.LABEL)
        + tagged(sides[1].strip("　") + tail, Tag.LABEL)
        for i, (kind, _) in enumerate(fields)
    ]
    way = dice.weighted({"beside": 6, "aligned": 5, "under": 1.2, "one line": 1.2})
    column = max(width_of(head.text, size) for head in heads) + size * dice.uniform(0.3, 2)
    way = "beside" if way == "aligned" and column > (sheets.right - left) * 0.4 else way
    gap = dice.pick(["", " ", "　", "　　"]) if tail else dice.pick(["　", " ", "　　", "  ", "　　　"])
    sheets.need(min(len(fields) + 1, 5))
    if way == "one line":
        pairs = [spaced([head, spaced(lines, " ")], gap or " ") for head, (_, lines) in zip(heads, fields, strict=True)]
        while pairs:
            count = dice.pick([1, 2, 2, 3, 4])
            sheets.line(spaced(pairs[:count], dice.pick(["　", "　　", " ", "　　　"])), left=left)
            pairs = pairs[count:]
        return
    spread = dice.uniform(0, 0.6) * sheets.pitch if dice.chance(0.4) else 0.0
    for head, (_, lines) in zip(heads, fields, strict=True):
        if way == "beside":
            hang = width_of(head.text + gap, size)
            first = joined([head, tagged(gap, Tag.OTHER), lines[0]])
            sheets.line(first, left=left, hang=hang if dice.chance(0.7) else 0)
            further = hang
        elif way == "aligned":
            sheets.settle()
            sheets.canvas.put(head, left, sheets.canvas.y, size=size, hand=sheets.hand and not printed)
            sheets.line(lines[0], left=left + column)
            further = column
        else:
            sheets.line(head, left=left, hand=sheets.hand and not printed)
            further = size * dice.pick([0, 1, 2])
            sheets.line(lines[0], left=left + further)
        for line in lines[1:]:
            sheets.line(line, left=left + further)
        sheets.canvas.y += spread

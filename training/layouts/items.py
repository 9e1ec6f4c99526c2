"""What forms ask about the submitter, in their ways and orders, and what the sender wrote there; no places yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels, printed, values
from training.layouts.asked import Asking, Item, item
from training.paper import Tagged, joined, tagged

if TYPE_CHECKING:
    from training.content.submitters import Submitter
    from training.dice import Dice

NOTHING: Final = ("なし", "－", "―", "／", "個人", "無し", "ナシ", "該当なし", "-", "無")
"""What people write into a field that does not concern them."""
BUILDINGS: Final = (
    "建物名",
    "建物名・部屋番号",
    "マンション名等",
    "アパート・マンション名",
    "方書",
    "建物名等（任意）",
    "住所２（建物名）",
    "ビル・マンション名",
)
"""Labels of a field for the building."""
TITLES: Final = (
    "役職",
    "役職名",
    "職名",
    "役 職",
    "代表者の役職",
    "職　名",
    "肩書",
    "役職（団体の場合）",
    "代表者役職",
)
"""Labels of a field for the title of who stands for an organisation."""


def _unconcerned(dice: Dice) -> list[Tagged]:
    """What stands in a field that does not concern the sender: mostly nothing."""
    return [tagged(dice.pick(NOTHING), Tag.OTHER)] if dice.chance(0.06) else []


def who_items(dice: Dice, who: Submitter, how: Asking) -> list[Item]:
    """The fields that ask who submits: name, organisation and representative, in one of the ways forms do."""
    schemes = {"merged": 5.0, "split": 5.0, "organization_first": 3.0, "name_only": 4.0}
    if who.organization:
        schemes["organization_only"] = 3.0
    scheme = dice.weighted(schemes)
    if scheme == "merged":
        kinds = dice.pick(
            (
                ("name", "organization"),
                ("name", "organization"),
                ("organization", "name"),
                ("name", "organization", "representative"),
                ("organization", "representative", "name"),
            )
        )
        out = [item(dice, how, kinds, values.who_lines(dice, who), 0.3)]
        if dice.chance(0.15) and not who.has_representative:
            out.append(item(dice, how, ("representative",), []))
        return _with_kana(dice, who, how, out)
    if scheme == "name_only":
        return _with_kana(dice, who, how, [item(dice, how, ("name",), values.who_lines(dice, who), 0.35)])
    if scheme == "organization_only":
        return organization_items(dice, who, how)
    return _with_kana(dice, who, how, _split_items(dice, who, how, organization_first=scheme == "organization_first"))


def organization_items(dice: Dice, who: Submitter, how: Asking) -> list[Item]:
    """A form for organisations: its name and who stands for it, in one row or two."""
    if dice.chance(0.25):
        return [item(dice, how, ("organization", "representative"), values.who_lines(dice, who))]
    out = [item(dice, how, ("organization",), [values.organization_text(dice, who)])]
    if who.has_representative and who.title and dice.chance(0.2):
        row = item(dice, how, ("representative",), [values.representative_text(dice, who, 0.0)])
        title = Item(("title",), (dice.pick(TITLES),), (tagged(who.title, Tag.TITLE),))
        return [*out, title, row] if dice.chance(0.7) else [*out, row, title]
    written = [values.representative_text(dice, who)] if who.has_representative else _unconcerned(dice)
    out.append(item(dice, how, ("representative",), written))
    return out


def _split_items(dice: Dice, who: Submitter, how: Asking, *, organization_first: bool) -> list[Item]:
    """A name row and rows for an organisation; an individual leaves those empty, an organisation often the first."""
    group = bool(who.organization)
    titled = [values.representative_text(dice, who)] if group and who.has_representative else []
    own_row = dice.chance(0.55)
    name = ([] if own_row else titled) if group else [values.name_text(dice, who)]
    organization = [values.organization_text(dice, who)] if group else _unconcerned(dice)
    kinds: tuple[str, ...] = ("organization",)
    rows = [item(dice, how, ("name",), name)]
    if own_row and dice.chance(0.25):
        kinds = ("organization", "representative")
        organization = values.who_lines(dice, who) if group else _unconcerned(dice)
        own_row = False
    rows.append(item(dice, how, kinds, organization))
    if own_row:
        rows.append(item(dice, how, ("representative",), titled or _unconcerned(dice)))
    return [*rows[1:], rows[0]] if organization_first else rows


def kana_item(dice: Dice, who: Submitter, how: Asking, *, empty: bool) -> Item:
    """The field for the reading of the name."""
    return item(dice, how, ("kana",), [] if empty else [values.kana_text(dice, who)], 0.02)


def _with_kana(dice: Dice, who: Submitter, how: Asking, rows: list[Item]) -> list[Item]:
    """The rows with a row for the reading of the name, or with it above the name in its cell, by chance."""
    chance = dice.random()
    index = next((i for i, row in enumerate(rows) if "name" in row.kinds), None)
    if index is None or chance > 0.36:
        return rows
    empty = bool(who.organization) and dice.chance(0.75)
    if chance < 0.24:
        at = index + (1 if dice.chance(0.15) else 0)
        return [*rows[:at], kana_item(dice, who, how, empty=empty), *rows[at:]]
    kana = [] if empty else [values.kana_text(dice, who)]
    name = rows[index]
    mark = labels.short_label(dice, "kana")
    if dice.chance(0.6):
        lines = (mark, *name.label)
    else:
        lines = (mark + dice.pick(("・", " ", "　", "／")) + name.label[0], *name.label[1:])
    stacked = (*kana, *name.values) if name.written else name.values
    return [*rows[:index], replace(name, label=lines, values=stacked), *rows[index + 1 :]]


def place_items(dice: Dice, who: Submitter, how: Asking) -> list[Item]:
    """Postal code and address: a row each, one row for both, or one row that has the code before the address."""
    code = [values.code_text(dice, who)] if who.postal_code else []
    scheme = dice.weighted({"rows": 28, "merged": 10, "address": 62})
    if scheme == "rows":
        rows = [
            item(dice, how, ("postal_code",), code, 0.08),
            item(dice, how, ("address",), values.address_lines(dice, who, code=False)),
        ]
        return rows[::-1] if dice.chance(0.08) else rows
    if len(who.address) > 1 and dice.chance(0.06):
        return _with_building(dice, who, how, code)
    kinds: tuple[str, ...] = ("address",)
    if scheme == "merged":
        kinds = dice.pick((("postal_code", "address"), ("address", "postal_code")))
    return [item(dice, how, kinds, values.address_lines(dice, who), 0.25)]


def _with_building(dice: Dice, who: Submitter, how: Asking, code: list[Tagged]) -> list[Item]:
    """The building in a field of its own below the address."""
    street = tagged("".join(who.address[:-1]), Tag.ADDRESS)
    lines = [*code, street] if dice.chance(0.5) else [joined([*code, tagged("　" if code else "", Tag.OTHER), street])]
    building = Item(("building",), (dice.pick(BUILDINGS),), (tagged(who.address[-1], Tag.ADDRESS),))
    return [item(dice, how, ("address",), lines), building]


def reach_items(dice: Dice, who: Submitter, how: Asking) -> list[Item]:
    """Telephone, fax and e-mail: rows of their own, or several in one row with a mark before each."""
    phone = [values.phone_text(dice, who)] if who.phone else []
    fax = [values.fax_text(dice, who)] if who.fax else []
    email = [values.email_text(dice, who)] if who.email else []
    scheme = dice.weighted({"rows": 80, "several": 10, "pair": 10})
    if scheme == "several":
        return [_several(dice, how, phone, fax, email)]
    if scheme == "pair":
        kinds = dice.pick((("phone", "fax"), ("phone", "email")))
        second = fax if kinds[1] == "fax" else email
        marked = [joined([_mark(dice, kinds[1]), *second])] if second else []
        return [item(dice, how, kinds, [*phone, *marked])]
    rows = [item(dice, how, ("phone",), phone)]
    if fax or dice.chance(0.12):
        rows.append(item(dice, how, ("fax",), fax, 0.05))
    if email or dice.chance(0.15):
        rows.append(item(dice, how, ("email",), email, 0.08))
    return rows


def _mark(dice: Dice, kind: str) -> Tagged:
    return tagged(labels.mark(dice, kind) + dice.pick(("", " ", "　")), Tag.LABEL)


def _several(dice: Dice, how: Asking, phone: list[Tagged], fax: list[Tagged], email: list[Tagged]) -> Item:
    """One row for all numbers (連絡先), a printed mark before each of them."""
    lines = [joined([_mark(dice, "phone"), *(value.stripped() for value in phone)])]
    for kind, value in (("fax", fax), ("email", email)):
        if value or dice.chance(0.4):
            lines.append(joined([_mark(dice, kind), *value]))
    if dice.chance(0.3) and len(lines) > 1:
        gap = tagged(dice.pick(("　", "　　", " / ", "  ")), Tag.OTHER)
        lines = [joined([lines[0], gap, lines[1]]), *lines[2:]]
    label = dice.pick(("連絡先", "ご連絡先", "御連絡先", "連絡先等", "連絡方法", "電話等", "日中の連絡先", "連 絡 先"))
    shown = item(dice, how, ("phone",), lines, 0.0)
    return replace(shown, label=(label,) if not how.english else (label, "Contact"))


def extra_items(dice: Dice, who: Submitter, how: Asking, most: int = 3) -> list[Item]:
    """Age, gender, occupation, birth and date: those that the paper has, and some that its sender left empty."""
    given = (
        ("age", values.age_text(dice, who) if who.age else Tagged()),
        ("gender", values.gender_text(dice, who) if who.gender else Tagged()),
        ("occupation", values.occupation_text(dice, who) if who.occupation else Tagged()),
        ("birth", values.birth_text(dice, who) if who.birth else Tagged()),
        ("date", values.date_text(dice) if dice.chance(0.12) else Tagged()),
    )
    rows = [
        item(dice, how, (kind,), [value] if value.text else [], 0.05)
        for kind, value in given
        if (value.text and dice.chance(0.4)) or dice.chance(0.05)
    ][:most]
    if dice.chance(0.12):
        rows.insert(dice.randint(0, len(rows)), choice_item(dice, how))
    return rows


def choice_item(dice: Dice, how: Asking) -> Item:
    """A field with choices to tick, in print: 市内在住, 市内在勤."""
    texts = printed.choices(dice)
    gap = dice.pick(("　", "　　", " ", "・"))
    lines = [gap.join(texts)] if dice.chance(0.6) else texts
    label = labels.label(dice, ("category",), english=how.english, hint=how.hint)
    return Item(("category",), tuple(label), tuple(tagged(line, Tag.OTHER) for line in lines), written=False)


def subject_item(dice: Dice, how: Asking) -> Item:
    """A field that says what the paper is about, mostly in print."""
    label = labels.label(dice, ("subject",), english=how.english, hint=0.05)
    return Item(("subject",), tuple(label), (tagged(printed.plan(dice), Tag.HEADING),), written=dice.chance(0.3))


def other_items(dice: Dice, who: Submitter, how: Asking) -> list[Item]:
    """Rows about somebody who does not submit (保護者, 担当者): a name, at times a number and an address."""
    kind = dice.weighted({"contact": 6, "guardian": 3, "introducer": 2, "proxy": 2})
    if not dice.chance(0.75):
        return [item(dice, how, (kind,), [])]
    lines = [values.other_person_text(dice, who)]
    beside = dice.random()
    if beside < 0.15:
        lines.append(joined([_mark(dice, "phone"), values.other_phone_text(dice, who)]))
    rows = [item(dice, how, (kind,), lines)]
    if 0.15 < beside < 0.4:
        rows.append(item(dice, how, ("phone",), [values.other_phone_text(dice, who)]))
    if 0.3 < beside < 0.45:
        rows.append(item(dice, how, ("address",), [values.other_address_text(dice, who)]))
    return rows


def form_items(dice: Dice, who: Submitter, how: Asking, *, extras: bool = True, other: float = 0.14) -> list[Item]:
    """All fields about the submitter in a form's order.

    Args:
        dice: chance.
        who: the submitter.
        how: the wording of the labels.
        extras: also age and the like, and persons who do not submit.
        other: chance of fields about a person who does not submit.
    """
    person, place, reach = who_items(dice, who, how), place_items(dice, who, how), reach_items(dice, who, how)
    order = dice.pick(
        (
            (person, place, reach),
            (person, place, reach),
            (person, place, reach),
            (place, person, reach),
            (place, person, reach),
            (person, reach, place),
            (place, reach, person),
        )
    )
    rows = [row for part in order for row in part]
    if not extras:
        return rows
    for extra in extra_items(dice, who, how):
        rows.insert(dice.randint(0, len(rows)) if dice.chance(0.35) else len(rows), extra)
    if dice.chance(other):
        others = other_items(dice, who, how)
        at = len(rows) if dice.chance(0.7) else rows.index(person[-1]) + 1
        rows[at:at] = others
    if dice.chance(0.1):
        rows.insert(0 if dice.chance(0.8) else len(rows), subject_item(dice, how))
    return rows

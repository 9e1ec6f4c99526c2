"""A sender's values as they stand on paper: text with the class of each of its characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import jaconv

from ocr_intake.extract.tags import Tag
from training.content.dates import written_date
from training.content.numbers import full_width, in_kanji
from training.content.organizations import department
from training.content.people import GAPS
from training.content.phones import extension
from training.paper import Tagged, joined, tagged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.content.submitters import Submitter
    from training.dice import Dice

SEALS: Final = ("印", "㊞", "（印）", "(印)", "印", "㊞")
BEHIND_NAME: Final = (
    "（自署）",
    "様",
    "　様",
    "（署名）",
    "（本人）",
    "拝",
    "　拝",
    "（代筆）",
    "（匿名希望）",
    "※",
    " 記",
    "殿",
)
NUMBER_OF: Final = (
    "自宅",
    "携帯",
    "会社",
    "勤務先",
    "職場",
    "固定",
    "代表",
    "日中",
    "ケータイ",
    "けいたい",
    "家",
    "妻携帯",
    "夜間",
)
OFFICES: Final = (
    "（本社）",
    "（事務局）",
    "（自宅）",
    "（事務局長宅）",
    "(事務所)",
    "（会長宅）",
    "（代表者自宅）",
    "（勤務先）",
)


ANONYMOUS: Final = (
    "匿名",
    "匿名希望",
    "無記名",
    "（匿名）",
    "匿名でお願いします",
    "記入しません",
    "公表しないでください",
    "市民",
)
"""What stands in place of a name."""
UNNAMED_POSTS: Final = (
    "担当",
    "担当者",
    "事務局",
    "事務担当",
    "連絡先",
    "連絡担当",
    "担当：",
    "窓口",
    "記入者",
    "（担当）",
)
"""What stands before somebody who only writes for an organisation."""


def _gap(dice: Dice, tag: Tag) -> Tagged:
    return tagged(dice.weighted({**GAPS, "": 2.0}), tag)


def _seal(dice: Dice) -> Tagged:
    if dice.chance(0.1):
        return tagged(dice.choice([" ", "　", "", "　　"]) + dice.pick(SEALS), Tag.OTHER)
    return tagged(dice.pick(BEHIND_NAME), Tag.OTHER) if dice.chance(0.025) else Tagged()


def name_text(dice: Dice, who: Submitter) -> Tagged:
    """An individual's name, sometimes with a seal, an honorific or the age behind it."""
    name = tagged(who.person.written, Tag.NAME)
    if dice.chance(0.015):
        return tagged(dice.choice(ANONYMOUS), Tag.OTHER)
    if dice.chance(0.02):
        name = tagged(dice.choice(["一市民　", "市民 ", "住民　", "匿名希望　", "無職 ", "学生　"]), Tag.OTHER) + name
    if who.age and dice.chance(0.04):
        job = f"・{who.occupation}" if who.occupation and dice.chance(0.3) else ""
        return name + tagged(
            dice.choice([f"（{who.age}{job}）", f"({who.age}{job})", f"　{who.age}{job}"]), Tag.PERSONAL
        )
    if dice.chance(0.03):
        reading = kana_text(dice, who)
        return name + joined([tagged("（", Tag.OTHER), reading, tagged("）", Tag.OTHER)])
    return name + _seal(dice)


def representative_text(dice: Dice, who: Submitter, titled: float = 0.7) -> Tagged:
    """The person who stands for an organisation, with the title before or after the name.

    Args:
        dice: chance.
        who: the sender.
        titled: probability that the title is told.
    """
    name = tagged(who.person.written, Tag.REPRESENTATIVE)
    if not who.title or not dice.chance(titled):
        if dice.chance(0.1):
            mark = dice.choice(
                ["代表者", "代表者：", "代表：", "（代表者）", "代表者名", "代表者氏名", "（代表）", "代表者・"]
            )
            return tagged(mark, Tag.LABEL) + _gap(dice, Tag.LABEL) + name + _seal(dice)
        return name + _seal(dice)
    title = tagged(who.title, Tag.TITLE)
    throw = dice.random()
    if throw < 0.1:
        return _title_behind(dice, name, title)
    if throw < 0.13:
        return joined([tagged("（", Tag.OTHER), title, tagged("）", Tag.OTHER), name])
    if throw < 0.16:
        return title + tagged(dice.choice(["：", "・", "／", ": "]), Tag.OTHER) + name
    if throw < 0.2 and len(who.title) < 4:
        title = tagged(dice.choice([" ", "　"]).join(who.title), Tag.TITLE)
    if throw > 0.96:
        title = tagged(dice.choice(["代表者　", "代表者：", "代表者 ", "代表者・"]), Tag.LABEL) + title
    return title + _gap(dice, Tag.TITLE) + name + _seal(dice)


def _title_behind(dice: Dice, name: Tagged, title: Tagged) -> Tagged:
    if dice.chance(0.6):
        return name + joined([tagged("（", Tag.OTHER), title, tagged("）", Tag.OTHER)])
    return name + tagged(dice.choice([" ", "　"]), Tag.REPRESENTATIVE) + title


def organization_text(dice: Dice, who: Submitter) -> Tagged:
    """An organisation's name, sometimes with its seal."""
    text = tagged(who.organization, Tag.ORGANIZATION)
    return text + tagged(dice.choice(["　印", "（社印）", " ㊞", "㊞"]), Tag.OTHER) if dice.chance(0.025) else text


def who_lines(dice: Dice, who: Submitter) -> list[Tagged]:
    """The sender: a person's name, or an organisation with its representative on one line or two."""
    if not who.organization:
        return [name_text(dice, who)]
    name = organization_text(dice, who)
    if not who.has_representative:
        return [name]
    representative = representative_text(dice, who)
    throw = dice.random()
    if throw < 0.45:
        gap = dice.choice([" ", "　", "　　", "  ", " ", "　", "／", "、", "", ""])
        return [name + tagged(gap, Tag.OTHER if gap.strip() else Tag.ORGANIZATION) + representative]
    if throw < 0.52:
        return [name + joined([tagged("（", Tag.OTHER), representative, tagged("）", Tag.OTHER)])]
    lines = [name, representative]
    if dice.chance(0.08):
        person = tagged(dice.choice(UNNAMED_POSTS) + dice.choice([" ", "　", ""]), Tag.LABEL)
        lines.insert(dice.choice([1, 1, 2]), person + tagged(who.other.written, Tag.OTHER_PERSON))
    return lines


def kana_text(dice: Dice, who: Submitter) -> Tagged:
    """The reading of the person's name, in one of the kana."""
    text = who.person.kana.replace(" ", dice.choice([" ", "　", "", " ", "　　"]))
    text = dice.choice([jaconv.hira2kata, jaconv.kata2hira, lambda kana: jaconv.z2h(jaconv.hira2kata(kana))])(text)
    return tagged(text, Tag.KANA)


def code_text(dice: Dice, who: Submitter, mark: bool | None = None) -> Tagged:  # noqa: FBT001
    """The postal code, with 〒 before it or not; empty where the paper has none.

    Args:
        dice: chance.
        who: the sender.
        mark: whether 〒 stands before it; by chance when None.
    """
    if not who.postal_code:
        return Tagged()
    marked = dice.chance(0.8) if mark is None else mark
    sign = dice.choice(["〒", "〒", "〒", "〒 ", "〒　"]) if marked else ""
    return tagged(sign, Tag.OTHER) + tagged(who.postal_code, Tag.POSTAL_CODE)


def address_lines(dice: Dice, who: Submitter, *, code: bool = True, most: int = 3) -> list[Tagged]:
    """The address on as many lines as the sender takes, with the postal code on its own line or before it.

    Args:
        dice: chance.
        who: the sender.
        code: whether the postal code belongs here.
        most: most lines, without the postal code's.
    """
    lines = _split(dice, who.address, most, Tag.ADDRESS)
    if dice.chance(0.05 if who.organization else 0.008):
        lines[-1] += tagged(dice.pick(OFFICES), Tag.OTHER)
    if not code:
        return lines
    before = code_text(dice, who)
    if not before:
        return (
            [tagged(dice.choice(["〒", "〒　　　－", "〒   -", "〒　"]), Tag.OTHER), *lines]
            if dice.chance(0.1)
            else lines
        )
    if most > 1 and dice.chance(0.6):
        return [before, *lines]
    return [before + tagged(dice.choice([" ", "　", "  ", "　　", ""]), Tag.POSTAL_CODE) + lines[0], *lines[1:]]


def _split(dice: Dice, parts: Sequence[str], most: int, tag: Tag) -> list[Tagged]:
    """Parts of an address on at most so many lines; the building takes a line of its own most often."""
    lines = [parts[0]]
    for index, part in enumerate(parts[1:], start=1):
        breaks = 0.1 if index == 1 else 0.5
        if len(lines) < most and dice.chance(breaks):
            lines.append(part)
        else:
            gaps = ("", "", "", "", "", " ", "　") if index == 1 else (" ", "　", " ", "　", "", "  ", "")
            lines[-1] += dice.pick(gaps) + part
    return [tagged(line.strip(), tag) for line in lines]


def phone_text(dice: Dice, who: Submitter) -> Tagged:
    """The telephone number, at times with a word that tells whose, or with a second one; empty where there is none."""
    if not who.phone:
        return Tagged()
    number = tagged(who.phone, Tag.PHONE)
    if dice.chance(0.025 if who.organization else 0.01):
        return number + tagged(extension(dice), Tag.OTHER)
    if who.second_phone:
        first, second = dice.sample(NUMBER_OF, 2)
        throw = dice.random()
        if throw < 0.4:
            gap = tagged(dice.choice([" ", "　", "、", "／", "・", " / "]), Tag.OTHER)
            return number + gap + tagged(who.second_phone, Tag.PHONE)
        between = tagged(dice.choice(["　", " ", "、", "／"]), Tag.OTHER)
        return (
            _annotated(dice, number, first, throw > 0.7)
            + between
            + _annotated(dice, tagged(who.second_phone, Tag.PHONE), second, throw > 0.7)
        )
    return _annotated(dice, number, dice.pick(NUMBER_OF), dice.chance(0.5)) if dice.chance(0.09) else number


def _annotated(dice: Dice, number: Tagged, word: str, before: bool) -> Tagged:  # noqa: FBT001
    if before:
        return (
            tagged(
                dice.choice([f"{word}　", f"{word}：", f"（{word}）", f"{word} ", f"{word}:", f"({word})"]), Tag.LABEL
            )
            + number
        )
    return number + tagged(
        dice.choice([f"（{word}）", f"({word})", f"　{word}", f" ({word})", f"【{word}】"]), Tag.OTHER
    )


def fax_text(dice: Dice, who: Submitter) -> Tagged:
    """The fax number; empty where there is none."""
    if who.phone and dice.chance(0.05):
        return tagged(dice.choice(["同上", "電話に同じ", "同じ", "なし", "〃"]), Tag.OTHER)
    return tagged(who.fax, Tag.FAX)


def email_text(dice: Dice, who: Submitter) -> Tagged:
    """The mail address; empty where there is none."""
    return tagged(full_width(who.email) if dice.chance(0.06) else who.email, Tag.EMAIL)


def age_text(dice: Dice, who: Submitter) -> Tagged:
    """The age; empty where it is not told."""
    return tagged(
        dice.choice(["", "", "", "満"]) + who.age if who.age and who.age[0] != "満" else who.age, Tag.PERSONAL
    )


def gender_text(dice: Dice, who: Submitter) -> Tagged:
    """The gender; empty where it is not told."""
    return tagged(f"（{who.gender}）" if who.gender and dice.chance(0.05) else who.gender, Tag.PERSONAL)


def occupation_text(dice: Dice, who: Submitter) -> Tagged:
    """The occupation; empty where it is not told."""
    return tagged(f"{who.occupation}です" if who.occupation and dice.chance(0.02) else who.occupation, Tag.PERSONAL)


def birth_text(dice: Dice, who: Submitter) -> Tagged:
    """The date of birth; empty where it is not told."""
    return tagged(in_kanji(dice, who.birth) if dice.chance(0.05) else who.birth, Tag.PERSONAL)


def date_text(dice: Dice, *, vertical: bool = False) -> Tagged:
    """The day on which the paper was written; in vertical lines mostly with kanji numerals."""
    return tagged(written_date(dice, vertical=vertical), Tag.DATE)


def other_person_text(dice: Dice, who: Submitter) -> Tagged:
    """Somebody who does not submit, with the department or not."""
    name = who.other.written
    if who.organization and dice.chance(0.4):
        name = department(dice) + dice.choice([" ", "　", "　　"]) + name
    elif dice.chance(0.06):
        name = re.split("[ 　]", name)[0]
    elif dice.chance(0.08):
        name += dice.choice(
            [
                "（父）",
                "（母）",
                "（妻）",
                "（続柄：父）",
                "（長男）",
                "（祖母）",
                "（民生委員）",
                "（ヘルパー）",
                "（夫）",
            ]
        )
    return tagged(name, Tag.OTHER_PERSON) + _seal(dice)


def other_phone_text(dice: Dice, who: Submitter) -> Tagged:
    """That person's telephone number."""
    number = tagged(who.other_phone, Tag.OTHER_PERSON)
    return (
        tagged(dice.choice(["TEL ", "電話", "携帯 ", "（電話）", "℡"]), Tag.LABEL) + number
        if dice.chance(0.1)
        else number
    )


def other_address_text(dice: Dice, who: Submitter) -> Tagged:
    """That person's address."""
    if dice.chance(0.1):
        return tagged(dice.choice(["同上", "同左", "同じ", "本人に同じ", "〃", "上記に同じ"]), Tag.OTHER_PERSON)
    return _split(dice, who.other_address, 1, Tag.OTHER_PERSON)[0]

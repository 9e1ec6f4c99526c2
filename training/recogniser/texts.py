"""What stands on the lines that the recogniser learns on: what people write on a comment, and what nobody would."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.readers.variants import families
from training.content import labels, values
from training.content.dates import birth_date
from training.content.emails import email
from training.content.lots import chiwari, chome_lot, field_lot, odd_lot
from training.content.numbers import in_kanji
from training.content.opinions import opinion
from training.content.organizations import organization, title
from training.content.people import person
from training.content.phones import extension, phone, postal_code
from training.content.places import place
from training.content.printed import addressee, note, paper_title
from training.content.submitters import submitter
from training.dice import Dice
from training.recogniser.characters import added, kanji
from training.recogniser.words import phrase, sentence

if TYPE_CHECKING:
    from collections.abc import Callable


LONGEST: Final = 34
"""Characters of the longest line."""
_HIRAGANA: Final = "".join(chr(code) for code in range(0x3041, 0x3094))
_KATAKANA: Final = "".join(chr(code) for code in range(0x30A1, 0x30F7)) + "ー"
_FOLDED: Final = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | dict.fromkeys("‐−–—―－", "-")
    | {"〜": "～", "　": " "}
)
"""Digits and letters of one width, one hyphen, one wave: pictures do not tell them apart, and answers are compared
without the difference."""


class Text(NamedTuple):
    """A text for one line."""

    text: str
    kind: str


def folded(text: str) -> str:
    """A text as the recogniser is to answer with: characters that look alike are one."""
    composed = unicodedata.normalize("NFC", text).translate(_FOLDED)
    return "".join("・" if char == "･" else char for char in composed)


def _name(dice: Dice, vertical: bool) -> str:  # noqa: FBT001
    who = submitter(dice, vertical=vertical)
    throw = dice.random()
    if throw < 0.6:
        return who.person.written
    if throw < 0.75:
        return values.name_text(dice, who).text
    if throw < 0.87:
        return values.kana_text(dice, who).text
    return f"{title(dice)}{dice.pick(('　', ' ', ''))}{person(dice).written}"


def _address(dice: Dice, vertical: bool) -> str:  # noqa: FBT001
    where = place(dice, vertical=vertical)
    throw = dice.random()
    if throw < 0.4:
        return "".join(where.parts)
    if throw < 0.75:
        return dice.pick(where.parts)
    lot = dice.pick(_LOTS)(dice)
    return in_kanji(dice, lot) if vertical else where.parts[0][-dice.randint(2, 6) :] + lot


_LOTS: Final[tuple[Callable[[Dice], str], ...]] = (chome_lot, field_lot, odd_lot, chiwari)


def _number(dice: Dice, vertical: bool) -> str:  # noqa: FBT001
    throw = dice.random()
    if throw < 0.6:
        number = phone(dice, vertical=vertical)
        return number + extension(dice) if dice.chance(0.06) else number
    if throw < 0.9:
        code = postal_code(dice, f"{dice.randint(10, 9_999_999):07d}", vertical=vertical)
        return dice.pick(("〒", "", "")) + code
    return dice.pick(("TEL ", "電話 ", "携帯", "FAX ", "ＴＥＬ：")) + phone(dice, vertical=vertical)


def _organization(dice: Dice, vertical: bool) -> str:  # noqa: FBT001
    name = organization(dice)
    return in_kanji(dice, name) if vertical and dice.chance(0.5) else name


@cache
def _stock(number: int, vertical: bool) -> tuple[str, ...]:  # noqa: FBT001
    """The paragraphs of some opinions, made once a process and cut in many ways."""
    return tuple(
        part for seed in range(60) for part in opinion(Dice(f"stock/{number}/{seed}/{vertical}"), vertical=vertical)
    )


def _opinion(dice: Dice, vertical: bool) -> str:  # noqa: FBT001
    paragraph = dice.pick(_stock(dice.randint(0, 40), vertical))
    most = dice.randint(8, LONGEST)
    if len(paragraph) <= most:
        return paragraph
    start = 0 if dice.chance(0.4) else dice.randint(0, len(paragraph) - most)
    return paragraph[start : start + most]


def _nonsense(dice: Dice, _vertical: bool) -> str:  # noqa: FBT001
    text = sentence(dice)
    while len(text) < dice.randint(4, LONGEST):
        text += sentence(dice)
    return text[: dice.randint(min(len(text), 6), max(6, len(text)))]


@cache
def _forms() -> tuple[str, ...]:
    """Forms of names' kanji that upstream cannot answer with."""
    return tuple(sorted({member for family in families() for member in family.members} & set(added())))


def _rare(dice: Dice) -> str:
    """A character that upstream cannot answer with, more often than not."""
    return dice.pick(dice.weighted({added(): 0.6, _forms(): 0.25, kanji(): 0.15}))


def _characters(dice: Dice, _vertical: bool) -> str:  # noqa: FBT001
    """Characters that have nothing to do with one another: every kanji must be met, and every kana after every kana."""
    throw = dice.random()
    count = dice.randint(2, 14)
    if throw < 0.35:
        return "".join(dice.pick(kanji()) for _ in range(count))
    if throw < 0.65:
        return "".join(_rare(dice) for _ in range(count))
    if throw < 0.75:
        return "".join(dice.pick(_HIRAGANA) for _ in range(count))
    if throw < 0.88:
        return "".join(dice.pick(_KATAKANA) for _ in range(count))
    return "".join(dice.pick(dice.pick((_HIRAGANA, _KATAKANA, kanji(), "0123456789"))) for _ in range(count))


_UNITS: Final = [
    "℃",
    "%",
    "円",
    "m",
    "km",
    "kg",
    "㎡",
    "号",
    "条",
    "項",
    "歳",
    "代",
    "人",
    "件",
    "回",
    "年",
    "月",
    "日",
    "分",
    "秒",
    "時",
    "台",
    "個",
    "枚",
    "頁",
    "ページ",
    "行",
    "番",
    "丁目",
    "割",
    "倍",
    "万円",
    "億円",
    "本",
    "棟",
    "階",
    "世帯",
    "ヶ所",
    "か所",
    "ヘクタール",
    "㎞",
    "㎝",
    "ha",
    "t",
]


def _figures(dice: Dice, _vertical: bool) -> str:  # noqa: FBT001
    """Numbers with signs and units among words."""
    number = dice.pick(
        (
            str(dice.randint(0, 99)),
            f"{dice.randint(1, 99)}.{dice.randint(0, 99)}",
            f"{dice.randint(1, 999)},{dice.randint(0, 999):03d}",
            f"第{dice.randint(1, 40)}",
            f"令和{dice.randint(1, 9)}",
            f"平成{dice.randint(1, 31)}",
            f"20{dice.randint(0, 39):02d}",
        )
    )
    number = dice.pick(("+", "-", "約", "±", "＋", "¥", "")) + number if dice.chance(0.3) else number
    amount = number + (dice.pick(_UNITS) if dice.chance(0.8) else dice.pick("℃%円年月日"))
    throw = dice.random()
    if throw < 0.2:
        other = f"{dice.randint(1, 99)}{dice.pick(_UNITS)}"
        amount += dice.pick(("～", "→", "／", "・", "、", "+", "から", "=", "×")) + other
    if throw < 0.35:
        amount = (
            dice.pick(("(1)", "①", "②", "③", "1.", "(2)", "ア)", "イ ", "・", "※", "●", "A:", "Q1 ", "P.", "p"))
            + amount
        )
    before = phrase(dice) + dice.pick(("は", "が", "の", "を", "、", " ", ""))
    after = dice.pick(("です。", "！", "？", "以上", "を超える", "に減った", "（案）", "に反対！", "」", "…", ""))
    if dice.chance(0.25):
        before = dice.pick(("「", "『", "（", "(", "【", "“")) + before
    return before + amount + after + (phrase(dice) if dice.chance(0.3) else "")


def _other(dice: Dice, vertical: bool) -> str:  # noqa: FBT001
    who = submitter(dice, vertical=vertical)
    return dice.pick(
        (
            who.age or birth_date(dice),
            birth_date(dice),
            email(dice, who.person),
            who.occupation or "会社員",
            values.date_text(dice, vertical=vertical).text,
            addressee(dice),
            title(dice),
            labels.short_label(dice, dice.pick(("name", "address", "phone", "organization", "opinion"))),
        )
    )


def _printed(dice: Dice, _vertical: bool) -> str:  # noqa: FBT001
    text = dice.pick((note, paper_title, addressee))(dice)
    return text[: dice.randint(8, LONGEST)]


_BY_HAND: Final[dict[tuple[str, Callable[[Dice, bool], str]], float]] = {
    ("name", _name): 0.13,
    ("address", _address): 0.19,
    ("number", _number): 0.11,
    ("organization", _organization): 0.09,
    ("opinion", _opinion): 0.16,
    ("words", _nonsense): 0.12,
    ("characters", _characters): 0.1,
    ("figures", _figures): 0.08,
    ("other", _other): 0.04,
}
_IN_PRINT: Final[dict[tuple[str, Callable[[Dice, bool], str]], float]] = {**_BY_HAND, ("printed", _printed): 0.25}


def text(dice: Dice, *, vertical: bool = False, printed: bool = False) -> Text:
    """A text for one line, not empty, ``LONGEST`` characters at most.

    Args:
        dice: chance.
        vertical: of vertical writing, where numbers are mostly in kanji.
        printed: of print, which says other things as well.
    """
    while True:
        kind, make = dice.weighted(_IN_PRINT if printed else _BY_HAND)
        made = " ".join(make(dice, vertical).replace("\n", " ").split())[:LONGEST].strip()
        if made:
            return Text(made, kind)

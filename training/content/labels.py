"""Labels as forms print them: composed of a wording, hints, required marks, English, brackets and line breaks.

The wordings are in `data/labels.txt` and `data/labels_foreign.txt`; what stands on a form that nobody fills in is
`printed`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from training.content.grammar import Grammar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from training.dice import Dice

KINDS: Final = (
    "name",
    "organization",
    "representative",
    "kana",
    "postal_code",
    "address",
    "phone",
    "fax",
    "email",
    "age",
    "gender",
    "occupation",
    "birth",
    "date",
    "contact",
    "guardian",
    "introducer",
    "proxy",
    "category",
    "opinion",
    "reason",
    "reference",
    "subject",
    "number",
)
"""What a label can ask for."""
_RIVALS: Final = frozenset({"name", "organization"})
"""Kinds of which a paper has one or the other: 又は stands between them."""
_SHORT: Final = 5
"""A label of so many characters is set wide (住　　所) and is not broken."""
_OTHER_LANGUAGE: Final = 0.12
_WIDE: Final = ("　", "　", "　", " ", "  ", "　　", "　　　")
_BRACKETS: Final = {"（）": 12.0, "()": 3.0, "［］": 0.3, "〔〕": 0.5, "【】": 0.5, "<>": 0.2, "〈〉": 0.2}
_HEAD_BRACKETS: Final = {
    "【】": 6.0,
    "［］": 1.0,
    "[]": 1.0,
    "＜＞": 1.5,
    "〔〕": 1.0,
    "《》": 0.6,
    "「」": 0.5,
    "〈〉": 0.5,
}

_ARABIC: Final = tuple(str(number) for number in range(1, 100))
_FULL: Final = tuple(number.translate(str.maketrans("0123456789", "０１２３４５６７８９")) for number in _ARABIC)
_NUMBERS: Final[tuple[tuple[Sequence[str], str], ...]] = (
    ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", "{}|{} |{}　|（{}）"),
    ("❶❷❸❹❺❻❼❽❾❿⓫⓬⓭⓮⓯⓰⓱⓲⓳⓴", "{}|{} "),
    (_ARABIC, "{}.|{}. |{} |{}　|({})|({}) |（{}）|{})|{}）|{}．"),
    (_ARABIC, "[{}]|【{}】|〔{}〕|<{}>|No.{} |Q{} |問{} |項目{}　|({})　|{}: |{}、|{}："),
    (_FULL, "{}　|{}．|（{}）|{}）|{}|{} |{}．　|（{}）　|{}、|問{}　|【{}】|第{}　|{}："),
    (
        ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"),
        "{}　|{}、|{} |（{}）|({})|{}．|第{}　|{}",
    ),
    ("アイウエオカキクケコサシスセソタチツテト", "{}　|{} |（{}）|({})|{}．|{}）|{}"),
    ("イロハニホヘトチリヌルヲワカヨ", "{}　|（{}）|{}．"),
    ("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", "{}　|{} |{}．|{}.|{}"),
    ("ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ", "{}) |({})|{} |{}．"),
    ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "{}. |{} |({})|{}.|{}) "),
    ("abcdefghijklmnopqrstuvwxyz", "{}) |({}) |{}. |{}）"),
    ("ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴ", "{}　|{}．|（{}）|{}"),
)
"""Signs and, divided by ``|``, the shapes that they stand in."""
_BULLETS: Final = "■●○◆◇□・◎★☆▼▽▶＊*〇-―◯❖▪☑※→"


@cache
def _number_styles() -> tuple[tuple[Sequence[str], str], ...]:
    counted = [(signs, shape) for signs, shapes in _NUMBERS for shape in shapes.split("|")]
    marked = [((sign,), shape) for sign in _BULLETS for shape in ("{}", "{}　")]
    return (("",), "{}"), *counted, *marked


NUMBER_STYLES: Final = len(_number_styles())
"""How many styles `number_of` knows, the empty one included."""


@cache
def _japanese() -> Grammar:
    return Grammar("labels", "labels_marks")


@cache
def _foreign() -> Grammar:
    return Grammar("labels_foreign")


def _widened(dice: Dice, text: str) -> str:
    """氏名 as 氏　名; only for short words without marks."""
    if not 2 <= len(text) <= _SHORT or not re.fullmatch(r"[々〆\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]+", text):
        return text
    odds = 0.28 if len(text) == 2 else 0.1
    if not dice.chance(odds):
        return text
    gap = dice.pick(_WIDE)
    return (gap if len(text) < 4 else gap[:1]).join(text)


def _enclosed(dice: Dice, text: str, brackets: Mapping[str, float]) -> str:
    pair = dice.weighted(brackets)
    return f"{pair[0]}{text}{pair[1]}"


def _bracketed(dice: Dice, text: str) -> str:
    return _enclosed(dice, text, _BRACKETS)


def _hint(dice: Dice, kind: str) -> str:
    """A hint in its brackets: （日中連絡のつく番号）, ※必須."""
    words = _japanese()
    section = f"{kind}.hint" if f"{kind}.hint" in words.sections and dice.chance(0.88) else "any.hint"
    text = words.one(dice, section)
    if dice.chance(0.09):
        return dice.pick(["※", "※ ", "＊", "注）", "*", "⇒", "…", "　"]) + text
    return _bracketed(dice, text)


def _pair(dice: Dice, kinds: tuple[str, ...]) -> str:
    """A label of several kinds: a set phrase, short words joined, or one kind in brackets behind another."""
    words = _japanese()
    whole = "+".join(kinds)
    if whole in words.sections and dice.chance(0.65):
        return words.one(dice, whole)
    if len(kinds) > 2 and (start := "+".join(kinds[:2])) in words.sections and dice.chance(0.35):
        return words.one(dice, start) + dice.pick(["・", "及び", "、", "並びに"]) + _core(dice, kinds[2])
    first, *others = (_core(dice, kind) for kind in kinds)
    case = f"{kinds[1]}.case"
    if len(kinds) == 2 and case in words.sections and dice.chance(0.25):
        return first + _bracketed(dice, words.one(dice, case))
    if len(kinds) == 2 and dice.chance(0.1):
        return first + _bracketed(dice, others[0])
    sort = "between.or" if _RIVALS.issubset(kinds[:2]) else "between.and"
    between = words.one(dice, sort if dice.chance(0.85) else "between")
    if len(kinds) > 2 and between in ("及び", "並びに", "と", "又は", "または"):
        out = first + dice.pick(["、", "・"]).join(["", *others[:-1]]) + between + others[-1]
    else:
        out = between.join([first, *others])
    if between.startswith("（"):
        out += "）" * (len(kinds) - 1)
    if dice.chance(0.12):
        out = words.one(dice, "whose") + out
    return out


def _core(dice: Dice, kind: str) -> str:
    return _japanese().one(dice, f"{kind}.core")


def _english(dice: Dice, kinds: tuple[str, ...]) -> str:
    words = _foreign()
    other = dice.chance(_OTHER_LANGUAGE)
    parts = [
        words.one(dice, f"{kind}.other" if other and f"{kind}.other" in words.sections else kind) for kind in kinds
    ]
    text = dice.pick([" / ", " or ", " and ", "/", ", ", " & "]).join(parts)
    if not other and dice.chance(0.12):
        text += f" ({words.one(dice, 'hint')})"
    if dice.chance(0.08):
        text += dice.pick(["*", " *", ":", " ※", "."])
    return text


def _with_english(dice: Dice, text: str, english: str) -> str:
    if dice.chance(0.18):
        return english
    first, second = (text, english) if dice.chance(0.85) else (english, text)
    shape = dice.pick(
        [
            "{} / {}",
            "{}/{}",
            "{} {}",
            "{}　{}",
            "{}\n{}",
            "{}\n{}",
            "{}\n({})",
            "{}（{}）",
            "{} ({})",
            "{}／{}",
            "{}({})",
            "{}・{}",
        ]
    )
    return shape.format(first, second)


def _marked(dice: Dice, text: str) -> str:
    """With a mark of what must be filled in."""
    if dice.chance(0.4):
        return _japanese().one(dice, "required.before") + text
    return text + dice.pick(["", "", " ", "　"]) + _japanese().one(dice, "required.behind")


def _broken(dice: Dice, text: str) -> str:
    """Broken into lines as a narrow cell does: before brackets by preference, else anywhere."""
    opening = [found.start() for found in re.finditer(r"(?<=[^\n])[（(〔［【※]", text)]
    if opening and dice.chance(0.3):
        cut = dice.pick(opening)
        text = text[:cut].rstrip() + "\n" + text[cut:]
    lines = []
    for line in text.split("\n"):
        width = dice.randint(4, 12)
        if len(line) > width + 1 and not line.isascii() and dice.chance(0.3 if len(line) > 12 else 0.1):
            lines += _filled(line, width)
        else:
            lines.append(line)
    return "\n".join(lines)


def _filled(line: str, width: int) -> list[str]:
    """A line cut into pieces of about `width` characters; no stop or closing bracket begins one."""
    out = [line[:width]]
    for char in line[width:]:
        if len(out[-1]) >= width and char not in "）)、。・／」】〕］" and not (char.isascii() and char.isalnum()):
            out.append(char)
        else:
            out[-1] += char
    return out


def _lines(text: str) -> list[str]:
    return [line for part in text.split("\n") if (line := part.strip())]


def label(dice: Dice, kinds: tuple[str, ...], *, english: float = 0.0, hint: float = 0.2) -> list[str]:
    """The lines of a label.

    Args:
        dice: chance.
        kinds: what it asks for, one to three of `KINDS`, in the order in which they stand.
        english: probability that it has English (or another language), beside the Japanese or alone.
        hint: probability that a hint in brackets stands behind it.
    """
    words = _japanese()
    if len(kinds) > 1:
        text = _pair(dice, kinds)
    elif dice.chance(0.05 + 0.15 * english) and f"{kinds[0]}.ruby" in words.sections:
        text = words.one(dice, f"{kinds[0]}.ruby")
    else:
        text = _widened(dice, words.one(dice, kinds[0]))
    bracketed_words = text[-1] in "）)〕】"
    if dice.chance(hint * (0.4 if bracketed_words else 1.0)):
        text += dice.pick(["", "", "", "　", " ", "\n"]) + _hint(dice, dice.pick(kinds))
        if dice.chance(0.06):
            text += dice.pick(["", "\n"]) + _hint(dice, kinds[0])
    if dice.chance(0.14 if kinds[0] in ("opinion", "reason", "reference", "subject", "category") else 0.025):
        text = _enclosed(dice, text, _HEAD_BRACKETS)
    if dice.chance(0.06):
        text = _marked(dice, text)
    if dice.chance(english):
        text = _with_english(dice, text, _english(dice, kinds))
    if dice.chance(0.1):
        text = text.replace("（", "(").replace("）", ")")
    return _lines(_broken(dice, text))


def short_label(dice: Dice, kind: str) -> str:
    """A label of one short word on one line: 住所, フリガナ, TEL."""
    return _widened(dice, _core(dice, kind))


def mark(dice: Dice, kind: str) -> str:
    """What stands directly before a value on a line without a table, with its colon or space: `TEL`, `電話：`."""
    text = (
        _japanese().one(dice, f"{kind}.mark")
        if f"{kind}.mark" in _japanese().sections
        else _core(dice, kind) + dice.pick(["：", ":", "　", " "])
    )
    if text[-1] not in "：:　.．）)℡☎☏✉" and dice.chance(0.6):
        text += dice.pick([" ", " ", "　", "：", ":", "："])
    return text


def block_label(dice: Dice) -> str:
    """One label for everything about the submitter: 提出者, 住所・氏名・電話番号."""
    text = _widened(dice, _japanese().one(dice, "block"))
    if dice.chance(0.1):
        return _enclosed(dice, text, _HEAD_BRACKETS)
    return _marked(dice, text).strip() if dice.chance(0.04) else text


def number_of(dice: Dice, index: int, style: int) -> str:
    """The numbering in front of a label, with the space behind it.

    Args:
        dice: chance; rarely the space is missing or doubled.
        index: which label it is, from 0.
        style: 0 (none) to `NUMBER_STYLES` - 1.
    """
    signs, shape = _number_styles()[style]
    sign = signs[0] if len(signs) == 1 else signs[index] if index < len(signs) else _ARABIC[index % len(_ARABIC)]
    text = shape.format(sign)
    if text and dice.chance(0.03):
        return text.rstrip() + dice.pick(["", " ", "　"])
    return text

"""Opinions: what people write to their city, in many voices, short and long, as text and as lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from training.content.buildings import building
from training.content.emails import email
from training.content.grammar import Grammar
from training.content.lots import chome_lot, field_lot
from training.content.numbers import CIRCLED, KANJI_DIGITS, full_width, in_kanji
from training.content.organizations import organization
from training.content.people import family, person
from training.content.phones import phone
from training.content.places import city_name, place, town_name
from training.content.texts import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.dice import Dice

GRAMMAR: Final = Grammar("opinions", "opinions_more", "topics")
VOICES: Final = {"polite": 62.0, "plain": 22.0, "mixed": 8.0, "dialect": 3.0, "old": 3.0, "child": 3.0, "english": 0.8}
"""Whole opinions by how their writer speaks; each is a section of the lists, `mixed` is polite and plain."""
MARKERS: Final[tuple[Callable[[int], str], ...]] = (
    lambda n: f"{n}. ",
    lambda n: f"{n}.",
    lambda n: f"{n}　",
    lambda n: full_width(str(n)) + "．",
    lambda n: full_width(str(n)) + "　",
    lambda n: full_width(str(n)) + "、",
    lambda n: CIRCLED[n - 1],
    lambda n: f"{CIRCLED[n - 1]}　",
    lambda n: f"({n}) ",
    lambda n: f"（{n}）",
    lambda n: "（" + full_width(str(n)) + "）",
    lambda n: f"{n}) ",
    lambda n: full_width(str(n)) + "）",
    lambda _: "・",
    lambda _: "・",
    lambda _: "・　",
    lambda _: "○",
    lambda _: "●",
    lambda _: "■",
    lambda _: "◆",
    lambda _: "◎",
    lambda _: "※",
    lambda _: "- ",
    lambda _: "－",
    lambda _: "→",
    lambda _: "＊",
    lambda _: "一、",
    lambda _: "一　",
    lambda n: f"{KANJI_DIGITS[n]}、",
    lambda n: f"{KANJI_DIGITS[n]}　",
    lambda n: f"{KANJI_DIGITS[n]}．",
    lambda n: f"第{KANJI_DIGITS[n]}に、",
    lambda n: f"第{KANJI_DIGITS[n]}　",
    lambda n: f"意見{n}　",
    lambda n: f"【意見{n}】",
    lambda n: f"意見その{n}　",
    lambda n: f"【{n}】",
    lambda n: f"（{'アイウエオカキクケ'[n - 1]}）",
    lambda n: f"{'アイウエオカキクケ'[n - 1]}　",
    lambda n: f"{'abcdefghi'[n - 1]}) ",
    lambda n: f"{'ⅠⅡⅢⅣⅤⅥⅦⅧⅨ'[n - 1]}　",
    lambda n: f"{n}つ目は、",
    lambda n: f"提案{n}：",
    lambda n: f"No.{n} ",
    lambda n: f"要望{n}　",
    lambda n: f"{n}点目　",
)
_WIDE_DIGITS: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_STOPS: Final = (
    str.maketrans("、。", "，．"),
    str.maketrans("、", "，"),
    str.maketrans("、。", ",."),
    str.maketrans("、。", "  "),
)
"""How some write 、 and 。"""
_SHEETS: Final = (
    ("現状", "課題", "提案"),
    ("意見", "理由"),
    ("結論", "理由"),
    ("要望", "理由"),
    ("原文", "修正案", "理由"),
    ("案の記述", "修正意見"),
    ("現行", "修正後"),
    ("問題点", "改善策"),
    ("質問", "要望"),
    ("賛成する点", "反対する点"),
    ("良い点", "悪い点", "その他"),
    ("意見の要旨", "意見の内容"),
    ("趣旨", "内容", "備考"),
    ("該当箇所", "意見", "理由"),
    ("背景", "目的", "方法"),
    ("一点目", "二点目"),
    ("いつ", "どこで", "何を"),
)
PLANS: Final = (
    "総合計画",
    "環境基本計画",
    "子ども計画",
    "地域防災計画",
    "公共交通計画",
    "図書館基本構想",
    "自治基本条例",
)


def _lot(dice: Dice) -> str:
    return chome_lot(dice) if dice.chance(0.6) else field_lot(dice)


def _place(dice: Dice) -> str:
    name = city_name(dice)
    return name[:-1] if len(name) > 2 else name


def _money(dice: Dice) -> str:
    return f"{dice.randint(1, 9)}{dice.choice(['', '0', '00', '5', '2'])}{dice.choice(['万円', '億円', '円', '千円'])}"


def _date(dice: Dice) -> str:
    month, day = dice.randint(1, 12), dice.randint(1, 28)
    return dice.choice(
        [
            f"{month}月{day}日",
            f"令和{dice.randint(1, 9)}年{month}月{day}日",
            f"{month}月",
            f"{month}/{day}",
            f"先月{day}日",
        ]
    )


def _plan(dice: Dice) -> str:
    return (
        dice.choice(["", _place(dice) + "市", "第2次", "本市の"])
        + dice.pick(PLANS)
        + dice.choice(["", "（案）", "（素案）", "案"])
    )


def _code(dice: Dice) -> str:
    return f"{dice.randint(1, 999):03d}-{dice.randint(0, 9999):04d}"


SLOTS: Final[dict[str, Callable[[Dice], str]]] = {
    "city": city_name,
    "place": _place,
    "town": lambda dice: town_name(dice)[:6],
    "org": organization,
    "family": lambda dice: family(dice)[0],
    "name": lambda dice: person(dice).written,
    "n": lambda dice: str(dice.randint(2, 99)),
    "small": lambda dice: str(dice.randint(1, 9)),
    "money": _money,
    "phone": phone,
    "date": _date,
    "plan": _plan,
    "address": lambda dice: "".join(place(dice).parts[:2]),
    "lot": _lot,
    "ref": lambda dice: GRAMMAR.one(dice, "page" if dice.chance(0.6) else "chapter", SLOTS),
    "email": lambda dice: email(dice, person(dice)),
    "code": _code,
    "building": lambda dice: building(dice, _place(dice), town_name(dice)),
}
"""What fills the slots that the lists leave open."""


def _one(dice: Dice, section: str) -> str:
    return GRAMMAR.one(dice, section, SLOTS).replace("のの", "の")


def _sentence(dice: Dice, voice: str) -> str:
    throw = dice.random()
    if voice == "english":
        return _one(dice, "english") + " "
    if throw < 0.03:
        return _one(dice, "shout")
    if throw < 0.08:
        return _one(dice, "quote")
    if throw < 0.15:
        return _one(dice, "inner")
    if voice == "mixed" or (voice in ("dialect", "old") and throw < 0.5):
        return _one(dice, dice.choice(["polite", "plain"]))
    return _one(dice, voice)


def _paragraph(dice: Dice, voice: str, amount: int) -> str:
    """Sentences until about so many characters are reached, at least one."""
    text = _sentence(dice, voice)
    gap = dice.choice([" ", "　"]) if dice.chance(0.04) else ""
    while len(text) + 15 < amount:
        text += gap + _sentence(dice, voice)
    if dice.chance(0.06):
        text = text.rstrip("。")
    return text.rstrip()


def _in_hand(dice: Dice, paragraphs: list[str], *, vertical: bool) -> tuple[str, ...]:
    """The paragraphs with digits and stops as this writer writes them."""
    throw = dice.random()
    if throw < (0.75 if vertical else 0.1):
        paragraphs = [in_kanji(dice, text) for text in paragraphs]
    elif throw < (0.95 if vertical else 0.36):
        paragraphs = [text.translate(_WIDE_DIGITS) for text in paragraphs]
    for usual, other in (line.split("\t") for line in words("spellings") if dice.chance(0.08)):
        paragraphs = [text.replace(usual, other) for text in paragraphs]
    if dice.chance(0.05):
        paragraphs = [text.replace("、", "") if len(text) > 12 else text for text in paragraphs]
    if not vertical and dice.chance(0.06):
        stops = dice.pick(_STOPS)
        paragraphs = [text.translate(stops) for text in paragraphs]
    return tuple(paragraphs)


def opinion(dice: Dice, *, amount: int | None = None, letter: bool = False, vertical: bool = False) -> tuple[str, ...]:
    """An opinion as paragraphs or list items, each with its marker.

    Args:
        dice: chance.
        amount: about how many characters it has; by chance, from one short line to a page, when None.
        letter: whether it is the text of a letter, with its greeting and 敬具.
        vertical: whether it is written in vertical lines, where numbers are mostly in kanji.
    """
    if amount is None:
        amount = 12 if not letter and dice.chance(0.12) else int(min(1500, 25 + dice.lognormvariate(4.8, 0.9)))
    voice = dice.weighted(VOICES)
    if letter:
        return _in_hand(dice, _letter(dice, voice, amount), vertical=vertical)
    if amount < 24:
        return _in_hand(dice, [_one(dice, "short")], vertical=vertical)
    throw = dice.random()
    if throw < 0.06 and amount < 200:
        paragraphs = _keywords(dice)
    elif throw < 0.5 or amount < 60:
        paragraphs = _paragraphs(dice, voice, amount)
    elif throw < 0.54:
        paragraphs = _sheet(dice, voice, amount)
    elif throw < 0.86:
        paragraphs = _items(dice, voice, amount)
    else:
        paragraphs = _headed(dice, voice, amount)
    if dice.chance(0.14):
        _begin(dice, paragraphs, _one(dice, "opening"))
    if dice.chance(0.16):
        paragraphs.append(_one(dice, "closing"))
    return _in_hand(dice, paragraphs, vertical=vertical)


def _begin(dice: Dice, paragraphs: list[str], opening: str) -> None:
    if dice.chance(0.4):
        paragraphs[0] = opening + paragraphs[0].lstrip("　")
    else:
        paragraphs.insert(0, opening)


def _paragraphs(dice: Dice, voice: str, amount: int) -> list[str]:
    count = 1 if amount < 90 else dice.randint(1, max(1, min(6, amount // 90)))
    indent = "　" if dice.chance(0.3) else ""
    return [indent + _paragraph(dice, voice, amount // count) for _ in range(count)]


def _items(dice: Dice, voice: str, amount: int) -> list[str]:
    """A list; its items may be short claims, or paragraphs with a heading in their first line."""
    count = min(dice.randint(2, 5), max(2, amount // 25))
    mark = dice.pick(MARKERS)
    headed = dice.chance(0.15)
    out = []
    for number in range(1, count + 1):
        text = _paragraph(dice, voice, amount // count)
        if headed:
            out += [mark(number) + _one(dice, "topic") + dice.choice(["", "について", "に関して"]), text]
        else:
            out.append(mark(number) + text)
            if dice.chance(0.06):
                out.append(
                    dice.choice(["理由：", "（理由）", "【理由】", "→", "　", "理由　"]) + _paragraph(dice, voice, 30)
                )
    if dice.chance(0.25):
        out.insert(0, _one(dice, "opening") if dice.chance(0.5) else _sentence(dice, voice))
    return out


def _keywords(dice: Dice) -> list[str]:
    """A list of catchwords without sentences."""
    mark = dice.pick(MARKERS)
    return [mark(number) + _one(dice, "keyword") for number in range(1, dice.randint(3, 7))]


def _sheet(dice: Dice, voice: str, amount: int) -> list[str]:
    """Paragraphs that each begin with what they are: 現状：…, 課題：…, 提案：…."""
    mark = dice.choice(["{}：", "【{}】", "（{}）", "{}　", "＜{}＞", "〔{}〕", "■{}　", "{}: "])
    names = dice.choice(_SHEETS)
    apart = dice.chance(0.25)
    out = []
    for name in names:
        head, text = mark.format(name).strip("：: 　" if apart else ""), _paragraph(dice, voice, amount // len(names))
        out += [head, text] if apart else [head + text]
    return out


def _headed(dice: Dice, voice: str, amount: int) -> list[str]:
    """Paragraphs with headings of their own."""
    count = dice.randint(1, 3)
    out: list[str] = []
    for _ in range(count):
        out.append(_one(dice, "heading"))
        out += _paragraphs(dice, voice, amount // count)
    return out


def _letter(dice: Dice, voice: str, amount: int) -> list[str]:
    opening = _one(dice, "letter_open")
    body = _items(dice, voice, amount) if dice.chance(0.2) else _paragraphs(dice, voice, amount)
    if dice.chance(0.4):
        body[0] = _one(dice, "opening") + body[0].lstrip("　")
    if dice.chance(0.45):
        body[0] = opening + ("　" if opening[-1] not in "。　" else "") + body[0].lstrip("　")
    else:
        body.insert(0, opening)
    if dice.chance(0.5):
        body.append(_one(dice, "closing" if dice.chance(0.5) else "sign_letter"))
    if dice.chance(0.8):
        close = _one(dice, "letter_close")
        if dice.chance(0.2):
            body[-1] += dice.choice(["　", "　　", " "]) + close
        else:
            body.append(close)
    return body


def reference_text(dice: Dice) -> str:
    """Where in the plan an opinion belongs: 12ページ, 第3章, P.5 「…」."""
    text = _one(dice, "reference")
    return full_width(text) if dice.chance(0.2) else text


def continuation_head(dice: Dice) -> str:
    """What heads a further sheet of an opinion: （続き）, 2枚目, 別紙."""
    return _one(dice, "continuation")

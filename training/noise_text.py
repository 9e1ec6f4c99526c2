"""What a reader makes of one line's text: look-alikes, dropped characters, lost spaces, and how sure it was of each.

Confidences fall where the reading is wrong, but not always, and some right characters have low ones too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from ocr_intake.japanese.lookalikes import CLOSE, TWIN, alike, cost
from training.noise_table import SURE, UNSURE, WRONG

if TYPE_CHECKING:
    from training.dice import Dice
    from training.noise_table import NoiseTable
    from training.paper import Tagged

NARROW, WIDE = " ", "\u3000"
"""White space in a line's text before it is read: a gap narrower than a character, and a wider one."""

_DIGITS: Final = {
    "0": "OoDQ〇6C", "1": "7lI|ノ/i", "2": "Z7ス", "3": "85了", "4": "91+十", "5": "S63", "6": "b08G",
    "7": "1ワフ9ク", "8": "36B", "9": "47gq", "-": "ー一－.・~:", "ー": "一-－‐", "－": "ー一-", "(": "C〔f",
    ")": "〕J]", "（": "C(〔", "）": ")〕J", "。": "．.o、0", "、": "，,,ヽ", "・": "．.、", "：": ":;!", ":": ";.：",
    "①": "⑦0の", "@": "®Q", ".": ",、・", "「": "『r", "」": "』j", "々": "マ久", "〇": "0○O",
}  # fmt: skip
"""Confusions of figures and signs: the commonest first."""
_NOTHING: Final = "∅"
_SIGNS: Final = {
    "〒": (0.56, "∅∅∅∅TTTテテテデデ干丁"), "㊞": (0.6, "印回図卯∅"), "℡": (0.9, "TL∅"), "□": (0.08, "口ロ∅"),
    "☐": (0.9, "□□∅口"), "☑": (0.95, "図口☒凶∅"), "■": (0.35, "∅∅国"), "●": (0.3, "∅"), "▶": (0.9, "∅"),
    "○": (0.85, "∅∅∅∅〇〇O"), "◯": (0.95, "∅∅〇○O"), "〇": (0.2, "∅○"), "※": (0.5, "∅∅∅∅米*"),
    "・": (0.22, "∅∅∅..-,"), "。": (0.02, "∅"), "、": (0.02, "∅"), ")": (0.03, "∅"), "(": (0.02, "∅一"),
    "（": (0.03, "(〔∅"), ".": (0.06, "∅"), "/": (0.2, "ノノ∅"), "〔": (0.6, "((([∅"), "〕": (0.55, ")))]∅"),
    "【": (0.12, "[[∅"), "】": (0.12, "]∅∅"), "[": (0.1, "【("), "〈": (0.4, "<(∅"), "〉": (0.4, ">)∅"),
    "《": (0.7, "<「"), "》": (0.7, ">」"), "～": (0.3, "~~ー∅"), "－": (0.9, "---ー"), "−": (1.0, "-----ー∅"),
    "–": (0.95, "---∅"), "‐": (0.8, "---∅"), "―": (0.95, "--ー∅一"), "ｰ": (0.9, "--ー"), "-": (0.05, "一ーー∅∅."),
    "ー": (0.07, "一一--∅"), "一": (0.08, "ーーー-∅"), "_": (0.65, "∅∅∅-"), "＿": (0.65, "∅∅∅-"),
    "…": (0.4, "・.∅"), "：": (0.25, ":"), "㈱": (0.5, "株様"), "㈲": (0.7, "有"), "☎": (1.0, "合口∅"),
    "髙": (0.9, "高"), "﨑": (1.0, "崎"), "濵": (1.0, "浜濱"), "ヶ": (0.15, "ケ"), "ッ": (0.04, "ツ"),
    "ァ": (0.15, "ア"), "ィ": (0.08, "イ"), "ォ": (0.15, "オ"), "ャ": (0.06, "ヤ"), "ュ": (0.06, "ユ"),
    "ョ": (0.06, "ヨ"), "ゃ": (0.05, "や"), "っ": (0.02, "つ"), "ゅ": (0.05, "ゆ"), "ょ": (0.12, "よ"),
    "ペ": (0.18, "べぺベ"), "プ": (0.12, "ブブフ"), "パ": (0.1, "バ"), "ブ": (0.06, "プ"), "ポ": (0.08, "ボ"),
    "ピ": (0.08, "ビ"), "ぱ": (0.05, "ば"), "で": (0.015, "て"), "へ": (0.04, "ヘ"), "ヘ": (0.15, "へ"),
    "印": (0.12, "∅"), "I": (0.15, "1l"), "l": (0.1, "1I"), "齢": (0.1, "齡"), "々": (0.02, "マ"),
    "カ": (0.03, "力"), "ロ": (0.05, "口"), "ニ": (0.08, "二"), "二": (0.04, "ニ"), "エ": (0.04, "工"),
}  # fmt: skip
"""Characters that readers miss as a rule, printed ones too: how often, and what is read, ∅ for nothing at all."""
_HYPHENS: Final = frozenset("-－−‐ー―ｰ")
_UPRIGHT_HYPHENS: Final = "1111111一一ー|丨l"
"""What a hyphen in vertical writing is read as."""
_NUMERIC_TAGS: Final = frozenset((Tag.POSTAL_CODE, Tag.ADDRESS, Tag.PHONE, Tag.FAX, Tag.OTHER_PERSON, Tag.OFFICE))
_HALF: Final = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_HALF_SIGNS: Final = {code: code - 0xFEE0 for code in map(ord, "（），．＝／＋")}
_AFTER_SIGN: Final = (*WRONG, *UNSURE)
"""Probabilities of a sign that was misread as a rule."""
_RARE_KANA: Final = frozenset("ゐゑヰヱヮゎヵ")
_DIRT: Final = ".、・-一ー|'丶ノ,:°"
"""What is read where nothing is written."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How well one page is read."""

    print_rate: float
    """Share of printed characters that are read wrong."""
    hand_rate: float
    unsure: float
    """Share of right characters whose probability falls."""
    space_kept: float
    """Share of narrow gaps that are read as a space."""
    vertical: bool
    table: NoiseTable


def reader(dice: Dice, table: NoiseTable, *, vertical: bool) -> Reader:
    """How well a page is read, by chance."""
    rate = dice.weighted(table.error_rates) * dice.uniform(0.6, 1.5)
    hand = max(table.hand_least, rate * table.hand_factor)
    share, low, high = table.bad_print
    if dice.chance(share):
        rate *= dice.uniform(low, high)
    share, low, high = table.bad_hand
    if dice.chance(share):
        hand *= dice.uniform(low, high)
    return Reader(
        min(rate, table.worst_rate),
        min(hand, table.worst_rate),
        dice.weighted(table.unsure) * dice.uniform(0.7, 1.4),
        dice.pick(table.space_kept),
        vertical,
        table,
    )


def read_text(
    dice: Dice, text: Tagged, page: Reader, *, hand: bool, worse: float = 1.0
) -> tuple[str, tuple[Tag, ...], tuple[float, ...]]:
    """What is read of a line: text, and the tag and the probability of each of its characters.

    Args:
        dice: chance.
        text: what is written, gaps as ``NARROW`` and ``WIDE``.
        page: how well the page is read.
        hand: written by hand.
        worse: factor on the rate of errors.
    """
    table = page.table
    rate = (page.hand_rate if hand else page.print_rate) * worse * dice.pick(table.line_factors)
    rate = min(rate, table.worst_rate)
    whole = text.text
    if not dice.chance(table.full_width_kept):
        whole = whole.translate(_HALF)
    if not dice.chance(table.full_brackets_kept):
        whole = whole.translate(_HALF_SIGNS)
    chars, tags = _without_spaces(dice, whole, list(text.tags), page)
    sure = dice.choices(SURE, k=len(chars))
    for index in _hits(dice, len(chars), min(0.9, page.unsure + rate * table.unsure_by_errors)):
        sure[index] = drawn(dice, UNSURE)
    _misread_signs(dice, chars, tags, sure, page)
    for index in reversed(list(_hits(dice, len(chars), rate))):
        if chars[index] != NARROW:
            _err(dice, chars, tags, sure, index, page)
    return "".join(chars), tuple(tags), tuple(sure)


def drawn(dice: Dice, values: tuple[float, ...]) -> float:
    """One probability of a distribution that is given by evenly spaced values of it."""
    place = dice.random() * (len(values) - 1)
    low = int(place)
    return values[low] + (place - low) * (values[low + 1] - values[low])


def _hits(dice: Dice, length: int, rate: float) -> list[int]:
    """Indices below ``length``, each with probability ``rate``, by leaps from one to the next."""
    if rate <= 0 or length == 0:
        return []
    scale = 1.0 / math.log(1.0 - rate)
    hits = []
    index = int(math.log(1.0 - dice.random()) * scale)
    while index < length:
        hits.append(index)
        index += 1 + int(math.log(1.0 - dice.random()) * scale)
    return hits


def _without_spaces(dice: Dice, whole: str, tags: list[Tag], page: Reader) -> tuple[list[str], list[Tag]]:
    """Characters and tags with those gaps alone that are read as a space."""
    if NARROW not in whole and WIDE not in whole:
        return list(whole), tags
    wide = min(0.95, page.space_kept * page.table.wide_space_factor)
    chars: list[str] = []
    kept: list[Tag] = []
    for char, tag in zip(whole, tags, strict=True):
        if char in {NARROW, WIDE}:
            if chars and chars[-1] != NARROW and dice.random() < (wide if char == WIDE else page.space_kept):
                chars.append(NARROW)
                kept.append(tag)
        else:
            chars.append(char)
            kept.append(tag)
    while chars and chars[-1] == NARROW:
        chars.pop()
        kept.pop()
    return chars, kept


def _misread_signs(dice: Dice, chars: list[str], tags: list[Tag], sure: list[float], page: Reader) -> None:
    """Misread what readers misread as a rule, in place."""
    table = page.table
    if page.vertical and not _HYPHENS.isdisjoint(chars):
        for index, char in enumerate(chars):
            if char in _HYPHENS:
                share = table.upright_hyphen if tags[index] in _NUMERIC_TAGS else 0.1 * table.upright_hyphen
                if dice.random() < share:
                    chars[index] = dice.pick(_UPRIGHT_HYPHENS)
                    sure[index] = drawn(dice, _AFTER_SIGN)
    if _SIGNS.keys().isdisjoint(chars):
        return
    for index in range(len(chars) - 1, -1, -1):
        found = _SIGNS.get(chars[index])
        if found is not None and dice.random() < found[0] * table.special:
            read = dice.pick(found[1])
            if read == _NOTHING:
                del chars[index], tags[index], sure[index]
            else:
                chars[index] = read
                sure[index] = drawn(dice, _AFTER_SIGN)


def _err(dice: Dice, chars: list[str], tags: list[Tag], sure: list[float], index: int, page: Reader) -> None:
    """Make one error at an index, in place."""
    kind = dice.weighted(page.table.error_kinds)
    if kind == "dropped":
        del chars[index], tags[index], sure[index]
    elif kind in {"inserted", "doubled"}:
        chars.insert(index + 1, dice.pick(_DIRT) if kind == "inserted" else chars[index])
        tags.insert(index + 1, tags[index])
        sure.insert(index + 1, drawn(dice, WRONG[:12]))
    else:
        chars[index] = _other_for(dice, chars[index]) if kind == "alike" else dice.pick(_common_kanji())
        sure[index] = drawn(dice, WRONG)
    if chars and dice.random() < page.table.unsure_beside_error:
        beside = min(index + 1, len(chars) - 1)
        sure[beside] = min(sure[beside], drawn(dice, UNSURE))


def _other_for(dice: Dice, char: str) -> str:
    """A character that readers take ``char`` for."""
    options, weights = _confusions(char)
    return dice.choices(options, cum_weights=weights)[0] if options else dice.pick(_common_kanji())


@cache
def _confusions(char: str) -> tuple[str, tuple[float, ...]]:
    """What a character is taken for, with running totals of how often."""
    listed = _DIGITS.get(char, "")
    options = listed + "".join(c for c in alike(char) if c not in listed and _writable(c))
    total, totals = 0.0, []
    for place, option in enumerate(options):
        if place < len(listed):
            total += 12.0 / (place + 1)
        else:
            price = cost(option, char)
            total += (5.0 if price <= TWIN else 2.0 if price <= CLOSE else 0.6) * _prior(option)
        totals.append(total)
    return options, tuple(totals)


def _prior(char: str) -> float:
    """How likely the reader returns a character at all: it is held back from rare ones."""
    if char in _RARE_KANA:
        return 0.05
    return 0.2 if "\u4e00" <= char <= "\u9fff" and char not in _common_kanji() else 1.0


def _writable(char: str) -> bool:
    """Whether the reader can return a character: it is held to what cp932 writes."""
    try:
        char.encode("cp932")
    except UnicodeEncodeError:
        return False
    return bool(char.strip())


@cache
def _common_kanji() -> str:
    """The kanji of JIS level 1."""
    rows = (bytes((lead, trail)) for lead in range(0xB0, 0xD0) for trail in range(0xA1, 0xFF))
    return "".join(code.decode("euc_jp", "ignore") for code in rows)

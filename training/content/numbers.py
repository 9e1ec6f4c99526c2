"""Digits and hyphens as people write them: half and full width, kanji numerals, the many hyphens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.dice import Dice

FULL_WIDTH: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
"""Translation of printable ASCII to its full-width forms."""
KANJI_DIGITS: Final = "〇一二三四五六七八九"
HYPHENS: Final = "-" * 12 + "－－－−‐ー―–の"
"""The hyphen is the one that keyboards have; the others come by handwriting, by input methods and by copying."""
UPRIGHT_HYPHENS: Final = "ー－｜の-"
"""What stands between numerals in a vertical line."""
CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PLACES: Final = ((1000, "千"), (100, "百"), (10, "十"))


def full_width(text: str) -> str:
    """The text with its ASCII in full width."""
    return text.translate(FULL_WIDTH)


def kanji_digits(text: str) -> str:
    """The text with each digit as a kanji: 203 is 二〇三."""
    return re.sub("[0-9]", lambda digit: KANJI_DIGITS[int(digit[0])], text)


def kanji_number(number: int) -> str:
    """A number up to 9999 with its places: 203 is 二百三."""
    if number == 0:
        return "〇"
    out = ""
    for size, place in _PLACES:
        count, number = divmod(number, size)
        if count:
            out += ("" if count == 1 else KANJI_DIGITS[count]) + place
    return out + (KANJI_DIGITS[number] if number else "")


def in_kanji(dice: Dice, text: str) -> str:
    """The text with its numbers in kanji, with places or without as people do."""
    with_places = dice.chance(0.5)

    def numeral(match: re.Match[str]) -> str:
        digits = match[0]
        if digits[0] == "0" or len(digits) > 4 or (len(digits) > 1 and not (with_places or int(digits) == 10)):
            return kanji_digits(digits)
        return kanji_number(int(digits))

    return re.sub("[0-9]+", numeral, text)


def hyphen(dice: Dice, *, vertical: bool = False) -> str:
    """What stands between two numbers, used all through one value."""
    return dice.pick(UPRIGHT_HYPHENS if vertical else HYPHENS)


def writer(dice: Dice, *, vertical: bool = False) -> Callable[[str], str]:
    """A way to write numbers and the hyphens between them: the same for all that one hand writes in one value.

    Args:
        dice: chance.
        vertical: whether the value stands in a vertical line, where most people write kanji.
    """
    mark = hyphen(dice, vertical=vertical)
    kanji = dice.chance(0.62 if vertical else 0.06)
    wide = dice.chance(0.6 if vertical else 0.28)
    kanji_chome = dice.chance(0.12)

    def write(text: str) -> str:
        if kanji:
            text = in_kanji(dice, text)
        elif kanji_chome:
            text = re.sub("[0-9]+(?=丁目)", lambda chome: kanji_number(int(chome[0])), text)
        if wide:
            text = re.sub("[0-9A-Za-z]", lambda char: full_width(char[0]), text)
        return text.replace("-", mark)

    return write


def small(dice: Dice, most: int = 40) -> int:
    """A number from 1, mostly small: chōme, lots and houses."""
    return min(1 + int(dice.expovariate(1 / 8)), most)


def any_number(dice: Dice) -> int:
    """A number from 1 to 9999 with all lengths common."""
    return dice.randint(1, 10 ** dice.choice([1, 2, 2, 3, 3, 4]) - 1)


_FIGURES: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def in_figures(number: str) -> str:
    """A telephone number or postal code with its kanji numerals in figures, as numbers are compared."""
    return number.translate(_FIGURES)

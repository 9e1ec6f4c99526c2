"""Telephone numbers and postal codes as they are written."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from training.content.numbers import HYPHENS, UPRIGHT_HYPHENS, full_width, kanji_digits
from training.content.texts import words

if TYPE_CHECKING:
    from training.dice import Dice

_FORMS: Final = {
    "{a}-{b}-{c}": 58.0,
    "({a}){b}-{c}": 6.0,
    "{a}({b}){c}": 6.0,
    "{a} {b} {c}": 5.0,
    "{a}{b}{c}": 8.0,
    "{a} - {b} - {c}": 2.5,
    "({a}) {b}-{c}": 2.0,
    "{a} ({b}) {c}": 2.0,
    "{a}・{b}・{c}": 1.5,
    "{a}.{b}.{c}": 1.0,
    "{a}-{b}{c}": 1.5,
    "{a}の{b}の{c}": 0.7,
    "{a}局{b}-{c}": 0.4,
    "{a}/{b}/{c}": 0.4,
    "{b}-{c}": 1.5,
    "{a}　{b}　{c}": 1.5,
    "{a}-{b}({c})": 0.5,
    "{a}({b})-{c}": 0.7,
}


@cache
def _areas() -> tuple[tuple[str, ...], ...]:
    """Area codes by their length, 2 to 5 digits."""
    import phonenumbers

    found: dict[int, dict[str, None]] = {}
    for prefix in words("area_codes"):
        number = phonenumbers.parse(f"{prefix:2<10}", "JP")
        area = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).split("-")[0]
        if 2 <= len(area) <= 5:
            found.setdefault(len(area), {})[area] = None
    return tuple(tuple(found[length]) for length in sorted(found))


def _tail(dice: Dice, digits: int) -> str:
    """Digits of which some repeat, as in life: 2222, 0055, 1234."""
    throw = dice.random()
    if throw < 0.06:
        return dice.pick("0123456789") * digits
    if throw < 0.1:
        return "1234567890"[:digits]
    return "".join(dice.pick("0123456789") for _ in range(digits))


def digits(dice: Dice, *, mobile: float = 0.45) -> tuple[str, str, str]:
    """The three groups of a number.

    Args:
        dice: chance.
        mobile: probability of a mobile number.
    """
    throw = dice.random()
    if throw < mobile:
        return dice.choice(["090", "090", "080", "080", "070", "060"]), _tail(dice, 4), _tail(dice, 4)
    if throw < mobile + 0.04:
        return "050", _tail(dice, 4), _tail(dice, 4)
    if throw < mobile + 0.06:
        head = dice.choice(["0120", "0120", "0800", "0570"])
        return head, _tail(dice, 3), _tail(dice, 4 if head == "0800" else 3)
    areas = _areas()
    area = dice.pick(areas[dice.choice([0, 1, 1, 1, 2, 2, 2, 3])])
    return area, dice.pick("23456789") + _tail(dice, 5 - len(area)), _tail(dice, 4)


def phone(dice: Dice, *, mobile: float = 0.45, vertical: bool = False) -> str:
    """A telephone number as written.

    Args:
        dice: chance.
        mobile: probability of a mobile number.
        vertical: whether it will stand in a vertical line.
    """
    if dice.chance(0.012):
        return foreign_phone(dice)
    a, b, c = digits(dice, mobile=mobile)
    form = dice.weighted(_FORMS)
    if form == "{b}-{c}" and a[:2] in ("09", "08", "07", "06", "05") and len(a) == 3:
        form = "{a}-{b}-{c}"
    text = form.format(a=a, b=b, c=c)
    if vertical and dice.chance(0.6):
        mark = dice.pick(UPRIGHT_HYPHENS)
        return kanji_digits(text.replace("-", mark).replace("(", "（").replace(")", "）"))
    if dice.chance(0.02):
        text = kanji_digits(text)
    mark = dice.pick(HYPHENS)
    text = text.replace("-", mark if mark != "の" else "-")
    if dice.chance(0.22):
        return full_width(text)
    return text.replace("(", "（").replace(")", "）") if dice.chance(0.3) else text


def foreign_phone(dice: Dice) -> str:
    """A number with its country."""
    a, b, c = digits(dice)
    country = dice.choice(["1", "44", "82", "86", "84", "63", "55", "61", "49", "33", "886", "66", "62", "977"])
    return dice.choice(
        [
            f"+81-{a[1:]}-{b}-{c}",
            f"+81 {a[1:]} {b} {c}",
            f"+81-(0){a[1:]}-{b}-{c}",
            f"+81{a[1:]}{b}{c}",
            f"+{country} {_tail(dice, 3)} {_tail(dice, 3)} {_tail(dice, 4)}",
            f"+{country}-{_tail(dice, 3)}-{_tail(dice, 3)}-{_tail(dice, 4)}",
            f"+1 ({_tail(dice, 3)}) {_tail(dice, 3)}-{_tail(dice, 4)}",
            f"010-{country}-{_tail(dice, 2)}-{_tail(dice, 4)}-{_tail(dice, 4)}",
            f"001-010-{country}-{_tail(dice, 8)}",
        ]
    )


def extension(dice: Dice) -> str:
    """What names an extension behind a number: （内線123）."""
    line = str(dice.randint(1, 9999))
    return dice.choice(
        [f"（内線{line}）", f" 内線{line}", f"(内線 {line})", f"内{line}", f"（内線　{line}）", f" 内線：{line}"]
    )


def postal_code(dice: Dice, code: str, *, vertical: bool = False) -> str:
    """Seven digits as a postal code is written, without 〒."""
    first, second = code[:3], code[3:]
    form = dice.weighted(
        {
            f"{first}-{second}": 62.0,
            f"{first}{second}": 6.0,
            f"{first} {second}": 5.0,
            f"{first} - {second}": 4.0,
            f"{' '.join(first)} - {' '.join(second)}": 3.0,
            f"{' '.join(first)} {' '.join(second)}": 2.0,
            f"{' '.join(first)}-{' '.join(second)}": 3.0,
            f"{first}　{second}": 2.0,
            f"{first}の{second}": 0.7,
        }
    )
    if vertical and dice.chance(0.55):
        return kanji_digits(form.replace("-", dice.pick(UPRIGHT_HYPHENS)))
    if dice.chance(0.02):
        form = kanji_digits(form)
    form = form.replace("-", dice.pick(HYPHENS[:-1]))
    return full_width(form) if dice.chance(0.18) else form

"""Dates as they are written on papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.content.numbers import full_width, in_kanji

if TYPE_CHECKING:
    from training.dice import Dice


def written_date(dice: Dice, *, vertical: bool = False) -> str:
    """The day of a letter or of an entry in a form, sometimes with parts left blank.

    Args:
        dice: chance.
        vertical: whether it will stand in a vertical line, where numbers are mostly in kanji.
    """
    year, month, day = dice.randint(1, 12), dice.randint(1, 12), dice.randint(1, 28)
    western = dice.randint(2018, 2032)
    text = dice.weighted(
        {
            f"令和{year}年{month}月{day}日": 50.0,
            f"{western}年{month}月{day}日": 14.0,
            f"{western}/{month}/{day}": 4.0,
            f"{western}.{month}.{day}": 3.0,
            f"{western}-{month:02d}-{day:02d}": 2.0,
            f"R{year}.{month}.{day}": 5.0,
            f"令和{year}年{month}月吉日": 1.0,
            f"令和{year}.{month}.{day}": 2.0,
            f"R{year}/{month}/{day}": 1.0,
            f"令{year}.{month}.{day}": 1.0,
            "令和　　年　　月　　日": 4.0,
            f"令和{year}年　月　日": 2.0,
            f"{month}月{day}日": 3.0,
            f"令和 {year} 年 {month} 月 {day} 日": 4.0,
            f"令和　{year}年　{month}月　{day}日": 3.0,
            f"令和元年{month}月{day}日": 1.0,
            f"平成{dice.randint(20, 31)}年{month}月{day}日": 1.0,
            f"令和{year}年{month}月": 1.0,
            f"{month}/{day}": 1.0,
            f"{year}年{month}月{day}日": 1.0,
        }
    )
    throw = dice.random()
    if throw < (0.7 if vertical else 0.08):
        text = in_kanji(dice, text)
    elif throw < 0.4:
        text = full_width(text)
    if dice.chance(0.03):
        text += dice.choice(["（月）", "（火）", "（金）", "（日）", "(水)"])
    return text


def birth_date(dice: Dice) -> str:
    """A date of birth as written, in years of an era or of our count."""
    month, day = dice.randint(1, 12), dice.randint(1, 28)
    era, last = dice.choice([("昭和", 63), ("昭和", 63), ("平成", 30), ("大正", 14), ("S", 63), ("H", 30), ("昭", 63)])
    year = dice.randint(1, last)
    text = dice.choice(
        [
            f"{era}{year}年{month}月{day}日",
            f"{era}{year}年{month}月{day}日生",
            f"{era}{year}.{month}.{day}",
            f"{dice.randint(1930, 2012)}年{month}月{day}日",
            f"{dice.randint(1930, 2012)}/{month}/{day}",
            f"{era}{year}年生まれ",
        ]
    )
    return full_width(text) if dice.chance(0.2) else text

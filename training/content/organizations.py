"""Organisations that submit, and what the people are who stand for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from training.content.grammar import Grammar
from training.content.numbers import full_width
from training.content.people import family
from training.content.places import city_name, town_name

if TYPE_CHECKING:
    from training.dice import Dice

GRAMMAR: Final = Grammar("organizations")


def _short_city(dice: Dice) -> str:
    name = city_name(dice)
    return name[:-1] if len(name) > 2 else name


def _town(dice: Dice) -> str:
    return town_name(dice)[:6]


SLOTS: Final = {
    "city": city_name,
    "place": _short_city,
    "town": _town,
    "family": lambda dice: family(dice)[0],
    "n": lambda dice: str(dice.randint(1, 12)),
    "year": lambda dice: str(dice.choice([2020, 2025, 2030, 2035, 2040, 2050, 21, 100, 88, 3, 55])),
    "made": lambda dice: "".join(
        dice.pick(
            "アイウエオカキクコサシスセタテトナニノハヒフマミムメモヤユヨラリルレロワガゴジダデドバビブベボパピプ"
        )
        + dice.choice(["", "", "", "ー", "ン", "ッ", "ル", "ス"])
        for _ in range(dice.randint(2, 4))
    ),
    "initials": lambda dice: "".join(dice.pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(dice.randint(2, 4))),
}


def organization(dice: Dice) -> str:
    """An organisation's name as written, with its legal form and its branch where it tells them."""
    text = GRAMMAR.one(dice, "whole", SLOTS).replace("のの", "の").rstrip("ッ")
    return full_width(text) if dice.chance(0.12) else text


def title(dice: Dice) -> str:
    """What a person is in an organisation: 会長, 代表取締役社長."""
    return GRAMMAR.one(dice, "title", SLOTS)


def department(dice: Dice) -> str:
    """A part of an organisation in which somebody works: 総務課."""
    return GRAMMAR.one(dice, "department", SLOTS)

"""Buildings and rooms as they end an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.content.grammar import Grammar
from training.content.numbers import full_width, in_kanji
from training.content.people import family

if TYPE_CHECKING:
    from training.content.grammar import Slots
    from training.dice import Dice

GRAMMAR = Grammar("buildings")


def building(dice: Dice, city: str, town: str, *, vertical: bool = False) -> str:
    """A building with or without a room, or a room alone.

    Args:
        dice: chance.
        city: name of its city, which many buildings bear.
        town: name of its town.
        vertical: whether it will stand in a vertical line.
    """
    slots: Slots = {
        "city": city.removesuffix("市").removesuffix("町").removesuffix("村")[-3:],
        "town": (town or "中央")[:5],
        "family": lambda dice: family(dice)[0],
        "floor": lambda dice: str(dice.randint(1, 12)),
        "digit": lambda dice: str(dice.randint(1, 9)),
        "number": lambda dice: str(dice.randint(1, 30)),
        "door": _door,
    }
    text = GRAMMAR.one(dice, "whole", slots)
    if vertical and dice.chance(0.6):
        return in_kanji(dice, text)
    return full_width(text) if dice.chance(0.25) else text


def _door(dice: Dice) -> str:
    return f"{dice.randint(1, 14)}0{dice.randint(1, 9)}" if dice.chance(0.85) else f"{dice.randint(1, 39)}"

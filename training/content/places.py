"""Places: postal codes and addresses of all of Japan as senders write them. Towns are real, lots are random."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from ocr_intake.japanese.gazetteer import City, Town, gazetteer
from training.content.buildings import building
from training.content.lots import aza, chiwari, chome_lot, field_lot, kyoto_street, odd_lot
from training.content.numbers import writer
from training.content.texts import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.dice import Dice

KYOTO_CENTRE: Final = ("上京区", "中京区", "下京区", "東山区", "北区", "左京区")
CHIWARI_HOME: Final = "岩手県"
_KANJI_IN_TOWN: Final = re.compile("[一二三四五六七八九十百]")
_JO: Final = re.compile("(?:[東西南北][一二三四五六七八九十0-9]+条)")
_KE_FORMS: Final = {"ケ": "ヶヶケが", "ヶ": "ケヶケが", "ノ": "の之ノ"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives or an organisation sits."""

    code: str
    """Seven digits."""
    parts: tuple[str, ...]
    """As written, in the order in which they stand: town, lot, building."""
    kinds: frozenset[str]
    """What is unusual in it."""


@cache
def _by_prefecture() -> tuple[tuple[City, ...], ...]:
    found: dict[str, list[City]] = {}
    for city in gazetteer().cities:
        if city.towns:
            found.setdefault(city.prefecture, []).append(city)
    return tuple(tuple(cities) for cities in found.values())


@cache
def _special() -> dict[str, tuple[tuple[City, str], ...]]:
    """Cities and towns by what makes their addresses special."""
    out: dict[str, list[tuple[City, str]]] = {"jo": [], "kyoto": [], "chiwari": [], "sakai": [], "kanji": []}
    for city in gazetteer().cities:
        for town in city.towns:
            if _KANJI_IN_TOWN.search(town) and "条" not in town:
                out["kanji"].append((city, town))
            if city.prefecture == "北海道" and "条" in town:
                out["jo"].append((city, town))
            elif city.parent == "京都市" and city.name.endswith(KYOTO_CENTRE):
                out["kyoto"].append((city, town))
            elif city.parent == "堺市":
                out["sakai"].append((city, town))
            elif city.prefecture == CHIWARI_HOME:
                out["chiwari"].append((city, town))
    return {name: tuple(pairs) for name, pairs in out.items()}


def city_and_town(dice: Dice) -> tuple[City, str]:
    """A city and one of its towns; every prefecture comes often."""
    cities = dice.pick(_by_prefecture()) if dice.chance(0.6) else gazetteer().cities
    city = dice.pick(cities)
    return city, dice.pick(city.towns) if city.towns else ""


def city_name(dice: Dice) -> str:
    """A city without its county, or a ward without its city, as people say it: 盛岡市."""
    city = city_and_town(dice)[0]
    return dice.choice([city.parent, city.name.removeprefix(city.parent)]) if city.parent else city.short


def town_name(dice: Dice) -> str:
    """A town as people say it: 旭ケ丘."""
    return city_and_town(dice)[1] or "中央"


def _head(dice: Dice, city: City) -> str:
    """Prefecture and city as written, or less where the sender thinks it is clear."""
    throw = dice.random()
    if throw < 0.03:
        return ""
    if city.parent and throw < 0.06:
        return city.name.removeprefix(city.parent)
    name = city.short if city.short != city.name and dice.chance(0.35) else city.name
    if throw < 0.08:
        name = re.sub("[市町村]$", "", name)
    gap = dice.choice([" ", "　"]) if dice.chance(0.07) else ""
    return (f"{city.prefecture}{gap}" if dice.chance(0.66) else "") + name + gap


def _written_town(dice: Dice, town: str) -> str:
    """The town's name with the small variations of everyday writing."""
    for char, forms in _KE_FORMS.items():
        if char in town[1:] and dice.chance(0.4):
            town = town[0] + town[1:].replace(char, dice.pick(forms))
    return town


def _code_of(dice: Dice, city: City, town: str) -> str:
    codes = gazetteer().codes_of(Town(city.prefecture, city.name, town))
    if codes and dice.chance(0.95):
        return dice.pick(codes)
    return f"{dice.randint(1, 999):03d}{dice.randint(0, 9999):04d}"


def place(dice: Dice, *, vertical: bool = False) -> Place:
    """A place with its postal code.

    Args:
        dice: chance.
        vertical: whether it will stand in a vertical line.
    """
    if not vertical and dice.chance(0.008):
        return _abroad(dice)
    write = writer(dice, vertical=vertical)
    kinds: set[str] = set()
    special = dice.weighted(
        {"": 66.0, "jo": 6.0, "kyoto": 4.5, "chiwari": 5.0, "sakai": 1.5, "kanji": 3.0, "aza": 10.0, "odd": 8.0}
    )
    city, town = dice.pick(_special()[special]) if special in _special() else city_and_town(dice)
    head, name = _head(dice, city), _written_town(dice, "" if town == city.short else town)
    town_part, lot = _land(dice, special, name)
    if special:
        kinds.add(f"place_{special}")
    parts = [head + town_part, write(lot)]
    if dice.chance(0.34):
        parts.append(building(dice, city.short, town, vertical=vertical))
        kinds.add("building")
    elif dice.chance(0.04):
        parts.append(dice.choice(["", "　", " "]) + dice.pick(words("care_of_families")) + dice.choice(["方", "様方"]))
        kinds.add("care_of")
    return Place(_code_of(dice, city, town), tuple(part for part in parts if part), frozenset(kinds))


def _land(dice: Dice, special: str, town: str) -> tuple[str, str]:
    """The town as written and the lot behind it, for one of the special kinds or for none."""
    if special == "kyoto":
        street = kyoto_street(dice)
        ways = [f"{street}{town}", f"{street} {town}", street, town, f"{town}（{street}）", f"{street}　{town}"]
        return dice.pick(ways), field_lot(dice)
    if special == "aza":
        large, hamlet, marked = aza(dice, town)
        return large, hamlet + field_lot(dice, marked=marked)
    if special == "jo":
        return _jo(dice, town), chome_lot(dice, most=30)
    lots: dict[str, Callable[[Dice], str]] = {
        "chiwari": chiwari,
        "odd": odd_lot,
        "sakai": lambda dice: chome_lot(dice).replace("丁目", "丁"),
    }
    if special in lots:
        return town, lots[special](dice)
    return town, chome_lot(dice) if dice.chance(0.72) else field_lot(dice)


def _abroad(dice: Dice) -> Place:
    """An address in Latin letters, in Japan or abroad."""
    city, town = dice.pick(words("latin_cities")), dice.pick(words("latin_towns"))
    lot = f"{dice.randint(1, 9)}-{dice.randint(1, 40)}-{dice.randint(1, 40)}"
    room = dice.choice(["", f"#{dice.randint(1, 9)}0{dice.randint(1, 9)} ", f"Room {dice.randint(101, 909)}, "])
    parts = dice.choice([(f"{room}{lot} {town}, {city}",), (f"{lot} {town}, ", city), (f"{city} {town} {lot}",)])
    return Place(f"{dice.randint(1, 999):03d}{dice.randint(0, 9999):04d}", parts, frozenset({"place_latin"}))


def _jo(dice: Dice, town: str) -> str:
    """A Hokkaidō block as it is written: 北三条西, 北3条西, 北3西."""
    throw = dice.random()
    if throw < 0.4:
        return town
    numerals = "一二三四五六七八九"

    def digits(match: re.Match[str]) -> str:
        text = match[0]
        tens, _, ones = text.rpartition("十")
        if "十" not in text:
            return str(numerals.index(text) + 1)
        return str((numerals.index(tens) + 1 if tens else 1) * 10 + (numerals.index(ones) + 1 if ones else 0))

    out = re.sub("[一二三四五六七八九十]+(?=条)", digits, town)
    return out.replace("条", "") if throw > 0.75 and re.search("条.", out) else out

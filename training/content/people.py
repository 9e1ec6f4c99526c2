"""People: names as they are written, with their gap, and how they are read. Everybody here is invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, Literal

import jaconv

from ocr_intake.japanese.gazetteer import gazetteer
from training.content.texts import words

if TYPE_CHECKING:
    from training.dice import Dice

GAPS: Final = {" ": 5.0, "　": 4.0, "": 4.0, "  ": 1.0, "　　": 1.0}
"""Between family and given name, by how usual it is."""
_OLD_FORMS: Final = str.maketrans(
    dict(
        zip(
            "高崎浜辺斉斎沢広桜国島関渡徳黒竜恵真滝",
            (
                "髙",
                "﨑",
                "濵",
                "邊",
                "齊",
                "齋",
                "澤",
                "廣",
                "櫻",
                "國",
                "嶋",
                "關",
                "渡",
                "德",
                "黑",
                "龍",
                "惠",
                "眞",
                "瀧",
            ),
            strict=True,
        )
    )
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name."""

    written: str
    """As written, with its gap: 佐藤 花子."""
    kana: str
    """Its reading in hiragana (katakana for foreign names), with one space between the parts."""


@cache
def _families() -> tuple[tuple[tuple[str, str], ...], tuple[float, ...]]:
    """Family names with their readings, and their cumulated weights: rare ones come often enough to be learnt."""
    from japanese_personal_name_dataset import load_dataset

    _, _, families = load_dataset(include_last_names=True)
    found = {name: (str(entry["reading"]), int(entry["count"]) ** 0.5) for name, entry in families.items()}
    for line in words("families"):
        name, reading = line.split()
        found.setdefault(name, (reading, 60.0))
    return (
        tuple((name, reading) for name, (reading, _) in found.items()),
        tuple(accumulate(weight for _, weight in found.values())),
    )


@cache
def _one_character() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Family names and given names of one character each: 林 薫."""
    families, _ = _families()
    usual, _ = _givens()
    return tuple(pair for pair in families if len(pair[0]) == 1), tuple(pair for pair in usual if len(pair[0]) == 1)


@cache
def _unknown_families() -> tuple[str, ...]:
    """Towns that would do as family names, which most lexicons lack."""
    towns = dict.fromkeys(town for city in gazetteer().cities for town in city.towns if 2 <= len(town) <= 3)
    return tuple(
        town for town in towns if all("\u4e00" <= char <= "\u9fff" for char in town) and town[-1] not in "町丁条区"
    )


@cache
def _givens() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Given names in wide use and all that are known, each with its reading."""
    from japanese_personal_name_dataset import load_dataset

    def pairs(kind: Literal["org", "opti"]) -> tuple[tuple[str, str], ...]:
        groups = load_dataset(kind=kind, include_last_names=False)
        return tuple(
            (kanji, reading)
            for group in groups
            for reading, entry in group.items()
            for kanji in entry["kanji"]
            if len(kanji) <= 4
        )

    return pairs("opti"), pairs("org")


@cache
def _places() -> tuple[str, ...]:
    """Cities and towns of two or three kanji: many of them are families' names too (大宮, 五十沢)."""
    found = {town for city in gazetteer().cities for town in city.towns if 2 <= len(town) <= 3}
    found |= {city.short[:-1] for city in gazetteer().cities if 3 <= len(city.short) <= 4}
    return tuple(sorted(name for name in found if all("\u4e00" <= char <= "\u9fff" for char in name)))


def family(dice: Dice) -> tuple[str, str]:
    """A family name and its reading."""
    names, weights = _families()
    if dice.chance(0.04):
        return dice.pick(_unknown_families()), dice.pick(names)[1]
    if dice.chance(0.03):
        return dice.pick(_places()), dice.pick(names)[1]
    if dice.chance(0.15):
        return dice.pick(names)
    return dice.choices(names, cum_weights=weights)[0]


def given(dice: Dice) -> tuple[str, str]:
    """A given name and its reading."""
    usual, known = _givens()
    throw = dice.random()
    if throw < 0.08:
        name = dice.pick(words("kana_givens"))
        return name, jaconv.kata2hira(name).replace("子", "こ")
    if throw < 0.3:
        name, reading = dice.pick(words("older_givens")).split()
        return name, reading
    return dice.pick(usual) if throw < 0.8 else dice.pick(known)


def _gap(dice: Dice) -> str:
    return dice.weighted(GAPS)


def person(dice: Dice) -> Person:
    """One person."""
    throw = dice.random()
    if throw < 0.06:
        return _foreign(dice)
    if throw < 0.066:
        return Person(dice.pick(words("pen_names")), "とくめい")
    (name, reading), (second, second_reading) = family(dice), given(dice)
    if dice.chance(0.025):
        (name, reading), (second, second_reading) = map(dice.pick, _one_character())
    if dice.chance(0.06):
        name = name.translate(_OLD_FORMS)
    kana = f"{reading} {second_reading}"
    if throw > 0.992:
        return Person(name, reading)
    if dice.chance(0.04):
        wide = dice.choice(["　", "　", " ", "　　"])
        return Person(wide.join(name + second), kana)
    return Person(f"{name}{_gap(dice)}{second}", kana)


def signers(dice: Dice) -> Person:
    """Two or three people of one household who sign together, as one name."""
    name, reading = family(dice)
    gap = dice.choice([" ", "　", ""])
    mark = dice.choice(["・", "・", "、", "，", "･", " ・ ", "　", "・"])
    givens = [given(dice) for _ in range(3 if dice.chance(0.15) else 2)]
    kana = " ".join((reading, *(kana for _, kana in givens)))
    return Person(name + gap + mark.join(kanji for kanji, _ in givens), kana)


def _foreign(dice: Dice) -> Person:
    """A person with a name that is not Japanese, in katakana, in Latin letters or in kanji."""
    throw = dice.random()
    if throw < 0.25:
        name, reading = dice.pick(words("foreign_kanji_families")).split()
        second, second_reading = dice.pick(words("foreign_kanji_givens")).split()
        return Person(f"{name}{_gap(dice)}{second}", f"{reading} {second_reading}")
    first, last = dice.pick(words("foreign_givens")).split("\t"), dice.pick(words("foreign_families")).split("\t")
    parts = [first, last] if dice.chance(0.6) else [last, first]
    if dice.chance(0.15):
        parts.insert(1, dice.pick(words("foreign_givens")).split("\t"))
    kana = " ".join(kana for _, kana in parts)
    if throw < 0.65:
        return Person(dice.choice(["・", "・", " ", "　", "＝", ""]).join(kana for _, kana in parts), kana)
    latin = [name for name, _ in parts]
    style = dice.random()
    if style < 0.3:
        latin = [name.upper() for name in latin]
    elif style < 0.4:
        latin[0] = latin[0].upper()
    if style > 0.9:
        return Person(f"{latin[0][0]}. {latin[-1]}", kana)
    return Person(dice.choice([" ", " ", " ", ", ", "  "]).join(latin), kana)


def kinds_of(who: Person) -> set[str]:
    """What is unusual in a name, for figures."""
    kinds = set()
    if any(char in who.written for char in "・、，･") and who.written[:1] > "\u3400":
        kinds.add("name_signers")
    elif who.kana[:1] >= "ァ" or who.written.isascii():
        kinds.add("name_foreign")
    if any(char in "髙﨑濵邊邉齊齋澤廣櫻國嶋關德黑龍惠眞瀧𠮷" for char in who.written):
        kinds.add("name_old_form")
    if len("".join(who.written.split())) <= 2:
        kinds.add("name_short")
    return kinds

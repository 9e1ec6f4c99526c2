"""What an address is found by: its city and town in Japan Post's table, the code that agrees, and the towns near it.

Nothing here changes an address. What the table has in place of what is written is a candidate for a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from ocr_intake.japanese.charsets import is_japanese
from ocr_intake.japanese.gazetteer import Town, gazetteer
from ocr_intake.japanese.postal import towns_of
from ocr_intake.japanese.towns import Find, finds, fold

_HEAD = 26
"""No city and town together are written with more characters than this."""
_NEAR_KEY = 0.25
"""Largest share of slips in city and town with which they are taken for those in the table."""
_NEAR = 0.5
"""Largest share of slips in a town's characters with which it is near what is written."""


@dataclass(frozen=True, slots=True)
class AddressKey:
    """Where an address is."""

    text: str
    """As written."""
    place: Town | None
    """In the table; its town is empty where the table does not have the one that is written. None for no known city."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Postal codes of its town, seven digits each."""
        return gazetteer().codes_of(self.place) if self.place is not None and self.place.town else ()


def address_key(text: str, code: str = "") -> AddressKey:
    """Where an address as read is, slips of the reader and signs before it set aside.

    Args:
        text: an address, perhaps behind its postal code.
        code: the postal code beside it, for support; a wrong one does no harm.
    """
    start = next((i for i, char in enumerate(text) if is_japanese(char)), len(text))
    folded = fold("".join(text[start:].split()))
    found = finds(folded[:_HEAD], towns_of(code)) if len(folded) > 1 else []
    near = next((find for find in found if find.slips <= _NEAR_KEY * find.town_end), None)
    return AddressKey(text, near.place if near is not None else None)


def agrees(code: str, address: AddressKey) -> bool | None:
    """Whether a postal code and an address belong together; None if one of them is not in the table."""
    towns = towns_of(code)
    place = address.place
    if not towns or place is None:
        return None
    same = [town for town in towns if (town.prefecture, town.city) == (place.prefecture, place.city)]
    if not same:
        return False
    if any(not town.town for town in same):
        return True
    folded = fold("".join(address.text.split()))
    if any(_within(town.town, place.town) or fold(town.town) in folded for town in same):
        return True
    return False if place.town else None


def _within(one: str, other: str) -> bool:
    return bool(other) and (one.startswith(other) or other.startswith(one))


def table_forms(text: str, code: str = "") -> tuple[tuple[str, float], ...]:
    """The address with cities and towns that the table has in place of what is written, the nearest first.

    Args:
        text: an address, without its postal code.
        code: the postal code beside it, whose towns are tried whatever is written.

    Returns:
        Up to three texts, each with its weighed edit distance from what is written; the first may be what is written.
    """
    plain = [index for index, char in enumerate(text) if not char.isspace()]
    folded = fold("".join(text[index] for index in plain))
    found: dict[str, float] = {}
    for find in finds(folded[:_HEAD], towns_of(code)) if len(folded) > 1 else ():
        if find.town and find.slips <= _NEAR * find.town_end:
            found.setdefault(_with_table_form(text, plain, folded, find), find.slips)
    return tuple(found.items())[:3]


def _with_table_form(text: str, plain: list[int], folded: str, find: Find) -> str:
    """The address with its city and town as the table has them, or as written where only a variant differs."""
    if not find.slips:
        return text
    end = plain[find.town_end] if find.town_end < len(plain) else len(text)
    city, town = find.form.text, find.town_text
    if fold(city) == folded[: find.city_end]:
        city = "".join(text[index] for index in plain[: find.city_end])
    if fold(town) == folded[find.town_start : find.town_end]:
        town = "".join(text[index] for index in plain[find.town_start : find.town_end])
    between = "".join(text[index] for index in plain[find.city_end : find.town_start])
    return f"{city}{between}{town}{text[end:]}"

"""How an address goes on: what each further character costs behind what was written before, as negative log likelihood.

The grammar knows no reader and forbids nothing that somebody may write: what is in no list is only dearer. The search
through what a reader considered is `extract.fields.decode`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from ocr_intake.japanese.address_text import (
    BEHIND_NUMBER,
    NUMERAL_STOPS,
    STOPS,
    UNITS,
    WORDS,
    Part,
    State,
    Step,
    city_beginnings,
    consume,
    followers,
    names_near,
    town_beginnings,
)
from ocr_intake.japanese.gazetteer import Town, gazetteer
from ocr_intake.japanese.towns import city_forms, fold, town_forms

START: Final = State(Part.BEFORE)

_BACKED, _UNKNOWN_CITY, _UNKNOWN_TOWN = 0.7, 4.0, 2.0
"""A city or town that the postal code names; what it costs that the table does not have the one that is written."""
_CITY: Final = math.log(1900)
"""One of so many cities."""
_SHORTENED: Final = 2.0
"""Weight of the penalties that `towns` gives to shortened writings of a city."""
_HALF_UNIT: Final = 2.0
"""For 丁 without 目."""
_LEFT_OUT: Final = frozenset("都道府県市区町村郡字大条の")
"""What writers leave out of cities and towns."""
_END: Final = {
    Part.LOT: 3.0,
    Part.PLACE: 2.0,
    Part.NUMBER: 0.3,
    Part.NUMERAL: 0.5,
    Part.UNIT: 0.3,
    Part.GAP: 0.3,
    Part.NAME: 0.3,
    Part.DASH: 6.0,
}
"""What it costs that an address ends in a part; it cannot end in the others."""


class AddressGrammar:
    """The costs of addresses, given what the postal code beside them says."""

    def __init__(self, backing: tuple[Town, ...] = ()) -> None:
        """Take the towns of the postal code beside the address; they are likelier than others."""
        index, table = gazetteer().index, gazetteer().cities
        self._towns = frozenset((index[town.prefecture, town.city], town.town) for town in backing)
        self._cities = frozenset(city for city, _ in self._towns)
        cities = [table[city] for city in self._cities]
        names = {name for city in cities for name in (city.name, city.short, city.short.removeprefix(city.parent))}
        prefixes = ("", *{city.prefecture for city in cities})
        self._backed_cities = followers(prefix + name for prefix in prefixes for name in sorted(names))
        self._backed_towns = {
            city: followers(town for one, town in sorted(self._towns) if one == city) for city in self._cities
        }
        self._known: dict[tuple[State, str], tuple[Step, ...]] = {}
        self._reached: dict[State, tuple[Step, ...]] = {}

    def moves(self, state: State, char: str) -> tuple[Step, ...]:
        """Where a character leads from a state, and what it costs."""
        found = self._known.get((state, char))
        if found is None:
            best: dict[State, float] = {}
            for before, here in self._from(state):
                for cost, there in consume(here, char):
                    best[there] = min(before + cost, best.get(there, math.inf))
            found = self._known[state, char] = tuple((cost, there) for there, cost in best.items())
        return found

    def end(self, state: State) -> float:
        """What it costs that an address ends here."""
        return min((cost + _END.get(here.part, math.inf) for cost, here in self._from(state)), default=math.inf)

    def expected(self, state: State) -> str:
        """The characters that may follow within a city or town that has begun; none elsewhere."""
        if not state.at or state.part not in {Part.CITY, Part.TOWN}:
            return ""
        _, written = city_beginnings() if state.part is Part.CITY else town_beginnings(state.city)
        return written.get(state.at, "")

    def lost(self, state: State) -> str:
        """The characters that a reader has lost if the city or town is the one that the postal code names.

        What a writer leaves out himself (市, 町, 県 …) is not among them.
        """
        if state.part is Part.CITY:
            names = self._backed_cities
        elif state.part is Part.TOWN:
            names = self._backed_towns.get(state.city, {})
        else:
            return ""
        return "".join(char for char in names.get(state.at, "") if char not in _LEFT_OUT)

    def _from(self, state: State) -> tuple[Step, ...]:
        """A state and all that it may turn into before the next character."""
        found = self._reached.get(state)
        if found is None:
            best = {state: 0.0}
            waiting = [state]
            while waiting:
                here = waiting.pop()
                for cost, there in self._turns(here):
                    total = best[here] + cost
                    if total < best.get(there, math.inf):
                        best[there] = total
                        waiting.append(there)
            found = self._reached[state] = tuple((cost, here) for here, cost in best.items())
        return found

    def _turns(self, state: State) -> Iterator[Step]:
        if state.part is Part.BEFORE:
            yield 0.0, State(Part.CITY)
            yield _UNKNOWN_CITY, State(Part.PLACE)
        elif state.part is Part.CITY:
            yield from self._behind_city(state)
        elif state.part is Part.TOWN:
            yield from self._behind_town(state)
        else:
            yield from _behind(state)

    def _behind_city(self, state: State) -> Iterator[Step]:
        for form in city_forms().get(fold(state.at), ()):
            cost = (_BACKED if form.city in self._cities else _CITY) + _SHORTENED * form.penalty
            yield cost, State(Part.TOWN, city=form.city)
            if not form.needs_town:
                yield cost + _UNKNOWN_TOWN, State(Part.PLACE, city=form.city)
                yield cost + _UNKNOWN_TOWN, State(Part.LOT, city=form.city)

    def _behind_town(self, state: State) -> Iterator[Step]:
        town, _ = town_forms(state.city).get(fold(state.at), ("", ""))
        if town:
            towns = len(gazetteer().cities[state.city].towns)
            cost = _BACKED if (state.city, town) in self._towns else math.log(towns + 1)
            known = State(Part.TOWN, city=state.city, town=town)
            yield cost, known.into(Part.LOT)
            yield cost + 2.5, known.into(Part.PLACE)
            yield cost + 4.0, known.into(Part.NAME)


def _behind(state: State) -> Iterator[Step]:
    """What the parts behind the town turn into."""
    part, at = state.part, state.at
    if part is Part.PLACE and at:
        yield 1.0, state.into(Part.LOT)
        yield 4.0, state.into(Part.NAME)
    elif part is Part.UNIT and at in UNITS:
        rare = _HALF_UNIT if at == "丁" else 0.0
        yield rare + 0.4, state.into(Part.LOT, "u")
        yield rare + 3.0, state.into(Part.PLACE)
        yield rare + 1.5, state.into(Part.NAME)
    elif part is Part.NUMBER:
        yield STOPS[state.length], state.into(Part.GAP, "n")
    elif part is Part.NUMERAL:
        yield NUMERAL_STOPS, state.into(Part.GAP, "n")
    elif part is Part.GAP:
        yield (1.7, state.into(Part.NAME, BEHIND_NUMBER)) if at else (0.7, state.into(Part.NAME))
    elif part is Part.LOT and at == "a":
        yield 0.7, state.into(Part.NAME)
        yield 0.7, state.into(Part.GAP, "n")
    elif part is Part.WORD and (at in WORDS or at in names_near(state.city, state.town)):
        yield 0.3, state.into(Part.NAME)

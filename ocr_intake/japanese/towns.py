"""The search for the town at the beginning of an address, in Japan Post's table and through a reader's slips.

An index of how cities are written (with and without prefecture, county and 市) leads to the cities that the text may
begin with; each city's own towns are searched behind it. What to do with a find is `address_keys`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ocr_intake.japanese.gazetteer import City, Town, gazetteer
from ocr_intake.japanese.lookalikes import EXTRA, MISSING, end_costs
from ocr_intake.japanese.numerals import to_int
from ocr_intake.japanese.variants import variant_key

OPTIONAL = "字"
"""Written between the parts of a town's name or left out."""
_PREFIXES = ("大字", "字")
"""Written before a town or left out."""
_BACKED, _SAME_CITY = 0.5, 0.25
"""What a postal code takes off the score of its own town, and of its city's other towns."""
NO_TOWN = 1.5
"""What a find without a town costs, so that a town read with a slip or two still wins."""
ODD_REST = 0.6
"""What it costs if the text goes on after the town in a way that no lot number does."""
_SHORTENED, _WARD_ALONE, _NO_WARD = 0.35, 0.5, 0.3
"""What it costs to take 盛岡 for 盛岡市, 青葉区 for 仙台市青葉区, 横浜市 for one of its wards."""
ALTERNATIVES = 1.2
"""How much worse than the best a find may be to be of interest."""
_CITIES, _TOWNS = 16, 16
"""How many cities and towns are compared closely."""
_LOT = frozenset(
    "0123456789０１２３４５６７８９〇一二三四五六七八九十百第丁番地字大甲乙丙東西南北中無先の"
    " (（-ー－−‐―~OolI|①②③④⑤⑥⑦⑧⑨,、.・"
)
"""What an address may go on with after its town."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a city at the beginning of an address."""

    city: int
    """Index in the gazetteer."""
    text: str
    """As the table writes it, as long as its folded form."""
    penalty: float
    needs_town: bool
    """Whether this is only an address if a known town follows (盛岡 alone may be anything)."""


@dataclass(frozen=True, slots=True)
class Find:
    """One reading of the beginning of an address."""

    form: Form
    city_end: int
    """How many characters of the folded text the city takes."""
    town: str
    """As the table has it; empty where none was recognised."""
    town_text: str
    """The town as it would be written here (with digits where the text has digits)."""
    town_start: int
    """Where the town begins, after 大字 or 字."""
    town_end: int
    """How many characters city and town take."""
    slips: float
    """Weighted edit distance of city and town together."""
    town_slips: float
    score: float
    """Slips and penalties, less what a postal code adds; the smallest is the best."""
    backed: bool
    """Whether the postal code given belongs to this town."""
    clear: bool
    """Whether the text goes on as after a town: with a lot number, a space, or not at all."""

    @property
    def exact(self) -> bool:
        """Whether city and town are written as in the table and a lot number or nothing follows."""
        return bool(self.town) and self.slips == 0 and self.clear

    @property
    def place(self) -> Town:
        """The town in the table."""
        city = gazetteer().cities[self.form.city]
        return Town(city.prefecture, city.name, self.town)


@lru_cache(maxsize=1 << 14)
def fold_char(char: str) -> str:
    """One character as the index has it: variants, widths and small kana folded; always one character."""
    folded = variant_key(char)
    char = folded if len(folded) == 1 else char
    return {"ヶ": "ケ", "ヵ": "カ", "ヱ": "エ", "之": "ノ", "の": "ノ", "が": "ケ", "ガ": "ケ"}.get(char, char)


def fold(text: str) -> str:
    """`text` as the index has it, as many characters as before."""
    return "".join(map(fold_char, text))


def _forms_of(index: int, city: City) -> Iterator[Form]:
    written = {city.name: (0.0, False), city.short: (0.0, False)}
    if city.parent:
        ward = city.name.removeprefix(city.parent)
        written.setdefault(ward, (_WARD_ALONE, True))
        written.setdefault(city.parent, (_NO_WARD, True))
        written.setdefault(f"{city.parent[:-1]}{ward}", (_SHORTENED, True))
    elif len(city.short) > 2:
        written.setdefault(city.short[:-1], (_SHORTENED, True))
    for text, (penalty, needs_town) in written.items():
        yield Form(index, text, penalty, needs_town)
        # who writes the prefecture writes 市 too: there a reader has lost it
        full = MISSING + 0.1 if penalty == _SHORTENED else penalty
        yield Form(index, f"{city.prefecture}{text}", full, needs_town)


@cache
def city_forms() -> dict[str, tuple[Form, ...]]:
    """Folded writings of all cities at the beginning of an address."""
    found: dict[str, list[Form]] = {}
    for index, city in enumerate(gazetteer().cities):
        for form in _forms_of(index, city):
            found.setdefault(fold(form.text), []).append(form)
    return {text: tuple(forms) for text, forms in found.items()}


@cache
def _by_length() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for text in city_forms():
        found.setdefault(len(text), []).append(text)
    return found


@lru_cache(maxsize=256)
def town_forms(index: int) -> dict[str, tuple[str, str]]:
    """Folded writings of a city's towns: (town, as written with digits or as in the table)."""
    found: dict[str, tuple[str, str]] = {}
    for town in gazetteer().cities[index].towns:
        found.setdefault(fold(town), (town, town))
        for written in _with_digits(town):
            found.setdefault(fold(written), (town, written))
    return found


def _with_digits(town: str) -> Iterator[str]:
    """北十一条西 is written 北11条西 as often."""
    for sign in "条線丁号番":
        end = town.find(sign)
        start = end
        while start > 0 and town[start - 1] in "一二三四五六七八九十":
            start -= 1
        number = to_int(town[start:end]) if 0 <= start < end else None
        if number is not None:
            yield f"{town[:start]}{number}{town[end:]}"


_Town = tuple[str, str, int, int, float]
"""Town, as it would be written here, where it begins, where it ends, slips."""


def _town_finds(text: str, city: int) -> Iterator[_Town]:
    """The towns that `text` may begin with, the exact ones alone if a lot number follows one of them."""
    towns = town_forms(city)
    start = next((len(mark) for mark in _PREFIXES if text.startswith(mark)), 0)
    clear = False
    for begin in {0, start}:
        for length in range(min(len(text) - begin, 12), 0, -1):
            hit = towns.get(text[begin : begin + length])
            if hit is not None:
                yield *hit, begin, begin + length, 0.0
                clear = clear or not rest_penalty(text, begin + length)
    if clear:
        return
    near = []
    for folded, (town, written) in towns.items():
        length = len(folded)
        if written != town and not any(char.isdigit() for char in text[start : start + length]):
            continue
        limit = max(1, length // 2)
        distance = Levenshtein.distance(text[start : start + length], folded, score_cutoff=limit)
        if length >= 2 and distance <= limit:
            near.append((distance / length, folded))
    near.sort()
    for _, folded in near[:_TOWNS]:
        costs = end_costs(text[start : start + len(folded) + 3], folded, optional=OPTIONAL)
        end = min(range(len(costs)), key=lambda j: (costs[j] + rest_penalty(text, start + j), -j))
        yield *towns[folded], start, start + end, costs[end]


def rest_penalty(text: str, end: int) -> float:
    """What it costs that an address goes on in `text` at `end` the way it does; 0 before a lot number."""
    return 0.0 if end >= len(text) or text[end] in _LOT else ODD_REST


def finds(text: str, backing: tuple[Town, ...] = ()) -> list[Find]:
    """Readings of the beginning of `text` (folded, without white space), the best first.

    `backing` are the towns of the postal code beside the address: they are tried whatever the text looks like.
    """
    backed: dict[int, set[str]] = {}
    for town in backing:
        backed.setdefault(gazetteer().index[town.prefecture, town.city], set()).add(town.town)
    exact = _exact_starts(text)
    certain = max((end for form, end, _ in exact if not form.needs_town), default=0)
    found = _with_towns(text, exact, backed)
    if not any(find.exact for find in found):
        found += _with_towns(text, _near_starts(text, tuple(backed)), backed)
    unique: dict[tuple[int, str, int], Find] = {}
    if certain:  # a city that stands there letter for letter is not given up for another without a postal code
        found = [find for find in found if find.backed or (find.slips == find.town_slips and find.town_end >= certain)]
    for find in sorted(found, key=lambda find: (not find.exact, find.score, -find.town_end)):
        unique.setdefault((find.form.city, find.town, find.town_end), find)
    return list(unique.values())


def _exact_starts(text: str) -> list[tuple[Form, int, float]]:
    """(form, where it ends, slips) of the cities that `text` begins with as written, the longest first."""
    lengths = range(min(len(text), 16), 1, -1)
    return [(form, length, 0.0) for length in lengths for form in city_forms().get(text[:length], ())]


def _near_starts(text: str, backed: tuple[int, ...]) -> list[tuple[Form, int, float]]:
    """The same for cities that `text` begins with but for a reader's slips, those of `backed` among them."""
    near = []
    for length, forms in _by_length().items():
        if 3 <= length <= len(text) + 2:
            limit = (length + 1) // 2
            distances = process.cdist(
                [text[:length]], forms, scorer=Levenshtein.distance, score_cutoff=limit, dtype=np.uint8
            )[0]
            near += [(int(distances[i]) / length, forms[i]) for i in np.flatnonzero(distances <= limit).tolist()]
    near.sort()
    likely = {folded: None for _, folded in near[:_CITIES]}
    for index in backed:
        likely |= {fold(form.text): None for form in _forms_of(index, gazetteer().cities[index]) if not form.needs_town}
    starts = []
    for folded in likely:
        costs = end_costs(text[: len(folded) + 3], folded)
        best = min(costs)
        ends = sorted((cost, -end) for end, cost in enumerate(costs) if 0 < cost <= best + EXTRA)
        starts += [(form, -end, cost) for cost, end in ends[:2] for form in city_forms()[folded]]
    return starts


def _with_towns(text: str, starts: list[tuple[Form, int, float]], backed: dict[int, set[str]]) -> list[Find]:
    """Each beginning with each town that may follow it; beginnings that cannot come near the best are left out."""
    found: list[Find] = []
    known: dict[tuple[int, int], list[_Town]] = {}
    least = float("inf")
    for form, end, slips in sorted(starts, key=lambda start: start[2] + start[0].penalty):
        start_cost = slips + form.penalty
        if start_cost - _BACKED > least + ALTERNATIVES:
            break
        codes = backed.get(form.city, set())
        bonus = _SAME_CITY if codes else 0.0
        if not form.needs_town:
            found.append(Find(form, end, "", "", end, end, slips, 0.0, start_cost + NO_TOWN - bonus, False, False))
        if (form.city, end) not in known:
            known[form.city, end] = list(_town_finds(text[end:], form.city))
        for town, written, begin, taken, town_slips in known[form.city, end]:
            odd = rest_penalty(text, end + taken)
            backing = town in codes
            score = start_cost + town_slips + odd - (_BACKED if backing else bonus)
            whole = slips + town_slips
            find = Find(form, end, town, written, end + begin, end + taken, whole, town_slips, score, backing, not odd)
            found.append(find)
            least = min(least, score)
    return found

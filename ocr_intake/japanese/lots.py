"""The rest of an address after its town: lot numbers (丁目, 番, 号, 地割, hyphens) and the building behind them.

Look-alikes are mended only inside numbers and number words; the style (kanji or digits, full or half width, 番地 or
hyphens) stays as written; of a building's name only katakana look-alikes and the digits of a room are touched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ocr_intake.japanese.digits import LIKE, written
from ocr_intake.japanese.kana import repair_kana
from ocr_intake.japanese.lookalikes import FAR, TWIN, cost
from ocr_intake.japanese.numerals import kanji_to_digits
from ocr_intake.japanese.text import narrow, widen_kana

_HYPHENS = "-－−ー一‐‑‒–—―ｰ─~〜"
_DASH = re.escape(_HYPHENS)
_DIGIT = "0-9０-９"
_NUM = rf"(?:[{_DIGIT}][{LIKE}]*|[{LIKE}]+[{_DIGIT}][{LIKE}]*|[lIOo|Z]|[一二三四五六七八九十百千〇]+)"
_PREFIX = r"(?:第|大字|字|乙|甲|丙|丁|[イロハニホヘト])?"
_UNIT = r"(?:丁目|丁|番地の|番地|番丁|番町|番の|番|号地|号|地割|条[東西南北]?|線|の|ノ|之)"
_FIRST = re.compile(rf"\s*{_PREFIX}\s*(?=[{LIKE}一二三四五六七八九十百千〇]|無番地|番外地)")
_PIECE = re.compile(
    rf"\s?(?:(?P<number>{_PREFIX}{_NUM})(?P<unit>\s?{_UNIT})?|(?P<dash>[{_DASH}])(?=\s?{_PREFIX}{_NUM})|(?P<word>無番地|番外地|以下余白))"
)
_BETWEEN = re.compile(rf"(?<=[{_DIGIT}])\s?([{_DASH}])\s?(?=[{LIKE}]*[{_DIGIT}]|[lIOo|](?![A-Za-z]))")
_BLOCK = r"[#＃]?[A-HJ-NP-YＡ-ＨＪ-ＮＰ-Ｙ]?"
"""The letter of a block or wing; I, O and Z are more often digits."""
_ROOM = re.compile(rf"{_BLOCK}[{_DASH}]?[{LIKE}]+\s?(?:号室?|室|F|Ｆ|階)?\s*$")
_UNIT_SLIPS = (
    (
        re.compile(rf"(?<=[{_DIGIT}一二三四五六七八九十])\s?(?:丁日|丁自|了目|了日|丁口|T目|下目|丁月|丁ロ|]目|丁曰)"),
        "丁目",
    ),
    (
        re.compile(rf"(?<=[{_DIGIT}一二三四五六七八九十])\s?(?:番他|番池|番也|香地|蕃地|審地|番址|番坩|番lt|番士也)"),
        "番地",
    ),
    (re.compile(rf"(?<=[{_DIGIT}一二三四五六七八九十])\s?(?:香|審|蕃)(?=[{_DIGIT}一二三四五六七八九十の地])"), "番"),
    (re.compile(rf"(?<=[{_DIGIT}一二三四五六七八九十])\s?(?:地剖|池割|他割|地創|地制|地劃|地害[リ刂])"), "地割"),
    (re.compile(rf"(?<=[{_DIGIT}一二三四五六七八九十])\s?(?:另|呈|弓|亏|兮|号)(?=\s|$|[{_DIGIT}])"), "号"),
)
"""Number words as readers misread them; each only right after a number."""


_HAMLET = re.compile(rf"\s*(?:大字|小字|字)[^{_DIGIT}\s]{{1,8}}?(?=[{_DIGIT}])")
"""A hamlet between town and lot (字前田258番地), which no list of towns has."""
_DIRECTIONS = frozenset("東西南北上下中新")


@dataclass(frozen=True, slots=True)
class Lot:
    """The rest of an address taken apart."""

    number: str
    """Lot numbers with their words and hyphens, mended, in the writer's style."""
    gap: str
    """The white space between lot and building, as written."""
    building: str
    """Building, floor and room; empty where nothing follows the lot."""
    numbers: tuple[int, ...]
    """The lot's numbers in order, whatever they are written with: '3-26-5' and '三丁目26番5号' are (3, 26, 5)."""

    alternatives: tuple[str, ...]
    """The whole rest with a hyphen where a long number may have lost one to a 1 (32126: 32-26); at most three."""

    @property
    def text(self) -> str:
        """The whole rest as it should stand."""
        return f"{self.number}{self.gap}{self.building}"


def parse_lot(rest: str, town: str = "") -> Lot:
    """The rest of an address taken apart and mended.

    Where no lot number is recognised everything is `building` and stays as it is.

    Args:
        rest: what `parse_address` left over.
        town: the town before it; buildings are often named after it, and then its name is known.
    """
    mended = rest
    for pattern, word in _UNIT_SLIPS:
        mended = pattern.sub(word, mended)
    mended = _BETWEEN.sub(lambda dash: dash[1] if dash[1] in "-－−" else _usual_hyphen(rest), mended)
    end = _lot_end(mended)
    if end == 0:
        hamlet = _HAMLET.match(rest)
        if hamlet is None:
            return _without_lot(rest)
        lot = parse_lot(rest[hamlet.end() :], town)
        others = tuple(f"{hamlet[0]}{other}" for other in lot.alternatives)
        return (
            replace(lot, number=f"{hamlet[0]}{lot.number}", alternatives=others) if lot.number else _without_lot(rest)
        )
    number = _mend(mended[:end])
    tail = mended[end:]
    building = tail.lstrip()
    gap = tail[: len(tail) - len(building)]
    building = _mend_town(_mend_building(building), town)
    others = tuple(f"{other}{gap}{building}" for other in _split_long(number))
    return Lot(number, gap, building, _numbers(number), others)


def _without_lot(rest: str) -> Lot:
    """The rest of an address in which no lot number is recognised."""
    return Lot("", "", rest, (), ())


def _split_long(number: str) -> Iterator[str]:
    """Ways to read a number of five digits or more, which no lot has, with a hyphen in place of one of its ones."""
    long = re.search(r"[0-9]{5,8}", number)
    if long is not None:
        run = long[0]
        cuts = [index for index in range(1, len(run) - 1) if run[index] == "1" and run[index + 1] != "0"]
        for index in cuts[:3]:
            yield f"{number[: long.start()]}{run[:index]}-{run[index + 1 :]}{number[long.end() :]}"


def _lot_end(rest: str) -> int:
    """Where the lot ends: after the last piece that joins the one before it."""
    if not _FIRST.match(rest):
        return 0
    position, joined, pieces = 0, True, 0
    while match := _PIECE.match(rest, position):
        spaced = match[0][0].isspace()
        if match["word"]:
            return match.end()
        continues = joined or (_after_unit(rest[:position]) and (not spaced or match["unit"] is not None))
        if not match["dash"] and not continues:
            break
        joined = match["dash"] is not None
        if match["number"] and _runs_into_name(rest, match):
            break
        position = match.end()
        pieces += 1
    return position


def _after_unit(before: str) -> bool:
    return re.search(rf"{_UNIT}\s?$", before) is not None


def _runs_into_name(rest: str, match: re.Match[str]) -> bool:
    """Whether a number is the beginning of a name: 三田ハイツ, 第2コーポ, Oハイム."""
    following = rest[match.end() : match.end() + 1]
    if match["unit"] or not following or following.isspace():
        return False
    plain = match["number"].strip()
    kanji = re.fullmatch("[一二三四五六七八九十百千〇]+", plain) is not None
    letters = re.search(rf"[{_DIGIT}]", plain) is None and not kanji
    ends = following in _HYPHENS or following in "(（,、"
    return (kanji or letters or plain.startswith("第")) and not ends


def _mend(lot: str) -> str:
    """Look-alikes of digits and hyphens in a lot number replaced."""
    digit = rf"[{LIKE}]"
    return re.sub(rf"{digit}+", lambda run: written(run[0]) if _numeric(run, lot) else run[0], lot)


def _usual_hyphen(rest: str) -> str:
    """The hyphen that the writer uses, else the one as wide as the digits."""
    hyphen = re.search("[-－−]", rest)
    full = re.search("[０-９]", rest) is not None and re.search("[0-9]", rest) is None
    return hyphen[0] if hyphen else ("－" if full else "-")


def _numeric(run: re.Match[str], lot: str) -> bool:
    """Whether a run of digits and look-alikes is a number: it holds a digit or stands where only one can."""
    if re.search(f"[{_DIGIT}]", run[0]):
        return True
    before, after = lot[: run.start()], lot[run.end() :]
    return bool(re.search(rf"[{_DIGIT}][-－−]$|^$", before) or re.match(rf"[-－−][{_DIGIT}]|{_UNIT}", after))


_BUILDING_WORDS = """
    アパート アビタシオン ヴィラ エクセル エスポワール エステート ガーデン カーサ カーザ グランド グリーン クレスト
    コート コーポ コーポラス コスモ サンシャイン サニー シティ シャトー シャルム ステージ セジュール センチュリー
    タウン タワー テラス ドミール ドエル ニュー ハイツ ハイム ハイランド ハウス パーク パレス パレット ヒルズ ビル
    ビラ ビレッジ フォレスト プラザ フローラ ベルデ ベルメゾン マンション メゾン メープル ライオンズ リバーサイド
    ルミエール レジデンス ロイヤル ローズ
"""
"""Words that names of buildings are made of; only to mend look-alikes among them."""
_KATAKANA = re.compile(r"[ァ-ヺー]{3,}")


def _mend_building(building: str) -> str:
    """A building's name with katakana look-alikes settled and the digits of its room number mended."""
    name = repair_kana(widen_kana(building).replace("·", "・").replace("•", "・"))
    name = re.sub(r"(?<=[ァ-ヺ])一(?![番号丁階])", "ー", name)
    name = _KATAKANA.sub(lambda run: _mend_words(run[0]), name)
    room = _ROOM.search(name)
    if room is None or re.search(rf"[{_DIGIT}]", room[0]) is None:
        return name
    lead = re.match(_BLOCK, room[0])
    start = room.start() + (lead.end() if lead else 0)
    return name[:start] + written(name[start:])


def _mend_words(run: str) -> str:
    """`run` with each word of a building that was read with twins (シヤトー, ューポ, メソン) in its right form."""
    words = sorted(_BUILDING_WORDS.split(), key=len, reverse=True)
    for word in (word for word in words if len(word) > 2):
        for start in range(len(run) - len(word) + 1):
            part = run[start : start + len(word)]
            slips = [cost(one, other) for one, other in zip(part, word, strict=True) if one != other]
            twins = bool(slips) and len(slips) <= (len(word) + 1) // 3 and max(slips) <= TWIN
            if part not in words and (twins or (len(slips) == 1 and _unvoiced(part) == _unvoiced(word))):
                return _mend_words(run[:start]) + word + _mend_words(run[start + len(word) :])
    return run


def _unvoiced(kana: str) -> str:
    """Kana without the small marks that a bad fax loses (ゾ to ソ, プ to フ)."""
    return "".join(char for char in unicodedata.normalize("NFD", kana) if not unicodedata.combining(char))


def _mend_town(building: str, town: str) -> str:
    """A building's name with the town in it as the town is written, where all but one character is the same."""
    for start in range(len(building) - len(town) + 1 if len(town) > 2 else 0):
        part = building[start : start + len(town)]
        slips = [cost(one, other) for one, other in zip(part, town, strict=True) if one != other]
        if not slips:
            return building
        if len(slips) == 1 and (len(town) > 3 or slips[0] < FAR) and not any(map(_told_apart, part, town)):
            return building[:start] + town + building[start + len(town) :]
    return building


def _told_apart(one: str, other: str) -> bool:
    return one != other and one in _DIRECTIONS and other in _DIRECTIONS


def _numbers(number: str) -> tuple[int, ...]:
    plain = narrow(number)
    plain = kanji_to_digits(plain)
    return tuple(int(found) for found in re.findall(r"[0-9]{1,9}", plain))

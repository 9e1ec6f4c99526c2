"""Addresses: which town one begins with, the correction of that beginning, and whether a postal code agrees.

A correction must earn its place: what stands in the table stays as it is, what is far from everything in the table
stays too, and where two towns are about as near nothing is changed. The rest of an address (lot number, building) is
never touched here; its grammar is `lots`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ocr_intake.japanese.gazetteer import PREFECTURES, Town, gazetteer
from ocr_intake.japanese.lookalikes import CLOSE, LOOSE, align, cost
from ocr_intake.japanese.postal import find_postal_codes, towns_of
from ocr_intake.japanese.text import clean, collapse
from ocr_intake.japanese.towns import ALTERNATIVES, OPTIONAL, Find, finds, fold
from ocr_intake.japanese.variants import japanese_forms

MARGIN = 0.25
"""How much worse the second-best town must be for a correction to be made without a postal code behind it."""
_LEAST_BACKED, _LEAST_ALONE = 0.67, 0.36
"""Largest share of slips in a town's characters with and without a postal code that speaks for it."""
_LEAST_CITY, _LEAST_CITY_ALONE = 0.34, 0.18
"""Largest share of slips in a city's characters, where a town follows that fits and where none was recognised."""
_DIRECTIONS = frozenset("東西南北上下左右前後内外中大小新古本元奥")
"""What neighbouring towns are told apart by."""
_STROKES = re.compile(r"(?<=[\u4e00-\u9fff])[1lI|]{3}(?=[\u4e00-\u9fff])(?![番丁号地条線階棟室])")
"""川 as readers return it in the middle of a name."""
_EDGE = re.compile(r"(?<=[都道府県市区町村郡])[!！|｜](?=[\u3041-\u9fff])")
"""A torn rule read behind a part of an address (秋田県！にかほ市)."""
_HEAD = 26
"""No city and town together are written with more characters than this."""


@dataclass(frozen=True, slots=True)
class AddressParse:
    """An address taken apart, its beginning corrected where that is safe."""

    text: str
    """The whole address, corrected."""
    head: str
    """Prefecture, city and town as corrected, only the parts that are written; empty if none was recognised."""
    rest: str
    """What follows, untouched: lot number, building."""
    prefecture: str
    """As in the table, whether or not it is written; empty if no city was recognised."""
    city: str
    """As in the table (紫波郡矢巾町, 仙台市青葉区), whether or not county and 市 are written."""
    town: str
    """As in the table; empty if none was recognised."""
    distance: float
    """Weighted edit distance between what was read and the table; 0 if it stands there as read."""
    margin: float
    """How much nearer this town is than the next best; 1 if there is no other."""
    corrected: bool
    """Whether `text` differs from what was read in more than white space."""
    postal_codes: tuple[str, ...]
    """Codes of the town, seven digits each."""
    alternatives: tuple[str, ...]
    """The whole address with other towns that are about as near, the nearest first; at most three."""


def parse_address(text: str, postal_code: str = "") -> AddressParse:
    """The address in `text`, which a reader may have misread and which may lack prefecture, county or 市.

    Args:
        text: one address, on one line; a postal code before it is taken off and used if none is given.
        postal_code: the code that stands beside it, in any writing, for support; a wrong one does no harm.
    """
    text = _EDGE.sub("", _STROKES.sub("川", collapse(clean(text.replace("\n", " ")))))
    for code in find_postal_codes(text):
        if code.start == 0:
            postal_code = postal_code or code.code
            text = text[code.end :].strip()
        break
    plain = [(index, char) for index, char in enumerate(text) if not char.isspace()]
    folded = fold("".join(char for _, char in plain))
    backing = towns_of(postal_code)
    found = finds(folded[:_HEAD], backing) if len(folded) >= 2 else []
    if not found:
        return _unknown(text)
    best = found[0]
    rivals = [find for find in found[1:] if find.place != best.place]
    margin = min(1.0, rivals[0].score - best.score) if rivals else 1.0
    if best.exact:
        margin = 1.0
    if not _acceptable(folded, best, margin, coded=bool(backing)):
        return _fallback(text, folded, plain, found, margin)
    return _parse(text, folded, plain, best, margin, rivals)


def _acceptable(folded: str, find: Find, margin: float, *, coded: bool) -> bool:
    """Whether the correction that `find` stands for has earned its place."""
    city_slips = find.slips - find.town_slips
    if city_slips > _LEAST_CITY * len(find.form.text):
        return False
    if not find.town:
        return find.slips == 0 or (margin >= MARGIN and city_slips <= _LEAST_CITY_ALONE * len(find.form.text))
    if find.backed:
        return find.town_slips <= _LEAST_BACKED * len(find.town_text)
    if find.slips and margin < MARGIN:
        return False
    return find.town_slips <= _LEAST_ALONE * len(find.town_text) and _only_look_alikes(folded, find, coded=coded)


def _only_look_alikes(folded: str, find: Find, *, coded: bool) -> bool:
    """Whether the town differs from what was read by look-alikes alone.

    The table does not have every true town. One that is missing differs from its neighbours by other characters, by
    one more or less, or by 上 for 下, and must stay. With a postal code that speaks for another town even a loose
    likeness is not enough.
    """
    city = align(folded[: find.city_end], fold(find.form.text))
    if city[-1][1] < 0:  # the character before the town was dropped as superfluous: 南水門町 is not 水門町
        return False
    wanted = fold(find.town_text)
    most = CLOSE if coded else LOOSE
    for read, meant in align(folded[find.town_start : find.town_end], wanted, optional=OPTIONAL):
        if read < 0 or meant < 0:
            if read >= 0 and folded[find.town_start + read] in OPTIONAL:
                continue
            return False
        one, other = folded[find.town_start + read], wanted[meant]
        if one != other and (cost(one, other) > most or (one in _DIRECTIONS and other in _DIRECTIONS)):
            return False
    return True


def _fallback(text: str, folded: str, plain: list[tuple[int, str]], found: list[Find], margin: float) -> AddressParse:
    """The city alone where the town is in doubt; nothing at all where the city is."""
    rivals = [find for find in found if find.town]
    cities = [find for find in found if not find.town]
    if cities:
        other = next((find.score for find in cities[1:] if find.form.city != cities[0].form.city), 99.0)
        best = found[0]
        sure = best.form.city == cities[0].form.city or cities[0].slips == 0
        if sure and _acceptable(folded, cities[0], other - cities[0].score, coded=False):
            return _parse(text, folded, plain, cities[0], margin, rivals)
    return _unknown(text, _alternatives(text, folded, plain, rivals, ""))


def _unknown(text: str, alternatives: tuple[str, ...] = ()) -> AddressParse:
    return AddressParse(text, "", text, "", "", "", 0.0, 0.0, False, (), alternatives)


def _parse(
    text: str, folded: str, plain: list[tuple[int, str]], find: Find, margin: float, rivals: list[Find]
) -> AddressParse:
    head, rest = _corrected(text, folded, plain, find)
    whole = head + rest
    place = find.place
    changed = "".join(whole.split()) != "".join(text.split())
    others = _alternatives(
        text, folded, plain, [one for one in rivals if one.score <= find.score + ALTERNATIVES], whole
    )
    codes = gazetteer().codes_of(place)
    return AddressParse(
        whole, head, rest, place.prefecture, place.city, place.town, find.slips, margin, changed, codes, others
    )


def _alternatives(
    text: str, folded: str, plain: list[tuple[int, str]], rivals: list[Find], chosen: str
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for find in rivals[:8]:
        other = "".join(_corrected(text, folded, plain, find))
        if other not in {chosen, text}:
            found[other] = None
    return tuple(found)[:3]


def _corrected(text: str, folded: str, plain: list[tuple[int, str]], find: Find) -> tuple[str, str]:
    """The corrected head, with the writer's own variants and spaces between its parts, and the untouched rest."""
    city = _part(folded, plain, 0, find.city_end, find.form.text)
    mark = "".join(char for _, char in plain[find.city_end : find.town_start])
    town = _part(folded, plain, find.town_start, find.town_end, find.town_text)
    end = plain[find.town_end][0] if find.town_end < len(plain) else len(text)
    last = plain[find.town_end - 1][0] + 1 if find.town_end else 0
    prefecture = next((name for name in PREFECTURES if city.startswith(name)), "")
    gap = _gap(text, plain, find.city_end)
    if prefecture and _gap(text, plain, len(prefecture)):
        city = f"{prefecture} {city[len(prefecture) :]}"
    return city + (gap if mark or town else "") + mark + town, text[last:end] + text[end:]


def _gap(text: str, plain: list[tuple[int, str]], index: int) -> str:
    """The white space that stands before the character `index` of the text without white space."""
    if not 0 < index < len(plain):
        return ""
    return text[plain[index - 1][0] + 1 : plain[index][0]]


_SIZES = frozenset("ヶケヵカ")
"""Kana that differ in size alone: readers do not tell them apart, so that the table decides."""


def _part(folded: str, plain: list[tuple[int, str]], start: int, end: int, meant: str) -> str:
    """`meant`, but with the characters that were read wherever they are only another form of the same."""
    wanted = fold(meant)
    out = ""
    for read, index in align(folded[start:end], wanted, optional=OPTIONAL):
        if index < 0:
            out += plain[start + read][1] if folded[start + read] in OPTIONAL else ""
        elif read >= 0 and folded[start + read] == wanted[index]:
            char = plain[start + read][1]
            leaked = japanese_forms(char, old_forms=True) != char
            out += meant[index] if leaked or {char, meant[index]} <= _SIZES else char
        else:
            out += meant[index]
    return out


def agrees(code: str, address: AddressParse) -> bool | None:
    """Whether a postal code and an address belong together; None if one of them is not in the table."""
    towns = towns_of(code)
    if not towns or not address.city:
        return None
    same = [town for town in towns if (town.prefecture, town.city) == (address.prefecture, address.city)]
    if not same:
        return False
    if any(not town.town for town in same):
        return True
    folded = fold("".join(address.text.split()))
    if any(_within(town, address.town) or fold(town.town) in folded for town in same):
        return True
    return False if address.town else None


def _within(town: Town, other: str) -> bool:
    return bool(other) and (town.town.startswith(other) or other.startswith(town.town))


_SENTENCE = re.compile(r"[。！？「」]|です|ます|ました|ません|ください|下さい|である")
_ADDRESSEE = re.compile(r"(?:市長|町長|村長|区長|知事|議長)(?:あて|宛|様|殿|$)|(?:様|殿|御中|[課係部局])$")
_LOT_WORDS = re.compile(
    r"[0-9０-９一二三四五六七八九十〇]+\s?(?:丁目|番地?|号|地割|条)|[0-9０-９]+\s?[-−－ー‐]\s?[0-9０-９]+|無番地"
)
_REGION = re.compile(r"[都道府県市区町村郡]")
_BUILDING = re.compile(
    r"マンション|アパート|ハイツ|コーポ|ビル|荘|号室|ハイム|レジデンス|団地|住宅|棟|メゾン|シャトー|ヴィラ|ビラ"
)


_LONGEST_REMAINS = 16
_REMAINS = re.compile(r"[^\u3041-\u3096\u4e00-\u9fff]{5,14}(?=[\u4e00-\u9fff])")
"""What stands before an address and is no word."""


def begins_at(text: str) -> int:
    """Where an address begins behind what a postal code was read as (∠64-&ぐミ愛知県…): 0 where nothing is before it.

    Whether an address follows is for the caller to judge.
    """
    head = text[: _LONGEST_REMAINS + 4]
    at = min((i for name in PREFECTURES if 0 <= (i := head.find(name)) <= _LONGEST_REMAINS), default=-1)
    if at < 0:
        match = _REMAINS.match(text)
        return match.end() if match else 0
    remains = text[:at]
    words = sum("\u4e00" <= char <= "\u9fff" and char not in "干千一二三四五六七八九" for char in remains)
    return at if not words and sum("\u3041" <= char <= "\u3096" for char in remains) <= 1 else 0


def address_likelihood(text: str) -> float:
    """How much a line looks like an address or its beginning, 0 to 1; no probability, but ordered like one."""
    line = _EDGE.sub("", "".join(clean(text).split()))
    for code in find_postal_codes(line):
        if code.start == 0:
            line = line[code.end :]
    if len(line) < 3 or len(line) > 80:
        return 0.0
    lots = bool(_LOT_WORDS.search(line))
    region = bool(_REGION.search(line[:14]))
    if not lots and not region:
        return 0.15 if _BUILDING.search(line) else 0.0
    parse = parse_address(line)
    score = 0.1 + 0.2 * lots + 0.05 * region + 0.1 * bool(_BUILDING.search(line))
    if parse.city:
        score += 0.25 + 0.25 * bool(parse.town) + 0.1 * parse.head.startswith(parse.prefecture)
        score -= 0.1 * min(1.0, parse.distance)
    if _SENTENCE.search(line):
        score -= 0.5
    if _ADDRESSEE.search(line):
        score -= 0.4
    return max(0.0, min(1.0, score))

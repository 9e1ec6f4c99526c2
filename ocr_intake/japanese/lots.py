"""Lots, buildings and rooms in running text: what stands behind a town and tells one house from another.

The town itself is no part of it: it names nobody. A number of houses, pages or tables behind no place is no lot.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from ocr_intake.japanese.folding import folded
from ocr_intake.japanese.gazetteer import gazetteer
from ocr_intake.japanese.towns import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER: Final = "(?:[0-9]+|[〇一二三四五六七八九十百千]+)"
_UNITS: Final = "丁目|番地の?|番の?|部落|街区|地割|画地|線|条|号|組"
_SIDE: Final = "[東西南北甲乙丙丁戊己イロハヲ]"
_BETWEEN: Final = "(?:第|字[々〇一-鿿ァ-ヶーのが]{1,6}|[-のー])?"
_JOIN: Final = (
    f"(?: ?(?:{_UNITS}) ?{_BETWEEN}{_SIDE}?(?={_NUMBER})| ?[-ーの・~ノ] ?|{_SIDE}(?={_NUMBER})|(?<=[0-9]) (?=[0-9]))"
)
_END: Final = (
    f"(?:番地|番戸|画地|番|組|号(?!線|車|館|機|議|法))?(?:[- ]?(?:{_SIDE}(?![一-鿿ァ-ヴ])|地先|[A-Z](?![A-Za-z])))?"
)
_NO_LOT: Final = "[0-9年月日時分円人%件名]|号線|ページ|頁|メートル|[kmKM㎞㍍ヶか]"
"""What shows that a number counts something."""
_LOT: Final = re.compile(
    f"(?:(?<![-0-9〇一二三四五六七八九十百千.,第])|第(?={_NUMBER}地割))(?:{_SIDE} ?|[A-OQ-Z](?=[0-9]))?"
    f"(?:{_NUMBER}(?:{_JOIN}{_NUMBER}){{1,6}}{_END}|{_NUMBER}(?:番地|番戸|番外地|番){_END}|無番地|番外地"
    f"|(?:[0-9]{{2,5}}[甲乙丙丁]?|[〇一二三四五六七八九]{{3,5}})(?=[のに、) ]|を公園|$))(?!{_NO_LOT})"
)
_HAMLET: Final = re.compile("(?<!大)小?字[々〇一-鿿ァ-ヶーぁ-ん]{1,8}$")
"""A part of a town before a lot: it tells houses from one another where a town has few."""
_BUILDING: Final = re.compile(
    r"[ 、]{0,2}(?:(?=[A-Za-z一-鿿ヶケ]{0,8}[ァ-ヴ])[A-Za-z一-鿿ァ-ヴー・ ]{2,16}?[ -]?"
    r"(?:[A-Z]?[0-9]{1,4}[A-Z]?(?:号室?|室)?|[一二三四五六七八九十〇]{1,4}号室?)(?![0-9年月日時分円人メ])"
    r"|[A-Z]?-?[0-9]{1,4}号室?|[^、。 (（]{0,8}方(?![々面向法が針言]))"
)
_BROKEN: Final = re.compile("[-0-9〇一二三四五六七八九十丁目番地号の][\r\n]+[-0-9〇一二三四五六七八九十丁目番地号の]")
"""A lot that a line's end breaks in two."""
_OFFICE: Final = re.compile(
    "(?:都|道|府|県|市|区|町|村|郡|大字|字)[々〇一-鿿ァ-ヶー0-9のが()]{0,6}"
    "(?:[々〇一-鿿ァ-ヶー0-9のが() ]|上[がル]*る?|下[がル]*る?|入[ルる]){0,16}$"
)
"""Before a lot in a place that the table of towns lacks."""
_LONGEST: Final = 26
"""Characters of a town before a lot."""


def lots_in(text: str) -> Iterator[tuple[int, int]]:
    """Where lots stand in a text, with building and room behind them: line by line, then those that a line breaks."""
    found: list[tuple[int, int]] = []
    for line in re.finditer("[^\r\n]+", text):
        found += [(line.start() + start, line.start() + end) for start, end in _in_line(line[0])]
    broken = [place for place in _in_line(text) if "\n" in text[slice(*place)]] if "\n" in text else []
    found += [
        place
        for place in broken
        if _BROKEN.search(text[slice(*place)]) and all(_apart(place, other) for other in found)
    ]
    yield from sorted(found)


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def _in_line(text: str) -> Iterator[tuple[int, int]]:
    seen = folded(text, spaces=True)
    last = 0
    for match in _LOT.finditer(seen.text):
        if match.start() < last:
            continue
        before = seen.text[max(0, match.start() - _LONGEST) : match.start()]
        if not _behind_place(before):
            continue
        start, end = match.span()
        if hamlet := _HAMLET.search(before):
            start -= len(hamlet[0])
        if building := _BUILDING.match(seen.text, end):
            end = building.end()
        yield seen.span(max(start, last), end)
        last = end


def _behind_place(before: str) -> bool:
    """Whether a text ends with a town, or with what must be a place."""
    plain = fold(before.rstrip(" "))
    return any(plain[-size:] in _towns() for size in range(2, len(plain) + 1)) or bool(_OFFICE.search(before))


@cache
def _towns() -> frozenset[str]:
    """All towns of two characters and more, as they are folded."""
    return frozenset(fold(town) for city in gazetteer().cities for town in city.towns if len(town) > 1)

"""Dates as Japanese papers write them: eras, Western years, kanji numerals, bare points; found, never guessed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ocr_intake.japanese.digits import LIKE, digits
from ocr_intake.japanese.numerals import to_int

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_ERA_SLIPS = {
    **dict.fromkeys(("今和", "合和", "令知", "令利", "会和", "冷和", "全和", "命和", "㋿"), "令和"),
    **dict.fromkeys(("平戌", "平城", "半成", "㍻"), "平成"),
    "昭知": "昭和",
    "㍼": "昭和",
    "㍽": "大正",
    "㍾": "明治",
}
"""Eras as readers misread them, and their one-character signs."""
_LETTERS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}
_LAST = {"令和": 99, "平成": 31, "昭和": 64, "大正": 15, "明治": 45}
BARE_ERA = "令和"
"""What a year without an era means where it is small: 8.7.6 is 令和8年7月6日."""

_K = "〇○一二三四五六七八九十元"
_N = rf"(?:[{LIKE}]{{1,2}}|[{_K}]{{1,4}})"
_Y4 = rf"(?:[12１２][{LIKE}]{{3}}|[{_K}]{{4}})"
_S = r"[ \u3000]{0,2}"
_ERA = "|".join((*_ERAS, *_ERA_SLIPS))
_POINT = r"[.．・,，/／\-－−ー‐、]"
_LETTER = r"(?<![A-Za-z])(?P<letter>[RHSTMＲＨＳＴＭ])\.?"
_SHORT = rf"['’‘`´][{LIKE}]{{2}}"
_WORDS = re.compile(
    rf"(?:(?P<era>{_ERA})|{_LETTER}){_S}(?P<year>{_N}){_S}年{_S}(?P<month>{_N}){_S}月{_S}(?P<day>{_N}){_S}[日曰目]?"
    rf"|(?<![{LIKE}])(?P<western>{_Y4}|{_SHORT}){_S}年{_S}(?P<month2>{_N}){_S}月{_S}(?P<day2>{_N}){_S}[日曰目]?"
)
_D2 = r"[0-9０-９]{1,2}"
_POINTS = re.compile(
    rf"(?:(?P<era>{_ERA})|{_LETTER}){_S}(?P<year>{_N}){_S}{_POINT}{_S}(?P<month>{_N}){_S}{_POINT}{_S}(?P<day>{_N})"
    rf"(?![{LIKE}])"
    rf"|(?<![{LIKE}\-.])(?P<western>[12１２][0-9０-９]{{3}}|{_SHORT}){_S}(?P<point>{_POINT}){_S}(?P<month2>{_D2})"
    rf"{_S}(?P=point){_S}(?P<day2>{_D2})(?![{LIKE}]|{_POINT}[0-9０-９])"
)
_BARE = re.compile(
    rf"(?<![0-9０-９.．\-－/年第A-Za-z])(?<![A-Za-z][ .])(?P<year>{_D2})(?P<point>[.．・/／])(?P<month>{_D2})"
    rf"(?P=point)(?P<day>{_D2})(?![0-9０-９項章節条版]|[.．\-/][0-9０-９])"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text."""

    date: dt.date
    start: int
    end: int
    assumed: bool
    """Whether the era or the century is not written and was taken for the present one."""


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All complete dates of `text` in order; a month and day without a year is none, nor is a day that never was."""
    found: list[FoundDate] = []
    for pattern in (_WORDS, _POINTS, _BARE):
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            one = _date(match)
            if one is not None:
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def parse_date(text: str) -> dt.date | None:
    """The only date of `text`; None if there is none or more than one."""
    dates = {found.date for found in find_dates(text)}
    return dates.pop() if len(dates) == 1 else None


def _date(match: re.Match[str]) -> FoundDate | None:
    groups = match.groupdict()
    month = _number(groups.get("month") or groups.get("month2") or "")
    day = _number(groups.get("day") or groups.get("day2") or "")
    year, assumed = _year(groups)
    if year is None or month is None or day is None:
        return None
    try:
        return FoundDate(dt.date(year, month, day), match.start(), match.end(), assumed)
    except ValueError:
        return None


def _year(groups: dict[str, str | None]) -> tuple[int | None, bool]:
    """The Western year, and whether era or century had to be assumed."""
    western = groups.get("western")
    if western:
        short = western[0] in "'’‘`´"
        value = _number(western.lstrip("'’‘`´"))
        return (None if value is None else value + 2000 if short else value), short
    era = groups.get("era")
    letter = groups.get("letter")
    name = _ERA_SLIPS.get(era, era) if era else _LETTERS[_half(letter)] if letter else BARE_ERA
    value = 1 if groups.get("year") == "元" else _number(groups.get("year") or "")
    if value is None or not 1 <= value <= _LAST[name]:
        return None, False
    return _ERAS[name] + value, not (era or letter)


def _half(letter: str) -> str:
    return chr(ord(letter) - 0xFEE0).upper() if ord(letter) > 0x7F else letter.upper()


def _number(text: str) -> int | None:
    if any(char in _K and char not in "〇○" for char in text):
        return to_int(text.replace("○", "〇"))
    found = digits(text)
    return int(found) if found else None

"""Dates as people in Japan type them: by the common era or by their own, with digits of any width or kanji."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from ocr_intake.japanese.numerals import to_int

_ERAS: Final = {
    "令和": (date(2019, 5, 1), date.max),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
}
"""First and last day of each era that a paper of today may name."""
_LETTERS: Final = {"R": "令和", "H": "平成", "S": "昭和"}
_RELATIVE: Final = {
    **dict.fromkeys(("今日", "本日", "きょう", "today"), 0),
    **dict.fromkeys(("昨日", "きのう", "yesterday"), 1),
    **dict.fromkeys(("一昨日", "おととい"), 2),
}
"""Words for days, as days before today."""

_NUMBER: Final = r"(?:[0-9]+|[〇零一二三四五六七八九十]+)"
_DATE: Final = re.compile(
    rf"(?P<era>令和|平成|昭和|[RHSrhs])?(?P<year>元|{_NUMBER})(?:年|[-/.])"
    rf"(?P<month>{_NUMBER})(?:月|[-/.])(?P<day>{_NUMBER})日?"
)
_COMPACT: Final = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_WEEKDAY: Final = re.compile(r"\([日月火水木金土](?:曜日?)?\)$")


def parse_date(text: str, today: date) -> date | None:
    """The day that a text names; None for anything else.

    Understood are 2021-09-01, 2021/9/1, 2021.9.1, 20210901, 2021年9月1日, 令和3年9月1日, R3.9.1, 令和元年5月1日, with a
    day of the week in brackets behind it or not, and 今日, 昨日, 一昨日. A day that its era did not have is none.

    Args:
        text: As it was typed.
        today: What 今日 means.
    """
    said = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    said = re.sub(r"[‐‑‒–—―−ー]", "-", said)
    if (before := _RELATIVE.get(said.lower())) is not None:
        return today - timedelta(days=before)
    found = _COMPACT.fullmatch(said) or _DATE.fullmatch(_WEEKDAY.sub("", said))
    if found is None:
        return None
    parts = found.groupdict()
    named = parts.get("era") or ""
    era = _LETTERS.get(named.upper(), named)
    year = 1 if parts["year"] == "元" else to_int(parts["year"])
    month, day = to_int(parts["month"]), to_int(parts["day"])
    if year is None or month is None or day is None or (parts["year"] == "元" and not era):
        return None
    return _day(year, month, day, era)


def _day(year: int, month: int, day: int, era: str) -> date | None:
    if not era:
        return _valid(year, month, day) if year >= 1000 else None  # 21/9/1 may be 平成21年 as well as 2021
    first, last = _ERAS[era]
    found = _valid(first.year + year - 1, month, day) if year >= 1 else None
    return found if found is not None and first <= found <= last else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""Dates in all their styles."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese.dates import find_dates, parse_date
from ocr_intake.japanese.numerals import to_kanji


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("令和8年8月5日", (2026, 8, 5)),
        ("R8.8.5", (2026, 8, 5)),
        ("8.7.06", (2026, 7, 6)),
        ("2026年7月1日", (2026, 7, 1)),
        ("2026.7.15", (2026, 7, 15)),
        ("’21.8.26", (2021, 8, 26)),
        ("令和 八 年 七 月 六 日", (2026, 7, 6)),
        ("今和8年8月5目", (2026, 8, 5)),
        ("令和元年5月1日", (2019, 5, 1)),
        ("二〇二六年七月一日", (2026, 7, 1)),
        ("H28.4.1", (2016, 4, 1)),
        ("提出日　2026-07-15（水）", (2026, 7, 15)),
        ("令和8年O7月l5日", (2026, 7, 15)),
    ],
)
def test_dates(text: str, date: tuple[int, int, int]) -> None:
    assert parse_date(text) == dt.date(*date)


@pytest.mark.parametrize(
    "text",
    [
        "019-648-6802",
        "2丁目33-10",
        "24-101-33",
        "令和8年13月1日",
        "令和8年7月 日",
        "Ver 1.2.3",
        "第1.2.3項",
        "2月30日",
        "",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == ()


def test_two_dates_are_not_one() -> None:
    text = "2021/8/26〜2021/9/14"
    assert [found.date.day for found in find_dates(text)] == [26, 14]
    assert parse_date(text) is None


def test_an_assumed_era_is_said() -> None:
    assert find_dates("8.7.6")[0].assumed
    assert not find_dates("令和8.7.6")[0].assumed


@given(st.dates(dt.date(2019, 5, 1), dt.date(2099, 12, 31)))
def test_every_day_in_every_style(day: dt.date) -> None:
    year = day.year - 2018
    for text in (
        f"令和{year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month:02}/{day.day:02}",
        f"令和{to_kanji(year)}年{to_kanji(day.month)}月{to_kanji(day.day)}日",
    ):
        assert parse_date(text) == day


@given(st.text(alphabet="令和年月日RHl0123456789.-/ 〇一二十’", max_size=30) | st.text(max_size=30))
def test_any_text_is_taken(text: str) -> None:
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)

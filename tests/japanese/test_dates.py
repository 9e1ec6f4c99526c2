"""Dates as clerks type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese.dates import parse_date

TODAY = date(2021, 9, 10)


@pytest.mark.parametrize(
    "text",
    [
        "2021-09-01",
        "2021/09/01",
        "2021/9/1",
        "2021.9.1",
        "20210901",
        "2021年9月1日",
        "２０２１年９月１日",
        "２０２１－０９－０１",
        "令和3年9月1日",
        "令和 ３年 ９月 １日",
        "令和三年九月一日",
        "令和3年9月1日（水）",
        "R3.9.1",
        "r3/9/1",
        "R3-9-1",
        "㋿3年9月1日",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    assert parse_date(text, TODAY) == date(2021, 9, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R1.5.1", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("H元.1.8", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("今日", TODAY),
        ("本日", TODAY),
        ("昨日", TODAY - timedelta(days=1)),
        ("一昨日", TODAY - timedelta(days=2)),
        ("today", TODAY),
        ("Yesterday", TODAY - timedelta(days=1)),
    ],
)
def test_eras_and_words(text: str, day: date) -> None:
    assert parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9/1",
        "9月1日",
        "21/9/1",
        "3.9.1",
        "元年9月1日",
        "2021-09-31",
        "2021-13-01",
        "2021-02-29",
        "令和0年9月1日",
        "令和元年4月30日",
        "平成31年5月1日",
        "2021-09-01x",
        "2021/09",
        "明日",
        "tomorrow",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_date(text, TODAY) is None


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_every_day_is_found_in_its_own_form(day: date) -> None:
    assert parse_date(day.isoformat(), TODAY) == day
    assert parse_date(f"{day.year}年{day.month}月{day.day}日", TODAY) == day
    if day >= date(2019, 5, 1):
        assert parse_date(f"令和{day.year - 2018}年{day.month}月{day.day}日", TODAY) == day
        assert parse_date(f"R{day.year - 2018}.{day.month}.{day.day}", TODAY) == day


@given(st.text(max_size=20))
def test_whatever_is_typed_trips_nothing(text: str) -> None:
    assert parse_date(text, TODAY) is None or isinstance(parse_date(text, TODAY), date)

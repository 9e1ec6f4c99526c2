"""Kanji numerals and list markers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese import numerals
from ocr_intake.japanese.numerals import MarkerKind


@given(st.integers(0, 9999))
def test_place_values_round_trip(number: int) -> None:
    kanji = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    assert numerals.to_int(kanji) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二十四", 24),
        ("二〇二六", 2026),
        ("千二百", 1200),
        ("三千五百万", 35_000_000),
        ("三百二十", 320),
        ("１２", 12),
        ("12万", 120_000),
    ],
)
def test_values(text: str, value: int) -> None:
    assert numerals.to_int(text) == value


@pytest.mark.parametrize("text", ["", "市", "二三十", "十十", "一a", "百千", "-1", "1.5"])
def test_what_is_no_number(text: str) -> None:
    assert numerals.to_int(text) is None


@pytest.mark.parametrize(
    ("line", "marker", "rest", "kind", "ordinal"),
    [
        ("① 歩道", "①", "歩道", MarkerKind.NUMBER, 1),
        ("(1)歩道", "(1)", "歩道", MarkerKind.NUMBER, 1),
        ("（２） 歩道", "（２）", "歩道", MarkerKind.NUMBER, 2),
        ("3. 歩道", "3.", "歩道", MarkerKind.NUMBER, 3),
        ("１．歩道", "１．", "歩道", MarkerKind.NUMBER, 1),
        ("1) 歩道", "1)", "歩道", MarkerKind.NUMBER, 1),
        ("一、歩道", "一、", "歩道", MarkerKind.KANJI, 1),
        ("十二、歩道", "十二、", "歩道", MarkerKind.KANJI, 12),
        ("・歩道", "・", "歩道", MarkerKind.BULLET, None),
        ("● 歩道", "●", "歩道", MarkerKind.BULLET, None),
        ("- 歩道", "-", "歩道", MarkerKind.BULLET, None),
        ("ア) 歩道", "ア)", "歩道", MarkerKind.KANA, 1),
        ("イ. 歩道", "イ.", "歩道", MarkerKind.KANA, 2),
        ("第1に、歩道", "第1に、", "歩道", MarkerKind.NUMBER, 1),
        ("２　歩道", "２", "歩道", MarkerKind.NUMBER, 2),
        ("Ⅱ．歩道", "Ⅱ．", "歩道", MarkerKind.NUMBER, 2),
        ("a) 歩道", "a)", "歩道", MarkerKind.LETTER, 1),
    ],
)
def test_markers(line: str, marker: str, rest: str, kind: MarkerKind, ordinal: int | None) -> None:
    found = numerals.read_marker(line)
    assert found is not None
    assert (found.text, found.rest, found.kind, found.ordinal) == (marker, rest, kind, ordinal)


@pytest.mark.parametrize(
    "line",
    [
        "1.5倍にする", "2026.7.15に", "8月5日", "1、2回", "一、二度", "10年前", "・・・", "私は、",
        "3人で", "(株)みちのく",
        "(仮称)計画",
        "5ページの", "A市では", "I think", "-5度", "一方、", "あ、そう", "1 2 3", "1-1 表", "", "   ", "2丁目3-5",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_marker(line: str) -> None:
    assert numerals.read_marker(line) is None


def test_items_of_one_list_have_one_style() -> None:
    styles = {numerals.read_marker(line).style for line in ("(1) 甲", "（２） 乙", "(10) 丙")}  # type: ignore[union-attr]
    assert styles == {"(#)"}


@given(st.text(max_size=30))
def test_any_line_is_split_without_loss(line: str) -> None:
    marker = numerals.read_marker(line)
    if marker is not None:
        assert "".join((marker.text + marker.rest).split()) == "".join(line.split())
    numerals.to_int(line)

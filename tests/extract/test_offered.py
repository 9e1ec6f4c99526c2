"""Which other values are offered, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.offered import MOST, NEGLIGIBLE, Rival, can_be, likeliness, other_values
from ocr_intake.model.fields import FieldName


def offered(name: FieldName, value: str, *rivals: tuple[str, float]) -> list[str]:
    return [c.text for c in other_values(name, value, [Rival(text, score, "reader") for text, score in rivals])]


def test_the_likeliest_comes_first_whatever_its_source() -> None:
    rivals = [Rival("佐藤 華子", 0.1, "reader"), Rival("佐藤 花于", 0.02, "page"), Rival("佐籐 花子", 0.6, "lexicon")]
    found = other_values(FieldName.NAME, "佐藤 花子", rivals)
    assert [candidate.text for candidate in found] == ["佐籐 花子", "佐藤 華子", "佐藤 花于"]


def test_what_nobody_would_take_is_left_out() -> None:
    assert offered(FieldName.NAME, "佐藤 花子", ("佐藤 華子", 0.01), ("佐藤 龍子", NEGLIGIBLE / 2)) == ["佐藤 華子"]


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        (FieldName.NAME, "佐藤 花子", "佐藤花子"),
        (FieldName.NAME, "佐藤 花子", "佐藤　花子"),
        (FieldName.ADDRESS, "盛岡市本町通1-7-25", "盛岡市本町通1－7−25"),
        (FieldName.ADDRESS, "盛岡市本町通1-7-25", "盛岡市本町通１-７-２５"),
        (FieldName.PHONE, "019-623-7230", "(019)6237230"),
        (FieldName.POSTAL_CODE, "020-0015", "０２０－００１５"),
    ],
)
def test_the_same_value_written_otherwise_is_no_other_value(name: FieldName, value: str, same: str) -> None:
    assert offered(name, value, (same, 0.9)) == []
    assert offered(name, "another", (same, 0.8), (value, 0.9)) == [value]


def test_another_writing_of_a_kanji_is_another_name() -> None:
    assert offered(FieldName.NAME, "高橋 花子", ("髙橋 花子", 0.3)) == ["髙橋 花子"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (FieldName.POSTAL_CODE, "020-001"),
        (FieldName.POSTAL_CODE, "02O-0015"),
        (FieldName.PHONE, "O19-623-723O"),
        (FieldName.PHONE, "盛岡市"),
        (FieldName.PHONE, "12"),
        (FieldName.ADDRESS, "〇19-6"),
        (FieldName.NAME, "。、・"),
        (FieldName.NAME, "佐藤\x07花子"),
        (FieldName.NAME, "佐藤\u202e花子"),
        (FieldName.ORGANIZATION, "----"),
        (FieldName.REPRESENTATIVE, ""),
    ],
)
def test_what_can_be_no_value_of_the_field_is_left_out(name: FieldName, text: str) -> None:
    assert not can_be(name, text)
    assert offered(name, "?", (text, 1.0)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (FieldName.POSTAL_CODE, "020-0015"),
        (FieldName.PHONE, "019-623-7230 内線12"),
        (FieldName.PHONE, "019(623)7230（内線：12）"),
        (FieldName.PHONE, "+81 19-623-7230"),
        (FieldName.PHONE, "51-1234"),
        (FieldName.PHONE, "019-623-72301"),
        (FieldName.ADDRESS, "ひまわり荘B-1"),
        (FieldName.NAME, "ジョン・スミス"),
        (FieldName.ORGANIZATION, "NPO法人24"),
    ],
)
def test_unusual_values_stay(name: FieldName, text: str) -> None:
    assert can_be(name, text)


@given(st.lists(st.tuples(st.text("佐藤花子 -。1", max_size=6), st.floats(0, 1)), max_size=12))
def test_order_number_and_scores(rivals: list[tuple[str, float]]) -> None:
    found = other_values(FieldName.NAME, "佐藤 花子", [Rival(text, score, "reader") for text, score in rivals])
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert len(found) <= MOST
    assert all(NEGLIGIBLE <= score <= 1.0 for score in scores)
    assert len({"".join(candidate.text.split()) for candidate in found} | {"佐藤花子"}) == len(found) + 1


def test_what_is_cheaper_than_the_value_is_no_likelier_than_certain() -> None:
    assert likeliness(-3.0) == 1.0
    assert likeliness(2.0) < likeliness(1.0) < 1.0

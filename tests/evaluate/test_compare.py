"""The form in which values are compared, and the share of characters that differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.evaluate import compared, error_rate
from ocr_intake.model.fields import FieldName


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        (FieldName.NAME, "見本 太郎", "見本　太郎"),
        (FieldName.PHONE, "０１９（６５１）４１１１", "019-651-4111"),
        (FieldName.PHONE, "019-651-4111 （自宅）", "0196514111"),
        (FieldName.POSTAL_CODE, "〒020-8530", "0208530"),
        (FieldName.ADDRESS, "内丸12ー2", "内丸１２-２"),
        (FieldName.ADDRESS, "内丸12−2", "内丸12--2"),
        (FieldName.ADDRESS, "カーサ―201", "カーサ-201"),
        (FieldName.OPINION, "一行目\n二行目", "一行目二行目"),
        (FieldName.OPINION, "９時〜１７時", "9時~17時"),
        (FieldName.NAME, None, " \n"),
    ],
)
def test_these_are_the_same(name: FieldName, one: str | None, other: str | None) -> None:
    assert compared(name, one) == compared(name, other)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        (FieldName.NAME, "渡邉", "渡邊"),
        (FieldName.ADDRESS, "カーサー", "カーサ-"),  # the long-vowel mark is a letter except between digits
        (FieldName.ADDRESS, "1-23", "12-3"),
        (FieldName.PHONE, "019-651-4111", "019-651-4112"),
    ],
)
def test_these_are_not(name: FieldName, one: str, other: str) -> None:
    assert compared(name, one) != compared(name, other)


@pytest.mark.parametrize(
    ("truth", "predicted", "rate"),
    [
        ("見本太郎", "見本太郎", 0),
        ("見本太郎", "見木太郎", 0.25),
        ("見本太郎", "", 1),
        ("見本", "全然違う値", 1),
        ("", "", 0),
        ("", "値", 1),
    ],
)
def test_character_error_rate(truth: str, predicted: str, rate: float) -> None:
    assert error_rate(truth, predicted) == rate


writing = st.text(alphabet="見本ー-−〜~0１AＡ。カｶ")


@given(st.sampled_from(FieldName), writing)
def test_comparing_twice_changes_nothing(name: FieldName, text: str) -> None:
    once = compared(name, text)
    assert compared(name, once) == once
    assert error_rate(once, once) == 0


@given(st.sampled_from(FieldName), writing, st.integers(0, 5), st.sampled_from(" \n\u3000\t"))
def test_white_space_does_not_count(name: FieldName, text: str, place: int, space: str) -> None:
    assert compared(name, text[:place] + space + text[place:]) == compared(name, text)


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_rate_is_a_share(truth: str, predicted: str) -> None:
    assert 0 <= error_rate(truth, predicted) <= 1

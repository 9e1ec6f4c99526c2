"""Two readings of one column: punctuation from one, digits from the other, in doubt the surer character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.model.reading import Character, Reading
from ocr_intake.readers.merge import merged


def reading(text: str, *unsure: tuple[int, float], sure: float = 0.9) -> Reading:
    """A reading with equally spaced characters, all ``sure`` but those at the places given."""
    doubts = dict(unsure)
    characters = tuple(
        Character(char, doubts.get(i, sure), i / len(text), (i + 1) / len(text)) for i, char in enumerate(text)
    )
    mean = sum(c.probability for c in characters) / max(1, len(characters))
    return Reading("ppocr", text, characters, mean, digits="0194534645", digits_confidence=0.8)


@pytest.mark.parametrize(
    ("whole", "apart", "text"),
    [
        ("窓口を減らさない", "窓口を減らさない", "窓口を減らさない"),
        ("窓口は必要です", "窓口は、必要です。", "窓口は、必要です。"),
        ("電話01944534645", "電話0194ー453ー4645", "電話01944534645"),
        ("川崎市久地4番4号", "川崎市久地四番四号", "川崎市久地4番4号"),
        ("盛岡市内丸", "盛岡市木内丸", "盛岡市内丸"),
        ("南部アグリネトワク", "南部アグリネツトワＩク", "南部アグリネットワーク"),
        ("さぱり分からない", "さつぱり分からない", "さっぱり分からない"),
        ("デタを標準の形式で", "デ「タを標準の形式で", "データを標準の形式で"),
        ("川崎市久地4番4号", "川崎市久地49番4号", "川崎市久地49番4号"),
        ("東堀前通26-18", "東堀前通26118", "東堀前通26-18"),
    ],
)
def test_each_gives_what_it_reads_better(whole: str, apart: str, text: str) -> None:
    assert merged(reading(whole), reading(apart)).text == text


def test_where_they_differ_in_a_character_the_surer_counts() -> None:
    lying, apart = reading("盛岡市肉丸", (3, 0.4)), reading("盛岡市内丸")
    assert merged(lying, apart).text == "盛岡市内丸"
    assert merged(apart, lying).text == "盛岡市内丸"


def test_punctuation_that_was_hardly_seen_is_left_out() -> None:
    assert merged(reading("窓口は必要です"), reading("窓口は、必要です", (3, 0.3))).text == "窓口は必要です"


def test_of_two_that_have_nothing_in_common_the_surer_counts() -> None:
    one, other = reading("盛岡市内丸", sure=0.4), reading("ヘノエヒシ", sure=0.8)
    assert merged(one, other) is other
    assert merged(other, one) is other


def test_what_only_the_lying_column_knows_stays() -> None:
    whole = merged(reading("窓口は必要です"), reading("窓口は、必要です"))
    assert whole.digits == "0194534645"
    assert whole.digits_confidence == 0.8


@given(st.text("盛岡市内丸、。04ー", max_size=14), st.text("盛岡市内丸、。04ー", max_size=14), st.floats(0.01, 1))
def test_the_outcome_fits_together(one: str, other: str, sure: float) -> None:
    both = merged(reading(one), reading(other, sure=sure))
    assert both.text == "".join(c.text for c in both.characters)
    assert set(both.text) <= set(one + other)
    assert 0.0 <= both.confidence <= 1.0
    places = [c.start for c in both.characters]
    assert all(c.start <= c.end for c in both.characters)
    assert places == sorted(places)


def test_of_two_readings_of_a_number_the_surer_digit_counts() -> None:
    lying, apart = reading("氷川町39番地11", (7, 0.4)), reading("氷川町39番地21")
    assert merged(lying, apart).text == "氷川町39番地21"

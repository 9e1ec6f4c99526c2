"""The score of running text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.japanese.vocabulary import best_reading, text_cost, text_score
from ocr_intake.japanese.words import parts_of_speech, words


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("協力をお願いします", "協カをお願いします"),
        ("道路の除雪", "道路の徐雪"),
        ("行政サービスのデジタル化", "行政サービスのヂジタル化"),
        ("市民の声を聞く", "布民の声を間く"),
        ("もう一度説明会を開いてください", "もうー度説明会を開いてくださぃ"),
    ],
)
def test_the_right_reading_costs_less(right: str, wrong: str) -> None:
    assert text_cost(right) < text_cost(wrong)
    assert best_reading((wrong, right)) == 1


def test_what_does_not_count() -> None:
    assert text_score("").length == 0
    assert text_cost("バス 停\nまで") == text_cost("バス停まで")
    assert best_reading(("同じ", "同じ")) == 0
    with pytest.raises(ValueError, match="empty"):
        best_reading(())


def test_words_and_their_parts() -> None:
    assert [word.text for word in words("バスに乗る")] == ["バス", "に", "乗る"]
    assert ("名詞", "固有名詞", "人名", "姓") in parts_of_speech("佐々木")
    assert parts_of_speech("佐々木佐") == ()


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=40))
def test_any_text_is_taken(text: str) -> None:
    score = text_score(text)
    assert 0.0 <= score.unknown <= 1.0

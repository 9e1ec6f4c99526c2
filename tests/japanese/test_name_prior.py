"""How common a name is, and whether a reader leaves open in which form its kanji are written."""

import pytest

from ocr_intake.japanese.name_prior import has_variants, name_prior
from ocr_intake.model.reading import Character


def character(text: str, *alternatives: tuple[str, float]) -> Character:
    return Character(text, 0.9, 0.0, 0.1, alternatives)


@pytest.mark.parametrize(("ordinary", "other"), [("高橋真由美", "髙橋眞由美"), ("山崎恵子", "山﨑惠子")])
def test_the_form_of_a_kanji_makes_no_name_rarer(ordinary: str, other: str) -> None:
    assert name_prior(ordinary) == name_prior(other) > name_prior("高矯真由羊")


def test_a_form_that_was_told_is_not_open_and_one_that_was_not_is() -> None:
    assert not has_variants((character("髙", ("高", 0.004), ("", 0.2)), character("橋", ("矯", 0.3))))
    assert has_variants((character("橋"), character("高", ("髙", 0.3))))

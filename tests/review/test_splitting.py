"""Where an opinion may be split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.written import TextLine, Written
from ocr_intake.review.splitting import split_places

REGION = Region(1, Box(0, 0, 10, 10))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", []),
        ("一文だけ。", []),
        ("一つ。二つ。", [(3, "一つ。", "二つ。")]),
        ("一つ。\n\n二つ", [(3, "一つ。", "二つ")]),
        ("「本当か？」と聞いた。終", [(6, "「本当か？」", "と聞いた。終"), (11, "「本当か？」と聞いた。", "終")]),
        ("改行\nのみ", [(3, "改行", "のみ")]),
        ("。\n", []),
    ],
)
def test_behind_sentences_and_line_ends(text: str, places: list[tuple[int, str, str]]) -> None:
    assert [(each.at, each.before, each.behind) for each in split_places(text, None)] == places


def test_behind_lines_of_the_paper() -> None:
    text = "紙の一行目は文の途中で終わる"
    lines = (TextLine(0, 5, REGION), TextLine(5, len(text), REGION))
    (place,) = split_places(text, Written((0.9,) * len(text), lines))
    assert (place.at, place.before, place.behind) == (5, "紙の一行目", "は文の途中で終わる")


@given(st.text("あ。\n 　」", max_size=40))
def test_every_place_has_text_on_both_sides_and_is_told_once(text: str) -> None:
    places = split_places(text, None)
    parts = [(text[: each.at].rstrip(), text[each.at :].lstrip()) for each in places]
    assert all(before and behind for before, behind in parts)
    assert len(set(parts)) == len(parts)
    assert [each.at for each in places] == sorted(each.at for each in places)
    assert not any("\n" in each.before + each.behind for each in places)

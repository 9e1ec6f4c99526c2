"""A text with an answer in each doubtful place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.written import Doubt, TextLine, Written, answered, resolved


@st.composite
def texts_with_doubts(draw: st.DrawFn) -> tuple[str, tuple[Doubt, ...]]:
    text = draw(st.text("あ一二。", max_size=12))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return text, tuple(Doubt(start, end, 0.5) for start, end in pairs)


@given(texts_with_doubts())
def test_what_was_proposed_everywhere_is_the_text(case: tuple[str, tuple[Doubt, ...]]) -> None:
    text, doubts = case
    assert resolved(text, doubts, [text[doubt.start : doubt.end] for doubt in doubts]) == text


@given(texts_with_doubts(), st.data())
def test_nothing_changes_but_the_doubtful_places(case: tuple[str, tuple[Doubt, ...]], data: st.DataObject) -> None:
    text, doubts = case
    answers = data.draw(st.lists(st.text("xyz", max_size=3), min_size=len(doubts), max_size=len(doubts)))
    marked = resolved(text, doubts, [f"<{answer}>" for answer in answers])
    rest = marked
    for answer in answers:
        rest = rest.replace(f"<{answer}>", "", 1)
    assert rest == resolved(text, doubts, [""] * len(doubts))
    assert len(rest) == len(text) - sum(doubt.end - doubt.start for doubt in doubts)


def test_an_answer_for_each_place_and_places_in_order() -> None:
    with pytest.raises(ValueError, match="argument"):
        resolved("一二三", [Doubt(0, 1, 0.5)], [])
    with pytest.raises(ValueError, match="overlap"):
        resolved("一二三", [Doubt(0, 2, 0.5), Doubt(1, 3, 0.5)], ["", ""])


@given(texts_with_doubts(), st.data())
def test_each_line_keeps_its_characters_when_places_in_it_are_answered(
    case: tuple[str, tuple[Doubt, ...]], data: st.DataObject
) -> None:
    text, doubts = case
    doubts = tuple(doubt for doubt in doubts if doubt.end > doubt.start)
    at = data.draw(st.integers(0, len(text)))
    doubts = tuple(doubt for doubt in doubts if not doubt.start < at < doubt.end)
    answers = data.draw(st.lists(st.text("xyz", max_size=3), min_size=len(doubts), max_size=len(doubts)))
    where = Region(1, Box(0, 0, 9, 9))
    written = Written((0.9,) * len(text), (TextLine(0, at, where), TextLine(at, len(text), where)), doubts)
    now, stands = resolved(text, doubts, answers), answered(written, doubts, answers)
    assert len(stands.probabilities) == len(now)
    assert stands.doubts == ()
    before = [(doubt, answer) for doubt, answer in zip(doubts, answers, strict=True) if doubt.end <= at]
    expected = resolved(text[:at], [doubt for doubt, _ in before], [answer for _, answer in before])
    first, second = (now[line.start : line.end] for line in stands.lines)
    assert (first, second) == (expected, now[len(expected) :])

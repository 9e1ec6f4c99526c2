"""Which doubts are looked at together: each in one place, on one line, and nothing is lost on the way."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.written import Doubt, TextLine, Written, resolved
from ocr_intake.review.places import LONGEST, MOST, NEAR, difference, places_of
from ocr_intake.review.walkthrough import PlaceKind, kind_of

TEXT = "窓囗の手続ぎをもっと簡単にしてほしい。夜も開けてほしい。"
SIDE = 40
UPPER, LOWER = TextLine(0, 19, Region(1, Box(0, 0, 19 * SIDE, SIDE))), TextLine(19, 28, Region(1, Box(0, 60, 360, 100)))
LINES = (UPPER, LOWER)


def written(*doubts: Doubt, text: str = TEXT, lines: tuple[TextLine, ...] = LINES) -> Written:
    return Written((0.9,) * len(text), lines, doubts)


def doubt(start: int, end: int, probability: float, *alternatives: str) -> Doubt:
    """Of the upper line."""
    return Doubt(start, end, probability, alternatives, Region(1, Box(start * SIDE, 0, end * SIDE, SIDE)))


def test_doubts_close_together_are_one_place() -> None:
    first, second = doubt(1, 2, 0.8, "口", "ロ"), doubt(5, 6, 0.6, "き", "さ", "")
    (place,) = places_of(TEXT, written(first, second))
    assert (place.start, place.end, place.probability) == (1, 6, 0.6)
    assert place.marks == ((1, 2), (5, 6))
    assert place.region == Region(1, Box(SIDE, 0, 6 * SIDE, SIDE))
    assert place.alternatives == ("囗の手続き", "口の手続ぎ", "囗の手続さ", "ロの手続ぎ", "囗の手続")
    assert kind_of(place, written(first, second)) is PlaceKind.CHARACTERS


def test_a_place_of_one_doubt_is_that_doubt() -> None:
    alone = doubt(1, 2, 0.8, "口")
    assert places_of(TEXT, written(alone)) == (alone,)


def test_something_missing_is_looked_at_with_what_stands_beside_it() -> None:
    (place,) = places_of(TEXT, written(doubt(1, 2, 0.8, "口"), doubt(7, 7, 0.6, "、")))
    assert (place.start, place.end, place.marks) == (1, 7, ((1, 2), (7, 7)))
    assert place.alternatives == ("囗の手続ぎを、", "口の手続ぎを")


def test_what_is_far_apart_on_two_lines_or_on_no_line_is_looked_at_by_itself() -> None:
    far = doubt(1, 2, 0.8), doubt(2 + NEAR + 1, 2 + NEAR + 2, 0.8)
    lines = doubt(17, 18, 0.8), replace(doubt(20, 21, 0.8), region=Region(1, Box(SIDE, 60, 2 * SIDE, 100)))
    nowhere = doubt(1, 2, 0.8), doubt(3, 4, 0.8)
    assert places_of(TEXT, written(*far)) == far
    assert places_of(TEXT, written(*lines)) == lines
    assert places_of(TEXT, written(*nowhere, lines=())) == nowhere


def test_a_whole_line_is_asked_about_by_itself() -> None:
    line = Doubt(19, 28, 0.5, ("",), LOWER.region)
    left_out = Doubt(28, 28, 0.5, ("朝も。",), Region(1, Box(0, 120, 120, 160)))
    doubts = (doubt(17, 18, 0.8), line, left_out)
    assert places_of(TEXT, written(*doubts)) == doubts


@pytest.mark.parametrize(
    ("read", "other", "told"),
    [
        ("囗の手続ぎ", "口の手続ぎ", ("囗", "口")),
        ("囗の手続ぎ", "囗の手続き", ("ぎ", "き")),
        ("囗の手の続", "囗の手と続", ("手の", "手と")),
        ("囗の手続ぎ", "囗の手続ぎを", ("ぎ", "ぎを")),
        ("囗の手続ぎ", "の手続ぎ", ("囗", "")),
        ("囗の手続ぎ", "窓囗の手続ぎ", ("囗", "窓囗")),
        ("のの", "の", ("のの", "の")),
    ],
)
def test_an_alternative_is_told_by_what_it_changes(read: str, other: str, told: tuple[str, str]) -> None:
    assert difference(read, other) == told


@given(st.text("窓口の", max_size=8), st.text("窓口の", max_size=8))
def test_what_an_alternative_changes_leads_from_one_text_to_the_other(read: str, other: str) -> None:
    before, after = difference(read, other)
    assert before in read
    assert after in other
    assert any(
        read[:at] + after + read[at + len(before) :] == other
        for at in range(len(read) + 1)
        if read.startswith(before, at)
    )


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, Written]:
    """Texts of some lines with doubts in them: characters, gaps, whole lines, lines that were left out."""
    lengths = draw(st.lists(st.integers(1, 30), min_size=1, max_size=3))
    text, lines, doubts = "", [], []
    for row, length in enumerate(lengths):
        start = len(text) + draw(st.integers(0, 1))
        text = text.ljust(start, "\n") + draw(st.text("窓口手続の", min_size=length, max_size=length))
        top = 100 * row
        known = draw(st.integers(0, 5)) > 0
        if known:
            lines.append(TextLine(start, len(text), Region(1, Box(0, top, SIDE * length, top + SIDE))))
        cuts = sorted(draw(st.lists(st.integers(0, length), max_size=12)))
        for left, right in zip(cuts[::2], cuts[1::2], strict=False):
            box = Box(left * SIDE, top, right * SIDE, top + SIDE)
            region = draw(st.sampled_from([Region(1, box), None, Region(2, box), Region(1, Box(0, 900, 300, 940))]))
            others = draw(st.lists(st.text("窓口", max_size=2), max_size=5).map(tuple))
            doubts.append(Doubt(start + left, start + right, draw(st.floats(0, 1)), others, region))
    return text, Written((0.9,) * len(text), tuple(lines), tuple(doubts))


@given(texts())
def test_places_of_any_text(made: tuple[str, Written]) -> None:
    text, known = made
    places = places_of(text, known)
    inside = [place.marks or ((place.start, place.end),) for place in places]
    assert [mark for marks in inside for mark in marks] == [(each.start, each.end) for each in known.doubts]
    assert all(one.end <= other.start for one, other in pairwise(places))
    assert resolved(text, places, [text[place.start : place.end] for place in places]) == text
    doubts = iter(known.doubts)
    for place in places:
        within = [next(doubts) for _ in place.marks or [place]]
        if not place.marks:
            assert within == [place]
            continue
        assert (place.start, place.end) == (place.marks[0][0], place.marks[-1][1])
        assert any(line.start <= place.start and place.end <= line.end for line in known.lines)
        assert place.end - place.start <= LONGEST
        assert all(after[0] - before[1] <= NEAR for before, after in pairwise(place.marks))
        assert len(set(place.alternatives)) == len(place.alternatives) <= MOST
        assert text[place.start : place.end] not in place.alternatives
        assert place.probability == min(each.probability for each in within)
        around = [(text[place.start : each.start], each.alternatives, text[each.end : place.end]) for each in within]
        one_changed = {before + other + behind for before, others, behind in around for other in others}
        assert set(place.alternatives) <= one_changed

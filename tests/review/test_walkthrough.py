"""From one doubtful place to the next: whatever is pressed, what was answered stands where it was answered."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.written import Doubt, TextLine, Written, resolved
from ocr_intake.review.walkthrough import PlaceKind, Walkthrough, kind_of, line_of

TEXT = "窓口の手続きをもっと簡単にしてほしい。"
FIRST, GAP, LAST = (
    Doubt(0, 1, 0.6, ("室", "鬼", "室", "窓", "")),
    Doubt(7, 7, 0.6, ("、",)),
    Doubt(10, 12, 0.6, ("簡草", "")),
)
"""As an engine gives them: one alternative twice, one that is what was read."""


def begun() -> Walkthrough:
    return Walkthrough.begin(TEXT, (FIRST, GAP, LAST))


def test_keeping_everything_changes_nothing() -> None:
    walk = begun().keep().keep().keep()
    assert walk.at_end
    assert walk.doubt is None
    assert walk.settled == ("窓", "", "簡単")
    assert walk.result == TEXT


def test_each_way_to_answer() -> None:
    walk = begun().take(2).replace("、").take(2)
    assert walk.settled == ("鬼", "、", "")
    assert walk.result == "鬼口の手続きを、もっとにしてほしい。"


def test_options_are_told_once_and_the_proposed_text_comes_back() -> None:
    walk = begun()
    assert walk.options == ("室", "鬼", "")
    there = walk.take(1).previous()
    assert there.options == ("室", "鬼", "", "窓"), "their numbers stay"
    assert there.take(4).result == TEXT
    assert walk.keep().keep().keep().options == ()


def test_an_answer_leads_to_what_waits_and_then_to_the_end() -> None:
    walk = begun().next().next()
    assert walk.next() == walk, "not to the end while something waits"
    assert walk.keep().place == 0
    assert walk.keep().keep().place == 1
    done = walk.keep().keep().keep()
    assert done.at_end
    assert done.previous().previous().place == 1
    assert done.previous().previous().keep().at_end, "a changed answer leads back to where all is done"
    assert done.previous().next().at_end


def test_going_back_changes_an_answer() -> None:
    walk = begun().take(1).previous()
    assert walk.now(0) == "室"
    assert walk.keep().now(0) == "室", "what stands there is kept, not what was proposed"
    assert walk.replace("芯").result == "芯" + TEXT[1:]


def test_undo_goes_back_answer_by_answer() -> None:
    walk = begun()
    assert walk.undo() is None
    changed = walk.take(1).previous().take(2)
    once = changed.undo()
    assert once is not None
    assert (once.place, once.now(0)) == (0, "室")
    assert once.undo() == walk


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Walkthrough.begin(TEXT, ()),
        lambda: begun().take(0),
        lambda: begun().take(4),
        lambda: begun().keep().settled,
        lambda: begun().keep().keep().keep().keep(),
        lambda: begun().keep().keep().keep().replace("x"),
        lambda: begun().keep().keep().keep().take(1),
    ],
)
def test_what_cannot_be_asked(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"place|option"):
        wrong()


Step = Callable[[Walkthrough], Walkthrough]
STEPS: dict[str, Step] = {
    "next": Walkthrough.next,
    "previous": Walkthrough.previous,
    "keep": lambda walk: walk if walk.at_end else walk.keep(),
    "take": lambda walk: walk.take(len(walk.options)) if walk.options else walk,
    "replace": lambda walk: walk if walk.at_end else walk.replace("新"),
    "remove": lambda walk: walk if walk.at_end else walk.replace(""),
    "undo": lambda walk: walk.undo() or walk,
}
ANSWERS = {"keep", "take", "replace", "remove"}


@st.composite
def texts_with_doubts(draw: st.DrawFn) -> tuple[str, tuple[Doubt, ...]]:
    text = draw(st.text("窓口手続の。\n", min_size=1, max_size=20))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=10)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    alternatives = st.lists(st.text("窓口", max_size=2), max_size=3).map(tuple)
    return text, tuple(Doubt(start, end, 0.5, draw(alternatives)) for start, end in pairs)


@given(texts_with_doubts(), st.lists(st.sampled_from(sorted(STEPS)), max_size=30))
def test_whatever_is_pressed(made: tuple[str, tuple[Doubt, ...]], pressed: list[str]) -> None:
    text, doubts = made
    walk = Walkthrough.begin(text, doubts)
    before = [walk]
    for name in pressed:
        here = walk
        walk = STEPS[name](walk)
        assert 0 <= walk.place <= len(doubts)
        assert not walk.at_end or walk.complete
        assert (walk.text, walk.doubts) == (text, doubts)
        if name in ANSWERS and walk != here:
            before.append(here)
            others = [n for n in range(len(doubts)) if n != here.place]
            assert [walk.answers[n] for n in others] == [here.answers[n] for n in others], "one place at a time"
            assert walk.answers[here.place] is not None
            assert walk.at_end or walk.answers[walk.place] is None, "on to what waits"
        elif name == "undo" and here.past:
            back = before.pop()
            assert (walk.answers, walk.place, walk.past) == (back.answers, back.place, back.past)
        else:
            assert walk.answers == here.answers
        assert "".join(part.proposed for part in walk.parts()) == text
        assert "".join(part.now for part in walk.parts()) == walk.result
        assert [part.place for part in walk.parts() if part.place is not None] == list(range(len(doubts)))
        if walk.complete:
            assert resolved(text, doubts, walk.settled) == walk.result


@given(texts_with_doubts(), st.data())
def test_an_answer_a_place_is_enough(made: tuple[str, tuple[Doubt, ...]], data: st.DataObject) -> None:
    walk = Walkthrough.begin(*made)
    for _ in made[1]:
        assert not walk.at_end
        walk = STEPS[data.draw(st.sampled_from(sorted(ANSWERS - {"take"})))](walk)
    assert walk.at_end
    assert len(walk.settled) == len(made[1])


# ------------------------------------------------------------------------------------------------ what is asked there

UPPER, LOWER = Region(1, Box(100, 100, 900, 140)), Region(1, Box(100, 200, 900, 240))
LINES = (TextLine(0, 10, UPPER), TextLine(10, 19, LOWER))


def on(doubt: Doubt, *lines: TextLine) -> tuple[PlaceKind, TextLine | None]:
    return kind_of(doubt, Written((1.0,) * len(TEXT), lines, (doubt,))), line_of(doubt, lines)


@pytest.mark.parametrize(
    ("doubt", "kind", "line"),
    [
        (FIRST, PlaceKind.CHARACTERS, 0),
        (GAP, PlaceKind.GAP, 0),
        (LAST, PlaceKind.CHARACTERS, 1),
        (Doubt(10, 10, 0.5, (), Region(1, Box(890, 100, 890, 140))), PlaceKind.GAP, 0),
        (Doubt(10, 10, 0.5, (), Region(1, Box(100, 200, 100, 240))), PlaceKind.GAP, 1),
        (Doubt(10, 19, 0.5, ("",), LOWER), PlaceKind.LINE, 1),
        (Doubt(10, 19, 0.5, ("別の読み",), LOWER), PlaceKind.CHARACTERS, 1),
        (Doubt(10, 10, 0.5, ("間の行",), Region(1, Box(100, 150, 900, 190))), PlaceKind.LEFT_OUT, None),
        (Doubt(19, 19, 0.5, ("次の紙の行",), replace(LOWER, page=2)), PlaceKind.LEFT_OUT, None),
    ],
)
def test_what_is_asked_and_on_which_line(doubt: Doubt, kind: PlaceKind, line: int | None) -> None:
    assert on(doubt, *LINES) == (kind, None if line is None else LINES[line])


def test_a_place_of_a_text_whose_lines_are_not_known() -> None:
    assert on(GAP) == (PlaceKind.GAP, None)
    assert on(FIRST) == (PlaceKind.CHARACTERS, None)

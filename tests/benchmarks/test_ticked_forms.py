"""The forms that proposals of marked choices are measured on: the same from the same number, with known answers."""

import pytest

from benchmarks.ticked_forms import FAMILIES, QUESTIONS, Family, Question, form
from training.dice import Dice
from training.fonts import PRINT, faces

pytestmark = pytest.mark.skipif(not faces(PRINT), reason="no Japanese font is installed")


def test_families_are_tuned_on_or_left_out_whole() -> None:
    assert len({each.name for each in FAMILIES}) == len(FAMILIES)
    assert {each.tuned for each in FAMILIES} == {True, False}
    assert not {(each.flow, each.box) for each in FAMILIES if each.tuned} & {
        (each.flow, each.box) for each in FAMILIES if not each.tuned
    }


def test_only_one_mark_is_an_answer() -> None:
    answers = [Question("kubun", "区分", ("在住", "在勤"), marked).answer for marked in ((), (1,), (0, 1))]
    assert answers == [None, "在勤", None]


@pytest.mark.parametrize("family", FAMILIES, ids=[each.name for each in FAMILIES])
def test_a_form_is_drawn_with_what_it_says(family: Family) -> None:
    drawn, questions = form(Dice("a"), family)
    again, same = form(Dice("a"), family)
    assert questions == same
    assert (drawn.pixels == again.pixels).all()
    assert drawn.pixels.min() < 100
    assert len({each.id for each in questions}) == 3
    for each in questions:
        assert each.choices in {choices for name, _, choices in QUESTIONS if name == each.id}
        assert set(each.marked) <= set(range(len(each.choices)))

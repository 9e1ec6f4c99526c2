"""Characters are judged one by one; what is doubtful becomes places, in the order of the text."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.proposal import TracedCharacter
from ocr_intake.model.reading import PageQuality
from ocr_intake.model.written import Written
from ocr_intake.trust.budget import NOTHING
from ocr_intake.trust.calibration import BadCalibrationError, Calibration, HeldOut, parse, shipped, write
from ocr_intake.trust.character_features import NAMES, features
from ocr_intake.trust.characters import STRUCK, judge_characters, part, promise_of

PAGE = [PageQuality(300.0)]
EVIDENCE = dict.fromkeys(
    (
        *(name.removesuffix("_logit") for name in NAMES if name not in {"bilevel", "noise", "photograph"}),
        "struck",
    ),
    0.0,
) | {"chosen": 0.9999, "read": 0.9999, "beside": 0.9999, "line": 0.999, "second": 1.0, "seconded": 1.0}


def character(at: int, line: int = 0, sure: float = 0.9999, *others: str, struck: float = 0.0) -> TracedCharacter:
    evidence = EVIDENCE | {"chosen": sure, "read": sure, "struck": struck, "rival": 1 - sure}
    return TracedCharacter(
        Region(1, Box(at * 30, line * 50, at * 30 + 30, line * 50 + 40)), line, False, evidence, others
    )


BREAK = TracedCharacter(None, sure=True)


def judged(text: str, *characters: TracedCharacter, share: float = 1 / 1000) -> Written:
    return judge_characters(text, characters, PAGE, shipped(), share)


def test_what_the_reader_doubted_is_a_place_with_its_alternatives_and_the_rest_is_not() -> None:
    made = judged("窓口", character(0, 0, 0.3, "空", ""), character(1))
    (doubt,) = made.doubts
    assert (doubt.start, doubt.end, doubt.alternatives) == (0, 1, ("空", ""))
    assert doubt.region == Region(1, Box(0, 0, 30, 40))
    assert doubt.probability == made.probabilities[0] < made.probabilities[1]


def test_doubtful_neighbours_on_one_line_are_one_place_and_a_line_break_parts_them() -> None:
    low = [character(0, 0, 0.3, "空"), character(1, 0, 0.2, "囗"), character(0, 1, 0.3, "ゐ")]
    made = judged("窓口い", *low)
    assert [(doubt.start, doubt.end) for doubt in made.doubts] == [(0, 2), (2, 3)]
    assert set(made.doubts[0].alternatives) == {"窓囗", "空口"}
    assert [(line.start, line.end) for line in made.lines] == [(0, 2), (2, 3)]
    assert made.lines[0].region == Region(1, Box(0, 0, 60, 40))


def test_what_looks_struck_out_is_always_looked_at() -> None:
    made = judged("窓", character(0, struck=1.0))
    assert made.probabilities == (STRUCK,)
    assert len(made.doubts) == 1


def test_a_line_break_was_not_read_and_stands_nowhere() -> None:
    made = judged("窓\n口", character(0), BREAK, character(0, 1))
    assert made.probabilities[1] == 1.0
    assert [(line.start, line.end) for line in made.lines] == [(0, 1), (2, 3)]


def test_a_stricter_budget_looks_at_no_less() -> None:
    text = "あ" * 40
    some = [character(i, 0, 0.5 + i / 80) for i in range(40)]
    looked = [sum(d.end - d.start for d in judged(text, *some, share=share).doubts) for share in (1 / 100, 1 / 1000)]
    assert looked[0] <= looked[1]


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.data())
def test_a_part_of_a_text_knows_what_the_whole_knows(low: list[bool], data: st.DataObject) -> None:
    whole = judged("あ" * len(low), *(character(i, i // 7, 0.3 if doubt else 0.9999) for i, doubt in enumerate(low)))
    start = data.draw(st.integers(0, len(low)))
    end = data.draw(st.integers(start, len(low)))
    piece = part(whole, start, end)
    assert piece.probabilities == whole.probabilities[start:end]
    assert all(0 <= line.start < line.end <= end - start for line in piece.lines)
    inside = [(d.start - start, d.end - start) for d in whole.doubts if start <= d.start and d.end <= end]
    assert [(d.start, d.end) for d in piece.doubts] == inside


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.data())
def test_no_doubtful_character_of_an_opinion_is_lost_where_another_or_its_number_ends(
    low: list[bool], data: st.DataObject
) -> None:
    starts = sorted({0, *data.draw(st.lists(st.integers(0, len(low) - 1), max_size=4))})
    some = [character(i, 0, 0.3 if doubt else 0.9999) for i, doubt in enumerate(low)]
    whole = judge_characters("あ" * len(low), some, PAGE, shipped(), 1 / 1000, starts)
    for start, end in zip(starts, [*starts[1:], len(low)], strict=True):
        looked_at = {i for doubt in part(whole, start, end).doubts for i in range(doubt.start, doubt.end)}
        assert looked_at == {i - start for i in range(start, end) if low[i]}


# ------------------------------------------------------------------------------------------------------------ promises


NO_OUTCOMES = HeldOut()


def with_outcomes(held_out: HeldOut, own: HeldOut = NO_OUTCOMES) -> Calibration:
    made = shipped()
    return replace(made, characters=replace(made.characters, held_out=held_out, own=own))


def test_the_shipped_data_promise_one_in_a_thousand() -> None:
    promise = promise_of(shipped(), 1 / 1000)
    assert promise.kept
    assert promise.wrong / promise.values < 1 / 1000
    assert promise.values > 0.8 * promise.of, "most characters are left to the program"


def test_without_data_everything_is_looked_at() -> None:
    assert promise_of(with_outcomes(HeldOut()), 1 / 1000).threshold == NOTHING


def test_a_citys_own_errors_take_a_promise_back() -> None:
    shipped_alone = promise_of(with_outcomes(HeldOut((0.9999,) * 20_000)), 1 / 1000)
    own = HeldOut((0.9999,) * 500, (0.9999,) * 20)
    assert shipped_alone.kept
    assert not promise_of(with_outcomes(HeldOut((0.9999,) * 20_000), own), 1 / 1000).kept


# --------------------------------------------------------------------------------------------------------- calibration


def test_the_model_is_the_same_when_it_is_read_again() -> None:
    again = parse(write(shipped()))
    assert again.characters == shipped().characters
    vector = features(EVIDENCE, PAGE)
    assert len(vector) == len(NAMES)
    assert again.characters.probabilities([vector]) == shipped().characters.probabilities([vector])


def test_a_calibration_from_before_there_was_a_model_takes_the_shipped_one() -> None:
    old = json.loads(write(shipped()))
    del old["characters"]
    assert parse(json.dumps(old)).characters is shipped().characters


@pytest.mark.parametrize("change", [{"features": []}, {"trees": [{}]}, {"intercept": float("nan")}, {"right": 3}])
def test_a_model_that_does_not_fit_is_refused(change: dict[str, object]) -> None:
    data = json.loads(write(shipped()))
    data["characters"] |= change
    with pytest.raises(BadCalibrationError):
        parse(json.dumps(data))

"""Thresholds keep the promise that they stand for, and say what is missing where they cannot."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.config import load_settings, shipped_config_dir
from ocr_intake.model.budget import BadBudgetError, Budget, budget_text, parse_budget
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.trust.budget import NOTHING, Outcome, choose, outcomes_of, promises, thresholds
from ocr_intake.trust.calibration import Calibration, HeldOut, Tally, shipped
from ocr_intake.trust.intervals import chance_of_so_few, upper_limit


@pytest.mark.parametrize(("text", "share"), [("1/1000", 0.001), (" 1 / 50 ", 0.02), ("1/2", 0.5)])
def test_a_budget_is_one_in_so_many(text: str, share: float) -> None:
    assert parse_budget(text) == share
    assert budget_text(share) == text.replace(" ", "")


@pytest.mark.parametrize("text", ["", "1/0", "1/1", "2/100", "0.01", "1%", "1/-5", "1/1000/2", "１／５０"])
def test_anything_else_is_no_budget(text: str) -> None:
    with pytest.raises(BadBudgetError):
        parse_budget(text)


@given(st.floats(1e-6, 0.5))
def test_a_share_is_never_told_smaller_than_it_is(share: float) -> None:
    assert parse_budget(budget_text(share)) >= share * (1 - 1e-6)


# ---------------------------------------------------------------------------------------------------------- promises


def paper(chance: random.Random, count: int, lean: float) -> list[Outcome]:
    """Values whose confidences are off: the true chance of being right is the confidence to the power ``lean``."""
    made = []
    for _ in range(count):
        confidence = 1 - 10 ** -chance.uniform(0.5, 4)
        made.append(Outcome(round(confidence, 4), chance.random() < confidence**lean))
    return made


@pytest.mark.parametrize(("lean", "budget"), [(1.0, 0.02), (1.0, 0.01), (3.0, 0.02), (10.0, 0.05)])
def test_the_budget_is_kept_as_often_as_promised(lean: float, budget: float) -> None:
    """Over many sets of held-out values of a known law, over-confident ones too, the promise fails in 5 % at most.

    It fails where the true share of wrong ones at or above the threshold is more than promised. What chance does to 100
    sets is allowed for.
    """
    chance = random.Random(1)  # noqa: S311 - the same every time
    law = paper(chance, 60_000, lean)
    true = {}
    law.sort(reverse=True)
    seen = wrong = 0
    for outcome in law:
        seen, wrong = seen + 1, wrong + (not outcome.right)
        true[outcome.confidence] = wrong / seen
    broken = kept = 0
    for _ in range(100):
        promise = choose(paper(chance, 800, lean), budget)
        kept += promise.kept
        broken += true[promise.threshold] > promise.limit
    assert broken / 100 <= 0.05 + 0.04
    assert kept > 0, "a promise that is never given is never broken"


def test_calibrated_values_are_mostly_let_through() -> None:
    """What could be let through at best is known: the largest set whose mean chance of being wrong is the budget."""
    chance = random.Random(2)  # noqa: S311 - the same every time
    outcomes = paper(chance, 4000, 1.0)
    promise = choose(outcomes, 0.02)
    expected = sorted(1 - outcome.confidence for outcome in outcomes)
    best = max(n for n in range(1, len(expected)) if sum(expected[:n]) <= 0.02 * n)
    assert promise.kept
    assert promise.values >= 0.75 * best


outcomes = st.lists(
    st.builds(Outcome, st.sampled_from([0.5, 0.9, 0.99, 0.999, 1.0]), st.booleans(), st.booleans()), max_size=60
)


@settings(max_examples=300)
@given(outcomes, st.sampled_from([0.5, 0.1, 0.02]))
def test_a_promise_is_what_the_outcomes_support(made: list[Outcome], budget: float) -> None:
    promise = choose(made, budget)
    above = [outcome for outcome in made if outcome.confidence >= promise.threshold]
    wrong = sum(not outcome.right for outcome in above)
    assert (promise.values, promise.wrong, promise.of) == (len(above), wrong, len(made))
    assert promise.limit >= upper_limit(wrong, len(above)) * (1 - 1e-9) or promise.kept
    assert promise.kept == (promise.needed == 0)
    if promise.kept:
        assert upper_limit(wrong, len(above)) <= budget * (1 + 1e-6)


@given(outcomes, st.sampled_from([(0.5, 0.1), (0.1, 0.02), (0.02, 0.001)]))
def test_what_is_needed_would_do(made: list[Outcome], budgets: tuple[float, float]) -> None:
    promise = choose(made, budgets[1])
    if not promise.kept:
        assert chance_of_so_few(promise.wrong, promise.values + promise.needed, budgets[1]) <= 0.05


def test_nothing_seen_promises_nothing() -> None:
    promise = choose([], 0.001)
    assert (promise.threshold, promise.limit, promise.needed) == (NOTHING, 1.0, 2995)


def test_a_citys_own_errors_are_not_outvoted_by_other_peoples_values() -> None:
    others = [Outcome(0.999, right=True) for _ in range(2000)]
    own = [Outcome(0.999, right=number >= 4, own=True) for number in range(20)]
    assert choose(others, 0.01).kept
    promise = choose([*others, *own], 0.01)
    assert not promise.kept
    assert promise.limit > 0.05
    fine = [Outcome(0.999, right=True, own=True) for _ in range(20)]
    assert choose([*others, *fine], 0.01).kept


# ------------------------------------------------------------------------------------------------------- calibrations


def calibration(**held_out: HeldOut) -> Calibration:
    """The shipped one with other outcomes."""
    models = {
        field: replace(model, held_out=held_out.get(field.value, HeldOut()), absent=Tally())
        for field, model in shipped().models.items()
    }
    return Calibration(models, shipped().provenance, shipped().characters)


def test_fields_with_one_budget_share_a_promise_and_a_threshold() -> None:
    made = calibration(phone=HeldOut((0.999,) * 200), address=HeldOut((0.998,) * 200, (0.5,) * 50))
    budgets = tuple(Budget(field, 1 / 100) for field in FIELDS)
    (promise,) = promises(made, budgets)
    assert promise.fields == FIELDS
    assert (promise.kept, promise.threshold, promise.values, promise.of) == (True, 0.998, 400, 450)
    assert thresholds(made, budgets) == dict.fromkeys(FIELDS, 0.998)


def test_a_field_with_its_own_budget_is_judged_by_its_own_values() -> None:
    made = calibration(phone=HeldOut((0.999,) * 200), address=HeldOut((0.998,) * 200, (0.5,) * 50))
    budgets = tuple(Budget(field, 1 / 100 if field is FieldName.PHONE else 1 / 50) for field in FIELDS)
    rest, phone = promises(made, budgets)
    assert (phone.fields, phone.kept, phone.needed) == ((FieldName.PHONE,), False, 99)
    assert (rest.kept, rest.threshold) == (True, 0.998)


def test_absent_fields_count_for_what_is_promised() -> None:
    made = calibration()
    model = replace(made.models[FieldName.NAME], absent=Tally(30, 2), own_absent=Tally(10, 1))
    counted = outcomes_of(model)
    assert len({outcome.confidence for outcome in counted}) == 1
    assert Counter((outcome.own, outcome.right) for outcome in counted) == {
        (False, True): 20,
        (False, False): 1,
        (True, True): 10,
        (True, False): 1,
    }


def test_the_shipped_calibration_keeps_the_shipped_budget() -> None:
    """A default that the data cannot promise would be told at every run."""
    budgets = load_settings(shipped_config_dir()).confidence.budgets()
    assert [promise.kept for promise in promises(shipped(), budgets)] == [True]

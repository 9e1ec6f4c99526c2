"""Clopper-Pearson against closed forms, a published table and its own definition."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.trust.intervals import chance_of_so_few, clopper_pearson, upper_limit, values_needed


def binomial_tail(hits: int, of: int, share: float) -> float:
    """The definition, term by term."""
    return math.fsum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(hits, of + 1))


@pytest.mark.parametrize("of", [1, 10, 63, 441])
def test_nothing_or_everything_has_a_closed_form(of: int) -> None:
    rest = 1 - 0.025 ** (1 / of)
    assert clopper_pearson(0, of) == pytest.approx((0, rest), abs=1e-12)
    assert clopper_pearson(of, of) == pytest.approx((1 - rest, 1), abs=1e-12)


def test_a_value_of_the_tables() -> None:
    """5 of 10: 18.71 % to 81.29 % (Geigy Scientific Tables, exact limits of a binomial proportion)."""
    assert clopper_pearson(5, 10) == pytest.approx((0.1871, 0.8129), abs=5e-5)


@given(st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_limits_are_where_the_tails_hold_two_and_a_half_percent(case: tuple[int, int]) -> None:
    hits, of = case
    low, high = clopper_pearson(hits, of)
    assert low <= hits / of <= high
    if hits > 0:
        assert binomial_tail(hits, of, low) == pytest.approx(0.025, rel=1e-9)
    if hits < of:
        assert 1 - binomial_tail(hits + 1, of, high) == pytest.approx(0.025, rel=1e-9)
    mirrored = clopper_pearson(of - hits, of)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-10)


@given(st.integers(0, 40), st.integers(0, 40))
def test_more_measured_is_surer(hits: int, misses: int) -> None:
    low, high = clopper_pearson(hits, hits + misses)
    low3, high3 = clopper_pearson(3 * hits, 3 * (hits + misses))
    assert high3 - low3 <= high - low


def test_a_hundred_thousand_are_no_trouble() -> None:
    low, high = clopper_pearson(50_000, 100_000)
    assert (low, high) == pytest.approx((0.5 - 0.0031, 0.5 + 0.0031), abs=5e-5)


def test_nothing_measured_says_nothing() -> None:
    assert clopper_pearson(0, 0) == (0, 1)


@pytest.mark.parametrize(("hits", "of", "level"), [(-1, 3, 0.95), (4, 3, 0.95), (1, 3, 1.0), (1, 3, 0.0)])
def test_impossible_counts_are_refused(hits: int, of: int, level: float) -> None:
    with pytest.raises(ValueError, match="must lie"):
        clopper_pearson(hits, of, level)


@given(st.integers(0, 40), st.integers(1, 60), st.floats(0.001, 0.999))
def test_so_few_is_the_rest_of_the_tail(hits: int, more: int, share: float) -> None:
    of = hits + more
    assert chance_of_so_few(hits, of, share) == pytest.approx(1 - binomial_tail(hits + 1, of, share), abs=1e-9)


@given(st.integers(0, 5), st.integers(1, 200))
def test_the_upper_limit_is_where_so_few_has_five_percent(hits: int, more: int) -> None:
    of = hits + more
    assert chance_of_so_few(hits, of, upper_limit(hits, of)) == pytest.approx(0.05, rel=1e-6)


def test_nothing_measured_has_no_upper_limit() -> None:
    assert upper_limit(0, 0) == 1


@pytest.mark.parametrize(("share", "needed"), [(0.1, 29), (0.01, 299), (0.001, 2995)])
def test_the_rule_of_three(share: float, needed: int) -> None:
    assert values_needed(0, share) == needed


@given(st.integers(0, 6), st.sampled_from([0.2, 0.02, 0.01]))
def test_what_is_needed_is_just_enough(hits: int, share: float) -> None:
    needed = values_needed(hits, share)
    assert upper_limit(hits, needed) <= share < upper_limit(hits, needed - 1)

"""When what was learnt may be used."""

import pytest

from ocr_intake.pipeline.acceptance import Trial, Verdict, chance_of, compared


def trials(*pairs: tuple[int, int], submissions: int = 20) -> list[Trial]:
    """Lines of ten characters, wrong before and after, dealt out to submissions."""
    return [Trial(number % submissions, 10, before, after) for number, (before, after) in enumerate(pairs)]


BETTER = ((2, 0),) * 20 + ((0, 0),) * 40


def test_a_clear_improvement_is_accepted() -> None:
    figures = compared(trials(*BETTER), [True] * 100)
    assert figures.verdict is Verdict.ACCEPTED
    assert (figures.wrong_before, figures.wrong_after) == (40, 0)
    assert (figures.lines_before, figures.lines_after, figures.submissions) == (20, 0, 20)
    assert figures.chance < 0.001


@pytest.mark.parametrize(
    ("pairs", "verdict"),
    [
        (((1, 1),) * 60, Verdict.NOT_BETTER),
        (((1, 2),) * 60, Verdict.NOT_BETTER),
        (((9, 1),) * 5 + ((0, 1),) * 5 + ((0, 0),) * 50, Verdict.MORE_LINES),
        (((3, 0),) * 20 + ((0, 1),) * 5 + ((0, 0),) * 35, Verdict.BROKEN),
        (((1, 0),) * 2 + ((0, 0),) * 58, Verdict.CHANCE),
        (((1, 0),) * 12 + ((1, 2),) * 8 + ((0, 0),) * 40, Verdict.CHANCE),
        (((3, 0),) * 20 + ((0, 1),) * 4 + ((0, 0),) * 36, Verdict.ACCEPTED),
    ],
)
def test_what_is_not_good_enough(pairs: tuple[tuple[int, int], ...], verdict: Verdict) -> None:
    if verdict is Verdict.MORE_LINES:
        pairs = (*pairs, (0, 1))
    assert compared(trials(*pairs), []).verdict is verdict


def test_print_must_be_read_as_before() -> None:
    assert compared(trials(*BETTER), [True] * 198 + [False] * 2).verdict is Verdict.ACCEPTED
    assert compared(trials(*BETTER), [True] * 197 + [False] * 3).verdict is Verdict.CHANGED


def test_lines_of_one_submission_count_as_one_writer() -> None:
    pairs = ((2, 0),) * 20
    assert chance_of(trials(*pairs, submissions=20)) < 0.001
    assert chance_of(trials(*pairs, submissions=4)) > 0.05, "four coins fall alike in one of sixteen throws"


def test_chance_is_as_likely_as_it_says() -> None:
    """Five submissions that all gain: one of 32 ways to exchange before and after is as good."""
    assert chance_of(trials(*((2, 0),) * 20, submissions=5)) == pytest.approx(1 / 32, abs=0.006)

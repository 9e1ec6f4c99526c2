"""Long texts against their truth: single errors are told from pieces that are missing or out of place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.evaluate.texts import marked, text_errors

TRUTH = "窓口の手続きをもっと簡単にしてほしい。"


def test_the_same_but_for_width_dashes_and_white_space() -> None:
    for text in (TRUTH, TRUTH.replace("の", "の\n"), "１２—３ヲ"):
        errors = text_errors(text, "12-3ヲ" if text.startswith("１") else TRUTH)
        assert (errors.wrong, errors.missing, errors.misplaced, errors.lost) == ((), (), (), 0)
        assert errors.whole


@pytest.mark.parametrize(
    ("text", "wrong", "missing"),
    [
        ("室口の手続きをもっと簡単にしてほしい。", (0,), ()),
        ("窓口の手手続きをもっと簡単にしてほしい。", (3,), ()),
        ("窓口の続きをもっと簡単にしてほしい。", (), (3,)),
        ("窓口の手続きをもっと簡単にしてほしい", (), (18,)),
        ("窓口の続きをもっと間単にしてほしい。", (9,), (3,)),
    ],
)
def test_single_errors(text: str, wrong: tuple[int, ...], missing: tuple[int, ...]) -> None:
    errors = text_errors(text, TRUTH)
    assert errors.whole
    if wrong == (3,):
        assert errors.wrong in {(3,), (4,)}, "which of two alike is the one too many cannot be told"
    else:
        assert (errors.wrong, errors.missing) == (wrong, missing)


def test_pieces_that_are_left_out_or_no_part_of_it() -> None:
    assert text_errors("窓口の手続きをしてほしい。", TRUTH).lost == 6
    more = text_errors(TRUTH + "ご協力ありがとうございました。", TRUTH)
    assert len(more.misplaced) == 15
    assert not more.whole


def test_a_piece_read_in_another_order_is_out_of_place() -> None:
    text = "窓続きも口のをっ手と簡単にしてほしい。"
    assert not text_errors(text, TRUTH).whole


def test_what_is_missing_counts_once_against_the_less_sure_neighbour() -> None:
    text = "窓口の続きをもっと簡単にしてほしい。"
    sure = [0.99] * len(text)
    sure[2] = 0.5
    right = marked(text_errors(text, TRUTH), sure)
    assert [i for i, good in enumerate(right) if not good] == [2]


@given(st.text("あいう、。1-ー \n", max_size=30), st.text("あいう、。1-ー \n", max_size=30))
def test_places_are_in_the_text_and_nothing_is_two_things(text: str, truth: str) -> None:
    errors = text_errors(text, truth)
    assert not set(errors.wrong) & set(errors.misplaced)
    assert all(0 <= i < len(text) for i in (*errors.wrong, *errors.misplaced))
    assert all(0 <= i <= len(text) for i in errors.missing)
    assert len(marked(errors, [0.5] * len(text))) == len(text)

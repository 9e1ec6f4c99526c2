"""CTC decoding: repeated frames collapse, blanks part, priors mask, and the outcome fits together whatever comes in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray

from ocr_intake.readers.ctc import BLANK, NUMERIC, character_prior, decode, decode_numeric

CHARACTERS = ("宮", "宫", "0", "1", "-", "あ", " ")
EVEN = np.ones(len(CHARACTERS) + 1, np.float32)
FLOOR = 0.001


def frames(path: str, sure: float = 0.9) -> NDArray[np.float32]:
    """Posteriors whose best path is ``path``: a character a frame, ``_`` for the blank."""
    rows = np.full((len(path), len(CHARACTERS) + 1), (1 - sure) / len(CHARACTERS), np.float32)
    for row, char in enumerate(path):
        rows[row, BLANK if char == "_" else CHARACTERS.index(char) + 1] = sure
    return rows


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("0", "0"),
        ("000", "0"),
        ("0_0", "00"),
        ("00__011", "001"),
        ("_____", ""),
        ("", ""),
        ("宮あ", "宮あ"),
        ("__0-1__", "0-1"),
        ("0 1", "0 1"),
        (" 0_1 ", "01"),
        ("  _ ", ""),
    ],
)
def test_repeats_collapse_and_blanks_part(path: str, text: str) -> None:
    assert decode(frames(path), CHARACTERS, EVEN).text == text


def test_a_character_stands_where_its_frames_are() -> None:
    zero, one = decode(frames("_00___1_"), CHARACTERS, EVEN).characters
    assert (zero.text, zero.start, zero.end) == ("0", 1 / 8, 3 / 8)
    assert (one.text, one.start, one.end) == ("1", 6 / 8, 7 / 8)


def test_its_probability_is_its_surest_frame() -> None:
    posteriors = np.concatenate([frames("0", 0.5), frames("0", 0.8), frames("0", 0.6)])
    decoded = decode(posteriors, CHARACTERS, EVEN)
    assert decoded.characters[0].probability == pytest.approx(0.8)
    assert decoded.confidence == pytest.approx(0.8)


def test_the_confidence_is_the_mean() -> None:
    decoded = decode(np.concatenate([frames("0", 0.9), frames("1", 0.5)]), CHARACTERS, EVEN)
    assert decoded.confidence == pytest.approx(0.7)


def test_what_else_was_considered_comes_best_first() -> None:
    row = np.full((1, len(CHARACTERS) + 1), FLOOR, np.float32)
    row[0, CHARACTERS.index("1") + 1] = 0.6
    row[0, CHARACTERS.index("-") + 1] = 0.2
    row[0, BLANK] = 0.15
    (one,) = decode(row, CHARACTERS, EVEN).characters
    assert [text for text, _ in one.alternatives[:2]] == ["-", ""]
    probabilities = [p for _, p in one.alternatives]
    assert probabilities == sorted(probabilities, reverse=True)
    assert "1" not in dict(one.alternatives)


def test_a_class_of_weight_nought_is_never_read() -> None:
    weights = EVEN.copy()
    weights[CHARACTERS.index("宫") + 1] = 0
    row = frames("宫", 0.6)
    row[0, CHARACTERS.index("宮") + 1] = 0.3
    (read,) = decode(row, CHARACTERS, weights).characters
    assert read.text == "宮"
    assert "宫" not in dict(read.alternatives)
    assert read.probability > 0.3


def test_a_frame_in_which_all_weight_is_lost_is_blank() -> None:
    weights = np.zeros_like(EVEN)
    weights[CHARACTERS.index("0") + 1] = 1
    posteriors = frames("01", 1.0)
    assert decode(posteriors, CHARACTERS, weights).text == "0"


class TestNumeric:
    NUMBERS = np.array([1.0, *(float(char in NUMERIC) for char in CHARACTERS)], np.float32)

    def test_a_digit_that_lost_against_a_letter_is_heard(self) -> None:
        posteriors = frames("あ_1")
        posteriors[0, [CHARACTERS.index("0") + 1, CHARACTERS.index("あ") + 1]] = 0.1, 0.8
        assert decode(posteriors, CHARACTERS, EVEN).text == "あ1"
        assert decode_numeric(posteriors, CHARACTERS, self.NUMBERS).text == "01"

    def test_a_kanji_is_no_digit_however_unlike_a_blank_it_is(self) -> None:
        posteriors = frames("宮_1", 0.995)
        posteriors[0, [BLANK, CHARACTERS.index("0") + 1]] = 1e-6, 1e-3
        assert decode(posteriors, CHARACTERS, self.NUMBERS).text == "01"
        assert decode_numeric(posteriors, CHARACTERS, self.NUMBERS).text == "1"

    def test_no_frames_no_digits(self) -> None:
        assert not decode_numeric(frames(""), CHARACTERS, self.NUMBERS).text


def test_the_posteriors_given_stay_as_they_are() -> None:
    posteriors = frames("0_1")
    before = posteriors.copy()
    decode(posteriors, CHARACTERS, EVEN * np.float32(0.5))
    assert np.array_equal(posteriors, before)


SHARES = st.floats(0, 1, width=32)


@given(
    npst.arrays(np.float32, st.tuples(st.integers(0, 12), st.just(len(EVEN))), elements=SHARES),
    npst.arrays(np.float32, st.just(len(EVEN)), elements=SHARES),
)
def test_whatever_comes_in_what_comes_out_fits_together(
    posteriors: NDArray[np.float32], weights: NDArray[np.float32]
) -> None:
    decoded = decode(posteriors, CHARACTERS, weights)
    assert decoded.text == "".join(c.text for c in decoded.characters)
    assert decoded.text == decoded.text.strip()
    assert 0.0 <= decoded.confidence <= 1.0 + 1e-6
    ends = [0.0]
    for character in decoded.characters:
        assert 0.0 <= character.probability <= 1.0 + 1e-6
        assert ends[-1] <= character.start < character.end <= 1.0
        assert weights[CHARACTERS.index(character.text) + 1] > 0
        assert all(0.0 <= p <= 1.0 + 1e-6 and text != character.text for text, p in character.alternatives)
        ends.append(character.end)


class TestPrior:
    @staticmethod
    def weight(character: str) -> float:
        return float(character_prior((character,))[1])

    @pytest.mark.parametrize("character", [*"あアー、。亜宮盛岡市Aa0-０Ａ〒①㈱㊞々〆", " ", "　"])
    def test_ordinary_japanese_writing_counts_fully(self, character: str) -> None:
        assert self.weight(character) == 1.0

    @pytest.mark.parametrize("character", [*"宫们这头é😀"])
    def test_what_japanese_does_not_write_counts_nothing(self, character: str) -> None:
        assert self.weight(character) == 0.0

    @pytest.mark.parametrize("character", [*"會國澤邊卷齋"])
    def test_rare_kanji_count_less(self, character: str) -> None:
        assert 0.0 < self.weight(character) < 1.0

    @pytest.mark.parametrize("character", "髙﨑")
    def test_names_may_use_the_vendors_kanji(self, character: str) -> None:
        assert self.weight(character) > 0.0

    def test_there_is_one_weight_a_class_and_the_blank_comes_first(self) -> None:
        weights = character_prior(("宫", "あ"))
        assert weights.tolist() == [1.0, 0.0, 1.0]
        assert weights.dtype == np.float32

    @given(st.lists(st.text(min_size=0, max_size=3), max_size=8))
    def test_any_class_gets_a_share(self, characters: list[str]) -> None:
        weights = character_prior(tuple(characters))
        assert weights.shape == (len(characters) + 1,)
        assert ((weights >= 0) & (weights <= 1)).all()


def test_numbers_need_digits_and_their_separators() -> None:
    assert set("0123456789-()") <= set(NUMERIC)
    assert not any(character.isalpha() and character != "ー" for character in NUMERIC)

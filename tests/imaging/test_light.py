"""Light and ink: shadows go and strokes stay, empty paper has no ink, seals fade, dots are counted and removed."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_intake.imaging import light
from tests.imaging.drawing import writing

RED, BLACK = (215, 60, 70), (25, 25, 25)


def shaded(page: NDArray[np.uint8], darkest: float) -> NDArray[np.uint8]:
    """The page with light that falls off to one side and a soft shadow across a corner."""
    height, width = page.shape
    fall = np.linspace(1.0, darkest, width)[None, :].repeat(height, axis=0)
    shadow = np.ones((height, width))
    shadow[height // 2 :, : width // 2] = 0.75
    soft = np.asarray(cv2.GaussianBlur(shadow, (0, 0), 25))
    return np.asarray(np.clip(page * fall * soft, 0, 255), dtype=np.uint8)


class TestEvenLight:
    def test_a_shadow_goes_and_the_ink_stays(self) -> None:
        page = writing()
        drawn = page < 128
        even = light.even_light(shaded(page, 0.6))
        away_from_ink = ~(cv2.dilate(drawn.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0)
        assert np.percentile(even[away_from_ink], 2) > 235
        assert np.percentile(even[drawn], 98) < 140
        found = light.ink_mask(even) > 0
        assert (found & drawn).sum() / drawn.sum() > 0.97
        assert (found & away_from_ink).sum() < 0.001 * found.sum()

    def test_clean_paper_stays_as_it_is(self) -> None:
        page = writing()
        assert np.abs(light.even_light(page).astype(int) - page).mean() < 2

    def test_grey_paper_becomes_white(self) -> None:
        even = light.even_light(writing(paper=190))
        assert np.median(even) > 250

    @pytest.mark.parametrize("shape", [(1, 1), (1, 40), (3000, 5)])
    def test_odd_sizes_pass(self, shape: tuple[int, int]) -> None:
        assert light.even_light(np.full(shape, 200, np.uint8)).shape == shape

    def test_a_black_picture_passes(self) -> None:
        assert light.even_light(np.zeros((50, 50), np.uint8)).shape == (50, 50)


class TestInk:
    @pytest.mark.parametrize("paper", [255, 240, 215])
    def test_empty_paper_has_no_ink(self, paper: int) -> None:
        grain = np.random.default_rng(3).integers(-4, 5, (300, 200))
        assert not light.ink_mask(np.asarray(np.clip(paper + grain, 0, 255), dtype=np.uint8)).any()

    @pytest.mark.parametrize("level", [0, 80, 147, 200])
    def test_ink_of_one_even_grey_is_ink(self, level: int) -> None:
        page = np.full((300, 200), 255, np.uint8)
        page[100:120, 50:150] = level
        assert light.ink_mask(page).sum() == 2000

    def test_the_mask_is_ones_and_noughts(self) -> None:
        assert set(np.unique(light.ink_mask(writing()))) == {0, 1}

    def test_faint_pencil_counts(self) -> None:
        page = writing(ink=170)
        found = light.ink_mask(page)
        assert found[page < 180].mean() > 0.95

    def test_a_bilevel_page_keeps_exactly_its_black(self) -> None:
        page = np.where(writing() < 128, 0, 255).astype(np.uint8)
        assert np.array_equal(light.ink_mask(page) > 0, page == 0)


class TestSpecks:
    def test_dots_go_and_strokes_stay(self) -> None:
        ink = np.zeros((100, 100), np.uint8)
        ink[40:43, 10:90] = 1
        dotted = ink.copy()
        dotted[10, 10] = dotted[20, 30] = 1
        dotted[70:72, 50:52] = 1
        assert np.array_equal(light.without_specks(dotted), ink)

    def test_what_is_just_large_enough_stays(self) -> None:
        ink = np.zeros((20, 20), np.uint8)
        ink[2:5, 2:5] = 1
        assert np.array_equal(light.without_specks(ink, largest=8), ink)
        assert not light.without_specks(ink, largest=9).any()

    def test_an_empty_and_a_full_page_pass(self) -> None:
        assert not light.without_specks(np.zeros((9, 9), np.uint8)).any()
        assert light.without_specks(np.ones((9, 9), np.uint8)).all()

    def test_they_are_counted_an_inch_squared(self) -> None:
        ink = np.zeros((200, 200), np.uint8)
        ink[10:190:20, 10:190:20] = 1
        ink[100:103, 1:199] = 1
        assert light.specks_per_square_inch(ink, dpi=100.0) == pytest.approx(81 / 4, rel=0.2)
        assert light.specks_per_square_inch(np.zeros_like(ink), dpi=100.0) == 0.0


class TestColour:
    def test_grey_stays_the_same_picture(self) -> None:
        page = writing()
        assert light.to_grey(page) is page


class TestContrast:
    def test_black_on_white_is_full(self) -> None:
        page = np.full((50, 50), 255, np.uint8)
        page[10:20] = 0
        assert light.contrast(page, light.ink_mask(page)) == pytest.approx(1.0)

    def test_fainter_ink_has_less(self) -> None:
        strong, faint = writing(ink=30), writing(ink=150)
        assert light.contrast(strong, light.ink_mask(strong)) > light.contrast(faint, light.ink_mask(faint)) > 0

    def test_no_ink_has_none(self) -> None:
        page = np.full((50, 50), 255, np.uint8)
        assert light.contrast(page, np.zeros_like(page)) == 0.0

    def test_nothing_but_ink_passes(self) -> None:
        page = np.zeros((50, 50), np.uint8)
        assert 0.0 <= light.contrast(page, np.ones_like(page)) <= 1.0

"""How much of a page is ink: empty paper, shadows, dust and what shines through are none; anything drawn is."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ocr_intake.imaging.ink import measure, stretched
from ocr_intake.model.geometry import Box
from ocr_intake.pipeline.blank import LEAST

DPI = 100.0
HEIGHT, WIDTH = 1169, 827


def paper(level: int = 245, seed: int = 1) -> NDArray[np.uint8]:
    """An A4 sheet with a scanner's grain."""
    grain = np.random.default_rng(seed).normal(0, 2, (HEIGHT, WIDTH))
    return np.asarray(np.clip(level + grain, 0, 255), dtype=np.uint8)


def word(page: NDArray[np.uint8], ink: int | tuple[int, int, int], at: tuple[int, int] = (300, 400)) -> None:
    cv2.putText(page, "2734", at, cv2.FONT_HERSHEY_SIMPLEX, 1.0, ink, 2, cv2.LINE_AA)


class TestBlank:
    @pytest.mark.parametrize("level", [255, 230, 200])
    def test_empty_paper_has_none(self, level: int) -> None:
        assert measure(paper(level), DPI).area < LEAST

    def test_shadows_and_a_lid_at_the_edges_are_none(self) -> None:
        page = paper().astype(np.float32)
        page[:, :80] *= np.linspace(0.3, 1.0, 80)
        page[-30:] = 40
        cv2.fillPoly(page, [np.array([[0, 0], [WIDTH, 0], [0, 25]])], (30.0,))
        assert measure(np.asarray(page, dtype=np.uint8), DPI).area < LEAST

    def test_dust_and_a_streak_are_none(self) -> None:
        page = paper()
        spots = np.random.default_rng(2).integers(100, 700, (60, 2))
        page[spots[:, 0], spots[:, 1]] = 40
        page[:, 500] = 120
        assert measure(page, DPI).area < LEAST

    def test_writing_that_shines_through_is_none(self) -> None:
        back = paper(245)
        word(back, 200)
        through = np.asarray(cv2.GaussianBlur(back[:, ::-1], (0, 0), 2.5), dtype=np.uint8)
        assert measure(through, DPI).area < LEAST


class TestInk:
    @given(level=st.integers(190, 255), darker=st.integers(40, 180))
    def test_a_word_is_ink_on_any_paper(self, level: int, darker: int) -> None:
        page = paper(level)
        word(page, level - darker)
        assert measure(page, DPI).area >= LEAST

    def test_colour_counts(self) -> None:
        page = np.dstack([paper()] * 3)
        word(page, (225, 70, 60))
        assert measure(page, DPI).area >= LEAST

    def test_faint_writing_counts_and_can_be_made_black(self) -> None:
        page = np.full((HEIGHT, WIDTH), 255, np.uint8)
        word(page, 228)
        assert measure(page, DPI).area >= LEAST
        assert stretched(page).min() < 40

    def test_strokes_of_a_brush_count(self) -> None:
        page = paper()
        cv2.line(page, (200, 200), (600, 900), 20, 30)
        assert measure(page, DPI).area > 500

    def test_a_box_left_out_does_not_count(self) -> None:
        page = paper()
        word(page, 20, (300, 100))
        assert measure(page, DPI, (Box(0, 0, WIDTH, 130),)).area < LEAST

    def test_a_black_page_is_dark(self) -> None:
        assert measure(np.zeros((HEIGHT, WIDTH), np.uint8), DPI).dark
        assert not measure(paper(), DPI).dark

    @pytest.mark.parametrize("shape", [(1, 1), (1, 500), (3000, 2)])
    def test_odd_sizes_pass(self, shape: tuple[int, int]) -> None:
        measure(np.full(shape, 128, np.uint8), DPI)
        stretched(np.full(shape, 128, np.uint8))

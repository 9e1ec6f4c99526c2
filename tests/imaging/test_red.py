"""Red ink: seals fade, whatever their shape; a line written in red stays, on white and on yellowed paper."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_intake.imaging import light
from ocr_intake.imaging.red import without_red
from tests.imaging.drawing import seal, writing

RED, BLACK = (215, 60, 70), (25, 25, 25)
DPI = 200.0
Colour = tuple[int, int, int]


def sheet(paper: Colour = (255, 255, 255)) -> NDArray[np.uint8]:
    """A sheet with some writing in black at its foot."""
    page = np.full((900, 900, 3), paper, np.uint8)
    for row in (780, 830, 880):
        write(page, "0198-23-2734 Hanamaki 03", (60, row), BLACK)
    return page


def write(page: NDArray[np.uint8], text: str, at: tuple[int, int], ink: Colour, *, size: float = 1.0) -> None:
    cv2.putText(page, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, ink, 3, cv2.LINE_AA)


def dark(grey: NDArray[np.uint8]) -> float:
    """Share of the page, its foot left out, that is dark."""
    return float(np.mean(light.even_light(grey)[:740] < 160))


class TestWhatFades:
    def test_a_round_seal_fades_and_black_beside_it_stays(self) -> None:
        page = sheet()
        seal(page, (60, 100), 40, RED)
        write(page, "2734", (110, 110), BLACK)
        grey = without_red(page, DPI)
        assert grey[:740, :105].min() > 200
        assert np.array_equal(grey[:, 110:], light.to_grey(page)[:, 110:])

    def test_a_square_seal_fades(self) -> None:
        page = sheet()
        cv2.rectangle(page, (300, 300), (480, 480), RED, 6)
        for row in (350, 400, 450):
            write(page, "ABCD", (315, row), RED)
        assert dark(without_red(page, DPI)) == 0.0

    def test_rules_and_a_stroke_through_words_fade(self) -> None:
        page = sheet()
        for row in range(100, 700, 60):
            cv2.line(page, (50, row), (850, row), RED, 3)
        cv2.line(page, (100, 138), (330, 138), RED, 4)
        write(page, "0198-23-2734", (100, 150), BLACK)
        black_alone = sheet()
        write(black_alone, "0198-23-2734", (100, 150), BLACK)
        assert dark(without_red(page, DPI)) == pytest.approx(dark(light.to_grey(black_alone)), rel=0.1)

    def test_manuscript_paper_in_red_fades(self) -> None:
        page = sheet()
        for at in range(50, 731, 40):
            cv2.line(page, (50, at), (730, at), RED, 2)
            cv2.line(page, (at, 50), (at, 730), RED, 2)
        assert dark(without_red(page, DPI)) < 0.001


class TestWhatStays:
    @pytest.mark.parametrize("paper", [(255, 255, 255), (250, 235, 205)])
    @pytest.mark.parametrize("ink", [RED, (200, 40, 30), (230, 80, 60)])
    def test_a_line_written_in_red_stays(self, paper: Colour, ink: Colour) -> None:
        page = sheet(paper)
        write(page, "Hanamaki 0198-23-2734", (60, 300), ink)
        assert dark(without_red(page, DPI)) > 0.8 * dark(light.to_grey(page))

    def test_a_column_written_in_red_stays(self) -> None:
        page = sheet()
        for place, sign in enumerate("024816326"):
            write(page, sign, (400, 120 + 60 * place), RED, size=1.4)
        assert dark(without_red(page, DPI)) > 0.8 * dark(light.to_grey(page))

    def test_on_a_page_all_in_red_everything_stays(self) -> None:
        page = np.full((900, 900, 3), 255, np.uint8)
        cv2.rectangle(page, (50, 50), (850, 600), RED, 3)
        write(page, "03", (100, 150), RED)
        write(page, "Hanamaki 0198-23-2734", (300, 150), RED)
        assert np.array_equal(without_red(page, DPI), light.to_grey(page))

    def test_a_page_without_red_is_its_grey(self) -> None:
        page = np.dstack([writing()] * 3)
        assert np.array_equal(without_red(page, DPI), light.to_grey(page))

    @pytest.mark.parametrize("shape", [(1, 1, 3), (1, 40, 3), (3000, 5, 3)])
    def test_odd_sizes_pass(self, shape: tuple[int, int, int]) -> None:
        page = np.full(shape, (200, 20, 20), np.uint8)
        assert without_red(page, DPI).shape == shape[:2]

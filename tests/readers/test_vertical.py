"""Columns: characters found one under the other, parts of one kept together, and set side by side in their order."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray

from ocr_intake.readers.vertical import side_by_side, split_column

SIZE, GAP = 40, 8


def column(glyphs: str, *, gap: int = GAP, paper: int = 255) -> NDArray[np.uint8]:
    """A column of drawn characters: a square 口, two bars 二, three bars 三, a cross 十, a dot 丶, an empty place _."""
    pixels = np.full((len(glyphs) * (SIZE + gap) + gap, SIZE + 12), paper, np.uint8)
    for index, glyph in enumerate(glyphs):
        x, y = 6, gap + index * (SIZE + gap)
        middle = y + SIZE // 2
        if glyph == "口":
            cv2.rectangle(pixels, (x + 3, y + 3), (x + SIZE - 4, y + SIZE - 4), 20, 3)
        elif glyph in "二三":
            for part in (6, 20, 34) if glyph == "三" else (8, 32):
                cv2.line(pixels, (x, y + part), (x + SIZE - 1, y + part), 20, 3)
        elif glyph == "十":
            cv2.line(pixels, (x + SIZE // 2, y), (x + SIZE // 2, y + SIZE - 1), 20, 3)
            cv2.line(pixels, (x, middle), (x + SIZE - 1, middle), 20, 3)
        elif glyph == "丶":
            cv2.circle(pixels, (x + SIZE - 10, y + 10), 5, 20, cv2.FILLED)
    return pixels


def places(glyphs: str) -> list[int]:
    return [index for index, glyph in enumerate(glyphs) if glyph != "_"]


@pytest.mark.parametrize("glyphs", ["口", "口口", "口十口十口", "十三口二十", "口三十口", "口口丶口口", "十" * 20])
@pytest.mark.parametrize("gap", [3, 8, 14])
def test_each_character_is_a_cell(glyphs: str, gap: int) -> None:
    cells = split_column(column(glyphs, gap=gap))
    assert len(cells) == len(glyphs)
    for index, (top, bottom) in enumerate(cells):
        place = gap + index * (SIZE + gap)
        assert place - 4 <= top < bottom <= place + SIZE + 4


def test_a_gap_of_a_character_is_no_cell() -> None:
    assert len(split_column(column("口口_口口"))) == 4


def test_a_rim_of_the_neighbouring_column_does_not_count() -> None:
    pixels = np.pad(column("口十口十"), ((0, 0), (10, 10)), constant_values=255)
    pixels[20:150, :3] = 20
    assert len(split_column(pixels)) == 4


@pytest.mark.parametrize("paper", [0, 128, 255])
def test_a_column_without_writing_has_no_cells(paper: int) -> None:
    empty = np.full((200, 40), paper, np.uint8)
    assert split_column(empty) == ()
    assert side_by_side(empty).size == 0


@settings(max_examples=60)
@given(npst.arrays(np.uint8, npst.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=120)))
def test_whatever_the_pixels_cells_are_in_order_on_the_column(pixels: NDArray[np.uint8]) -> None:
    cells = split_column(pixels)
    edges = [edge for cell in cells for edge in cell]
    assert edges == sorted(edges)
    assert all(0 <= top < bottom <= len(pixels) for top, bottom in cells)
    side_by_side(pixels)


class TestSideBySide:
    def test_it_is_one_character_high_and_as_wide_as_all(self) -> None:
        row = side_by_side(column("口十口三"))
        assert SIZE - 4 <= row.shape[0] <= SIZE * 1.3
        assert row.shape[1] == 4 * (SIZE + 12)

    def test_the_first_character_comes_first(self) -> None:
        row = side_by_side(column("口十十"))
        ink = (row < 128).astype(int)
        width = row.shape[1] // 3
        first, second, third = (ink[:, i * width : (i + 1) * width] for i in range(3))
        assert np.array_equal(second, third)
        middle = slice(row.shape[0] // 2 - 4, row.shape[0] // 2 + 4)
        assert first[middle].sum() < second[middle].sum()

    def test_a_comma_keeps_its_size_and_paper_around_it(self) -> None:
        row = side_by_side(column("口丶口"))
        width = row.shape[1] // 3
        comma = row[:, width : 2 * width] < 128
        assert 50 < comma.sum() < 130

    def test_what_is_filled_in_is_paper(self) -> None:
        row = side_by_side(column("口二口", paper=190))
        assert row.max() <= 191
        assert np.median(row) == 190

    @pytest.mark.parametrize("channels", [1, 3])
    def test_grey_stays_grey_and_colour_colour(self, channels: int) -> None:
        pixels = column("口十")
        given_ = pixels if channels == 1 else np.dstack([pixels] * 3)
        assert side_by_side(given_).ndim == given_.ndim

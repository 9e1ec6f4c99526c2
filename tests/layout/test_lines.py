"""Lines of writing: boxes from text maps, cut at rules, joined along rows, fitted to the ink, in reading order."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ocr_intake.layout.lines import LineRegion, find_lines, in_reading_order, main_direction, shapes_of
from ocr_intake.layout.rules import Ruling, erase_rules, find_ruling
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction
from tests.layout.drawing import DPI, HEIGHT, WIDTH, Ink, core, grid, near, paper, write

ACROSS, DOWN = Direction.HORIZONTAL, Direction.VERTICAL


def blank_map(scale: float) -> NDArray[np.float32]:
    return np.zeros((round(HEIGHT / scale), round(WIDTH / scale)), np.float32)


def found_in(ink: Ink, boxes: list[Box], direction: Direction = ACROSS) -> tuple[tuple[LineRegion, ...], Ruling]:
    """Lines of a drawn page, by the way that a page takes: text map, rules, rules erased."""
    scale = 2.5
    text_map = blank_map(scale)
    for box in boxes:
        core(text_map, box, scale)
    ruling = find_ruling(ink, DPI)
    clean = erase_rules(np.where(ink > 0, 0, 255).astype(np.uint8), ink, ruling)
    shapes = shapes_of(text_map, (scale, scale))
    return find_lines(shapes, ruling, (clean < 128).astype(np.uint8), DPI, direction), ruling


def boxes_of(regions: tuple[LineRegion, ...]) -> list[Box]:
    return [region.box for region in regions]


def all_near(found: tuple[LineRegion, ...], wanted: list[Box], slack: int = 6) -> bool:
    return len(found) == len(wanted) and all(near(r.box, w, slack) for r, w in zip(found, wanted, strict=True))


class TestShapes:
    @pytest.mark.parametrize("scale", [1.0, 2.5, 3.7])
    def test_a_core_is_grown_back_to_the_line(self, scale: float) -> None:
        line = Box(100, 200, 700, 230)
        text_map = blank_map(scale)
        core(text_map, line, scale)
        (shape,) = shapes_of(text_map, (scale, scale))
        assert near(shape, line, round(3 * scale))

    def test_each_line_is_a_shape(self) -> None:
        text_map = blank_map(2.0)
        for top in range(100, 1100, 60):
            core(text_map, Box(100, top, 700, top + 30), 2.0)
        assert len(shapes_of(text_map, (2.0, 2.0))) == 17

    def test_faint_traces_and_dots_are_none(self) -> None:
        text_map = blank_map(2.0)
        core(text_map, Box(100, 200, 700, 240), 2.0, level=0.25)
        core(text_map, Box(100, 400, 700, 440), 2.0, level=0.4)
        text_map[500, 300] = 1.0
        assert shapes_of(text_map, (2.0, 2.0)) == ()

    def test_an_empty_map_has_none(self) -> None:
        assert shapes_of(blank_map(2.0), (2.0, 2.0)) == ()


class TestMainDirection:
    def test_rows_are_horizontal_and_columns_vertical(self) -> None:
        rows = [Box(0, y, 500, y + 30) for y in range(0, 300, 50)]
        columns = [Box(x, 0, x + 30, 500) for x in range(0, 300, 50)]
        assert main_direction(rows) is ACROSS
        assert main_direction(columns) is DOWN
        assert main_direction([*columns, rows[0]]) is DOWN

    def test_square_shapes_tell_nothing(self) -> None:
        assert main_direction([Box(0, 0, 30, 30)] * 9) is ACROSS
        assert main_direction([]) is ACROSS


class TestRows:
    def test_a_letter_comes_line_by_line_fitted_to_its_ink(self) -> None:
        ink = paper()
        written = [write(ink, 100, top, count) for top, count in ((100, 20), (160, 18), (220, 3), (280, 20))]
        found, _ = found_in(ink, written)
        assert all_near(found, written)
        assert {region.direction for region in found} == {ACROSS}
        assert {region.cell for region in found} == {None}

    def test_two_pieces_of_one_row_are_joined_and_columns_of_a_letter_head_are_not(self) -> None:
        ink = paper()
        first, second = write(ink, 100, 100, 6), write(ink, 330, 102, 6)
        date = write(ink, 640, 300, 5)
        name = write(ink, 100, 300, 5)
        found, _ = found_in(ink, [first, second, date, name])
        assert all_near(found, [first.union(second), name, date])

    def test_a_line_without_ink_is_none(self) -> None:
        found, _ = found_in(paper(), [Box(100, 100, 500, 130)])
        assert found == ()

    def test_a_page_without_shapes_has_none(self) -> None:
        assert find_lines([], Ruling(), paper(), DPI, ACROSS) == ()

    def test_shapes_over_the_edge_stay_on_the_page(self) -> None:
        ink = paper()
        write(ink, 0, 0, 8)
        (region,) = find_lines([Box(-15, -12, 280, 40)], Ruling(), ink, DPI, ACROSS)
        assert region.box.left >= 0
        assert region.box.top >= 0

    def test_what_the_detector_makes_of_an_empty_page_is_no_line(self) -> None:
        ink = paper()
        write(ink, 100, 100, 8)
        assert find_lines([Box(0, 0, WIDTH, HEIGHT)], Ruling(), ink, DPI, ACROSS) == ()

    def test_strokes_that_reach_out_of_a_shape_belong_to_the_line(self) -> None:
        ink = paper()
        line = write(ink, 100, 100, 10, size=40)
        (region,) = find_lines([Box(104, 108, line.right - 4, 132)], Ruling(), ink, DPI, ACROSS)
        assert near(region.box, line, 4)

    def test_lines_close_together_do_not_take_ink_from_each_other(self) -> None:
        ink = paper()
        written = [write(ink, 100, top, 20) for top in range(100, 340, 34)]
        found, _ = found_in(ink, written)
        assert all_near(found, written, slack=8)


class TestCells:
    def test_lines_know_their_cells(self) -> None:
        ink = paper()
        xs, ys = (100, 300, 800), (100, 200, 300)
        written = [
            write(ink, left, top, count)
            for left, top, count in ((120, 135, 3), (320, 135, 10), (120, 235, 3), (320, 235, 8))
        ]
        grid(ink, xs, ys)
        found, ruling = found_in(ink, written)
        assert all_near(found, written)
        cells = [region.cell for region in found]
        assert [ruling.cells[cell].left for cell in cells if cell is not None] == pytest.approx([100, 300] * 2, abs=5)
        assert len(set(cells)) == 4

    def test_a_shape_over_two_cells_is_cut_at_the_rule(self) -> None:
        ink = paper()
        label, value = write(ink, 220, 125, 2), write(ink, 325, 125, 8)
        grid(ink, (100, 305, 800), (100, 200))
        found, _ = found_in(ink, [label.union(value)])
        assert all_near(found, [label, value])
        assert found[0].cell != found[1].cell

    def test_a_low_row_is_a_row_of_cells(self) -> None:
        ink = paper()
        label, value = write(ink, 220, 120, 2), write(ink, 325, 120, 8)
        grid(ink, (100, 305, 800), (100, 170))
        found, _ = found_in(ink, [label.union(value)])
        assert all_near(found, [label, value])
        assert found[0].cell != found[1].cell

    def test_a_label_spaced_out_in_a_narrow_cell_is_one_line(self) -> None:
        ink = paper()
        one, other = write(ink, 120, 125, 1), write(ink, 250, 125, 1)
        grid(ink, (100, 300, 800), (100, 200))
        value = write(ink, 320, 125, 5)
        found, _ = found_in(ink, [one, other, value])
        assert all_near(found, [one.union(other), value])

    def test_a_small_hint_between_spread_characters_stays_a_line_of_its_own(self) -> None:
        ink = paper()
        one, other = write(ink, 115, 115, 1), write(ink, 265, 115, 1)
        hint = write(ink, 150, 148, 6, size=14, step=18)
        grid(ink, (100, 310, 800), (100, 200))
        found, _ = found_in(ink, [one, other, hint])
        assert len(found) == 2
        assert any(near(region.box, hint, 5) for region in found)

    def test_boxes_for_single_digits_do_not_divide_a_postal_code(self) -> None:
        ink = paper()
        code = write(ink, 307, 208, 7, step=44)
        grid(ink, tuple(range(300, 300 + 8 * 44, 44)), (200, 246))
        (found,), _ = found_in(ink, [code])
        assert near(found.box, code, slack=12)
        assert len(found.comb) == 7
        assert [box.left for box in found.comb] == pytest.approx(range(302, 602, 44), abs=4)

    def test_a_printed_hyphen_between_boxes_has_its_place_and_words_beside_them_stay_lines(self) -> None:
        ink = paper()
        mark = write(ink, 250, 208, 1)
        three, four = write(ink, 307, 208, 3, step=44), write(ink, 479, 208, 4, step=44)
        cv2.line(ink, (444, 223), (460, 223), 1, 3)
        grid(ink, tuple(range(300, 300 + 4 * 44, 44)), (200, 246))
        grid(ink, tuple(range(472, 472 + 5 * 44, 44)), (200, 246))
        word = write(ink, 700, 208, 4)
        found, _ = found_in(ink, [mark, three.union(four), word])
        (comb,) = (region for region in found if region.comb)
        assert len(comb.comb) == 8
        others = [region.box for region in found if not region.comb]
        assert len(others) == 2
        assert near(others[0], mark, 8)
        assert near(others[1], word, 8)

    def test_empty_boxes_are_no_line(self) -> None:
        ink = paper()
        grid(ink, tuple(range(300, 300 + 8 * 44, 44)), (200, 246))
        found, _ = found_in(ink, [Box(305, 205, 600, 240)])
        assert not any(region.comb for region in found)

    def test_words_spaced_out_in_a_wide_cell_are_one_line_and_far_ones_two(self) -> None:
        ink = paper()
        near_by = write(ink, 120, 125, 3), write(ink, 270, 125, 4)
        far = write(ink, 640, 125, 3)
        grid(ink, (100, 800), (100, 200))
        found, _ = found_in(ink, [*near_by, far])
        assert all_near(found, [near_by[0].union(near_by[1]), far])


class TestColumns:
    def test_columns_come_from_right_to_left(self) -> None:
        ink = paper()
        written = [write(ink, left, top, 20, step=-34) for left, top in ((700, 100), (640, 100), (580, 134))]
        found, _ = found_in(ink, written, DOWN)
        assert all_near(found, written)
        assert {region.direction for region in found} == {DOWN}

    def test_two_tiers_are_read_one_under_the_other(self) -> None:
        ink = paper()
        upper = [write(ink, left, 100, 10, step=-34) for left in (700, 640)]
        lower = [write(ink, left, 660, 10, step=-34) for left in (700, 640)]
        found, _ = found_in(ink, [*lower, *upper], DOWN)
        assert len(found) == 4

    def test_a_fax_header_over_vertical_writing_runs_across(self) -> None:
        ink = paper()
        header = write(ink, 100, 20, 20, size=20)
        columns = [write(ink, left, 150, 20, step=-34) for left in (700, 640)]
        found, _ = found_in(ink, [header, *columns], DOWN)
        assert [region.direction for region in found].count(ACROSS) == 1
        (across,) = (region for region in found if region.direction is ACROSS)
        assert near(across.box, header, 6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-50, WIDTH), st.integers(-50, HEIGHT), st.integers(0, 600), st.integers(0, 600)),
        max_size=12,
    ),
    st.sampled_from(list(Direction)),
)
def test_whatever_the_shapes_lines_lie_on_the_page_and_hold_ink(
    shapes: list[tuple[int, int, int, int]], direction: Direction
) -> None:
    ink = paper()
    for top in range(100, 1100, 60):
        write(ink, 100, top, 18)
    ruling = Ruling()
    boxes = [Box(x, y, x + w, y + h) for x, y, w, h in shapes]
    found = find_lines(boxes, ruling, ink, DPI, direction)
    for region in found:
        box = region.box
        assert box == box.clipped(WIDTH, HEIGHT)
        assert ink[box.top : box.bottom, box.left : box.right].any()
        assert ink[box.top, box.left : box.right].any()
        assert ink[box.top : box.bottom, box.left].any()


class TestReadingOrder:
    @given(st.permutations(range(8)))
    def test_rows_come_from_the_top_whatever_their_order(self, order: list[int]) -> None:
        regions = [
            LineRegion(Box(100 + 300 * (i % 2), 50 * (i // 2), 350 + 300 * (i % 2), 50 * (i // 2) + 30), ACROSS)
            for i in range(8)
        ]
        assert in_reading_order([regions[i] for i in order], ACROSS) == tuple(regions)

    @given(st.permutations(range(6)))
    def test_columns_come_from_the_right_whatever_their_order(self, order: list[int]) -> None:
        regions = [LineRegion(Box(700 - 60 * i, 100, 730 - 60 * i, 900), DOWN) for i in range(6)]
        assert in_reading_order([regions[i] for i in order], DOWN) == tuple(regions)

    def test_a_row_a_little_aslant_stays_one_row(self) -> None:
        left, right = LineRegion(Box(100, 106, 300, 136), ACROSS), LineRegion(Box(400, 100, 700, 130), ACROSS)
        assert in_reading_order([right, left], ACROSS) == (left, right)

    def test_nothing_has_no_order(self) -> None:
        assert in_reading_order([], ACROSS) == ()


def test_writing_in_a_drawn_circle_is_still_found() -> None:
    ink = paper()
    line = write(ink, 300, 300, 6)
    cv2.circle(ink, (round(line.centre[0]), round(line.centre[1])), 160, 1, 3)
    found, _ = found_in(ink, [line])
    assert all_near(found, [line])

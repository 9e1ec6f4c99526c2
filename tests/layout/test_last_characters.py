"""Last characters alone on a row: found where a paragraph goes on, and nowhere else."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.layout.last_characters import with_last_characters
from ocr_intake.layout.lines import LineRegion
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction
from tests.layout.drawing import SIZE, WIDTH, Ink, paper, write

ACROSS, DOWN = Direction.HORIZONTAL, Direction.VERTICAL
LEFT, TOP, FULL = 100, 100, 20
PITCH = 54


def row(ink: Ink, number: int, count: int = FULL, left: int = LEFT, pitch: int = PITCH) -> LineRegion:
    return LineRegion(write(ink, left, TOP + number * pitch, count), ACROSS)


def ring(ink: Ink, left: int, bottom: int, size: int = 10) -> Box:
    """A full stop whose ink ends before ``bottom``."""
    radius = size // 2 - 1
    cv2.circle(ink, (left + radius, bottom - 1 - radius), radius, 1, 1)
    return Box(left, bottom - 2 * radius - 1, left + 2 * radius + 1, bottom)


def bottom_of(number: int, pitch: int = PITCH) -> int:
    return TOP + number * pitch + SIZE


def added(lines: list[LineRegion], ink: Ink, cells: tuple[Box, ...] = ()) -> list[LineRegion]:
    found = with_last_characters(lines, cells, ink, ACROSS)
    assert [line for line in found if line in lines] == lines
    return [line for line in found if line not in lines]


def in_columns(lines: list[LineRegion], ink: Ink) -> tuple[list[LineRegion], Ink]:
    """The page turned by a quarter to the right: rows become columns, the first one at the right."""
    height = ink.shape[0]
    turned = [
        LineRegion(Box(height - b.bottom, b.left, height - b.top, b.right), DOWN) for line in lines for b in [line.box]
    ]
    return turned, np.ascontiguousarray(np.rot90(ink, -1))


class TestFound:
    @given(
        rows=st.integers(1, 5),
        pitch=st.integers(36, 70),
        size=st.integers(8, 14),
        aside=st.integers(-6, 12),
    )
    @settings(max_examples=40, deadline=None)
    def test_a_full_stop_below_a_full_row(self, rows: int, pitch: int, size: int, aside: int) -> None:
        ink = paper()
        lines = [row(ink, number, pitch=pitch) for number in range(rows)]
        stop = ring(ink, LEFT + aside, bottom_of(rows, pitch), size)
        (line,) = added(lines, ink)
        assert stop.covered_by(line.box) == 1
        assert line.box.bottom == stop.bottom
        assert line.direction is ACROSS
        assert line.box.width >= 2 * stop.width
        assert all(line.box.intersection(other.box) is None for other in lines)

    @given(rows=st.integers(1, 5), pitch=st.integers(36, 70), size=st.integers(8, 14))
    @settings(max_examples=30, deadline=None)
    def test_the_same_in_columns(self, rows: int, pitch: int, size: int) -> None:
        ink = paper()
        lines = [row(ink, number, pitch=pitch) for number in range(rows)]
        top = TOP + rows * pitch  # at the right of its column
        stop = ring(ink, LEFT + 4, top + 2 * (size // 2) + 1, size)
        columns, turned = in_columns(lines, ink)
        found = with_last_characters(columns, (), turned, DOWN)
        assert list(found[:-1]) == columns
        assert found[-1].direction is DOWN
        box = Box(ink.shape[0] - stop.bottom, stop.left, ink.shape[0] - stop.top, stop.right)
        assert box.covered_by(found[-1].box) == 1

    def test_below_an_indented_row_it_stands_where_rows_begin(self) -> None:
        ink = paper()
        first = row(ink, 0, left=LEFT + SIZE)
        ring(ink, LEFT + 2, bottom_of(1))
        assert len(added([first], ink)) == 1

    def test_two_characters_are_found_with_their_ink(self) -> None:
        ink = paper()
        first = row(ink, 0)
        letter = write(ink, LEFT, TOP + PITCH, 1)
        stop = ring(ink, LEFT + SIZE + 6, bottom_of(1))
        (line,) = added([first], ink)
        assert letter.union(stop).covered_by(line.box) > 0.9

    def test_a_line_of_the_ring_alone_is_replaced(self) -> None:
        ink = paper()
        first = row(ink, 0)
        stop = ring(ink, LEFT, bottom_of(1))
        found = with_last_characters([first, LineRegion(stop, ACROSS)], (), ink, ACROSS)
        assert len(found) == 2
        assert found[0] == first
        assert found[1].box.height >= SIZE

    def test_it_is_in_the_cell_of_its_row(self) -> None:
        ink = paper()
        cell = Box(LEFT - 15, TOP - 20, LEFT + FULL * 34 + 40, TOP + 200)
        first = LineRegion(write(ink, LEFT, TOP, FULL), ACROSS, 0)
        ring(ink, LEFT, bottom_of(1))
        (line,) = added([first], ink, (cell,))
        assert line.cell == 0

    def test_its_place_in_the_reading_order_is_before_what_follows(self) -> None:
        ink = paper()
        first, last = row(ink, 0), row(ink, 2, count=2)
        ring(ink, LEFT, bottom_of(1))
        found = with_last_characters([first, last], (), ink, ACROSS)
        assert [found[0], found[2]] == [first, last]


class TestNotFound:
    @given(st.sets(st.tuples(st.integers(0, 99), st.integers(0, 40)), max_size=60), st.integers(1, 5))
    @settings(max_examples=40, deadline=None)
    def test_specks_are_no_characters(self, specks: set[tuple[int, int]], size: int) -> None:
        ink = paper()
        lines = [row(ink, number) for number in range(3)]
        for x, y in specks:
            left, top = 8 * x, bottom_of(2) + 8 * y
            ink[top : top + size, left : left + size] = 1
        assert added(lines, ink) == []

    @given(st.integers(0, WIDTH - 20), st.integers(bottom_of(0) + 18, 1000))
    @settings(max_examples=60, deadline=None)
    def test_a_ring_elsewhere_is_none(self, left: int, bottom: int) -> None:
        ink = paper()
        lines = [row(ink, number) for number in range(2)]
        at_a_beginning = LEFT - 10 - SIZE <= left <= LEFT + 20
        on_the_next_row = abs(bottom - bottom_of(2)) <= 0.3 * PITCH
        ring(ink, left, bottom)
        if not (at_a_beginning and on_the_next_row):
            assert added(lines, ink) == []

    @pytest.mark.parametrize("left", [LEFT + 3 * SIZE, LEFT + 500])
    def test_something_else_on_the_row(self, left: int) -> None:
        ink = paper()
        first = row(ink, 0)
        ring(ink, LEFT, bottom_of(1))
        write(ink, left, TOP + PITCH, 1)
        assert added([first], ink) == []

    def test_another_line_on_the_row(self) -> None:
        ink = paper()
        lines = [row(ink, 0), row(ink, 1, count=2, left=600)]
        ring(ink, LEFT, bottom_of(1))
        assert added(lines, ink) == []

    def test_a_row_that_has_room_at_its_end(self) -> None:
        ink = paper()
        lines = [row(ink, 0), row(ink, 1, count=FULL - 3)]
        ring(ink, LEFT, bottom_of(2))
        assert added(lines, ink) == []

    def test_a_short_row(self) -> None:
        ink = paper()
        first = row(ink, 0, count=4)
        ring(ink, LEFT, bottom_of(1))
        assert added([first], ink) == []

    def test_another_pitch(self) -> None:
        ink = paper()
        lines = [row(ink, number) for number in range(3)]
        ring(ink, LEFT, bottom_of(3) + PITCH // 3)
        assert added(lines, ink) == []

    def test_below_the_cell(self) -> None:
        ink = paper()
        cell = Box(LEFT - 15, TOP - 20, LEFT + FULL * 34 + 40, TOP + SIZE + 10)
        first = LineRegion(write(ink, LEFT, TOP, FULL), ACROSS, 0)
        ring(ink, LEFT, bottom_of(1))
        assert added([first], ink, (cell,)) == []

    def test_in_a_cell_of_its_own(self) -> None:
        ink = paper()
        first = row(ink, 0)
        ring(ink, LEFT, bottom_of(1))
        assert added([first], ink, (Box(LEFT - 10, bottom_of(0) + 5, LEFT + 60, bottom_of(1) + 5),)) == []

    @pytest.mark.parametrize("size", [(12, 2), (2, 12), (25, 3), (2, 28)])
    def test_what_is_left_of_a_rule(self, size: tuple[int, int]) -> None:
        ink = paper()
        first = row(ink, 0)
        ink[bottom_of(1) - size[1] : bottom_of(1), LEFT : LEFT + size[0]] = 1
        assert added([first], ink) == []

    def test_a_page_without_lines_or_with_lines_only(self) -> None:
        ink = paper()
        assert with_last_characters((), (), ink, ACROSS) == ()
        lines = (row(ink, 0), row(ink, 1))
        assert with_last_characters(lines, (), ink, ACROSS) == lines

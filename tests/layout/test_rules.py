"""Ruled lines and cells: tables close over small gaps, writing is no rule, streaks are none, strokes are spared."""

import itertools

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.layout.rules import Ruling, erase_rules, find_ruling
from ocr_intake.model.geometry import Box
from tests.layout.drawing import DPI, HEIGHT, WIDTH, Ink, grid, near, paper, write

XS, YS = (100, 300, 800), (100, 180, 260, 700)


def cells_of(xs: tuple[int, ...], ys: tuple[int, ...]) -> list[Box]:
    return [Box(x, y, right, bottom) for y, bottom in itertools.pairwise(ys) for x, right in itertools.pairwise(xs)]


def same_cells(found: tuple[Box, ...], wanted: list[Box], slack: int = 5) -> bool:
    return len(found) == len(wanted) and all(near(a, b, slack) for a, b in zip(found, wanted, strict=True))


def test_the_cells_of_a_table_come_in_reading_order() -> None:
    ink = paper()
    grid(ink, XS, YS)
    ruling = find_ruling(ink, DPI)
    assert same_cells(ruling.cells, cells_of(XS, YS))
    assert len(ruling.horizontal) == len(YS)
    assert len(ruling.vertical) == len(XS)
    assert ruling.streaks == ()
    assert [rule.position for rule in ruling.horizontal] == pytest.approx(YS, abs=3)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(70, 160), min_size=1, max_size=4),
    st.lists(st.integers(60, 180), min_size=1, max_size=5),
    st.sampled_from([2, 3, 5]),
)
def test_a_table_of_any_rows_and_columns_has_all_its_cells(widths: list[int], heights: list[int], thick: int) -> None:
    xs = tuple(int(x) for x in np.cumsum([120, *[max(w, 260 // len(widths)) for w in widths]]))
    ys = tuple(int(y) for y in np.cumsum([90, *heights]))
    if xs[-1] - xs[0] < DPI or ys[-1] - ys[0] < DPI * 0.5:
        return
    ink = paper()
    grid(ink, xs, ys, thick)
    assert same_cells(find_ruling(ink, DPI).cells, cells_of(xs, ys))


def test_a_table_with_writing_in_it_has_the_same_cells() -> None:
    ink = paper()
    grid(ink, XS, YS)
    write(ink, 120, 120, 4)
    write(ink, 320, 125, 12)
    write(ink, 320, 205, 10)
    for top in range(300, 640, 50):
        write(ink, 310, top, 13)
    assert same_cells(find_ruling(ink, DPI).cells, cells_of(XS, YS))


def test_rules_torn_by_a_fax_still_close() -> None:
    ink = paper()
    grid(ink, XS, YS)
    for at in range(130, 800, 90):
        ink[:, at : at + 4] = 0
    for at in range(140, 700, 110):
        ink[at : at + 4] = 0
    assert same_cells(find_ruling(ink, DPI).cells, cells_of(XS, YS))


def test_rules_that_stop_just_short_of_each_other_still_close() -> None:
    ink = paper()
    grid(ink, XS, YS)
    for y in YS[1:-1]:
        ink[y - 3 : y + 4, 290:298] = 0
        ink[y - 3 : y + 4, 303:312] = 0
    assert same_cells(find_ruling(ink, DPI).cells, cells_of(XS, YS))


def test_a_table_a_little_askew_still_closes() -> None:
    ink = paper()
    grid(ink, XS, YS)
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 0.15, 1.0)
    askew = np.asarray(cv2.warpAffine(ink, turn, (WIDTH, HEIGHT), flags=cv2.INTER_NEAREST), dtype=np.uint8)
    assert same_cells(find_ruling(askew, DPI).cells, cells_of(XS, YS), slack=8)


def test_merged_cells_are_one() -> None:
    ink = paper()
    grid(ink, (100, 800), YS)
    cv2.line(ink, (300, YS[0]), (300, YS[2]), 1, 3)
    wanted = [*cells_of((100, 300, 800), YS[:3]), Box(100, 260, 800, 700)]
    assert same_cells(find_ruling(ink, DPI).cells, wanted)


def test_boxes_for_single_digits_are_cells() -> None:
    ink = paper()
    grid(ink, tuple(range(300, 300 + 8 * 44, 44)), (200, 246))
    assert len(find_ruling(ink, DPI).cells) == 7


def test_a_line_over_the_whole_page_is_a_streak() -> None:
    ink = paper()
    grid(ink, XS, YS)
    cv2.line(ink, (550, 0), (550, HEIGHT), 1, 2)
    ruling = find_ruling(ink, DPI)
    (streak,) = ruling.streaks
    assert streak.position == pytest.approx(550, abs=3)
    assert len(ruling.vertical) == len(XS)
    assert same_cells(ruling.cells, cells_of(XS, YS))


def test_an_underlined_field_is_a_rule_without_cells() -> None:
    ink = paper()
    cv2.line(ink, (200, 400), (700, 400), 1, 2)
    ruling = find_ruling(ink, DPI)
    assert [rule.length for rule in ruling.horizontal] == [pytest.approx(500, abs=8)]
    assert ruling.cells == ()


def test_writing_is_no_rule() -> None:
    ink = paper()
    for top in range(80, 1000, 44):
        write(ink, 100, top, 20)
    for top in range(1020, 1150, 22):
        write(ink, 100, top, 45, size=14, step=15)
    assert find_ruling(ink, DPI) == Ruling()


def test_pictures_and_thick_bars_are_no_rules() -> None:
    ink = paper()
    ink[100:130, 100:700] = 1
    ink[300:600, 200:600] = 1
    cv2.circle(ink, (450, 900), 120, 1, 4)
    assert find_ruling(ink, DPI) == Ruling()


@pytest.mark.parametrize("ink", [paper(), np.ones((200, 150), np.uint8), np.zeros((1, 1), np.uint8)])
def test_empty_and_full_pages_have_no_rules(ink: Ink) -> None:
    assert find_ruling(ink, DPI) == Ruling()


class TestErasing:
    @staticmethod
    def erased(ink: Ink) -> Ink:
        grey = np.where(ink > 0, 0, 255).astype(np.uint8)
        return erase_rules(grey, ink, find_ruling(ink, DPI))

    def test_a_table_goes_and_the_writing_in_it_stays(self) -> None:
        ink = paper()
        write(ink, 330, 130, 8)
        text = ink.copy()
        grid(ink, XS, YS)
        clean = self.erased(ink)
        assert (clean[text > 0] == 0).all()
        rest = (clean == 0) & (text == 0)
        assert rest.sum() < 0.05 * (ink.sum() - text.sum())

    def test_strokes_that_cross_a_rule_stay(self) -> None:
        ink = paper()
        grid(ink, XS, YS)
        crossing = paper()
        for x in range(350, 750, 50):
            cv2.line(crossing, (x, 150), (x, 210), 1, 4)
        clean = self.erased(np.maximum(ink, crossing))
        assert (clean[crossing > 0] == 0).all()
        between = clean[YS[1] - 1 : YS[1] + 2, 365:385]
        assert (between == 255).all()

    def test_a_streak_goes_and_the_lines_it_runs_through_stay(self) -> None:
        ink = paper()
        for top in range(100, 1100, 60):
            write(ink, 100, top, 20)
        text = ink.copy()
        cv2.line(ink, (451, 0), (451, HEIGHT), 1, 2)
        clean = self.erased(ink)
        assert (clean[text > 0] == 0).mean() > 0.995
        left = (clean[:, 445:458] == 0) & (text[:, 445:458] == 0)
        assert left.sum() < 0.4 * (ink.sum() - text.sum())

    def test_without_rules_nothing_changes(self) -> None:
        grey = np.random.default_rng(1).integers(0, 256, (50, 40), dtype=np.uint8)
        clean = erase_rules(grey, (grey < 128).astype(np.uint8), Ruling())
        assert np.array_equal(clean, grey)
        assert clean is not grey

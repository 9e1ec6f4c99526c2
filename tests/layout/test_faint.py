"""Torn and faint rules: a table is whole again, writing becomes no rule, two tables side by side stay two."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ocr_intake.layout.faint import PIECE, mended
from ocr_intake.layout.rule import Rule
from ocr_intake.layout.rules import find_ruling
from ocr_intake.model.geometry import Box
from tests.layout.drawing import DPI, Ink, grid, near, paper, write

XS, YS = (100, 300, 800), (100, 180, 260, 700)
WHOLE = [Box(x, y, right, bottom) for y, bottom in itertools.pairwise(YS) for x, right in itertools.pairwise(XS)]


def is_whole(ink: Ink) -> bool:
    cells = find_ruling(ink, DPI).cells
    return len(cells) == len(WHOLE) and all(near(a, b, 6) for a, b in zip(cells, WHOLE, strict=True))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(130, 640), st.integers(30, 110)), min_size=4, max_size=4))
def test_a_table_with_a_tear_in_every_rule_is_whole(tears: list[tuple[int, int]]) -> None:
    # of the side of a cell more must be left than what a stroke of writing may be: a piece, or its other end
    assume(all(start - XS[0] > PIECE * DPI or start + length < XS[1] - PIECE * DPI / 2 for start, length in tears))
    ink = paper()
    grid(ink, XS, YS)
    for y, (start, length) in zip(YS, tears, strict=True):
        torn = slice(start, start + length)
        columns = np.arange(ink.shape[1])[torn]
        kept = columns[np.isin(columns, [x + d for x in XS for d in (-1, 0, 1)])]
        before = ink[y - 3 : y + 4, kept].copy()
        ink[y - 3 : y + 4, torn] = 0
        ink[y - 3 : y + 4, kept] = before
    assert is_whole(ink)


@pytest.mark.parametrize("seed", range(6))
def test_a_table_of_which_a_pale_fax_left_dots_is_whole(seed: int) -> None:
    ink = paper()
    grid(ink, XS, YS)
    chance = np.random.default_rng(seed)
    for y in YS:
        band = ink[y - 3 : y + 4, XS[0] + 4 : XS[-1] - 3]
        band *= np.repeat(chance.random(band.shape[1] // 4 + 1) < 0.65, 4)[: band.shape[1]].astype(np.uint8)
    write(ink, 320, 120, 8)
    assert is_whole(ink)


def test_rows_of_writing_are_no_faint_rules() -> None:
    ink = paper()
    for top in range(100, 900, 55):
        write(ink, 80, top, 20)
    assert find_ruling(ink, DPI).horizontal == ()


def test_a_gap_between_two_tables_is_no_tear() -> None:
    down = [Rule(x, 100, 500, 2) for x in (100, 300, 420, 700)]
    across = [Rule(200, 100, 300, 2), Rule(200, 420, 700, 2)]
    assert mended(across, down, 10) == tuple(across)


def test_an_underline_far_from_any_frame_stays_as_it_is() -> None:
    line = Rule(300, 400, 600, 2)
    assert mended([line], [Rule(100, 100, 900, 2), Rule(800, 100, 900, 2)], 24) == (line,)


def test_dashed_lines_to_write_on_are_guides_and_divide_no_cell() -> None:
    ink = paper()
    grid(ink, XS, YS)
    for y in (340, 420, 500, 580):
        for x in range(312, 790, 19):
            ink[y : y + 2, x : x + 10] = 1
    ruling = find_ruling(ink, DPI)
    assert is_whole(ink)
    assert len(ruling.guides) == 4

"""A form is found again however it was scanned, its fields within a line's height; another page is not taken for it."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ocr_intake.layout.forms.marks import marks_of
from ocr_intake.layout.forms.register import Registration, best_of, moved, register, searched
from ocr_intake.layout.forms.template import Area, FormPage, PrintedLine, Rect, Stroke
from ocr_intake.layout.lines import LineRegion
from ocr_intake.layout.rules import Ruling
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction
from tests.layout.form_drawing import DPI, SCALE, Matrix, homography, plain_form, ruled_form, written_on

TOLERANCE = 1.5
"""Millimetres: less than half the height of a character."""
FORMS = (ruled_form(), plain_form())
WRITING = [Rect(64, 63, 100, 69), Rect(64, 78, 150, 84), Rect(23, 142, 180, 148), Rect(23, 152, 120, 158)]


def found_on(form: FormPage, matrix: Matrix, writing: list[Rect], without: tuple[int, ...] = ()) -> Registration | None:
    lines, ruling, size = written_on(form, matrix, writing=writing, without=without)
    return register(searched(marks_of(lines, ruling, size, DPI)), form)


def farthest(found: Registration, matrix: Matrix) -> float:
    """How far off the corner of any field is, millimetres."""
    corners = np.concatenate([area.rect.corners() for area in found.page.areas])
    return float(np.linalg.norm(moved(found.matrix, corners) / SCALE - moved(matrix, corners), axis=1).max())


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_a_page_as_it_was_printed(form: FormPage) -> None:
    found = found_on(form, np.eye(3), [])
    assert found is not None
    assert found.sure
    assert found.found > 0.98
    assert farthest(found, np.eye(3)) < 0.3


offsets = st.floats(-8, 8)
places = st.tuples(st.floats(15, 120), st.floats(10, 280), st.floats(8, 60))


moves = st.builds(
    lambda across, stretch, shift, degrees, perspective: homography(
        (across, across * stretch), shift, degrees, perspective
    ),
    st.floats(0.93, 1.06),
    st.floats(0.97, 1.03),
    st.tuples(offsets, offsets),
    st.floats(-0.6, 0.6),
    st.tuples(st.floats(-1.5, 1.5), st.floats(-1.5, 1.5)),
)


@settings(max_examples=60, deadline=None)
@given(form=st.sampled_from(FORMS), matrix=moves, writing=st.lists(places, max_size=12))
def test_a_page_that_was_scanned_askew_faxed_or_photographed(
    form: FormPage, matrix: Matrix, writing: list[tuple[float, float, float]]
) -> None:
    """What is left of a skew once the page is straight, a fax machine's scales, a photograph's perspective."""
    found = found_on(form, matrix, [Rect(x, y, x + width, y + 5) for x, y, width in writing])
    assert found is not None
    assert found.sure
    assert farthest(found, matrix) < TOLERANCE


@settings(max_examples=30, deadline=None)
@given(lost=st.sets(st.integers(0, 8), max_size=2), degrees=st.floats(-1, 1))
def test_lines_that_were_not_found_do_not_matter(lost: set[int], degrees: float) -> None:
    matrix = homography((0.97, 0.97), (3.0, -4.0), degrees)
    found = found_on(ruled_form(), matrix, WRITING, tuple(lost))
    assert found is not None
    assert found.sure
    assert farthest(found, matrix) < TOLERANCE


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(4, 45))
def test_a_letter_is_no_form(seed: int, rows: int) -> None:
    chance = np.random.default_rng(seed)
    tops = np.sort(chance.uniform(15, 280, rows))
    lefts = np.where(chance.random(rows) < 0.8, 25.0, chance.uniform(15, 140, rows))
    widths = chance.uniform(10, 160, rows)
    ends = np.minimum(lefts + widths, 200)
    sides = (np.stack([lefts, tops, ends, tops + 5], axis=1) * SCALE).astype(int).tolist()
    boxes = [Box(*each) for each in sides]
    lines = [LineRegion(box, Direction.HORIZONTAL) for box in boxes]
    assert best_of(marks_of(lines, Ruling(), (1654, 2339), DPI), FORMS) == ()


@pytest.mark.parametrize(("page", "form"), [(FORMS[0], FORMS[1]), (FORMS[1], FORMS[0])])
def test_another_form_is_not_this_one(page: FormPage, form: FormPage) -> None:
    lines, ruling, size = written_on(page, np.eye(3), writing=WRITING)
    assert best_of(marks_of(lines, ruling, size, DPI), [form]) == ()


def test_the_same_table_with_other_words_in_it_is_not_this_form() -> None:
    lines, ruling, size = written_on(ruled_form(), np.eye(3), writing=WRITING, without=(0, 1, 2, 3, 4, 5))
    assert best_of(marks_of(lines, ruling, size, DPI), [ruled_form()]) == ()


def test_of_two_forms_the_one_that_fits_comes_first() -> None:
    longer = ruled_form("longer")
    shifted = FormPage(
        "shifted",
        1,
        longer.width,
        longer.height,
        tuple(
            PrintedLine(line.text, Rect(r.left, r.top + 9 * (r.top > 100), r.right, r.bottom + 9 * (r.top > 100)))
            for line in longer.printed
            for r in [line.rect]
        ),
        longer.areas,
        longer.across,
        longer.down,
    )
    lines, ruling, size = written_on(longer, homography(shift=(2.0, 2.0)))
    found = best_of(marks_of(lines, ruling, size, DPI), [shifted, longer])
    assert found[0].page.form == "longer"


def test_a_wrong_resolution_does_not_matter() -> None:
    """A scanner that says 200 dpi and means 300."""
    lines, ruling, size = written_on(ruled_form(), homography(degrees=0.4))
    found = register(searched(marks_of(lines, ruling, size, DPI / 1.5)), ruled_form())
    assert found is not None
    assert found.sure
    assert farthest(found, homography(degrees=0.4)) < TOLERANCE


HOSTILE = [
    FormPage("no-lines", 1, 210, 297),
    FormPage("one-place", 1, 210, 297, (PrintedLine("あ", Rect(10, 10, 10.1, 10.1)),) * 400),
    FormPage("far-off", 1, 210, 297, tuple(PrintedLine("あ", Rect(-1200, y, 2400, y + 1)) for y in range(400))),
    FormPage(
        "ruled-black",
        1,
        210,
        297,
        tuple(PrintedLine("あ", Rect(5, y, 6, y + 1)) for y in range(40)),
        (Area(("name",), Rect(0, 0, 2400, 2400)),),
        tuple(Stroke(y / 2, -1200, 2400) for y in range(400)),
        tuple(Stroke(x / 2, -1200, 2400) for x in range(400)),
    ),
    FormPage("tiny", 1, 20, 20, tuple(PrintedLine("あ", Rect(1, y, 2, y + 1)) for y in range(4))),
]


@pytest.mark.parametrize("form", HOSTILE, ids=lambda form: form.form)
def test_nonsense_is_not_found_and_costs_little(form: FormPage) -> None:
    lines, ruling, size = written_on(ruled_form(), np.eye(3), writing=WRITING)
    marks = marks_of(lines, ruling, size, DPI)
    begin = time.process_time()
    assert best_of(marks, [form]) == ()
    assert time.process_time() - begin < 5


@settings(max_examples=40, deadline=None)
@given(
    boxes=st.lists(
        st.tuples(st.integers(0, 1600), st.integers(0, 2300), st.integers(0, 900), st.integers(0, 60)), max_size=40
    )
)
def test_any_lines_at_all_are_looked_at_without_trouble(boxes: list[tuple[int, int, int, int]]) -> None:
    assume(len({box[:2] for box in boxes}) == len(boxes))
    lines = [LineRegion(Box(x, y, x + w, y + h), Direction.HORIZONTAL) for x, y, w, h in boxes]
    found = best_of(marks_of(lines, Ruling(), (1654, 2339), DPI), FORMS)
    assert all(np.isfinite(one.matrix).all() for one in found)

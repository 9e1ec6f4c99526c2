"""Known text in its box: nothing of it is lost, nothing stands outside, and painting changes a copy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.imaging.typesetting import PADDING, Face, broken, paint, set_in
from ocr_intake.intake import japanese_font
from ocr_intake.model.geometry import Box

SQUARE = Face(None)
"""Without a font letters are square, or half as wide."""
TEXTS = st.text(st.sampled_from("市道を、直す。 　aB1\n"), max_size=80)


@given(TEXTS, st.floats(0.2, 30))
def test_broken_lines_make_the_text_again(text: str, width: float) -> None:
    found = list(broken(text, width, SQUARE))
    assert "".join(line if goes_on else f"{line}\n" for line, goes_on in found) == f"{text}\n"


@given(st.text(st.sampled_from("市道を、直すaB1"), min_size=1, max_size=60), st.floats(1, 30))
def test_no_line_is_wider_than_its_box(text: str, width: float) -> None:
    assert all(SQUARE.width(line) <= width or len(line) == 1 for line, _ in broken(text, width, SQUARE))


def test_a_line_is_not_broken_beside_white_space() -> None:
    assert [line for line, _ in broken("道を 直す。", 3, SQUARE)] == ["道", "を 直", "す。"]


@given(TEXTS.filter(str.strip), st.integers(40, 900), st.integers(20, 400), st.floats(8, 60))
def test_a_text_stands_in_its_box_or_nowhere(text: str, width: int, height: int, size: float) -> None:
    box = Box(100, 200, 100 + width, 200 + height)
    lines = set_in(text, box, size, SQUARE)
    if lines is None:
        return
    assert "".join("".join(line.text for line in lines).split()) == "".join(text.split())
    assert all(line.box.top >= box.top - 1 and line.box.bottom <= box.bottom + 1 for line in lines)
    narrow = all(len(line.text) > 1 for line in lines)
    assert not narrow or all(line.box.right <= box.right + PADDING * size for line in lines)


def test_a_long_text_is_set_smaller() -> None:
    short, long = (set_in("あ" * count, Box(0, 0, 400, 60), 40, SQUARE) for count in (5, 30))
    assert short is not None
    assert long is not None
    assert long[0].box.height < short[0].box.height


def test_what_fits_in_no_size_is_not_set() -> None:
    assert set_in("あ" * 3000, Box(0, 0, 400, 60), 40, SQUARE) is None
    assert set_in("あ", Box(0, 0, 0, 0), 40, SQUARE) is None


@pytest.mark.parametrize("shape", [(300, 500), (300, 500, 3)])
def test_painting_puts_ink_where_the_line_is(shape: tuple[int, ...]) -> None:
    found = japanese_font()
    assert found is not None, "scripts/setup.sh installs one"
    face = Face(found.path, found.index)
    page = np.full(shape, 255, np.uint8)
    page.setflags(write=False)
    lines = set_in("窓口を夜も開けて", Box(50, 100, 450, 160), 40, face)
    assert lines is not None
    painted = paint(page, lines, face)
    ink = painted.reshape(300, 500, -1).min(axis=2) < 128
    box = lines[0].box
    assert ink[box.top : box.bottom, box.left : box.right].mean() > 0.1
    assert not ink[:90].any()
    assert not ink[170:].any()
    assert (page == 255).all()


def test_at_the_edge_of_a_page_and_without_a_font_nothing_breaks() -> None:
    page = np.full((50, 80), 255, np.uint8)
    lines = set_in("窓口", Box(60, 30, 140, 80), 30, SQUARE)
    assert lines is not None
    assert (paint(page, lines, SQUARE) == 255).all()
    found = japanese_font()
    assert found is not None
    assert paint(page, lines, Face(found.path, found.index)).shape == (50, 80)

"""Which part of a page is shown, and how large."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ocr_intake.model.geometry import Box
from ocr_intake.terminal.scene import Canvas, Look, Scene, _pieces, field_scene, page_scene
from ocr_intake.terminal.sheets import sheets_scene
from ocr_intake.terminal.spots import spot_scene

CANVAS = Canvas(100, 20, (8, 16), 5.0, 7.0)
PAGE = (1600, 2200)


def page_with(*boxes: Box) -> Image.Image:
    """A page with a black square for each character in the boxes, gaps between them."""
    image = Image.new("L", PAGE, 255)
    draw = ImageDraw.Draw(image)
    for box in boxes:
        size = min(box.width, box.height)
        for start in range(0, max(box.width, box.height) - size + 1, max(size, 1)):
            x, y = (box.left + start, box.top) if box.width >= box.height else (box.left, box.top + start)
            draw.rectangle((x + size // 6, y + size // 6, x + size * 5 // 6, y + size * 5 // 6), fill=0)
    return image


def shown(*boxes: Box, canvas: Canvas = CANVAS, scroll: int = 0) -> Scene:
    return field_scene([page_with(*boxes)], [boxes], canvas, Look(scroll=scroll))


def squares(scene: Scene) -> list[tuple[int, int]]:
    """Widths and heights of the black squares in the picture."""
    dark = (scene.pixels.max(axis=2) < 60).astype(np.uint8)
    seen = []
    while dark.any():
        y, x = np.argwhere(dark)[0]
        width = int(np.argmin(np.append(dark[y, x:], 0)))
        height = int(np.argmin(np.append(dark[y:, x], 0)))
        seen.append((width, height))
        dark[y : y + height, max(x - 1, 0) : x + width + 1] = 0
    return seen


def test_a_short_line_is_shown_whole_and_not_larger_than_needed() -> None:
    scene = shown(Box(800, 400, 1040, 460))
    assert (scene.pixels.shape[1], scene.rows <= CANVAS.rows, scene.more) == (800, True, False)
    found = squares(scene)
    assert len(found) == 4
    assert all(70 <= width <= 80 and 70 <= height <= 80 for width, height in found), "two thirds of seven rows"


def test_a_long_line_is_shown_in_pieces_that_can_be_read() -> None:
    scene = shown(Box(100, 400, 1480, 460))
    found = squares(scene)
    assert len(found) == 23
    assert all(abs(width - 54) <= 4 for width, _ in found), "two thirds of five rows, none cut through"


def test_paper_around_the_field_is_tinted() -> None:
    scene = shown(Box(800, 400, 1040, 460))
    corner, middle = scene.pixels[0, 0], scene.pixels[scene.pixels.shape[0] // 2]
    assert corner.max() < 225
    assert (middle == 255).all(axis=1).any()


def test_lines_that_do_not_fit_are_scrolled_to() -> None:
    boxes = [Box(100, 200 + 100 * n, 1480, 260 + 100 * n) for n in range(3)]
    first, last = shown(*boxes), shown(*boxes, scroll=1000)
    assert first.more
    assert first.rows == last.rows == CANVAS.rows
    assert (first.look.scroll, last.look.scroll) == (0, last.look.scroll)
    assert 0 < last.look.scroll < 1000
    assert not np.array_equal(first.pixels, last.pixels)


def test_neighbouring_lines_stay_one_picture_where_they_can_be_read() -> None:
    canvas = Canvas(100, 20, (10, 20), 1.4, 3.0)
    boxes = [Box(500, 300 + 70 * n, 1100, 360 + 70 * n) for n in range(3)]
    scene = shown(*boxes, canvas=canvas)
    assert len(squares(scene)) == 30
    assert not scene.more


def test_a_column_is_shown_in_pieces_side_by_side_from_the_right() -> None:
    scene = shown(Box(700, 200, 760, 920))
    found = squares(scene)
    assert len(found) == 12
    assert all(abs(width - height) <= 3 for width, height in found)
    right = scene.pixels[:, 500:].min(axis=2)
    assert (right < 60).any(), "the first piece stands at the right"


def test_short_columns_stand_as_on_the_page() -> None:
    canvas = Canvas(100, 20, (10, 20), 1.4, 3.0)
    scene = shown(Box(700, 200, 760, 440), Box(600, 200, 660, 380), canvas=canvas)
    assert len(squares(scene)) == 7
    assert scene.rows == 20


def test_lines_on_two_pages_are_shown_one_below_the_other() -> None:
    box = Box(800, 400, 1040, 460)
    scene = field_scene([page_with(box), page_with(box)], [[box], [box]], CANVAS, Look())
    assert len(squares(scene)) == 8


@pytest.mark.parametrize(
    "box", [Box(0, 0, 4, 3), Box(1590, 2190, 1600, 2200), Box(10, 10, 10, 10), Box(0, 0, 1600, 2200)]
)
def test_boxes_at_the_edge_or_of_no_size(box: Box) -> None:
    scene = shown(box)
    assert scene.pixels.shape[1] == CANVAS.width
    assert 1 <= scene.rows <= CANVAS.rows


@settings(max_examples=25, deadline=None)
@given(
    st.tuples(st.integers(0, 1599), st.integers(0, 2199), st.integers(1, 1600), st.integers(1, 2200)),
    st.integers(10, 160),
    st.integers(2, 40),
    st.sampled_from([(2, 4), (8, 16), (10, 20)]),
    st.integers(0, 30),
)
def test_any_box_on_any_canvas(
    corner: tuple[int, int, int, int], columns: int, rows: int, cell: tuple[int, int], scroll: int
) -> None:
    left, top, width, height = corner
    box = Box(left, top, min(left + width, 1600), min(top + height, 2200))
    canvas = Canvas(columns, rows, cell, 4.5, 7.0)
    for scene in (
        field_scene([Image.new("L", PAGE, 255)], [[box]], canvas, Look(scroll=scroll)),
        page_scene(Image.new("RGB", PAGE, "white"), [box], canvas, Look(3.0, left / 1600, top / 2200)),
    ):
        assert scene.pixels.shape == (scene.rows * cell[1], columns * cell[0], 3)
        assert 1 <= scene.rows <= rows


def test_a_page_is_as_wide_as_the_canvas_and_its_edges_are_kept() -> None:
    page = Image.new("L", PAGE, 255)
    top = page_scene(page, [], CANVAS, Look(zoom=1.0, y=0.0))
    assert top.more
    assert top.look.x == 0.5
    bottom = page_scene(page, [], CANVAS, Look(zoom=1.0, y=1.0))
    assert top.look.y < bottom.look.y < 1
    whole = page_scene(page, [], Canvas(20, 40, (8, 16), 5, 7), Look(zoom=1.0, y=0.0))
    assert not whole.more
    assert whole.rows < 40


def test_cuts_go_through_gaps() -> None:
    box = Box(100, 400, 1300, 460)
    pieces = _pieces(page_with(box), box, 500)
    assert pieces[0][0] == 100
    assert pieces[-1][1] == 1300
    assert all(one[1] == two[0] for one, two in itertools.pairwise(pieces))
    assert all(right - left <= 500 for left, right in pieces)
    for _, cut in pieces[:-1]:
        assert page_with(box).crop((cut, 400, cut + 1, 460)).getextrema() == (255, 255)


def test_a_blank_box_is_not_blown_up_to_noise() -> None:
    noise = np.random.default_rng(0).integers(248, 255, (2200, 1600), np.uint8)
    box = Box(800, 400, 1040, 460)
    scene = field_scene([Image.fromarray(noise)], [[box]], CANVAS, Look())
    assert scene.pixels.min() > 90


def spot(box: Box, line: Box, canvas: Canvas = CANVAS) -> Scene:
    return spot_scene(page_with(line), box, line, canvas, Look())


def test_a_place_is_shown_as_large_as_the_canvas_allows_with_characters_around_it() -> None:
    line = Box(100, 400, 1480, 460)
    scene = spot(Box(760, 400, 820, 460), line)
    sizes = [width for width, height in squares(scene) if abs(width - height) <= 6]
    assert len(sizes) >= 4, "the place, and at least two at either side or one cut through"
    assert min(sizes) > max(width for width, _ in squares(shown(line)))
    assert scene.rows <= CANVAS.rows
    lit = (scene.pixels == 255).all(axis=2)
    columns = np.flatnonzero(lit.any(axis=0))
    assert 1.0 <= (columns[-1] - columns[0]) / (max(sizes) * 1.5) <= 1.5, "it alone stands out"


def test_the_whole_line_stands_below_where_it_can_be_read() -> None:
    pixels = Canvas(100, 20, (10, 20), 1.4, 3.0)
    line = Box(100, 400, 1480, 460)
    scene = spot(Box(760, 400, 820, 460), line, pixels)
    small = [width for width, height in squares(scene) if abs(width - height) <= 2 and width < 40]
    assert len(small) >= 20
    assert scene.rows <= 20


@pytest.mark.parametrize("cell", [(8, 16), (10, 20)])
def test_a_place_in_a_column_is_read_in_pieces_from_the_right(cell: tuple[int, int]) -> None:
    line = Box(700, 200, 760, 1400)
    scene = spot(Box(700, 800, 760, 860), line, Canvas(100, 20, cell, 5.0, 7.0))
    assert len(squares(scene)) >= 3
    assert scene.pixels.shape[1] == 100 * cell[0]
    assert (scene.pixels == 255).all(axis=2).any(), "the place stands out"


@settings(max_examples=25, deadline=None)
@given(
    st.tuples(st.integers(0, 1600), st.integers(0, 2200), st.integers(0, 900), st.integers(0, 900)),
    st.tuples(st.integers(0, 1600), st.integers(0, 2200), st.integers(0, 200), st.integers(0, 200)),
    st.integers(10, 160),
    st.integers(2, 40),
    st.sampled_from([(2, 4), (8, 16), (10, 20)]),
    st.sampled_from([1.4, 4.2, 5.0]),
)
def test_any_place_on_any_line(
    line: tuple[int, int, int, int],
    place: tuple[int, int, int, int],
    columns: int,
    rows: int,
    cell: tuple[int, int],
    legible: float,
) -> None:
    boxes = [Box(x, y, min(x + width, 1600), min(y + height, 2200)) for x, y, width, height in (place, line)]
    canvas = Canvas(columns, rows, cell, legible, legible + 2)
    scene = spot_scene(Image.new("L", PAGE, 255), boxes[0], boxes[1], canvas, Look())
    assert scene.pixels.shape == (scene.rows * cell[1], columns * cell[0], 3)
    assert 1 <= scene.rows <= rows


@pytest.mark.parametrize("box", [Box(800, 400, 1040, 460), Box(100, 400, 1480, 460), Box(700, 200, 760, 920)])
def test_how_large_it_came_out_is_told_so_that_closer_is_larger(box: Box) -> None:
    near = shown(box)
    closer = page_scene(
        page_with(box), [box], CANVAS, Look(near.zoom * 1.5, box.centre[0] / 1600, box.centre[1] / 2200)
    )
    largest = [max((min(size) for size in squares(scene)), default=0) for scene in (near, closer)]
    assert largest[1] > largest[0] * 1.2


def test_whole_pages_stand_beside_each_other_with_the_lines_of_a_text_lit() -> None:
    line = Box(200, 300, 1400, 400)
    canvas = Canvas(100, 20, (10, 20), 1.4, 3.0)
    scene = sheets_scene([(page_with(), (line,)), (page_with(), ())], canvas, Look(scroll=5))
    assert (scene.rows, scene.look.scroll, scene.more) == (20, 0, False)
    scale = canvas.height / PAGE[1]
    width = round(PAGE[0] * scale)
    first, second = scene.pixels[:, :width], scene.pixels[:, width + 2 : 2 * width + 2]
    assert (first[round(350 * scale), round(800 * scale)] == 255).all()
    assert (first[round(800 * scale), round(800 * scale)] < 255).all()
    assert (second < 255).all(), "nothing of the other page is the text's"


@settings(max_examples=30, deadline=None)
@given(st.integers(4, 120), st.integers(2, 40), st.integers(1, 5))
def test_any_number_of_pages_on_any_canvas(columns: int, rows: int, count: int) -> None:
    canvas = Canvas(columns, rows, (8, 16), 5.0, 7.0)
    pages = [Image.new("L", (400 + 50 * number, 600 - 40 * number), 255) for number in range(count)]
    scene = sheets_scene([(page, (Box(10, 10, 90, 40),)) for page in pages], canvas, Look())
    assert scene.pixels.shape == (scene.rows * 16, canvas.width, 3)
    assert 1 <= scene.rows <= rows

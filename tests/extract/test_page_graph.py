"""The page as the page model sees it: columns turned to rows, what is left out, which line is which."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.page_graph import MOST_CHARACTERS, MOST_LINES, page_graph, runs_downwards
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Reading
from tests.extract.builders import HEIGHT, LEFT, SIZE, TOP, WIDTH, letter, line, page, vertical_letter


def test_lines_keep_their_text_place_and_cell() -> None:
    sheet = page(
        line("氏名", cell=0), line("佐藤 花子", 500, 300, cell=1), cells=(Box(0, 0, 400, 800), Box(404, 0, 900, 800))
    )
    graph = page_graph(sheet)
    assert [(one.index, one.text, one.cell) for one in graph.lines] == [(0, "氏名", 0), (1, "佐藤 花子", 1)]
    assert graph.lines[0].box == pytest.approx((LEFT, TOP, LEFT + 2 * SIZE, TOP + SIZE))
    assert graph.cells == ((0.0, 0.0, 400.0, 800.0), (404.0, 0.0, 900.0, 800.0))
    assert (graph.width, graph.height) == (WIDTH, HEIGHT)
    assert not graph.vertical


def test_stamps_and_lines_without_text_are_left_out_and_the_others_keep_their_index() -> None:
    sheet = page(replace(line("受付"), stamped=True), line("　"), line("佐藤 花子", 160, 400))
    assert [(one.index, one.text) for one in page_graph(sheet).lines] == [(2, "佐藤 花子")]


def test_columns_become_rows_from_the_right() -> None:
    graph = page_graph(vertical_letter("拝啓", "計画案を読みました。"))
    assert graph.vertical
    assert (graph.width, graph.height) == (HEIGHT, WIDTH)
    first, second = graph.lines
    assert first.box[1] < second.box[1]
    assert first.box == pytest.approx((TOP, LEFT - SIZE, TOP + 2 * SIZE, LEFT))
    assert second.box[2] - second.box[0] == 10 * SIZE


def test_most_of_the_writing_says_which_way_it_runs() -> None:
    columns = vertical_letter("計画案を読みました。", "説明会を開いてください。")
    assert runs_downwards(columns)
    assert runs_downwards(replace(columns, lines=(*columns.lines, line("受付"))))
    assert not runs_downwards(letter("計画案を読みました。"))
    assert not runs_downwards(page())


def test_a_page_has_a_most_of_lines_and_a_line_of_characters() -> None:
    sheet = page(*(line("あ" * (MOST_CHARACTERS + 5), 100, i) for i in range(MOST_LINES + 5)))
    graph = page_graph(sheet)
    assert len(graph.lines) == MOST_LINES
    assert {len(one.text) for one in graph.lines} == {MOST_CHARACTERS}
    assert {len(one.probabilities) for one in graph.lines} == {MOST_CHARACTERS}


def test_a_reading_without_characters_has_its_confidence_for_each() -> None:
    plain = replace(line("佐藤"), readings=(Reading("made-up", "佐藤", (), 0.7),))
    assert page_graph(page(plain)).lines[0].probabilities == (0.7, 0.7)


@given(st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 2200), st.booleans()), min_size=1, max_size=8))
def test_every_box_lies_on_the_graphs_page_and_keeps_its_area(places: list[tuple[int, int, bool]]) -> None:
    sheet = page(*(line("あい", left, top, vertical=down) for left, top, down in places))
    graph = page_graph(sheet)
    for one in graph.lines:
        left, top, right, bottom = one.box
        assert left < right
        assert top < bottom
        assert (right - left) * (bottom - top) == sheet.lines[one.index].box.area
        turned = (WIDTH - bottom, left, WIDTH - top, right) if graph.vertical else one.box
        assert Box(*map(int, turned)) == sheet.lines[one.index].box

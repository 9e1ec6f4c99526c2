"""Pages as they are read: as many tags as characters, cells by index, a row's lines from left to right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_intake.extract.tags import Tag
from training.dice import Dice
from training.noise import ReadPage, read
from training.noise_table import TABLE
from training.paper import Canvas, Page, tagged

QUIET = replace(
    TABLE,
    error_rates={0.0: 1},
    hand_factor=0,
    hand_least=0,
    bad_print=(0, 1, 1),
    bad_hand=(0, 1, 1),
    special=0,
    upright_hyphen=0,
    lost_line=0,
    lost_by_errors=0,
    lost_fill=0,
    lost_short=0,
    torn_line=0,
    merged_rows=0,
    no_cells=0,
    some_cells=(0, 0),
    merged_cells=0,
    frame_cell=0,
    line_out_of_cell=0,
    seal=0,
    specks=0,
    receipt=0,
    page_number=0,
    struck=0,
    rule_character=0,
)
"""A reader and a line finder without faults: gaps alone are read as they come."""


def form(dice: Dice) -> Page:
    canvas = Canvas(dice, hand=True)
    label = canvas.cell(100, 100, 400, 200)
    value = canvas.cell(400, 100, 1500, 200)
    canvas.put(tagged("氏名", Tag.LABEL), 120, 130, size=30, cell=label, pitch=3)
    canvas.put(tagged("佐藤 花子", Tag.NAME), 450, 125, size=40, hand=True, cell=value)
    canvas.put(tagged("電話", Tag.LABEL), 120, 330, size=30)
    canvas.put(tagged("019-000-0000", Tag.PHONE), 800, 330, size=30)
    canvas.put(tagged("歩道を広くしてください。", Tag.OPINION), 120, 430, size=30, hand=True)
    return canvas.finished()


def texts(page: ReadPage) -> list[str]:
    return [line.text.replace(" ", "") for line in page.lines]


@pytest.mark.parametrize("seed", range(40))
def test_every_character_has_a_tag_and_a_probability(seed: int) -> None:
    dice = Dice(seed)
    page = read(dice, form(dice))
    for line in page.lines:
        assert len(line.text) == len(line.tags) == len(line.confidences)
        assert all(0 < sure <= 1 for sure in line.confidences)
        assert line.box[0] < line.box[2]
        assert line.box[1] < line.box[3]
        assert line.cell is None or page.cells[line.cell] is not None


def test_without_faults_everything_is_read() -> None:
    page = read(Dice(1), form(Dice(1)), QUIET)
    assert texts(page) == ["氏名", "佐藤花子", "電話", "019-000-0000", "歩道を広くしてください。"]
    assert [line.cell for line in page.lines] == [0, 1, None, None, None]
    assert set(page.lines[1].tags) == {Tag.NAME}


def test_a_wide_gap_divides_a_line_outside_cells_only() -> None:
    canvas = Canvas(Dice(1))
    cell = canvas.cell(100, 100, 330, 200)
    canvas.put(tagged("氏名", Tag.LABEL), 120, 130, size=30, cell=cell, pitch=5)
    canvas.put(tagged("氏名", Tag.LABEL), 120, 300, size=30, pitch=5)
    assert texts(read(Dice(1), canvas.finished(), QUIET)) == ["氏名", "氏", "名"]


def test_neighbours_on_a_row_become_one_line() -> None:
    canvas = Canvas(Dice(1))
    right = canvas.put(tagged("TEL", Tag.LABEL), 120, 300, size=30)
    canvas.put(tagged("019-000-0000", Tag.PHONE), right + 20, 300, size=30)
    (line,) = read(Dice(1), canvas.finished(), QUIET).lines
    assert line.text.replace(" ", "") == "TEL019-000-0000"
    assert (line.tags[0], line.tags[-1]) == (Tag.LABEL, Tag.PHONE)


def test_one_character_a_box_is_one_line() -> None:
    canvas = Canvas(Dice(1))
    for index, char in enumerate("0200021"):
        box = canvas.cell(100 + 60 * index, 100, 150 + 60 * index, 160)
        canvas.put(tagged(char, Tag.POSTAL_CODE), 110 + 60 * index, 110, size=40, cell=box)
    assert texts(read(Dice(1), canvas.finished(), QUIET)) == ["0200021"]


def test_a_page_without_rules_has_no_cells() -> None:
    page = read(Dice(1), replace(form(Dice(1)), ruled=False), QUIET)
    assert page.cells == (None, None)
    assert all(line.cell is None for line in page.lines)


def test_fill_marks_alone_are_no_writing() -> None:
    canvas = Canvas(Dice(1))
    canvas.put(tagged("＿＿＿＿", Tag.OTHER), 120, 300, size=30)
    assert texts(read(Dice(1), canvas.finished(), replace(QUIET, lost_fill=1))) == []


def test_hyphens_of_vertical_numbers_are_read_as_strokes() -> None:
    canvas = Canvas(Dice(1), vertical=True)
    canvas.put(tagged("019-000-0000", Tag.PHONE), 120, 300, size=30)
    (text,) = texts(read(Dice(1), canvas.finished(), replace(QUIET, upright_hyphen=1)))
    assert len(text) == 12
    assert "-" not in text


def test_an_empty_page_stays_empty() -> None:
    assert read(Dice(1), Canvas(Dice(1)).finished()).lines == ()


def test_the_same_dice_read_the_same() -> None:
    page = form(Dice(3))
    assert read(Dice(7), page) == read(Dice(7), page)


def test_more_is_read_wrong_where_the_table_says_so() -> None:
    canvas = Canvas(Dice(1))
    canvas.put(tagged("道路の整備を早く進めてください" * 3, Tag.OPINION), 100, 100, size=20)
    page = canvas.finished()
    bad = replace(QUIET, error_rates={0.3: 1}, error_kinds={"alike": 1})
    text = page.runs[0].text.text
    readings = [read(Dice(seed), page, bad).lines[0].text for seed in range(20)]
    wrong = sum(a != b for reading in readings for a, b in zip(reading, text, strict=True))
    assert 50 < wrong < 400

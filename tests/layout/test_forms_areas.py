"""Where a blank form leaves room for the value of a label."""

from __future__ import annotations

import pytest

from ocr_intake.layout.forms.areas import Blank, LabelPlace, area_of, unlabelled_frame
from ocr_intake.layout.rule import Rule
from ocr_intake.model.geometry import Box, union_of

WIDTH, HEIGHT = 1654, 2339


def blank(
    *cells: Box, printed: tuple[Box, ...] = (), combs: tuple[Box, ...] = (), rules: tuple[Rule, ...] = ()
) -> Blank:
    return Blank(WIDTH, HEIGHT, cells, combs, printed, rules)


def label(box: Box, cell: int | None = None, kinds: tuple[str, ...] = ("name",)) -> LabelPlace:
    return LabelPlace(kinds, box, cell, running="opinion" in kinds)


CELLS = (
    Box(160, 400, 460, 500),
    Box(464, 400, 1490, 500),
    Box(160, 504, 460, 680),
    Box(464, 504, 1490, 590),
    Box(464, 594, 1490, 680),
    Box(160, 690, 1490, 2000),
)
NAME = label(Box(180, 435, 260, 465), 0)
ADDRESS = label(Box(180, 575, 260, 605), 2, ("address",))
OPINION = label(Box(175, 700, 330, 732), 5, ("opinion",))
LABELS = (NAME, ADDRESS, OPINION)


def test_the_cell_beside_a_label() -> None:
    assert area_of(NAME, LABELS, blank(*CELLS)) == CELLS[1]


def test_two_cells_one_above_the_other_beside_a_label() -> None:
    assert area_of(ADDRESS, LABELS, blank(*CELLS)) == union_of(CELLS[3:5])


def test_under_the_label_of_running_text_in_its_own_frame() -> None:
    assert area_of(OPINION, LABELS, blank(*CELLS)) == Box(160, 732, 1490, 2000)


def test_a_hint_beside_that_label_is_not_room() -> None:
    hint = Box(400, 702, 900, 745)
    assert area_of(OPINION, LABELS, blank(*CELLS, printed=(OPINION.box, hint))) == Box(160, 745, 1490, 2000)


def test_rows_of_writing_paper_under_the_label_belong_to_the_field() -> None:
    rows = tuple(Box(160, 700 + 80 * i, 1490, 776 + 80 * i) for i in range(6))
    head = label(Box(175, 710, 330, 742), 0, ("opinion",))
    assert area_of(head, (head,), blank(*rows)) == Box(160, 742, 1490, rows[-1].bottom)


def test_a_label_at_the_left_of_a_wide_cell_has_its_value_to_the_right() -> None:
    cell = Box(160, 400, 1490, 500)
    name, age = label(Box(180, 435, 260, 465), 0), label(Box(1000, 435, 1080, 465), 0, ("age",))
    area = area_of(name, (name, age), blank(cell))
    assert area is not None
    assert (area.right, area.top, area.bottom) == (1000, 400, 500)
    assert name.box.right <= area.left <= name.box.right + 15


def test_the_head_of_a_column_has_its_value_below() -> None:
    cells = (Box(160, 400, 800, 460), Box(804, 400, 1490, 460), Box(160, 464, 800, 600), Box(804, 464, 1490, 600))
    left, right = label(Box(440, 415, 520, 445), 0), label(Box(1100, 415, 1180, 445), 1, ("phone",))
    assert area_of(left, (left, right), blank(*cells)) == cells[2]
    assert area_of(right, (left, right), blank(*cells)) == cells[3]


def test_a_row_of_boxes_after_the_label() -> None:
    comb = Box(540, 420, 1000, 480)
    mark = label(Box(480, 430, 515, 470), 1, ("postal_code",))
    assert area_of(mark, (mark,), blank(*CELLS, combs=(comb,))) == comb


def test_the_line_to_write_on_after_a_label_in_the_open() -> None:
    name, phone = label(Box(240, 600, 370, 634)), label(Box(240, 720, 400, 754), None, ("phone",))
    rules = (Rule(645, 430, 1380, 3), Rule(765, 430, 1380, 3))
    page = blank(printed=(name.box, phone.box), rules=rules)
    area = area_of(name, (name, phone), page)
    assert area is not None
    assert area.left >= name.box.right
    assert area.right >= 1380
    assert area.top < name.box.top
    assert 645 <= area.bottom < phone.box.top


def test_a_second_line_to_write_on_without_a_label_of_its_own() -> None:
    address, phone = (
        label(Box(240, 600, 370, 634), None, ("address",)),
        label(Box(240, 860, 400, 894), None, ("phone",)),
    )
    rules = (Rule(645, 430, 1380, 3), Rule(755, 430, 1380, 3), Rule(905, 430, 1380, 3))
    area = area_of(address, (address, phone), blank(printed=(address.box, phone.box), rules=rules))
    assert area is not None
    assert 755 <= area.bottom <= phone.box.top


def test_running_text_in_the_open_goes_down_to_the_notes() -> None:
    opinion, note = label(Box(190, 1070, 300, 1104), None, ("opinion",)), Box(170, 2100, 900, 2126)
    area = area_of(opinion, (opinion,), blank(printed=(opinion.box, note)))
    assert area is not None
    assert (area.top, area.bottom) == (1104, 2100)
    assert area.width > 0.7 * WIDTH


def test_no_room_at_all() -> None:
    word, next_word = label(Box(240, 600, 370, 634)), Box(380, 600, 600, 634)
    assert area_of(word, (word,), blank(printed=(word.box, next_word))) is None


@pytest.mark.parametrize(("bottom", "found"), [(2000, True), (900, False)])
def test_a_large_empty_frame_is_for_running_text(bottom: int, *, found: bool) -> None:
    frame = Box(160, 690, 1490, bottom)
    named = unlabelled_frame((NAME,), blank(Box(160, 400, 460, 500), frame))
    assert named == (frame if found else None)
    assert unlabelled_frame((label(Box(175, 700, 330, 732), 1),), blank(Box(160, 400, 460, 500), frame)) is None
    assert unlabelled_frame((), blank(frame, printed=(Box(200, 800, 900, 840),))) is None

"""Where choices are printed: in any order of rows and columns near the label, and one that nobody could read."""

import pytest

from ocr_intake.extract.choice_places import places_of, words_beside
from ocr_intake.model.attributes import AskedAttribute, AttributeKind, AttributeMark
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import PageRole
from ocr_intake.model.reading import Character, Direction, Line, PageQuality, PageReading, Reading

ASKED = AskedAttribute(
    AttributeMark("kubun", AttributeKind.CHOICE, "区分"),
    ("区分",),
    tuple((each, (each,)) for each in ("在住", "在勤", "在学", "事業者")),
)
HIGH = 40


def line(left: int, top: int, text: str, direction: Direction = Direction.HORIZONTAL) -> Line:
    width = HIGH * len(text)
    characters = tuple(
        Character(each, 0.9, (at + 0.4) / len(text), (at + 0.6) / len(text)) for at, each in enumerate(text)
    )
    return Line(Box(left, top, left + width, top + HIGH), direction, (Reading("made-up", text, characters, 0.9),))


def page(*lines: Line) -> PageReading:
    return PageReading(3, 1600, 2300, PageRole.CONTENT, PageQuality(200.0), lines=lines)


LABEL = line(100, 200, "区分")
LAYOUTS = {
    "row": (LABEL, line(300, 200, "在住　在勤　在学　事業者")),
    "rows": (LABEL, line(300, 200, "在住　　在勤"), line(300, 280, "在学　　事業者")),
    "column": (LABEL, *(line(300, 200 + 80 * at, each) for at, each in enumerate(("在住", "在勤", "在学", "事業者")))),
    "cells": (LABEL, *(line(300 + 200 * at, 202, each) for at, each in enumerate(("在住", "在勤", "在学", "事業者")))),
    "below": (line(100, 200, "区分（いずれかに印）"), line(100, 280, "□在住　□在勤　□在学　□事業者")),
    "label in the middle": (
        line(100, 300, "区分"),
        *(line(300, 180 + 80 * at, each) for at, each in enumerate(("在住", "在勤", "在学", "事業者"))),
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_choices_are_found_wherever_they_stand_near_their_label(layout: str) -> None:
    text = line(100, 900, "在住の者として在勤の者に")
    found = places_of(ASKED, [page(*LAYOUTS[layout], text)])
    assert [each.label for each in found] == ["在住", "在勤", "在学", "事業者"]
    assert not any(each.unread for each in found)
    assert {each.page for each in found} == {3}
    assert all(each.box.bottom < 900 for each in found)


def test_the_nearer_of_two_is_taken() -> None:
    other = (line(100, 500, "勤務先"), line(300, 500, "在住　在勤　在学　事業者"))
    found = places_of(ASKED, [page(*other, *LAYOUTS["row"])])
    assert {each.box.top for each in found} == {200}


@pytest.mark.parametrize(
    ("lines", "middle"),
    [
        ((line(300, 200, "在住"), line(700, 200, "在学"), line(900, 200, "事業者")), (540, 220)),
        ((line(300, 200, "在住"), line(300, 360, "在学"), line(300, 440, "事業者")), (340, 300)),
        ((line(500, 200, "在勤"), line(700, 200, "在学"), line(900, 200, "事業者")), (340, 220)),
        ((line(300, 200, "在住"), line(500, 200, "在勤"), line(700, 200, "在学")), (940, 220)),
        ((line(300, 200, "在住"), line(500, 200, "在勤"), line(500, 280, "事業者")), (340, 300)),
        ((line(300, 200, "在住"), line(300, 280, "在学"), line(500, 280, "事業者")), (560, 220)),
    ],
    ids=["between", "between rows", "first", "last", "first of a row", "last of a row"],
)
def test_a_choice_that_nobody_could_read_stands_where_the_others_leave_room(
    lines: tuple[Line, ...], middle: tuple[int, int]
) -> None:
    found = places_of(ASKED, [page(LABEL, *lines)])
    assert len(found) == 4
    (unread,) = [each for each in found if each.unread]
    assert unread.box.centre == pytest.approx(middle, abs=3)


@pytest.mark.parametrize(
    ("read", "ring", "label"),
    [
        (line(300, 200, "希望"), line(500, 195, "Ke"), "不要"),
        (line(500, 200, "不要"), line(300, 195, "Ke"), "希望"),
        (line(300, 200, "希望"), line(290, 280, "不子"), "不要"),
    ],
    ids=["behind", "before", "below"],
)
def test_the_other_of_two_choices_is_the_line_beside_the_one_that_was_read(read: Line, ring: Line, label: str) -> None:
    asked = AskedAttribute(ASKED.mark, ("区分",), (("希望", ("希望",)), ("不要", ("不要",))))
    found = places_of(asked, [page(LABEL, read, ring)])
    (unread,) = [each for each in found if each.unread]
    assert unread.label == label
    assert unread.box.covered_by(ring.box) == 1.0
    for written in (line(300, 290, "見本太郎"), line(100, 280, "年代"), line(900, 900, "Ke")):
        assert places_of(asked, [page(LABEL, read, written)]) == ()


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (line(300, 200, "在住　在勤　在学　事業者"),),
        (LABEL,),
        (LABEL, line(300, 200, "在住　在学")),
        (LABEL, line(300, 200, "在勤"), line(300, 280, "在住　在勤　在学　事業者から")),
        (LABEL, line(300, 900, "在住　在勤　在学　事業者")),
        (LABEL, line(300, 200, "在住　在勤　在学　事業者", Direction.VERTICAL)),
    ],
    ids=[
        "nothing",
        "no label",
        "no choices",
        "two unread",
        "written beside the list",
        "far away",
        "columns of writing",
    ],
)
def test_nothing_is_found_where_it_cannot_be_told(lines: tuple[Line, ...]) -> None:
    assert places_of(ASKED, [page(*lines)]) == ()


def test_words_that_are_no_choice_are_told_from_marks() -> None:
    lines = (*LAYOUTS["row"], line(200, 280, "レ"), line(300, 190, "Ke"), line(100, 280, "年代"))
    sheet = page(*lines)
    places = places_of(ASKED, [sheet])
    assert words_beside(ASKED, sheet, places) == (LABEL.box, lines[-1].box)

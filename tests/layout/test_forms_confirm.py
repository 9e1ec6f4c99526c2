"""What is printed must read the same; lines are cut where a label runs into a value."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.layout.forms.confirm import confirm, match_of
from ocr_intake.layout.forms.cutting import cut_at_fields
from ocr_intake.layout.forms.register import Registration
from ocr_intake.layout.forms.template import Rect
from ocr_intake.layout.lines import LineRegion
from ocr_intake.model.geometry import Box, union_of
from ocr_intake.model.reading import Direction, Line
from tests.layout.drawing import line
from tests.layout.form_drawing import HEIGHT, SCALE, WIDTH, on_page, plain_form, ruled_form

FORM = ruled_form()
SIZE = (round(WIDTH * SCALE), round(HEIGHT * SCALE))
PIXELS = np.diag([SCALE, SCALE, 1.0])
FOUND = Registration(FORM, PIXELS, 0.9, 0.9)


def read_as(*changed: tuple[int, str]) -> list[Line]:
    """The form's printed lines as a reader returns them, some of them read otherwise."""
    texts = [printed.text for printed in FORM.printed]
    for index, text in changed:
        texts[index] = text
    boxes = (on_page(np.eye(3), printed.rect) for printed in FORM.printed)
    return [line(text, box) for text, box in zip(texts, boxes, strict=True)]


def test_the_form_whose_words_stand_there() -> None:
    match = confirm([FOUND], read_as(), SIZE)
    assert match is not None
    assert (match.form, match.page, match.agreed) == ("iken", 1, 1.0)
    assert len(match.areas) == len(FORM.areas)
    assert match.areas[1].kinds == ("name",)
    assert match.areas[1].box == on_page(np.eye(3), FORM.areas[1].rect)


def test_some_misread_characters_do_not_matter() -> None:
    lines = read_as((0, "緑の墓本計画菜への意見用祇"), (3, "個人清報は目的の外には便いません"), (6, "住所又は所在池"))
    match = confirm([FOUND], lines, SIZE)
    assert match is not None
    assert 0.8 < match.agreed < 1


def test_a_form_with_the_same_rules_and_other_words_is_refused() -> None:
    other = [
        "公共施設の見直し",
        "令和九年三月",
        "自由記述欄",
        "郵便はこちら",
        "以上",
        "団体名",
        "所属部署",
        "FAX",
        "年代",
    ]
    lines = read_as(*enumerate(other))
    assert match_of(FOUND, lines, SIZE).agreed < 0.3
    assert confirm([FOUND], lines, SIZE) is None
    assert confirm([FOUND], [], SIZE) is None
    assert confirm([], lines, SIZE) is None


def test_of_two_forms_the_one_that_reads_the_same() -> None:
    other = replace(FORM, form="other", printed=tuple(replace(p, text=p.text[::-1]) for p in FORM.printed))
    match = confirm([Registration(other, PIXELS, 0.95, 0.95), FOUND], read_as(), SIZE)
    assert match is not None
    assert match.form == "iken"


def test_what_lies_beyond_the_page_is_left_out() -> None:
    away = Registration(FORM, np.array([[SCALE, 0, 0], [0, SCALE, -60 * SCALE], [0, 0, 1]]), 0.9, 0.9)
    match = match_of(away, read_as(), SIZE)
    assert len(match.printed) < len(FORM.printed)
    boxes = [*(printed.box for printed in match.printed), *(area.box for area in match.areas)]
    assert all(box.area and box.top >= 0 for box in boxes)


# ----------------------------------------------------------------------------------------------------------- cutting

PLAIN = plain_form()
ON_PLAIN = Registration(PLAIN, PIXELS, 0.9, 0.9)


def page_with(*boxes: Box) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A white page with dark bars in these places."""
    page = np.full((SIZE[1], SIZE[0]), 255, np.uint8)
    for box in boxes:
        cv2.rectangle(page, (box.left, box.top), (box.right - 1, box.bottom - 1), 20, cv2.FILLED)
    return page


def test_a_label_that_ran_into_its_value_is_cut_off() -> None:
    printed = on_page(np.eye(3), PLAIN.printed[3].rect)
    value = on_page(np.eye(3), Rect(54, 77.5, 90, 82.5))
    joined = LineRegion(union_of((printed, value)), Direction.HORIZONTAL)
    first, second = cut_at_fields([joined], ON_PLAIN, page_with(printed, value))
    assert (first.box.left, first.box.right) == (printed.left, printed.right)
    assert (second.box.left, second.box.right) == (value.left, value.right)


def test_what_touches_no_border_stays_whole() -> None:
    places = [Rect(54, 77.5, 90, 82.5), Rect(30, 150, 180, 155), Rect(24, 136, 38, 140), Rect(30, 78, 47, 82)]
    regions = [LineRegion(on_page(np.eye(3), rect), Direction.HORIZONTAL) for rect in places]
    assert cut_at_fields(regions, ON_PLAIN, page_with(*(r.box for r in regions))) == tuple(regions)


def test_columns_and_boxed_digits_are_left_alone() -> None:
    box = on_page(np.eye(3), Rect(30, 78, 90, 82))
    regions = [LineRegion(box, Direction.VERTICAL), LineRegion(box, Direction.HORIZONTAL, None, (box,))]
    assert cut_at_fields(regions, ON_PLAIN, page_with(box)) == tuple(regions)


@settings(max_examples=50, deadline=None)
@given(
    places=st.lists(
        st.tuples(st.floats(0, 200), st.floats(0, 290), st.floats(0.5, 150), st.floats(0.5, 12)), max_size=12
    )
)
def test_no_ink_is_lost_or_doubled(places: list[tuple[float, float, float, float]]) -> None:
    rects = [Rect(x, y, min(x + w, WIDTH), min(y + h, HEIGHT)) for x, y, w, h in places]
    boxes = [box for rect in rects if (box := on_page(np.eye(3), rect).clipped(*SIZE)).area]
    page = page_with(*boxes)
    parts = cut_at_fields([LineRegion(box, Direction.HORIZONTAL) for box in boxes], ON_PLAIN, page)
    assert sum(part.box.area for part in parts) == sum(box.area for box in boxes)

"""A page that is the city's own form: its fields are read from their places, its print is nobody's text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_intake.extract.blocks import sort_out
from ocr_intake.extract.grouping import traits_of
from ocr_intake.extract.on_form import is_print
from ocr_intake.model.forms import FormArea, FormMatch, FormPrint
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Character, Line, PageReading, Reading
from tests.extract.builders import index, knowledge, line, page, submission, values

PRINTED = (
    ("意見提出書", 620, 160),
    ("令和 年 月 日", 1150, 260),
    ("（あて先）青葉台市長", 160, 340),
    ("御芳名", 200, 500),
    ("お住まい（郵便番号から）", 200, 640),
    ("昼間の番号", 200, 820),
    ("思うこと", 160, 960),
    ("電話 0199-00-0001 へのお問い合わせもどうぞ", 160, 2200),
)
"""Labels that no list of wordings has, and a number that is nobody's."""
AREAS = (
    (("name",), Box(720, 460, 1500, 580)),
    (("address",), Box(720, 600, 1500, 760)),
    (("postal_code",), Box(760, 605, 1100, 660)),
    (("phone",), Box(720, 780, 1500, 880)),
    (("opinion",), Box(150, 1010, 1500, 2150)),
)


def form(number: int = 1) -> FormMatch:
    printed = tuple(FormPrint(text, line(text, left, top).box) for text, left, top in PRINTED)
    return FormMatch("own", number, 0.97, 0.95, tuple(FormArea(kinds, box) for kinds, box in AREAS), printed)


def on_form(*written: Line, printed: bool = True, number: int = 1) -> PageReading:
    print_lines = [line(text, left, top) for text, left, top in PRINTED] if printed else []
    lines = sorted([*print_lines, *written], key=lambda each: (each.box.top, each.box.left))
    return replace(page(*lines), form=form(number))


NAME = line("高橋 健治", 740, 500)
CODE = line("020-0021", 780, 610)
ADDRESS = line("岩手県盛岡市中央通2丁目3-15", 740, 690)
PHONE = line("019-655-0123", 740, 810)
OPINIONS = (line("公園の木陰が少ない。", 170, 1040), line("樹木を増やしてください。", 170, 1110))


def test_every_field_from_its_place() -> None:
    filled = on_form(NAME, CODE, ADDRESS, PHONE, *OPINIONS)
    assert values(filled) == {
        "name": "高橋 健治",
        "postal_code": "020-0021",
        "address": "岩手県盛岡市中央通2丁目3-15",
        "phone": "019-655-0123",
        "opinion": "公園の木陰が少ない。樹木を増やしてください。",
    }
    assert {proposal.source for proposal in submission(filled).fields.values()} == {"form"}


def test_the_template_is_what_does_it() -> None:
    filled = on_form(NAME, CODE, ADDRESS, PHONE, *OPINIONS)
    without = submission(replace(filled, form=None)).fields.values()
    assert "form" not in {proposal.source for proposal in without}


def test_a_blank_form_has_no_values() -> None:
    assert values(on_form()) == {}


def test_a_label_that_ran_into_its_value_is_taken_off() -> None:
    label = PRINTED[3][0]
    joined = line(label + "高橋 健治", 200, 500)
    left_out = replace(joined, box=Box(200, 500, 1010, 540), readings=_spread(label, "高橋 健治", 200, 720, 1010))
    found = values(replace(on_form(CODE), lines=(left_out,)))
    assert found["name"] == "高橋 健治"


def _spread(label: str, value: str, left: int, start: int, right: int) -> tuple[Reading, ...]:
    """One reading whose label's characters lie at the left and whose value's lie from ``start`` on."""
    width = right - left
    ends = [120 * (i + 1) / len(label) / width for i in range(len(label))]
    ends += [(start - left + (right - start) * (i + 1) / len(value)) / width for i in range(len(value))]
    begins = [0.0, *ends[:-1]]
    begins[len(label)] = (start - left) / width
    characters = tuple(
        Character(char, 0.97, begin, end) for char, begin, end in zip(label + value, begins, ends, strict=True)
    )
    return (Reading("ppocr", label + value, characters, 0.97),)


def test_what_is_written_in_the_margin_goes_the_general_way() -> None:
    note = line("裏面もご覧ください", 900, 2260)
    blocks = sort_out(on_form(NAME, *OPINIONS, note), index(), knowledge())
    assert [segment.text for segment in blocks.free] == ["裏面もご覧ください"]
    kinds = {item.kinds for item in blocks.labelled if item.source == "form"}
    assert kinds == {kinds for kinds, _ in AREAS}
    assert [item.kinds for item in blocks.labelled if not item.values] == [("address",), ("postal_code",), ("phone",)]


def test_a_misread_print_is_still_print_and_a_number_on_it_nobodys() -> None:
    misread = line("電活 0199-00-0001 へのお間い合わせもどうそ", 160, 2200)
    blocks = sort_out(replace(on_form(NAME, printed=False), lines=(NAME, misread)), index(), knowledge())
    assert blocks.free == ()
    assert "phone" not in values(blocks.page)


def test_a_field_ends_where_its_cell_ends_on_this_page() -> None:
    """Registration may be a millimetre or two off, and a note stand just under the frame."""
    frame = Box(150, 945, 1500, 2060)
    inside = tuple(replace(each, cell=0) for each in OPINIONS)
    note = line("青葉台市公園緑地課からのお知らせ", 900, 2100)
    filled = on_form(*inside, note)
    assert values(filled)["opinion"].endswith("お知らせ")
    assert values(replace(filled, cells=(frame,)))["opinion"] == "公園の木陰が少ない。樹木を増やしてください。"


@pytest.mark.parametrize(
    ("text", "left", "expected"),
    [
        ("令和8年9月12日", 1150, True),
        ("御芳名", 200, True),
        ("御名", 205, True),
        ("これは市への意見です", 160, False),
    ],
)
def test_print_with_numbers_filled_in_is_print_and_writing_over_it_is_not(
    text: str, left: int, *, expected: bool
) -> None:
    tops = {1150: 260, 200: 500, 205: 502, 160: 960}
    assert is_print(line(text, left, tops[left]), form()) is expected


def test_the_first_page_opens_and_the_next_one_goes_on() -> None:
    first = traits_of(sort_out(on_form(NAME), index(), knowledge()), knowledge())
    second = traits_of(sort_out(on_form(*OPINIONS, number=2), index(), knowledge()), knowledge())
    assert first.opens
    assert not first.continues
    assert second.continues

"""A page that is the city's own form: its fields are read from their places, its print is nobody's text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_intake.extract.grouping import group
from ocr_intake.extract.on_form import is_print, with_form
from ocr_intake.extract.tags import Tag
from ocr_intake.model.forms import FormArea, FormMatch, FormPrint
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Character, Line, PageReading, Reading
from tests.extract.builders import line, page, sheets, submission, values

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


def tags(sheet: PageReading) -> dict[str, set[Tag]]:
    """The classes that the characters of each line got."""
    (found,) = sheets(sheet)
    lines = zip(found.tagged.graph.lines, found.tagged.probabilities, strict=True)
    return {line.text: {Tag(tag) for tag in p.argmax(axis=1)} for line, p in lines}


def test_what_stands_in_a_field_has_a_class_of_that_field() -> None:
    found = tags(on_form(NAME, CODE, ADDRESS, PHONE, *OPINIONS))
    assert found[NAME.text] <= {Tag.NAME, Tag.REPRESENTATIVE}
    assert found[CODE.text] == {Tag.POSTAL_CODE}
    assert found[PHONE.text] == {Tag.PHONE}
    assert found[OPINIONS[0].text] == {Tag.OPINION}


def test_probabilities_stay_such_and_the_margin_is_left_to_the_page_model() -> None:
    note = line("裏面もご覧ください", 900, 2260)
    filled = on_form(NAME, *OPINIONS, note)
    (plain,), (known,) = sheets(replace(filled, form=None)), sheets(filled)
    assert with_form(plain.tagged, replace(filled, form=None)) is plain.tagged
    for before, after, each in zip(
        plain.tagged.probabilities, known.tagged.probabilities, known.tagged.graph.lines, strict=True
    ):
        assert after.shape == before.shape
        assert after.min() >= 0.0
        assert after.sum(axis=1) == pytest.approx(1.0, abs=1e-4)
        if each.text == note.text:
            assert (after == before).all()


def test_a_misread_print_is_still_print_and_a_number_on_it_nobodys() -> None:
    misread = line("電活 0199-00-0001 へのお間い合わせもどうそ", 160, 2200)
    sheet = replace(on_form(NAME, printed=False), lines=(NAME, misread))
    assert tags(sheet)[misread.text] <= {Tag.LABEL, Tag.NOTE, Tag.OFFICE, Tag.HEADING, Tag.OTHER}
    assert "phone" not in values(sheet)


def test_a_field_ends_where_its_cell_ends_on_this_page() -> None:
    """Registration may be a millimetre or two off, and a note stand just under the frame."""
    frame = Box(150, 945, 1500, 2060)
    inside = tuple(replace(each, cell=0) for each in OPINIONS)
    note = line("青葉台市公園緑地課からのお知らせ", 900, 2100)
    filled = on_form(*inside, note)
    free = on_form(*OPINIONS, note)
    assert values(free)["opinion"].endswith("お知らせ")
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
    pages = [on_form(NAME), on_form(*OPINIONS, number=2), on_form(NAME)]
    found, _ = group(sheets(*(replace(each, number=i) for i, each in enumerate(pages, start=1))))
    assert [one.members for one in found] == [(0, 1), (2,)]

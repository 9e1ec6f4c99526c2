"""What paper answers to a consultation's own questions: beside which label, and which of the choices."""

import pytest

from ocr_intake.extract.answers import answers, unanswered
from ocr_intake.model.attributes import AskedAttribute, AttributeKind, AttributeMark
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import PageRole
from ocr_intake.model.reading import Direction, Line, PageQuality, PageReading, Reading

KUBUN = AskedAttribute(
    AttributeMark("kubun", AttributeKind.CHOICE, "区分"),
    ("区分", "あなたの区分"),
    (("在住", ("在住", "市内在住")), ("在勤", ("在勤",)), ("在学", ("在学",))),
)
AGE = AskedAttribute(AttributeMark("nendai", AttributeKind.NUMBER, "年代"), ("年代",))
PLACE = AskedAttribute(AttributeMark("kasho", AttributeKind.TEXT, "該当箇所"), ("該当箇所",))


def page(*lines: tuple[int, int, str]) -> PageReading:
    """Lines at a left and top, each as wide as its text."""
    made = tuple(
        Line(
            Box(left, top, left + 30 * len(text), top + 30),
            Direction.HORIZONTAL,
            (Reading("made-up", text, (), 0.9, "", 0.0),),
        )
        for left, top, text in lines
    )
    return PageReading(1, 1000, 1400, PageRole.CONTENT, PageQuality(200.0), lines=made)


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ([(0, 0, "区分　市内在住")], "在住"),
        ([(0, 0, "あなたの区分：在勤")], "在勤"),
        ([(0, 0, "区分"), (200, 5, "在学")], "在学"),
        ([(0, 0, "1.区分"), (200, 5, "□在住"), (320, 0, "☑在勤"), (440, 3, "□在学")], "在勤"),
        ([(0, 0, "区分 □在住 ■在勤 □在学")], "在勤"),
        ([(0, 0, "区分 ☑在住 ☑在勤 □在学")], None),
        ([(0, 0, "区分 在住・在勤・在学")], None),
        ([(0, 0, "区分 □在住")], None),
        ([(0, 0, "区分 在住 ・")], None),
        ([(0, 0, "区分"), (200, 100, "在学")], None),
        ([(200, 0, "区分"), (0, 0, "在学")], None),
        ([(0, 0, "この計画の区分は在住です")], None),
        ([], None),
    ],
)
def test_a_choice_is_proposed_where_one_says_so(lines: list[tuple[int, int, str]], value: str | None) -> None:
    (found,) = answers((KUBUN,), [page(*lines)])
    assert found.value.value == value
    assert [flag.code for flag in found.value.flags] == [FlagCode.ANSWER_TO_CHECK], "a person always looks"
    assert {value, *(each.text for each in found.value.candidates)} - {None} == {"在住", "在勤", "在学"}
    assert bool(found.value.regions) is (value is not None)


def test_numbers_and_texts_are_what_stands_beside_the_label() -> None:
    pages = [page((0, 0, "年代：４０代")), page((0, 0, "該当箇所"), (300, 0, "第２章 15ページ"))]
    age, place = answers((AGE, PLACE), pages)
    assert (age.value.value, place.value.value) == ("40", "第2章15ページ")


def test_a_question_alone_offers_its_choices() -> None:
    made = unanswered(KUBUN)
    assert (made.value.value, made.value.flagged, len(made.value.candidates)) == (None, True, 3)
    assert AttributeMark.parsed(str(made.mark)) == made.mark

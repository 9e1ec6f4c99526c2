"""A marked choice goes before what the words alone say, and never without all choices in sight."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_intake.extract.answers import chosen, unanswered
from ocr_intake.model.attributes import AskedAttribute, AttributeKind, AttributeMark
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import PageRole
from ocr_intake.model.reading import Character, Direction, Line, PageQuality, PageReading, Reading
from ocr_intake.model.submission import FileOutcome
from ocr_intake.pipeline.ticked import marked, picture_in
from tests.store.builders import submission

ASKED = AskedAttribute(
    AttributeMark("kubun", AttributeKind.CHOICE, "区分"),
    ("区分",),
    (("在住", ("在住",)), ("在勤", ("在勤",)), ("在学", ("在学",))),
)


def line(left: int, text: str, pitch: int = 40) -> Line:
    width = pitch * len(text)
    characters = tuple(
        Character(each, 0.9, (at + 0.4) / len(text), (at + 0.6) / len(text)) for at, each in enumerate(text)
    )
    box = Box(left, 100, left + width, 140)
    return Line(box, Direction.HORIZONTAL, (Reading("made-up", text, characters, 0.9, "", 0.0),))


def page(*lines: Line) -> PageReading:
    return PageReading(1, 900, 300, PageRole.CONTENT, PageQuality(200.0), lines=lines)


def circled(*centres: int) -> NDArray[np.uint8]:
    picture = np.full((300, 900), 255, np.uint8)
    for centre in centres:
        cv2.ellipse(picture, (centre, 120), (60, 34), 0, 0, 360, 0, 3)
    return picture


LABEL = line(20, "区分")
ALL = line(200, "在住　　在勤　　在学")


@pytest.mark.parametrize(
    ("lines", "picture", "value"),
    [
        ((LABEL, ALL), circled(240), "在住"),
        ((LABEL, ALL), circled(400), "在勤"),
        ((LABEL, ALL), circled(560), "在学"),
        ((LABEL, ALL), circled(), None),
        ((LABEL, ALL), circled(240, 400), None),
        ((LABEL, line(200, "在住　　在勤")), circled(240), "在住"),
        ((LABEL, line(200, "在住　　在勤")), circled(560), "在学"),
        ((LABEL, line(200, "在住")), circled(240), None),
        ((LABEL, ALL), None, None),
    ],
)
def test_the_choice_with_the_most_ink_round_it(
    lines: tuple[Line, ...], picture: NDArray[np.uint8] | None, value: str | None
) -> None:
    outcome = FileOutcome((replace(submission(), attributes=(unanswered(ASKED),)),), ())
    (found,) = marked(outcome, (ASKED,), [page(*lines)], lambda _: picture).submissions
    (attribute,) = found.attributes
    assert attribute.value.value == value
    assert [flag.code for flag in attribute.value.flags] == [FlagCode.ANSWER_TO_CHECK]
    assert bool(attribute.value.regions) is (value is not None)


@pytest.mark.parametrize(
    ("read", "picture", "value"),
    [
        ("在勤", circled(400), "在勤"),
        ("在勤", circled(240), "在住"),
        ("在勤", circled(), None),
        ("在勤", circled(240, 560), None),
        (None, circled(240), "在住"),
    ],
)
def test_ink_tells_against_what_a_reader_took_for_a_tick(
    read: str | None, picture: NDArray[np.uint8], value: str | None
) -> None:
    said = unanswered(ASKED) if read is None else chosen(ASKED, read, ())
    outcome = FileOutcome((replace(submission(), attributes=(said,)),), ())
    (found,) = marked(outcome, (ASKED,), [page(LABEL, ALL)], lambda _: picture).submissions
    assert found.attributes[0].value.value == value


def test_a_faint_tick_that_a_reader_saw_is_proposed() -> None:
    picture = circled()
    cv2.line(picture, (336, 127), (341, 113), 0, 3)
    for said, value in ((unanswered(ASKED), None), (chosen(ASKED, "在勤", ()), "在勤")):
        outcome = FileOutcome((replace(submission(), attributes=(said,)),), ())
        (found,) = marked(outcome, (ASKED,), [page(LABEL, ALL)], lambda _: picture).submissions
        assert found.attributes[0].value.value == value


OF_TWO = AskedAttribute(
    AttributeMark("kouhyou", AttributeKind.CHOICE, "区分"), ("区分",), (("希望", ("希望",)), ("不要", ("不要",)))
)


@pytest.mark.parametrize(("centres", "value"), [((240,), "希望"), ((400,), "不要"), ((), None), ((240, 400), None)])
def test_of_two_choices_one_must_be_marked_alone(centres: tuple[int, ...], value: str | None) -> None:
    outcome = FileOutcome((replace(submission(), attributes=(unanswered(OF_TWO),)),), ())
    lines = (LABEL, line(200, "希望　　不要"))
    (found,) = marked(outcome, (OF_TWO,), [page(*lines)], lambda _: circled(*centres)).submissions
    assert found.attributes[0].value.value == value


def test_nothing_is_looked_at_where_nothing_is_asked() -> None:
    outcome = FileOutcome((submission(),), ())
    assert marked(outcome, (), [], lambda _: None) is outcome


def test_a_picture_is_read_from_its_bytes() -> None:
    _, png = cv2.imencode(".png", circled(420))
    grey = picture_in(png.tobytes())
    assert grey is not None
    assert grey.shape == (300, 900)
    assert picture_in(None) is None

"""Which characters of which line a value's region is; the rest of gathering lines is in ``test_adaptation``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.segment import Segment
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.reading import Character, Direction, Line, Reading
from ocr_intake.pipeline.certain_text import Span
from ocr_intake.pipeline.verified_lines import _characters, _placed, _surely_read

ACROSS, DOWN = Direction.HORIZONTAL, Direction.VERTICAL


def line(text: str, direction: Direction, reader: str = "ppocr") -> Line:
    step = 1 / len(text)
    characters = tuple(Character(char, 0.9, i * step, (i + 1) * step) for i, char in enumerate(text))
    long = 40 * len(text)
    box = Box(100, 200, 100 + long, 240) if direction is ACROSS else Box(100, 200, 140, 200 + long)
    return Line(box, direction, (Reading(reader, text, characters, 0.9),))


@given(st.integers(2, 30), st.data(), st.sampled_from(Direction))
def test_a_part_of_a_line_is_found_again(length: int, data: st.DataObject, direction: Direction) -> None:
    """Regions are made by extraction from the places of characters, in whole pixels."""
    start = data.draw(st.integers(0, length - 1))
    end = data.draw(st.integers(start + 1, length))
    made = line("あ" * length, direction)
    region = Segment(1, 0, made, start, end).region
    assert _placed(region, {(1, 0): (made, _characters(made))}) == ((1, 0), Span(start, end))


@pytest.mark.parametrize("direction", Direction)
def test_what_lies_on_no_line_or_another_page_is_not_found(direction: Direction) -> None:
    made = line("見本太郎", direction)
    lines = {(1, 0): (made, _characters(made))}
    assert _placed(Region(2, made.box), lines) is None
    assert _placed(Region(1, Box(0, 0, 50, 50)), lines) is None
    assert _placed(Region(1, made.box.grown(5, 0)), lines) is None


def test_only_the_reader_that_learns_counts() -> None:
    made = line("見本太郎", ACROSS, reader="tesseract")
    assert _characters(made) == ()
    both = Line(made.box, ACROSS, (*made.readings, *line("見木太郎", ACROSS).readings))
    assert "".join(c.text for c in _characters(both)) == "見木太郎"


def test_a_line_is_surely_read_where_its_least_certain_character_is() -> None:
    sure = tuple(Character(char, 0.99, 0.0, 1.0) for char in "意見書")
    assert _surely_read(sure) == "意見書"
    assert _surely_read((*sure, Character("を", 0.9, 0.0, 1.0))) is None
    assert _surely_read(sure[:2]) is None

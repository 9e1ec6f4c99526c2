"""A person says how a page lies: nothing is read to find that out, and lines run as the shapes say then."""

import pytest

from ocr_intake.layout.orientation import orientation_as_said
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction

WIDE = (Box(0, 0, 400, 20), Box(0, 40, 300, 60))
TALL = (Box(0, 0, 20, 400), Box(40, 0, 60, 300))


@pytest.mark.parametrize(
    ("shapes", "rotation", "direction"),
    [
        (WIDE, 180, Direction.HORIZONTAL),
        (WIDE, 90, Direction.VERTICAL),
        (TALL, 270, Direction.HORIZONTAL),
        (TALL, 0, Direction.VERTICAL),
    ],
)
def test_the_lines_of_a_page_that_is_turned(shapes: tuple[Box, ...], rotation: int, direction: Direction) -> None:
    found = orientation_as_said(shapes, rotation)
    assert (found.rotation, found.direction) == (rotation, direction)

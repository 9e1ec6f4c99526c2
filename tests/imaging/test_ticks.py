"""The ink round words: ticks before them and circles round them, and nothing of the words themselves."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_intake.imaging.ticks import ink_round
from ocr_intake.model.geometry import Box

WORDS = tuple(Box(left, 200, left + 80, 240) for left in (200, 400, 600))


def row(*, boxes: bool) -> NDArray[np.uint8]:
    """Three printed words, each with an empty box before it or not."""
    page = np.full((400, 900), 255, np.uint8)
    for word in WORDS:
        for place in range(word.left, word.right, 20):
            cv2.line(page, (place, word.top + 4), (place + 14, word.bottom - 4), 0, 4)
        if boxes:
            cv2.rectangle(page, (word.left - 50, 204), (word.left - 16, 238), 0, 2)
    return page


def test_words_alone_have_nothing_round_them() -> None:
    assert ink_round(row(boxes=False), WORDS) == (0.0, 0.0, 0.0)
    first, *others = ink_round(row(boxes=True), WORDS)
    assert others == [pytest.approx(first, abs=0.01)] * 2
    assert ink_round(row(boxes=True), ()) == ()


@pytest.mark.parametrize("place", range(3))
def test_a_tick_and_a_circle_are_told(place: int) -> None:
    word = WORDS[place]
    ticked = row(boxes=True)
    cv2.polylines(
        ticked, [np.array([(word.left - 46, 222), (word.left - 38, 232), (word.left - 14, 200)])], False, 0, 4
    )
    circled = row(boxes=False)
    cv2.ellipse(circled, (word.left + 40, 220), (56, 30), 0, 0, 360, 0, 3)
    for page in (ticked, circled):
        found = ink_round(page, WORDS)
        assert max(found) == found[place]
        assert found[place] - sorted(found)[1] > 0.1

"""The ink round words: ticks beside them and rings round them, and nothing of the words and of tables."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_intake.imaging.ticks import ink_round
from ocr_intake.model.geometry import Box

ROW = tuple(Box(left, 200, left + 80, 240) for left in (200, 400, 600))
ROWS = (*ROW[:2], *(Box(each.left, 290, each.right, 330) for each in ROW[:2]))
COLUMN = tuple(Box(300, top, 380, top + 40) for top in (120, 200, 280))


def printed(words: tuple[Box, ...], beside: int | None = None) -> NDArray[np.uint8]:
    """Printed words, each with an empty box so many pixels to the right of its left end."""
    page = np.full((420, 900), 255, np.uint8)
    for word in words:
        for place in range(word.left, word.right, 20):
            cv2.line(page, (place, word.top + 4), (place + 14, word.bottom - 4), 0, 4)
        if beside is not None:
            left = word.left + beside
            cv2.rectangle(page, (left, word.top + 4), (left + 34, word.top + 38), 0, 2)
    return page


def tick(page: NDArray[np.uint8], left: int, top: int) -> None:
    points = np.array([(left + 4, top + 22), (left + 12, top + 32), (left + 38, top)])
    cv2.polylines(page, [points], False, 0, 4)


def test_words_alone_have_nothing_round_them() -> None:
    assert ink_round(printed(ROW), ROW) == (0.0, 0.0, 0.0)
    first, *others = ink_round(printed(ROW, -50), ROW)
    assert others == [pytest.approx(first, abs=0.01)] * 2
    assert ink_round(printed(ROW, -50), ()) == ()


def test_words_outside_of_the_page_have_none() -> None:
    assert ink_round(printed(ROW), (Box(2000, 2000, 2080, 2040),)) == (0.0,)


@pytest.mark.parametrize("beside", [-50, 94, -70, 114], ids=["before", "behind", "well before", "well behind"])
@pytest.mark.parametrize("words", [ROW, ROWS, COLUMN], ids=["row", "rows", "column"])
@pytest.mark.parametrize("place", range(3))
def test_a_tick_counts_for_the_word_whose_box_it_is_in(words: tuple[Box, ...], beside: int, place: int) -> None:
    page = printed(words, beside)
    tick(page, words[place].left + beside, words[place].top)
    found = ink_round(page, words)
    assert max(found) == found[place]
    assert found[place] - sorted(found)[-2] > 0.1


@pytest.mark.parametrize("words", [ROW, ROWS, COLUMN], ids=["row", "rows", "column"])
@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("until", [320, 360, 390], ids=["open", "closed", "overrun"])
def test_a_ring_counts_for_the_word_in_it(words: tuple[Box, ...], place: int, until: int) -> None:
    page = printed(words)
    centre = (words[place].left + 40, words[place].top + 20)
    cv2.ellipse(page, centre, (58, 30), 4, 20, until, 0, 3)
    found = ink_round(page, words)
    assert found[place] > 0.2
    assert all(each < 0.1 * found[place] for number, each in enumerate(found) if number != place)


@pytest.mark.parametrize("place", range(3))
def test_a_ring_round_a_number_counts_for_the_word_behind_it(place: int) -> None:
    page = printed(ROW)
    for number, word in enumerate(ROW):
        cv2.putText(page, str(number + 1), (word.left - 60, 234), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 3)
    cv2.ellipse(page, (ROW[place].left - 50, 220), (28, 26), 0, 0, 360, 0, 3)
    found = ink_round(page, ROW)
    assert max(found) == found[place]
    assert found[place] - sorted(found)[-2] > 0.1


def test_what_is_filled_in_is_ink() -> None:
    page = printed(ROW, -50)
    cv2.rectangle(page, (ROW[1].left - 50, 204), (ROW[1].left - 16, 238), 0, -1)
    first, second, third = ink_round(page, ROW)
    assert second > first + 0.3
    assert third == pytest.approx(first, abs=0.02)


@pytest.mark.parametrize("askew", [0, 4])
def test_lines_of_tables_are_no_marks(askew: int) -> None:
    page = printed(ROW)
    for y in (186, 254):
        cv2.line(page, (20, y), (880, y + askew), 0, 3)
    for x in (180, 380, 580, 780):
        cv2.line(page, (x, 180), (x, 262), 0, 3)
    assert max(ink_round(page, ROW)) < 0.05


def test_nothing_is_counted_of_other_words() -> None:
    page = printed(ROW)
    label = Box(ROW[0].left - 80, 200, ROW[0].left - 10, 240)
    cv2.putText(page, "AB", (label.left, 236), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    assert ink_round(page, ROW)[0] > 0.1
    assert ink_round(page, ROW, (label,)) == (0.0, 0.0, 0.0)

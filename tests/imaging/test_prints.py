"""Prints of pages: the same sheet by scanner and by fax is alike, another sheet is not."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_intake.imaging.prints import likeness, page_print
from training.damage import PROFILES
from training.dice import Dice

Pixels = NDArray[np.uint8]


def sheet(seed: int) -> Pixels:
    """A page with lines of strokes such as writing has, at 200 dpi."""
    dice = np.random.default_rng(seed)
    page = np.full((2339, 1654, 3), 255, np.uint8)
    for row in range(int(dice.integers(9, 22))):
        y, x = 260 + row * int(dice.integers(70, 90)), 150
        while x < int(dice.integers(700, 1500)):
            for _ in range(5):
                start = (x + int(dice.integers(0, 36)), y + int(dice.integers(0, 36)))
                end = (x + int(dice.integers(0, 36)), y + int(dice.integers(0, 36)))
                cv2.line(page, start, end, (30, 30, 30), 3)
            x += int(dice.integers(40, 60))
    return page


def arrived(page: Pixels, name: str, seed: int = 1) -> Pixels:
    profile = next(each for each in PROFILES if each.name == name)
    found = profile.apply(Dice(seed), page).pixels
    if name == "fax_std":  # pixels of a fax are twice as high as wide; decoding makes them square
        found = np.asarray(cv2.resize(found, None, fx=1, fy=2, interpolation=cv2.INTER_NEAREST), np.uint8)
    return found


@pytest.mark.parametrize("name", ["scan200", "worn", "fax_fine", "fax_std", "fax_bad"])
def test_the_same_sheet(name: str) -> None:
    first, second, other = page_print(sheet(1)), page_print(arrived(sheet(1), name)), page_print(sheet(2))
    assert first is not None
    assert second is not None
    assert other is not None
    assert likeness(first, second) > 0.85
    assert likeness(second, other) < 0.7


def test_a_header_does_not_count() -> None:
    headed = sheet(3)
    cv2.putText(
        headed, "2021-09-01 10:00 FROM 019-000-0000 P.1/1", (40, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 3
    )
    lower = sheet(3)
    cv2.putText(
        lower, "2021-09-01 10:00 FROM 019-000-0000 P.1/1", (40, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 3
    )
    plain, top, below = page_print(sheet(3)), page_print(headed), page_print(lower, above=250)
    assert plain is not None
    assert top is not None
    assert below is not None
    assert likeness(plain, top) > 0.99
    assert likeness(plain, below) > 0.99


def test_an_empty_page_is_like_none() -> None:
    assert page_print(np.full((2339, 1654), 255, np.uint8)) is None

"""Round outlines: seals and stamps are found, circles of writing are not, and a seal comes off a name."""

import cv2
import numpy as np
import pytest

from ocr_intake.imaging import circles, light
from tests.imaging.drawing import seal, writing

DPI = 200.0
INK = 20


def test_a_seal_and_a_stamp_are_found_by_their_sizes() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    seal(page, (300, 300), 42, INK)
    seal(page, (600, 800), 120, INK)
    (small,) = circles.find_circles(page, DPI, circles.SEAL)
    (large,) = circles.find_circles(page, DPI, circles.STAMP)
    assert (small.x, small.y, small.radius) == pytest.approx((300, 300, 42), abs=5)
    assert (large.x, large.y, large.radius) == pytest.approx((600, 800, 120), abs=7)
    assert small.box.width == pytest.approx(84, abs=10)


@pytest.mark.parametrize(
    "page", [np.full((900, 700), 255, np.uint8), writing(900, 700, pitch=60)], ids=["blank", "writing"]
)
def test_paper_and_writing_have_no_circles(page: np.ndarray) -> None:
    assert circles.find_circles(page, DPI, circles.SEAL) == ()
    assert circles.find_circles(page, DPI, circles.STAMP) == ()


def test_a_ring_without_a_name_and_a_punch_hole_are_no_seals() -> None:
    page = np.full((900, 700), 255, np.uint8)
    cv2.circle(page, (200, 200), 40, INK, 4, cv2.LINE_AA)
    cv2.circle(page, (500, 200), 40, INK, cv2.FILLED, cv2.LINE_AA)
    seal(page, (350, 600), 40, INK)
    found = circles.find_circles(page, DPI, circles.SEAL)
    assert [circle.y > 400 for circle in found if circles.is_seal(circle, page)] == [True]


def test_a_pale_seal_comes_off_the_name_it_lies_on() -> None:
    page = np.full((500, 700), 255, np.uint8)
    cv2.putText(page, "Hanako", (150, 265), cv2.FONT_HERSHEY_SIMPLEX, 2.0, INK, 5)
    name = page.copy()
    seal(page, (430, 250), 44, 150)
    page = np.minimum(page, name)
    clean, seals = circles.erase_seals(page, light.ink_mask(page), DPI)
    assert len(seals) == 1
    ink, wanted = clean < 128, name < 128
    assert (ink & wanted).sum() / wanted.sum() > 0.97
    beside = name > 250
    assert (clean[beside] < circles.FAINT).sum() < 0.25 * (page[beside] < circles.FAINT).sum()


def test_a_seal_as_dark_as_the_name_leaves_the_name_beside_it() -> None:
    page = np.full((500, 700), 255, np.uint8)
    cv2.putText(page, "Hanako", (100, 265), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 0, 5)
    name = page.copy()
    seal(page, (460, 250), 44, 0)
    clean, seals = circles.erase_seals(page, light.ink_mask(page), DPI)
    assert len(seals) == 1
    assert np.array_equal(clean[:, :400], name[:, :400])
    before, after = (page[:, 405:] < 128).sum(), (clean[:, 405:] < 128).sum()
    assert after < 0.3 * before


def test_without_seals_the_page_is_untouched() -> None:
    page = writing(900, 700)
    clean, seals = circles.erase_seals(page, light.ink_mask(page), DPI)
    assert seals == ()
    assert np.array_equal(clean, page)


def test_a_stroke_that_runs_into_a_dark_seal_goes_on_inside_it() -> None:
    page = np.full((500, 700), 255, np.uint8)
    seal(page, (430, 250), 44, 0)
    cv2.line(page, (300, 235), (400, 235), 0, 4)
    clean, seals = circles.erase_seals(page, light.ink_mask(page), DPI)
    assert len(seals) == 1
    assert (clean[235, 302:394] < 128).all()
    assert (clean[200:300, 405:480] > 128).all()

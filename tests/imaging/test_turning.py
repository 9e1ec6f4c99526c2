"""Turning: the angle that lines lie askew is found and taken out, and no corner of the page is lost."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from ocr_intake.imaging import turning
from ocr_intake.model.geometry import Box
from tests.imaging.drawing import text_map, writing

ANGLES = (-10.0, -4.3, -0.7, 0.0, 0.4, 2.6, 10.0)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("vertical", [False, True])
def test_the_angle_is_found_within_a_fifth_of_a_degree(angle: float, vertical: bool) -> None:
    assert turning.skew_of(text_map(angle, vertical=vertical), (1.0, 1.0)) == pytest.approx(angle, abs=0.2)


@pytest.mark.parametrize("scale", [(2.5, 2.5), (2.2, 2.8)])
def test_the_map_may_be_coarse_and_squeezed(scale: tuple[float, float]) -> None:
    assert turning.skew_of(text_map(5.0, scale=scale), scale) == pytest.approx(5.0, abs=0.3)


@pytest.mark.parametrize(
    "pixels", [np.zeros((200, 200), np.float32), np.ones((200, 200), np.float32)], ids=["empty", "full"]
)
def test_nothing_tells_no_angle(pixels: np.ndarray) -> None:
    assert turning.skew_of(pixels, (1.0, 1.0)) == 0.0


def test_a_slanted_stamp_does_not_turn_the_page() -> None:
    page = text_map(1.0)
    cv2.rectangle(page, (20, 20), (140, 30), 0, cv2.FILLED)
    cv2.line(page, (20, 700), (90, 880), 1.0, 8)
    assert turning.skew_of(page, (1.0, 1.0)) == pytest.approx(1.0, abs=0.2)


def test_an_angle_beyond_a_sheet_laid_askew_is_none() -> None:
    assert turning.skew_of(text_map(30.0), (1.0, 1.0)) == 0.0


@pytest.mark.parametrize("angle", ANGLES)
def test_straightening_takes_the_angle_out(angle: float) -> None:
    straight = turning.straighten_map(text_map(angle), angle)
    assert turning.skew_of(straight, (1.0, 1.0)) == pytest.approx(0.0, abs=0.2)


@pytest.mark.parametrize("angle", [-8.0, 3.0])
def test_page_and_map_are_turned_alike(angle: float) -> None:
    lines = text_map(angle)
    page = (255 - lines * 255).astype(np.uint8)
    turned_page, turned_map = turning.straighten(page, angle), turning.straighten_map(lines, angle)
    assert turned_page.shape == turned_map.shape
    assert np.abs((255 - turned_page.astype(float)) / 255 - turned_map).mean() < 0.01


@pytest.mark.parametrize("angle", [-10.0, 7.0])
def test_no_corner_is_lost_and_what_is_new_is_white(angle: float) -> None:
    page = np.full((300, 200), 128, np.uint8)
    turned = turning.straighten(page, angle)
    assert (turned < 200).sum() == pytest.approx(page.size, rel=0.02)
    assert turned[0, 0] == turned[-1, -1] == 255
    assert turned.shape[0] > 300
    assert turned.shape[1] > 200


def test_colour_stays_colour() -> None:
    turned = turning.straighten(np.full((100, 80, 3), (200, 10, 30), np.uint8), 5.0)
    assert turned.ndim == 3
    assert tuple(turned[turned.shape[0] // 2, turned.shape[1] // 2]) == (200, 10, 30)
    assert tuple(turned[0, 0]) == (255, 255, 255)


def test_an_angle_too_small_to_matter_changes_no_pixel() -> None:
    page = writing()
    assert turning.straighten(page, 0.05) is page
    lines = text_map(0.0)
    assert turning.straighten_map(lines, -0.05) is lines


IMAGES = npst.arrays(
    np.uint8,
    st.one_of(npst.array_shapes(min_dims=2, max_dims=2), st.just((3, 5, 3))),
)


@given(IMAGES)
def test_four_quarter_turns_are_none(pixels: np.ndarray) -> None:
    turned = pixels
    for _ in range(4):
        turned = turning.quarter_turn(turned, 90)
    assert np.array_equal(turned, pixels)


@given(IMAGES, st.sampled_from([0, 90, 180, 270]), st.sampled_from([0, 90, 180, 270]))
def test_quarter_turns_add_up(pixels: np.ndarray, one: int, other: int) -> None:
    both = turning.quarter_turn(turning.quarter_turn(pixels, one), other)
    assert np.array_equal(both, turning.quarter_turn(pixels, (one + other) % 360))


def test_a_quarter_turn_is_clockwise() -> None:
    page = np.zeros((2, 3), np.uint8)
    page[0, 0] = 7
    assert turning.quarter_turn(page, 90)[0, -1] == 7
    assert turning.quarter_turn(page, 180)[-1, -1] == 7
    assert turning.quarter_turn(page, 270)[-1, 0] == 7


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.05, 4.0))
def test_scaling_keeps_the_proportions_and_at_least_a_pixel(height: int, width: int, factor: float) -> None:
    small = turning.scaled(np.full((height, width), 90, np.uint8), factor)
    assert small.shape == (max(1, round(height * factor)), max(1, round(width * factor)))
    assert (small == 90).all()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_box_turns_as_its_page_does(degrees: int) -> None:
    page = np.zeros((40, 70), np.uint8)
    box = Box(12, 5, 33, 17)
    page[box.top : box.bottom, box.left : box.right] = 1
    turned = turning.quarter_turn(page, degrees)
    where = turning.quarter_turn_box(box, degrees, turned.shape)
    assert turned[where.top : where.bottom, where.left : where.right].all()
    assert where.area == box.area


@pytest.mark.parametrize("angle", ANGLES)
def test_a_box_is_straightened_as_its_page_is(angle: float) -> None:
    page = np.full((900, 700), 255, np.uint8)
    box = Box(500, 100, 540, 130)
    page[box.top : box.bottom, box.left : box.right] = 0
    rows, columns = np.nonzero(turning.straighten(page, angle) < 128)
    where = turning.straighten_box(box, angle, page.shape)
    assert where.centre == pytest.approx((columns.mean() + 0.5, rows.mean() + 0.5), abs=2)

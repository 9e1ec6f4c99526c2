"""The sheet in a photograph: found on a table, not in a scan, and laid flat."""

import numpy as np
import pytest

from ocr_intake.imaging.paper import A4_ASPECT, find_sheet, flatten
from tests.imaging.drawing import Points, ground, photographed, writing

SHEET = writing(1131, 800)
LYING: dict[str, Points] = {
    "straight": [(150, 150), (750, 150), (750, 998), (150, 998)],
    "askew": [(190, 120), (770, 180), (690, 1010), (100, 950)],
    "from below": [(230, 160), (690, 160), (790, 1000), (120, 1000)],
}


@pytest.mark.parametrize("corners", LYING.values(), ids=LYING.keys())
def test_the_sheet_is_found_on_a_table(corners: Points) -> None:
    sheet = find_sheet(photographed(SHEET, corners))
    assert sheet is not None
    assert np.abs(np.asarray(sheet.corners) - np.asarray(corners)).max() < 12


def test_a_shadow_across_the_sheet_does_not_hide_it() -> None:
    corners = LYING["straight"]
    picture = photographed(SHEET, corners)
    darker = picture.copy()
    darker[:, 500:] = (darker[:, 500:] * 0.72).astype(np.uint8)
    sheet = find_sheet(darker)
    assert sheet is not None
    assert np.abs(np.asarray(sheet.corners) - np.asarray(corners)).max() < 25


@pytest.mark.parametrize(
    "picture",
    [
        writing(1131, 800),
        np.dstack([writing(1131, 800)] * 3),
        np.full((600, 400), 255, np.uint8),
        np.zeros((600, 400), np.uint8),
        ground(800, 600),
        np.full((1, 1), 255, np.uint8),
    ],
    ids=["scan", "colour scan", "blank", "black", "bare table", "one pixel"],
)
def test_where_there_is_no_sheet_none_is_found(picture: np.ndarray) -> None:
    assert find_sheet(picture) is None


def test_a_small_note_is_no_sheet() -> None:
    assert find_sheet(photographed(SHEET, [(400, 400), (600, 400), (600, 683), (400, 683)])) is None


def test_a_scan_whose_lower_part_is_grey_is_no_sheet() -> None:
    page = writing(1131, 800)
    page[800:] = np.minimum(page[800:], 120)
    assert find_sheet(page) is None


@pytest.mark.parametrize("corners", LYING.values(), ids=LYING.keys())
def test_flattening_undoes_the_perspective(corners: Points) -> None:
    picture = photographed(SHEET, corners)
    sheet = find_sheet(picture)
    assert sheet is not None
    flat = flatten(picture, sheet)
    height, width = flat.shape[:2]
    assert height / width == pytest.approx(A4_ASPECT, rel=0.01)
    rows = np.flatnonzero((flat.mean(axis=2) < 140).mean(axis=1) > 0.05)
    expected = np.flatnonzero((SHEET < 140).mean(axis=1) > 0.05)
    assert rows[0] / height == pytest.approx(expected[0] / len(SHEET), abs=0.03)
    assert rows[-1] / height == pytest.approx(expected[-1] / len(SHEET), abs=0.03)
    # lines of writing lie level again: between two of them there are rows with no ink at all
    middle = (flat[:, width // 8 : -width // 8].min(axis=2) < 120).sum(axis=1)
    assert (middle[rows[0] : rows[-1]] == 0).mean() > 0.2


def test_another_format_keeps_its_measured_shape() -> None:
    corners: Points = [(100, 300), (800, 300), (800, 1000), (100, 1000)]
    sheet = find_sheet(photographed(writing(700, 700), corners))
    assert sheet is not None
    flat = flatten(photographed(writing(700, 700), corners), sheet)
    assert flat.shape[0] / flat.shape[1] == pytest.approx(1.0, abs=0.05)


def test_a_grey_picture_stays_grey() -> None:
    picture = photographed(SHEET, LYING["straight"])[:, :, 0].copy()
    sheet = find_sheet(picture)
    assert sheet is not None
    assert flatten(picture, sheet).ndim == 2

"""What becomes of a page on which nothing is read at first: faint and red writing is read, ink is for a person."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_intake.model.pages import Page, PageRole, SetAside
from ocr_intake.pipeline.blank import read_or_set_aside
from ocr_intake.pipeline.page import ReadPage
from ocr_intake.readers.registry import Engines, load

TYPED = Path(__file__).parents[1] / "data" / "cases" / "lot111.png"
DPI = 300.0

pytestmark = pytest.mark.engine
Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def engines() -> Engines:
    return load(("ppocr",))


@pytest.fixture(scope="module")
def typed() -> Pixels:
    return np.asarray(cv2.imread(str(TYPED), cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def outcome(pixels: Pixels, engines: Engines) -> ReadPage | SetAside:
    return read_or_set_aside(Page(1, np.ascontiguousarray(pixels), DPI, bilevel=False), engines)


def text(pixels: Pixels, engines: Engines) -> str:
    done = outcome(pixels, engines)
    assert isinstance(done, ReadPage)
    assert done.reading.role is PageRole.CONTENT
    return "".join(line.text for line in done.reading.lines).replace(" ", "")


def printed(grey: Pixels, ink: tuple[int, int, int], paper: tuple[int, int, int] = (255, 255, 255)) -> Pixels:
    """The page in another ink and on other paper."""
    share = (255 - grey.astype(np.float32))[:, :, None] / 255
    return np.asarray((1 - share) * np.array(paper, np.float32) + share * np.array(ink, np.float32), dtype=np.uint8)


def faint(grey: Pixels) -> Pixels:
    return np.asarray(255 - (255 - grey.astype(np.int16)) // 8, dtype=np.uint8)


INKS = {
    "vermilion": (226, 75, 55),
    "orange": (255, 120, 0),
    "crimson": (160, 10, 30),
    "light red": (255, 190, 180),
    "light blue": (170, 200, 255),
    "yellow": (250, 230, 60),
    "grey": (200, 200, 200),
}


@pytest.mark.parametrize("ink", INKS)
def test_writing_of_any_colour_is_read(ink: str, typed: Pixels, engines: Engines) -> None:
    assert text(printed(typed, INKS[ink]), engines) == text(typed, engines)


def test_red_on_yellowed_paper_and_faint_writing_are_read(typed: Pixels, engines: Engines) -> None:
    assert text(printed(typed, (205, 40, 40), (255, 240, 170)), engines) == text(typed, engines)
    assert text(faint(typed), engines) == text(typed, engines)


def test_writing_from_the_other_side_makes_no_content(typed: Pixels, engines: Engines) -> None:
    blurred = np.asarray(cv2.GaussianBlur(faint(typed)[:, ::-1], (0, 0), 2.0), dtype=np.uint8)
    for through in (blurred, faint(typed)[:, ::-1]):
        done = outcome(through, engines)
        assert isinstance(done, ReadPage)
        assert done.reading.role is PageRole.BLANK


def drawing() -> Pixels:
    page = np.full((2339, 1654), 255, np.uint8)
    way = np.random.default_rng(4).normal(0, 40, (300, 2)).cumsum(axis=0) + np.array([800, 1000])
    cv2.polylines(page, [way.astype(np.int32)], isClosed=False, color=20, thickness=4)
    return page


def seal_alone() -> Pixels:
    page = np.full((2339, 1654, 3), 255, np.uint8)
    cv2.circle(page, (800, 1000), 60, (215, 60, 70), 6)
    cv2.line(page, (780, 970), (780, 1030), (215, 60, 70), 6)
    return page


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (drawing(), "no_writing_found"),
        (seal_alone(), "no_writing_found"),
        (np.zeros((2290, 1728), np.uint8), "dark_page"),
    ],
)
def test_ink_that_is_no_writing_is_for_a_person(page: Pixels, code: str, engines: Engines) -> None:
    assert outcome(page, engines) == SetAside(code, 1)


def test_empty_paper_is_blank(engines: Engines) -> None:
    grain = np.random.default_rng(5).normal(240, 2, (2339, 1654))
    done = outcome(np.asarray(np.clip(grain, 0, 255), dtype=np.uint8), engines)
    assert isinstance(done, ReadPage)
    assert done.reading.role is PageRole.BLANK

"""Receipt stamps: their lines are marked, whatever they enclose; seals' and writers' circles are not."""

import cv2
import numpy as np

from ocr_intake.imaging import circles
from ocr_intake.layout.stamps import stamped_lines
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Line
from tests.layout.drawing import DPI, line

RING = Box(600, 100, 800, 300)
STAMP = (
    line("受付", Box(660, 130, 740, 160)),
    line("3. 9. 8", Box(640, 185, 760, 215)),
    line("盛岡市", Box(655, 240, 745, 270)),
)
BODY = (
    line("氏名 佐藤 花子", Box(100, 150, 450, 190)),
    line("窓口を減らさないでください。", Box(100, 400, 700, 440)),
)


def marked(lines: tuple[Line, ...], *outlines: Box) -> list[str]:
    return [each.text for each in stamped_lines(lines, outlines, DPI) if each.stamped]


def test_everything_in_a_stamp_is_marked_and_nothing_else() -> None:
    assert marked((*BODY, *STAMP), RING) == [each.text for each in STAMP]


def test_order_and_text_stay() -> None:
    lines = (BODY[0], *STAMP, BODY[1])
    assert [each.text for each in stamped_lines(lines, (RING,), DPI)] == [each.text for each in lines]


def test_a_stamp_whose_ring_is_drawn_is_found_and_marked() -> None:
    page = np.full((600, 900), 255, np.uint8)
    cv2.circle(page, (700, 200), 100, 0, 3, cv2.LINE_AA)
    outlines = [circle.box for circle in circles.find_circles(page, DPI, circles.STAMP)]
    assert marked((*BODY, *STAMP), *outlines) == [each.text for each in STAMP]


def test_a_stamp_whose_ring_was_not_found_is_known_by_its_word() -> None:
    lines = (*BODY, line("受付", Box(660, 250, 740, 280)), line("3.9.8", Box(640, 200, 760, 230)))
    assert marked(lines) == ["受付", "3.9.8"]


def test_a_running_text_that_speaks_of_receiving_is_no_stamp() -> None:
    lines = (*BODY, line("受付の時間を延ばしてほしい。", Box(100, 480, 600, 520)))
    assert marked(lines) == []


def test_writing_that_somebody_circled_is_no_stamp() -> None:
    lines = (line("窓口での手続を続けてほしい", Box(620, 180, 780, 220)), *BODY)
    assert marked(lines, RING) == []


def test_a_line_that_the_ring_only_touches_is_not_in_it() -> None:
    lines = (line("電話 019-648-6802", Box(300, 180, 660, 220)), *STAMP)
    assert marked(lines, RING) == [each.text for each in STAMP]


def test_without_outlines_and_lines_nothing_is_marked() -> None:
    assert marked(BODY) == []
    assert stamped_lines((), (RING,), DPI) == ()

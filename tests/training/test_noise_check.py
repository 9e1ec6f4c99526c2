"""Figures on readings: what a faultless reading measures, and what a faulty one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_intake.extract.tags import Tag
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import PageRole
from ocr_intake.model.reading import Character, Direction, Line, PageQuality, PageReading, Reading
from training.dice import Dice
from training.noise import ReadLine, ReadPage
from training.noise_check import as_read_page, report, rows
from training.noise_measure import Figures, measure
from training.paper import Canvas, Page, tagged

TEXTS = ("氏名 佐藤花子", "歩道を広くしてください。", "街灯も増やしてほしい。")


def page() -> Page:
    canvas = Canvas(Dice(1))
    cell = canvas.cell(100, 80, 900, 160)
    canvas.put(tagged(TEXTS[0], Tag.NAME), 120, 100, size=30, cell=cell)
    for index, text in enumerate(TEXTS[1:]):
        canvas.put(tagged(text, Tag.OPINION), 120, 300 + 60 * index, size=30, hand=True)
    return canvas.finished()


def faultless(sheet: Page, scale: float = 1.0) -> ReadPage:
    lines = tuple(
        ReadLine(
            run.text.text,
            run.text.tags,
            (0.999,) * len(run.text),
            (scale * run.x, scale * run.y, scale * run.right, scale * (run.y + run.size)),
            run.cell,
        )
        for run in sheet.runs
    )
    cells = tuple((scale * a, scale * b, scale * c, scale * d) for a, b, c, d in sheet.cells)
    return ReadPage(sheet.width * scale, sheet.height * scale, lines, cells, vertical=False)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_faultless_reading_has_no_errors(scale: float) -> None:
    figures = Figures()
    measure(page(), faultless(page(), scale), figures)
    assert figures.pages == 1
    assert figures.errors.total() == figures.lost.total() == 0
    assert figures.characters == {"print": 6, "hand": 23}
    assert (figures.cells, figures.cells_found) == (1, 1)
    assert figures.narrow_gaps == {True: 1}


def test_errors_and_lost_lines_are_counted() -> None:
    seen = faultless(page())
    wrong = replace(seen.lines[1], text="歩道を広<してください。")
    figures = Figures()
    measure(page(), replace(seen, lines=(seen.lines[0], wrong)), figures)
    assert figures.confusions == {("く", "<"): 1}
    assert figures.lost == {"hand": 11}
    assert dict(rows(figures))["characters read wrong, hand"] == "  8.33 %"
    assert "く→< 1" in report(figures, Figures(), confusions=5)


def test_a_vertical_page_is_turned_as_in_training() -> None:
    reading = Reading("ppocr", "意見", (Character("意", 0.9, 0, 0.5), Character("見", 0.8, 0.5, 1)), 0.85)
    line = Line(Box(900, 100, 940, 300), Direction.VERTICAL, (reading,))
    whole = PageReading(1, 1000, 2000, PageRole.CONTENT, PageQuality(200.0), (line,))
    turned = as_read_page(whole, vertical=True)
    assert [turned.width, turned.height] == [2000, 1000]
    assert list(turned.lines[0].box) == [100, 60, 300, 100]
    assert list(turned.lines[0].confidences) == [0.9, 0.8]

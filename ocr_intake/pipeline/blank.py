"""Pages on which nothing was read: blank ones, faint ones that are read again, and those that a person must see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.imaging import ink
from ocr_intake.layout.header import LOWEST
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.pipeline.page import read_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.layout.forms.template import FormPage
    from ocr_intake.model.pages import Page
    from ocr_intake.model.reading import PageReading
    from ocr_intake.pipeline.page import ReadPage
    from ocr_intake.readers.registry import Engines

LEAST: Final = 5.0
"""Square millimetres of ink below which a page is blank: two printed characters of 12 points.

Of 43 backs of sheets, writing shining through most of them, the most has 0.2; a word written with a pen has 8 and more.
"""
NO_WRITING: Final = "no_writing_found"
DARK: Final = "dark_page"


def read_or_set_aside(page: Page, engines: Engines, forms: Sequence[FormPage] = ()) -> ReadPage | SetAside:
    """Read one page; one with ink on which nothing can be read is for a person.

    Args:
        page: as decoded.
        engines: loaded readers.
        forms: pages of the city's own forms, of which it may be one.
    """
    done = read_page(page, engines, forms)
    if done.reading.role is not PageRole.BLANK:
        return done
    dpi = done.reading.quality.dpi
    header = (Box(0, 0, done.reading.width, round(LOWEST * dpi)),) if done.reading.header else ()
    seen = ink.measure(done.upright, dpi, header)
    if seen.dark:
        return SetAside(DARK, page.number)
    if seen.area < LEAST:
        return done
    return _read_stretched(page, engines, forms) or SetAside(NO_WRITING, page.number)


def _read_stretched(page: Page, engines: Engines, forms: Sequence[FormPage]) -> ReadPage | None:
    """A page read with its ink made black; the blank page that it is where the other side shines through.

    Writing from the other side reads better in a mirror.
    """
    strong = replace(page, pixels=ink.stretched(page.pixels), bilevel=False)
    done = read_page(strong, engines, forms)
    if done.reading.role is PageRole.BLANK:
        return None
    mirrored = replace(strong, pixels=np.ascontiguousarray(strong.pixels[:, ::-1]))
    if _clarity(read_page(mirrored, engines).reading) > _clarity(done.reading):
        return replace(done, reading=replace(done.reading, role=PageRole.BLANK, lines=()))
    return done


def _clarity(reading: PageReading) -> float:
    """How sure the first reader is of a page's characters, on average."""
    read = [(len(line.text), line.confidence) for line in reading.lines]
    return sum(length * sure for length, sure in read) / max(1, sum(length for length, _ in read))

"""Looking at how a page lies on the city's forms: for a person who checks a template, not part of reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ocr_intake.layout.forms.confirm import match_of
from ocr_intake.layout.forms.marks import marks_of
from ocr_intake.layout.forms.register import register, searched
from ocr_intake.pipeline.page import prepare, read_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ocr_intake.layout.forms.template import FormPage
    from ocr_intake.model.forms import FormMatch
    from ocr_intake.model.geometry import Box
    from ocr_intake.model.pages import Page
    from ocr_intake.readers.registry import Engines

FIELD: Final = (200, 60, 0)
"""Blue, as OpenCV orders channels."""
PRINT: Final = (60, 160, 60)
"""Green."""


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A page as it lies on the forms."""

    match: FormMatch | None
    """The form that it surely is."""
    nearest: FormMatch | None
    """Else the form of which most was found, though not enough."""
    upright: NDArray[np.uint8]
    """``(height, width)`` grey or ``(height, width, 3)`` RGB."""


def look(page: Page, engines: Engines, forms: Sequence[FormPage]) -> Looked:
    """Which form a page is, or is nearest to.

    Args:
        page: as decoded.
        engines: loaded readers.
        forms: pages of the forms.
    """
    done = read_page(page, engines, forms)
    if done.reading.form is not None:
        return Looked(done.reading.form, None, done.upright)
    prepared = prepare(page, engines)
    size = (done.reading.width, done.reading.height)
    marked = searched(marks_of(prepared.regions, prepared.ruling, size, prepared.quality.dpi))
    tried = [found for form in forms if (found := register(marked, form)) is not None]
    best = max(tried, key=lambda found: found.found, default=None)
    nearest = match_of(best, done.reading.lines, size) if best is not None else None
    return Looked(None, nearest, done.upright)


def picture_of(looked: Looked) -> bytes:
    """The page as a PNG with the form's fields (blue, with their kinds) and printed lines (green) drawn on it."""
    canvas = cv2.cvtColor(looked.upright, cv2.COLOR_GRAY2BGR if looked.upright.ndim == 2 else cv2.COLOR_RGB2BGR)
    shown = looked.match or looked.nearest
    thick = max(2, looked.upright.shape[1] // 600)
    for line in shown.printed if shown else ():
        _frame(canvas, line.box, PRINT, thick // 2)
    for area in shown.areas if shown else ():
        _frame(canvas, area.box, FIELD, thick)
        at = (area.box.left + 3 * thick, max(12 * thick, area.box.bottom - 3 * thick))
        cv2.putText(canvas, "/".join(area.kinds), at, cv2.FONT_HERSHEY_SIMPLEX, thick / 3, FIELD, thick, cv2.LINE_AA)
    return bytes(cv2.imencode(".png", canvas)[1])


def _frame(canvas: object, box: Box, colour: tuple[int, int, int], thick: int) -> None:
    pixels = np.asarray(canvas)
    cv2.rectangle(pixels, (box.left, box.top), (box.right - 1, box.bottom - 1), colour, max(1, thick))

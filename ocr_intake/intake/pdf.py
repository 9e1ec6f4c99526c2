"""Pages of PDF files: at which resolution to draw them, and whether what was drawn can be trusted."""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.intake import pdf_sheet, poppler
from ocr_intake.intake import pixels as px
from ocr_intake.intake.aspect import Density, believable
from ocr_intake.intake.poppler import ImageKind
from ocr_intake.intake.raster import square_page
from ocr_intake.intake.reasons import aside
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.pages import Page, SetAside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from ocr_intake.intake.limits import Limits
    from ocr_intake.intake.pdf_sheet import Sheet
    from ocr_intake.intake.poppler import EmbeddedImage, PdfPage

_POINTS: Final = 72.0
VECTOR_DPI: Final = 300.0
MIN_DPI: Final = 200.0
MAX_DPI: Final = 400.0

_COVERS: Final = 0.02
"""How far an image may be from the page's size and still be the page: `pdfimages` rounds resolutions."""
_LARGE: Final = 0.25
"""Share of the page that images of one resolution must cover to count; some scanners cut a page into strips."""
_SOME: Final = 0.02
"""The same for letters in masks and stencils, of which a page may have few."""
_FAINT, _NO_INK = 16, 1e-5
"""Difference of grey that counts as ink, and the share of ink below which nothing is on a page."""
_REPEATED: Final = 4
_INSIDE: Final = 0.02
"""By how much of a pixel a scan is drawn smaller than its grid: poppler gives an image that ends on a pixel's edge the
pixel beyond as well, and would resample all of it to one more."""
_UNBELIEVABLE_SIDE: Final = 4961
"""Pixels of the longer side of a page that is no sheet of paper: as many as A3 has at 300 dpi."""

_HARMLESS: Final = (
    *("xref", "XRef", "trailer", "page tree", "Kid object", "annotation", "outline", "Outline"),
    *("endstream", "Unknown segment type", "first box must be"),
)
"""Words of complaints about what poppler rebuilds or works around: a file's index, its trimmings, lengths of streams,
extensions of JBIG2, JPEG 2000 without its wrapper. A page that comes out blank is not believed even then."""
_MISSING_FONTS: Final = "Missing language pack"


@dataclass(frozen=True, slots=True)
class Plan:
    """How to draw a page."""

    dpi: tuple[float, float]
    """Across and down."""
    scan: EmbeddedImage | None
    """The one image that fills the page, if that is all there is: it is drawn in its own pixels."""


def decode_page(path: Path, number: int, limits: Limits) -> Page | SetAside:
    """One page, drawn as a viewer shows it; the files that are attached come behind the pages, and are set aside.

    A page is always drawn, never only its image extracted: what was typed or drawn over a scan belongs to it. A scan is
    drawn in its own pixel grid, which gives its pixels back unchanged, square or not. What was typed into fields and
    text boxes is left out of the drawing and comes as text with its place.

    Raises:
        PopplerMissingError: poppler is not installed.
    """
    deadline = poppler.Deadline.after(limits.pdf_timeout_s)
    with ExitStack() as stack:
        sheet = pdf_sheet.sheet_of(path, number, limits, deadline, stack)
        if isinstance(sheet, SetAside):
            return replace(sheet, page=number)
        page = _drawn_page(sheet, number, limits, deadline)
    if isinstance(page, SetAside):
        return replace(page, page=number)
    height, width = page.pixels.shape[:2]
    typed = tuple(one.on(width, height) for one in sheet.typed)
    if not (typed or sheet.notes or sheet.flags):
        return page
    return Page(page.number, page.pixels, page.dpi, page.bilevel, typed=typed, notes=sheet.notes, flags=sheet.flags)


def _drawn_page(sheet: Sheet, number: int, limits: Limits, deadline: poppler.Deadline) -> Page | SetAside:
    """The page without what was typed into it."""
    page = sheet.page
    images = poppler.images_of(sheet.path, sheet.number, deadline)
    if isinstance(images, SetAside):
        return images
    how = plan(page, images, limits.kept_pixels)
    drawn = _draw(sheet.path, sheet.number, how, limits, deadline)
    if isinstance(drawn, SetAside):
        return drawn
    array, complaint = drawn
    loss = _loss(array, complaint, scanned=how.scan is not None)
    if loss:
        return aside(loss, number)
    if FlagCode.LAYER_OFF in sheet.flags and not sheet.typed and _is_empty(array):
        return aside("pdf_layer_off", number)
    density = Density(array.shape[1] * _POINTS / page.width, array.shape[0] * _POINTS / page.height)
    return square_page(number, array, density, limits, one_bit=how.scan is not None and how.scan.bits == 1)


def plan(page: PdfPage, images: tuple[EmbeddedImage, ...], max_pixels: int) -> Plan:
    """At how many pixels to draw a page.

    The resolution of a scan is kept where it is between 200 and 400 dpi, and otherwise brought there by a whole factor;
    a page with large images is drawn at the finest of them within those bounds, any other at 300 dpi. Letters in a
    finer mask over a coarse background, as compact scans have them, are drawn at 300 dpi or more.
    """
    pictures = [image for image in images if image.kind is not ImageKind.MASK]
    alone = len(pictures) == 1 and _letters(page, images) <= _finest(pictures[0]) * (1 + _COVERS)
    grid = _grid(page, pictures[0]) if alone else None
    scan = pictures[0] if grid else None
    if grid:
        columns, rows = grid
        factor = _whole_factor(Density(columns * _POINTS / page.width, rows * _POINTS / page.height), columns, rows)
        width, height = math.ceil(columns * factor) - _INSIDE, math.ceil(rows * factor) - _INSIDE
    else:
        dpi = _dpi(page, images)
        width, height = page.width / _POINTS * dpi, page.height / _POINTS * dpi
    across, down = width * _POINTS / page.width, height * _POINTS / page.height
    if page.turned and grid:
        # pdftoppm mixes the axes up here if they differ
        across = down = max(across, down)
    pixels = (page.width / _POINTS * across + 1) * (page.height / _POINTS * down + 1)
    shrink = min(1.0, math.sqrt(max_pixels / pixels))
    return Plan((across * shrink, down * shrink), scan)


def _draw(
    path: Path, number: int, how: Plan, limits: Limits, deadline: poppler.Deadline
) -> tuple[NDArray[np.uint8], str] | SetAside:
    """The pixels of the page, and what poppler complained about.

    Black and white must come out as that. They do not where the image ends a rounding error outside the page: poppler
    then spreads it over one row more. Drawn at four times the height it repeats rows instead of blending them (its
    limit for interpolation), and every fourth is the original.
    """
    grey = how.scan is not None and how.scan.grey
    drawn = poppler.render(path, number, how.dpi, deadline, grey=grey)
    if isinstance(drawn, SetAside):
        return drawn
    array = px.without_idle_colour(px.to_array(drawn.image))
    black_and_white = how.scan is not None and how.scan.bits == 1
    if black_and_white and not px.is_two_valued(array) and _REPEATED * array.size <= limits.max_pixels:
        tall = poppler.render(path, number, (how.dpi[0], how.dpi[1] * _REPEATED), deadline, grey=grey)
        if isinstance(tall, poppler.Rendering) and tall.image.height // _REPEATED == array.shape[0]:
            array = px.without_idle_colour(px.to_array(tall.image)[_REPEATED // 2 :: _REPEATED][: array.shape[0]])
    return array, drawn.complaint


def _loss(array: NDArray[np.uint8], complaint: str, *, scanned: bool) -> str | None:
    """The code for content that is certainly or probably missing from a drawn page."""
    if _MISSING_FONTS in complaint:
        return "pdf_missing_fonts"
    errors = [line for line in complaint.splitlines() if "Syntax Error" in line]
    grave = [line for line in errors if not any(word in line for word in _HARMLESS)]
    if (errors and bool((array == array.flat[0]).all())) or (grave and scanned):
        return "damaged"
    return "truncated" if scanned and px.has_unfilled_band(array) else None


def _grid(page: PdfPage, image: EmbeddedImage) -> tuple[int, int] | None:
    """Columns and rows of an image on the page as shown, upright or turned; None where it is not the whole page."""
    if _fits(image.row_length, page.width) and _fits(image.column_length, page.height):
        return image.width, image.height
    if _fits(image.row_length, page.height) and _fits(image.column_length, page.width):
        return image.height, image.width
    return None


def _fits(length: float, side: float) -> bool:
    return abs(length / side - 1) <= _COVERS


def _finest(image: EmbeddedImage) -> float:
    """Pixels to the inch along the axis that has more."""
    return _POINTS * max(image.width / image.row_length, image.height / image.column_length)


def _covered(images: Iterable[EmbeddedImage]) -> dict[int, float]:
    """Square points that images of each resolution cover."""
    covered: dict[int, float] = {}
    for image in images:
        dpi = round(_finest(image))
        covered[dpi] = covered.get(dpi, 0.0) + image.row_length * image.column_length
    return covered


def _letters(page: PdfPage, images: Iterable[EmbeddedImage]) -> float:
    """The finest resolution of shapes that are painted or cut out of a background; 0 where there are hardly any."""
    shapes = _covered(image for image in images if image.kind is not ImageKind.PICTURE)
    return max((dpi for dpi, area in shapes.items() if area >= _SOME * page.width * page.height), default=0)


def _is_empty(array: NDArray[np.uint8]) -> bool:
    """Whether nothing is drawn on a page."""
    away = np.count_nonzero(np.abs(array.astype(np.int16) - int(np.median(array))) > _FAINT)
    return int(away) < _NO_INK * array.size


def _whole_factor(density: Density, width: int, height: int) -> float:
    """By what to multiply the grid to bring it within the bounds; 1 where the paper's size means nothing."""
    if not believable(width, height, density):
        return 1.0
    finest = max(density.x, density.y)
    if finest > MAX_DPI:
        return 1 / max(1, math.ceil(finest / MAX_DPI - _COVERS))
    return float(math.ceil(MIN_DPI / finest - _COVERS))


def _dpi(page: PdfPage, images: tuple[EmbeddedImage, ...]) -> float:
    """The resolution for a page that is more, or less, than one scan."""
    pictures = [image for image in images if image.kind is not ImageKind.MASK]
    large = [dpi for dpi, area in _covered(pictures).items() if area >= _LARGE * page.width * page.height]
    dpi, letters = max(large, default=VECTOR_DPI), _letters(page, images)
    if letters > dpi * (1 + _COVERS):
        dpi = max(letters, VECTOR_DPI)
    dpi = min(max(dpi, MIN_DPI), MAX_DPI)
    pixels = page.width / _POINTS * dpi, page.height / _POINTS * dpi
    if max(pixels) > _UNBELIEVABLE_SIDE and not believable(round(pixels[0]), round(pixels[1]), Density(dpi, dpi)):
        return dpi * _UNBELIEVABLE_SIDE / max(pixels)
    return dpi

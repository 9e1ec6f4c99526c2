"""One page to a page reading: clean, turn upright, find lines, let the readers read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ocr_intake.imaging import circles, light, paper, turning
from ocr_intake.imaging.red import without_red
from ocr_intake.layout.forms.confirm import confirm
from ocr_intake.layout.forms.cutting import cut_at_fields
from ocr_intake.layout.header import split_header
from ocr_intake.layout.last_characters import with_last_characters
from ocr_intake.layout.line_images import cut_line
from ocr_intake.layout.lines import LineRegion, find_lines, main_direction, shapes_of
from ocr_intake.layout.orientation import find_orientation, orientation_as_said
from ocr_intake.layout.rules import Ruling, erase_rules, find_ruling
from ocr_intake.layout.stamps import stamped_lines
from ocr_intake.layout.strikes import struck_spans
from ocr_intake.model.pages import Page, PageRole
from ocr_intake.model.reading import Direction, Line, PageQuality, PageReading, Reading
from ocr_intake.pipeline.forms import found_on
from ocr_intake.pipeline.typed import TypedLines, moved, scaled, typeset, with_typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ocr_intake.layout.forms.template import FormPage
    from ocr_intake.model.geometry import Box
    from ocr_intake.readers.registry import Engines

MAP_SIDE = 960
"""Pixels of the longer side at which lines are looked for: A4 at about 80 dpi, enough for all sizes of writing."""
READING_DPI = 300.0
"""Pages are not read at more than this: cost grows, accuracy does not."""
A4_LONG_SIDE = 11.69
"""Inches; where a file does not say how large its paper is, it is taken for A4."""
WRITTEN = 3
"""Characters from which a page has writing on it; less is show-through or dust."""
SURE = 0.6
"""A reader's confidence from which a line is writing."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadPage:
    """A page reading with the picture its boxes refer to."""

    reading: PageReading
    upright: NDArray[np.uint8]
    """``(height, width)`` grey or ``(height, width, 3)`` RGB."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """An upright page, ready for its lines to be cut out."""

    upright: NDArray[np.uint8]
    """As a person sees it."""
    clean: NDArray[np.uint8]
    """``(h, w)`` grey with even light, rules and streaks erased: what readers see."""
    ruling: Ruling
    regions: tuple[LineRegion, ...]
    quality: PageQuality
    stamps: tuple[Box, ...]
    """Round outlines as large as a receipt stamp."""
    direction: Direction
    """In which most of the writing runs."""
    typed: TypedLines
    """What was typed into the file; ``upright`` shows it, ``clean`` does not."""
    certainty: float
    """0 to 1: how much better it reads this way up than upside down; 1 where a person said which way up it is."""


def read_page(page: Page, engines: Engines, forms: Sequence[FormPage] = ()) -> ReadPage:
    """Read one page.

    Args:
        page: as decoded.
        engines: loaded readers.
        forms: pages of the city's own forms, of which it may be one.
    """
    prepared = prepare(page, engines)
    height, width = prepared.clean.shape
    known = found_on(prepared, forms)
    regions = cut_at_fields(prepared.regions, known[0], prepared.clean) if known else prepared.regions
    images = [cut_line(prepared.clean, region) for region in regions]
    answers = [reader.read(images) for reader in engines.readers]
    lines = []
    for index, region in enumerate(regions):
        readings = [answer[index] for answer in answers]
        found = tuple(reading for reading in readings if isinstance(reading, Reading))
        struck = struck_spans(images[index].pixels, region.direction)
        lines.append(Line(region.box, region.direction, found, region.cell, struck=struck))
    header, content = split_header(tuple(lines), width=width, height=height, dpi=prepared.quality.dpi)
    marked = stamped_lines(content, prepared.stamps, prepared.quality.dpi)
    form = confirm(known, marked, (width, height))
    marked = with_typed(marked, prepared.typed, prepared.ruling.cells, prepared.quality.dpi, prepared.direction)
    role = PageRole.CONTENT if has_writing(marked) else PageRole.BLANK
    reading = PageReading(
        number=page.number,
        width=width,
        height=prepared.upright.shape[0],
        role=role,
        quality=prepared.quality,
        lines=marked,
        cells=prepared.ruling.cells,
        header=header,
        digest=page.digest,
        readers=engines.versions,
        form=form,
        flags=page.flags,
    )
    return ReadPage(reading, prepared.upright)


def prepare(page: Page, engines: Engines) -> Prepared:
    """Make a page upright and find its lines."""
    pixels, photograph = _sheet_of(page)
    typed = page.typed
    dpi = page.dpi or max(pixels.shape[:2]) / A4_LONG_SIDE
    if dpi > READING_DPI * 1.1:
        typed = scaled(typed, READING_DPI / dpi)
        pixels, dpi = turning.scaled(pixels, READING_DPI / dpi), READING_DPI
    before = pixels.shape
    pixels, grey, shapes, skew = _straight(pixels, dpi, engines)
    if page.rotation is None:
        orientation = find_orientation(grey, shapes, engines.orientation_reader.read_samples)
    else:
        orientation = orientation_as_said(shapes, page.rotation)
    if orientation.rotation:
        pixels = turning.quarter_turn(pixels, orientation.rotation)
        grey = turning.quarter_turn(grey, orientation.rotation)
        shapes = tuple(turning.quarter_turn_box(box, orientation.rotation, grey.shape) for box in shapes)
    ink = light.ink_mask(grey)
    clean, ruling = _cleaned(grey, ink, dpi)
    stamps = tuple(circle.box for circle in circles.find_circles(grey, dpi, circles.STAMP))
    clean_ink = light.without_specks(light.ink_mask(clean))
    direction = orientation.direction if shapes else main_direction(shapes)
    regions = find_lines(shapes, ruling, clean_ink, dpi, direction)
    regions = with_last_characters(regions, ruling.cells, clean_ink, direction)
    quality = PageQuality(
        dpi=dpi,
        bilevel=page.bilevel,
        contrast=light.contrast(grey, ink),
        noise=light.specks_per_square_inch(ink, dpi),
        skew=skew,
        rotation=orientation.rotation,
        photograph=photograph,
        fax_lines_repaired=len(ruling.streaks),
    )
    typed = moved(typed, before, skew, orientation.rotation, grey.shape)
    upright, typed_lines = typeset(pixels, typed, page)
    return Prepared(upright, clean, ruling, regions, quality, stamps, direction, typed_lines, orientation.certainty)


def clean_again(upright: NDArray[np.uint8], quality: PageQuality) -> NDArray[np.uint8]:
    """What readers saw of a page, from the picture that was kept of it: the very pixels.

    Args:
        upright: ``(height, width)`` grey or ``(height, width, 3)`` RGB.
        quality: of the page. Light was made even before the page was turned upright, so it is here.

    Returns:
        ``(height, width)`` grey, as ``Prepared.clean``.
    """
    if quality.rotation:
        as_scanned = turning.quarter_turn(upright, 360 - quality.rotation)
        grey = turning.quarter_turn(_even(as_scanned, quality.dpi), quality.rotation)
    else:
        grey = _even(upright, quality.dpi)
    return _cleaned(grey, light.ink_mask(grey), quality.dpi)[0]


def has_writing(lines: tuple[Line, ...]) -> bool:
    """Whether anything is written on a page, rather than shining through or lying on it."""
    return sum(len("".join(line.text.split())) for line in lines if line.confidence >= SURE) >= WRITTEN


def _sheet_of(page: Page) -> tuple[NDArray[np.uint8], bool]:
    """The sheet alone where the page is a photograph of one; scans say how large their paper is, photographs do not."""
    if page.typed:
        return page.pixels, False
    if page.dpi is None and not page.bilevel:
        sheet = paper.find_sheet(page.pixels)
        if sheet is not None:
            return paper.flatten(page.pixels, sheet), True
    return page.pixels, page.dpi is None and not page.bilevel


def _cleaned(grey: NDArray[np.uint8], ink: NDArray[np.uint8], dpi: float) -> tuple[NDArray[np.uint8], Ruling]:
    """A page in even light without rules, streaks and seals, and the rules that it had."""
    ruling = find_ruling(ink, dpi)
    unruled = erase_rules(grey, ink, ruling)
    clean, _seals = circles.erase_seals(unruled, light.ink_mask(unruled), dpi)
    return clean, ruling


def _even(pixels: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    return light.even_light(without_red(pixels, dpi) if pixels.ndim == 3 else pixels)


def _straight(
    pixels: NDArray[np.uint8], dpi: float, engines: Engines
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], tuple[Box, ...], float]:
    """Take the skew out and find the shapes of writing: the page, the same in even light, shapes, degrees."""
    grey = _even(pixels, dpi)
    text_map = engines.detector.text_map(grey, MAP_SIDE)
    skew = turning.skew_of(text_map, _scale(pixels, text_map))
    if abs(skew) < turning.WORTH_TURNING:
        return pixels, grey, shapes_of(text_map, _scale(pixels, text_map)), 0.0
    pixels, text_map = turning.straighten(pixels, skew), turning.straighten_map(text_map, skew)
    return pixels, _even(pixels, dpi), shapes_of(text_map, _scale(pixels, text_map)), skew


def _scale(pixels: NDArray[np.uint8], text_map: NDArray[np.float32]) -> tuple[float, float]:
    """Page pixels per map pixel along x and y."""
    return pixels.shape[1] / text_map.shape[1], pixels.shape[0] / text_map.shape[0]

"""Lines as the program cuts them: a sheet goes through a machine, the program finds its lines, truth is put to them.

Nothing is read for that: where a line of the sheet lies on the page that comes out of the program is worked out from
sizes, then fitted to the lines that were found. What does not clearly lie on one line of the sheet, whole, is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.intake import decode, inspect
from ocr_intake.layout.line_images import cut_line
from ocr_intake.model.pages import Page, SourceFile
from ocr_intake.model.reading import Direction, LineImage, Reading
from ocr_intake.pipeline.page import prepare
from ocr_intake.readers.ppocr import TOO_SMALL, Recogniser, TextDetector
from ocr_intake.readers.registry import Engines
from ocr_intake.readers.vertical import side_by_side, split_column
from training.damage import save
from training.recogniser.draft import HEIGHT, WIDTH, Box
from training.recogniser.shards import Line, scaled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ocr_intake.layout.lines import LineRegion
    from ocr_intake.pipeline.page import Prepared
    from training.damage import Scanned
    from training.recogniser.draft import Piece

_PASSES: Final = 4
"""Times that the fit is made anew with the lines that lie where it says."""
_LEAST: Final = 4
"""Lines that a fit needs."""
_NEAR: Final = 0.75
"""Common height from which a found line and a written one may be the same, of the lower one."""
_ENDS: Final = 0.45
"""Heights that the ends of both may differ by."""


@dataclass(frozen=True, slots=True)
class _Upright:
    """Stands in for the reader that judges which way up a page is: these sheets are upright."""

    vertical: bool

    def read_samples(self, lines: Sequence[LineImage]) -> tuple[Reading, ...]:
        """Sure of every line; a row does not read alike as a column."""
        word = "縦" if self.vertical else "横"
        return tuple(
            Reading("none", (word if line.direction is Direction.HORIZONTAL else "縦") * 9, (), 1.0) for line in lines
        )


def page_of(scanned: Scanned, suffix: str) -> Page | None:
    """A page as the program decodes it from the machine's file; None where it would not take it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet.{suffix}"
        save([scanned], path)
        source = inspect(path)
        page = decode(path, source, 1) if isinstance(source, SourceFile) else None
    return page if isinstance(page, Page) else None


def lines_of(
    scanned: Scanned, suffix: str, pieces: Sequence[Piece], detector: TextDetector, *, vertical: bool, kind: str
) -> Iterator[Line]:
    """The lines that the program finds on a sheet, with what they say.

    Args:
        scanned: the sheet as a machine delivers it.
        suffix: of the file.
        pieces: what stands on it.
        detector: the program's.
        vertical: whether it is written in columns.
        kind: what the lines' kinds end in: how the sheet arrived.
    """
    page = page_of(scanned, suffix)
    if page is None:
        return
    orientation_reader: Recogniser = _Upright(vertical)  # type: ignore[assignment]
    prepared = prepare(page, Engines(detector, (), orientation_reader))
    for region, piece in _matched(prepared, pieces, vertical=vertical):
        image = cut_line(prepared.clean, region)
        for pixels in _as_read(image, len("".join(piece.text.split()))):
            if min(pixels.shape) >= TOO_SMALL:
                yield Line(scaled(pixels), piece.text, f"{piece.kind}/{kind}")


def _as_read(image: LineImage, count: int) -> tuple[NDArray[np.uint8], ...]:
    """What the recogniser is given for a line: a column lying on its side, and with its characters side by side.

    Where a column's characters cannot be told apart, side by side they are no text that anybody could read.

    Args:
        image: of the line.
        count: of its characters.
    """
    if image.direction is Direction.HORIZONTAL:
        return (image.pixels,)
    lying = np.ascontiguousarray(np.rot90(image.pixels))
    if len(split_column(image.pixels)) != count:
        return (lying,)
    return lying, side_by_side(image.pixels)


def _matched(prepared: Prepared, pieces: Sequence[Piece], *, vertical: bool) -> Iterator[tuple[LineRegion, Piece]]:
    """Regions that are one piece of writing, whole."""
    way = Direction.VERTICAL if vertical else Direction.HORIZONTAL
    regions = [region for region in prepared.regions if region.direction is way and not region.comb]
    fit = _fit([_box(region) for region in regions], [piece.box for piece in pieces], prepared.clean.shape[:2])
    if fit is None:
        return
    places = [_moved(piece.box, fit) for piece in pieces]
    for region in regions:
        found = _box(region)
        on = [index for index, place in enumerate(places) if _overlap(found, place) > 0.15]
        if len(on) == 1 and _same(found, places[on[0]], vertical=vertical):
            yield region, pieces[on[0]]


def _box(region: LineRegion) -> Box:
    box = region.box
    return Box(box.left, box.top, box.right, box.bottom)


def _fit(found: Sequence[Box], wanted: Sequence[Box], shape: tuple[int, ...]) -> NDArray[np.float64] | None:
    """The affine map ``(3, 2)`` from the sheet to the page's pixels; None where lines do not lie as they should."""
    if len(found) < _LEAST or not wanted:
        return None
    height, width = shape
    scale = height / HEIGHT
    fit = np.array([[scale, 0.0], [0.0, scale], [width / 2 - scale * WIDTH / 2, 0.0]])
    for reach in np.linspace(1.2, 0.35, _PASSES):
        source, target = [], []
        for box in wanted:
            place = _moved(box, fit)
            high = min(place.bottom - place.top, place.right - place.left)
            far, best = min((_distance(other, place), other) for other in found)
            if far < reach * high:
                source += [(box.left, box.top, 1.0), (box.right, box.bottom, 1.0)]
                target += [(best.left, best.top), (best.right, best.bottom)]
        if len(source) < 2 * _LEAST:
            return None
        fit = np.linalg.lstsq(np.array(source), np.array(target, dtype=np.float64), rcond=None)[0]
    return fit


def _distance(one: Box, other: Box) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _moved(box: Box, fit: NDArray[np.float64]) -> Box:
    left, top = np.array((box.left, box.top, 1.0)) @ fit
    right, bottom = np.array((box.right, box.bottom, 1.0)) @ fit
    return Box(float(left), float(top), float(right), float(bottom))


def _overlap(one: Box, other: Box) -> float:
    """Common area, of the smaller box."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    if across <= 0 or down <= 0:
        return 0.0
    areas = [(box.right - box.left) * (box.bottom - box.top) for box in (one, other)]
    return across * down / max(1.0, min(areas))


def _same(found: Box, wanted: Box, *, vertical: bool) -> bool:
    """Whether a found line has the writing from end to end, and no more of its neighbours than a line has."""
    if vertical:
        found, wanted = (Box(b.top, b.left, b.bottom, b.right) for b in (found, wanted))
    low, high = max(found.top, wanted.top), min(found.bottom, wanted.bottom)
    thick = wanted.bottom - wanted.top
    if high - low < _NEAR * min(thick, found.bottom - found.top) or found.bottom - found.top > 1.7 * thick:
        return False
    ends = abs(found.left - wanted.left), abs(found.right - wanted.right)
    return max(ends) < _ENDS * max(thick, 8.0) and found.bottom - found.top > 0.55 * thick

"""From resolution tags, believed or not, to square pixels: pure geometry, no pixels.

Fax pixels are not square. Group 3 machines scan 8.04 pixels a millimetre across and 3.85, 7.7 or 15.4 lines a
millimetre down (ITU-T T.4, table 2; T.30), in round figures 204 by 98, 196 or 391 to the inch, at a fixed number of
pixels a line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

FAX_WIDTHS: Final = {1728: 204.0, 2048: 204.0, 2432: 204.0, 3456: 408.0, 4096: 408.0, 4864: 408.0}
"""Pixels a line of A4, B4 and A3 faxes (ITU-T T.4), and how many of them are an inch."""
FAX_ROWS: Final = (98.0, 196.0, 391.0)
"""Rows to the inch: standard, fine, superfine."""

_PAPER_RATIO: Final = math.sqrt(2)
_MM: Final = 25.4

_DPI_RANGE: Final = (50.0, 1300.0)
_LONG_SIDE_MM: Final = (120.0, 440.0)
"""A6 is 148 mm long and A3 420; slack for slips of paper and scanners that take a margin."""
_SHORT_SIDE_MM: Final = (50.0, 320.0)

_SQUARE: Final = 1.01
"""Up to this ratio pixels count as square: 300 by 299.9."""
_MAX_ANISOTROPY: Final = 2.6
"""Above this ratio tags are wrong; 204 by 98 is 2.08."""
_NARROWEST: Final = 16
"""Pixels of the shorter side below which nothing can be read."""
_LONGEST: Final = 50
"""How many times its width a page may be long: a single line of writing is twenty, a fax from a roll three."""
_STANDARD_FAX: Final = 0.25
"""How far, as a logarithm, a page may be from A4's proportions to be taken for a standard fax against its tags."""


@dataclass(frozen=True, slots=True)
class Density:
    """Pixels to the inch along each axis; only their ratio means something where ``absolute`` is false."""

    x: float
    y: float
    absolute: bool = True

    @property
    def sane(self) -> bool:
        """Both are usable numbers, and their ratio is one that occurs."""
        if not (math.isfinite(self.x) and math.isfinite(self.y) and self.x > 0 and self.y > 0):
            return False
        return self.anisotropy <= _MAX_ANISOTROPY

    @property
    def anisotropy(self) -> float:
        """The greater over the lesser; 1 for square pixels."""
        return max(self.x, self.y) / min(self.x, self.y)

    def reduced(self, factor: int) -> Density:
        """The same after both sides of the page were divided by that."""
        return Density(self.x / factor, self.y / factor, self.absolute)

    @property
    def turned(self) -> Density:
        """The same after a quarter turn."""
        return Density(self.y, self.x, self.absolute)


@dataclass(frozen=True, slots=True)
class Scaling:
    """How to make pixels square: enlarge the coarser axis."""

    width: int
    height: int
    """Pixels afterwards."""
    dpi: float | None
    """Pixels to the inch afterwards; None where nothing believable is known."""

    def within(self, max_pixels: int) -> Scaling:
        """The same with at most about so many pixels, its proportions kept."""
        factor = math.sqrt(max_pixels / (self.width * self.height))
        if factor >= 1:
            return self
        size = max(1, round(self.width * factor)), max(1, round(self.height * factor))
        return Scaling(*size, None if self.dpi is None else self.dpi * factor)


def is_sheet(width: int, height: int) -> bool:
    """Whether an image of that many pixels may be a sheet of paper, or a part of one, rather than a dot or a thread."""
    short, long = sorted((width, height))
    return short >= _NARROWEST and long <= _LONGEST * short


def scaling(width: int, height: int, tags: Density | None, *, bilevel: bool) -> Scaling:
    """What to do with a page of that many pixels.

    Tags are believed when they imply a sheet that people write on; a photograph that says 72 dpi would be a metre long.
    A two-valued page of a fax machine's width falls back on what that width means.
    """
    density = tags if tags is not None and tags.sane else None
    if bilevel and width in FAX_WIDTHS:
        density = _fax_density(width, height, density)
    if density is None:
        return Scaling(width, height, None)
    dpi = max(density.x, density.y) if believable(width, height, density) else None
    if density.anisotropy <= _SQUARE:
        return Scaling(width, height, dpi)
    finest = max(density.x, density.y)
    return Scaling(round(width * finest / density.x), round(height * finest / density.y), dpi)


def believable(width: int, height: int, density: Density) -> bool:
    """Whether the density makes a page of that many pixels a sheet of paper between about A6 and A3."""
    if not density.absolute or not all(_DPI_RANGE[0] <= d <= _DPI_RANGE[1] for d in (density.x, density.y)):
        return False
    short, long = sorted((width / density.x * _MM, height / density.y * _MM))
    return _SHORT_SIDE_MM[0] <= short <= _SHORT_SIDE_MM[1] and _LONG_SIDE_MM[0] <= long <= _LONG_SIDE_MM[1]


def _fax_density(width: int, height: int, tags: Density | None) -> Density:
    """The density of a page as wide as a fax: its tags, unless they are missing or contradict the paper."""
    across = FAX_WIDTHS[width]
    nearest = min(FAX_ROWS, key=lambda rows: _off_paper(width / across, height / rows))
    if tags is None or not (tags.absolute or tags.anisotropy > _SQUARE):
        return Density(across, nearest)
    if not tags.absolute:
        return Density(across, across * tags.y / tags.x)
    if not believable(width, height, tags):
        inferred = Density(across, nearest)
        return inferred if believable(width, height, inferred) else tags
    standard = _off_paper(width / across, height / FAX_ROWS[0])
    # Square pixels would make this sheet wider than high, standard fax pixels make it A4: servers that write
    # "200 by 200" whatever came in are common, faxes of half a sheet in fine resolution are not.
    if tags.anisotropy <= _SQUARE and height < width and standard < _STANDARD_FAX:
        return Density(across, FAX_ROWS[0])
    return tags


def _off_paper(width: float, height: float) -> float:
    """How far from the proportions of upright A and B paper, as a logarithm (0: exactly)."""
    return abs(math.log(height / width / _PAPER_RATIO))

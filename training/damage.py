"""What scanners, fax machines, phones and time do to a clean page, and the files that come of it.

Each profile takes a coloured picture at about 200 dpi times its ``scale`` and returns a picture with its resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.dice import Dice

    Pixels = NDArray[np.uint8]

FAX_WIDTH: Final = 1728
"""Pixels of a fax's scan line (ITU-T T.4)."""
FAX_ACROSS, FAX_FINE, FAX_STANDARD = 204, 196, 98
"""Dots per inch of a fax along and across its scan lines."""


@dataclass(frozen=True, slots=True, eq=False)
class Scanned:
    """A page as a machine delivers it."""

    pixels: Pixels
    """``(height, width)`` grey or ``(height, width, 3)`` RGB; 0 and 255 alone where it is bilevel."""
    dpi: tuple[int, int] | None
    """Along x and y; None where the machine does not say."""
    bilevel: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """One way for paper to arrive."""

    name: str
    share: float
    """Of papers."""
    channels: tuple[str, ...]
    scale: float
    """Pixels that it wants the page drawn with, per pixel at 200 dpi."""
    apply: Callable[[Dice, Pixels], Scanned]
    formats: tuple[str, ...]
    """Of files, by their suffix."""


def clean300(dice: Dice, page: Pixels) -> Scanned:
    """A good scan: 300 dpi, grey or coloured."""
    page = _noisy(dice, _blurred(page, dice.uniform(0.3, 0.7)), dice.uniform(1, 4))
    return Scanned(_grey(page) if dice.chance(0.5) else page, (300, 300))


def scan200(dice: Dice, page: Pixels) -> Scanned:
    """An office scan: 200 dpi, a little askew, grey, coloured or bilevel."""
    page = _blurred(_turned(page, dice.gauss(0, 0.35)), dice.uniform(0.3, 0.9))
    page = _contrast(dice, _noisy(dice, page, dice.uniform(2, 8)))
    if dice.chance(0.4):
        return Scanned(_bilevel(_grey(page), dice.uniform(150, 205)), (200, 200), bilevel=True)
    return Scanned(_grey(page) if dice.chance(0.6) else page, (200, 200))


def scan300rot(dice: Dice, page: Pixels) -> Scanned:
    """A scan of a sheet that lay askew, or the wrong way round."""
    page = _turned(page, dice.choice((-1, 1)) * dice.uniform(0.8, 3.0))
    page = _noisy(dice, _blurred(page, dice.uniform(0.4, 0.9)), dice.uniform(2, 6))
    turns = dice.choice((0, 0, 1, 2, 3))
    return Scanned(np.ascontiguousarray(np.rot90(_grey(page), turns)), (300, 300))


def fax_fine(dice: Dice, page: Pixels) -> Scanned:
    """A fax at 204 x 196 dpi."""
    grey = _noisy(dice, _blurred(_grey(_turned(page, dice.gauss(0, 0.4))), dice.uniform(0.3, 0.8)), 6)
    return _faxed(grey, FAX_FINE, dice.uniform(160, 210))


def fax_std(dice: Dice, page: Pixels) -> Scanned:
    """A fax at 204 x 98 dpi."""
    grey = _noisy(dice, _blurred(_grey(_turned(page, dice.gauss(0, 0.4))), dice.uniform(0.3, 0.8)), 6)
    return _faxed(grey, FAX_STANDARD, dice.uniform(165, 215))


def fax_bad(dice: Dice, page: Pixels) -> Scanned:
    """A fax with streaks, lost scan lines, specks and pale or clogged writing."""
    grey = _blurred(_grey(_turned(page, dice.gauss(0, 0.8))), dice.uniform(0.5, 0.9))
    grey = _noisy(dice, grey, dice.uniform(10, 20))
    fax = _faxed(grey, dice.choice((FAX_FINE, FAX_FINE, FAX_STANDARD)), dice.choice((165, 180, 205, 220)))
    pixels = fax.pixels
    height, width = pixels.shape
    for _ in range(dice.randint(0, 3)):
        x, wide = dice.randint(20, width - 20), dice.randint(1, 3)
        pixels[:, x : x + wide] = np.where(
            _random(dice, (height, wide)) < dice.uniform(0.6, 1.0), 0, pixels[:, x : x + wide]
        )
    for _ in range(dice.randint(0, 12)):
        y, high = dice.randint(0, height - 8), dice.randint(1, 4)
        pixels[y : y + high] = pixels[max(0, y - 1)] if dice.chance(0.5) else 255
    pixels[_random(dice, pixels.shape) < dice.uniform(0.0002, 0.003)] = 0
    return fax


def photo(dice: Dice, page: Pixels) -> Scanned:
    """A photograph: on a table, seen at an angle, unevenly lit."""
    height, width = page.shape[:2]
    margin = round(0.08 * width)
    table = np.full((height + 2 * margin, width + 2 * margin, 3), dice.choice((60, 90, 120)), np.uint8)
    table[:] = np.clip(table + np.array([dice.randint(-25, 25) for _ in range(3)]), 0, 255).astype(np.uint8)
    table[margin : margin + height, margin : margin + width] = page
    high, wide = table.shape[:2]
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    moved = corners + np.array([[dice.uniform(-0.05, 0.05) * wide for _ in range(2)] for _ in range(4)], np.float32)
    seen = cv2.warpPerspective(
        table, cv2.getPerspectiveTransform(corners, moved), (wide, high), borderMode=cv2.BORDER_REPLICATE
    )
    lit = seen * _light(dice, high, wide, 0.55)[:, :, None]
    lit = lit * np.array([dice.uniform(0.88, 1.0), dice.uniform(0.9, 1.0), dice.uniform(0.8, 1.0)])
    return Scanned(_noisy(dice, _blurred(lit.astype(np.uint8), dice.uniform(0.6, 1.3)), dice.uniform(3, 9)), None)


def worn(dice: Dice, page: Pixels) -> Scanned:
    """Old or handled paper: stains, creases, the back showing through, punch holes."""
    height, width = page.shape[:2]
    paper = page.astype(np.float32)
    back = cv2.GaussianBlur(np.ascontiguousarray(page[:, ::-1]), (0, 0), 2.5).astype(np.float32)
    paper *= 1 - dice.uniform(0.03, 0.16) * (1 - back / 255)
    for _ in range(dice.randint(1, 4)):
        stain = np.zeros((height, width), np.float32)
        axes = dice.randint(40, 260), dice.randint(40, 260)
        at = dice.randint(0, width), dice.randint(0, height)
        cv2.ellipse(stain, at, axes, dice.uniform(0, 180), 0, 360, 1.0, dice.choice((-1, 6)))
        stain = np.asarray(cv2.GaussianBlur(stain, (0, 0), dice.uniform(3, 25)), np.float32)
        paper *= 1 - stain[:, :, None] * np.array([0.04, 0.1, 0.25], np.float32) * dice.uniform(0.5, 1.6)
    for share in (0.5, 1 / 3, 2 / 3)[: dice.randint(0, 3)]:
        y = round(share * height + dice.gauss(0, 8))
        paper[max(0, y - 1) : y + 2] *= dice.uniform(0.75, 0.95)
    if dice.chance(0.4):
        for y in (round(0.36 * height), round(0.64 * height)):
            cv2.circle(paper, (round(0.045 * width), y), 22, (70, 70, 70), -1)
    page = np.clip(paper * _light(dice, height, width, 0.85)[:, :, None], 0, 255).astype(np.uint8)
    page = _noisy(dice, _blurred(_turned(page, dice.gauss(0, 0.5)), dice.uniform(0.4, 0.9)), dice.uniform(3, 9))
    return Scanned(_grey(page) if dice.chance(0.5) else page, (200, 200))


def jpeg(page: Pixels, quality: int) -> Pixels:
    """A page as a JPEG file of this quality (0 to 100) keeps it."""
    _, coded = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_UNCHANGED), np.uint8)


PROFILES: Final = (
    Profile("clean300", 0.12, ("post", "hand"), 1.5, clean300, ("pdf", "png", "jpg")),
    Profile("scan200", 0.26, ("post", "hand"), 1.0, scan200, ("pdf", "tif", "png", "jpg")),
    Profile("scan300rot", 0.07, ("post", "hand"), 1.5, scan300rot, ("pdf", "tif", "jpg")),
    Profile("fax_fine", 0.2, ("fax",), 1.0, fax_fine, ("tif", "pdf")),
    Profile("fax_std", 0.15, ("fax",), 1.0, fax_std, ("tif",)),
    Profile("fax_bad", 0.08, ("fax",), 1.0, fax_bad, ("tif",)),
    Profile("photo", 0.06, ("post", "hand"), 1.3, photo, ("jpg",)),
    Profile("worn", 0.06, ("post", "hand"), 1.0, worn, ("pdf", "jpg", "tif")),
)
"""Their names are those of the truth files' ``profile``."""


def _random(dice: Dice, shape: tuple[int, ...]) -> NDArray[np.float64]:
    return np.random.default_rng(dice.getrandbits(32)).random(shape)


def _grey(page: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8) if page.ndim == 3 else page


def _blurred(page: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), sigma), np.uint8)


def _noisy(dice: Dice, page: Pixels, spread: float) -> Pixels:
    noise = np.random.default_rng(dice.getrandbits(32)).standard_normal(page.shape[:2], np.float32) * spread
    return np.clip(page + (noise[:, :, None] if page.ndim == 3 else noise), 0, 255).astype(np.uint8)


def _contrast(dice: Dice, page: Pixels) -> Pixels:
    """Paper a little grey, ink a little pale."""
    low, high = dice.uniform(0, 50), dice.uniform(225, 255)
    return (low + page.astype(np.float32) * ((high - low) / 255)).astype(np.uint8)


def _turned(page: Pixels, degrees: float) -> Pixels:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    white = (255, 255, 255) if page.ndim == 3 else (255,)
    return np.asarray(
        cv2.warpAffine(page, turn, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=white), np.uint8
    )


def _bilevel(grey: Pixels, level: float) -> Pixels:
    return np.where(grey < level, 0, 255).astype(np.uint8)


def _light(dice: Dice, height: int, width: int, least: float) -> NDArray[np.float32]:
    """Brightness by place: ``(height, width)``, from ``least`` to 1, changing slowly."""
    coarse = np.array([[dice.uniform(least, 1.0) for _ in range(2)] for _ in range(3)], np.float32)
    return np.clip(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1).astype(np.float32)


def _faxed(grey: Pixels, lines: int, level: float) -> Scanned:
    """A grey page at 200 dpi as a fax of so many scan lines an inch; a wide sheet is fed in sideways."""
    if grey.shape[1] > 1.15 * FAX_WIDTH:
        grey = np.ascontiguousarray(np.rot90(grey))
    height = round(grey.shape[0] * lines / 200)
    wide = round(grey.shape[1] * FAX_ACROSS / 200)
    small = np.asarray(cv2.resize(grey, (wide, height), interpolation=cv2.INTER_AREA), np.uint8)
    page = np.full((height, FAX_WIDTH), 255, np.uint8)
    begin, skip = max(0, (FAX_WIDTH - wide) // 2), max(0, (wide - FAX_WIDTH) // 2)
    part = small[:, skip : skip + FAX_WIDTH]
    page[:, begin : begin + part.shape[1]] = part
    return Scanned(_bilevel(page, level), (FAX_ACROSS, lines), bilevel=True)


def save(pages: Sequence[Scanned], path: Path) -> None:
    """Write pages into one file; its suffix says the format (``jpg`` and ``png`` hold one page).

    Args:
        pages: at least one.
        path: ``.tif`` (G4 for bilevel pages), ``.pdf``, ``.png`` or ``.jpg``.
    """
    images = [Image.fromarray(page.pixels) for page in pages]
    images = [image.convert("1") if page.bilevel else image for image, page in zip(images, pages, strict=True)]
    first, rest, dpi = images[0], images[1:], pages[0].dpi
    if path.suffix == ".tif":
        packing = "group4" if all(page.bilevel for page in pages) else "tiff_adobe_deflate"
        first.save(path, compression=packing, dpi=dpi, save_all=True, append_images=rest)
    elif path.suffix == ".pdf":
        first.save(path, "PDF", dpi=dpi or (200, 200), save_all=True, append_images=rest)
    elif dpi is None:
        first.save(path, quality=85)
    else:
        first.save(path, dpi=dpi, quality=88)

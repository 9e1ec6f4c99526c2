"""Pages of image files: TIFF, JPEG, PNG, BMP, WebP and HEIC through Pillow. PDF has its own module."""

from __future__ import annotations

import contextlib
import warnings
from typing import TYPE_CHECKING, BinaryIO, Final

import pi_heif
from PIL import Image, ImageOps

from ocr_intake.intake import pixels as px
from ocr_intake.intake import sniff, tiff
from ocr_intake.intake.aspect import Density, is_sheet, scaling
from ocr_intake.intake.quiet import Complaints, complaints
from ocr_intake.intake.reasons import aside, from_os_error
from ocr_intake.model.pages import Page, SetAside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from ocr_intake.intake.limits import Limits

_FORMATS: Final = {
    sniff.TIFF: ("TIFF",),
    sniff.JPEG: ("JPEG", "MPO"),
    sniff.PNG: ("PNG",),
    sniff.BMP: ("BMP",),
    sniff.WEBP: ("WEBP",),
    sniff.HEIC: ("HEIF",),
}

# Photographs of telephones: decoded by libheif. Their size is known before they are decoded, and taken from the main
# image alone; bursts, depth maps and previews beside it are left.
pi_heif.options.DECODE_THREADS = 1
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

_BLOCK_ROWS: Final = 16
"""Rows of a JPEG that are missing together."""
_OLD_JPEG: Final = "tiff_jpeg"
"""Pillow's name for JPEG in TIFF as of 1992, which every program wrote in its own way: libtiff reads most of it."""

_BAD_ROWS: Final = 0.1
"""Share of rows with transmission errors from which a Group 3 page is not used; receivers ask for a page again at about
as many (T.30 leaves the number to the machine)."""

_X_RESOLUTION, _Y_RESOLUTION, _UNIT, _ORIENTATION = 282, 283, 296, 274
_NO_UNIT, _CENTIMETRE = 1, 3
_CM_PER_INCH: Final = 2.54
_QUARTER_TURNS: Final = (5, 6, 7, 8)
"""Values of the orientation tag under which the axes change places."""


class _ForeignJpegError(Exception):
    """JPEG as of 1992 that cannot be decoded."""


def count_pages(path: Path, media_type: str, size: int, limits: Limits) -> int | SetAside:
    """How many pages an image file holds, without decoding them.

    A TIFF that leads out of its own end counts one page more than can be found, so that `decode` can say that it is
    missing. Only the first image of a JPEG or HEIC counts: phones put a preview or depth map behind it. An animation
    is set aside: nobody sends paper that way, and choosing one of its images could lose others.
    """
    try:
        with path.open("rb") as file, _tolerant():
            if media_type == sniff.TIFF:
                skeleton = tiff.read_skeleton(file, size, limits.max_pages + 1)
                if skeleton.absurd or not skeleton.directories:
                    return aside("broken")
                return len(skeleton.pages) + (not skeleton.closed)
            with Image.open(file, formats=_FORMATS[media_type]) as image:
                moving = media_type not in {sniff.JPEG, sniff.HEIC} and getattr(image, "n_frames", 1) > 1
                return aside("animated") if moving else 1
    except Exception as error:  # noqa: BLE001 # Pillow's plugins raise whatever broken bytes lead them to
        return _undecodable(error, None, limits)


def decode_page(path: Path, media_type: str, number: int, limits: Limits) -> Page | SetAside:
    """One page, upright by its tags and with square pixels."""
    said = Complaints()
    try:
        with path.open("rb") as file, complaints() as said, _tolerant():
            result = _decode(file, media_type, number, limits)
    except Exception as error:  # noqa: BLE001 # as above; MemoryError is among them
        return aside("too_much_memory", number) if said.out_of_memory else _undecodable(error, number, limits)
    if isinstance(result, Page) and _lost_rows(said, result.pixels.shape[0]):
        return aside("damaged", number)
    return result


def _decode(file: BinaryIO, media_type: str, number: int, limits: Limits) -> Page | SetAside:
    frame = _tiff_frame(file, number, limits) if media_type == sniff.TIFF else 0
    if isinstance(frame, SetAside):
        return frame
    file.seek(0)
    with Image.open(file, formats=_FORMATS[media_type]) as image:
        if frame:
            image.seek(frame)
        if image.width * image.height > limits.pixels_of(media_type):
            return _too_many_pixels(number, limits.pixels_of(media_type))
        if not is_sheet(image.width, image.height):
            return _odd_proportions(number, image.width, image.height)
        px.check_mode(image.mode)
        # Loading a TIFF turns it and forgets the tag; of the others nothing may ask for EXIF before they are loaded,
        # since that would load them, and loading again after a failure gives what little was decoded.
        turned = media_type == sniff.TIFF and _orientation(image) in _QUARTER_TURNS
        density = _density(image)
        _load(image)
        turned = turned or _orientation(image) in _QUARTER_TURNS
        _turn_upright(image)
        one_bit = image.mode == "1"
        factor = 2 if image.width * image.height > limits.whole_pixels else 1
        array = px.to_array(image, factor)
        image.close()  # gives back the memory of its pixels, which leaving the block does not
    array = px.without_idle_colour(array)
    if media_type == sniff.JPEG and px.has_unfilled_band(array, _BLOCK_ROWS // factor):
        return aside("truncated", number)
    if density is not None:
        density = (density.turned if turned else density).reduced(factor)
    return square_page(number, array, density, limits, one_bit=one_bit)


def _tiff_frame(file: BinaryIO, number: int, limits: Limits) -> int | SetAside:
    """Which of a TIFF's images a page is, as Pillow counts them; or why it cannot be decoded."""
    size = file.seek(0, 2)
    skeleton = tiff.read_skeleton(file, size, limits.max_pages + 1)
    if number > len(skeleton.pages) or not skeleton.pages[number - 1].whole:
        return aside("truncated", number)
    directory = skeleton.pages[number - 1]
    if (compression := skeleton.foreign(directory)) is not None:
        return aside("unsupported_compression", number, compression=compression)
    return aside("damaged", number) if tiff.has_hole(file, size, directory) else directory.index


def _load(image: Image.Image) -> None:
    """Decode an image.

    Raises:
        _ForeignJpegError: it is a TIFF in a kind of JPEG that libtiff makes no sense of.
    """
    try:
        image.load()
    except OSError as error:
        if image.info.get("compression") == _OLD_JPEG and "truncated" not in str(error):
            raise _ForeignJpegError from error
        raise


def square_page(
    number: int, array: NDArray[np.uint8], density: Density | None, limits: Limits, *, one_bit: bool
) -> Page | SetAside:
    """The page that an upright array is, once its pixels are square."""
    bilevel = one_bit or px.is_two_valued(array)
    height, width = array.shape[:2]
    to = scaling(width, height, density, bilevel=bilevel)
    if to.width * to.height > limits.max_pixels:
        return _too_many_pixels(number, limits.max_pixels)
    if not is_sheet(to.width, to.height):
        return _odd_proportions(number, width, height)
    to = to.within(limits.kept_pixels)
    return Page(number, px.scaled(array, to), to.dpi, bilevel)


@contextlib.contextmanager
def _tolerant() -> Iterator[None]:
    """Pillow warns about every odd tag and about large images; odd tags do not matter, limits are checked here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _turn_upright(image: Image.Image) -> None:
    """Apply the orientation tag (Pillow has already done so for TIFF); a broken tag is no tag."""
    with contextlib.suppress(Exception):  # as above
        ImageOps.exif_transpose(image, in_place=True)


def _orientation(image: Image.Image) -> int:
    """The orientation tag, 1 where there is none that can be read."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 # as above
        return 1
    return value if isinstance(value, int) else 1


def _density(image: Image.Image) -> Density | None:
    """What the file says about resolution, along the axes in which the pixels are stored."""
    tags = getattr(image, "tag_v2", None)
    if tags is not None:
        unit = tags.get(_UNIT)
        factor = _CM_PER_INCH if unit == _CENTIMETRE else 1.0
        return _pair(tags.get(_X_RESOLUTION), tags.get(_Y_RESOLUTION), factor, absolute=unit != _NO_UNIT)
    for key, absolute in (("dpi", True), ("jfif_density", False), ("aspect", False)):
        pair = image.info.get(key)
        if isinstance(pair, tuple) and len(pair) == 2:
            return _pair(*pair, 1.0, absolute=absolute)
    return None


def _pair(x: object, y: object, factor: float, *, absolute: bool) -> Density | None:
    """A density from two tag values of whatever type."""
    try:
        density = Density(float(x) * factor, float(y) * factor, absolute)  # type: ignore[arg-type]
    except (TypeError, ValueError, ArithmeticError):
        return None
    return density if density.sane else None


def _lost_rows(said: Complaints, rows: int) -> bool:
    """Whether too much of a fax is garbled.

    In Group 4 each row is coded against the one before it, so one bad code spoils the rest of the page; in Group 3 the
    next row begins afresh.
    """
    return said.bad_rows(4) > 0 or said.bad_rows(3) > _BAD_ROWS * rows


def _undecodable(error: Exception, number: int | None, limits: Limits) -> SetAside:
    """The reason that stands for an error while decoding."""
    if isinstance(error, Image.DecompressionBombError):
        return _too_many_pixels(number, limits.max_pixels)
    if isinstance(error, _ForeignJpegError):
        return aside("unsupported_compression", number, compression="JPEG, TIFF 6.0")
    if code := _named(error):
        return aside(code, number)
    # Pillow and the file system both raise OSError; only the latter sets a number
    if isinstance(error, OSError) and error.errno is not None:
        return from_os_error(error, number)
    return aside("truncated" if "truncated" in str(error) else "broken", number)


def _named(error: Exception) -> str | None:
    """The code for an error that says what is the matter."""
    if isinstance(error, MemoryError) or "Memory allocation" in str(error):  # the latter is libheif's
        return "too_much_memory"
    if isinstance(error, px.UnsupportedPixelsError):
        return "unsupported_pixels"
    # AV1 where HEVC was announced
    return "unsupported_heic" if isinstance(error, RuntimeError) and "has not been built in" in str(error) else None


def _too_many_pixels(number: int | None, limit: int) -> SetAside:
    return aside("too_many_pixels", number, limit=f"{limit / 1e6:g}")


def _odd_proportions(number: int, width: int, height: int) -> SetAside:
    return aside("odd_proportions", number, width=width, height=height)

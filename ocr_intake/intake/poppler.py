"""Calls to poppler's programs, bounded in memory and time, through pdf2image where it offers the call."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from pdf2image import convert_from_path, pdfinfo_from_path
from pdf2image.exceptions import (
    PDFInfoNotInstalledError,
    PDFPageCountError,
    PDFPopplerTimeoutError,
    PDFSyntaxError,
)
from PIL import Image

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.intake.reasons import aside

if TYPE_CHECKING:
    from ocr_intake.model.pages import SetAside

PROGRAMS: Final = ("pdfinfo", "pdftoppm", "pdfimages")

_BOUNDED: Final = Path(__file__).with_name("bounded")
"""Scripts of the programs' names that set limits on memory and processor time before they run them."""

_SAME_RESOLUTION: Final = 1e-4
"""Relative difference of the two axes that shifts no pixel on a page of some thousand."""

_VERSION: Final = re.compile(r"version (\S+)")
_SIZE: Final = re.compile(r"([\d.]+) x ([\d.]+) pts")
_LISTED: Final = re.compile(
    r"^ *\d+ +\d+ (?P<kind>image|stencil|s?mask) +(?P<width>\d+) +(?P<height>\d+) +(?P<colour>\S+) +\d+ +"
    r"(?P<bits>\d+) .* (?P<x_ppi>\d+) +(?P<y_ppi>\d+) +\S+ +\S+$",
    re.MULTILINE,
)


class PopplerMissingError(IntakeError):
    """Poppler's programs are not installed: no PDF can be read, so there is no use in setting each of them aside."""

    key: ClassVar[str] = "intake.poppler_missing"
    exit_code: ClassVar[ExitCode] = ExitCode.MISSING_TOOL


@dataclass(frozen=True, slots=True)
class Deadline:
    """The time by which a page must be done, over all calls that it takes."""

    at: float
    """On `time.monotonic`'s clock, seconds."""

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """So many seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds, never quite none: the next call reports the timeout."""
        return max(0.1, self.at - time.monotonic())


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page as `pdfinfo` describes it."""

    width: float
    height: float
    """Points (1/72 inch) of what a viewer shows, the page's rotation applied."""
    turned: bool
    """The rotation is a quarter turn."""
    of: int = 0
    """Pages that poppler finds in the file: what it says of itself, true or not."""


class ImageKind(StrEnum):
    """What an image is for."""

    PICTURE = "image"
    STENCIL = "stencil"
    """One bit a pixel, painted in one colour: the letters of a compact scan, or all of a black-and-white one."""
    MASK = "mask"
    """It says where another image is seen."""


@dataclass(frozen=True, slots=True)
class EmbeddedImage:
    """One image that a page draws."""

    width: int
    height: int
    """Pixels as stored."""
    bits: int
    """Bits a component."""
    grey: bool
    """It has no colour."""
    row_length: float
    column_length: float
    """Points on the page, along the image's own rows and columns."""
    kind: ImageKind = ImageKind.PICTURE


@dataclass(frozen=True, slots=True)
class Rendering:
    """A drawn page."""

    image: Image.Image = field(repr=False)
    complaint: str
    """What poppler found wrong with the file while it drew; "" where it found nothing."""


def poppler_version() -> str | None:
    """The version of the installed poppler, or None where one of its programs is missing."""
    if not all(shutil.which(program) for program in PROGRAMS):
        return None
    shown = _run("pdfinfo", ["-v"], Deadline.after(10)).stderr.decode("utf-8", "replace")
    found = _VERSION.search(shown)
    return found[1] if found else ""


def require() -> None:
    """Do nothing where poppler is installed.

    Raises:
        PopplerMissingError: it is not.
    """
    if not all(shutil.which(program) for program in PROGRAMS):
        raise PopplerMissingError


def count_pages(path: Path, deadline: Deadline) -> int | SetAside:
    """How many pages a PDF has.

    Raises:
        PopplerMissingError: poppler is not installed.
    """
    info = _info(path, deadline)
    if not isinstance(info, dict):
        return info
    pages = info["Pages"]
    return int(pages) if isinstance(pages, int) and pages > 0 else aside("no_pages")


def page_of(path: Path, number: int, deadline: Deadline) -> PdfPage | SetAside:
    """Size and rotation of one page."""
    info = _info(path, deadline, number)
    if not isinstance(info, dict):
        return info
    values = {" ".join(key.split()): str(value) for key, value in info.items()}
    size = _SIZE.match(values.get(f"Page {number} size", ""))
    if size is None or not (float(size[1]) > 0 and float(size[2]) > 0):
        return aside("pdf_page_broken", number)
    turned = values.get(f"Page {number} rot", "0") in {"90", "270"}
    width, height = (float(size[2]), float(size[1])) if turned else (float(size[1]), float(size[2]))
    of = info["Pages"]
    return PdfPage(width, height, turned, of if isinstance(of, int) else 0)


def images_of(path: Path, number: int, deadline: Deadline) -> tuple[EmbeddedImage, ...] | SetAside:
    """The images that a page draws, and their masks."""
    page = str(number)
    try:
        listed = _run("pdfimages", ["-list", "-f", page, "-l", page, str(path.absolute())], deadline)
    except subprocess.TimeoutExpired:
        return aside("pdf_timeout", number)
    return tuple(
        EmbeddedImage(
            width,
            height,
            int(row["bits"]),
            row["colour"] == "gray",
            72 * width / x_ppi,
            72 * height / y_ppi,
            ImageKind(row["kind"].removeprefix("s") if row["kind"] == "smask" else row["kind"]),
        )
        for row in _LISTED.finditer(listed.stdout.decode("utf-8", "replace"))
        for width, height in [(int(row["width"]), int(row["height"]))]
        for x_ppi, y_ppi in [(int(row["x_ppi"]), int(row["y_ppi"]))]
        if width and height and x_ppi and y_ppi
    )


def render(
    path: Path, number: int, dpi: tuple[float, float], deadline: Deadline, *, grey: bool
) -> Rendering | SetAside:
    """Draw one page as a viewer shows it, at that resolution across and down."""
    across, down = dpi
    draw = _draw_square if abs(across / down - 1) < _SAME_RESOLUTION else _draw_oblong
    try:
        image, complaint = draw(path, number, dpi, deadline, grey=grey)
        image.load()
    except (PDFPopplerTimeoutError, subprocess.TimeoutExpired):
        return aside("pdf_timeout", number)
    except PDFPageCountError:
        return aside("pdf_broken", number)
    except (OSError, ValueError, IndexError, Image.DecompressionBombError):
        # what came through the pipe is no whole image: the program was stopped at its limits, or gave up
        return aside("pdf_too_heavy", number)
    return Rendering(image, complaint)


def _draw_square(
    path: Path, number: int, dpi: tuple[float, float], deadline: Deadline, *, grey: bool
) -> tuple[Image.Image, str]:
    """Draw through pdf2image; a page that poppler complains about is drawn once more without being strict."""
    _guard_environment()
    complaint = ""
    for strict in (True, False):
        try:
            images = convert_from_path(
                path.absolute(),
                dpi=min(dpi),  # type: ignore[arg-type] # declared int, handed to poppler as it is
                first_page=number,
                last_page=number,
                use_cropbox=True,
                grayscale=grey,
                strict=strict,
                timeout=deadline.left,  # type: ignore[arg-type] # as dpi
                poppler_path=_BOUNDED,
            )
        except PDFSyntaxError as error:
            complaint = str(error)
        else:
            return images[0], complaint
    raise ValueError(complaint)


def _draw_oblong(
    path: Path, number: int, dpi: tuple[float, float], deadline: Deadline, *, grey: bool
) -> tuple[Image.Image, str]:
    """Draw with a resolution of its own for each axis, which pdf2image has no parameter for."""
    page = str(number)
    arguments = ["-cropbox", "-f", page, "-l", page, "-rx", f"{dpi[0]:.6f}", "-ry", f"{dpi[1]:.6f}"]
    drawn = _run("pdftoppm", [*arguments, *(["-gray"] if grey else []), str(path.absolute())], deadline)
    return Image.open(io.BytesIO(drawn.stdout), formats=["PPM"]), drawn.stderr.decode("utf-8", "replace")


def _info(path: Path, deadline: Deadline, number: int | None = None) -> dict[str, object] | SetAside:
    """What pdfinfo says about the file, or also about one page."""
    _guard_environment()
    try:
        return pdfinfo_from_path(
            str(path.absolute()),
            first_page=number,  # type: ignore[arg-type] # optional, though not declared so
            last_page=number,  # type: ignore[arg-type]
            timeout=deadline.left,  # type: ignore[arg-type]
            poppler_path=str(_BOUNDED),
        )
    except PDFPopplerTimeoutError:
        return aside("pdf_timeout", number)
    except PDFPageCountError as error:
        said = str(error)
        if "Incorrect password" in said:
            return aside("pdf_password", number)
        return aside("no_pages" if "Invalid page count 0" in said else "pdf_broken", number)
    except PDFInfoNotInstalledError as error:
        raise PopplerMissingError from error


def _run(program: str, arguments: list[str], deadline: Deadline) -> subprocess.CompletedProcess[bytes]:
    """Run one of the programs.

    Raises:
        PopplerMissingError: it is not installed.
        subprocess.TimeoutExpired: it took too long.
    """
    if shutil.which(program) is None:
        raise PopplerMissingError
    return subprocess.run(
        [_BOUNDED / program, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=deadline.left,
        check=False,
    )


def _guard_environment() -> None:
    """Close a gap in how pdf2image starts poppler.

    It sets ``LD_LIBRARY_PATH`` to ``poppler_path:`` and what was there; nothing there would mean the current folder,
    whose files come from outside.
    """
    require()
    os.environ.setdefault("LD_LIBRARY_PATH", str(_BOUNDED))

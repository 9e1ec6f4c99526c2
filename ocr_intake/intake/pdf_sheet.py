"""From a PDF's page to what poppler is asked to draw: the page itself, or a copy of it where that shows more.

A copy is made where the file says that it has other pages than its tree holds, where something was typed into the page
(it comes as text), and where something stands beyond the part of the paper that a viewer shows.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.intake import poppler
from ocr_intake.intake.fonts import japanese_font
from ocr_intake.intake.pdf_page import copy_page, look
from ocr_intake.intake.pdf_structure import (
    Contents,
    UnreadablePdfError,
    attachments_of,
    contents_of,
    is_portfolio,
    leaves_of,
    opened,
)
from ocr_intake.intake.reasons import aside
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.pages import SetAside

if TYPE_CHECKING:
    from contextlib import ExitStack

    from ocr_intake.intake.limits import Limits
    from ocr_intake.intake.pdf_page import Frame, PageContents, TypedOn
    from ocr_intake.intake.poppler import PdfPage

_MOST_TEXT: Final = 20_000
"""Characters that may be typed into one page: a comment of five thousand is a long one."""
_PROBE_DPI: Final = 50.0
"""Enough to see whether there is ink beyond the visible part of a page."""
_PROBE_PIXELS: Final = 4_000_000
_INK, _SPECK = 200, 12
"""Grey below which a pixel of the probe is ink, and how many of them are more than a speck."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn, and what comes with it."""

    path: Path
    number: int
    """Page of ``path``."""
    page: PdfPage
    typed: tuple[TypedOn, ...] = ()
    notes: tuple[str, ...] = ()
    flags: tuple[FlagCode, ...] = ()


def count_pages(path: Path, limits: Limits) -> int | SetAside:
    """How many pages a PDF has by its tree, and one more for each file that is attached to it.

    Raises:
        PopplerMissingError: poppler is not installed.
    """
    poppler.require()
    try:
        contents = contents_of(path, limits.max_pages)
    except UnreadablePdfError:
        contents = Contents(0, ())
    if isinstance(contents, SetAside):
        return contents
    if not contents.pages:
        return poppler.count_pages(path, poppler.Deadline.after(limits.pdf_timeout_s))
    return contents.pages + len(contents.attachments)


def sheet_of(path: Path, number: int, limits: Limits, deadline: poppler.Deadline, stack: ExitStack) -> Sheet | SetAside:
    """What to draw of a page.

    Args:
        path: of the file.
        number: 1-based; numbers behind the last page stand for the attached files.
        limits: of the file.
        deadline: for all calls of poppler.
        stack: removes a copy when it is closed.

    Raises:
        PopplerMissingError: poppler is not installed.
    """
    page = poppler.page_of(path, number, deadline)
    try:
        with opened(path) as pdf:
            leaves = leaves_of(pdf, limits.max_pages + 1)
            attached = attachments_of(pdf, leaves) if number > len(leaves) or is_portfolio(pdf) else ()
            if 0 < len(leaves) < number <= len(leaves) + len(attached):
                return aside("pdf_attachment", number, name=attached[number - len(leaves) - 1])
            if attached and number <= len(leaves):
                return aside("pdf_portfolio", number)
            if number > len(leaves):
                raise UnreadablePdfError  # noqa: TRY301 # poppler alone knows of this page
            carried = look(pdf, leaves[number - 1])
        if carried.fonts_missing and japanese_font() is None:
            return aside("pdf_missing_fonts", number)
        if len("".join((*carried.notes, *(one.text for one in carried.typed)))) > _MOST_TEXT:
            return aside("pdf_text_too_long", number, limit=_MOST_TEXT)
        drawable = page if isinstance(page, poppler.PdfPage) and page.of == len(leaves) else None
        return _sheet(_Source(path, number, deadline, stack), drawable, carried)
    except UnreadablePdfError:
        return page if isinstance(page, SetAside) else Sheet(path, number, page, flags=(FlagCode.FILE_UNCHECKED,))


@dataclass(frozen=True, slots=True)
class _Source:
    """A page of a file."""

    path: Path
    number: int
    deadline: poppler.Deadline
    stack: ExitStack

    def copied(self, *, whole: bool) -> tuple[Path, PdfPage] | SetAside:
        """A file with this page alone, without what was typed, and its size.

        Raises:
            UnreadablePdfError: it cannot be made.
        """
        copy = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="pdf-"))) / "page.pdf"
        with opened(self.path) as pdf:
            leaf = leaves_of(pdf, self.number)[self.number - 1]
            copy_page(pdf, leaf, copy, whole=whole)
        page = poppler.page_of(copy, 1, self.deadline)
        return page if isinstance(page, SetAside) else (copy, page)


def _sheet(source: _Source, page: PdfPage | None, carried: PageContents) -> Sheet | SetAside:
    """What to draw of a page whose contents are known; ``page`` is None where poppler does not find it in the file."""
    typed = carried.typed
    flags = [FlagCode.LAYER_OFF] if carried.layer_off else []
    flags += [FlagCode.NOTE_ON_PAGE] if carried.notes else []
    if carried.cropped is not None:
        copied = source.copied(whole=True)
        if isinstance(copied, SetAside):
            return copied
        if _ink_beyond(*copied, carried.cropped, source.deadline):
            typed = tuple(_within(one, carried.cropped) for one in typed)
            return Sheet(copied[0], 1, copied[1], typed, carried.notes, (*flags, FlagCode.OUTSIDE_PAGE))
    if page is not None and not typed:
        return Sheet(source.path, source.number, page, (), carried.notes, tuple(flags))
    copied = source.copied(whole=False)
    if isinstance(copied, SetAside):
        return copied
    return Sheet(copied[0], 1, copied[1], typed, carried.notes, tuple(flags))


def _within(typed: TypedOn, shown: Frame) -> TypedOn:
    """The place of a text on the whole paper, of which its page shows a part."""
    width, height = shown[2] - shown[0], shown[3] - shown[1]
    left, top, right, bottom = typed.frame
    frame = shown[0] + left * width, shown[1] + top * height, shown[0] + right * width, shown[1] + bottom * height
    return replace(typed, frame=frame, size=typed.size * height if typed.size else None)


def _ink_beyond(path: Path, page: PdfPage, shown: Frame, deadline: poppler.Deadline) -> bool:
    """Whether something stands on the paper beyond the part that is shown; what cannot be told is no ink."""
    dpi = min(_PROBE_DPI, 72.0 * (_PROBE_PIXELS / (page.width * page.height)) ** 0.5)
    drawn = poppler.render(path, 1, (dpi, dpi), deadline, grey=True)
    if isinstance(drawn, SetAside):
        return False
    pixels = np.array(drawn.image.convert("L"))
    height, width = pixels.shape
    left, top, right, bottom = shown
    pixels[
        max(0, int(top * height) - 1) : int(bottom * height) + 2, max(0, int(left * width) - 1) : int(right * width) + 2
    ] = 255
    return int(np.count_nonzero(pixels < _INK)) >= _SPECK

"""What a caller asks for: what a file is and how many pages it has, and one page of it at a time."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ocr_intake.intake import completeness, pdf, pdf_sheet, raster
from ocr_intake.intake import sniff as kinds
from ocr_intake.intake.limits import DEFAULT_LIMITS, Limits
from ocr_intake.intake.reasons import aside, from_os_error
from ocr_intake.model.pages import Page, SetAside, SourceFile

if TYPE_CHECKING:
    from pathlib import Path


def inspect(path: Path, limits: Limits = DEFAULT_LIMITS) -> SourceFile | SetAside:
    """What a file is and how many pages it holds, without decoding any; or why nothing can be taken from it.

    Raises:
        PopplerMissingError: the file is a PDF and poppler is not installed.
    """
    media_type = kinds.sniff(path)
    if isinstance(media_type, SetAside):
        return media_type
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            return aside("file_too_large", size=f"{size / 1e6:.0f}", limit=f"{limits.max_file_mb:g}")
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            state = completeness.examine(file, size)
    except OSError as error:
        return from_os_error(error)
    pages = _count_pages(path, media_type, size, state, limits)
    if isinstance(pages, SetAside):
        return pages
    return SourceFile(sha256, path.name, size, media_type, pages)


def decode(path: Path, source: SourceFile, page_number: int, limits: Limits = DEFAULT_LIMITS) -> Page | SetAside:
    """One page of a file that was inspected: upright by its tags, square pixels, grey unless it has colour.

    ``page_number`` counts from 1. Only this page is held in memory.

    Raises:
        ValueError: the file has no such page.
        PopplerMissingError: the file is a PDF and poppler is not installed.
    """
    if not 1 <= page_number <= source.pages:
        raise ValueError(f"page {page_number} of {source.pages}")
    try:
        if path.stat().st_size != source.size:
            return aside("changed", page_number)
    except OSError as error:
        return from_os_error(error, page_number)
    if source.media_type == kinds.PDF:
        return pdf.decode_page(path, page_number, limits)
    return raster.decode_page(path, source.media_type, page_number, limits)


def _count_pages(path: Path, media_type: str, size: int, state: completeness.State, limits: Limits) -> int | SetAside:
    """How many pages a file holds.

    Each file that is attached to a PDF counts as one page more, so that `decode` can say that it was not read. A PDF
    that was cut off is set aside as a whole: an index would be made up from what is there, and pages would be missing
    or blank without a word. Of an image file the pages that are there can be read, and the others named.
    """
    if media_type != kinds.PDF:
        pages = raster.count_pages(path, media_type, size, limits)
    elif state is completeness.State.PARTIAL:
        return aside("truncated")
    else:
        pages = pdf_sheet.count_pages(path, limits)
    if isinstance(pages, int) and pages > limits.max_pages:
        return aside("too_many_pages", limit=limits.max_pages)
    return pages

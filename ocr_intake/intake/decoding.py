"""What a caller asks for: what a file is and how many pages it has, and one page of it at a time."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

from ocr_intake.errors import IntakeError
from ocr_intake.intake import completeness, pdf, pdf_sheet, raster
from ocr_intake.intake import sniff as kinds
from ocr_intake.intake.limits import DEFAULT_LIMITS, Limits
from ocr_intake.intake.reasons import aside, from_os_error, reason_of
from ocr_intake.model.pages import Page, SetAside, SourceFile

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path


def inspect(path: Path, limits: Limits = DEFAULT_LIMITS) -> SourceFile | SetAside:
    """What a file is and how many pages it holds, without decoding any; or why nothing can be taken from it.

    Whatever the bytes lead to is a reason. How long it takes and how much memory is not bounded here: files that
    nobody knows are looked at in a worker process (`pipeline.pool`).

    Raises:
        PopplerMissingError: the file is a PDF and poppler is not installed.
    """
    try:
        return _inspect(path, limits)
    except IntakeError:
        raise
    except Exception as error:  # noqa: BLE001 # one file that trips the program must not stop the others
        return reason_of(error)


def glance(path: Path) -> completeness.State | SetAside:
    """Whether all of a file has arrived; or why it cannot be opened."""
    try:
        kind = kinds.sniff(path)
        if isinstance(kind, SetAside):
            return completeness.State.UNKNOWN if kind.code.startswith("unsupported_") else kind
        with _opened(path) as file:
            return completeness.examine(file, os.fstat(file.fileno()).st_size)
    except Exception as error:  # noqa: BLE001 # as above
        return reason_of(error)


def fingerprint(path: Path, limits: Limits = DEFAULT_LIMITS) -> str | None:
    """SHA-256 of a file, hexadecimal; None where it is no regular file, cannot be read or is larger than allowed."""
    try:
        with _opened(path) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > limits.max_bytes:
                return None
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def _inspect(path: Path, limits: Limits) -> SourceFile | SetAside:
    media_type = kinds.sniff(path)
    if isinstance(media_type, SetAside):
        return media_type
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            return aside("file_too_large", size=f"{size / 1e6:.0f}", limit=f"{limits.max_file_mb:g}")
        with _opened(path) as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            state = completeness.examine(file, size)
    except OSError as error:
        return from_os_error(error)
    if state is completeness.State.ABSURD:
        return aside("broken")
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


def _opened(path: Path) -> BufferedReader:
    """An open file. What took the place of a regular file since it was seen, a pipe, does not block."""
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK))


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

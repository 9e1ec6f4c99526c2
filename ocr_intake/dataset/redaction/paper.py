"""Redacted originals: the pages of a consultation as pictures, with what must not be seen painted over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ocr_intake.dataset.errors import CannotWriteError
from ocr_intake.dataset.redaction.pdf import PictureWriter
from ocr_intake.dataset.redaction.pixels import cover
from ocr_intake.dataset.redaction.places_on_paper import Unplaced, covering, painted, unplaced
from ocr_intake.dataset.redaction.waiting import opinion_places
from ocr_intake.dataset.rows import own_values, verified
from ocr_intake.model.pages import PageRole
from ocr_intake.store import atomic_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from ocr_intake.dataset.redaction.waiting import OpinionPlaces
    from ocr_intake.model.fields import FieldName
    from ocr_intake.model.reading import PageReading
    from ocr_intake.model.redaction import Redaction
    from ocr_intake.store import StoredSubmission, Workspace


class WhyLeftOut(StrEnum):
    """Why a page is not put out."""

    TYPED = "typed"
    """A person typed the paper in: there is no picture of it."""
    PURGED = "purged"
    NO_PICTURE = "no_picture"
    UNPLACED = "unplaced"
    """Where a personal value stands on the paper is not known."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A page that is not put out."""

    submission: str
    page: int
    why: WhyLeftOut
    field: FieldName | None = None
    """The value whose place is not known."""


@dataclass(frozen=True, slots=True)
class RedactedPages:
    """What was put out, and what was not."""

    pages: int
    submissions: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    pixels: NDArray[np.uint8]
    dpi: float


def redacted_pdf(
    workspace: Workspace, consultation: str | None, path: Path, *, by: str, without: Collection[int] = ()
) -> RedactedPages:
    """Write the redacted pages of every verified submission to one PDF; what cannot be redacted for sure is named.

    Args:
        workspace: Where from.
        consultation: None means all.
        path: What was there before is replaced.
        by: Who writes it.
        without: Numbers of submissions that do not count, or that their senders want kept back.

    Raises:
        CannotWriteError: The file cannot be written.
    """
    decided = workspace.redactions.of(consultation)
    left_out: list[LeftOut] = []
    pages = submissions = 0
    try:
        with atomic_file(path) as stream:
            writer = PictureWriter(stream)
            for submission in workspace.submissions(consultation):
                if not verified(submission) or submission.id in without:
                    continue
                before = pages
                for made in _pages_of(workspace, submission, decided):
                    if isinstance(made, LeftOut):
                        left_out.append(made)
                    else:
                        writer.add(made.pixels, made.dpi)
                        pages += 1
                submissions += pages > before
            writer.finish()
    except OSError as error:
        raise CannotWriteError(path, error.strerror or type(error).__name__) from error
    workspace.audit(by, "redaction.written", pages=pages, submissions=submissions, left_out=len(left_out))
    return RedactedPages(pages, submissions, tuple(left_out))


def _pages_of(
    workspace: Workspace, submission: StoredSubmission, decided: Mapping[int, Sequence[Redaction]]
) -> Iterator[_Page | LeftOut]:
    """The pages of a submission in their order."""
    reason = WhyLeftOut.PURGED if submission.purged else WhyLeftOut.TYPED if submission.entered else None
    if reason is not None:
        yield from (LeftOut(submission.number, page, reason) for page in submission.pages)
        return
    found = {page: workspace.page_reading(submission.sha256, page) for page in submission.pages}
    readings = {page: reading for page, reading in found.items() if reading is not None}
    own = own_values(submission)
    lost = unplaced(submission, readings)
    opinions = opinion_places(submission, decided)
    for page in submission.pages:
        image = workspace.files.page_image(submission.sha256, page)
        reading = readings.get(page)
        if reading is None or not image.is_file():
            yield LeftOut(submission.number, page, WhyLeftOut.NO_PICTURE)
        elif lost is not None:
            yield LeftOut(submission.number, page, WhyLeftOut.UNPLACED, lost.field)
        elif reading.role is PageRole.CONTENT:
            yield _redacted(submission, opinions, reading, own, image)


def _redacted(
    submission: StoredSubmission,
    opinions: Sequence[OpinionPlaces],
    reading: PageReading,
    own: Mapping[FieldName, str],
    image: Path,
) -> _Page | LeftOut:
    over = painted(submission, opinions, reading, own)
    if isinstance(over, Unplaced):
        return LeftOut(submission.number, reading.number, WhyLeftOut.UNPLACED, over.field)
    with Image.open(image) as opened:
        pixels = np.asarray(opened.convert("RGB" if opened.mode in {"RGB", "RGBA", "P", "CMYK"} else "L"))
    size, there = (reading.width, reading.height), (pixels.shape[1], pixels.shape[0])
    lines = [line.box for line in reading.lines]
    boxes, known, opinion_lines = (tuple(covering(each, size, there)) for each in (over.boxes, lines, over.opinions))
    dpi = reading.quality.dpi * there[0] / size[0]
    return _Page(cover(pixels, boxes, known, opinion_lines, dpi), dpi)

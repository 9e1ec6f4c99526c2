"""Small pictures of where values stand on the paper, for the tables that show one beside each value."""

from __future__ import annotations

import io
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from PIL import Image

from ocr_intake.dataset.table import Picture
from ocr_intake.imaging.cropping import cropped
from ocr_intake.model.geometry import union_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.store import StoredField, StoredSubmission, Workspace

_GREYS: Final = 16
"""Levels that are enough to read handwriting by: a picture of a value takes some kilobytes."""


def pictures_of(
    workspace: Workspace, submission: StoredSubmission, values: Sequence[StoredField]
) -> dict[int, Picture]:
    """The values' parts of the pages that they were read from, by the values' numbers; each page is opened once.

    A value that a person typed in without it standing anywhere, or whose page's image is gone, has none.
    """
    found: dict[int, Picture] = {}
    with ExitStack() as opened:
        pages: dict[int, Image.Image | None] = {}
        for value in values:
            regions = [region for region in value.proposal.regions if region.page in submission.pages]
            if not regions or not value.present:
                continue
            page = regions[0].page
            if page not in pages:
                pages[page] = _opened(workspace, submission, page, opened)
            image = pages[page]
            box = union_of(region.box for region in regions if region.page == page)
            part = None if image is None else cropped(image, box)
            if part is not None:
                found[value.id] = _picture(part)
    return found


def _opened(workspace: Workspace, submission: StoredSubmission, page: int, opened: ExitStack) -> Image.Image | None:
    try:
        image = opened.enter_context(Image.open(workspace.files.page_image(submission.sha256, page)))
        image.load()
    except OSError:  # it is gone, or no image: the values are shown without
        return None
    return image


def _picture(part: Image.Image) -> Picture:
    """No larger than a cell's picture may be, in a few greys."""
    part = part.convert("L")
    part.thumbnail((Picture.WIDEST, Picture.HIGHEST))
    stream = io.BytesIO()
    part.quantize(_GREYS).save(stream, "PNG", optimize=True)
    return Picture(stream.getvalue(), part.width, part.height)

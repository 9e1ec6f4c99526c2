"""A submission as a page to look at or to print: one template for the browser and for a file that stands alone."""

from __future__ import annotations

import base64
from importlib import resources
from typing import TYPE_CHECKING

from ocr_intake.review.record import crop_of, page_images, record_of
from ocr_intake.web.rendering import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.store import Workspace


def printable(workspace: Workspace, numbers: Sequence[int], *, pages: bool) -> str:
    """One HTML file with some submissions: its pictures and its style inside, no script, nothing from elsewhere.

    Args:
        workspace: Where they are.
        numbers: Which, in that order.
        pages: Whether the pages follow as pictures.

    Raises:
        UnknownRecordError: There is none with one of the numbers.
    """
    records = [record_of(workspace, number) for number in numbers]
    crops = {
        value.field.id: _data(crop)
        for record in records
        for value in record.values
        if (crop := crop_of(workspace, record.submission, value.field)) is not None
    }
    papers = {
        record.submission.id: [
            (page, _data(path.read_bytes())) for page, path in (page_images(workspace, record.submission))
        ]
        if pages
        else []
        for record in records
    }
    folder = resources.files("ocr_intake.web").joinpath("static")
    style = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in ("style.css", "submission.css"))
    template = environment().get_template("printable.html")
    return template.render(records=records, crops=crops, papers=papers, style=style)


def _data(png: bytes) -> str:
    """A picture as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"

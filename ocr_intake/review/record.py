"""Everything that is known of one submission, to be shown or printed: values, why to look or not, who decided what."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from ocr_intake.imaging.cropping import cropped
from ocr_intake.model.geometry import union_of
from ocr_intake.trust.passed import reasons_passed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ocr_intake.model.review import SubmissionVerification, Verification
    from ocr_intake.store import StoredField, StoredSubmission, Workspace
    from ocr_intake.trust.passed import Passed


@dataclass(frozen=True, slots=True)
class ValueRecord:
    """A value with all that was decided on it."""

    field: StoredField
    opinion: int | None
    """An opinion's place among several, from 1."""
    history: tuple[Verification, ...]

    @property
    def passed(self) -> tuple[Passed, ...]:
        """What speaks for it, where nobody is asked about it and nobody has decided."""
        if self.field.decided or self.field.added_by is not None:
            return ()
        return reasons_passed(self.field.proposal)


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    """A submission with all that was decided on it."""

    submission: StoredSubmission
    values: tuple[ValueRecord, ...]
    history: tuple[SubmissionVerification, ...]
    """Of decisions on the whole."""


def record_of(workspace: Workspace, number: int) -> SubmissionRecord:
    """Everything of one submission.

    Raises:
        UnknownRecordError: There is none with that number.
    """
    submission = workspace.submission(number)
    on_values, on_whole = workspace.history(number)
    several = len(submission.opinions) > 1
    values = tuple(
        ValueRecord(
            field,
            submission.opinions.index(field) + 1 if several and field in submission.opinions else None,
            tuple(made for made in on_values if made.field_id == field.id),
        )
        for field in submission.values
    )
    return SubmissionRecord(submission, values, on_whole)


def page_images(workspace: Workspace, submission: StoredSubmission) -> Iterator[tuple[int, Path]]:
    """The pages of a submission whose images are there, with their numbers."""
    for page in submission.pages:
        path = workspace.files.page_image(submission.sha256, page)
        if path.is_file():
            yield page, path


def crop_of(workspace: Workspace, submission: StoredSubmission, field: StoredField) -> bytes | None:
    """Where a value was read, as PNG: its part of the first page that it stands on; None where there is no image."""
    regions = [region for region in field.proposal.regions if region.page in submission.pages]
    if not regions:
        return None
    page = regions[0].page
    path = workspace.files.page_image(submission.sha256, page)
    box = union_of(region.box for region in regions if region.page == page)
    try:
        with Image.open(path) as image:
            part = cropped(image, box)
            if part is None:
                return None
            made = io.BytesIO()
            part.save(made, "PNG")
    except OSError:  # it is gone, or no image: the value is shown without
        return None
    return made.getvalue()

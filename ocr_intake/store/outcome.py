"""Writing what reading a whole file came to: the check that it accounts for everything, and its submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.model.attributes import AttributeValue
from ocr_intake.model.fields import FIELDS, Candidate, FieldName, FieldValue, Flag
from ocr_intake.model.geometry import Region
from ocr_intake.model.pages import PageRole
from ocr_intake.model.submission import Opinion
from ocr_intake.store import codec
from ocr_intake.store.records import PageState, SubmissionState
from ocr_intake.store.rows import evidence_json, written_bytes
from ocr_intake.store.tables import FieldRow, SubmissionPageRow, SubmissionRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from ocr_intake.model.submission import FileOutcome, Submission


def check_outcome(outcome: FileOutcome, states: Mapping[int, PageState]) -> None:
    """Whether an outcome accounts for every page.

    Raises:
        ValueError: It does not; the message says how.
    """
    if any(state is PageState.WAITING for state in states.values()):
        raise ValueError("pages of the file still wait to be read")
    roles = {page.number: page.role for page in outcome.pages}
    if len(roles) != len(outcome.pages) or roles.keys() != states.keys():
        raise ValueError("the outcome must name every page of the file once")
    for page in outcome.pages:
        aside = page.role is PageRole.SET_ASIDE
        if aside != (page.reason is not None):
            raise ValueError(f"page {page.number}: a reason belongs to pages set aside, and to all of them")
        if states[page.number] is PageState.SET_ASIDE and not aside:
            raise ValueError(f"page {page.number} was set aside")
    used = [number for submission in outcome.submissions for number in submission.pages]
    content = {number for number, role in roles.items() if role is PageRole.CONTENT}
    if len(used) != len(set(used)) or set(used) != content:
        raise ValueError("every page with content must be in one submission, and no other page")
    for submission in outcome.submissions:
        if not submission.pages or [value.name for value in submission.fields] != list(FIELDS):
            raise ValueError("a submission needs pages and one of each field, in order")


def check_submission(submission: Submission) -> None:
    """Whether the values of a submission can be stored.

    Raises:
        CodecError: One holds what no database stores (half a character, NUL, a number that is none).
    """
    codec.encode_all(submission.flags, Flag)
    codec.encode_all(submission.fields, FieldValue)
    codec.encode_all(submission.opinions, Opinion)
    codec.encode_all(submission.attributes, AttributeValue)


def insert_submission(
    session: Session, source_file: int, ordinal: int, submission: Submission, pages: Mapping[int, int]
) -> int:
    """Write a proposed submission.

    Args:
        session: A writing transaction.
        source_file: Number of the file's row.
        ordinal: Its place in the file, from 1.
        submission: What is proposed.
        pages: Page number in the file to number of the page's row.

    Returns:
        The submission's number.

    Raises:
        CodecError: As ``check_submission``.
    """
    check_submission(submission)
    row = SubmissionRow(
        source_file_id=source_file,
        ordinal=ordinal,
        kind=submission.kind,
        flags=codec.encode_all(submission.flags, Flag),
        state=SubmissionState.PROPOSED,
        version=0,
    )
    session.add(row)
    session.flush()
    for position, page in enumerate(submission.pages, 1):
        session.add(SubmissionPageRow(page_id=pages[page], submission_id=row.id, position=position))
    session.add_all(_field_row(row.id, value) for value in submission.fields)
    session.add_all(
        _field_row(row.id, each.value, number, str(each.mark)) for number, each in enumerate(submission.attributes, 1)
    )
    for number, opinion in enumerate(submission.opinions, 1):
        added = opinion_row(row.id, number, opinion.text, marker=opinion.marker, regions=opinion.regions)
        added.written = written_bytes(opinion.written)
        added.flagged = opinion.written is not None and bool(opinion.written.doubts)
        session.add(added)
    session.flush()
    return row.id


def _field_row(submission: int, value: FieldValue, ordinal: int = 0, marker: str = "") -> FieldRow:
    return FieldRow(
        submission_id=submission,
        name=value.name,
        ordinal=ordinal,
        position=float(ordinal),
        marker=marker,
        value=value.value,
        confidence=value.confidence,
        flagged=value.flagged,
        flags=codec.encode_all(value.flags, Flag),
        candidates=codec.encode_all(value.candidates, Candidate),
        regions=codec.encode_all(value.regions, Region),
        source=value.source,
        evidence=evidence_json(value.evidence),
        written=written_bytes(value.written),
    )


def opinion_row(  # noqa: PLR0913 - a row's worth of facts
    submission: int,
    ordinal: int,
    text: str,
    *,
    marker: str = "",
    regions: tuple[Region, ...] = (),
    added_by: str | None = None,
    position: float | None = None,
) -> FieldRow:
    """A new row for one opinion, at the place of its ordinal where no other is given."""
    return FieldRow(
        submission_id=submission,
        name=FieldName.OPINION,
        ordinal=ordinal,
        position=float(ordinal) if position is None else position,
        marker=marker,
        value=text,
        confidence=1.0 if added_by else 0.0,
        flagged=False,
        flags=[],
        candidates=[],
        regions=codec.encode_all(regions, Region),
        source="person" if added_by else "",
        added_by=added_by,
    )

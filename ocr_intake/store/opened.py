"""What is about to be decided on, kept from others and held against what the person had in front of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ocr_intake.store.arrangements import closed_error
from ocr_intake.store.errors import StaleEditError, SubmissionPurgedError, UnknownRecordError
from ocr_intake.store.records import SubmissionState
from ocr_intake.store.submissions import load_submission
from ocr_intake.store.tables import AuditRow, FieldRow, SubmissionRow, VerificationRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ocr_intake.store.records import StoredField, StoredSubmission


def locked(session: Session, number: int) -> tuple[SubmissionRow, StoredSubmission]:
    """A submission to change, kept from others until this transaction ends: whoever writes is alone."""
    row = session.get(SubmissionRow, number)
    if row is None:
        raise UnknownRecordError("submission", number)
    stored = load_submission(session, number)
    if stored.purged:
        raise SubmissionPurgedError(stored.number)
    return row, stored


def open_submission(session: Session, number: int, mine: str, version: int) -> tuple[SubmissionRow, StoredSubmission]:
    """A submission to decide on as somebody saw it, locked.

    Raises:
        StaleEditError: It is not as it was then.
    """
    row, now = locked(session, number)
    if row.version != version:
        fields = select(FieldRow.id).where(FieldRow.submission_id == number)
        of_submission = (AuditRow.subject == "submission") & (AuditRow.subject_id == number)
        of_field = (AuditRow.subject == "field") & AuditRow.subject_id.in_(fields)
        query = select(AuditRow).where(of_submission | of_field).order_by(AuditRow.id.desc()).limit(1)
        latest = session.scalars(query).one()
        raise StaleEditError(now.number, mine=mine, theirs=now.state.value, by=latest.by, at=latest.at)
    return row, now


def open_field(session: Session, field: int, mine: str | None, version: int) -> StoredField:
    """The value to decide on, its submission locked against others until the transaction ends."""
    number = session.scalar(select(FieldRow.submission_id).where(FieldRow.id == field))
    if number is None:
        raise UnknownRecordError("field", field)
    row, before = locked(session, number)
    stored = next((value for value in before.values if value.id == field), None)
    if stored is None:
        raise UnknownRecordError("field", field)
    if stored.version != version:
        latest = session.get_one(VerificationRow, stored.version)
        raise StaleEditError(before.number, mine=mine, theirs=stored.value, by=latest.by, at=latest.at)
    if row.state is not SubmissionState.PROPOSED:
        raise closed_error(session, before)
    return stored

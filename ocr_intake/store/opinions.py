"""Writing an opinion that a person adds: its row, at its place among the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ocr_intake.model.fields import FieldName
from ocr_intake.store.errors import UnknownRecordError
from ocr_intake.store.outcome import opinion_row
from ocr_intake.store.rows import written_bytes
from ocr_intake.store.tables import FieldRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ocr_intake.model.written import Written
    from ocr_intake.store.records import StoredSubmission


def add_opinion_row(
    session: Session, before: StoredSubmission, text: str, *, by: str, after: int | None, written: Written | None
) -> int:
    """Write an opinion behind the one numbered ``after`` (or behind the last); its number.

    Raises:
        UnknownRecordError: The submission has no opinion numbered ``after``.
    """
    position = _position(session, before, after)
    of_submission = select(func.max(FieldRow.ordinal)).where(FieldRow.submission_id == before.id)
    ordinal = (session.scalar(of_submission) or 0) + 1
    regions = tuple(dict.fromkeys(line.region for line in written.lines)) if written is not None else ()
    added = opinion_row(before.id, ordinal, text, regions=regions, added_by=by, position=position)
    added.written = written_bytes(written)
    session.add(added)
    session.flush()
    return added.id


def _position(session: Session, submission: StoredSubmission, after: int | None) -> float:
    """A place behind one of the opinions, or behind the last."""
    query = select(FieldRow.id, FieldRow.position).where(
        FieldRow.submission_id == submission.id, FieldRow.name == FieldName.OPINION
    )
    places = dict(session.execute(query).all())
    if after is None:
        return max(places.values()) + 1
    if after not in {opinion.id for opinion in submission.opinions}:
        raise UnknownRecordError("opinion", after)
    following = min((place for place in places.values() if place > places[after]), default=places[after] + 2)
    return (places[after] + following) / 2

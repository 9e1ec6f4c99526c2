"""As much of every submission as telling which of them may be the same takes: values in force, and nothing else.

Loading ten thousand submissions whole takes many seconds, this takes a fraction of one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.store.tables import BatchRow, FieldRow, QueueRow, SourceFileRow, SubmissionRow, VerificationRow
from ocr_intake.store.whole import duplicates

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from ocr_intake.model.pages import Channel
    from ocr_intake.store.records import SubmissionState

_COMPARED: Final = (FieldName.NAME, FieldName.ORGANIZATION, FieldName.ADDRESS, FieldName.PHONE, FieldName.OPINION)


@dataclass(slots=True)
class Comparable:
    """One submission. Whoever made it keeps it as it is."""

    id: int
    state: SubmissionState
    channel: Channel
    received: date
    duplicate: bool = False
    """It is rejected as a duplicate: another one counts in its place."""
    values: dict[FieldName, str] = field(default_factory=dict)
    """In force; opinions joined in their order."""

    @property
    def number(self) -> str:
        """What people call it by."""
        return f"S{self.id:04d}"


def for_comparing(session: Session, consultation: str) -> tuple[Comparable, ...]:
    """Every submission of a consultation, by number."""
    heads = (
        select(QueueRow.submission_id, QueueRow.state, BatchRow.channel, BatchRow.received)
        .join(SubmissionRow, SubmissionRow.id == QueueRow.submission_id)
        .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(QueueRow.consultation == consultation)
    )
    found = {row[0]: Comparable(*row) for row in session.execute(heads)}
    for number in duplicates(session, consultation):
        found[number].duplicate = True
    decided = _decided(session, consultation)
    query = (
        select(FieldRow.submission_id, FieldRow.id, FieldRow.name, FieldRow.ordinal, FieldRow.added_by, FieldRow.value)
        .join(QueueRow, QueueRow.submission_id == FieldRow.submission_id)
        .where(QueueRow.consultation == consultation, FieldRow.name.in_(_COMPARED))
        .order_by(FieldRow.submission_id, FieldRow.position, FieldRow.ordinal)
    )
    wholes: dict[int, str] = {}
    singles: dict[int, list[str]] = defaultdict(list)
    by_machine: set[int] = set()
    for number, key, name, ordinal, added_by, proposed in session.execute(query):
        value = decided.get(key, proposed) or ""
        if name is not FieldName.OPINION:
            found[number].values[name] = value
        elif ordinal == 0:
            wholes[number] = value
        else:
            singles[number].append(value)
            if added_by is None:
                by_machine.add(number)
    for number, made in found.items():
        whole = [] if number in by_machine else [wholes.get(number, "")]
        made.values[FieldName.OPINION] = "".join([*whole, *singles[number]])
    return tuple(found[number] for number in sorted(found))


def _decided(session: Session, consultation: str) -> dict[int, str | None]:
    """What people decided that values are, by value: the last decision that nobody took back."""
    undoing = aliased(VerificationRow)
    query = (
        select(VerificationRow.field_id, VerificationRow.value)
        .join(FieldRow, FieldRow.id == VerificationRow.field_id)
        .join(QueueRow, QueueRow.submission_id == FieldRow.submission_id)
        .outerjoin(undoing, undoing.undoes == VerificationRow.id)
        .where(QueueRow.consultation == consultation, FieldRow.name.in_(_COMPARED))
        .where(VerificationRow.decision != Decision.UNDONE, undoing.id.is_(None))
        .order_by(VerificationRow.id)
    )
    return dict(session.execute(query).all())

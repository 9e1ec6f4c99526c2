"""The audit trail: who did what when, by numbers and codes alone, so that it may be shown to anyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ocr_intake.store.records import AuditEvent
from ocr_intake.store.tables import AuditRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def audit(
    session: Session, at: datetime, by: str, action: str, subject: str, subject_id: int, **detail: str | int
) -> None:
    """Record an event in the transaction it belongs to. ``detail`` holds codes and counts, nothing that was read.

    Of a decision it says what was so ``before`` and ``after``: by a code, or by the number of the verification, whose
    text is in the chain of seals as a digest; 0 is what the machine proposed.
    """
    session.add(AuditRow(at=at, by=by, action=action, subject=subject, subject_id=subject_id, detail=detail))


def trail(session: Session) -> tuple[AuditEvent, ...]:
    """Every event, in the order in which they happened."""
    return tuple(
        AuditEvent(
            row.at,
            row.by,
            row.action,
            row.subject,
            row.subject_id,
            tuple((key, str(value)) for key, value in sorted(row.detail.items())),
        )
        for row in session.scalars(select(AuditRow).order_by(AuditRow.id))
    )

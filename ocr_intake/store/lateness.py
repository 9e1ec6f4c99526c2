"""Whether a submission's paper came late: as it was flagged when it was read, or as its batch was corrected since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from ocr_intake.model.fields import Flag, FlagCode
from ocr_intake.store.paper_tables import BatchCorrectionRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

LATE: Final = frozenset({FlagCode.LATE, FlagCode.LATE_BY_POST})
"""What came after the last day, be it in time by its postmark or not."""


def corrected_lateness(session: Session, batches: Collection[int]) -> dict[int, FlagCode | None]:
    """What the papers of those batches that were corrected are flagged with since; None where they came in time."""
    query = (
        select(BatchCorrectionRow.batch_id, BatchCorrectionRow.late)
        .where(BatchCorrectionRow.batch_id.in_(batches))
        .order_by(BatchCorrectionRow.id)
    )
    return {batch: None if late is None else FlagCode(late) for batch, late in session.execute(query)}


def flags_now(flags: tuple[Flag, ...], batch: int, corrected: Mapping[int, FlagCode | None]) -> tuple[Flag, ...]:
    """A submission's flags as its batch stands now."""
    if batch not in corrected:
        return flags
    others = tuple(flag for flag in flags if flag.code not in LATE)
    late = corrected[batch]
    return others if late is None else (*others, Flag(late))

"""Correcting how a batch came: what can be right is checked, and whether its papers are late is found anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.pipeline.received import check_channel, check_received, lateness_in

if TYPE_CHECKING:
    from ocr_intake.config import Consultation
    from ocr_intake.store import BatchCorrection, BatchFacts, BatchOutline, Workspace


def correct_batch(
    workspace: Workspace, number: int, seen: BatchFacts, wanted: BatchFacts, consultation: Consultation, *, by: str
) -> BatchOutline:
    """Say otherwise how a batch came.

    Args:
        workspace: That it is in.
        number: Of the batch.
        seen: What the person had before them.
        wanted: What is right.
        consultation: The one that ``wanted`` names.
        by: Who corrects it.

    Raises:
        IntakeError: It cannot be right, or somebody corrected it in between; the message says why.
    """
    check_channel(consultation, wanted.channel)
    if (wanted.consultation, wanted.received) != (seen.consultation, seen.received):
        check_received(wanted.received, consultation, workspace.batches.today())
    late = lateness_in(consultation, wanted.channel, wanted.received)
    return workspace.batches.correct(number, seen, wanted, late, by=by)


def undo_correction(
    workspace: Workspace, number: int, correction: BatchCorrection, consultation: Consultation, *, by: str
) -> BatchOutline:
    """Take the last correction of a batch back.

    Args:
        workspace: That it is in.
        number: Of the batch.
        correction: Its last one as the person saw it.
        consultation: The one that the batch came in for before it.
        by: Who takes it back.

    Raises:
        IntakeError: It is not the last one any more.
    """
    late = lateness_in(consultation, correction.before.channel, correction.before.received)
    return workspace.batches.undo(number, correction.id, late, by=by)

"""Correcting how a batch came: what can be right is checked, and whether its papers are late is found anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import IntakeError
from ocr_intake.pipeline.received import check_channel, check_received, lateness_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocr_intake.config import Consultation
    from ocr_intake.store import BatchCorrection, BatchFacts, BatchOutline, Workspace


class NotConfiguredError(IntakeError):
    """The consultation is not configured."""

    key: ClassVar[str] = "web_batches.error.consultation"


def configured(consultations: Iterable[Consultation], known_as: str) -> Consultation:
    """A configured consultation, by its id.

    Raises:
        NotConfiguredError: It is not.
    """
    found = next((each for each in consultations if each.id == known_as), None)
    if found is None:
        raise NotConfiguredError(consultation=known_as)
    return found


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

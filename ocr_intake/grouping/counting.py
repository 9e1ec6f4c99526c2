"""What counts of a consultation's dataset: opinions once and submitters once, by what people decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.model.relation import Counted, counted
from ocr_intake.store.records import SubmissionState

if TYPE_CHECKING:
    from ocr_intake.store import Workspace


def count(workspace: Workspace, consultation: str | None = None) -> Counted:
    """What counts of what was accepted, of a consultation or all (see ``model.relation.counted``)."""
    accepted = workspace.submissions(consultation, [SubmissionState.ACCEPTED])
    opinions = {made.id: len(made.final_opinions) for made in accepted}
    return counted(opinions, (relation.link for relation in workspace.relations.of(consultation)))

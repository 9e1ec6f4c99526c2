"""Proposals to field values: how sure, and every reason why a person must look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ocr_intake.model.fields import FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.submission import Submission, SubmitterKind
from ocr_intake.trust.calibration import Calibration, shipped
from ocr_intake.trust.features import features

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.model.proposal import Proposal, ProposedSubmission
    from ocr_intake.model.reading import PageReading

USUAL_THRESHOLD = 0.95
"""Confidence below which a value is flagged where the configuration says nothing."""
ABSENT = 0.97
"""How likely it is that a field which nothing on the paper points to is really absent."""
MISSED = 0.3
"""The same where a form asks for the field, or something unreadable stands in its place."""
DISAGREEMENT = 0.7
"""Share of a value that a second reader must have too on print, else the readers disagree."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the city asks for and how sure is sure enough."""

    required: tuple[tuple[FieldName, ...], ...] = ()
    """What a submission must carry; of several in one entry, one is enough."""
    thresholds: Mapping[FieldName, float] = field(default_factory=dict)


def judge(
    proposed: ProposedSubmission,
    pages: Sequence[PageReading],
    policy: Policy,
    flags: tuple[Flag, ...] = (),
    calibration: Calibration | None = None,
) -> Submission:
    """Judge every field of a submission.

    Args:
        proposed: what was found.
        pages: the submission's page readings.
        policy: thresholds and required fields.
        flags: reasons to look at the submission as a whole.
        calibration: the shipped one when None.
    """
    models = (calibration or shipped()).models
    missing = {name for entry in policy.required if not any(n in proposed.fields for n in entry) for name in entry}
    values = []
    for name in FieldName:
        proposal = proposed.fields.get(name)
        if proposal is None:
            values.append(_absent(name, missing=name in missing, unread=name in proposed.unread, kind=proposed.kind))
            continue
        qualities = [page.quality for page in pages if page.number in {r.page for r in proposal.regions}]
        confidence = models[name].probability(features(name, proposal, qualities or [page.quality for page in pages]))
        threshold = policy.thresholds.get(name, USUAL_THRESHOLD)
        reasons = [Flag(code) for code in dict.fromkeys(proposal.flags)]
        if confidence < threshold:
            reasons.extend(_doubts(proposal))
        values.append(
            FieldValue(
                name,
                proposal.value,
                round(confidence, 4),
                tuple(reasons),
                proposal.candidates,
                proposal.regions,
                proposal.source,
            )
        )
    return Submission(proposed.pages, proposed.kind, tuple(values), proposed.opinions, flags)


def _absent(name: FieldName, *, missing: bool, unread: bool, kind: SubmitterKind) -> FieldValue:
    """A field without a value; of name and organisation only the one that the kind calls for is missed."""
    reasons = []
    if missing and not (name is FieldName.ORGANIZATION and kind is SubmitterKind.INDIVIDUAL):
        reasons.append(Flag(FlagCode.MISSING_REQUIRED))
    if unread:
        reasons.append(Flag(FlagCode.UNREADABLE_LINE))
    return FieldValue(name, None, MISSED if reasons else ABSENT, tuple(reasons))


def _doubts(proposal: Proposal) -> list[Flag]:
    """Why a value is not sure enough."""
    evidence = proposal.evidence
    if evidence.get("seconded") and evidence.get("second", 1.0) < DISAGREEMENT:
        return [Flag(FlagCode.LOW_CONFIDENCE), Flag(FlagCode.READERS_DISAGREE)]
    return [Flag(FlagCode.LOW_CONFIDENCE)]

"""Proposals to field values: how sure, and every reason why a person must look."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.errors import contained
from ocr_intake.model.budget import Budget
from ocr_intake.model.fields import FIELDS, Candidate, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.submission import Submission, SubmitterKind
from ocr_intake.trust.budget import absent_confidence, missed_confidence, thresholds
from ocr_intake.trust.calibration import Calibration, FieldModel, shipped
from ocr_intake.trust.characters import USUAL_BUDGET as USUAL_CHARACTERS
from ocr_intake.trust.characters import judge_characters, part
from ocr_intake.trust.features import features, names_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.model.proposal import Proposal, ProposedSubmission
    from ocr_intake.model.reading import PageQuality, PageReading
    from ocr_intake.model.submission import Opinion
    from ocr_intake.model.written import Written

INDIVIDUAL: Final = SubmitterKind.INDIVIDUAL
USUAL_BUDGET: Final = 1 / 50
"""Share of wrong ones allowed among the values that nobody is asked about, where nothing is said."""
TYPED: Final = 0.99
"""How sure a value is at least that is all of what was typed somewhere, if its place is clear.

Of 2,885 such values of 1,500 generated papers 18 were wrong: 0.9 % at most, at 95 % certainty
(``training.typed_places``). Opinions were not among them: papers do not say which of their lines are one field.
"""
CLEAR_TAG, CLEAR_MARGIN, CLEAR_REST = 0.9, 0.6, 0.1
"""A place is clear where the page model gives its least certain character that probability, where no other way to fill
the field comes near, and, of an opinion, where no line that was left out is likely to be part of it."""
DISAGREEMENT: Final = 0.7
"""Share of a value that a second reader must have too on print, else the readers disagree."""

_UNSURE: Final = frozenset({FlagCode.LOW_CONFIDENCE, FlagCode.READERS_DISAGREE})


@dataclass(frozen=True, slots=True)
class Policy:
    """What the city asks for and how sure is sure enough."""

    required: tuple[tuple[FieldName, ...], ...] = ()
    """What a submission must carry; of several in one entry, one is enough."""
    thresholds: Mapping[FieldName, float] = field(default_factory=dict)
    """Confidence below which a value is flagged, where the city says so itself."""
    budgets: tuple[Budget, ...] = ()
    """Error budgets of the other fields."""
    characters: float = USUAL_CHARACTERS
    """Share of wrong ones allowed among the characters of long texts that nobody looks at."""


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
    calibration = calibration or shipped()
    enough = thresholds_of(policy, calibration)
    missing = {name for entry in policy.required if not any(n in proposed.fields for n in entry) for name in entry}
    values = []
    for name in FIELDS:
        model, threshold = calibration.models[name], enough[name]
        proposal = proposed.fields.get(name)
        if proposal is not None:
            if name is FieldName.OPINION:
                found = partial(_text, proposal, pages, calibration, threshold, policy.characters, proposed.starts)
            else:
                found = partial(_found, name, proposal, pages, model, threshold)
            values.append(contained(found, partial(_faulty, name, proposal.value, model)))
        elif name in proposed.faults:
            values.append(_faulty(name, proposed.faults[name], model))
        else:
            asked = name in missing and not (name is FieldName.ORGANIZATION and proposed.kind is INDIVIDUAL)
            values.append(_absent(name, model, threshold, missing=asked, unread=name in proposed.unread))
    opinions = _opinions(proposed, values[-1].written)
    return Submission(proposed.pages, proposed.kind, tuple(values), opinions, flags)


def thresholds_of(policy: Policy, calibration: Calibration) -> dict[FieldName, float]:
    """The confidence from which nobody is asked: as the city says itself, otherwise as the budget has it."""
    wanted = {budget.field: budget for budget in policy.budgets}
    rest = tuple(wanted.get(name, Budget(name, USUAL_BUDGET)) for name in FIELDS if name not in policy.thresholds)
    return thresholds(calibration, rest) | dict(policy.thresholds)


def _found(
    name: FieldName, proposal: Proposal, pages: Sequence[PageReading], model: FieldModel, threshold: float
) -> FieldValue:
    """A field with a value."""
    vector = features(name, proposal, qualities_of(proposal, pages))
    confidence = round(model.probability(vector), 4)
    if proposal.evidence.get("typed") and is_clear(name, proposal.evidence):
        confidence = max(confidence, TYPED)
    reasons = [Flag(code) for code in dict.fromkeys(proposal.flags)]
    if confidence < threshold:
        reasons.extend(_doubts(proposal))
    return FieldValue(
        name,
        proposal.value,
        confidence,
        tuple(reasons),
        proposal.candidates,
        proposal.regions,
        proposal.source,
        evidence_of(name, proposal, vector),
    )


def _text(
    proposal: Proposal,
    pages: Sequence[PageReading],
    calibration: Calibration,
    threshold: float,
    share: float,
    starts: Sequence[int],
) -> FieldValue:
    """A long text: sure as a whole where its pieces are the right ones, and but for its doubtful characters.

    Its confidence is how likely all of it is right. Where the pieces are doubtful a person looks at what belongs to it,
    where characters are, at those.
    """
    name = FieldName.OPINION
    value = _found(name, proposal, pages, calibration.models[name], threshold)
    pieces = value.confidence
    if proposal.characters is None:  # which characters are doubtful is not known
        certain = proposal.evidence.get("mean", 0.0) ** len(proposal.value)
        asked = value.flags or (Flag(FlagCode.LOW_CONFIDENCE),)
        return replace(value, confidence=round(pieces * certain, 4), flags=asked)
    qualities = qualities_of(proposal, pages)
    written = judge_characters(proposal.value, proposal.characters, qualities, calibration, share, starts)
    # whatever the readers said of the characters is in their own probabilities: what is left in doubt is the extent
    extent = Flag(FlagCode.TEXT_EXTENT)
    flags = tuple(dict.fromkeys(extent if flag.code in _UNSURE else flag for flag in value.flags))
    if written.doubts:
        flags = (*flags, Flag(FlagCode.DOUBTFUL_CHARACTERS, (("count", str(len(written.doubts))),)))
    evidence = tuple(sorted((*value.evidence, ("pieces", pieces))))
    confidence = round(pieces * math.prod(written.probabilities), 4)
    return replace(value, confidence=confidence, flags=flags, evidence=evidence, written=written)


def _opinions(proposed: ProposedSubmission, written: Written | None) -> tuple[Opinion, ...]:
    """The single opinions, each with its part of what is known of the whole."""
    if written is None:
        return proposed.opinions
    places = zip(proposed.opinions, proposed.starts, strict=True)
    return tuple(replace(opinion, written=part(written, start, start + len(opinion.text))) for opinion, start in places)


def qualities_of(proposal: Proposal, pages: Sequence[PageReading]) -> list[PageQuality]:
    """Of the pages that a value was read from; of all where that is not known."""
    read = [page.quality for page in pages if page.number in {region.page for region in proposal.regions}]
    return read or [page.quality for page in pages]


def is_clear(name: FieldName, evidence: Mapping[str, float]) -> bool:
    """Whether it is clear that a value belongs to its field."""
    if evidence.get("lowest_tag", 0.0) < CLEAR_TAG:
        return False
    if name is FieldName.OPINION:
        return evidence.get("missed", 1.0) <= CLEAR_REST
    return evidence.get("margin", 0.0) >= CLEAR_MARGIN


def evidence_of(name: FieldName, proposal: Proposal, vector: Sequence[float]) -> tuple[tuple[str, float], ...]:
    """What a confidence was judged by, to be kept beside it: the features by name, and all else that was found."""
    every = {**proposal.evidence, **dict(zip(names_of(name), vector, strict=True))}
    return tuple((key, round(float(every[key]), 5)) for key in sorted(every))


def _absent(name: FieldName, model: FieldModel, threshold: float, *, missing: bool, unread: bool) -> FieldValue:
    """A field without a value; of name and organisation only the one that the kind calls for is missed."""
    reasons = []
    if missing:
        reasons.append(Flag(FlagCode.MISSING_REQUIRED))
    if unread:
        reasons.append(Flag(FlagCode.UNREADABLE_LINE))
    confidence = missed_confidence(model) if reasons else absent_confidence(model)
    if not reasons and confidence < threshold:
        reasons.append(Flag(FlagCode.LOW_CONFIDENCE))
    return FieldValue(name, None, confidence, tuple(reasons))


def _faulty(name: FieldName, text: str, model: FieldModel, _: Exception | None = None) -> FieldValue:
    """A field over which the program tripped: what stands there is for a person to take or to correct."""
    candidates = (Candidate(text, 0.0, "page"),) if text else ()
    return FieldValue(name, None, missed_confidence(model), (Flag(FlagCode.PROGRAM_ERROR),), candidates)


def _doubts(proposal: Proposal) -> list[Flag]:
    """Why a value is not sure enough."""
    evidence = proposal.evidence
    if evidence.get("seconded") and evidence.get("second", 1.0) < DISAGREEMENT:
        return [Flag(FlagCode.LOW_CONFIDENCE), Flag(FlagCode.READERS_DISAGREE)]
    return [Flag(FlagCode.LOW_CONFIDENCE)]

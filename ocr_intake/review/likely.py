"""Which other submissions one may be a duplicate of, by who sent it and what it says. Nothing is decided here.

One submission is compared with all others of its consultation in one pass: ten thousand take about a second, most of it
reading them (measured on one core of a server of 2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

from ocr_intake.japanese.compare import compared
from ocr_intake.japanese.variants import variant_key
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.store import SubmissionState, Workspace
    from ocr_intake.store.comparing import Comparable


class Sign(StrEnum):
    """What two submissions have in common; stable, also the keys of the texts: ``review_rules.likely.CODE``."""

    PHONE = "phone"
    NAME = "name"
    ORGANIZATION = "organization"
    ADDRESS = "address"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Alike:
    """One thing that two submissions have in common."""

    sign: Sign
    percent: int
    """How much of it is the same, rounded down; 100 where all of it is."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A submission that another one may be a duplicate of. Holds nothing that was read."""

    id: int
    number: str
    """What people call it by."""
    state: SubmissionState
    score: float
    """0 to 1; for ordering, no probability."""
    why: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class _Weight:
    """How much likeness of one field says."""

    least: float
    """Likeness from which it says anything, 0 to 1."""
    low: float
    """What it says there, 0 to 1."""
    full: float
    """What it says where all of it is the same."""
    against: float = 0.0
    """Likeness below which it says that different people sent them; readers' mistakes leave more than that."""


_WEIGHTS: Final = {
    FieldName.PHONE: _Weight(0.85, 0.4, 0.7, against=0.7),
    FieldName.NAME: _Weight(0.65, 0.2, 0.5, against=0.5),
    FieldName.ORGANIZATION: _Weight(0.8, 0.2, 0.5, against=0.5),
    FieldName.ADDRESS: _Weight(0.85, 0.2, 0.5),
    FieldName.OPINION: _Weight(0.65, 0.2, 0.9),
}
_AGAINST: Final = 0.55
"""What is left of a score for each field that says different people: many send the same text on purpose."""
_LISTED: Final = 0.35
"""The least score worth a look: more than somebody of the same name, or of the same house."""


def likely_duplicates(workspace: Workspace, submission: int, limit: int = 5) -> tuple[Likely, ...]:
    """What a submission may be a duplicate of, the likeliest first; what is itself one is left out.

    Raises:
        UnknownRecordError: There is no such submission.
    """
    everything = workspace.for_comparing(workspace.submission(submission).consultation)
    (this,) = (each for each in everything if each.id == submission)
    others = [each for each in everything if each.id != submission and not each.duplicate]
    found = [each for each in _compared(this, others) if each.score >= _LISTED]
    return tuple(sorted(found, key=lambda each: (-each.score, each.id))[:limit])


def _compared(this: Comparable, others: Sequence[Comparable]) -> list[Likely]:
    left, against = [1.0] * len(others), [1.0] * len(others)
    why: list[list[Alike]] = [[] for _ in others]
    for name, weight in _WEIGHTS.items():
        mine = _plain(name, this)
        if not mine:
            continue
        theirs = [_plain(name, other) for other in others]
        # where characters are left out or put in beside others that are the same, a text is still alike
        scorer = Indel if name is FieldName.OPINION else Levenshtein
        (alike,) = process.cdist([mine], theirs, scorer=scorer.normalized_similarity, score_cutoff=0.0)
        for place, likeness in enumerate(alike.tolist()):
            if not theirs[place]:
                continue
            if likeness >= weight.least:
                share = (likeness - weight.least) / (1 - weight.least)
                left[place] *= 1 - (weight.low + (weight.full - weight.low) * share)
                why[place].append(Alike(Sign(name.value), int(round(likeness * 100, 3))))
            elif likeness < weight.against:
                against[place] *= _AGAINST
    return [
        Likely(other.id, other.number, other.state, (1 - left[place]) * against[place], tuple(why[place]))
        for place, other in enumerate(others)
    ]


def _plain(name: FieldName, submission: Comparable) -> str:
    return variant_key(compared(name, submission.values.get(name)))

"""Which other submissions one may be a duplicate of, by who sent it and what it says. Nothing is decided here.

One submission is compared with all others of its consultation in one pass: ten thousand take about a second, most of it
reading them (measured on one core of a server of 2023).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.japanese.likeness import SENDER, likenesses, plain, told, weight_of
from ocr_intake.model.fields import FieldName
from ocr_intake.model.relation import Alike, Sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.store import SubmissionState, Workspace
    from ocr_intake.store.comparing import Comparable


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


_LISTED: Final = 0.988
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
    weights = [0.0] * len(others)
    why: list[list[Alike]] = [[] for _ in others]
    for name in (*SENDER, FieldName.OPINION):
        sign = Sign(name.value)
        mine = plain(name, this.values.get(name))
        theirs = [plain(name, other.values.get(name)) for other in others]
        for place, likeness in enumerate(likenesses(name, mine, theirs)):
            weights[place] += weight_of(sign, likeness)
            why[place] += told(sign, likeness)
    return [
        Likely(other.id, other.number, other.state, 1 / (1 + math.exp(-weights[place])), tuple(why[place]))
        for place, other in enumerate(others)
    ]

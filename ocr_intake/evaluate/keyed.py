"""Double keying by person and field: how often two people typed differently, and whose value did not hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.japanese.compare import compared
from ocr_intake.store import SubmissionState
from ocr_intake.trust.intervals import clopper_pearson

if TYPE_CHECKING:
    from ocr_intake.model.fields import FieldName
    from ocr_intake.store import Workspace


@dataclass(frozen=True, slots=True)
class Typist:
    """How one person did on one field."""

    name: str
    field: FieldName
    typed: int
    """Values that another person has typed, too."""
    differed: int
    """Of those, the ones that the two typed differently."""
    wrong: int
    """Of those, the ones in which something else than this person's was decided on."""

    @property
    def rate(self) -> float:
        """Share that the two typed differently."""
        return self.differed / self.typed

    @property
    def interval(self) -> tuple[float, float]:
        """Limits of its 95 % interval (Clopper and Pearson)."""
        return clopper_pearson(self.differed, self.typed)


def typists(workspace: Workspace, consultation: str | None = None) -> tuple[Typist, ...]:
    """Everybody who typed values that somebody else typed too, by name and field.

    Of submissions that were rejected or purged nothing is told.
    """
    typed: Counter[tuple[str, FieldName]] = Counter()
    differed: Counter[tuple[str, FieldName]] = Counter()
    wrong: Counter[tuple[str, FieldName]] = Counter()
    for submission in workspace.submissions(consultation, (SubmissionState.PROPOSED, SubmissionState.ACCEPTED)):
        for value in () if submission.purged else submission.values:
            if len(value.keyings) < 2:
                continue
            said = [(each.decision, compared(value.name, each.value)) for each in value.keyings[:2]]
            final = None if value.verification is None else compared(value.name, value.value)
            for keying, (_, text) in zip(value.keyings, said, strict=False):
                who = keying.by, value.name
                typed[who] += 1
                if said[0] != said[1]:
                    differed[who] += 1
                    wrong[who] += value.verification is not None and text != final
    return tuple(Typist(*who, typed[who], differed[who], wrong[who]) for who in sorted(typed))

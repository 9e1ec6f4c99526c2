"""What is measured over a set of values: how often right, how often a person is asked, what slips through unasked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.evaluate.compare import edits, error_rate
from ocr_intake.trust.intervals import clopper_pearson

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LIMITS: Final = (0.01, 0.001)
"""Shares of errors at which it is told how much could be accepted unseen."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of the truth beside what was predicted for it, both in the form that is compared."""

    truth: str
    """"" where the paper has none."""
    predicted: str
    """"" where nothing was found."""
    confidence: float | None = None
    flagged: bool = False
    """False too where the whole submission was not found: nobody was asked about it."""

    @property
    def right(self) -> bool:
        """Whether they are the same."""
        return self.truth == self.predicted


@dataclass(frozen=True, slots=True)
class Rate:
    """A share that was counted."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where there was nothing to count."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Limits of the 95 % confidence interval (Clopper-Pearson)."""
        return clopper_pearson(self.hits, self.of)


@dataclass(frozen=True, slots=True)
class Measures:
    """Of the values that the paper has; ``spurious`` of those that it does not have."""

    count: int
    exact: Rate
    """Right to the last character."""
    cer: float | None
    """Character error rate: the mean over the values."""
    cer_pooled: float | None
    """Character error rate over all characters together: long values weigh more."""
    empty: Rate
    """Nothing was found."""
    flagged: Rate
    """A person is asked."""
    silent: Rate
    """Wrong, of those that nobody is asked about."""
    flag_recall: Rate
    """Flagged, of those that are wrong."""
    auroc: float | None
    """The probability that a right value has a higher confidence than a wrong one; None where one of them is missing
    or confidences were not told."""
    auto_accept: tuple[float | None, ...]
    """For each of ``LIMITS``: the largest share that a threshold on confidence could accept unseen with at most so
    many errors among what it accepts."""
    spurious: Rate
    """A value where the paper has none."""
    spurious_unflagged: int
    """Of those, the ones that nobody is asked about."""


def measure(values: Iterable[Compared]) -> Measures:
    """Measure a set of values."""
    values = tuple(values)
    there = tuple(value for value in values if value.truth)
    invented = tuple(value for value in values if not value.truth and value.predicted)
    wrong = tuple(value for value in there if not value.right)
    unasked = tuple(value for value in there if not value.flagged)
    told = tuple((value.confidence, value.right) for value in there if value.confidence is not None)
    scored = tuple((value.confidence or 0.0, value.right) for value in there) if told else ()
    characters = sum(len(value.truth) for value in there)
    rates = [error_rate(value.truth, value.predicted) for value in there]
    return Measures(
        count=len(there),
        exact=Rate(len(there) - len(wrong), len(there)),
        cer=sum(rates) / len(rates) if rates else None,
        cer_pooled=sum(edits(value.truth, value.predicted) for value in there) / characters if characters else None,
        empty=Rate(sum(not value.predicted for value in there), len(there)),
        flagged=Rate(len(there) - len(unasked), len(there)),
        silent=Rate(sum(not value.right for value in unasked), len(unasked)),
        flag_recall=Rate(sum(value.flagged for value in wrong), len(wrong)),
        auroc=auroc(told),
        auto_accept=tuple(auto_accept(scored, limit) for limit in LIMITS),
        spurious=Rate(len(invented), len(values) - len(there)),
        spurious_unflagged=sum(not value.flagged for value in invented),
    )


def auroc(scored: Sequence[tuple[float, bool]]) -> float | None:
    """Area under the ROC curve of ``(confidence, right)``.

    It is the share of pairs of a right and a wrong value in which the right one has the higher confidence, equal ones
    counted half: Mann and Whitney's U over the number of pairs (Hanley and McNeil, Radiology 143 (1982) 29-36).
    """
    right = Counter(confidence for confidence, is_right in scored if is_right)
    wrong = Counter(confidence for confidence, is_right in scored if not is_right)
    pairs = right.total() * wrong.total()
    if not pairs:
        return None
    below, doubled = 0, 0
    for confidence in sorted(set(right) | set(wrong)):
        doubled += right[confidence] * (2 * below + wrong[confidence])
        below += wrong[confidence]
    return doubled / 2 / pairs


def auto_accept(scored: Sequence[tuple[float, bool]], limit: float) -> float | None:
    """The largest share of ``(confidence, right)`` at or above some threshold, with at most ``limit`` wrong in it."""
    total = Counter(confidence for confidence, _ in scored)
    wrong = Counter(confidence for confidence, is_right in scored if not is_right)
    best = accepted = errors = 0
    for confidence in sorted(total, reverse=True):
        accepted += total[confidence]
        errors += wrong[confidence]
        if errors <= limit * accepted:
            best = accepted
    return best / len(scored) if scored else None

"""The error budget: which confidence is enough for nobody to look, so that wrong values stay within what is allowed.

The promise is about all values together that share a budget and that nobody is asked about: with probability
``CERTAINTY`` at most that share of them is wrong. One threshold for all of them leaves the fewest flags, since a
confidence means the same for every field.

Method: Learn then Test (Angelopoulos, Bates, Candès, Jordan and Lei, "Learn then Test: Calibrating Predictive
Algorithms to Achieve Risk Control", 2021; Annals of Applied Statistics 19, 2025). Each threshold is a null hypothesis,
"more than the budget is wrong among the values at or above it". On held-out outcomes the exact binomial test (whose
inverse is Clopper and Pearson's limit) decides, in fixed sequence: from the threshold that the confidences alone
promise most of, downwards, until the first that cannot be rejected. So no correction for their number is needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.trust.intervals import chance_of_so_few, clopper_pearson, upper_limit, values_needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ocr_intake.model.budget import Budget
    from ocr_intake.model.fields import FieldName
    from ocr_intake.trust.calibration import Calibration, FieldModel

CERTAINTY: Final = 0.95
USUAL_ABSENT: Final = 0.97
"""How likely it is that a field which nothing on the paper points to is really absent, before anything is counted."""
USUAL_MISSED: Final = 0.3
"""The same where a form asks for the field, or something unreadable stands in its place."""
NOTHING: Final = 2.0
"""A threshold that no confidence reaches."""
STAGES: Final = 60
"""Thresholds that are looked at: neighbours tell little apart, and the sequence ends at the first that fails."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What can be said about the values of some fields that nobody is asked about."""

    fields: tuple[FieldName, ...]
    budget: float
    """The share of wrong ones that was asked for."""
    threshold: float
    """Confidence from which nobody is asked."""
    limit: float
    """The share of wrong ones that is promised with ``CERTAINTY``: the budget, or more where the data does not do."""
    values: int
    """Held-out values at or above the threshold."""
    wrong: int
    """Wrong ones among them."""
    of: int
    """Held-out values in all."""
    needed: int = 0
    """How many more verified values at or above the threshold the budget needs, if none of them is wrong."""

    @property
    def kept(self) -> bool:
        """Whether the budget is promised."""
        return self.limit <= self.budget


@cache
def promises(calibration: Calibration, budgets: tuple[Budget, ...]) -> tuple[Promise, ...]:
    """What the held-out outcomes of a calibration support, one promise for all fields of the same budget.

    A budget that they do not support gets the threshold that the confidences alone promise most of, and the limit that
    the outcomes support there: more is flagged, and what is missing is told.
    """
    together: dict[float, list[FieldName]] = {}
    for budget in budgets:
        together.setdefault(budget.share, []).append(budget.field)
    return tuple(
        choose([o for field in fields for o in outcomes_of(calibration.models[field])], share, tuple(fields))
        for share, fields in together.items()
    )


def thresholds(calibration: Calibration, budgets: tuple[Budget, ...]) -> dict[FieldName, float]:
    """The confidence from which nobody is asked, by field."""
    return {field: promise.threshold for promise in promises(calibration, budgets) for field in promise.fields}


def outcomes_of(model: FieldModel) -> list[Outcome]:
    """Held-out confidences with whether they were right: of values, and of fields that nothing pointed to."""
    absent, shipped = absent_confidence(model), model.absent.right - model.own_absent.right
    return [
        *(Outcome(confidence, right=True) for confidence in model.held_out.right),
        *(Outcome(confidence, right=False) for confidence in model.held_out.wrong),
        *(Outcome(confidence, right=True, own=True) for confidence in model.own.right),
        *(Outcome(confidence, right=False, own=True) for confidence in model.own.wrong),
        *[Outcome(absent, right=True)] * shipped,
        *[Outcome(absent, right=False)] * (model.absent.wrong - model.own_absent.wrong),
        *[Outcome(absent, right=True, own=True)] * model.own_absent.right,
        *[Outcome(absent, right=False, own=True)] * model.own_absent.wrong,
    ]


def absent_confidence(model: FieldModel) -> float:
    """How likely it is that the paper has no value where nothing points to one."""
    return round(model.absent.share(USUAL_ABSENT), 4)


def missed_confidence(model: FieldModel) -> float:
    """The same where a form asks for the field, or something unreadable stands in its place."""
    return round(model.missed.share(USUAL_MISSED), 4)


class Outcome(NamedTuple):
    """One held-out value."""

    confidence: float
    right: bool
    own: bool = False
    """It is one of the workspace's own."""


class _Stage(NamedTuple):
    """A threshold and what lies at or above it."""

    threshold: float
    values: int
    expected: float
    """Wrong ones that the confidences themselves expect."""
    wrong: int
    own: int
    """Of the values, the workspace's own."""
    own_wrong: int


def choose(outcomes: Iterable[Outcome], budget: float, fields: tuple[FieldName, ...] = ()) -> Promise:
    """The lowest threshold that keeps the budget, or what can be promised instead.

    Args:
        outcomes: held-out confidences with whether the values were right.
        budget: share of wrong ones allowed.
        fields: what it is about.
    """
    stages, of = _stages(outcomes)
    if not stages:
        return Promise(fields, budget, NOTHING, 1.0, 0, 0, 0, values_needed(0, budget))
    first = min(range(len(stages)), key=lambda i: (_expected_chance(stages[i], budget), -stages[i].values))
    best = None
    for stage in stages[first:]:
        if not _holds(stage, budget):
            break
        best = stage
    if best is not None:
        return Promise(fields, budget, best.threshold, budget, best.values, best.wrong, of)
    surest = min(stages, key=_expected_limit)
    limit = upper_limit(surest.wrong, surest.values)
    if surest.own_wrong:
        limit = max(limit, clopper_pearson(surest.own_wrong, surest.own, 2 * CERTAINTY - 1)[0])
    needed = values_needed(surest.wrong, budget) - surest.values
    # what fails as a step of the sequence may pass on its own; the promise is then the weaker of the two
    limit = max(limit, math.nextafter(budget, 1))
    return Promise(fields, budget, surest.threshold, limit, surest.values, surest.wrong, of, max(needed, 1))


def _holds(stage: _Stage, budget: float) -> bool:
    """Whether the outcomes prove that the budget is kept, and the workspace's own ones do not prove the contrary.

    The values that the program comes with are many and other people's: they must not outvote the city's own paper.
    """
    if chance_of_so_few(stage.wrong, stage.values, budget) > 1 - CERTAINTY:
        return False
    return not stage.own_wrong or 1 - chance_of_so_few(stage.own_wrong - 1, stage.own, budget) > 1 - CERTAINTY


def _stages(outcomes: Iterable[Outcome]) -> tuple[list[_Stage], int]:
    """Thresholds from the highest down, at most ``STAGES`` of them, and how many outcomes there are."""
    at: dict[float, list[Outcome]] = {}
    for outcome in outcomes:
        at.setdefault(outcome.confidence, []).append(outcome)
    every: list[_Stage] = []
    last = _Stage(1.0, 0, 0.0, 0, 0, 0)
    for confidence in sorted(at, reverse=True):
        here = at[confidence]
        last = _Stage(
            confidence,
            last.values + len(here),
            last.expected + (1 - confidence) * len(here),
            last.wrong + sum(not each.right for each in here),
            last.own + sum(each.own for each in here),
            last.own_wrong + sum(each.own and not each.right for each in here),
        )
        every.append(last)
    return _thinned(every, last.values), last.values


def _thinned(every: Sequence[_Stage], of: int) -> list[_Stage]:
    """Stages that differ by a fair number of values, the last always among them."""
    kept: list[_Stage] = []
    for stage in every:
        if not kept or stage.values - kept[-1].values >= of / STAGES:
            kept.append(stage)
    if every and kept[-1] is not every[-1]:
        kept.append(every[-1])
    return kept


def _expected_chance(stage: _Stage, budget: float) -> float:
    """How easily the budget would be promised if as many were wrong as the confidences expect."""
    if stage.expected > budget * stage.values:
        return 1.0
    return chance_of_so_few(math.ceil(stage.expected), stage.values, budget)


def _expected_limit(stage: _Stage) -> float:
    """About the limit if as many were wrong as the confidences expect (a normal approximation will do for choosing)."""
    return (stage.expected + 1 + 1.645 * math.sqrt(stage.expected + 1)) / stage.values

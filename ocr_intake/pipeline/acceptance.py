"""Whether what was learnt may be used: lines that took no part are read before and after, and compared. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEVEL: Final = 0.05
"""An improvement that chance alone would bring more often than this does not count."""
FLIPS: Final = 9_999
"""Drawn to find that out."""
MOST_BROKEN: Final = 0.1
"""Share of the lines that were read right before which may be read wrong afterwards (one always may)."""
MOST_CHANGED: Final = 0.01
"""Share of the lines that were surely read before, and that nobody looked at, which may be read otherwise (one may)."""


class Verdict(StrEnum):
    """What becomes of it; all but the first leave the weights in use as they are."""

    ACCEPTED = "accepted"
    NOT_BETTER = "not_better"
    """No character fewer is wrong."""
    MORE_LINES = "more_lines"
    """More lines are wrong, if by fewer characters."""
    CHANCE = "chance"
    """It may be chance."""
    BROKEN = "broken"
    """Too many lines that were right are wrong now."""
    CHANGED = "changed"
    """Too many lines that were surely read, print for the most part, are read otherwise."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One held-back line."""

    submission: int
    characters: int
    """Of what stands on it."""
    before: int
    """Characters wrong as the weights in use read it."""
    after: int
    """Characters wrong with what was learnt."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a comparison came to."""

    lines: int
    submissions: int
    characters: int
    wrong_before: int
    """Characters."""
    wrong_after: int
    lines_before: int
    """Lines with anything wrong."""
    lines_after: int
    broken: int
    """Lines that were right and are wrong now."""
    chance: float
    """How often chance alone would bring as much, 0 to 1."""
    sure: int
    """Lines that were surely read before and that nobody looked at."""
    changed: int
    """Of these, the ones that are read otherwise."""

    @property
    def verdict(self) -> Verdict:
        """What becomes of it."""
        right = self.lines - self.lines_before
        if self.wrong_after >= self.wrong_before:
            return Verdict.NOT_BETTER
        if self.lines_after > self.lines_before:
            return Verdict.MORE_LINES
        if self.broken > max(1.0, MOST_BROKEN * right):
            return Verdict.BROKEN
        if self.changed > max(1.0, MOST_CHANGED * self.sure):
            return Verdict.CHANGED
        return Verdict.CHANCE if self.chance > LEVEL else Verdict.ACCEPTED


def compared(trials: Sequence[Trial], sure: Iterable[bool]) -> Figures:
    """Count, and say how likely chance is.

    Args:
        trials: the held-back lines that a person verified.
        sure: for each surely read line that nobody looked at, whether it is read as before.
    """
    same = tuple(sure)
    return Figures(
        lines=len(trials),
        submissions=len({trial.submission for trial in trials}),
        characters=sum(trial.characters for trial in trials),
        wrong_before=sum(trial.before for trial in trials),
        wrong_after=sum(trial.after for trial in trials),
        lines_before=sum(trial.before > 0 for trial in trials),
        lines_after=sum(trial.after > 0 for trial in trials),
        broken=sum(trial.before == 0 < trial.after for trial in trials),
        chance=chance_of(trials),
        sure=len(same),
        changed=sum(not each for each in same),
    )


def chance_of(trials: Sequence[Trial]) -> float:
    """How often as many characters fewer would be wrong if what was learnt were neither better nor worse.

    A paired permutation test, one-sided (Fisher, The Design of Experiments, 1935, section 21): before and after are
    exchanged at random. They are exchanged for a whole submission at a time, since its lines are one writer's. Drawn
    with a fixed seed; the observed order counts as one of the draws.
    """
    gains: dict[int, int] = defaultdict(int)
    for trial in trials:
        gains[trial.submission] += trial.before - trial.after
    gain = np.array(list(gains.values()), dtype=np.int64)
    signs = np.random.default_rng(1).choice(np.array([-1, 1]), size=(FLIPS, len(gain)))
    return (1 + int((signs @ gain >= gain.sum()).sum())) / (1 + FLIPS)

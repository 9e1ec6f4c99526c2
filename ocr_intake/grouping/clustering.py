"""Groups from likenesses of pairs: stars of what is nearly the same, put together while they are like on the average.

A star is one with everything that is very like it (Aslam, Pelekhov and Rus, "The star clustering algorithm", 2004), and
average linkage (UPGMA) keeps chains from coming about, in which the last has nothing to do with the first. Beginning
with stars instead of single texts costs little where many say the same, and measures the same.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from ocr_intake.grouping.opinion_likeness import Pairs

TIGHT: Final = 0.6
"""Likeness from which on texts are nearly the same."""
_NOTHING: Final = 1e-6


def clusters(
    count: int, pairs: Pairs, least: float, given: Mapping[int, Sequence[int]] | None = None
) -> list[tuple[int | None, list[int]]]:
    """Groups of two and more, each with the given one that it holds, in order of their first members.

    Args:
        count: How many texts there are; they are known by their places.
        pairs: Likenesses; a pair that is missing is not alike at all.
        least: Two groups become one while the mean likeness between their members is at least this.
        given: Groups that are there, by number, with their members: they stay apart from each other.
    """
    fixed = list((given or {}).items())
    held = {member for _, members in fixed for member in members}
    tight = pairs.score >= TIGHT
    apart = np.ones(count, bool)
    apart[list(held)] = False
    free = tight & apart[pairs.first] & apart[pairs.second]
    starred = _stars(count, pairs.first[free], pairs.second[free], pairs.score[free])
    begun = [*(list(members) for _, members in fixed), *starred]
    placed = {member for members in begun for member in members}
    begun += ([place] for place in range(count) if place not in placed)
    joined = _Linking(begun, len(fixed), _between(begun, count, pairs), least).joined()
    found = [(fixed[at][0] if at < len(fixed) else None, sorted(members)) for at, members in joined.items()]
    return sorted((each for each in found if len(each[1]) > 1), key=lambda each: each[1][0])


def _stars(
    count: int, first: npt.NDArray[np.int32], second: npt.NDArray[np.int32], score: npt.NDArray[np.float32]
) -> list[list[int]]:
    """The text with the most likeness around it and all of that, then the same with the rest."""
    ends, others = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.argsort(ends, kind="stable")
    ends, others, score = ends[order], others[order], np.concatenate([score, score])[order]
    bounds = np.searchsorted(ends, np.arange(count + 1))
    weight = np.bincount(ends, score, minlength=count)
    left = weight > _NOTHING
    found = []
    for _ in range(count):
        middle = int(np.argmax(np.where(left, weight, 0)))
        if not left[middle] or weight[middle] <= _NOTHING:
            break
        near = others[bounds[middle] : bounds[middle + 1]]
        star = [middle, *map(int, near[left[near]])]
        left[star] = False
        for gone in star:
            part = slice(bounds[gone], bounds[gone + 1])
            weight[others[part]] -= score[part]
        if len(star) > 1:
            found.append(star)
    return found


def _between(begun: Sequence[Sequence[int]], count: int, pairs: Pairs) -> dict[int, dict[int, float]]:
    """The sum of the likenesses between the members of two groups, of those that are alike at all."""
    group = np.zeros(count, np.int64)
    for at, members in enumerate(begun):
        group[list(members)] = at
    one, other = group[pairs.first], group[pairs.second]
    apart = one != other
    low, high = np.minimum(one, other)[apart], np.maximum(one, other)[apart]
    keys, which = np.unique(low * len(begun) + high, return_inverse=True)
    sums = np.bincount(which, pairs.score[apart], minlength=len(keys))
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for key, total in zip(keys.tolist(), sums.tolist(), strict=True):
        a, b = divmod(key, len(begun))
        found[a][b] = found[b][a] = total
    return found


class _Linking:
    """Groups on their way to fewer ones; the first ``fixed`` stay apart from each other."""

    def __init__(
        self, begun: Sequence[list[int]], fixed: int, between: dict[int, dict[int, float]], least: float
    ) -> None:
        self.members = dict(enumerate(begun))
        self._fixed, self._between, self._least = fixed, between, least
        self._heap: list[tuple[float, int, int, int, int]] = []
        for one, others in between.items():
            self._offer(one, (other for other in others if one < other))

    def joined(self) -> dict[int, list[int]]:
        """Join the two groups that are most alike on the average, until none are enough."""
        while self._heap:
            _, one, other, *sizes = heapq.heappop(self._heap)
            if sizes == [len(self.members.get(one, ())), len(self.members.get(other, ()))]:
                self._join(one, other)
        return self.members

    def _offer(self, one: int, others: Iterable[int]) -> None:
        for each in others:
            low, high = min(one, each), max(one, each)
            sizes = len(self.members[low]), len(self.members[high])
            mean = self._between[low][high] / (sizes[0] * sizes[1])
            if mean >= self._least and high >= self._fixed:
                heapq.heappush(self._heap, (-mean, low, high, *sizes))

    def _join(self, one: int, other: int) -> None:
        self.members[one] = [*self.members[one], *self.members.pop(other)]
        of_one = self._between[one]
        for third, total in self._between.pop(other).items():
            del self._between[third][other]
            if third != one:
                of_one[third] = self._between[third][one] = of_one.get(third, 0.0) + total
        self._offer(one, of_one)

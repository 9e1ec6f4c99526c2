"""Proposing which opinions say the same: pure, from texts and what people arranged already to proposals."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ocr_intake.grouping.clustering import clusters
from ocr_intake.grouping.opinion_likeness import content_words, like_pairs, n_grams, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


class Breadth(StrEnum):
    """How alike opinions are that are proposed together."""

    CLOSE = "close"
    """In nearly the same words: of ten pairs nine want the same."""
    WIDE = "wide"
    """About the same matter, be it for or against: a person must part them."""


@dataclass(frozen=True, slots=True)
class _Likeness:
    features: Callable[[str], Iterable[str]]
    least: float
    """Mean likeness from which on opinions are proposed together: measured, see ``benchmarks/similar.py``."""


LIKENESS: Final = {
    Breadth.CLOSE: _Likeness(n_grams, 0.36),
    Breadth.WIDE: _Likeness(content_words, 0.1),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Opinions that seem to say the same as each other, or as those of a group."""

    group: int | None
    """The group that they are like; None for a new one."""
    opinions: tuple[int, ...]
    """In their order."""

    @property
    def key(self) -> str:
        """What people call it by: made from what is in it, so that nobody accepts what they have not seen."""
        said = f"{self.group}:{','.join(map(str, self.opinions))}"
        return f"P{hashlib.sha256(said.encode()).hexdigest()[:6]}"


def propose(
    texts: Mapping[int, str],
    groups: Mapping[int, Sequence[int]],
    alone: Iterable[int] = (),
    *,
    breadth: Breadth = Breadth.CLOSE,
) -> tuple[Proposal, ...]:
    """Proposals for the opinions that nobody has arranged yet: to groups that there are, and new ones.

    Args:
        texts: The opinions by their numbers, in order.
        groups: The opinions of each group; they stay there.
        alone: Opinions that a person left by themselves: nothing is proposed for them.
        breadth: How alike they are.
    """
    left_out = set(alone)
    same: dict[str, list[int]] = defaultdict(list)
    for number, text in texts.items():
        if number not in left_out:
            same[plain(text)].append(number)
    groups_of = {opinion: group for group, opinions in groups.items() for opinion in opinions}
    units = [unit for numbers in same.values() for unit in _units(numbers, groups_of)]
    given: dict[int, list[int]] = defaultdict(list)
    for place, unit in enumerate(units):
        if (group := groups_of.get(unit[0])) is not None:
            given[group].append(place)
    likeness = LIKENESS[breadth]
    pairs = like_pairs([texts[unit[0]] for unit in units], likeness.least / 2, likeness.features)
    order = {number: at for at, number in enumerate(texts)}
    found = []
    together = clusters(len(units), pairs, likeness.least, given)
    joined = {place for _, places in together for place in places}
    alone_units = ((None, [place]) for place in range(len(units)) if place not in joined)
    for group, places in (*together, *alone_units):
        free = [number for place in places for number in units[place] if number not in groups_of]
        if len(free) >= (2 if group is None else 1):
            found.append(Proposal(group, tuple(sorted(free, key=order.__getitem__))))
    return tuple(sorted(found, key=lambda each: (each.group is None, order[each.opinions[0]])))


def _units(numbers: list[int], groups_of: Mapping[int, int]) -> Iterator[list[int]]:
    """Opinions with one text, parted by the group that they are in: those in none go together."""
    parts: dict[int | None, list[int]] = defaultdict(list)
    for number in numbers:
        parts[groups_of.get(number)].append(number)
    yield from parts.values()

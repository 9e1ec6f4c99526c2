"""The one source of chance: seeded, so that a paper can be made again from its number."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")


class Dice(random.Random):
    """A seeded generator with the few throws that papers are made with."""

    def chance(self, probability: float) -> bool:
        """True with this probability (0 to 1)."""
        return self.random() < probability

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all alike."""
        return options[int(self.random() * len(options))]

    def weighted(self, options: Mapping[T, float]) -> T:
        """One of the options by its weight."""
        return self.choices(list(options), list(options.values()))[0]

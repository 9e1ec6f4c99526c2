"""What looking and pressing cost: the keystroke-level model, and sums under it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KEY_S: Final = 0.28
"""Seconds for one key of an average typist (K; Card, Moran and Newell, The Keystroke-Level Model, 1980)."""
MENTAL_S: Final = 1.35
"""Seconds to make up one's mind before an act (M; as above, and The Psychology of Human-Computer Interaction, 1983)."""
READ_S: Final = 0.09
"""Seconds to read one character: some 670 a minute, as people read Japanese to themselves."""
FIXATION_S: Final = 0.23
"""Seconds that the eye rests on one spot and goes on to the next (eye movement; Card, Moran and Newell, 1983)."""
BOTH: Final = 2
"""A character that is compared is read on paper and on the screen."""
AROUND: Final = 2
"""Characters that are looked at on either side of a doubtful place, to find it on paper."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What was done; sums of it are, too."""

    keys: int = 0
    mental: int = 0
    """Times that somebody makes up their mind."""
    compared: int = 0
    """Characters compared: read on paper and on the screen."""
    read: int = 0
    """Characters read once, to type them from paper."""
    fixations: int = 0
    """Lines looked at without reading them, to see whether they are lit."""
    screens: int = 0
    """Questions, or places in a text, that were shown."""

    @property
    def seconds(self) -> float:
        """Under the model."""
        reading = READ_S * (BOTH * self.compared + self.read) + FIXATION_S * self.fixations
        return KEY_S * self.keys + MENTAL_S * self.mental + reading

    def __add__(self, other: Effort) -> Effort:
        return Effort(
            self.keys + other.keys,
            self.mental + other.mental,
            self.compared + other.compared,
            self.read + other.read,
            self.fixations + other.fixations,
            self.screens + other.screens,
        )

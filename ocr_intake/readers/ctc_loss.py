"""How badly CTC posteriors fit a text, and which class each frame should have had: the gradient that learning takes.

Graves et al., "Connectionist Temporal Classification", ICML 2006, section 4, in logarithms throughout.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.readers.ctc import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_NEVER: Final = -1e30
"""Logarithm of what cannot be; minus infinity would make differences of it undefined."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """All ways to read a text from frames, weighed by their probability."""

    loss: float
    """Minus the logarithm of the text's probability, nats."""
    states: NDArray[np.int64]
    """``(2 * length + 1,)``: the text's classes with a blank before, between and behind them."""
    occupancy: NDArray[np.float64]
    """``(frames, states)``: probability of each state in each frame, given the text; rows sum to 1."""

    def gradient(self, posteriors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of the loss by the scores before the softmax: posteriors minus occupancy.

        Args:
            posteriors: ``(frames, classes)`` float32, what the alignment was made from; written over.

        Returns:
            The same array.
        """
        frames = np.arange(len(posteriors))[:, None]
        np.subtract.at(posteriors, (frames, self.states[None, :]), self.occupancy.astype(np.float32))
        return posteriors


def fits(labels: Sequence[int], frames: int) -> bool:
    """Whether so many frames have room for a text: one a character, and a blank between two that are the same."""
    doubled = sum(a == b for a, b in itertools.pairwise(labels))
    return bool(labels) and len(labels) + doubled <= frames


def align(log_posteriors: NDArray[np.floating], labels: Sequence[int]) -> Alignment:
    """Align a text with frames by the forward-backward algorithm.

    Args:
        log_posteriors: ``(frames, classes)``, logarithms of softmax rows.
        labels: the text's classes, without blanks.

    Raises:
        ValueError: when the text does not fit into the frames.
    """
    if not fits(labels, len(log_posteriors)):
        raise ValueError(f"{len(labels)} characters do not fit into {len(log_posteriors)} frames")
    states = np.full(2 * len(labels) + 1, BLANK, dtype=np.int64)
    states[1::2] = labels
    emitted = np.asarray(log_posteriors[:, states], dtype=np.float64)
    leaps = np.full(len(states), _NEVER)
    leaps[2:] = np.where((states[2:] != BLANK) & (states[2:] != states[:-2]), 0.0, _NEVER)
    ahead = _forward(emitted, leaps)
    # backwards is forwards through mirrored frames and states, less what the frame itself emits
    mirrored = np.concatenate([[_NEVER, _NEVER], leaps[2:][::-1]])
    behind = _forward(emitted[::-1, ::-1], mirrored)[::-1, ::-1] - emitted
    total = np.logaddexp(ahead[-1, -1], ahead[-1, -2])
    return Alignment(float(-total), states, np.exp(ahead + behind - total))


def _forward(emitted: NDArray[np.float64], leaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm of the probability of being in each state after each frame.

    Args:
        emitted: ``(frames, states)``, logarithms of each state's posterior.
        leaps: ``(states,)``: 0 where a state may follow the one before its neighbour, ``_NEVER`` elsewhere.
    """
    reached = np.full_like(emitted, _NEVER)
    reached[0, :2] = emitted[0, :2]
    for frame in range(1, len(emitted)):
        before = reached[frame - 1]
        here = before.copy()
        here[1:] = np.logaddexp(here[1:], before[:-1])
        here[2:] = np.logaddexp(here[2:], before[:-2] + leaps[2:])
        reached[frame] = np.maximum(here + emitted[frame], _NEVER)
    return reached

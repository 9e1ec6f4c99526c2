"""How far a measured share can be off: exact binomial confidence intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL: Final = 0.95

_HALVINGS: Final = 60
"""Bisections of [0, 1]: finer than a double's own precision."""


def clopper_pearson(hits: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """The interval that holds the true share with at least ``level`` probability, whatever that share is.

    C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
    binomial", Biometrika 26 (1934) 404-413: at the lower limit ``hits`` or more would be seen with probability
    (1 - level) / 2, at the upper limit ``hits`` or fewer.

    Returns:
        Lower and upper limit, 0 to 1, to about 1e-12; (0, 1) where nothing was measured.

    Raises:
        ValueError: ``hits`` is not between 0 and ``of``, or ``level`` not between 0 and 1.
    """
    if not 0 <= hits <= of or not 0 < level < 1:
        raise ValueError("hits must lie between 0 and the number measured, the level between 0 and 1")
    beyond = (1 - level) / 2
    coefficients = _log_choose(of)
    lower = _share_with_tail(coefficients, hits, beyond) if hits > 0 else 0.0
    upper = _share_with_tail(coefficients, hits + 1, 1 - beyond) if hits < of else 1.0
    return lower, upper


def upper_limit(hits: int, of: int, level: float = LEVEL) -> float:
    """The one-sided limit of Clopper and Pearson: the true share lies above it with probability 1 - ``level`` at most.

    Returns:
        0 to 1; 1 where nothing was measured.

    Raises:
        ValueError: As ``clopper_pearson``.
    """
    return clopper_pearson(hits, of, 2 * level - 1)[1] if of else 1.0


def chance_of_so_few(hits: int, of: int, share: float) -> float:
    """The probability of ``hits`` or fewer of ``of`` when each is one with probability ``share`` (between 0 and 1)."""
    return math.fsum(
        math.exp(_log_binomial(of, k) + k * math.log(share) + (of - k) * math.log1p(-share)) for k in range(hits + 1)
    )


def values_needed(hits: int, share: float, level: float = LEVEL) -> int:
    """How many have to be measured, with no more than ``hits`` among them, for ``upper_limit`` to be ``share`` or less.

    With none wrong it is the "rule of three": about 3 / ``share`` at 95 %.
    """
    low, high = hits, hits + 1
    while chance_of_so_few(hits, high, share) > 1 - level:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if chance_of_so_few(hits, middle, share) > 1 - level else (low, middle)
    return high


def _log_binomial(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _log_choose(n: int) -> NDArray[np.float64]:
    """Logarithms of the binomial coefficients of ``n``, shape ``(n + 1,)``."""
    k = np.arange(1, n + 1, dtype=np.float64)
    return np.concatenate([np.zeros(1), np.cumsum(np.log((n + 1 - k) / k))])


def _share_with_tail(log_choose: NDArray[np.float64], hits: int, target: float) -> float:
    """The share at which ``hits`` or more are seen with probability ``target`` (which rises with the share)."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _tail(log_choose, hits, middle) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _tail(log_choose: NDArray[np.float64], hits: int, share: float) -> float:
    """The probability of ``hits`` or more when each is one with probability ``share`` (between 0 and 1)."""
    of = len(log_choose) - 1
    k = np.arange(hits, of + 1)
    return float(np.exp(log_choose[hits:] + k * np.log(share) + (of - k) * np.log1p(-share)).sum())

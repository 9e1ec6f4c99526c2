"""How far a measured share can be off: exact binomial confidence intervals."""

from __future__ import annotations

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

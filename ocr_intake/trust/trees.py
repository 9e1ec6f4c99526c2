"""Boosted decision trees, fitted elsewhere, applied here with numpy alone.

Method: gradient boosting of small regression trees on log odds: Friedman, "Greedy Function Approximation: A Gradient
Boosting Machine", Annals of Statistics 29, 2001; fitted by scikit-learn's histogram-based variant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree. Node 0 is its root; a leaf's ``left`` is -1."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    """What is at most so large goes left."""
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]
    """Of the leaves: what they add to the log odds."""

    def __post_init__(self) -> None:
        """Refuse what would never end or point outside.

        Raises:
            ValueError: The parts do not fit each other.
        """
        size = len(self.feature)
        if {len(self.threshold), len(self.left), len(self.right), len(self.value)} != {size} or size == 0:
            raise ValueError("parts of a tree that differ in length")
        for node, (left, right) in enumerate(zip(self.left, self.right, strict=True)):
            if left != -1 and not (node < left < size and node < right < size):
                raise ValueError("a branch that leads back or outside")


def scores(trees: Sequence[Tree], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """What all trees together add to the log odds.

    Args:
        trees: each looks at the columns of ``x`` by their number.
        x: (values, features)

    Returns:
        (values,)
    """
    total = np.zeros(len(x))
    every = np.arange(len(x))
    for tree in trees:
        feature, threshold = np.array(tree.feature), np.array(tree.threshold)
        left, right, value = np.array(tree.left), np.array(tree.right), np.array(tree.value)
        node = np.zeros(len(x), dtype=np.intp)
        inside = left[node] >= 0
        while inside.any():
            goes_left = x[every, feature[node]] <= threshold[node]
            node = np.where(inside, np.where(goes_left, left[node], right[node]), node)
            inside = left[node] >= 0
        total += value[node]
    return total


def trees_of(entries: Sequence[dict[str, Any]], features: int) -> tuple[Tree, ...]:
    """Trees from what ``entries_of`` made.

    Raises:
        KeyError, TypeError, ValueError: They do not fit.
    """
    trees = tuple(
        Tree(
            tuple(map(int, entry["feature"])),
            tuple(map(float, entry["threshold"])),
            tuple(map(int, entry["left"])),
            tuple(map(int, entry["right"])),
            tuple(map(float, entry["value"])),
        )
        for entry in entries
    )
    if any(not 0 <= number < features for tree in trees for number in tree.feature):
        raise ValueError("a feature that there is not")
    if not all(np.isfinite([*tree.threshold, *tree.value]).all() for tree in trees):
        raise ValueError("numbers of a tree")
    return trees


def entries_of(trees: Sequence[Tree]) -> list[dict[str, Any]]:
    """Trees as JSON."""
    return [{name: list(getattr(tree, name)) for name in Tree.__slots__} for tree in trees]

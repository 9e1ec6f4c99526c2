"""Trees are applied as they were fitted; what would never end is refused."""

import json

import numpy as np
import pytest

from ocr_intake.trust.trees import Tree, entries_of, scores, trees_of

STUMP = Tree((1, 0, 0), (0.5, 0.0, 0.0), (1, -1, -1), (2, -1, -1), (0.0, -2.0, 3.0))
"""Column 1: at most 0.5 gives -2, more gives 3."""


def test_each_value_goes_its_own_way_and_trees_add_up() -> None:
    x = np.array([[9.0, 0.5], [9.0, 0.6], [-9.0, -1.0]])
    assert scores([STUMP], x).tolist() == [-2.0, 3.0, -2.0]
    assert scores([STUMP, STUMP], x).tolist() == [-4.0, 6.0, -4.0]
    assert scores([], x).tolist() == [0.0, 0.0, 0.0]
    assert scores([STUMP], np.zeros((0, 2))).tolist() == []


def test_a_tree_of_one_leaf_says_the_same_of_everything() -> None:
    leaf = Tree((0,), (0.0,), (-1,), (-1,), (1.5,))
    assert scores([leaf], np.zeros((2, 1))).tolist() == [1.5, 1.5]


def test_written_and_read_again_they_are_the_same() -> None:
    assert trees_of(json.loads(json.dumps(entries_of([STUMP, STUMP]))), 2) == (STUMP, STUMP)


@pytest.mark.parametrize(
    "change",
    [
        {"left": [0, -1, -1]},
        {"right": [3, -1, -1]},
        {"value": [0.0]},
        {"feature": [2, 0, 0]},
        {"feature": [-1, 0, 0]},
        {"threshold": [float("nan"), 0.0, 0.0]},
        {"value": [0.0, float("inf"), 0.0]},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, list[float]]) -> None:
    (entry,) = entries_of([STUMP])
    with pytest.raises(ValueError, match=r"tree|branch|feature"):
        trees_of([entry | change], 2)


def test_no_nodes_is_no_tree() -> None:
    with pytest.raises(ValueError, match="length"):
        Tree((), (), (), (), ())

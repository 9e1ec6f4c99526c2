"""Costs of look-alikes and the distances made of them."""

import math

from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese import lookalikes

TEXT = st.text(alphabet="盛岡市下不上内丙1l一ー力カ髙高", max_size=8)


def test_costs_are_ordered_by_likeness() -> None:
    assert lookalikes.cost("高", "髙") == 0.0
    assert lookalikes.cost("力", "カ") == lookalikes.TWIN
    assert lookalikes.TWIN < lookalikes.cost("宮", "富") <= lookalikes.CLOSE
    assert lookalikes.cost("東", "猫") == lookalikes.FAR


def test_alike_is_mutual() -> None:
    for char in "未力口下宮":
        assert all(char in lookalikes.alike(other) for other in lookalikes.alike(char))
    assert lookalikes.alike("\U0001f600") == ""


def test_the_beginning_of_a_longer_text_is_found() -> None:
    costs = lookalikes.end_costs("岩手県盛岡市卞米内2丁目", "岩手県盛岡市下米内")
    assert costs.index(min(costs)) == 9
    assert 0 < min(costs) <= lookalikes.CLOSE


@given(TEXT, TEXT)
def test_the_last_of_the_costs_is_a_distance(a: str, b: str) -> None:
    costs, back = lookalikes.end_costs(a, b), lookalikes.end_costs(b, a)
    assert len(costs) == len(a) + 1
    assert math.isclose(costs[-1], back[-1], abs_tol=1e-9)
    assert lookalikes.end_costs(a, a)[-1] == 0
    assert costs[-1] <= max(len(a), len(b)) * 1.0 + 1e-9

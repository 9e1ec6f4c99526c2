"""Lots: the same every time, and fair."""

from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.trust.audit import drawn, lot


@given(st.text(), st.integers(), st.floats(0, 1))
def test_a_lot_falls_again_as_it_fell(seed: str, subject: int, share: float) -> None:
    assert 0 <= lot(seed, subject) < 1
    assert drawn(seed, subject, share=share) == drawn(seed, subject, share=share)
    assert not drawn(seed, subject, share=0)
    assert drawn(seed, subject, share=1)


def test_the_share_is_drawn_and_another_seed_draws_others() -> None:
    first = {number for number in range(20_000) if drawn("a", number, share=0.02)}
    second = {number for number in range(20_000) if drawn("b", number, share=0.02)}
    assert 330 < len(first) < 470
    assert len(first & second) < 30
    assert first <= {number for number in range(20_000) if drawn("a", number, share=0.05)}

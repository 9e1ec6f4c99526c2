"""What an office has configured, as the rules of the review take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.review.keying import DoubleKeying, KeyingRule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocr_intake.config import Consultation


def keying_rule(consultations: Iterable[Consultation]) -> KeyingRule:
    """Which values two people type, by what consultations say."""
    return KeyingRule(
        {
            each.id: DoubleKeying(frozenset(said.fields), frozenset(said.channels), said.share)
            for each in consultations
            if (said := each.double_keying) is not None
        }
    )

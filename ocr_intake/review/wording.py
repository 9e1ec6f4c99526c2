"""What makes a submission likely to be a duplicate, in words. Nothing that was read stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.review.likely import Likely


def why_likely(likely: Likely) -> str:
    """What makes a submission likely to be the same."""
    said = (
        t(f"review_rules.likely_same.{each.sign}")
        if each.percent == 100
        else t(f"review_rules.likely.{each.sign}", percent=each.percent)
        for each in likely.why
    )
    return t("review_rules.likely_between").join(said)

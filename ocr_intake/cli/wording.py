"""Wording what is kept as a code; no room below is loaded for it, so that commands that only tell are quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.model.pages import SetAside
    from ocr_intake.model.review import Grounds


def describe(reason: SetAside) -> str:
    """What happened and what to do about it, in the language in force; the caller names the file and page."""
    return t(f"intake.{reason.code}", **dict(reason.detail))


def grounds_in_words(grounds: Grounds) -> str:
    """On what grounds a submission does not count."""
    if grounds.duplicate_of is not None:
        return t("review_rules.ground.duplicate_of", of=f"S{grounds.duplicate_of:04d}")
    return t(f"review_rules.ground.{grounds.ground}")

"""Wording what is kept as a code; no room below is loaded for it, so that commands that only tell are quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.model.pages import SetAside


def describe(reason: SetAside) -> str:
    """What happened and what to do about it, in the language in force; the caller names the file and page."""
    return t(f"intake.{reason.code}", **dict(reason.detail))

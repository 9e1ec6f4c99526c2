"""Why nothing is published: one class a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import IntakeError
from ocr_intake.i18n import Worded

if TYPE_CHECKING:
    from collections.abc import Sequence


class NotBalancedError(IntakeError):
    """Something that came in is not accounted for, from envelopes to rows; each difference is named."""

    key: ClassVar[str] = "publish.error.not_balanced"

    def __init__(self, differences: Sequence[str]) -> None:
        super().__init__(differences=Worded("\n".join(f"  - {each}" for each in differences)))
        self.differences = tuple(differences)
        """In words, in the order of the levels."""


class NotReadyError(IntakeError):
    """People have something to do before the result can be published; a draft can be made."""

    key: ClassVar[str] = "publish.error.not_ready"

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(reasons=Worded("\n".join(f"  - {each}" for each in reasons)))
        self.reasons = tuple(reasons)
        """In words."""

"""What the day's other work needs beside the review: the workspace, who does it, and the way to arrange pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ocr_intake.config import Consultation
    from ocr_intake.pipeline.arranging import Arranging
    from ocr_intake.store import Workspace


@dataclass(frozen=True, slots=True)
class Means:
    """What a sitting can do with, beside asking what the rules say."""

    workspace: Workspace
    by: str
    """Who sits there."""
    arrange: Callable[[str], Arranging]
    """Arranging pages in a sitting; models are loaded when the first page needs them."""
    consultation: str | None = None
    """Whose set-aside papers are told; None for all."""
    consultations: tuple[Consultation, ...] = ()
    """Those that are configured."""

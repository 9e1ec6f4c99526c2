"""Comments that came as text: a row of the web form's table, or an e-mail, as it is taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ocr_intake.model.pages import SetAside
from ocr_intake.model.submission import Submission


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """One row or message."""

    row: int
    """Its place in the file, as spreadsheets count rows, or among the messages."""
    key: str
    """Hash: which row of the form it is, whatever file it comes in."""
    content: str
    """Hash of what stands in it."""
    document: bytes
    """As it is kept; no two are the same."""
    media_type: str
    received: date
    made: Submission | SetAside
    """What it is, on one page; or why it cannot be taken in."""

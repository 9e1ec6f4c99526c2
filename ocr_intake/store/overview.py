"""What a supervisor sees of the work, counted by the database; nothing is written, and nothing that was read is shown.

Every question goes through an index or counts rows without loading them: with 10,000 submissions each takes some
hundredths of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.store import queue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ocr_intake.store.database import Database
    from ocr_intake.store.findings import SubmissionCounts


class Overview:
    """The work on a consultation, or on all of them."""

    def __init__(self, database: Database, clock: Callable[[], datetime], consultation: str | None) -> None:
        """Of a database; ``clock`` says what the time is, None as consultation means all of them."""
        self._database = database
        self._clock = clock
        self._consultation = consultation

    def submissions(self) -> SubmissionCounts:
        """How many submissions wait and are done."""
        with self._database.transaction(write=False) as session:
            return queue.counts(session, self._consultation)[0]

"""Writing what people answer that is no decision yet: to single places of a text, and values typed from the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.model.review import Decision
from ocr_intake.store import answering, codec
from ocr_intake.store.answer_tables import KeyingRow, PlaceAnswerRow
from ocr_intake.store.opened import open_field
from ocr_intake.store.records import StepSubject
from ocr_intake.store.submissions import load_submission

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.store.records import ActionStep, StoredSubmission


class Answers:
    """What of the writing side of a review decides nothing; ``Decisions`` takes it in, with its transactions."""

    _clock: Callable[[], datetime]

    def _transaction(self) -> AbstractContextManager[Session]:
        raise NotImplementedError

    def answer_place(
        self, field: int, places: tuple[int, int], text: str, *, by: str, version: int
    ) -> StoredSubmission:
        """Record what stands in a doubtful place of a text: no decision, but there when somebody goes on with the text.

        Args:
            field: Number of the text.
            places: Its doubts, the first and the one behind the last (see ``PlaceAnswer``).
            text: What stands there; "" for nothing.
            by: Who says so.
            version: ``StoredField.version`` as the person saw it.

        Raises:
            StaleEditError: Somebody decided on the text in between.
            SubmissionClosedError: The submission is accepted or rejected.
            ValueError: It has no such place.
        """
        codec.encode(text, str)
        with self._transaction() as session:
            stored = open_field(session, field, text, version)
            row = PlaceAnswerRow(first=places[0], last=places[1], text=text, by=by, at=self._clock())
            answering.add_place(session, stored, row)
            return load_submission(session, stored.submission_id)

    def key(self, field: int, decision: Decision, value: str | None, *, by: str, version: int) -> StoredSubmission:
        """Record what somebody typed from the paper alone (see ``Keying``): no decision.

        Raises:
            StaleEditError: Somebody decided on the value in between.
            SubmissionClosedError: The submission is accepted or rejected.
            ValueError: A value is missing or superfluous, or the decision is none that is keyed.
        """
        codec.encode(value, str | None)
        row = answering.keyed_row(decision, value)
        with self._transaction() as session:
            stored = open_field(session, field, value, version)
            row.by, row.at = by, self._clock()
            answering.add_keying(session, stored, row)
            return load_submission(session, stored.submission_id)

    def take_back_answer(self, submission: int, step: ActionStep, *, by: str) -> StoredSubmission:
        """Take back what a step said that is no decision: an answer to a place, or what was typed from the paper."""
        with self._transaction() as session:
            if step.subject is StepSubject.PLACE:
                answering.take_back_place(session, step.record, PlaceAnswerRow(by=by, at=self._clock()))
            else:
                row = KeyingRow(decision=Decision.UNDONE, by=by, at=self._clock())
                answering.take_back_keying(session, step.record, row)
            return load_submission(session, submission)

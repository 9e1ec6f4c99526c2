"""Writing what people decide: appended, checked against what the person had in front of them, never over a reading."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from sqlalchemy import select

from ocr_intake.model.review import Decision, Grounds, KnownAnswer, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.store import codec, whole
from ocr_intake.store.actions import begin, begun, last_action, load_action, note, was_taken_back
from ocr_intake.store.answer_decisions import Answers
from ocr_intake.store.arrangements import arrangement_of, closed_error, undo_arrangement
from ocr_intake.store.audit import audit
from ocr_intake.store.errors import StaleEditError
from ocr_intake.store.opened import locked, open_field, open_submission
from ocr_intake.store.opinions import add_opinion_row
from ocr_intake.store.queue import refresh
from ocr_intake.store.records import StepSubject, SubmissionState
from ocr_intake.store.submissions import STATE_AFTER, load_submission
from ocr_intake.store.tables import (
    KnownAnswerRow,
    SubmissionDecisionRow,
    SubmissionRow,
    VerificationRow,
)
from ocr_intake.store.taking_back import is_blocked, obstacle, reverse

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.model.written import Written
    from ocr_intake.store.database import Database
    from ocr_intake.store.records import Action, StoredField, StoredSubmission

_TYPED = frozenset({Decision.CHOSEN, Decision.EDITED})


class Decisions(Answers):
    """The writing side of a review. Which values are sensible is the business of the review's rules."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        sitting: str | None = None,
        session: Session | None = None,
    ) -> None:
        """Write to a database.

        Args:
            database: Which.
            clock: What the time is.
            sitting: The sitting that decides (see ``Claims.sitting``); None outside of any.
            session: The transaction that every decision is part of (see ``together``); one of its own each for None.
        """
        self._database = database
        self._clock = clock
        self._sitting = sitting
        self._session = session

    @contextmanager
    def together(self) -> Iterator[Decisions]:
        """Several decisions as one: all that the block makes with what it is given holds, or, if it fails, none of it.

        Raises:
            WorkspaceError: The database is busy, out of reach, full or damaged; nothing was changed.
        """
        with self._transaction() as session:
            yield self._within(session)

    @property
    def actions(self) -> tuple[int, ...]:
        """Numbers of the actions that what is decided together has come to so far; none outside of ``together``."""
        return () if self._session is None else begun(self._session)

    def submission(self, number: int) -> StoredSubmission:
        """A submission as it is now, with what was decided together so far.

        Raises:
            UnknownRecordError: There is none with that number.
        """
        with self._reading() as session:
            return load_submission(session, number)

    def last_action(self, by: str, told: Collection[int] = ()) -> Action | None:
        """The last thing that somebody did and nobody took back; None where there is nothing.

        Args:
            by: Who.
            told: Numbers of actions to pass over where somebody else's decision still stands in their way.
        """
        with self._reading() as session:
            blocked = {number for number in told if is_blocked(session, number)}
            number = last_action(session, by, blocked)
            return None if number is None else load_action(session, number)

    def take_back(self, number: int, *, by: str) -> StoredSubmission:
        """Take an action back, all of it or nothing; one that was taken back already stays so.

        Returns:
            The submission as it is now.

        Raises:
            StaleEditError: Somebody else decided on the same since; theirs stays.
            SubmissionClosedError: The submission was accepted or rejected since.
            SubmissionPurgedError: It was purged.
        """
        with self._transaction() as session:
            action = load_action(session, number)
            _, now = locked(session, action.submission_id)
            if was_taken_back(session, number):
                return now
            if (problem := obstacle(session, action, now)) is not None:
                raise problem
            at = self._clock()
            begin(session, submission=now.id, by=by, at=at, taking_back=True, undoes=number)
            if (arrangement := arrangement_of(action)) is not None:
                undo_arrangement(session, arrangement, submission=now.id, by=by, at=at)
                return load_submission(session, now.id)
            return reverse(session, self._within(session), action, now, by=by)

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        if self._session is not None:
            yield self._session
            return
        with self._database.transaction() as session:
            session.info["sitting"] = self._sitting
            yield session

    def _reading(self) -> AbstractContextManager[Session]:
        return self._database.transaction(write=False) if self._session is None else nullcontext(self._session)

    def _within(self, session: Session) -> Decisions:
        return Decisions(self._database, self._clock, self._sitting, session)

    def decide(
        self, field: int, decision: Decision, value: str | None = None, *, by: str, version: int
    ) -> StoredSubmission:
        """Record a decision on a field or an opinion.

        Args:
            field: Its number (``StoredField.id``).
            decision: Any but ``UNDONE`` (see ``undo``).
            value: The text of ``CHOSEN`` and ``EDITED``; nothing for the others.
            by: Who decides.
            version: ``StoredField.version`` as the person saw it.

        Returns:
            The submission as it is now.

        Raises:
            StaleEditError: Somebody decided on it in between.
            SubmissionClosedError: The submission is accepted or rejected.
            ValueError: A value is missing or superfluous.
        """
        if decision is Decision.UNDONE:
            raise ValueError("undo takes a decision back")
        if (decision in _TYPED) != (value is not None):
            raise ValueError("chosen and edited need a text, the others none")
        codec.encode(value, str | None)
        with self._transaction() as session:
            stored = open_field(session, field, value, version)
            if decision is Decision.ACCEPTED:
                value = stored.proposal.value
            return self._verify(session, stored, VerificationRow(decision=decision, value=value), by)

    def undo(self, field: int, *, by: str, version: int) -> StoredSubmission:
        """Take back the decision in force on a field or an opinion; the one before it holds again, or the machine's.

        Raises:
            StaleEditError: Somebody decided on it in between.
            SubmissionClosedError: The submission is accepted or rejected.
            ValueError: There is no decision to take back.
        """
        with self._transaction() as session:
            stored = open_field(session, field, None, version)
            if stored.verification is None:
                raise ValueError("there is no decision to take back")
            row = VerificationRow(decision=Decision.UNDONE, value=None, undoes=stored.verification.number)
            return self._verify(session, stored, row, by)

    def answer_known(self, field: int, shown: str, outcome: KnownAnswer, *, by: str, version: int) -> StoredSubmission:
        """Record what somebody said to a value that was wrong on purpose. It is no decision: the value stays open.

        Raises:
            StaleEditError: Somebody decided on the value in between, or was shown a wrong one.
            SubmissionClosedError: The submission is accepted or rejected.
        """
        codec.encode(shown, str)
        with self._transaction() as session:
            stored = open_field(session, field, None, version)
            before = session.scalar(select(KnownAnswerRow).where(KnownAnswerRow.field_id == field))
            if before is not None:
                number = load_submission(session, stored.submission_id).number
                raise StaleEditError(number, mine=None, theirs=stored.value, by=before.by, at=before.at)
            now = self._clock()
            row = KnownAnswerRow(field_id=field, shown=shown, outcome=outcome, by=by, at=now)
            session.add(row)
            session.flush()
            note(session, StepSubject.KNOWN, row.id, submission=stored.submission_id, by=by, at=now)
            audit(session, now, by, "field.known_answer", "field", field)
            return _changed(session, stored.submission_id)

    def decide_submission(
        self,
        submission: int,
        decision: SubmissionDecision,
        value: str | None = None,
        *,
        by: str,
        version: int,
        grounds: Grounds | None = None,
    ) -> StoredSubmission:
        """Record a decision on a submission as a whole.

        Args:
            submission: Its number.
            decision: Which.
            value: The reason of a rejection, the new kind of ``KIND_CHANGED``, the note of one that is passed on or
                taken back up; nothing for the others.
            by: Who decides.
            version: ``StoredSubmission.version`` as the person saw it.
            grounds: Of a rejection; it is for another reason where none are given.

        Raises:
            StaleEditError: Somebody decided on it, or on a value of it, in between.
            SubmissionClosedError: It is accepted or rejected, and the decision is not to reopen it.
            DuplicateCircleError: It would be a duplicate of itself.
            DuplicateElsewhereError: It would be a duplicate of one of another consultation.
            DuplicateOfNothingError: It would be a duplicate of one that is not there.
            ValueError: A value is missing or superfluous, or there is nothing to reopen or to take back up.
        """
        if decision is SubmissionDecision.REJECTED:
            grounds = grounds or Grounds()
        whole.check_decision(decision, value, grounds)
        if decision is SubmissionDecision.KIND_CHANGED:
            value = SubmitterKind(value or "").value
        codec.encode(value, str | None)
        with self._transaction() as session:
            row, before = open_submission(session, submission, value or decision.value, version)
            if decision is SubmissionDecision.REOPENED:
                if row.state is SubmissionState.PROPOSED:
                    raise ValueError("the submission is open")
                if row.state is SubmissionState.REPLACED:
                    raise closed_error(session, before)
            elif row.state is not SubmissionState.PROPOSED:
                raise closed_error(session, before)
            whole.check_passing(decision, before)
            made = SubmissionDecisionRow(
                submission_id=submission, decision=decision, value=value, by=by, at=self._clock()
            )
            said = whole.add(session, before, made, grounds)
            note(session, StepSubject.WHOLE, made.id, submission=submission, by=by, at=made.at)
            row.state = STATE_AFTER.get(decision, row.state)
            kind = decision is SubmissionDecision.KIND_CHANGED
            was, became = (before.kind, value or "") if kind else (before.state, row.state)
            about = {"before": was, "after": became, **said}
            audit(session, made.at, by, f"submission.{decision.value}", "submission", submission, **about)
            return _changed(session, submission)

    def add_opinion(
        self,
        submission: int,
        text: str,
        *,
        by: str,
        version: int,
        after: int | None = None,
        written: Written | None = None,
    ) -> StoredSubmission:
        """Add an opinion that the program did not propose, behind the one numbered ``after`` (or behind the last).

        A person takes it back by deciding that it is ``ABSENT``. ``written`` says how it stands on paper where that is
        known.

        Raises:
            StaleEditError: Somebody decided on the submission, or on a value of it, in between.
            SubmissionClosedError: It is accepted or rejected.
            UnknownRecordError: The submission has no opinion numbered ``after``.
        """
        codec.encode(text, str)
        with self._transaction() as session:
            row, before = open_submission(session, submission, text, version)
            if row.state is not SubmissionState.PROPOSED:
                raise closed_error(session, before)
            added = add_opinion_row(session, before, text, by=by, after=after, written=written)
            now = self._clock()
            note(session, StepSubject.OPINION, added, submission=submission, by=by, at=now)
            audit(session, now, by, "opinion.added", "field", added)
            return _changed(session, submission)

    def _verify(self, session: Session, stored: StoredField, row: VerificationRow, by: str) -> StoredSubmission:
        row.field_id, row.by, row.at = stored.id, by, self._clock()
        session.add(row)
        session.flush()
        undo = row.decision is Decision.UNDONE
        note(session, StepSubject.VALUE, row.id, submission=stored.submission_id, by=by, at=row.at, taking_back=undo)
        audit(
            session, row.at, by, f"field.{row.decision.value}", "field", stored.id, before=stored.version, after=row.id
        )
        return _changed(session, stored.submission_id)


def _changed(session: Session, number: int) -> StoredSubmission:
    """A submission as a decision left it: its version counted up, its row in the queue made anew."""
    session.get_one(SubmissionRow, number).version += 1
    session.flush()
    refresh(session, [number])
    return load_submission(session, number)

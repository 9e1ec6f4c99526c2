"""A sitting of one reviewer: which question comes next, and what an answer to it does. Knows no face."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review.answers import check_field
from ocr_intake.review.errors import BlindError, UndecidedError
from ocr_intake.review.keyed import Keyed
from ocr_intake.review.keying import NO_KEYING, KeyingRule, Mode
from ocr_intake.review.known import perhaps_known
from ocr_intake.review.put_off import PutOff
from ocr_intake.review.saving import Saving
from ocr_intake.review.settling import settled
from ocr_intake.review.steps import field_of, value_of
from ocr_intake.review.tasks import Progress, ReviewTask, make_task, questions
from ocr_intake.review.undo import Undoable, undoable
from ocr_intake.review.values import Checked, composed
from ocr_intake.review.whole import OnWholes
from ocr_intake.store import StaleEditError, SubmissionClosedError, SubmissionState, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.review.stale import StaleAnswerError
    from ocr_intake.store import StoredField, StoredSubmission, Workspace


CLAIM_MINUTES: Final = 10.0
"""How long a submission is kept from others where nobody says otherwise."""


class Review(OnWholes):
    """One reviewer's way through what waits. Every answer is saved at once; stopping loses nothing.

    Answers take the task they answer, as ``next`` or ``task`` gave it, and raise ``StaleAnswerError`` when somebody
    else decided in between (see ``use_mine``), ``SubmissionClosedError`` when the submission was accepted or rejected
    meanwhile.
    """

    def __init__(  # noqa: PLR0913 - the terms of a sitting, each with its default
        self,
        workspace: Workspace,
        reviewer: str,
        consultation: str | None = None,
        *,
        known_answers: float = 0.0,
        claim_minutes: float = CLAIM_MINUTES,
        passed_on: bool = False,
        keying: KeyingRule = NO_KEYING,
    ) -> None:
        """Begin a sitting.

        Args:
            workspace: What is reviewed.
            reviewer: Who reviews.
            consultation: None means all of them.
            known_answers: Share of the questions that show a wrong value on purpose. Whoever reviews has to be told.
            claim_minutes: How long a submission that this sitting was asked about is kept from other sittings.
            passed_on: Ask about what was passed on to a supervisor, and about nothing else.
            keying: Which values two people type.
        """
        self.known_answers = known_answers
        self._workspace = workspace
        self._reviewer = reviewer
        self._consultation = consultation
        self._passed_on = passed_on
        self._claims = workspace.claims(reviewer, claim_minutes, passed_on=passed_on)
        self._decisions = workspace.decisions_in(self._claims.sitting)
        self._saving = Saving(self._decisions, reviewer, self.task, self._missing)
        self._keyed = Keyed(workspace, reviewer, keying)
        self._current: int | None = None
        self._put_off = PutOff()
        self._told: set[int] = set()
        """What could not be taken back when it was tried in this sitting."""

    @property
    def sitting(self) -> str:
        """What the sitting is called in the records."""
        return self._claims.sitting

    def close(self) -> None:
        """End the sitting: what it was asked about last is asked of others at once, not when its claim runs out."""
        with contextlib.suppress(WorkspaceError):
            self._claims.release()

    # ------------------------------------------------------------------------------------------------ what next

    def next(self, *, every: bool = False) -> ReviewTask | None:
        """The question to ask now: the worst submission's worst value, then that submission as a whole, and so on.

        A submission that was begun is finished (or skipped) before the next one, and is kept from other sittings until
        then, as long as this is called often enough. None when nothing is left but what was skipped or what others have
        before them (see ``Progress``), or nothing at all.

        Args:
            every: Ask about every value of it that nobody has decided on, in the order of a form, not only about those
                that have to be looked at.
        """
        while True:
            taken = self._claims.take(self._consultation, begun=self._current, without=self._put_off.submissions)
            if taken is None:
                self._current = None
                return None
            self._current = taken.id
            if (task := self._question(taken, every=every)) is not None:
                return task
            self._put_off.emptied(taken.id)

    def go_on_with(self, submission: int) -> None:
        """Ask about a submission next, where it waits and nobody else has it: another's pages are in it now."""
        self._current = submission

    def coming(self) -> StoredSubmission | None:
        """The submission that is likely to be asked about after this one, for a face that gets its pages ready."""
        return self._claims.coming(self._consultation, self._put_off.submissions | {self._current or 0})

    def queue(self, limit: int | None = None) -> tuple[int, ...]:
        """Numbers of the submissions that wait, in the order in which they are asked about, at most ``limit`` of them.

        Those that were skipped, and those that others have before them, are among them.
        """
        found = self._workspace.outlines(self._consultation, limit, passed_on=self._passed_on)
        return tuple(outline.id for outline in found)

    def progress(self) -> Progress:
        """How much is left to do."""
        now = self._claims.waiting(self._consultation, self._put_off.submissions)
        return Progress(now.submissions, now.flagged, now.values, skipped=now.put_off, held=now.held)

    def task(self, submission: int, field: int | None = None) -> ReviewTask:
        """The question about one value of a submission, flagged or not, or about the submission as a whole.

        Raises:
            UnknownRecordError: There is no such submission, or it has no such value.
        """
        stored = self._workspace.submission(submission)
        return self._task(stored, None if field is None else value_of(stored, field))

    def tasks(self, submission: int) -> tuple[ReviewTask, ...]:
        """The questions about every value of a submission, flagged or not, in the order of a form."""
        return self._tasks(self._keyed.hidden(self._workspace.submission(submission)))

    def form(self, submission: StoredSubmission) -> tuple[ReviewTask, ...]:
        """The questions about every value of a submission in the order of a form, each as ``next`` would ask it.

        What a face shows beside a question comes from here: ``tasks`` would tell which value is wrong on purpose.
        """
        return tuple(self._perhaps_known(task) for task in self._tasks(self._keyed.hidden(submission)))

    def _tasks(self, submission: StoredSubmission) -> tuple[ReviewTask, ...]:
        by = self._claims.held_by(submission.id)
        modes = self._keyed.modes(submission)
        tasks = (make_task(self._workspace, submission, value, held_by=by) for value in submission.values)
        return tuple(self._keyed.asked(task, modes) for task in tasks)

    def _task(self, stored: StoredSubmission, field: StoredField | None) -> ReviewTask:
        submission, modes = self._keyed.hidden(stored), self._keyed.modes(stored)
        seen = None if field is None else value_of(submission, field.id)
        task = make_task(self._workspace, submission, seen, held_by=self._claims.held_by(submission.id))
        return self._keyed.asked(task, modes)

    def _question(self, stored: StoredSubmission, *, every: bool) -> ReviewTask | None:
        """What to ask about a submission that waits; None where all that is left was skipped, or is for others.

        What is typed from the paper alone comes first, before anything else of the submission tells what it may be.
        """
        submission, modes = self._keyed.hidden(stored), self._keyed.modes(stored)
        typed = tuple(value for value in submission.values if modes.get(value.id) is not None)
        left = (*typed, *(value for value in questions(submission, every=every) if value.id not in modes))
        for field in self._put_off.others(left):
            task = self._keyed.asked(make_task(self._workspace, submission, field), modes)
            return self._perhaps_known(task)
        return None if left or modes else make_task(self._workspace, submission, None)

    def _missing(self, submission: StoredSubmission) -> tuple[StoredField, ...]:
        """The values that wait for a decision before a submission can be accepted."""
        return tuple(dict.fromkeys((*submission.undecided, *self._keyed.waiting(submission))))

    # -------------------------------------------------------------------------------------------------- values

    def accept(self, task: ReviewTask) -> StoredSubmission:
        """The machine's value is right."""
        return self._answer(task, Decision.ACCEPTED)

    def choose(self, task: ReviewTask, number: int) -> StoredSubmission:
        """One of ``task.choices`` is right, counted from 1.

        Raises:
            ValueError: There is no choice with that number.
        """
        if not 1 <= number <= len(task.choices):
            raise ValueError("no choice with that number")
        return self._answer(task, Decision.CHOSEN, task.choices[number - 1].text)

    def check(self, task: ReviewTask, text: str) -> Checked:
        """What ``edit`` would save, and whether it is unusual, without saving it.

        Raises:
            InvalidValueError: It cannot be saved.
        """
        return check_field(field_of(task), text)

    def edit(self, task: ReviewTask, text: str) -> Checked:
        """The value is what the person typed. Something unusual is saved all the same, and said.

        Raises:
            InvalidValueError: It cannot be saved.
        """
        checked = self.check(task, text)
        self._answer(task, Decision.EDITED, checked.text)
        return checked

    def settle(self, task: ReviewTask, answers: Sequence[str]) -> Checked:
        """Every doubtful place of a long text was looked at: the text is saved with what stands in each of them.

        Args:
            task: about a text with ``doubts``.
            answers: one for each of them, in their order; the text that was proposed there where it is right.

        Raises:
            InvalidValueError: The text cannot be saved.
            ValueError: The task has no doubts, or there are not as many answers as doubts.
        """
        if not task.doubts:
            raise ValueError("no doubtful places to settle")
        decision, checked = settled(task, answers)
        self._decide(field_of(task), decision, checked.text if decision is Decision.EDITED else None)
        return checked

    def answer_place(self, task: ReviewTask, place: int, text: str) -> ReviewTask:
        """Keep what stands in one doubtful place of a long text: whoever goes on with the text finds it answered.

        Args:
            task: about a text with ``doubts``.
            place: Which of them, from 0.
            text: What stands there; "" for nothing.

        Returns:
            The question as it is then.

        Raises:
            InvalidValueError: The text cannot be saved.
            StaleEditError: Somebody decided on the text in between.
            SubmissionClosedError: The submission was accepted or rejected meanwhile.
            ValueError: There is no such place.
        """
        where, field = task.places[place], field_of(task)
        if text.strip():
            self.check(task, text)
        doubts, by = (where.first, where.last), self._reviewer
        now = self._decisions.answer_place(field.id, doubts, composed(text), by=by, version=field.version)
        return self._task(now, value_of(now, field.id))

    def absent(self, task: ReviewTask) -> StoredSubmission:
        """The paper has no such value."""
        return self._answer(task, Decision.ABSENT)

    def illegible(self, task: ReviewTask) -> StoredSubmission:
        """Nobody can read it."""
        return self._answer(task, Decision.ILLEGIBLE)

    # ------------------------------------------------------------------------------------------------ the whole

    def accept_submission(self, task: ReviewTask) -> StoredSubmission:
        """The submission joins the dataset as it is now.

        Raises:
            UndecidedError: Flagged values of it wait for a decision.
        """
        now = self._workspace.submission(task.submission.id)
        if (missing := self._missing(now)) and now.state is SubmissionState.PROPOSED:
            raise UndecidedError(now, missing)
        return self._saving.decide_whole(task, SubmissionDecision.ACCEPTED)

    def change_kind(self, task: ReviewTask, kind: SubmitterKind) -> StoredSubmission:
        """The submitter is an individual, or an organisation."""
        return self._saving.decide_whole(task, SubmissionDecision.KIND_CHANGED, kind.value)

    def reopen(self, submission: int) -> StoredSubmission:
        """Take back that a submission was accepted or rejected, by whomever; its values can be changed again.

        Raises:
            ValueError: It is open.
        """
        seen = self._workspace.submission(submission)
        reopened = SubmissionDecision.REOPENED
        now = self._decisions.decide_submission(submission, reopened, by=self._reviewer, version=seen.version)
        self._current = submission
        self._put_off.taken_back(submission)
        return now

    # ---------------------------------------------------------------------------------------- skipping, undoing

    def skip(self, task: ReviewTask) -> None:
        """Leave it for later: this value in this sitting, or the whole submission."""
        if task.field is None:
            self._put_off.submission(task.submission.id)
        else:
            self._put_off.value(task.field.id)

    def skip_submission(self, task: ReviewTask) -> None:
        """Leave the whole submission for later, whatever the task is about."""
        self._put_off.submission(task.submission.id)

    def take_up_skipped(self) -> None:
        """Ask again what was skipped."""
        self._put_off.take_up()

    def undoable(self) -> Undoable | None:
        """What ``undo`` would take back: the last thing that this reviewer did, in whatever sitting; None for nothing.

        What could not be taken back when it was tried in this sitting is passed over for as long as that is so: the
        one before it comes next. What is purged cannot be taken back.
        """
        action = self._decisions.last_action(self._reviewer, self._told)
        return None if action is None else undoable(action, self._claims.sitting)

    def undo(self, what: Undoable | None = None) -> ReviewTask | None:
        """Take back what ``undoable`` says, all of it or nothing; None when there is nothing.

        Where the database is busy it can be tried again. Where somebody else's decision stands in the way, that is said
        once; the next undo takes back what was done before, or the same once the way is clear.

        Args:
            what: What ``undoable`` said, for a face that has asked about it; None for what it says now.

        Returns:
            The question as it stands again.

        Raises:
            StaleEditError: Somebody else decided on the same since; theirs stays.
            SubmissionClosedError: The submission was accepted or rejected since.
            WorkspaceError: The database is busy, or out of reach.
        """
        what = what or self.undoable()
        if what is None:
            return None
        try:
            with self._decisions.together() as decisions:
                now = decisions.take_back(what.action, by=self._reviewer)
                task = self._task(now, None if what.field is None else value_of(now, what.field))
        except (StaleEditError, SubmissionClosedError):
            self._told.add(what.action)
            raise
        self._current = now.id
        self._put_off.taken_back(now.id, what.fields)
        return task

    def use_mine(self, error: StaleAnswerError) -> None:
        """Save an answer all the same after somebody else was quicker, as an answer to what is there now.

        The value that stood on the screen is what an ``accept`` says is right. A submission that somebody accepted or
        rejected meanwhile is reopened for another decision on it, and for nothing else. An answer to a value that was
        wrong on purpose is none: the question is asked again as it was read.

        Raises:
            StaleAnswerError: Somebody decided once more since ``error`` told.
            SubmissionClosedError: The submission was accepted or rejected meanwhile.
            UndecidedError: It was to be accepted, and flagged values of it wait for a decision.
        """
        error.give(error.now)
        if error.now.field is not None:
            self._put_off.decided(error.now.field.id, error.now.submission.id)

    # --------------------------------------------------------------------------------------------- known answers

    def _perhaps_known(self, task: ReviewTask) -> ReviewTask:
        """The question, or the same one with a wrong value where the lot fell on it and nobody was shown one yet."""
        return perhaps_known(self._workspace, task, self.known_answers)

    # -------------------------------------------------------------------------------------------------- saving

    def _answer(self, task: ReviewTask, decision: Decision, text: str | None = None) -> StoredSubmission:
        if task.known:
            return self._saving.answer_known(task, decision, text)
        if task.mode is not Mode.USUAL and decision is Decision.ACCEPTED:
            raise BlindError
        if task.mode is Mode.KEYING:
            now = self._saving.key(task, decision, text)
            self._put_off.decided(field_of(task).id, now.id)
            return now
        return self._decide(field_of(task), decision, text)

    def _decide(self, field: StoredField, decision: Decision, value: str | None = None) -> StoredSubmission:
        now = self._saving.decide(field, decision, value)
        self._put_off.decided(field.id, now.id)
        return now

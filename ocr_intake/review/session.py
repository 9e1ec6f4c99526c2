"""A sitting of one reviewer: which question comes next, and what an answer to it does. Knows no face."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.model.written import resolved
from ocr_intake.review.errors import UndecidedError
from ocr_intake.review.known import is_planted, planted
from ocr_intake.review.put_off import PutOff
from ocr_intake.review.saving import Saving
from ocr_intake.review.steps import field_of, value_of
from ocr_intake.review.tasks import Progress, ReviewTask, choices_for, make_task, questions
from ocr_intake.review.undo import Undoable, undoable
from ocr_intake.review.values import Checked, check_value
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

    def __init__(
        self,
        workspace: Workspace,
        reviewer: str,
        consultation: str | None = None,
        *,
        known_answers: float = 0.0,
        claim_minutes: float = CLAIM_MINUTES,
        passed_on: bool = False,
    ) -> None:
        """Begin a sitting.

        Args:
            workspace: What is reviewed.
            reviewer: Who reviews.
            consultation: None means all of them.
            known_answers: Share of the questions that show a wrong value on purpose. Whoever reviews has to be told.
            claim_minutes: How long a submission that this sitting was asked about is kept from other sittings.
            passed_on: Ask about what was passed on to a supervisor, and about nothing else.
        """
        self.known_answers = known_answers
        self._workspace = workspace
        self._reviewer = reviewer
        self._consultation = consultation
        self._passed_on = passed_on
        self._claims = workspace.claims(reviewer, claim_minutes, passed_on=passed_on)
        self._decisions = workspace.decisions_in(self._claims.sitting)
        self._saving = Saving(self._decisions, reviewer, self.task)
        self._current: int | None = None
        self._put_off = PutOff()
        self._told: set[int] = set()
        """What could not be taken back when it was tried in this sitting."""

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
        return self._tasks(self._workspace.submission(submission))

    def form(self, submission: StoredSubmission) -> tuple[ReviewTask, ...]:
        """The questions about every value of a submission in the order of a form, each as ``next`` would ask it.

        What a face shows beside a question comes from here: ``tasks`` would tell which value is wrong on purpose.
        """
        return tuple(self._perhaps_known(task) for task in self._tasks(submission))

    def _tasks(self, submission: StoredSubmission) -> tuple[ReviewTask, ...]:
        by = self._claims.held_by(submission.id)
        return tuple(make_task(self._workspace, submission, value, held_by=by) for value in submission.values)

    def _task(self, submission: StoredSubmission, field: StoredField | None) -> ReviewTask:
        return make_task(self._workspace, submission, field, held_by=self._claims.held_by(submission.id))

    def _question(self, submission: StoredSubmission, *, every: bool) -> ReviewTask | None:
        """What to ask about a submission that waits; None where all that is left to ask was skipped."""
        left = questions(submission, every=every)
        for field in self._put_off.others(left):
            return self._perhaps_known(make_task(self._workspace, submission, field))
        return None if left else make_task(self._workspace, submission, None)

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
        return check_value(field_of(task).name, text)

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
        proposed = task.value or ""
        checked = self.check(task, resolved(proposed, task.doubts, answers))
        if checked.text == proposed:
            self.accept(task)
            return checked
        self._decide(field_of(task), Decision.EDITED, checked.text)
        return checked

    def absent(self, task: ReviewTask) -> StoredSubmission:
        """The paper has no such value."""
        return self._answer(task, Decision.ABSENT)

    def illegible(self, task: ReviewTask) -> StoredSubmission:
        """Nobody can read it."""
        return self._answer(task, Decision.ILLEGIBLE)

    def add_opinion(self, task: ReviewTask, text: str) -> Checked:
        """There is one more opinion: behind the task's, or behind the last when the task is about something else.

        Raises:
            InvalidValueError: The text cannot be saved.
        """
        checked = check_value(FieldName.OPINION, text)
        self._saving.add_opinion(task, checked.text)
        return checked

    def split_opinion(self, task: ReviewTask, parts: tuple[str, ...]) -> None:
        """What was read as one opinion is several: all of them are saved, or nothing is.

        Raises:
            InvalidValueError: One of the parts cannot be saved.
            ValueError: The task is about no opinion, or there are fewer than two parts.
        """
        field = field_of(task)
        if field.name is not FieldName.OPINION or len(parts) < 2:
            raise ValueError("an opinion is split into two parts or more")
        texts = [check_value(FieldName.OPINION, part).text for part in parts]
        now = self._saving.split_opinion(task, texts)
        self._put_off.decided(field.id, now.id)

    # ------------------------------------------------------------------------------------------------ the whole

    def accept_submission(self, task: ReviewTask) -> StoredSubmission:
        """The submission joins the dataset as it is now.

        Raises:
            UndecidedError: Flagged values of it wait for a decision.
        """
        now = self._workspace.submission(task.submission.id)
        if now.undecided and now.state is SubmissionState.PROPOSED:
            raise UndecidedError(now)
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
        field, seed = field_of(task), self._workspace.identity
        if not field.open_flags or not is_planted(field, seed, self.known_answers):
            return task
        shown = planted(field, seed)
        if shown is None or self._workspace.is_known_answer(field.id):
            return task
        return replace(task, field=shown, choices=choices_for(shown), known=True)

    # -------------------------------------------------------------------------------------------------- saving

    def _answer(self, task: ReviewTask, decision: Decision, text: str | None = None) -> StoredSubmission:
        if task.known:
            return self._saving.answer_known(task, decision, text)
        return self._decide(field_of(task), decision, text)

    def _decide(self, field: StoredField, decision: Decision, value: str | None = None) -> StoredSubmission:
        now = self._saving.decide(field, decision, value)
        self._put_off.decided(field.id, now.id)
        return now

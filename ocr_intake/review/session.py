"""A sitting of one reviewer: which question comes next, and what an answer to it does. Knows no face."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision, KnownAnswer, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review.known import is_planted, outcome, planted
from ocr_intake.review.steps import Step, field_of, opinion_of, value_of
from ocr_intake.review.tasks import Progress, ReviewTask, choices_for, make_task, questions, worst_first
from ocr_intake.review.values import Checked, check_value
from ocr_intake.store import StaleEditError, SubmissionState

if TYPE_CHECKING:
    from ocr_intake.store import StoredField, StoredSubmission, Workspace


class UndecidedError(IntakeError):
    """A submission cannot be accepted while flagged values of it wait for a decision; ``missing`` says which."""

    key: ClassVar[str] = "review_rules.error.undecided"
    exit_code: ClassVar[ExitCode] = ExitCode.ATTENTION

    def __init__(self, submission: StoredSubmission) -> None:
        super().__init__(submission=submission.number, count=len(submission.undecided))
        self.missing = submission.undecided


class Review:
    """One reviewer's way through what waits. Every answer is saved at once; stopping loses nothing.

    Answers take the task they answer, as ``next`` or ``task`` gave it, and raise ``StaleEditError`` when somebody else
    decided in between, ``SubmissionClosedError`` when the submission was accepted or rejected meanwhile.
    """

    def __init__(
        self, workspace: Workspace, reviewer: str, consultation: str | None = None, *, known_answers: float = 0.0
    ) -> None:
        """Begin a sitting.

        Args:
            workspace: What is reviewed.
            reviewer: Who reviews.
            consultation: None means all of them.
            known_answers: Share of the questions that show a wrong value on purpose. Whoever reviews has to be told.
        """
        self.known_answers = known_answers
        self._met = {answer.field_id for answer, _ in workspace.known_answers()} if known_answers else set()
        self._workspace = workspace
        self._reviewer = reviewer
        self._consultation = consultation
        self._current: int | None = None
        self._skipped_fields: dict[int, int] = {}  # and their submissions
        self._skipped: set[int] = set()
        self._done: list[tuple[Step, ...]] = []

    # ------------------------------------------------------------------------------------------------ what next

    def next(self) -> ReviewTask | None:
        """The question to ask now: the worst submission's worst value, then that submission as a whole, and so on.

        A submission that was begun is finished (or skipped) before the next one. None when nothing is left but what
        was skipped (see ``Progress.skipped``) or nothing at all.
        """
        if self._current is not None and (task := self._question(self._current)) is not None:
            return task
        for outline in worst_first(self._workspace.outlines(self._consultation)):
            if (task := self._question(outline.id)) is not None:
                self._current = outline.id
                return task
        self._current = None
        return None

    def queue(self) -> tuple[int, ...]:
        """Numbers of the submissions that wait, in the order in which ``next`` comes to them (skipped ones too)."""
        return tuple(outline.id for outline in worst_first(self._workspace.outlines(self._consultation)))

    def progress(self) -> Progress:
        """How much is left to do."""
        outlines = self._workspace.outlines(self._consultation)
        waiting = {outline.id for outline in outlines}
        partly = {number for number in self._skipped_fields.values() if self._question(number) is None}
        put_off = len(waiting & (self._skipped | partly))
        return Progress(len(outlines), sum(o.flagged for o in outlines), sum(o.undecided for o in outlines), put_off)

    def task(self, submission: int, field: int | None = None) -> ReviewTask:
        """The question about one value of a submission, flagged or not, or about the submission as a whole.

        Raises:
            UnknownRecordError: There is no such submission, or it has no such value.
        """
        stored = self._workspace.submission(submission)
        return make_task(self._workspace, stored, None if field is None else value_of(stored, field))

    def tasks(self, submission: int) -> tuple[ReviewTask, ...]:
        """The questions about every value of a submission, flagged or not, in the order of a form."""
        stored = self._workspace.submission(submission)
        return tuple(make_task(self._workspace, stored, value) for value in stored.values)

    def _question(self, number: int) -> ReviewTask | None:
        if number in self._skipped:
            return None
        submission = self._workspace.submission(number)
        if submission.state is not SubmissionState.PROPOSED:
            return None
        waiting = questions(submission)
        for field in waiting:
            if field.id not in self._skipped_fields:
                return self._perhaps_known(make_task(self._workspace, submission, field))
        return None if waiting else make_task(self._workspace, submission, None)

    # -------------------------------------------------------------------------------------------------- values

    def accept(self, task: ReviewTask) -> StoredSubmission:
        """The machine's value is right."""
        if task.known:
            return self._answer_known(task, KnownAnswer.MISSED)
        return self._decide(field_of(task), Decision.ACCEPTED)

    def choose(self, task: ReviewTask, number: int) -> StoredSubmission:
        """One of ``task.choices`` is right, counted from 1.

        Raises:
            ValueError: There is no choice with that number.
        """
        if not 1 <= number <= len(task.choices):
            raise ValueError("no choice with that number")
        text = task.choices[number - 1].text
        if task.known:
            return self._answer_known(task, self._outcome(task, text))
        return self._decide(field_of(task), Decision.CHOSEN, text)

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
        if task.known:
            self._answer_known(task, self._outcome(task, checked.text))
            return checked
        self._decide(field_of(task), Decision.EDITED, checked.text)
        return checked

    def absent(self, task: ReviewTask) -> StoredSubmission:
        """The paper has no such value."""
        if task.known:
            return self._answer_known(task, KnownAnswer.CAUGHT)
        return self._decide(field_of(task), Decision.ABSENT)

    def illegible(self, task: ReviewTask) -> StoredSubmission:
        """Nobody can read it."""
        if task.known:
            return self._answer_known(task, KnownAnswer.UNCLEAR)
        return self._decide(field_of(task), Decision.ILLEGIBLE)

    def add_opinion(self, task: ReviewTask, text: str) -> Checked:
        """There is one more opinion: behind the task's, or behind the last when the task is about something else.

        Raises:
            InvalidValueError: The text cannot be saved.
        """
        checked = check_value(FieldName.OPINION, text)
        self._done.append((self._add(task.submission, checked.text, after=opinion_of(task)),))
        return checked

    def split_opinion(self, task: ReviewTask, parts: tuple[str, ...]) -> None:
        """What was read as one opinion is several. Interrupted half-way, a part stands twice; none is lost.

        Raises:
            InvalidValueError: One of the parts cannot be saved.
            ValueError: The task is about no opinion, or there are fewer than two parts.
        """
        field = field_of(task)
        if field.name is not FieldName.OPINION or len(parts) < 2:
            raise ValueError("an opinion is split into two parts or more")
        texts = [check_value(FieldName.OPINION, part).text for part in parts]
        steps: list[Step] = []
        submission = task.submission
        for text in reversed(texts[1:]):
            steps.append(self._add(submission, text, after=field.id))
            submission = self._workspace.submission(submission.id)
        self._done.append(tuple(steps))
        self._decide(field, Decision.EDITED, texts[0])
        edited = self._done.pop()
        self._done[-1] = (*steps, *edited)

    # ------------------------------------------------------------------------------------------------ the whole

    def accept_submission(self, task: ReviewTask) -> StoredSubmission:
        """The submission joins the dataset as it is now.

        Raises:
            UndecidedError: Flagged values of it wait for a decision.
        """
        now = self._workspace.submission(task.submission.id)
        if now.undecided and now.state is SubmissionState.PROPOSED:
            raise UndecidedError(now)
        return self._decide_whole(task, SubmissionDecision.ACCEPTED)

    def reject_submission(self, task: ReviewTask, reason: str) -> StoredSubmission:
        """The submission does not count; the reason is kept.

        Raises:
            InvalidValueError: The reason is empty or cannot be saved.
        """
        return self._decide_whole(task, SubmissionDecision.REJECTED, check_value(FieldName.OPINION, reason).text)

    def change_kind(self, task: ReviewTask, kind: SubmitterKind) -> StoredSubmission:
        """The submitter is an individual, or an organisation."""
        before = Step(task.submission.id, kind=task.submission.kind)
        now = self._workspace.decisions.decide_submission(
            task.submission.id,
            SubmissionDecision.KIND_CHANGED,
            kind.value,
            by=self._reviewer,
            version=task.submission.version,
        )
        self._done.append((before,))
        return now

    def reopen(self, submission: int) -> StoredSubmission:
        """Take back that a submission was accepted or rejected, by whomever; its values can be changed again.

        Raises:
            ValueError: It is open.
        """
        now = self._workspace.submission(submission)
        self._current = submission
        self._skipped.discard(submission)
        return self._workspace.decisions.decide_submission(
            submission, SubmissionDecision.REOPENED, by=self._reviewer, version=now.version
        )

    # ---------------------------------------------------------------------------------------- skipping, undoing

    def skip(self, task: ReviewTask) -> None:
        """Leave it for later: this value in this sitting, or the whole submission."""
        if task.field is None:
            self._skipped.add(task.submission.id)
        else:
            self._skipped_fields[task.field.id] = task.submission.id

    def skip_submission(self, task: ReviewTask) -> None:
        """Leave the whole submission for later, whatever the task is about."""
        self._skipped.add(task.submission.id)

    def take_up_skipped(self) -> None:
        """Ask again what was skipped."""
        self._skipped.clear()
        self._skipped_fields.clear()

    def undo(self) -> ReviewTask | None:
        """Take back the last thing done in this sitting; None when there is nothing.

        Returns:
            The question as it stands again.

        Raises:
            StaleEditError: Somebody else decided on the same since; theirs stays.
        """
        if not self._done:
            return None
        steps = self._done.pop()
        for step in reversed(steps):
            self._take_back(step)
        last = steps[-1]
        self._current = last.submission
        self._skipped.discard(last.submission)
        shown = None if last.added else last.field
        return self.task(last.submission, shown)

    def _take_back(self, step: Step) -> None:
        if step.known:  # the record of it stays: what was said first is what is measured
            return
        now = self._workspace.submission(step.submission)
        decisions, by = self._workspace.decisions, self._reviewer
        if step.kind is not None:
            kind = SubmissionDecision.KIND_CHANGED
            decisions.decide_submission(step.submission, kind, step.kind.value, by=by, version=now.version)
        elif step.field is None:
            if now.state is not SubmissionState.PROPOSED:
                decisions.decide_submission(step.submission, SubmissionDecision.REOPENED, by=by, version=now.version)
        elif step.added:
            value = value_of(now, step.field)
            decisions.decide(step.field, Decision.ABSENT, by=by, version=value.version)
        else:
            value = value_of(now, step.field)
            latest = value.verification
            if latest is None:  # somebody else took it back already
                return
            if latest.number != step.verification:
                raise StaleEditError(now.number, mine=None, theirs=value.value, by=latest.by, at=latest.at)
            decisions.undo(step.field, by=by, version=value.version)
            self._skipped_fields.pop(step.field, None)

    # --------------------------------------------------------------------------------------------- known answers

    def _perhaps_known(self, task: ReviewTask) -> ReviewTask:
        """The question, or the same one with a wrong value where the lot fell on it and nobody was shown one yet."""
        field, seed = field_of(task), self._workspace.identity
        if field.id in self._met or not is_planted(field, seed, self.known_answers):
            return task
        shown = planted(field, seed)
        return task if shown is None else replace(task, field=shown, choices=choices_for(shown), known=True)

    def _outcome(self, task: ReviewTask, said: str) -> KnownAnswer:
        shown = field_of(task)
        read = value_of(task.submission, shown.id).proposal.value
        return outcome(shown.name, read or "", shown.value or "", said)

    def _answer_known(self, task: ReviewTask, what: KnownAnswer) -> StoredSubmission:
        """Record what was said; the value stays open, and is asked about again as it was read."""
        field = field_of(task)
        self._met.add(field.id)
        now = self._workspace.decisions.answer_known(
            field.id, field.value or "", what, by=self._reviewer, version=field.version
        )
        self._done.append((Step(now.id, field.id, known=True),))
        return now

    # -------------------------------------------------------------------------------------------------- saving

    def _decide(self, field: StoredField, decision: Decision, value: str | None = None) -> StoredSubmission:
        now = self._workspace.decisions.decide(field.id, decision, value, by=self._reviewer, version=field.version)
        self._done.append((Step(now.id, field.id, value_of(now, field.id).version),))
        self._skipped_fields.pop(field.id, None)
        return now

    def _decide_whole(
        self, task: ReviewTask, decision: SubmissionDecision, value: str | None = None
    ) -> StoredSubmission:
        seen = task.submission
        now = self._workspace.decisions.decide_submission(
            seen.id, decision, value, by=self._reviewer, version=seen.version
        )
        self._done.append((Step(seen.id),))
        return now

    def _add(self, submission: StoredSubmission, text: str, *, after: int | None) -> Step:
        now = self._workspace.decisions.add_opinion(
            submission.id, text, by=self._reviewer, version=submission.version, after=after
        )
        before = {opinion.id for opinion in submission.opinions}
        added = next(opinion for opinion in now.opinions if opinion.id not in before)
        return Step(now.id, added.id, added=True)

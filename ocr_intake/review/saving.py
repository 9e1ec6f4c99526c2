"""Saving one answer: checked against what stood on the screen, and offered again where somebody else was quicker."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.review.errors import NotPassedOnError, TypedAlreadyError, UndecidedError
from ocr_intake.review.keying import agree
from ocr_intake.review.known import verdict
from ocr_intake.review.stale import StaleAnswerError, as_seen
from ocr_intake.review.steps import field_of, opinion_of, value_of
from ocr_intake.store import StaleEditError, StoredField, StoredSubmission, SubmissionState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ocr_intake.model.review import Grounds
    from ocr_intake.model.written import Written
    from ocr_intake.review.stale import Give
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import Decisions


class Saving:
    """Saves what one person answers in one sitting. Which answers are sensible is for whoever calls."""

    def __init__(
        self,
        decisions: Decisions,
        reviewer: str,
        task: Callable[[int, int | None], ReviewTask],
        missing: Callable[[StoredSubmission], tuple[StoredField, ...]],
    ) -> None:
        """Save answers.

        Args:
            decisions: Of the sitting.
            reviewer: Who answers.
            task: The question about a submission, or about a value of it, as it is now.
            missing: The values of a submission that wait for a decision before it can be accepted.
        """
        self._decisions = decisions
        self._by = reviewer
        self._task = task
        self._missing = missing

    def decide(self, field: StoredField, decision: Decision, value: str | None = None) -> StoredSubmission:
        """Decide on a value as it stood on the screen."""
        accepts = decision is Decision.ACCEPTED
        said, text = again = as_seen(field) if accepts else (decision, value)
        mine = field.value if accepts else text

        def give(now: ReviewTask) -> None:
            self.decide(field_of(now), *again)

        with self._offering(field, give, mine=mine, decision=said):
            return self._decisions.decide(field.id, decision, value, by=self._by, version=field.version)

    def answer_known(self, task: ReviewTask, decision: Decision, said: str | None) -> StoredSubmission:
        """Record what was said to a value that was wrong on purpose; it stays open, and is asked again as it was read.

        Where somebody else was quicker there is nothing to record, and nothing that could be decided all the same.
        """
        shown = field_of(task)
        what = verdict(task, decision, said)
        mine = shown.value if decision is Decision.ACCEPTED else said
        with self._offering(shown, _nothing, mine=mine, decision=decision):
            return self._decisions.answer_known(shown.id, shown.value or "", what, by=self._by, version=shown.version)

    def key(self, task: ReviewTask, decision: Decision, value: str | None) -> StoredSubmission:
        """Record what one person typed from the paper alone; where another typed the same it is decided with that."""
        field = field_of(task)
        with (
            self._offering(field, _nothing, mine=value, decision=decision),
            self._decisions.together() as decisions,
        ):
            before = value_of(decisions.submission(field.submission_id), field.id).keyings
            if self._by in {each.by for each in before}:
                raise TypedAlreadyError
            now = decisions.key(field.id, decision, value, by=self._by, version=field.version)
            typed = value_of(now, field.id).keyings
            if len(typed) == 2 and agree(field.name, *typed):
                first = typed[0]
                now = decisions.decide(field.id, first.decision, first.value, by=self._by, version=field.version)
            return now

    def add_opinion(self, task: ReviewTask, text: str) -> None:
        """Add an opinion behind the task's, or behind the last."""
        now, after = task.submission, opinion_of(task)
        with self._offering(task.field or now, partial(self.add_opinion, text=text), mine=text):
            self._decisions.add_opinion(now.id, text, by=self._by, version=now.version, after=after)

    def split_opinion(
        self, task: ReviewTask, texts: Sequence[str], written: Sequence[Written | None] | None = None
    ) -> StoredSubmission:
        """Several opinions in place of one, all of them or nothing; ``written``: how each stands on paper."""
        field, now = field_of(task), task.submission
        give = partial(self.split_opinion, texts=texts)
        with (
            self._offering(field, give, mine="\n\n".join(texts)),
            self._decisions.together() as decisions,
        ):
            for text, stands in reversed(tuple(zip(texts, written or [None] * len(texts), strict=True))[1:]):
                now = decisions.add_opinion(
                    now.id, text, by=self._by, version=now.version, after=field.id, written=stands
                )
            return decisions.decide(field.id, Decision.EDITED, texts[0], by=self._by, version=field.version)

    def join_opinions(self, task: ReviewTask, fields: Sequence[int], text: str) -> StoredSubmission:
        """One opinion in place of several, all of them or nothing; it stands where the first of them stood."""
        seen = task.submission
        give = partial(self.join_opinions, fields=fields, text=text)
        with self._offering(seen, give, mine=text), self._decisions.together() as decisions:
            now = decisions.submission(seen.id)
            for number, field in enumerate(fields):
                version = value_of(seen, field).version
                first = number == 0
                decision, value = (Decision.EDITED, text) if first else (Decision.ABSENT, None)
                now = decisions.decide(field, decision, value, by=self._by, version=version)
            return now

    def decide_whole(
        self,
        task: ReviewTask,
        decision: SubmissionDecision,
        value: str | None = None,
        grounds: Grounds | None = None,
        *,
        reopened: bool = False,
    ) -> StoredSubmission:
        """Decide on a submission as it stood on the screen; ``reopened``: one that is closed is reopened for it."""
        seen = now = task.submission
        give = partial(self._decide_again, decision=decision, value=value, grounds=grounds)
        with self._offering(seen, give, mine=value), self._decisions.together() as decisions:
            if reopened and seen.state is not SubmissionState.PROPOSED:
                opened = SubmissionDecision.REOPENED
                now = decisions.decide_submission(seen.id, opened, by=self._by, version=seen.version)
            return decisions.decide_submission(
                seen.id, decision, value, by=self._by, version=now.version, grounds=grounds
            )

    def _decide_again(
        self, task: ReviewTask, decision: SubmissionDecision, value: str | None, grounds: Grounds | None
    ) -> None:
        """Decide on a submission although somebody else has; one that is closed by now is reopened for that."""
        now = task.submission
        missing = self._missing(self._decisions.submission(now.id))
        if decision is SubmissionDecision.ACCEPTED and missing:
            raise UndecidedError(now, missing)
        if decision is SubmissionDecision.TAKEN_BACK_UP and now.passed_on is None:
            raise NotPassedOnError(now.number)
        give = partial(self._decide_again, decision=decision, value=value, grounds=grounds)
        with self._offering(now, give, mine=value), self._decisions.together() as decisions:
            before = None
            if now.state is not SubmissionState.PROPOSED and decision is not SubmissionDecision.KIND_CHANGED:
                before = SubmissionDecision.REOPENED
            elif decision is SubmissionDecision.PASSED_ON and now.passed_on is not None:
                before = SubmissionDecision.TAKEN_BACK_UP
            if before is not None:
                now = decisions.decide_submission(now.id, before, by=self._by, version=now.version)
            decisions.decide_submission(now.id, decision, value, by=self._by, version=now.version, grounds=grounds)

    @contextmanager
    def _offering(
        self, about: StoredField | StoredSubmission, give: Give, *, mine: str | None, decision: Decision | None = None
    ) -> Iterator[None]:
        """Where somebody else was quicker, say what is there now and how the answer is given all the same.

        ``about`` is what the question was about, as it stood on the screen.
        """
        try:
            yield
        except StaleEditError as error:
            if isinstance(about, StoredField):
                seen: tuple[StoredField, ...] = (about,)
                now = self._task(about.submission_id, about.id)
            else:
                seen, now = about.values, self._task(about.id, None)
            raise StaleAnswerError(error, mine=mine, decision=decision, seen=seen, now=now, give=give) from error


def _nothing(_: ReviewTask) -> None:
    """What taking one's own answer to a value that was wrong on purpose comes to."""

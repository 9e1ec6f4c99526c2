"""Two reviewers do whatever they like: no reading is lost, undo restores, the ledger balances."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ocr_intake.model.fields import FieldName, Flag, FlagCode
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review import Review, ReviewTask, UndecidedError
from ocr_intake.store import StaleEditError, StoredSubmission, SubmissionClosedError, SubmissionState, Workspace
from tests.store.builders import submission, workspace_with

MADE = (
    submission(flagged={FieldName.NAME: 0.4, FieldName.ADDRESS: 0.5}, opinions=("一つめの意見", "二つめの意見")),
    submission(flagged={FieldName.OPINION: 0.3}, opinions=(), flags=(Flag(FlagCode.LATE),)),
)
TEXTS = ("美本 太郎", "019-651-4111", "020-8530", "ここは十分に長い意見です。")
Known = tuple[tuple[tuple[str | None, bool, bool], ...], SubmitterKind, SubmissionState]


def known(made: StoredSubmission) -> Known:
    """All that a person would notice of a submission, less opinions that were added and taken back."""
    values = tuple((v.value, v.decided, v.present) for v in made.values if v.added_by is None or v.present)
    return values, made.kind, made.state


class Reviewers(RuleBasedStateMachine):
    """One keeps a list of what everything was like before each thing done; the other meddles."""

    workspace: Workspace

    @initialize(company=st.booleans())
    def begin(self, *, company: bool) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.workspace = workspace_with(self.folder, *MADE)
        self.proposed = {made.id: made for made in self.workspace.submissions()}
        self.review = Review(self.workspace, "係員B")
        self.other = Review(self.workspace, "係員C")
        self.before: list[dict[int, Known]] = []
        self.company = company
        self.meddled = False

    def everything(self) -> dict[int, Known]:
        return {made.id: known(made) for made in self.workspace.submissions()}

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            self.workspace.close()
            shutil.rmtree(self.folder)

    def do(self, review: Review, what: str, task: ReviewTask, text: str, number: int) -> None:
        match what:
            case "accept":
                review.accept(task)
            case "choose":
                review.choose(task, 1 + number % len(task.choices))
            case "edit":
                assert task.field is not None
                fitting = {FieldName.PHONE: TEXTS[1], FieldName.POSTAL_CODE: TEXTS[2]}
                review.edit(task, fitting.get(task.field.name, text))
            case "absent":
                review.absent(task)
            case "illegible":
                review.illegible(task)
            case "add":
                review.add_opinion(task, text)
            case "split":
                review.split_opinion(task, (text, TEXTS[3]))
            case _:
                review.skip(task)

    def attempt(self, review: Review, what: str, task: ReviewTask, text: str, number: int) -> None:
        before = self.everything()
        closed = task.submission.state is not SubmissionState.PROPOSED
        if (what == "choose" and not task.choices) or (what == "split" and task.name is not FieldName.OPINION):
            return
        if what == "skip" or not closed:
            self.do(review, what, task, text, number)
            if what != "skip" and review is self.review:
                self.before.append(before)
        else:
            with pytest.raises(SubmissionClosedError):
                self.do(review, what, task, text, number)
            assert self.everything() == before

    actions = st.sampled_from(["accept", "choose", "edit", "absent", "illegible", "add", "split", "skip"])
    ids = st.sampled_from([1, 2])
    numbers = st.integers(0, 20)
    some_text = st.sampled_from(TEXTS)

    @rule(what=actions, text=some_text, number=numbers)
    def answer_the_next_question(self, what: str, text: str, number: int) -> None:
        task = self.review.next()
        if task is None:
            self.review.take_up_skipped()
        elif task.field is not None:
            self.attempt(self.review, what, task, text, number)
        elif not self.meddled:
            self.before.append(self.everything())
            self.review.accept_submission(task)
        else:
            self.accept_whole(task.submission.id)

    @rule(what=actions, submission=ids, place=numbers, text=some_text, number=numbers)
    def answer_any_question(self, what: str, submission: int, place: int, text: str, number: int) -> None:
        tasks = self.review.tasks(submission)
        self.attempt(self.review, what, tasks[place % len(tasks)], text, number)

    @rule(submission=ids)
    def accept_whole(self, submission: int) -> None:
        task = self.review.task(submission)
        before = self.everything()
        if task.submission.state is not SubmissionState.PROPOSED:
            with pytest.raises(SubmissionClosedError):
                self.review.accept_submission(task)
        elif task.submission.undecided:
            with pytest.raises(UndecidedError) as caught:
                self.review.accept_submission(task)
            assert caught.value.missing == task.submission.undecided
        else:
            self.review.accept_submission(task)
            self.before.append(before)
            return
        assert self.everything() == before

    @rule(submission=ids)
    def reject(self, submission: int) -> None:
        task = self.review.task(submission)
        if task.submission.state is SubmissionState.PROPOSED:
            self.before.append(self.everything())
            self.review.reject_submission(task, "取り下げ")

    @rule(submission=ids, kind=st.sampled_from(SubmitterKind))
    def change_kind(self, submission: int, kind: SubmitterKind) -> None:
        task = self.review.task(submission)
        if task.submission.state is SubmissionState.PROPOSED:
            self.before.append(self.everything())
            self.review.change_kind(task, kind)

    @precondition(lambda self: not self.meddled)
    @rule()
    def undo(self) -> None:
        task = self.review.undo()
        if task is None:
            assert self.before == []
        else:
            assert self.everything() == self.before.pop()

    @precondition(lambda self: self.meddled)
    @rule()
    def undo_after_somebody_meddled(self) -> None:
        """Whatever it can or cannot take back, it never takes back what the other decided."""
        theirs = {
            (value.id, value.verification.number)
            for made in self.workspace.submissions()
            for value in made.values
            if value.verification is not None and value.verification.by == "係員C"
        }
        with contextlib.suppress(StaleEditError, SubmissionClosedError):
            self.review.undo()
        now = {
            (value.id, value.verification.number)
            for made in self.workspace.submissions()
            for value in made.values
            if value.verification is not None
        }
        assert theirs <= now

    @precondition(lambda self: self.company)
    @rule(what=actions, submission=ids, place=numbers, text=some_text, number=numbers)
    def meddle(self, what: str, submission: int, place: int, text: str, number: int) -> None:
        self.meddled = True
        tasks = self.other.tasks(submission)
        self.attempt(self.other, what, tasks[place % len(tasks)], text, number)

    @precondition(lambda self: self.company)
    @rule(submission=ids, place=numbers)
    def answer_what_has_changed(self, submission: int, place: int) -> None:
        """A question that somebody has meanwhile answered takes no second answer."""
        tasks = self.review.tasks(submission)
        task = tasks[place % len(tasks)]
        if task.submission.state is SubmissionState.PROPOSED:
            assert task.field is not None
            self.meddled = True
            self.other.absent(task)
            before = self.everything()
            with pytest.raises(StaleEditError):
                self.review.accept(task)
            assert self.everything() == before

    @rule()
    def stop_and_start_again(self) -> None:
        before = self.everything()
        self.workspace.close()
        self.workspace = Workspace.open(self.workspace.path, clock=self.workspace._clock)
        self.review, self.other = Review(self.workspace, "係員B"), Review(self.workspace, "係員C")
        assert self.everything() == before

    @invariant()
    def no_reading_is_lost(self) -> None:
        if not hasattr(self, "workspace"):
            return
        for made in self.workspace.submissions():
            first = self.proposed[made.id]
            assert [field.proposal for field in made.fields] == [field.proposal for field in first.fields]
            machine = [opinion.proposal for opinion in made.opinions if opinion.added_by is None]
            assert machine == [opinion.proposal for opinion in first.opinions]
            assert made.pages == first.pages

    @invariant()
    def the_ledger_balances(self) -> None:
        if not hasattr(self, "workspace"):
            return
        ledger = self.workspace.ledger(deep=True)
        assert ledger.balances
        made = list(self.workspace.submissions())
        assert ledger.submissions.accepted == sum(one.state is SubmissionState.ACCEPTED for one in made)
        assert ledger.opinions.total == sum(len(one.final_opinions) for one in made)
        open_ones = [one for one in made if one.state is SubmissionState.PROPOSED]
        assert ledger.submissions.flagged == sum(bool(one.flags or one.undecided) for one in open_ones)
        assert {o.id: (o.undecided, o.urgency) for o in self.workspace.outlines()} == {
            one.id: (len(one.undecided), min((value.urgency for value in one.undecided), default=1.0))
            for one in open_ones
        }
        assert not any(one.undecided for one in made if one.state is SubmissionState.ACCEPTED)


Reviewers.TestCase.settings = settings(
    max_examples=3, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
test_reviewers = Reviewers.TestCase

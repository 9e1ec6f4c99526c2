"""Two reviewers act and take back in any order, with restarts in between, against a model of what undo brings back."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review import Done, Review
from ocr_intake.store import StaleEditError, StoredSubmission, SubmissionClosedError, SubmissionState, Workspace
from tests.store.builders import submission, workspace_with

MADE = (submission(opinions=("一つめの意見", "二つめの意見")), submission())
WHO = ("係員B", "係員C")
TEXTS = ("020-8530", "020-0802", "020-0026")
"""Whatever field they are typed into, they are saved as they are."""
KIND, STATE = "kind", "state"
Cell = tuple[int, int | str]
"""A submission, and a value of it by number, or ``KIND`` or ``STATE``."""


@dataclass(eq=False)
class Act:
    """What somebody did; two that look alike are two."""

    who: str
    submission: int
    what: Done
    sitting: int
    cells: dict[Cell, object]
    """What it set."""


@dataclass
class Model:
    """Every cell keeps what was set on it, the latest last; taking back takes away what is on top, or nothing."""

    first: dict[Cell, object]
    acts: list[Act] = field(default_factory=list)
    """Those that nobody took back, in order."""

    def on(self, cell: Cell) -> list[Act]:
        return [act for act in self.acts if cell in act.cells]

    def now(self, cell: Cell) -> object:
        acts = self.on(cell)
        return acts[-1].cells[cell] if acts else self.first[cell]

    def everything(self) -> dict[Cell, object]:
        return {cell: self.now(cell) for cell in self.first}

    def is_open(self, number: int) -> bool:
        return self.now((number, STATE)) is SubmissionState.PROPOSED

    def in_the_way(self, act: Act) -> type[Exception] | None:
        if not self.is_open(act.submission) and (act.submission, STATE) not in act.cells:
            return SubmissionClosedError
        return None if all(self.on(cell)[-1] is act for cell in act.cells) else StaleEditError


def cells(made: StoredSubmission) -> dict[Cell, object]:
    """What a submission is like."""
    return {
        (made.id, KIND): made.kind,
        (made.id, STATE): made.state,
        **{(made.id, value.id): value.value for value in made.values},
    }


class Undoing(RuleBasedStateMachine):
    workspace: Workspace

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.workspace = workspace_with(self.folder, *MADE)
        self.model = Model(self.everything())
        self.sitting = 0
        self.sit_down()

    def sit_down(self) -> None:
        self.sitting += 1
        self.reviews = {who: Review(self.workspace, who) for who in WHO}
        self.told: dict[str, list[Act]] = {who: [] for who in WHO}

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            damages = self.workspace.check_integrity().damages
            self.workspace.close()
            shutil.rmtree(self.folder)
            assert damages == ()

    def everything(self) -> dict[Cell, object]:
        return {cell: said for made in self.workspace.submissions() for cell, said in cells(made).items()}

    def did(self, who: str, number: int, what: Done, was: dict[Cell, object]) -> None:
        """Put down what changed on top of what was; a new opinion was not there before."""
        now = cells(self.workspace.submission(number))
        self.model.first.update({cell: None for cell in now if cell not in was})
        set_ = {cell: said for cell, said in now.items() if cell not in was or said != was[cell]}
        self.model.acts.append(Act(who, number, what, self.sitting, set_))

    whos, ids, numbers = st.sampled_from(WHO), st.sampled_from([1, 2]), st.integers(0, 20)

    @rule(who=whos, number=ids, place=numbers, text=st.none() | st.sampled_from(TEXTS))
    def decide(self, who: str, number: int, place: int, text: str | None) -> None:
        review = self.reviews[who]
        tasks = review.tasks(number)
        task = tasks[place % len(tasks)]
        if self.model.is_open(number) and task.field is not None:
            if text is None:
                review.absent(task)
            else:
                review.edit(task, text)
            self.model.acts.append(Act(who, number, Done.VALUE, self.sitting, {(number, task.field.id): text}))

    @rule(who=whos, number=ids)
    def add(self, who: str, number: int) -> None:
        if self.model.is_open(number):
            was = cells(self.workspace.submission(number))
            self.reviews[who].add_opinion(self.reviews[who].task(number), "見落とされた意見です。")
            self.did(who, number, Done.OPINION_ADDED, was)

    @rule(who=whos, number=ids, place=numbers)
    def split(self, who: str, number: int, place: int) -> None:
        made = self.workspace.submission(number)
        opinion = made.opinions[place % len(made.opinions)]
        if self.model.is_open(number):
            part = f"前半その{len(self.model.acts)}です。"
            self.reviews[who].split_opinion(
                self.reviews[who].task(number, opinion.id), (part, "中ほど。", "後半です。")
            )
            self.did(who, number, Done.OPINION_SPLIT, cells(made))

    @rule(who=whos, number=ids)
    def change_kind(self, who: str, number: int) -> None:
        made = self.workspace.submission(number)
        if self.model.is_open(number):
            (other,) = set(SubmitterKind) - {made.kind}
            self.reviews[who].change_kind(self.reviews[who].task(number), other)
            self.did(who, number, Done.KIND_CHANGED, cells(made))

    @rule(who=whos, number=ids, accept=st.booleans())
    def close(self, who: str, number: int, *, accept: bool) -> None:
        made, review = self.workspace.submission(number), self.reviews[who]
        if self.model.is_open(number):
            if accept:
                review.accept_submission(review.task(number))
            else:
                review.reject_submission(review.task(number), "取下げ")
            self.did(who, number, Done.ACCEPTED if accept else Done.REJECTED, cells(made))

    @rule(who=whos)
    def undo(self, who: str) -> None:
        review, told = self.reviews[who], self.told[who]
        own = [act for act in reversed(self.model.acts) if act.who == who]
        act = next((act for act in own if act not in told or self.model.in_the_way(act) is None), None)
        what = review.undoable()
        if act is None:
            assert what is None
            assert review.undo() is None
            return
        assert what is not None
        assert (what.submission, what.what) == (f"S{act.submission:04d}", act.what)
        assert what.here == (act.sitting == self.sitting)
        if (error := self.model.in_the_way(act)) is not None:
            with pytest.raises(error):
                review.undo()
            told.append(act)
        else:
            task = review.undo(what)
            assert task is not None
            assert task.submission.id == act.submission
            self.model.acts.remove(act)

    @rule(who=whos)
    def undo_until_nothing_is_left(self, who: str) -> None:
        """It comes to an end, whatever stands in the way."""
        for _ in range(2 * len(self.model.acts) + 1):
            if self.reviews[who].undoable() is None:
                return
            self.undo(who)
        raise AssertionError("undo is stuck")

    @rule()
    def stop_and_start_again(self) -> None:
        self.workspace.close()
        self.workspace = Workspace.open(self.workspace.path, clock=self.workspace._clock)
        self.sit_down()

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        if hasattr(self, "workspace"):
            assert self.everything() == self.model.everything()


Undoing.TestCase.settings = settings(
    max_examples=3, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
test_undoing = Undoing.TestCase

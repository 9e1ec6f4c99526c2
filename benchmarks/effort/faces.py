"""A face as the clerk sees it: a question, keys, the next question. And the rules themselves, without any face."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from benchmarks.effort.clerk import Absent, Accept, Choose, Edit, Settle
from benchmarks.effort.pressing import ENTER, OfTerminal
from ocr_intake.review import Review
from ocr_intake.review.keying import NO_KEYING, KeyingRule
from ocr_intake.store import StaleEditError, SubmissionClosedError, Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.effort.clerk import Act
    from benchmarks.effort.pressing import Keyboard
    from benchmarks.effort.strokes import Stroke
    from ocr_intake.review import ReviewTask

REVIEWER = "係員A"


@dataclass(frozen=True, slots=True)
class Reject:
    """The submission is left out of the dataset."""

    reason: str


class Face(Protocol):
    """Something that asks a clerk, and takes keys."""

    refused: int
    """Answers that were not taken since somebody else had been quicker."""
    keyboard: Keyboard
    """How it takes texts."""
    waits: list[float]
    """Seconds from the last key of an answer until the next question stood there."""

    def question(self) -> ReviewTask | None:
        """What is asked now; None when nothing is left."""

    def answer(self, act: Act | Reject | None, strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
        """Press keys.

        Args:
            act: What they mean; None for 'the submission is right as it is now'.
            strokes: The keys.

        Returns:
            The keys that it took beside them, to confirm something unusual.
        """

    def close(self) -> None:
        """Leave."""


class Rules:
    """The rules of the review, asked directly: what the faces stand on. Keys are counted, not pressed."""

    def __init__(self, folder: Path, reviewer: str = REVIEWER, keying: KeyingRule = NO_KEYING) -> None:
        """Begin a sitting over the workspace in ``folder``; ``keying`` says which values two people type."""
        self.refused = 0
        self.waits: list[float] = []
        self.keyboard: Keyboard = OfTerminal()
        self._workspace = Workspace.open(folder)
        self.review = Review(self._workspace, reviewer, keying=keying)
        self._task: ReviewTask | None = None

    def question(self) -> ReviewTask | None:
        """What is asked now."""
        start = perf_counter()
        self._task = self.review.next()
        self.waits.append(perf_counter() - start)
        return self._task

    def about(self, task: ReviewTask) -> Rules:
        """The same with a task of one's own choice asked."""
        self._task = task
        return self

    def answer(self, act: Act | Reject | None, strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:  # noqa: ARG002 - not pressed
        """Do what the keys mean."""
        if self._task is None:
            raise RuntimeError("nothing was asked")
        try:
            return self._done(self._task, act)
        except (StaleEditError, SubmissionClosedError):
            self.refused += 1
            return ()

    def _done(self, task: ReviewTask, act: Act | Reject | None) -> tuple[Stroke, ...]:
        review = self.review
        if isinstance(act, Edit | Settle):
            checked = (
                review.edit(task, act.text)
                if isinstance(act, Edit)
                else review.settle(task, [place.text for place in act.places])
            )
            return (ENTER,) if checked.unusual and isinstance(act, Edit) else ()
        if act is None:
            review.accept_submission(task)
        elif isinstance(act, Accept):
            review.accept(task)
        elif isinstance(act, Choose):
            review.choose(task, act.number)
        elif isinstance(act, Absent):
            review.absent(task)
        else:
            review.reject_submission(task, act.reason)
        return ()

    def close(self) -> None:
        """Leave."""
        self.review.close()
        self._workspace.close()

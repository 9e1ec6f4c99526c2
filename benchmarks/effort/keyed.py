"""Double keying: two clerks type values from the paper alone, each in a sitting of their own, and ask for the rest."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING

from benchmarks.effort.drive import NO_PAPER, Counted, answered, per_submission
from benchmarks.effort.faces import Rules
from benchmarks.effort.model import Effort
from benchmarks.effort.papers import Papers, stratum, wanted
from benchmarks.effort.strokes import presses
from ocr_intake.review import Review
from ocr_intake.review.keying import DoubleKeying, KeyingRule, Mode
from ocr_intake.review.steps import field_of
from ocr_intake.store import Workspace

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from ocr_intake.model.fields import FieldName
    from ocr_intake.review import ReviewTask

CLERKS = ("係員A", "係員B")


def double_keying(folder: Path, found: Papers, names: Collection[FieldName]) -> Counted:
    """Let two clerks type the values of some fields, and whoever comes to the rest of a submission verify that.

    Nobody mistypes in this model (see the README): what is left wrong is what was neither typed nor asked about.
    """
    counted, taken = Counted(), defaultdict[int, Effort](Effort)
    with Workspace.open(folder) as workspace:
        used = workspace.consultations()
    rule = KeyingRule(dict.fromkeys(used, DoubleKeying(frozenset(names), frozenset(), share=1.0)))
    for clerk in CLERKS:
        with closing(Rules(folder, clerk, rule)) as rules:
            while (task := rules.question()) is not None:
                if task.mode is Mode.KEYING:
                    kind, name, effort = _keyed(rules.review, task, found)
                else:
                    kind, name, effort = answered(rules, task, found)
                counted.add(kind, name, effort)
                taken[task.submission.id] += effort
    per_submission(counted, taken, found)
    return counted


def _keyed(review: Review, task: ReviewTask, found: Papers) -> tuple[str, str, Effort]:
    """A value read once and typed, as in typing everything; where the paper has none, the page is searched for it."""
    truth = found.of.get(task.submission.id)
    text = None if truth is None else wanted(truth, task.submission, field_of(task))
    kind, name = NO_PAPER if truth is None else stratum(truth), field_of(task).name.value
    if text:
        review.edit(task, text)
        return kind, name, Effort(keys=presses(text) + 1, mental=1, read=len(text), screens=1)
    review.absent(task)
    return kind, name, Effort(keys=1, mental=2, screens=1)

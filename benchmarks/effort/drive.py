"""A clerk in front of a face from the first question to the last, counted by kind of paper and by field."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.effort.clerk import Shown, decide, from_paper, looked, summary
from benchmarks.effort.faces import Reject, Rules
from benchmarks.effort.model import Effort
from benchmarks.effort.papers import Left, left, stratum, wanted
from benchmarks.effort.pressing import ENTER, keys, keys_of
from ocr_intake.model.fields import FIELDS, FieldName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.effort.faces import Face
    from benchmarks.effort.papers import Papers
    from ocr_intake.evaluate.records import Truth
    from ocr_intake.review import ReviewTask
    from ocr_intake.store import StoredSubmission

WHOLE = "submission"
"""What the last screen of a submission is counted as, beside the fields."""
NO_PAPER = "no paper"
"""What submissions are counted as that are part of another one's paper."""
REASON = "別の意見書の一部"


@dataclass(slots=True)
class Counted:
    """What a way of working costs, by kind of paper and field."""

    efforts: dict[tuple[str, str], Effort] = field(default_factory=lambda: defaultdict(Effort))
    questions: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    left: dict[str, Left] = field(default_factory=lambda: defaultdict(Left))
    """By kind of paper."""
    seconds: list[tuple[str, float]] = field(default_factory=list)
    """Of each submission, with its kind of paper."""

    def add(self, kind: str, name: str, effort: Effort) -> None:
        """Count something that was done for a question."""
        self.efforts[kind, name] += effort
        self.questions[kind, name] += 1

    def total(self, kind: str | None = None, name: str | None = None) -> Effort:
        """The sum over a kind of paper, a field, or everything."""
        return sum((each for (k, n), each in self.efforts.items() if kind in {None, k} and name in {None, n}), Effort())


def typing(truths: Iterable[Truth]) -> Counted:
    """What typing everything from paper costs."""
    counted = Counted()
    for truth in truths:
        kind = stratum(truth)
        efforts = {name: from_paper([value]) for name in FIELDS if (value := truth.values.get(name))}
        for name, effort in efforts.items():
            counted.add(kind, name.value, Effort(effort.keys - 1, effort.mental - 1, read=effort.read))
        counted.add(kind, WHOLE, from_paper([]))
        whole = from_paper(list(truth.values.values()))
        counted.seconds.append((kind, whole.seconds))
    return counted


def verify(face: Face, found: Papers, *, most: int | None = None) -> Counted:
    """Answer every question of a face.

    Args:
        face: What asks.
        found: What the papers say.
        most: Stop after so many submissions.
    """
    counted = Counted()
    taken: dict[int, Effort] = defaultdict(Effort)
    answer_all(face, found, counted, taken, most=most)
    per_submission(counted, taken, found)
    return counted


def answer_all(
    face: Face, found: Papers, counted: Counted, taken: dict[int, Effort], *, most: int | None = None
) -> None:
    """Answer every question of a face, and add what it took to what was counted before."""
    done = 0
    while (most is None or done < most) and (task := face.question()) is not None:
        kind, name, effort = answered(face, task, found)
        counted.add(kind, name, effort)
        taken[task.submission.id] += effort
        done += task.field is None


def verify_whole_opinions(rules: Rules, found: Papers) -> Counted:
    """Answer every question as it was asked before doubtful places were known: each opinion is compared as a whole.

    Then no opinion was ever sure enough to be left out, so those that nobody is asked about now are compared, too.
    """
    counted = Counted()
    taken: dict[int, Effort] = defaultdict(Effort)

    def answer(task: ReviewTask) -> None:
        kind, name, effort = answered(rules.about(task), task, found, doubts=False)
        counted.add(kind, name, effort)
        taken[task.submission.id] += effort

    while (task := rules.question()) is not None:
        others = (
            [] if task.field is not None else [each for each in rules.review.tasks(task.submission.id) if _unseen(each)]
        )
        for each in others or [task]:
            answer(each)
    per_submission(counted, taken, found)
    return counted


def _unseen(task: ReviewTask) -> bool:
    """Whether it is about an opinion that nobody has looked at."""
    field = task.field
    return field is not None and field.name is FieldName.OPINION and field.value is not None and not field.decided


def count_left(counted: Counted, found: Papers, submissions: Iterable[StoredSubmission]) -> None:
    """Count what is wrong in the end."""
    for stored in submissions:
        if (truth := found.of.get(stored.id)) is not None:
            counted.left[stratum(truth)] += left(truth, stored)
    for truth in found.missing:
        counted.left[stratum(truth)] += left(truth, None)


def answered(face: Face, task: ReviewTask, found: Papers, *, doubts: bool = True) -> tuple[str, str, Effort]:
    """What a question was about, and what answering it took.

    A submission that is no paper by itself is left out at its end; its values are passed by, as no face can skip them.
    """
    truth = found.of.get(task.submission.id)
    kind = NO_PAPER if truth is None else stratum(truth)
    if task.field is None:
        whole = None if truth is not None else Reject(REASON)
        strokes = (ENTER,) if truth is not None else face.keyboard.rejecting(REASON)
        more = face.answer(whole, strokes)
        return kind, WHOLE, summary(len(task.reasons) + (truth is None)) + Effort(keys=keys((*strokes, *more)))
    shown = Shown.of(task, doubts=doubts)
    act = decide(shown, shown.value if truth is None else wanted(truth, task.submission, task.field))
    strokes = keys_of(act, shown, face.keyboard)
    more = face.answer(act, strokes)
    effort = looked(shown, act) + Effort(keys=keys((*strokes, *more)), mental=len(more))
    return kind, task.field.name.value, effort


def per_submission(counted: Counted, taken: Mapping[int, Effort], found: Papers) -> None:
    """Note what each submission took, with its kind of paper."""
    for number, effort in taken.items():
        truth = found.of.get(number)
        counted.seconds.append((NO_PAPER if truth is None else stratum(truth), effort.seconds))

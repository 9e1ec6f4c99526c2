"""By field: the values of one field of many submissions on one screen; only what is wrong is touched.

The order is the queue's: the least certain first, those drawn by lot among them. So a sitting that ends early has done
what most needed a person, and wrong values come where they are expected. What is shown wrong on purpose (see ``known``)
is among them: whoever says without looking that all of a screen is right is found out by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.model.fields import PERSONAL_FIELDS, FieldName
from ocr_intake.model.review import Decision
from ocr_intake.review.carpet import USUAL, Carpet, Saved, Terms
from ocr_intake.review.known import perhaps_known, verdict
from ocr_intake.review.steps import field_of
from ocr_intake.review.tasks import ReviewTask, make_task
from ocr_intake.review.values import Checked, check_value
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ocr_intake.store import Decisions, StoredField, StoredSubmission, Workspace


class LongTextError(IntakeError):
    """A long text is no matter of a column: its doubtful characters are, or the usual review."""

    key: ClassVar[str] = "review_rules.error.long_text"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


@dataclass(frozen=True, slots=True)
class Other:
    """What a value is that is not right as it stands."""

    decision: Decision
    """``CHOSEN``, ``EDITED``, ``ABSENT`` or ``ILLEGIBLE``."""
    text: str | None = None
    """Of the first two."""


class ByField:
    """One reviewer's way through the values of one field that wait for a person and whose place on paper is known."""

    def __init__(
        self,
        workspace: Workspace,
        reviewer: str,
        name: FieldName,
        consultation: str | None = None,
        terms: Terms = USUAL,
    ) -> None:
        """Begin a sitting.

        Args:
            workspace: What is reviewed.
            reviewer: Who reviews.
            name: Which field.
            consultation: None means all of them.
            terms: What the office has set.

        Raises:
            LongTextError: The field is a long text, or no column at all.
        """
        if name not in PERSONAL_FIELDS:
            raise LongTextError
        self.name = name
        self.known_answers = terms.known_answers
        self._workspace = workspace
        self._consultation = consultation
        self._keying = terms.keying
        self._carpet = Carpet(workspace, reviewer, terms)
        self._reviewer = reviewer
        self._left: set[int] = set()
        """Values that were left to the usual review."""
        self._waiting: list[int] | None = None
        """Numbers of the submissions to ask about, in order; None where that has to be found out."""

    def close(self) -> None:
        """End the sitting."""
        self._carpet.close()

    @property
    def waiting(self) -> int:
        """How many values wait, those on the screen and those that others have before them too."""
        if self._waiting is None:
            self._waiting = self._found()
        return len(self._waiting)

    def screen(self) -> tuple[ReviewTask, ...]:
        """The values to look at now: the same ones until they are answered. None where none is left, or free."""
        for again in (False, True):
            if again or not self._waiting:
                self._waiting = self._found()
            while self._waiting:
                held = self._carpet.hold(self._waiting)
                tasks = [self._task(one, value) for one in held if (value := self._value(one)) is not None]
                if tasks:
                    return tuple(tasks)
                gone = {one.id for one in held}
                if not gone:
                    break
                self._waiting = [number for number in self._waiting if number not in gone]
        return ()

    def check(self, text: str) -> Checked:
        """What a text would be saved as.

        Raises:
            InvalidValueError: It cannot be saved.
        """
        return check_value(self.name, text)

    def save(
        self, tasks: Sequence[ReviewTask], others: Mapping[int, Other], leave: Collection[int] = frozenset()
    ) -> Saved:
        """Save a screen: what is in ``others`` is something else, what is in ``leave`` waits, all the rest is right.

        Args:
            tasks: As ``screen`` gave them.
            others: By number of the value (``StoredField.id``).
            leave: Numbers of the values that are left to the usual review.

        Raises:
            InvalidValueError: A text cannot be saved; nothing was.
            WorkspaceError: The database is busy, or out of reach; nothing was saved.
        """
        answers = []
        for task in tasks:
            field = field_of(task)
            if field.id in leave:
                continue
            said = others.get(field.id, Other(Decision.ACCEPTED))
            typed = said.decision is Decision.EDITED  # a choice is saved as it was read
            text = self.check(said.text or "").text if typed else said.text
            answers.append(partial(self._answer, task, said.decision, text))
        saved = self._carpet.save(answers)
        self._left |= set(leave)
        done = {task.submission.id for task in tasks}
        self._waiting = [number for number in self._waiting or () if number not in done]
        return saved

    def undo(self) -> Saved | None:
        """Take back the screen saved last (see ``Carpet.undo``); its values come again."""
        self._waiting = None
        self._left.clear()
        return self._carpet.undo()

    def _answer(self, task: ReviewTask, decision: Decision, text: str | None, decisions: Decisions) -> None:
        field = field_of(task)
        if task.known:
            outcome = verdict(task, decision, text)
            decisions.answer_known(field.id, field.value or "", outcome, by=self._reviewer, version=field.version)
        else:
            decisions.decide(field.id, decision, text, by=self._reviewer, version=field.version)

    def _found(self) -> list[int]:
        waiting = self._workspace.submissions(self._consultation, (SubmissionState.PROPOSED,), flagged=True)
        found = [(value.urgency, one.id) for one in waiting if (value := self._value(one)) is not None]
        return [number for _, number in sorted(found)]

    def _value(self, submission: StoredSubmission) -> StoredField | None:
        """The value to ask about, where it waits, stands somewhere on paper, and is no matter of two people."""
        value = submission.field(self.name)
        shown = value.open_flags and value.value is not None and value.proposal.regions
        if not shown or value.id in self._left or submission.state is not SubmissionState.PROPOSED:
            return None
        return None if self._keying.asks(self._workspace.identity, submission, value) else value

    def _task(self, submission: StoredSubmission, value: StoredField) -> ReviewTask:
        return perhaps_known(self._workspace, make_task(self._workspace, submission, value), self.known_answers)

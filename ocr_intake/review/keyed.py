"""What somebody is shown of values that two people type: nothing of the machine's, nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ocr_intake.model.fields import Candidate
from ocr_intake.review.keying import KeyingRule, Mode, mode_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import StoredField, StoredSubmission, Workspace

_TYPED = "keyed"
"""The source of a candidate that a person typed."""


class Keyed:
    """What one reviewer is asked about values that two people type, and shown of them."""

    def __init__(self, workspace: Workspace, reviewer: str, rule: KeyingRule) -> None:
        """For a reviewer, by a rule."""
        self._workspace = workspace
        self._reviewer = reviewer
        self._rule = rule

    def waiting(self, submission: StoredSubmission) -> tuple[StoredField, ...]:
        """The values of a submission that two people type and that are not decided, in the order of a form."""
        seed = self._workspace.identity
        return tuple(value for value in submission.values if self._rule.asks(seed, submission, value))

    def modes(self, submission: StoredSubmission) -> dict[int, Mode | None]:
        """How the reviewer is asked about each of those values; None where somebody else is."""
        return {value.id: mode_for(self._reviewer, value.keyings, self._people) for value in self.waiting(submission)}

    def hidden(self, submission: StoredSubmission) -> StoredSubmission:
        """A submission as the reviewer may see it."""
        blind = {value.id: _blind(value) for value in self.waiting(submission)}
        if not blind:
            return submission
        return replace(submission, fields=tuple(blind.get(value.id, value) for value in submission.fields))

    def asked(self, task: ReviewTask, modes: Mapping[int, Mode | None]) -> ReviewTask:
        """The question as the reviewer is asked it; ``modes`` are those of its submission."""
        if task.field is None or task.field.id not in modes:
            return task
        mode = modes[task.field.id] or Mode.KEYING
        if mode is Mode.KEYING:
            return replace(task, mode=mode, choices=())
        texts = dict.fromkeys(keying.value for keying in task.field.keyings if keying.value is not None)
        return replace(task, mode=mode, choices=tuple(Candidate(text, 0.0, _TYPED) for text in texts))

    @property
    def _people(self) -> frozenset[str]:
        return frozenset(account.name for account in self._workspace.accounts.all() if not account.disabled)


def _blind(value: StoredField) -> StoredField:
    bare = replace(value.proposal, value=None, candidates=(), flags=(), written=None)
    return replace(value, proposal=bare)

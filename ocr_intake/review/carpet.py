"""One screen of like things from many submissions, answered together: what by field and by character have in common."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.review.keying import NO_KEYING, KeyingRule
from ocr_intake.review.session import CLAIM_MINUTES
from ocr_intake.store import StaleEditError, SubmissionClosedError, WorkspaceError
from ocr_intake.store.errors import SubmissionPurgedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ocr_intake.store import Decisions, StoredSubmission, Workspace

AT_ONCE: Final = 12
"""Things on one screen where nobody says otherwise."""
_DECIDED_SINCE = (StaleEditError, SubmissionClosedError, SubmissionPurgedError)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the office has set for reviewing screen by screen."""

    at_once: int = AT_ONCE
    """Things on one screen."""
    known_answers: float = 0.0
    """Share of the values that are shown wrong on purpose. Whoever reviews has to be told."""
    claim_minutes: float = CLAIM_MINUTES
    """How long the submissions of a screen are kept from other sittings."""
    keying: KeyingRule = NO_KEYING
    """Which values are typed by two people instead: they are not shown."""


USUAL: Final = Terms()
"""Where nobody has set anything."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of one screen, or of taking one back."""

    done: int
    """Answers saved, or taken back."""
    others: int
    """Answers that somebody else's decision stood in the way of: theirs holds."""


class Carpet:
    """The submissions of one screen at a time, claimed, and what was answered about them, screen by screen."""

    def __init__(self, workspace: Workspace, reviewer: str, terms: Terms) -> None:
        """Begin a sitting of a reviewer."""
        self._at_once = terms.at_once
        self._claims = workspace.claims(reviewer, terms.claim_minutes)
        self._decisions = workspace.decisions_in(self._claims.sitting)
        self._reviewer = reviewer
        self._screens: list[tuple[int, ...]] = []
        """Numbers of the actions of each screen that was saved, the last at the end."""

    def close(self) -> None:
        """End the sitting: others may have what is on the screen."""
        with contextlib.suppress(WorkspaceError):
            self._claims.release()

    def hold(self, numbers: Sequence[int]) -> tuple[StoredSubmission, ...]:
        """As many of those submissions as a screen takes and nobody else has, claimed; other claims of it end."""
        return self._claims.hold(numbers, self._at_once)

    def save(self, answers: Sequence[Callable[[Decisions], object]]) -> Saved:
        """Save the answers of a screen as one: ``undo`` takes them back together.

        An answer that somebody else's decision stands in the way of is left out; the others are saved.

        Raises:
            WorkspaceError: The database is busy, or out of reach; nothing was saved.
        """
        others = 0
        with self._together() as decisions:
            for answer in answers:
                try:
                    answer(decisions)
                except _DECIDED_SINCE:
                    others += 1
        return Saved(len(answers) - others, others)

    @contextlib.contextmanager
    def _together(self) -> Iterator[Decisions]:
        with self._decisions.together() as decisions:
            yield decisions
            made = decisions.actions
        if made:
            self._screens.append(made)

    def undo(self) -> Saved | None:
        """Take back the screen saved last in this sitting, as far as nobody decided on the same since; None for none.

        Raises:
            WorkspaceError: The database is busy, or out of reach; nothing was taken back.
        """
        if not self._screens:
            return None
        others = 0
        with self._decisions.together() as decisions:
            for number in reversed(self._screens[-1]):
                try:
                    decisions.take_back(number, by=self._reviewer)
                except _DECIDED_SINCE:
                    others += 1
        return Saved(len(self._screens.pop()) - others, others)

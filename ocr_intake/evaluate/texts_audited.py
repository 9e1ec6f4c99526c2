"""What the texts that were drawn by lot and compared as a whole tell about the characters that nobody looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ocr_intake.evaluate.texts import marked, text_errors
from ocr_intake.model.fields import FlagCode
from ocr_intake.store import SubmissionState
from ocr_intake.trust.calibration import HeldOut
from ocr_intake.trust.intervals import clopper_pearson

if TYPE_CHECKING:
    from ocr_intake.model.written import Written
    from ocr_intake.store import StoredField, Workspace


@dataclass(frozen=True, slots=True)
class Compared:
    """A text that a person compared as a whole."""

    written: Written
    right: tuple[bool, ...]
    """Of each character whether it was right, with nothing missing beside it."""

    @property
    def elsewhere(self) -> Iterator[int]:
        """The characters outside the doubtful places."""
        looked_at = {i for doubt in self.written.doubts for i in range(doubt.start, doubt.end)}
        return (i for i in range(len(self.right)) if i not in looked_at)


@dataclass(frozen=True, slots=True)
class TextAudit:
    """The characters of long texts, and what the audit of those that nobody looks at found."""

    characters: int
    """In all texts whose doubtful places are known."""
    doubtful: int
    """Of these the doubtful ones."""
    drawn: int
    """Texts to be compared as a whole."""
    compared: int
    """Of these the ones that a person has compared."""
    audited: int
    """Characters of those, outside the doubtful places."""
    errors: int
    """Of these the ones that were wrong, or had something missing beside them."""

    @property
    def rate(self) -> float | None:
        """Share of wrong ones among characters that nobody looks at; None where nothing was compared."""
        return self.errors / self.audited if self.audited else None

    @property
    def interval(self) -> tuple[float, float]:
        """Limits of the rate at 95 % (Clopper and Pearson), as if characters were wrong independently."""
        return clopper_pearson(self.errors, self.audited) if self.audited else (0.0, 1.0)


def text_audit(workspace: Workspace, consultation: str | None = None) -> TextAudit:
    """The audit of the texts of a consultation (or all)."""
    characters = doubtful = drawn = 0
    done: list[Compared] = []
    for opinion in _opinions(workspace, consultation):
        if (written := opinion.proposal.written) is None:
            continue
        characters += len(written.probabilities)
        doubtful += sum(doubt.end - doubt.start for doubt in written.doubts)
        drawn += _is_drawn(opinion)
        if (compared := _compared(opinion, written)) is not None:
            done.append(compared)
    outside = [compared.right[i] for compared in done for i in compared.elsewhere]
    return TextAudit(characters, doubtful, drawn, len(done), len(outside), sum(not right for right in outside))


def own_characters(workspace: Workspace, counts: Callable[[str, datetime], bool]) -> HeldOut:
    """How sure the characters of the texts that were compared as a whole were, by whether they were right.

    Args:
        workspace: Where they were compared.
        counts: Whether what somebody decided at some time counts (see ``attention``).
    """
    right: list[float] = []
    wrong: list[float] = []
    for opinion in _opinions(workspace, None):
        written, decided = opinion.proposal.written, opinion.verification
        if decided is None or not counts(decided.by, decided.at):
            continue
        if written is not None and (compared := _compared(opinion, written)) is not None:
            for sure, good in zip(written.probabilities, compared.right, strict=True):
                (right if good else wrong).append(sure)
    return HeldOut(tuple(sorted(right)), tuple(sorted(wrong)))


def _opinions(workspace: Workspace, consultation: str | None) -> Iterator[StoredField]:
    states = (SubmissionState.PROPOSED, SubmissionState.ACCEPTED)
    for submission in workspace.submissions(consultation, states):
        if not submission.purged:
            yield from submission.opinions


def _is_drawn(opinion: StoredField) -> bool:
    return any(flag.code is FlagCode.WHOLE_TEXT for flag in opinion.proposal.flags)


def _compared(opinion: StoredField, written: Written) -> Compared | None:
    """A text that was drawn and decided on; None for any other, or where nobody can read it or it is no opinion."""
    text, final = opinion.proposal.value, opinion.value
    if not _is_drawn(opinion) or not opinion.decided or text is None or final is None:
        return None
    errors = text_errors(text, final)
    right = marked(errors, written.probabilities)
    for i in errors.misplaced:
        right[i] = False
    return Compared(written, tuple(right))

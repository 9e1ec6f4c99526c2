"""Double keying: which values two people type from the paper alone, and whether they typed the same. Pure.

Two people who see neither the machine's value nor each other's make the same mistake far more seldom than one who nods
at what is shown. The machine's reading counts as neither of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ocr_intake.japanese.compare import compared
from ocr_intake.trust.audit import drawn

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ocr_intake.model.fields import FieldName
    from ocr_intake.model.pages import Channel
    from ocr_intake.model.review import Keying
    from ocr_intake.store import StoredField, StoredSubmission


class Mode(StrEnum):
    """How a value is looked at; stable, also what a web page is told."""

    USUAL = "usual"
    """With what the machine read."""
    KEYING = "keying"
    """From the paper alone."""
    THIRD = "third_look"
    """With what two people typed differently."""
    OWN_THIRD = "own_third_look"
    """With what two people typed differently, the reviewer being one of them: there is nobody else."""


@dataclass(frozen=True, slots=True)
class DoubleKeying:
    """Which values of one consultation two people type."""

    fields: frozenset[FieldName]
    channels: frozenset[Channel]
    """Of the submissions; empty for all."""
    share: float
    """Of those values, drawn by lot (0 to 1)."""


@dataclass(frozen=True, slots=True)
class KeyingRule:
    """Which values two people type, by consultation."""

    consultations: Mapping[str, DoubleKeying]

    def asks(self, seed: str, submission: StoredSubmission, value: StoredField) -> bool:
        """Whether a value is typed by two people and nobody has decided on it; the same whoever asks, and when."""
        rule = self.consultations.get(submission.consultation)
        if rule is None or value.decided or submission.entered or value.name not in rule.fields:
            return False
        wanted = not rule.channels or submission.channel in rule.channels
        return wanted and drawn(seed, "keying", value.id, share=rule.share)


NO_KEYING: Final = KeyingRule({})
"""Nothing is typed by two people."""


def agree(name: FieldName, one: Keying, other: Keying) -> bool:
    """Whether two people say the same, but for width, spaces and the like, as the field's own rules compare."""
    if one.decision is not other.decision:
        return False
    return compared(name, one.value) == compared(name, other.value)


def mode_for(reviewer: str, keyings: tuple[Keying, ...], people: Collection[str]) -> Mode | None:
    """How somebody is asked about a value that two people type; None where they are not asked.

    Who typed a value is not asked to judge it, unless nobody else is there to be asked.

    Args:
        reviewer: Who would be asked.
        keyings: What was typed so far.
        people: Everybody who may be asked.
    """
    typed = {each.by for each in keyings}
    if len(keyings) < 2:
        return None if reviewer in typed else Mode.KEYING
    if reviewer not in typed:
        return Mode.THIRD
    return None if set(people) - typed else Mode.OWN_THIRD

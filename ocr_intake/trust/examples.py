"""Field values that somebody has judged, as examples to fit with: the same for truth files and for workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocr_intake.model.fields import FlagCode
from ocr_intake.trust.features import names_of
from ocr_intake.trust.fitting import Example

if TYPE_CHECKING:
    from ocr_intake.model.fields import FieldValue

BY_CONFIDENCE: Final = frozenset(
    {
        FlagCode.LOW_CONFIDENCE,
        FlagCode.READERS_DISAGREE,
        FlagCode.TEXT_EXTENT,
        FlagCode.DOUBTFUL_CHARACTERS,
        FlagCode.WHOLE_TEXT,
        FlagCode.AUDIT,
    }
)
"""Reasons to look that a value has because of its confidence, or by lot; another confidence may take them away."""


def surely_asked(value: FieldValue) -> bool:
    """Whether a person looks at a value whatever its confidence."""
    return any(flag.code not in BY_CONFIDENCE for flag in value.flags)


def example_of(value: FieldValue, group: str, *, right: bool) -> Example | None:
    """A judged value as an example; None where not all of its evidence was kept (an older program read it).

    Args:
        value: what was proposed.
        group: folds never split one.
        right: whether it is what stands on the paper.
    """
    if value.value is None:
        return Example(value.name, None, right, group, surely_asked(value))
    evidence = dict(value.evidence)
    names = names_of(value.name)
    if not evidence.keys() >= set(names):
        return None
    return Example(value.name, tuple(evidence[name] for name in names), right, group, surely_asked(value))

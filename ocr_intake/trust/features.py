"""Which evidence counts for which field, and its common scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.model.proposal import Proposal
    from ocr_intake.model.reading import PageQuality

PLACE = ("tag_logit", "lowest_tag_logit", "margin", "label", "changed")
"""How sure it is that the value belongs to its field, and how far it is from the surest reading."""
NAME = (
    *PLACE,
    "doubt",
    "worst_second",
    "vertical",
    "likelihood",
    "in_lexicon",
    "spaced",
    "corrected",
    "share_logit",
    "variants",
    "unread_end",
)
FEATURES: Mapping[FieldName, tuple[str, ...]] = {
    FieldName.NAME: NAME,
    FieldName.ORGANIZATION: (
        *PLACE,
        "doubt",
        "worst_second",
        "vertical",
        "likelihood",
        "unread_end",
        "strangeness",
        "doubtful",
    ),
    FieldName.REPRESENTATIVE: NAME,
    FieldName.POSTAL_CODE: (
        *PLACE,
        "doubt",
        "known",
        "code_agrees",
        "corrected",
        "ahead",
        "masked_agrees",
        "digits_lowest_logit",
    ),
    FieldName.ADDRESS: (
        *PLACE,
        "doubt",
        "lowest_logit",
        "second",
        "vertical",
        "bilevel",
        "noise",
        "photograph",
        "town_known",
        "city_known",
        "corrected",
        "distance",
        "ahead",
        "has_lot",
        "building",
        "likelihood",
        "code_agrees",
        "code_given",
        "strangeness",
    ),
    FieldName.PHONE: (
        *PLACE,
        "mean_logit",
        "lowest_logit",
        "logsum",
        "second",
        "vertical",
        "bilevel",
        "valid",
        "masked_agrees",
        "digits_lowest_logit",
        "mended",
        "confirmed",
    ),
    FieldName.OPINION: (
        "tag_logit",
        "lowest_tag_logit",
        "missed",
        "changed",
        "doubt",
        "second",
        "lowest_logit",
        "unread_end",
    ),
}
"""Chosen by log loss under cross-validation over layouts and hands: few, since wrong values to learn from are few.

What the readers' probabilities and agreement say is in ``extract/evidence.py``, what the page model and the choice say
in ``extract/place_evidence.py``, what only one field has in its module.
"""


def names_of(field: FieldName) -> tuple[str, ...]:
    """The features of a field, in the order of its vector."""
    return FEATURES[field]


def features(field: FieldName, proposal: Proposal, qualities: Sequence[PageQuality]) -> tuple[float, ...]:
    """The feature vector of a proposed value.

    Args:
        field: which field it is.
        proposal: value and evidence.
        qualities: of the pages that it was read from; at least one.

    Returns:
        As many numbers as ``names_of`` has names; probabilities as log odds squashed to about -1 to 1.
    """
    evidence = proposal.evidence
    derived = {
        "mean_logit": _logit(evidence.get("mean", 0.0)),
        "lowest_logit": _logit(evidence.get("lowest", 0.0)),
        "tag_logit": _logit(evidence.get("tag", 0.0)),
        "lowest_tag_logit": _logit(evidence.get("lowest_tag", 0.0)),
        "share_logit": _logit(evidence.get("share", 0.0)),
        "digits_lowest_logit": _logit(evidence.get("digits_lowest", 0.0)),
        "bilevel": float(any(q.bilevel for q in qualities)),
        "noise": min(1.0, max(q.noise for q in qualities) / 50.0),
        "photograph": float(any(q.photograph for q in qualities)),
    }
    return tuple(float(derived.get(name, evidence.get(name, 0.0))) for name in names_of(field))


def _logit(probability: float) -> float:
    """Log odds over 8, from -1 to 1: where readers crowd near 1, 0.99 and 0.9999 must stay apart."""
    p = min(max(probability, 3.4e-4), 1 - 3.4e-4)
    return math.log(p / (1 - p)) / 8.0

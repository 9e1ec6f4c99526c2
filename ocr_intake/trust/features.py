"""Which evidence counts for which field, and its common scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.model.proposal import Proposal
    from ocr_intake.model.reading import PageQuality

READING = ("mean_logit", "lowest_logit", "logsum", "second", "seconded", "vertical", "length")
"""From the readers' probabilities and their agreement."""
IMAGE = ("bilevel", "coarse", "noise", "photograph", "contrast")
"""From the page's quality."""
FOUND = ("by_cell", "by_label")
"""How the field was found; neither means by its own form in a block."""
OWN: Mapping[FieldName, tuple[str, ...]] = {
    FieldName.NAME: ("likelihood", "in_lexicon", "spaced", "corrected"),
    FieldName.ORGANIZATION: ("likelihood",),
    FieldName.REPRESENTATIVE: ("likelihood", "in_lexicon", "spaced", "corrected"),
    FieldName.POSTAL_CODE: ("known", "code_agrees", "corrected", "masked_agrees", "digits_lowest_logit"),
    FieldName.ADDRESS: (
        "town_known",
        "city_known",
        "corrected",
        "distance",
        "margin",
        "has_lot",
        "building",
        "likelihood",
        "code_agrees",
        "code_given",
    ),
    FieldName.PHONE: ("valid", "masked_agrees", "digits_lowest_logit", "mended", "confirmed"),
    FieldName.OPINION: (),
}
"""What only one field has, see the modules of the extract room."""
GOOD_DPI = 190.0
"""Vertical and horizontal resolution from which print and handwriting are fine enough."""


def names_of(field: FieldName) -> tuple[str, ...]:
    """The features of a field, in the order of its vector."""
    return (*READING, *IMAGE, *FOUND, *OWN[field])


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
        "digits_lowest_logit": _logit(evidence.get("digits_lowest", 0.0)),
        "bilevel": float(any(q.bilevel for q in qualities)),
        "coarse": float(any(q.dpi < GOOD_DPI for q in qualities)),
        "noise": min(1.0, max(q.noise for q in qualities) / 50.0),
        "photograph": float(any(q.photograph for q in qualities)),
        "contrast": min(q.contrast for q in qualities),
        "by_cell": float(proposal.source in {"cell", "form"}),
        "by_label": float(proposal.source == "label"),
    }
    return tuple(float(derived.get(name, evidence.get(name, 0.0))) for name in names_of(field))


def _logit(probability: float) -> float:
    """Log odds over 8, from -1 to 1: where readers crowd near 1, 0.99 and 0.9999 must stay apart."""
    p = min(max(probability, 3.4e-4), 1 - 3.4e-4)
    return math.log(p / (1 - p)) / 8.0

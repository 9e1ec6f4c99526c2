"""What extraction knows beforehand: label wordings, the city's own contacts, thresholds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ocr_intake.model.attributes import AskedAttribute
    from ocr_intake.model.budget import Budget


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that steers extraction, as plain values; made from the configuration by the pipeline."""

    labels: Mapping[str, tuple[str, ...]]
    """Wording, as written, to the kinds that it announces (``name``, ``address``, ``furigana``, ``ignore`` …)."""
    city_phones: frozenset[str] = frozenset()
    """Digits of numbers that forms print: never the submitter's."""
    city_postal_codes: frozenset[str] = frozenset()
    """Digits."""
    city_names: tuple[str, ...] = ()
    """Offices and people that letters are addressed to."""
    required: tuple[tuple[FieldName, ...], ...] = (
        (FieldName.NAME, FieldName.ORGANIZATION),
        (FieldName.ADDRESS,),
        (FieldName.PHONE,),
        (FieldName.OPINION,),
    )
    """What a submission must carry; of several names in one entry, one is enough."""
    thresholds: Mapping[FieldName, float] = field(default_factory=dict)
    """Confidence below which a value is flagged, where the city sets one itself."""
    budgets: tuple[Budget, ...] = ()
    """Error budgets of the fields."""
    characters: float = 1 / 1000
    """Error budget of the characters of long texts, as a share."""
    audit_share: float = 0.0
    """Share of the values that nobody would be asked about that are drawn for a look all the same, 0 to 1."""
    last_day: date | None = None
    """Of the consultation."""
    postmark_counts: bool = False
    """A letter posted on the last day is in time."""
    attributes: tuple[AskedAttribute, ...] = ()
    """What the consultation asks beside the fields."""

"""What extraction knows beforehand: label wordings, printed notes, the city's own contacts, thresholds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ocr_intake.model.budget import Budget


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that steers extraction, as plain values; made from the configuration by the pipeline."""

    labels: Mapping[str, tuple[str, ...]]
    """Wording, as written, to the kinds that it announces (``name``, ``address``, ``furigana``, ``ignore`` …)."""
    instructions: tuple[re.Pattern[str], ...] = ()
    """Printed notes that are nobody's text, searched in ``comparable`` lines."""
    city_phones: frozenset[str] = frozenset()
    """Digits of numbers that forms print: never the submitter's."""
    city_postal_codes: frozenset[str] = frozenset()
    """Digits."""
    city_names: tuple[str, ...] = ()
    """Offices and people that letters are addressed to."""
    topic: str = ""
    """Title of the consultation."""
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
    audit_share: float = 0.0
    """Share of the values that nobody would be asked about that are drawn for a look all the same, 0 to 1."""
    last_day: date | None = None
    """Of the consultation."""
    postmark_counts: bool = False
    """A letter posted on the last day is in time."""


def comparable(text: str) -> str:
    """A label or line without what does not tell labels apart: widths, case, white space, a closing colon."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return folded.rstrip(":") or folded

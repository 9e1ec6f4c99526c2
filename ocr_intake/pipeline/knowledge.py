"""The configuration as what extraction knows: plain values out of labels, settings and consultations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.intake import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ocr_intake.config import Consultation, Labels, Settings


def knowledge_of(labels: Labels, settings: Settings, consultations: Sequence[Consultation]) -> Knowledge:
    """What extraction knows about papers of these consultations.

    Args:
        labels: The wordings of labels.
        settings: For what decides which values are flagged.
        consultations: The one that the papers belong to; or, where that is not known, all that they may belong to:
            then only the contacts count, since no form of any of them prints a citizen's number.
    """
    wordings = {wording: (kind,) for kind, listed in labels.wordings().items() for wording in listed}
    contacts = [consultation.contact for consultation in consultations]
    known = Knowledge(
        labels=wordings | labels.combined_wordings(),
        city_phones=_digits(number for contact in contacts for number in contact.phones),
        city_postal_codes=_digits(code for contact in contacts for code in contact.postal_codes),
        city_names=tuple(dict.fromkeys(name for contact in contacts for name in contact.names)),
        thresholds=settings.confidence.thresholds(),
        budgets=settings.confidence.budgets(),
        characters=settings.confidence.characters_share(),
        audit_share=settings.confidence.audit_share,
    )
    if len(consultations) != 1:
        return known
    (only,) = consultations
    return replace(
        known,
        required=only.required,
        last_day=only.end,
        postmark_counts=only.postmark_counts,
        attributes=tuple(each.asked for each in only.attributes),
    )


_PILLOW_MEGAPIXELS: Final = 178
"""Twice ``PIL.Image.MAX_IMAGE_PIXELS``, rounded down."""


def limits_of(settings: Settings) -> Limits:
    """What intake may be asked for. Pillow refuses pages beyond a bound of its own, whatever the settings say."""
    limits = settings.limits
    return Limits(limits.max_file_mb, limits.max_pages, min(limits.max_megapixels, _PILLOW_MEGAPIXELS))


def _digits(numbers: Iterable[str]) -> frozenset[str]:
    return frozenset("".join(character for character in number if character.isdecimal()) for number in numbers)

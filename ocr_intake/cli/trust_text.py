"""What is said about calibrations and promises: lines for people. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.model.budget import budget_text
from ocr_intake.model.fields import FIELDS, FieldName

if TYPE_CHECKING:
    from ocr_intake.config import Settings
    from ocr_intake.evaluate.texts_audited import TextAudit
    from ocr_intake.trust.budget import Promise
    from ocr_intake.trust.calibration import Calibration


def provenance_line(calibration: Calibration) -> str:
    """Which calibration is in force."""
    told = calibration.provenance
    source = t(f"trust.source.{told.source}")
    return t("trust.provenance", source=source, date=told.date, values=told.values, data=told.data)


def promise_lines(settings: Settings, calibration: Calibration) -> Iterator[str]:
    """What is promised about the values that nobody is asked about, and what is missing for it."""
    for promise in promises_of(settings, calibration):
        yield promise_line(promise)
    yield characters_line(characters_promise(settings, calibration))
    own = settings.confidence.thresholds()
    if own:
        yield t("trust.fixed", fields=_names(tuple(own)), thresholds=", ".join(f"{each:g}" for each in own.values()))


def broken_promises(settings: Settings, calibration: Calibration) -> Iterator[str]:
    """Only what cannot be promised."""
    yield from (promise_line(each) for each in promises_of(settings, calibration) if not each.kept)
    characters = characters_promise(settings, calibration)
    if not characters.kept:
        yield characters_line(characters)


def promises_of(settings: Settings, calibration: Calibration) -> tuple[Promise, ...]:
    """The promises about the fields whose city sets no threshold itself."""
    from ocr_intake.trust.budget import promises

    own = settings.confidence.thresholds()
    return promises(calibration, tuple(each for each in settings.confidence.budgets() if each.field not in own))


def characters_promise(settings: Settings, calibration: Calibration) -> Promise:
    """The promise about the characters of long texts that nobody looks at."""
    from ocr_intake.trust.characters import promise_of

    return promise_of(calibration, settings.confidence.characters_share())


def characters_line(promise: Promise) -> str:
    """The promise about characters, or what can be promised instead."""
    limit = budget_text(promise.budget if promise.kept else promise.limit)
    key = "trust.characters_supported" if promise.kept else "trust.characters_unsupported"
    return t(
        key,
        budget=budget_text(promise.budget),
        limit=limit,
        threshold=f"{promise.threshold:.4g}",
        values=promise.values,
        wrong=promise.wrong,
    )


def text_lines(texts: TextAudit) -> Iterator[str]:
    """What is known of the characters of long texts that nobody looks at."""
    if not texts.characters:
        return
    share = f"{texts.doubtful / texts.characters:.1%}"
    yield t("trust.report.characters", characters=texts.characters, doubtful=texts.doubtful, share=share)
    if texts.rate is None:
        yield t("trust.report.no_texts", drawn=texts.drawn)
        return
    low, high = (f"{1000 * limit:.2f}" for limit in texts.interval)
    yield t(
        "trust.report.texts",
        compared=texts.compared,
        drawn=texts.drawn,
        audited=texts.audited,
        errors=texts.errors,
        rate=f"{1000 * texts.rate:.2f}",
        low=low,
        high=high,
    )


def promise_line(promise: Promise) -> str:
    """One promise, or why it cannot be given."""
    fields, budget = _names(promise.fields), budget_text(promise.budget)
    if promise.kept:
        return t(
            "trust.supported",
            fields=fields,
            budget=budget,
            threshold=f"{promise.threshold:.4g}",
            values=promise.values,
            wrong=promise.wrong,
        )
    if not promise.values:
        return t("trust.unsupported_at_all", fields=fields)
    limit = budget_text(promise.limit)
    return t("trust.unsupported", fields=fields, budget=budget, limit=limit, needed=promise.needed)


def _names(fields: tuple[FieldName, ...]) -> str:
    if set(fields) == set(FIELDS):
        return t("trust.all_fields")
    return ", ".join(t(f"trust.field.{field}") for field in fields)

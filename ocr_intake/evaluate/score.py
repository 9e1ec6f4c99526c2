"""Truths against predictions: measures for every field, over everything and told apart by keys of the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ocr_intake.evaluate.compare import compared, error_rate
from ocr_intake.evaluate.matching import match
from ocr_intake.evaluate.measures import LIMITS, Compared, Measures, Rate, measure
from ocr_intake.model.fields import FIELDS, FieldName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ocr_intake.evaluate.records import Prediction, Truth

ALL: Final = "ALL"
ALL_BUT_OPINION: Final = "ALL_BUT_OPINION"

FieldGroup = str
"""A field's name, ``ALL_BUT_OPINION`` or ``ALL``."""

_GROUPS: Final[dict[FieldGroup, frozenset[FieldName]]] = {
    **{name.value: frozenset({name}) for name in FIELDS},
    ALL_BUT_OPINION: frozenset(FIELDS) - {FieldName.OPINION},
    ALL: frozenset(FIELDS),
}


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the submissions, measured."""

    key: str
    """What the parts are told apart by; "" for everything."""
    label: str | None
    """Which part; None where the truth does not say, and for everything."""
    submissions: int
    kind: Rate
    """Individual or organisation: right."""
    fields: tuple[tuple[FieldGroup, Measures], ...]
    """Those that the paper has somewhere, or that were predicted."""


@dataclass(frozen=True, slots=True)
class WrongField:
    """One value that is not what the truth says. Personal data: for the person who asked, never for a log."""

    truth: Truth
    name: FieldName
    predicted: str | None
    confidence: float | None
    flagged: bool
    cer: float

    def as_json(self) -> dict[str, Any]:
        """For a line of JSON."""
        return {
            "id": self.truth.id,
            "file": self.truth.file,
            "pages": list(self.truth.pages),
            "field": self.name.value,
            "truth": self.truth.values.get(self.name),
            "predicted": self.predicted,
            "confidence": self.confidence,
            "flagged": self.flagged,
            "cer": round(self.cer, 4),
            **self.truth.keys,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured."""

    submissions: int
    predicted: int
    matched: int
    missing: tuple[Truth, ...]
    """Submissions that were not found: all their values count as not found and not flagged."""
    extra: tuple[Prediction, ...]
    pages: Rate
    """Of the matched submissions: exactly the pages that belong to them."""
    strata: tuple[Stratum, ...]
    """Everything first, then by each key its parts in the order of their labels."""
    wrong: tuple[WrongField, ...]

    def as_json(self) -> dict[str, Any]:
        """All figures, for ``json.dumps``; shares are 0 to 1, intervals are 95 %."""
        return {
            "submissions": self.submissions,
            "predicted": self.predicted,
            "matched": self.matched,
            "missing": [{"id": truth.id, "file": truth.file, "pages": list(truth.pages)} for truth in self.missing],
            "extra": [{"file": each.file, "pages": list(each.pages)} for each in self.extra],
            "pages_exact": _rate_json(self.pages),
            "strata": [
                {
                    "key": stratum.key,
                    "label": stratum.label,
                    "submissions": stratum.submissions,
                    "submitter_kind": _rate_json(stratum.kind),
                    "fields": {group: _measures_json(measures) for group, measures in stratum.fields},
                }
                for stratum in self.strata
            ],
        }


@dataclass(frozen=True, slots=True)
class _Case:
    """One truth, and the prediction for it if there is one."""

    truth: Truth
    prediction: Prediction | None
    values: dict[FieldName, Compared]


def evaluate(truths: Sequence[Truth], predictions: Sequence[Prediction], by: Iterable[str] = ()) -> Evaluation:
    """Measure predictions against the truth.

    Args:
        truths: What is known to be on the paper.
        predictions: What the program read; those about other submissions are counted as ``extra``.
        by: Keys of the truth to tell results apart by; ``stratum`` is always there (see ``Truth.group``).
    """
    matching = match(truths, predictions)
    cases = [_case(truth, prediction) for truth, prediction in matching.pairs]
    cases += [_case(truth, None) for truth in matching.missing]
    strata = [_stratum("", None, cases)]
    for key in by:
        parts: dict[str | None, list[_Case]] = {}
        for case in cases:
            parts.setdefault(case.truth.group(key), []).append(case)
        strata += [_stratum(key, label, parts[label]) for label in sorted(parts, key=lambda part: (part is None, part))]
    same_pages = sum(sorted(truth.pages) == sorted(prediction.pages) for truth, prediction in matching.pairs)
    return Evaluation(
        submissions=len(truths),
        predicted=len(predictions),
        matched=len(matching.pairs),
        missing=matching.missing,
        extra=matching.extra,
        pages=Rate(same_pages, len(matching.pairs)),
        strata=tuple(strata),
        wrong=tuple(_wrong(case, name) for case in cases for name in FIELDS if not case.values[name].right),
    )


def _case(truth: Truth, prediction: Prediction | None) -> _Case:
    values = {}
    for name in FIELDS:
        predicted = prediction.values.get(name) if prediction is not None else None
        values[name] = Compared(
            compared(name, truth.values.get(name)),
            compared(name, predicted.value if predicted is not None else None),
            predicted.confidence if predicted is not None else None,
            predicted is not None and predicted.flagged,
        )
    return _Case(truth, prediction, values)


def _stratum(key: str, label: str | None, cases: Sequence[_Case]) -> Stratum:
    fields = []
    for group, names in _GROUPS.items():
        measures = measure(case.values[name] for case in cases for name in FIELDS if name in names)
        if measures.count or measures.spurious.hits:
            fields.append((group, measures))
    kinds = sum(case.prediction is not None and case.prediction.kind == case.truth.kind for case in cases)
    return Stratum(key, label, len(cases), Rate(kinds, len(cases)), tuple(fields))


def _wrong(case: _Case, name: FieldName) -> WrongField:
    value = case.values[name]
    predicted = case.prediction.values.get(name) if case.prediction is not None else None
    text = predicted.value if predicted is not None else None
    return WrongField(case.truth, name, text, value.confidence, value.flagged, error_rate(value.truth, value.predicted))


def _rate_json(rate: Rate) -> dict[str, Any]:
    low, high = rate.interval
    return {"share": rate.share, "hits": rate.hits, "of": rate.of, "low": low, "high": high}


def _measures_json(measures: Measures) -> dict[str, Any]:
    return {
        "n": measures.count,
        "exact": _rate_json(measures.exact),
        "cer": measures.cer,
        "cer_pooled": measures.cer_pooled,
        "empty": measures.empty.share,
        "flag_rate": measures.flagged.share,
        "silent_errors": _rate_json(measures.silent),
        "flag_recall": _rate_json(measures.flag_recall),
        "auroc": measures.auroc,
        "auto_accept": {f"{limit:g}": share for limit, share in zip(LIMITS, measures.auto_accept, strict=True)},
        "spurious": measures.spurious.hits,
        "spurious_unflagged": measures.spurious_unflagged,
        "absent": measures.spurious.of,
    }

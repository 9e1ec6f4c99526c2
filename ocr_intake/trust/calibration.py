"""Calibrated confidence: a logistic model a field, fitted elsewhere, applied here with the standard library alone.

The shipped file carries its provenance. Platt scaling with several features: Platt, "Probabilistic Outputs for Support
Vector Machines", 1999.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.model.fields import FieldName
from ocr_intake.trust.features import names_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHIPPED = "calibration.json"


class BadCalibrationError(IntakeError):
    """A calibration file does not fit this program."""

    key = "trust.bad_calibration"
    exit_code = ExitCode.CONFIG


@dataclass(frozen=True, slots=True)
class FieldModel:
    """One field's logistic model."""

    intercept: float
    weights: tuple[float, ...]
    """One a feature, in the order of ``features.names_of``."""

    def probability(self, vector: Sequence[float]) -> float:
        """How likely a value with these features is right, 0 to 1."""
        score = self.intercept + sum(w * x for w, x in zip(self.weights, vector, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, score))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Models of all fields, with where they come from."""

    models: Mapping[FieldName, FieldModel]
    provenance: str
    """Data, date and readers' versions that it was fitted with."""


def parse(text: str) -> Calibration:
    """A calibration from its JSON text.

    Raises:
        BadCalibrationError: when fields, features or numbers do not fit.
    """
    try:
        data = json.loads(text)
        models = {}
        for field in FieldName:
            entry = data["fields"][field.value]
            weights = tuple(float(entry["weights"][name]) for name in names_of(field))
            models[field] = FieldModel(float(entry["intercept"]), weights)
        return Calibration(models, str(data["provenance"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadCalibrationError(problem=type(error).__name__) from error


@cache
def shipped() -> Calibration:
    """The calibration that comes with the program.

    Raises:
        BadCalibrationError: when the file does not fit.
    """
    return parse((resources.files("ocr_intake.trust") / SHIPPED).read_text(encoding="utf-8"))

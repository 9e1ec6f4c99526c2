"""Calibrated confidence: a logistic model a field, fitted elsewhere, applied here with the standard library alone.

A calibration is a small JSON text with its provenance. Beside the models it holds the held-out outcomes of the values
that it was fitted with, from which ``budget`` chooses thresholds. Platt scaling with several features: Platt,
"Probabilistic Outputs for Support Vector Machines", 1999.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.trust.character_features import NAMES
from ocr_intake.trust.features import names_of
from ocr_intake.trust.trees import Tree, entries_of, scores, trees_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHIPPED: Final = "calibration.json"
FORMAT: Final = 2
STEPS: Final = 10_000
"""Held-out confidences are kept as whole numbers of so many parts, as are the confidences that values get."""


class BadCalibrationError(IntakeError):
    """A calibration does not fit this program."""

    key = "trust.bad_calibration"
    exit_code = ExitCode.CONFIG


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was right, and how often wrong."""

    right: int = 0
    wrong: int = 0

    def and_(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.right + other.right, self.wrong + other.wrong)

    def share(self, usual: float, weight: float = 10.0) -> float:
        """The share of right ones, drawn towards ``usual`` as if ``weight`` more had been seen with that share."""
        return (self.right + usual * weight) / (self.right + self.wrong + weight)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Confidences of values by models that were not fitted with them, for values with no other reason to look."""

    right: tuple[float, ...] = ()
    """Ascending, of the values that were right."""
    wrong: tuple[float, ...] = ()
    """Ascending, of those that were wrong."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How good confidences are on values that the model was not fitted with."""

    values: int
    wrong: int
    log_loss: float
    """Natural logarithm; less is better."""
    ece: float
    """Expected calibration error over ten bins of equal count (Naeini, Cooper and Hauskrecht, AAAI 2015)."""
    auroc: float | None
    """None where all are right or all are wrong."""


@dataclass(frozen=True, slots=True)
class FieldModel:
    """One field's logistic model, and what is known of the field's absence."""

    intercept: float
    weights: tuple[float, ...]
    """One a feature, in the order of ``features.names_of``."""
    absent: Tally = Tally()
    """Of the times that nothing on the paper pointed to a value: right where the paper had none."""
    missed: Tally = Tally()
    """The same where a form asked for the field, or something unreadable stood in its place."""
    held_out: HeldOut = HeldOut()
    """Of the values that the program comes with."""
    own: HeldOut = HeldOut()
    """Of the workspace's own verified values; empty in the shipped calibration."""
    own_absent: Tally = Tally()
    """The part of ``absent`` that is the workspace's own."""
    figures: Figures | None = None
    """None where there were too few values to hold some out."""

    def probability(self, vector: Sequence[float]) -> float:
        """How likely a value with these features is right, 0 to 1."""
        score = self.intercept + sum(w * x for w, x in zip(self.weights, vector, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, score))))


@dataclass(frozen=True, slots=True)
class CharacterModel:
    """The model of the characters of long texts: trees, since what a feature says depends on many others."""

    intercept: float
    trees: tuple[Tree, ...] = ()
    """They look at features by their place in ``character_features.NAMES``."""
    held_out: HeldOut = HeldOut()
    """Of the characters that the program comes with."""
    own: HeldOut = HeldOut()
    """Of the workspace's own texts that were compared as a whole; empty in the shipped calibration."""

    def probabilities(self, vectors: Sequence[Sequence[float]]) -> tuple[float, ...]:
        """How likely characters with these features are right, 0 to 1."""
        x = np.array(vectors, dtype=np.float64).reshape(len(vectors), len(NAMES))
        return tuple(float(p) for p in 1 / (1 + np.exp(-np.clip(scores(self.trees, x) + self.intercept, -40, 40))))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a calibration comes from."""

    source: str
    """``shipped`` or ``workspace``."""
    date: str
    """ISO 8601."""
    data: str
    """SHA-256 over what it was fitted with, shortened."""
    values: int
    """Proposed values that it was fitted with."""
    readers: tuple[str, ...]
    """Readers and their versions."""
    program: str
    """Version of this program."""
    based_on: str = ""
    """``data`` of the calibration that it was drawn towards; "" for none."""


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Models of all fields, with where they come from. Compared by identity."""

    models: Mapping[FieldName, FieldModel]
    provenance: Provenance
    characters: CharacterModel


def parse(text: str) -> Calibration:
    """A calibration from its JSON text.

    Raises:
        BadCalibrationError: when fields, features or numbers do not fit.
    """
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise BadCalibrationError(problem=f"format {data['format']}")
        models = {field: _model(field, data["fields"][field.value]) for field in FIELDS}
        provenance = Provenance(**data["provenance"] | {"readers": tuple(data["provenance"]["readers"])})
        characters = _characters(data["characters"]) if "characters" in data else shipped().characters
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise BadCalibrationError(problem=type(error).__name__) from error
    return Calibration(models, provenance, characters)


def write(calibration: Calibration) -> str:
    """The JSON text that ``parse`` takes."""
    provenance = {name: getattr(calibration.provenance, name) for name in Provenance.__slots__}
    fields = {field.value: _entry(field, model) for field, model in calibration.models.items()}
    characters = _character_entry(calibration.characters)
    data = {"format": FORMAT, "provenance": provenance, "fields": fields, "characters": characters}
    return _compact(json.dumps(data, ensure_ascii=False, indent=1)) + "\n"


@cache
def shipped() -> Calibration:
    """The calibration that comes with the program.

    Raises:
        BadCalibrationError: when the file does not fit.
    """
    return parse((resources.files("ocr_intake.trust") / SHIPPED).read_text(encoding="utf-8"))


def _model(field: FieldName, entry: dict[str, Any]) -> FieldModel:
    weights = entry["weights"]
    if set(weights) != set(names_of(field)):
        raise BadCalibrationError(problem=f"features of {field.value}")
    figures = entry.get("figures")
    model = FieldModel(
        float(entry["intercept"]),
        tuple(float(weights[name]) for name in names_of(field)),
        Tally(*map(int, entry["absent"])),
        Tally(*map(int, entry["missed"])),
        HeldOut(_spread(entry["right"]), _spread(entry["wrong"])),
        HeldOut(_spread(entry.get("own_right", ())), _spread(entry.get("own_wrong", ()))),
        Tally(*map(int, entry.get("own_absent", ()))),
        None if figures is None else Figures(**figures),
    )
    if not all(math.isfinite(number) for number in (model.intercept, *model.weights)):
        raise BadCalibrationError(problem=f"numbers of {field.value}")
    return model


def _entry(field: FieldName, model: FieldModel) -> dict[str, Any]:
    figures = model.figures
    return {
        "intercept": round(model.intercept, 5),
        "weights": {name: round(w, 5) for name, w in zip(names_of(field), model.weights, strict=True)},
        "absent": [model.absent.right, model.absent.wrong],
        "missed": [model.missed.right, model.missed.wrong],
        "right": _counted(model.held_out.right),
        "wrong": _counted(model.held_out.wrong),
        "own_right": _counted(model.own.right),
        "own_wrong": _counted(model.own.wrong),
        "own_absent": [model.own_absent.right, model.own_absent.wrong],
        "figures": None if figures is None else {name: getattr(figures, name) for name in Figures.__slots__},
    }


def _characters(entry: dict[str, Any]) -> CharacterModel:
    if entry["features"] != list(NAMES):
        raise BadCalibrationError(problem="features of characters")
    model = CharacterModel(
        float(entry["intercept"]),
        trees_of(entry["trees"], len(NAMES)),
        HeldOut(_spread(entry["right"]), _spread(entry["wrong"])),
        HeldOut(_spread(entry.get("own_right", ())), _spread(entry.get("own_wrong", ()))),
    )
    if not math.isfinite(model.intercept):
        raise BadCalibrationError(problem="numbers of characters")
    return model


def _character_entry(model: CharacterModel) -> dict[str, Any]:
    return {
        "intercept": round(model.intercept, 5),
        "features": list(NAMES),
        "trees": entries_of(model.trees),
        "right": _counted(model.held_out.right),
        "wrong": _counted(model.held_out.wrong),
        "own_right": _counted(model.own.right),
        "own_wrong": _counted(model.own.wrong),
    }


def _counted(confidences: Sequence[float]) -> list[list[int]]:
    """Confidences as pairs of a whole number of ``STEPS`` and how often it comes."""
    return [list(pair) for pair in sorted(Counter(round(c * STEPS) for c in confidences).items())]


def _spread(pairs: Sequence[Sequence[int]]) -> tuple[float, ...]:
    return tuple(step / STEPS for step, count in pairs for _ in range(count))


def _compact(text: str) -> str:
    """Arrays of numbers on one line, so that the file can be read."""
    out: list[str] = []
    depth = 0
    for line in text.split("\n"):
        if depth:
            out[-1] += line.strip() + (" " if line.endswith(",") else "")
        else:
            out.append(line)
        depth += line.endswith("[") - (line.strip().rstrip(",") == "]")
    return "\n".join(line.rstrip() for line in out)

"""How well the program reads: predictions against truth, so that a city can measure itself on its own paper."""

from ocr_intake.evaluate.compare import compared, error_rate
from ocr_intake.evaluate.lines import MalformedLineError, UnreadableFileError, read_predictions, read_truth
from ocr_intake.evaluate.locate import MissingFilesError, locate
from ocr_intake.evaluate.measures import Measures, Rate
from ocr_intake.evaluate.records import Predicted, Prediction, Truth, prediction_of
from ocr_intake.evaluate.score import Evaluation, FieldGroup, Stratum, WrongField, evaluate
from ocr_intake.trust.intervals import clopper_pearson

__all__ = [
    "Evaluation",
    "FieldGroup",
    "MalformedLineError",
    "Measures",
    "MissingFilesError",
    "Predicted",
    "Prediction",
    "Rate",
    "Stratum",
    "Truth",
    "UnreadableFileError",
    "WrongField",
    "clopper_pearson",
    "compared",
    "error_rate",
    "evaluate",
    "locate",
    "prediction_of",
    "read_predictions",
    "read_truth",
]

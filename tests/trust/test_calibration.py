"""A calibration survives being written, and one that does not fit this program is refused."""

import json
import math
import re
from dataclasses import replace

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.trust.calibration import BadCalibrationError, FieldModel, HeldOut, Tally, parse, shipped, write
from ocr_intake.trust.features import names_of


def test_writing_and_reading_again_changes_nothing() -> None:
    model = shipped().models[FieldName.PHONE]
    grown = replace(
        model, own=HeldOut((0.5, 0.9, 0.9), (0.25,)), own_absent=Tally(1, 2), absent=Tally(5, 3), missed=Tally(0, 4)
    )
    made = replace(shipped(), models={**shipped().models, FieldName.PHONE: grown})
    again = parse(write(made))
    assert again.models[FieldName.PHONE].own == grown.own
    assert write(again) == write(made)
    assert again.provenance == made.provenance


def test_the_shipped_one_says_where_it_comes_from() -> None:
    told = shipped().provenance
    assert told.source == "shipped"
    assert told.values > 100
    assert told.readers
    assert len(told.data) == 12
    held_out = [len(m.held_out.right) + len(m.held_out.wrong) for m in shipped().models.values()]
    assert all(held_out), "no promise without values that were held out"


def test_a_probability_is_one() -> None:
    assert FieldModel(0.0, (1.0, -1.0)).probability((2.0, 2.0)) == 0.5
    assert FieldModel(1e6, ()).probability(()) <= 1.0
    assert FieldModel(-1e6, ()).probability(()) >= 0.0


def broken(change: str) -> str:
    data = json.loads(write(shipped()))
    name = data["fields"]["name"]
    match change:
        case "field":
            del data["fields"]["phone"]
        case "feature":
            name["weights"].pop(names_of(FieldName.NAME)[0])
        case "other feature":
            name["weights"]["shoe_size"] = 1.0
        case "number":
            name["intercept"] = math.nan
        case "format":
            data["format"] = 1
        case "provenance":
            data["provenance"]["author"] = "x"
        case _:
            return change
    return json.dumps(data)


@pytest.mark.parametrize(
    "change", ["field", "feature", "other feature", "number", "format", "provenance", "", "[]", '{"format": 2}']
)
def test_what_does_not_fit_is_refused(change: str) -> None:
    with pytest.raises(BadCalibrationError, match="calibrate --back"):
        parse(broken(change))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"format": 2, "fields": ' + "[" * 100_000, "{}", "", "nul"])
def test_whatever_stands_in_its_file_is_refused(text: str) -> None:
    with pytest.raises(BadCalibrationError):
        parse(text)


def test_a_number_beyond_all_measure_is_refused() -> None:
    text = re.sub(r"-?\d+\.\d+", "9" * 400, write(shipped()))
    with pytest.raises(BadCalibrationError):
        parse(text)

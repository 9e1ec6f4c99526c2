"""Lines of truth and predictions: what is taken, and how a wrong one is named."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.errors import ExitCode
from ocr_intake.evaluate import (
    MalformedLineError,
    MissingFilesError,
    Predicted,
    Truth,
    UnreadableFileError,
    locate,
    read_predictions,
    read_truth,
)
from ocr_intake.evaluate.lines import _object, _prediction, _truth, _WrongError
from ocr_intake.model.fields import FIELDS, FieldName

GOOD = {"file": "a.tif", "fields": {"name": "見本 太郎"}}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "lines.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_a_truth_with_keys_of_its_own(tmp_path: Path) -> None:
    line = {
        "id": 7, "file": "a.tif", "pages": [2, 3], "submitter_kind": "individual", "channel": "fax", "year": 2021,
        "late": True, "people": ["x"],
        "fields": {"name": "見本 太郎", "phone": None, "postal_code": 208530, "e_mail": "x"},
    }  # fmt: skip
    truth = read_truth(written(tmp_path, "", line, "  "))
    assert truth == (
        Truth(
            "a.tif",
            (2, 3),
            {FieldName.NAME: "見本 太郎", FieldName.POSTAL_CODE: "208530"},
            "individual",
            "7",
            {"channel": "fax", "year": "2021", "late": "true"},
        ),
    )


def test_pages_are_the_first_unless_told(tmp_path: Path) -> None:
    assert read_truth(written(tmp_path, GOOD))[0].pages == (1,)
    assert read_predictions(written(tmp_path, GOOD))[0].pages == ()


def test_a_prediction_with_or_without_confidence(tmp_path: Path) -> None:
    fields = {
        "name": {"value": "見本", "confidence": 1, "flagged": True, "candidates": []},
        "phone": "019",
        "address": None,
    }
    (prediction,) = read_predictions(written(tmp_path, {"file": "a.tif", "pages": [1], "fields": fields}))
    assert prediction.values == {
        FieldName.NAME: Predicted("見本", 1, flagged=True),
        FieldName.PHONE: Predicted("019"),
    }


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    path = tmp_path / "windows.jsonl"
    path.write_text("﻿" + json.dumps(GOOD) + "\r\n", encoding="utf-8")
    assert len(read_truth(path)) == 1


def test_a_separator_of_unicode_is_no_line_break(tmp_path: Path) -> None:
    line = '{"file": "a.tif", "fields": {"name": "見本\u2028太郎"}}'
    assert len(read_truth(written(tmp_path, line))) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{not json", "JSON オブジェクト"),
        ("[1]", "JSON オブジェクト"),
        ("[" * 100_000, "JSON オブジェクト"),
        ({"fields": {}}, "「file」"),
        ({"file": "  ", "fields": {}}, "「file」"),
        ({"file": "a.tif"}, "「fields」に項目名と値"),
        ({"file": "a.tif", "fields": ["name"]}, "「fields」に項目名と値"),
        ({"file": "a.tif", "fields": {"nmae": "見本"}}, "使えるもの: name, organization"),
        ({**GOOD, "pages": "1"}, "「pages」"),
        ({**GOOD, "pages": [0]}, "「pages」"),
        ({**GOOD, "pages": [True]}, "「pages」"),
        ({"file": "a.tif", "fields": {"name": ["見本"]}}, "「name」の値"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: object, said: str) -> None:
    path = written(tmp_path, GOOD, "", line, GOOD)
    for read in (read_truth, read_predictions):
        with pytest.raises(MalformedLineError) as caught:
            read(path)
        assert str(caught.value).startswith(f"「{path}」の 3 行目: ")
        assert said in str(caught.value)
        assert "見本" not in str(caught.value)
        assert caught.value.exit_code is ExitCode.INPUT


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"value": "x", "confidence": "high"}, "confidence"),
        ({"value": "x", "confidence": 1.2}, "confidence"),
        ({"value": "x", "confidence": True}, "confidence"),
        ({"value": "x", "confidence": 10**400}, "confidence"),
        ({"value": "x", "flagged": "yes"}, "flagged"),
        ({"value": {}}, "「name」の値"),
    ],
)
def test_a_malformed_prediction_is_named(tmp_path: Path, field: dict[str, Any], said: str) -> None:
    with pytest.raises(MalformedLineError, match=said):
        read_predictions(written(tmp_path, {"file": "a.tif", "fields": {"name": field}}))


def test_not_a_number_is_no_json(tmp_path: Path) -> None:
    with pytest.raises(MalformedLineError, match="JSON"):
        read_predictions(written(tmp_path, '{"file": "a.tif", "fields": {"name": {"value": "x", "confidence": NaN}}}'))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = ["file", "pages", "fields", "id", "submitter_kind", "hand"]


@given(
    st.dictionaries(st.sampled_from(KEYS), json_values)
    | st.builds(
        lambda fields: {"file": "a", "fields": fields}, st.dictionaries(st.sampled_from(list(FIELDS)), json_values)
    )
)
def test_whatever_stands_there_is_taken_or_named(line: dict[str, Any]) -> None:
    for parse in (_truth, _prediction):
        wrong = None
        try:
            parse(_object(json.dumps(line)))
        except _WrongError as error:
            wrong = error
        assert wrong is None or str(MalformedLineError(Path("x"), 1, wrong.expected, wrong.subject))


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    binary = tmp_path / "scan.tif"
    binary.write_bytes(b"II*\x00\xff\xfe")
    for path in (binary, tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(UnreadableFileError, match="UTF-8"):
            read_truth(path)


def truth_of(*names: str) -> tuple[Truth, ...]:
    return tuple(Truth(name, (1,), {}) for name in names)


def test_files_are_looked_for_beside_the_truth(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for path in (tmp_path / "a.tif", tmp_path / "files" / "b.tif", tmp_path / "files" / "a.tif"):
        path.touch()
    found = locate(truth_of("b.tif", "somewhere/a.tif", "b.tif"), tmp_path / "truth.jsonl")
    assert found == (tmp_path / "files" / "b.tif", tmp_path / "a.tif")


def test_or_in_the_folder_that_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.tif").touch()
    scans = tmp_path / "scans"
    scans.mkdir()
    with pytest.raises(MissingFilesError) as caught:
        locate(truth_of("a.tif", "b.tif"), tmp_path / "truth.jsonl", scans)
    assert "2 件" in str(caught.value)
    assert str(scans) in str(caught.value)
    (scans / "a.tif").touch()
    assert locate(truth_of("a.tif"), tmp_path / "truth.jsonl", scans) == (scans / "a.tif",)

"""Typed papers with one difficulty each (tests/data/cases), from pixels to fields: what stands on them comes out."""

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.evaluate.compare import compared
from ocr_intake.model.fields import FIELDS

CASES = Path(__file__).parents[1] / "data" / "cases"
TRUTH = [json.loads(row) for row in (CASES / "truth.jsonl").read_text(encoding="utf-8").splitlines()]

MISSED = {"rep_inline": "of a telephone number broken over two lines only the second is read as such"}
"""Cases in which the page model is wrong, and how."""

pytestmark = pytest.mark.engine


def cases() -> Iterator[object]:
    """The cases, with those that are known to fail marked."""
    for truth in TRUTH:
        marks = [pytest.mark.xfail(reason=MISSED[truth["id"]])] if truth["id"] in MISSED else []
        yield pytest.param(truth, id=truth["id"], marks=marks)


@pytest.fixture(scope="module")
def found() -> dict[str, list[dict[str, object]]]:
    """File to its submissions, all read in one go."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run(["read", str(CASES), "--json"])
    submissions: dict[str, list[dict[str, object]]] = {}
    for row in map(json.loads, out.getvalue().splitlines()):
        submissions.setdefault(row["file"], []).append(row)
    return submissions


@pytest.mark.parametrize("truth", list(cases()))
def test_a_case(truth: dict[str, object], found: dict[str, list[dict[str, object]]]) -> None:
    (submission,) = found[str(truth["file"])]
    written, read = truth["fields"], submission["fields"]
    assert isinstance(written, dict)
    assert isinstance(read, dict)
    expected = {name.value: compared(name, written[name.value]) for name in FIELDS}
    assert {name.value: compared(name, read[name.value]["value"]) for name in FIELDS} == expected
    assert submission["submitter_kind"] == truth["submitter_kind"]
    assert submission["pages"] == truth["pages"]

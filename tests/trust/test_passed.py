"""Why nobody is asked about a value: only what was really found is told."""

from dataclasses import replace

import pytest

from ocr_intake.i18n import catalogue
from ocr_intake.model.fields import FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.written import Written
from ocr_intake.trust.passed import PassedCode, reasons_passed


def value(name: FieldName, source: str = "page", **evidence: float) -> FieldValue:
    return FieldValue(name, "見本", 0.9959, source=source, evidence=tuple(evidence.items()))


def codes(value: FieldValue) -> list[PassedCode]:
    return [passed.code for passed in reasons_passed(value)]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (value(FieldName.NAME, "form"), PassedCode.ON_FORM),
        (value(FieldName.NAME, seconded=1.0, second=1.0), PassedCode.TWO_READERS),
        (value(FieldName.NAME, typed=1.0), PassedCode.TYPED),
        (value(FieldName.NAME, in_lexicon=1.0), PassedCode.KNOWN_NAME),
        (value(FieldName.NAME, lowest=0.995), PassedCode.EVERY_CHARACTER),
        (value(FieldName.POSTAL_CODE, code_agrees=1.0, known=1.0), PassedCode.CODE_AND_TOWN),
        (value(FieldName.POSTAL_CODE, known=1.0), PassedCode.KNOWN_CODE),
        (value(FieldName.ADDRESS, code_agrees=1.0, town_known=1.0), PassedCode.CODE_AND_TOWN),
        (value(FieldName.ADDRESS, town_known=1.0), PassedCode.KNOWN_TOWN),
        (value(FieldName.PHONE, valid=1.0), PassedCode.PHONE_ASSIGNED),
        (value(FieldName.PHONE, confirmed=1.0), PassedCode.FAX_HEADER),
        (replace(value(FieldName.OPINION), written=Written((1.0, 1.0))), PassedCode.NO_DOUBTFUL_CHARACTER),
    ],
)
def test_each_kind_of_evidence_is_told_beside_the_confidence(given: FieldValue, code: PassedCode) -> None:
    assert codes(given) == [code, PassedCode.ABOVE_BOUND]


@pytest.mark.parametrize(
    "given",
    [
        value(FieldName.NAME),
        value(FieldName.NAME, seconded=1.0, second=0.75, lowest=0.98, in_lexicon=0.0, valid=1.0, known=1.0),
        value(FieldName.NAME, seconded=0.0, second=1.0),
        value(FieldName.POSTAL_CODE, code_agrees=-1.0, known=0.0),
        value(FieldName.ADDRESS, code_agrees=0.0, city_known=1.0),
        value(FieldName.PHONE, valid=0.0, confirmed=0.0),
    ],
)
def test_what_was_not_found_is_not_told(given: FieldValue) -> None:
    assert codes(given) == [PassedCode.ABOVE_BOUND]


def test_what_was_typed_was_read_by_nobody() -> None:
    """Its evidence says what it would be had two readers read it without a doubt."""
    given = value(FieldName.NAME, typed=1.0, seconded=1.0, second=1.0, lowest=1.0, in_lexicon=1.0)
    assert codes(given) == [PassedCode.TYPED, PassedCode.ABOVE_BOUND]


def test_a_value_with_a_flag_did_not_pass() -> None:
    for code in FlagCode:
        assert reasons_passed(replace(value(FieldName.NAME, lowest=1.0), flags=(Flag(code),))) == ()


def test_an_absent_value() -> None:
    assert codes(FieldValue(FieldName.PHONE, None, 0.97)) == [PassedCode.NOTHING_THERE, PassedCode.ABOVE_BOUND]


def test_confidences_are_rounded_down_and_a_long_text_has_that_of_its_pieces() -> None:
    assert reasons_passed(value(FieldName.NAME))[-1].detail == (("percent", "99.5"),)
    assert reasons_passed(value(FieldName.OPINION, pieces=0.999))[-1].detail == (("percent", "99.9"),)


def test_every_code_has_a_text() -> None:
    assert {f"passed.{code}" for code in PassedCode} | {"passed.head"} == {
        key for key in catalogue("ja") if key.startswith("passed.")
    }

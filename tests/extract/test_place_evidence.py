"""Evidence of a value's place: the page model's probabilities, the margin, how exactly a label asks for it."""

import math

import pytest

from ocr_intake.extract.candidates import candidates_of
from ocr_intake.extract.choice import Chosen
from ocr_intake.extract.place_evidence import HOLDS, KNOWN, UNKNOWN_LABEL, KnownLabels, place_evidence
from ocr_intake.extract.tags import Tag
from tests.extract.builders import LEFT, TOP
from tests.extract.tagged import Part, Placed, Row, part, spans

LABELS = KnownLabels({"お名前": ("name",), "住　所": ("address",), "氏名・団体名": ("name", "organization")})
NAME = Part("佐藤 花子", Tag.NAME)


def exactness(*rows: Row | Placed, kind: str = "name") -> float:
    found = spans(*rows)
    return LABELS.exactness(found, [span for span in found if span.tag is Tag.NAME], kind)


def chosen(sure: float, margin: float) -> Chosen:
    (candidate,) = candidates_of(spans(part("佐藤 花子", Tag.NAME, sure)), Tag.NAME)
    return Chosen(candidate, margin)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("お名前", KNOWN),
        ("【お 名 前】：", KNOWN),
        ("(1) お名前", KNOWN),
        ("氏名・団体名", KNOWN),
        ("ご提出者のお名前", HOLDS),
        ("名義", UNKNOWN_LABEL),
        ("住所", UNKNOWN_LABEL),
    ],
)
def test_how_exactly_a_label_asks(label: str, expected: float) -> None:
    assert exactness((Part(label, Tag.LABEL), NAME)) == expected


def test_the_label_may_stand_above_or_in_another_box_of_the_row() -> None:
    assert exactness(part("お名前", Tag.LABEL), (NAME,)) == KNOWN
    assert exactness(Placed(part("お名前", Tag.LABEL), LEFT, TOP), Placed((NAME,), 900, TOP + 10)) == KNOWN


def test_only_the_nearest_label_above_counts_and_none_below_or_to_the_right() -> None:
    assert exactness(part("お名前", Tag.LABEL), part("住所", Tag.LABEL), (NAME,)) == UNKNOWN_LABEL
    assert exactness((NAME,), part("お名前", Tag.LABEL)) == 0.0
    assert exactness((NAME, Part("お名前", Tag.LABEL))) == 0.0
    assert exactness((NAME,)) == 0.0


def test_a_wording_for_another_field_is_not_this_ones() -> None:
    assert exactness((Part("住 所", Tag.LABEL), NAME)) == UNKNOWN_LABEL
    assert exactness((Part("氏名・団体名", Tag.LABEL), NAME), kind="organization") == KNOWN


def test_probabilities_and_margin() -> None:
    found = place_evidence(chosen(0.9, 4.0))
    assert found["tag"] == pytest.approx(0.9, abs=1e-3)
    assert found["lowest_tag"] == pytest.approx(0.9)
    assert found["margin"] == pytest.approx(1 - math.exp(-1))


@pytest.mark.parametrize("margin", [0.0, 1.0, 100.0, math.inf])
def test_all_evidence_lies_between_0_and_1_and_grows_with_the_margin(margin: float) -> None:
    found = place_evidence(chosen(0.7, margin))
    assert all(0.0 <= value <= 1.0 for value in found.values())
    assert found["margin"] <= place_evidence(chosen(0.7, margin + 1))["margin"]


def test_no_value_has_no_place() -> None:
    assert place_evidence(Chosen(None, 3.0)) == {}

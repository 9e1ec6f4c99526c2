"""The records: frozen, comparable, and what they derive from what they hold."""

from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import UTC, datetime
from types import ModuleType

import numpy as np
import pytest

from ocr_intake.model import fields as field_records
from ocr_intake.model import geometry, pages, proposal, reading, review, submission
from ocr_intake.model.fields import FIELDS, PERSONAL_FIELDS, Candidate, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import Page, SourceFile
from ocr_intake.model.reading import Character, Direction, Line, Reading
from ocr_intake.model.review import Decision, Verification
from ocr_intake.model.submission import Submission, SubmitterKind, number_of

ROOM = (field_records, geometry, pages, proposal, reading, review, submission)


def records(module: ModuleType) -> list[type]:
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
    ]


@pytest.mark.parametrize("kind", [kind for module in ROOM for kind in records(module)], ids=lambda kind: kind.__name__)
def test_every_record_is_frozen_and_slotted(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(kind)
    assert not any(field.type in {"list", "dict", "set"} for field in fields(kind))


def test_a_record_cannot_be_changed() -> None:
    candidate = Candidate("佐藤 花子", 0.5, "lexicon")
    with pytest.raises(FrozenInstanceError):
        candidate.text = "佐藤 花枝"  # type: ignore[misc]


def test_opinions_are_the_only_field_that_may_be_published() -> None:
    assert frozenset(FIELDS) - PERSONAL_FIELDS == {FieldName.OPINION}


class TestPage:
    def test_its_pixels_become_read_only(self) -> None:
        pixels = np.zeros((4, 6), np.uint8)
        page = Page(1, pixels, 300.0, bilevel=False)
        with pytest.raises(ValueError, match="read-only"):
            page.pixels[0, 0] = 1

    def test_equal_pixels_have_equal_digests_whatever_the_rest(self) -> None:
        one = Page(1, np.full((4, 6), 9, np.uint8), 300.0, bilevel=False)
        other = Page(7, np.full((4, 6), 9, np.uint8), None, bilevel=True)
        assert one.digest == other.digest
        assert len(one.digest) == 64

    def test_one_pixel_or_the_shape_makes_another_digest(self) -> None:
        plain = np.full((4, 6), 9, np.uint8)
        dotted = plain.copy()
        dotted[3, 5] = 8
        digests = {
            Page(1, pixels, None, bilevel=False).digest
            for pixels in (plain, dotted, plain.reshape(6, 4).copy(), plain.reshape(4, 2, 3).copy())
        }
        assert len(digests) == 4

    def test_a_digest_that_is_given_is_kept(self) -> None:
        assert Page(1, np.zeros((2, 2), np.uint8), None, bilevel=False, digest="abc").digest == "abc"

    def test_it_holds_for_pixels_that_are_not_contiguous(self) -> None:
        wide = np.arange(48, dtype=np.uint8).reshape(4, 12)
        view, copy = wide[:, ::2], np.ascontiguousarray(wide[:, ::2])
        assert Page(1, view, None, bilevel=False).digest == Page(1, copy, None, bilevel=False).digest


class TestReadings:
    def test_the_least_certain_character_counts(self) -> None:
        characters = (Character("内", 0.99, 0.0, 0.5), Character("丸", 0.42, 0.5, 1.0))
        assert Reading("ppocr", "内丸", characters, 0.7).lowest == 0.42

    def test_without_characters_the_confidence_stands_for_them(self) -> None:
        assert Reading("tesseract", "内丸", confidence=0.8).lowest == 0.8

    def test_the_first_reading_of_a_line_speaks_for_it(self) -> None:
        line = Line(
            Box(0, 0, 10, 10),
            Direction.HORIZONTAL,
            (Reading("ppocr", "住所", confidence=0.9), Reading("tesseract", "任所", confidence=1.0)),
        )
        assert line.text == "住所"
        assert line.confidence == 0.9

    def test_a_line_that_nobody_could_read_has_no_text_and_no_confidence(self) -> None:
        line = Line(Box(0, 0, 10, 10), Direction.VERTICAL)
        assert line.text == ""
        assert line.confidence == 0.0


class TestSubmission:
    @staticmethod
    def value(name: FieldName, *flags: FlagCode) -> FieldValue:
        return FieldValue(name, None, 1.0, tuple(Flag(code) for code in flags))

    def whole(self, *flags: FlagCode, on_phone: tuple[FlagCode, ...] = ()) -> Submission:
        values = tuple(self.value(name, *(on_phone if name is FieldName.PHONE else ())) for name in FIELDS)
        return Submission((1,), SubmitterKind.INDIVIDUAL, values, (), tuple(Flag(code) for code in flags))

    def test_a_field_is_found_by_its_name(self) -> None:
        assert [self.whole().field(name).name for name in FIELDS] == list(FIELDS)

    def test_it_is_flagged_by_any_flag_of_its_own_or_of_a_field(self) -> None:
        assert not self.whole().flagged
        assert self.whole(FlagCode.LATE).flagged
        assert self.whole(on_phone=(FlagCode.PHONE_DIGITS,)).flagged
        assert self.whole(on_phone=(FlagCode.PHONE_DIGITS,)).field(FieldName.PHONE).flagged


def test_records_of_equal_content_are_equal() -> None:
    assert SourceFile("0" * 64, "a.tif", 1, "image/tiff", 2) == SourceFile("0" * 64, "a.tif", 1, "image/tiff", 2)
    at = datetime(2021, 9, 1, tzinfo=UTC)
    assert Verification(1, Decision.ACCEPTED, None, "係員A", at) != Verification(
        2, Decision.ACCEPTED, None, "係員A", at
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("S0012", 12),
        ("s12", 12),
        (" 12 ", 12),
        ("Ｓ００１２", 12),
        ("S", None),
        ("", None),
        ("12-3", None),
        ("見本", None),
    ],
)
def test_a_submission_is_meant_by_its_number(text: str, number: int | None) -> None:
    assert number_of(text) == number

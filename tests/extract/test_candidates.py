"""Candidates of a field: which spans belong together, what else may be it, the best first."""

import pytest

from ocr_intake.extract.candidates import LEAST, candidates_of
from ocr_intake.extract.tags import Tag
from ocr_intake.model.geometry import Box
from tests.extract.builders import LEFT, PITCH, TOP
from tests.extract.tagged import Part, Placed, Row, part, spans

CELLS = (Box(100, 200, 1500, 400), Box(100, 404, 1500, 600))


def texts(tag: Tag, *rows: Row | Placed, cells: tuple[Box, ...] = ()) -> list[str]:
    return [candidate.text for candidate in candidates_of(spans(*rows, cells=cells), tag)]


def test_rows_of_one_address_are_one_candidate() -> None:
    rows = (part("盛岡市中央通1-7-25", Tag.ADDRESS), part("メゾン中央203", Tag.ADDRESS))
    assert texts(Tag.ADDRESS, *rows) == ["盛岡市中央通1-7-25メゾン中央203"]


def test_rows_far_apart_or_in_two_cells_are_two() -> None:
    one, other = part("盛岡市中央通1-7-25", Tag.ADDRESS), part("花巻市上町3-15", Tag.ADDRESS)
    assert len(texts(Tag.ADDRESS, one, Placed(other, LEFT, TOP + 4 * PITCH))) == 2
    rows = (Placed(one, LEFT, 340, cell=0), Placed(other, LEFT, 410, cell=1))
    assert len(texts(Tag.ADDRESS, *rows, cells=CELLS)) == 2


def test_two_names_under_one_another_are_two_and_beside_one_another_one() -> None:
    assert len(texts(Tag.NAME, part("佐藤 太郎", Tag.NAME), part("高橋 花子", Tag.NAME))) == 2
    assert texts(Tag.NAME, (Part("佐藤 太郎", Tag.NAME), Part("・", Tag.OTHER), Part("花子", Tag.NAME))) == [
        "佐藤 太郎花子"
    ]


def test_a_label_between_two_values_of_a_row_parts_them() -> None:
    row = (Part("019-613-8472", Tag.PHONE), Part("携帯", Tag.LABEL), Part("090-1234-5678", Tag.PHONE))
    assert sorted(texts(Tag.PHONE, row)) == ["019-613-8472", "090-1234-5678"]


def test_a_representative_is_a_candidate_for_the_person() -> None:
    (only,) = candidates_of(spans(part("佐藤 花子", Tag.REPRESENTATIVE, 0.6, Tag.NAME)), Tag.NAME)
    assert only.probability() == pytest.approx(1.0, abs=1e-3)
    assert only.probability(Tag.REPRESENTATIVE) == pytest.approx(0.6, abs=1e-3)
    assert only.lowest == pytest.approx(0.6)


def test_what_is_rather_something_else_is_a_candidate_where_that_is_taken_for_it() -> None:
    office = part("019-622-6211", Tag.OFFICE, 0.8, Tag.PHONE)
    assert texts(Tag.PHONE, office) == ["019-622-6211"]
    assert texts(Tag.PHONE, part("019-622-6211", Tag.OFFICE, 1 - LEAST / 2, Tag.PHONE)) == []
    assert texts(Tag.PHONE, part("019-622-6211", Tag.OPINION, 0.8, Tag.PHONE)) == []


def test_what_is_rather_something_else_joins_nothing() -> None:
    row = (Part("019-613-8472", Tag.PHONE), Part("／", Tag.OTHER), Part("019-622-6211", Tag.OFFICE, 0.8, Tag.PHONE))
    assert texts(Tag.PHONE, row) == ["019-613-8472", "019-622-6211"]


def test_the_likeliest_comes_first_and_a_short_one_counts_for_less() -> None:
    rows = (part("高橋 花子", Tag.NAME, 0.7), Placed(part("佐藤 太郎", Tag.NAME, 0.99), LEFT, 900))
    assert texts(Tag.NAME, *rows) == ["佐藤 太郎", "高橋 花子"]
    whole, mark = candidates_of(spans(part("佐藤 花子", Tag.NAME), Placed(part("佐", Tag.NAME), LEFT, 900)), Tag.NAME)
    assert whole.score > mark.score > 0


def test_no_spans_have_no_candidates() -> None:
    assert candidates_of([], Tag.ADDRESS) == []

"""Lot numbers and buildings behind a town."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese.lots import parse_lot

TRUE = {
    "2丁目33-10": (2, 33, 10),
    "二丁目三十九番二十四号": (2, 39, 24),
    "7地割75番地17": (7, 75, 17),
    "24-101-33　シャトー和賀町藤根２０６": (24, 101, 33),
    "第7地割164番地31 サンコート上飯岡　505": (7, 164, 31),
    "1の7の25": (1, 7, 25),
    "5丁目6番25号(メゾン・ド・みたけ201号)": (5, 6, 25),
    "34地割108 ひまわりアパートB-1": (34, 108),
    "2丁目18-26 市営住宅1号棟203": (2, 18, 26),
    "無番地": (),
    "12-2三田ハイツ203": (12, 2),
    "1丁目2番3号第2山田ビル5F": (1, 2, 3),
    "甲123番地": (123,),
    "５１－１３": (51, 13),
    "4番地の15 ルミエール 101": (4, 15),
    "字馬場12": (12,),
    "": (),
}


@pytest.mark.parametrize(("rest", "numbers"), TRUE.items())
def test_what_is_right_stays(rest: str, numbers: tuple[int, ...]) -> None:
    lot = parse_lot(rest)
    assert lot.text == rest
    assert lot.numbers == numbers


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("２丁日３３ー１０", "２丁目３３－１０"),
        ("３３一２３", "３３－２３"),
        ("3一26一5", "3-26-5"),
        ("l-2-3", "1-2-3"),
        ("2-4-l5 カーサ・ベルデ2O1", "2-4-15 カーサ・ベルデ201"),
        ("37番地7 グリーンハイムl01", "37番地7 グリーンハイム101"),
        ("14 - 38 - 13", "14-38-13"),
        ("9番24另", "9番24号"),
        ("3香地5", "3番地5"),
        ("24-33 シヤト一和賀206", "24-33 シャトー和賀206"),
        ("1-9ューポつつじ205", "1-9コーポつつじ205"),
        ("2-4-15カ-サ・ベルデ201", "2-4-15カーサ・ベルデ201"),
    ],
)
def test_slips_are_mended(read: str, meant: str) -> None:
    assert parse_lot(read).text == meant


def test_a_building_named_after_its_town() -> None:
    assert parse_lot("102-4 メゾン熱海町高长206", "熱海町高玉").building == "メゾン熱海町高玉206"
    assert parse_lot("102-4 コーポ北松園206", "東松園").building == "コーポ北松園206"


def test_a_number_too_long_for_a_lot_may_have_lost_a_hyphen() -> None:
    lot = parse_lot("32126")
    assert lot.text == "32126"
    assert lot.alternatives == ("32-26",)
    assert parse_lot("3212").alternatives == ()


@given(
    st.text(alphabet="0123456789０１lO一ー-の丁目番地号 　コーポ一二十第字ABカサ", max_size=30) | st.text(max_size=30)
)
def test_any_rest_is_taken_and_mending_is_stable(rest: str) -> None:
    once = parse_lot(rest)
    twice = parse_lot(once.text)
    assert parse_lot(twice.text).text == twice.text


def test_a_hamlet_stands_before_the_lot() -> None:
    lot = parse_lot("字前田258番地グラン八イッ大手前803号室")
    assert (lot.number, lot.building) == ("字前田258番地", "グランハイツ大手前803号室")


def test_a_building_word_gets_its_lost_voicing_back() -> None:
    assert parse_lot("581番地の3 メソン柏木507").building == "メゾン柏木507"

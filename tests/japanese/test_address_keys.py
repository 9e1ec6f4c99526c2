"""Where an address is: its town in the table, the code that agrees, what the table has in place of what is written."""

import pytest

from ocr_intake.japanese.address_grammar import START, AddressGrammar
from ocr_intake.japanese.address_keys import AddressKey, address_key, agrees, table_forms
from ocr_intake.japanese.address_text import State
from ocr_intake.japanese.gazetteer import Town

SHIMO = Town("岩手県", "盛岡市", "下米内")


@pytest.mark.parametrize(
    ("code", "key", "verdict"),
    [
        ("020-0003", AddressKey("岩手県盛岡市下米内2丁目33-10", SHIMO), True),
        ("020-0003", AddressKey("岩手県盛岡市上米内2丁目33-10", Town("岩手県", "盛岡市", "上米内")), False),
        ("252-0824", AddressKey("岩手県盛岡市下米内2丁目33-10", SHIMO), False),
        ("020-0000", AddressKey("岩手県盛岡市下米内2丁目33-10", SHIMO), True),
        ("020-0003", AddressKey("盛岡市山田12", Town("岩手県", "盛岡市", "")), None),
        ("999-9999", AddressKey("岩手県盛岡市下米内2丁目33-10", SHIMO), None),
        ("020-0003", AddressKey("どこか遠い所", None), None),
    ],
)
def test_whether_code_and_address_agree(code: str, key: AddressKey, verdict: bool | None) -> None:
    assert agrees(code, key) is verdict


def test_codes_are_those_of_the_town() -> None:
    assert AddressKey("盛岡市下米内1", SHIMO).codes == ("0200003",)
    assert AddressKey("盛岡市山田1", Town("岩手県", "盛岡市", "")).codes == ()
    assert AddressKey("どこか", None).codes == ()


@pytest.mark.parametrize(
    ("written", "code", "form"),
    [
        ("岩手県盛岡市下米内2丁目33-10", "", "岩手県盛岡市下米内2丁目33-10"),
        ("岩手県盛岡市卞米内2丁目33-10", "", "岩手県盛岡市下米内2丁目33-10"),
        ("岩手県滝沢市鵜飼孤洞51-13", "", "岩手県滝沢市鵜飼狐洞51-13"),
        ("岩手県盛岡市津志田甫一丁目15", "020-0839", "岩手県盛岡市津志田南一丁目15"),
    ],
)
def test_what_the_table_has(written: str, code: str, form: str) -> None:
    assert table_forms(written, code)[0][0] == form
    assert (table_forms(written, code)[0][1] == 0.0) is (written == form)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("岩手県盛岡市下米内2丁目33-10", "", SHIMO),
        ("〒020-0003 盛岡市卞米内2丁目33-10", "", SHIMO),
        ("盛岡下米内2", "252-0824", SHIMO),
        ("盛岡市あいうえ1", "", Town("岩手県", "盛岡市", "")),
        ("どこか遠い所", "", None),
        ("12-3", "", None),
        ("", "", None),
    ],
)
def test_where_a_text_is(text: str, code: str, place: Town | None) -> None:
    assert address_key(text, code) == AddressKey(text, place)


def cost(text: str, *backing: Town) -> float:
    """The least that a text costs as an address."""
    grammar = AddressGrammar(backing)
    reached: dict[State, float] = {START: 0.0}
    for char in text:
        following: dict[State, float] = {}
        for state, before in reached.items():
            for more, there in grammar.moves(state, char):
                following[there] = min(before + more, following.get(there, 1e9))
        reached = following
    return min(before + grammar.end(state) for state, before in reached.items())


@pytest.mark.parametrize(
    ("likelier", "other"),
    [
        ("盛岡市下米内2丁目33-10", "盛岡市下米内2丁日33-10"),
        ("盛岡市下米内2丁目33-10", "盛岡市不米内2丁目33-10"),
        ("盛岡市内丸1-2", "盛岡市内丸112"),
        ("盛岡市内丸104-16", "盛岡市内丸104116"),
        ("盛岡市内丸1-2シャトー内丸", "盛岡市内丸1-2シャト一内丸"),
        ("盛岡市内丸1-2コーポ内丸", "盛岡市内丸1-2コーポ肉丸"),
        ("盛岡市内丸1-2", "盛岡市内丸1-2-"),
        ("盛岡市内丸1-2", "盛岡市内丸1-02"),
        ("高崎市旭町33", "高﨑市旭町33"),
    ],
)
def test_which_of_two_addresses_is_likelier(likelier: str, other: str) -> None:
    assert cost(likelier) < cost(other)


def test_a_postal_code_makes_its_town_likelier() -> None:
    assert cost("盛岡市下米内2-3", SHIMO) < cost("盛岡市下米内2-3")


@pytest.mark.parametrize("odd", ["〇〇町字十文字10", "★★★", "あ 1", "盛岡市", "1-2-3", "ABC"])
def test_nothing_is_forbidden_but_to_end_in_the_midst_of_a_word(odd: str) -> None:
    assert cost(odd + "1") < 1e9

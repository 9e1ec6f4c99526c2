"""Addresses: what is right stays, what was misread is mended where that is safe."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.japanese import towns
from ocr_intake.japanese.addresses import address_likelihood, agrees, parse_address
from ocr_intake.japanese.gazetteer import City, Town, gazetteer

TRUE = {
    "岩手県盛岡市下米内2丁目33-10": Town("岩手県", "盛岡市", "下米内"),
    "盛岡開運橋通45-28": Town("岩手県", "盛岡市", "開運橋通"),
    "紫波郡矢巾町大字南矢幅7地割75番地17": Town("岩手県", "紫波郡矢巾町", "南矢幅"),
    "矢巾町又兵エ新田1-2": Town("岩手県", "紫波郡矢巾町", "又兵エ新田"),
    "藤沢市打戻３３－２３": Town("神奈川県", "藤沢市", "打戻"),
    "東京都葛飾区南水元二丁目三十九番二十四号": Town("東京都", "葛飾区", "南水元"),
    "岩手県北上市和賀町藤根24-101-33　シャトー藤根２０６": Town("岩手県", "北上市", "和賀町藤根"),
    "北海道札幌市北区新琴似4条2-11": Town("北海道", "札幌市北区", "新琴似四条"),
    "岩手県盛岡市つつじケ丘1-9": Town("岩手県", "盛岡市", "つつじが丘"),
    "さいたま市浦和区神明2-7-25": Town("埼玉県", "さいたま市浦和区", "神明"),
    "盛岡市飯岡新田第3地割124番地4": Town("岩手県", "盛岡市", "飯岡新田"),
}
MISREAD = {
    "岩手県盛岡市卞米内2丁目33-10": "岩手県盛岡市下米内2丁目33-10",
    "岩千県盛岡市下米内2丁目": "岩手県盛岡市下米内2丁目",
    "岩手県盛阿市内丸1": "岩手県盛岡市内丸1",
    "岩手県滝沢市鵜飼孤洞51-13": "岩手県滝沢市鵜飼狐洞51-13",
    "岩手県盛岡市つっじか丘1-9": "岩手県盛岡市つつじが丘1-9",
    "爱知県名古屋市千種区丸山町2-7": "愛知県名古屋市千種区丸山町2-7",
    "岩手県盛岡市東黑石野2丁目18": "岩手県盛岡市東黒石野2丁目18",
    "埼玉県越谷市北111崎6-18": "埼玉県越谷市北川崎6-18",
    "岩 手 県 盛 岡 市 内 丸 1 2": "岩手県盛岡市内丸12",
    "〒020-0003 岩手県盛岡市不米内2": "岩手県盛岡市下米内2",
}
CITIES = st.integers(0, len(gazetteer().cities) - 1)


@pytest.mark.parametrize(("text", "town"), TRUE.items())
def test_what_is_right_stays(text: str, town: Town) -> None:
    parse = parse_address(text)
    assert (parse.text, parse.corrected, parse.distance) == (text, False, 0.0)
    assert Town(parse.prefecture, parse.city, parse.town) == town
    assert parse.head + parse.rest == text
    assert all(town in gazetteer().towns_of(code) for code in parse.postal_codes)


@pytest.mark.parametrize(("read", "meant"), MISREAD.items())
def test_slips_are_mended(read: str, meant: str) -> None:
    assert parse_address(read).text == meant


def test_a_postal_code_settles_what_look_alikes_alone_do_not() -> None:
    read = "岩手県盛岡市津志田甫一丁目15"
    alone = parse_address(read)
    assert alone.text == read
    assert "岩手県盛岡市津志田南一丁目15" in alone.alternatives
    assert parse_address(read, "020-0839").text == "岩手県盛岡市津志田南一丁目15"


def test_a_town_that_is_not_in_the_table_stays() -> None:
    for text in (
        "岩手県盛岡市東米内2-3",
        "岩手県盛岡市新内丸2-3",
        "岩手県盛岡市月見が丘5",
        "京都市中京区姉小路通烏丸東入4",
    ):
        parse = parse_address(text)
        assert (parse.text, parse.corrected) == (text, False)


def test_hidden_true_towns_are_not_turned_into_their_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = random.Random(7)  # noqa: S311 -- no secret
    known = towns._towns
    for _ in range(120):
        index = chosen.randrange(len(gazetteer().cities))
        city = gazetteer().cities[index]
        names = [name for name in city.towns if len(name) > 1]
        if not names:
            continue
        hidden = chosen.choice(names)
        rest = {folded: town for folded, town in known(index).items() if town[0] != hidden}
        monkeypatch.setattr(towns, "_towns", lambda one, at=index, left=rest: left if one == at else known(one))
        text = f"{city.prefecture}{city.name}{hidden}12-3"
        assert parse_address(text).text == text


def _some(city: City, number: int) -> str:
    return city.towns[number % len(city.towns)] if city.towns else ""


@settings(max_examples=150, deadline=None)
@given(CITIES, st.integers(0, 10_000), st.booleans(), st.sampled_from(["1-2-3", "12番地", "三丁目4番5号", ""]))
def test_an_exact_hit_never_changes(index: int, number: int, prefecture: bool, lot: str) -> None:
    city = gazetteer().cities[index]
    text = f"{city.prefecture if prefecture else ''}{city.name}{_some(city, number)}{lot}"
    parse = parse_address(text)
    assert parse.text == text
    assert not parse.corrected


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(list(TRUE)), st.integers(0, 9_999_999))
def test_a_wrong_postal_code_does_no_harm_to_what_is_right(text: str, number: int) -> None:
    assert parse_address(text, f"{number:07d}").text == text


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet="岩手県盛岡市内丸下米郡町村字大東京都区1lー-〒 　ヶケ", max_size=24) | st.text(max_size=24))
def test_any_text_is_taken(text: str) -> None:
    parse = parse_address(text)
    assert parse.text == parse.head + parse.rest or not parse.head
    assert 0.0 <= parse.margin <= 1.0
    assert 0.0 <= address_likelihood(text) <= 1.0


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(MISREAD)))
def test_correcting_twice_is_correcting_once(read: str) -> None:
    once = parse_address(read)
    twice = parse_address(once.text)
    assert twice.text == once.text
    assert not twice.corrected


@pytest.mark.parametrize(
    ("code", "text", "verdict"),
    [
        ("020-0003", "岩手県盛岡市下米内2丁目33-10", True),
        ("020-0003", "岩手県盛岡市上米内2丁目33-10", False),
        ("252-0824", "岩手県盛岡市下米内2丁目33-10", False),
        ("020-0000", "岩手県盛岡市下米内2丁目33-10", True),
        ("999-9999", "岩手県盛岡市下米内2丁目33-10", None),
        ("020-0003", "どこか遠い所", None),
        ("020-8530", "盛岡市内丸12-2", True),
    ],
)
def test_whether_code_and_address_agree(code: str, text: str, verdict: bool | None) -> None:
    assert agrees(code, parse_address(text)) is verdict


def test_likelihood_tells_addresses_from_other_lines() -> None:
    addresses = [*TRUE, *MISREAD, "広島市安佐南区西原一丁目12-22", "福岡県福岡市早良区早良1の7の25"]
    others = [
        "意見",
        "電話番号 019-648-6802",
        "佐々木 ひかり",
        "市民の会",
        "盛岡市長 様",
        "本計画について意見を述べます。",
        "県や市町村が2-3年かけて進めるべきです。",
        "岩手県盛岡市に住んで30年になります。",
        "10番のバスが遅れます。",
    ]
    assert min(map(address_likelihood, addresses)) > 0.6
    assert max(map(address_likelihood, others)) < 0.4

"""People named in running text: found with an honorific or by a whole name, and little else taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese.folding import folded
from ocr_intake.japanese.mentions import mentions_in
from ocr_intake.japanese.names import readings_of


def named(text: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in mentions_in(text)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("昨日、佐藤花子さんに会いました。", ["佐藤花子"]),
        ("谷藤裕明市長の答弁。", ["谷藤裕明"]),
        ("隣の斎藤さんと、田中氏の家。", ["斎藤", "田中"]),
        ("佐々木　健一様へ", ["佐々木　健一"]),
        ("町内会長の小野寺さん", ["小野寺"]),
        ("高橋工務店の林修先生", ["林修"]),
        ("ｼﾞｮﾝｿﾝさんとブラウンさん", ["ｼﾞｮﾝｿﾝ", "ブラウン"]),
        ("佐藤\n花子さん", ["佐藤\n花子"]),
        ("髙橋議員", ["髙橋"]),
        ("安達・石川両議員の質問", ["安達", "石川"]),
        ("松本と申します。", ["松本"]),
        ("故岡野博氏", ["岡野博"]),
    ],
)
def test_a_person_is_found(text: str, people: list[str]) -> None:
    assert named(text) == people


@pytest.mark.parametrize(
    "text",
    [
        "皆さん、皆様、職員の皆様、市の職員の皆様には、お客様、奥様、お母さん、業者さん、八百屋さん。",
        "多様な仕様と様々な様子。同様に、氏名と氏子。",
        "高橋工務店と鈴木商店に、千葉から来た。",
        "盛岡市長と岩手県知事は、市長、会長、議員の諸氏に。",
        "たくさんの意見。",
        "",
        "。。。！",
    ],
)
def test_what_is_no_person_is_left(text: str) -> None:
    assert named(text) == []


def test_a_place_before_an_honorific_is_not_sure() -> None:
    (mention,) = mentions_in("岩手さんの意見")
    assert not mention.certain
    assert mentions_in("佐藤花子さん")[0].certain


def test_a_very_long_text_without_a_stop() -> None:
    text = "あ" * 30_000 + "佐藤花子さん" + "い" * 30_000
    assert "佐藤花子" in named(text)


@given(st.text(max_size=60))
def test_places_lie_in_the_text_and_in_order(text: str) -> None:
    last = 0
    for mention in mentions_in(text):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end


class TestFolded:
    def test_widths_variants_and_spaces(self) -> None:
        made = folded("ｶﾞ　髙\n１２－３\u200b㈱", spaces=False)
        assert made.text == "ガ高12-3(株)"
        assert made.span(0, 1) == (0, 2)
        assert made.span(1, 2) == (3, 4)
        assert made.span(6, 9) == (10, 11)

    def test_spaces_may_stay_and_katakana_go(self) -> None:
        assert folded("サトウ　Hanako", spaces=True, kana=True).text == "さとう hanako"

    @given(st.text(max_size=40), st.booleans(), st.booleans())
    def test_every_character_has_a_place(self, text: str, spaces: bool, kana: bool) -> None:
        made = folded(text, spaces=spaces, kana=kana)
        assert len(made.text) == len(made.starts) == len(made.ends)
        assert list(made.starts) == sorted(made.starts)
        assert all(0 <= start < end <= len(text) for start, end in zip(made.starts, made.ends, strict=True))


def test_readings_of_a_name() -> None:
    assert "さとうはなこ" in readings_of("佐藤", "花子")
    assert {"すがのみさき", "かんのみさき"} <= set(readings_of("菅野", "美咲"))
    assert readings_of("龘龘", "龘") == ()

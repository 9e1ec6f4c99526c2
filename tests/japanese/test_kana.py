"""Look-alikes of kana in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese.kana import repair_kana

MISREAD = {
    "プ口グラム": "プログラム",
    "人ロ減少": "人口減少",
    "サ一ビス": "サービス",
    "カ-サ": "カーサ",
    "東京ヘ行く": "東京へ行く",
    "もうー度": "もう一度",
    "ホ一ムへルパ一": "ホームへルパー",
    "マイナンバー力ード": "マイナンバーカード",
    "福祉センタ一の": "福祉センターの",
    "協カして": "協力して",
    "エ事": "工事",
    "工ネルギー": "エネルギー",
    "二ュース": "ニュース",
    "第ニ回": "第二回",
    "タ方": "夕方",
    "夕クシー": "タクシー",
    "八ザードマップ": "ハザードマップ",
    "入りロ": "入り口",
    "スマー卜フォン": "スマートフォン",
    "すベて": "すべて",
    "つまリ": "つまり",
    "ー人ひとり": "一人ひとり",
}
TRUE = """
    三カ月 1カ所 又兵エ新田 ロボット カタログ データ一つ らーめん ベンチ リンゴ 八幡町
    口座 カフェ 盛岡へ ホームページへ スーパー一軒 メール一本 コロナ 力強い 人口 夕方
    二つ 一人 上ノ橋町 ミニバス 千葉 三ツ割 才能 一括 原子力センター 人力車
    バス停のベンチ 家族ではベランダに 3-5 コーポつつじが丘205 A一B
"""


@pytest.mark.parametrize(("read", "meant"), MISREAD.items())
def test_look_alikes_follow_their_neighbours(read: str, meant: str) -> None:
    assert repair_kana(read) == meant


@pytest.mark.parametrize("text", TRUE.split())
def test_what_is_right_stays(text: str) -> None:
    assert repair_kana(text) == text


@given(st.text(alphabet="へヘべベ力カ工エ一ーニ二口ロ夕タ八ハ卜ト千三-−リりあんアンー漢字市。1 ", max_size=30))
def test_twice_is_once(text: str) -> None:
    once = repair_kana(text)
    assert len(once) == len(text)
    assert repair_kana(once) == once


@given(st.text(max_size=40))
def test_any_text_is_taken(text: str) -> None:
    assert len(repair_kana(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("雲のほそくたなびキたる", "雲のほそくたなびきたる"),
        ("子どもモいる", "子どももいる"),
        ("キャッシュレス", "キャッシュレス"),
    ],
)
def test_a_katakana_alone_among_hiragana_is_hiragana(text: str, meant: str) -> None:
    assert repair_kana(text) == meant

"""Names, the titles around them, and organisations."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.japanese.names import name_parts
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.japanese.titles import title_at_end, title_at_head

NAMES = """
    佐々木-ひかり 下斗米-富雄 似内-雅子 髙橋-実 德田-周平 大志田-與一 小野寺-フミ 五日市-悟 角掛-春香 昆-香織
    村上-ヨシ子 八重樫-千尋 長内-颯太 濵田-かおる 渡邊-匠 及川-喜代治 鷹觜-健一 古舘-三郎 森-恵子 林-茂
"""
FOREIGN = ["キム スジン", "グエン ティ ラン", "マイケル ハドソン", "John Smith"]
ORGANIZATIONS = """
    ㈱みちのくデータ＆プリント 合同会社デザイン工房こもれび坂 一般社団法人暮らしの足を考える会
    バス・鉄道利用促進市民協議会 (株)山田製作所 有限会社たかまつ印刷所 みどり短期大学　家庭支援ゼミナール
    中央あずま商工会 南商工会青年部 図書館とあるく友の会 雪みちを安全に歩く市民の会 川原小路地区町内会連合会
    青年農業者グループ「畦の会」 株式会社北川システムラボ 見前ニュータウン自治会 公務公共労働組合支部
    点訳サークルほたる 奥羽大学人文社会学部　地域行政研究室
    社会福祉法人松かぜの会　デイサービスセンターまつかぜ 特定非営利活動法人ひろばの輪 梨木橋通り町内会
    いわて情報産業労働者ユニオン 中津川上流環境保全協議会 NPO法人やまなみサポート 南部アグリネットワーク
    第三分団消防団 みたけ薬局 桜台幼稚園
"""
OTHERS = """
    意見 氏名 住所 電話番号 盛岡市長 提出者 匿名希望 意見の内容 別紙のとおり 該当する パブリックコメント 賛成
    団体名 令和8年8月5日 〇〇〇〇 電子申請について 停留所まで歩けません。 10代 バスの本数を増やしてください
    019-648-6802 高齢者の足 説明会を開くこと
"""


@pytest.mark.parametrize("name", [name.replace("-", " ") for name in NAMES.split()])
def test_names_are_names(name: str) -> None:
    family, given_name = name.split()
    for text in (name, family + given_name):
        parse = name_parts(text)
        assert (parse.text, parse.family, parse.given) == (text, family, given_name)
        assert parse.likelihood > 0.6
        assert parse.in_lexicon
        assert organization_likelihood(text) < 0.5
    assert name_parts(name).spaced


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_names(name: str) -> None:
    parse = name_parts(name)
    assert parse.text == name
    assert parse.likelihood > 0.6


@pytest.mark.parametrize("name", re.split(r"[ \n]+", ORGANIZATIONS.strip()))
def test_organizations_are_no_names(name: str) -> None:
    assert organization_likelihood(name) >= 0.5
    assert name_parts(name).likelihood < 0.4


@pytest.mark.parametrize("text", OTHERS.split())
def test_other_lines_are_neither(text: str) -> None:
    assert name_parts(text).likelihood < 0.4
    assert organization_likelihood(text) < 0.5


@pytest.mark.parametrize(
    ("text", "before", "found"),
    [
        ("会長 野崎", "", (2, True)),
        ("役 野崎", "取締", (1, True)),
        ("役 野崎", "", (1, False)),
        ("氏名 野崎", "", (2, True)),
    ],
)
def test_a_title_before_a_name(text: str, before: str, found: tuple[int, bool]) -> None:
    assert found in title_at_head(text, before)


@pytest.mark.parametrize(("text", "lengths"), [("野崎 芳枝様", [1]), ("野崎 芳枝 会長", [2]), ("野崎 芳枝", [])])
def test_a_title_or_an_honorific_behind_a_name(text: str, lengths: list[int]) -> None:
    assert list(title_at_end(text)) == lengths


def test_spaces_in_names() -> None:
    assert name_parts("佐々木　ひかり").text == "佐々木 ひかり"
    assert name_parts("米 沢  徹").text.replace(" ", "") == "米沢徹"
    assert name_parts("小林").family == "小林"


@settings(deadline=None)
@given(st.text(alphabet="佐々木田中実一子会長代表㊞印様　 ・ーキムンA()（）〇", max_size=16) | st.text(max_size=30))
def test_any_text_is_taken(text: str) -> None:
    parse = name_parts(text)
    assert 0.0 <= parse.likelihood <= 1.0
    assert name_parts(parse.text).likelihood >= 0.0
    assert 0.0 <= organization_likelihood(text) <= 1.0
    assert all(0 < length < len(text) for length, _ in title_at_head(text))
    assert all(0 < length < len(text) for length in title_at_end(text))

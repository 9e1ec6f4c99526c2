"""Names, the titles and seals around them, and organisations."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.japanese.names import correct_name, parse_name
from ocr_intake.japanese.organizations import looks_like_organization, organization_likelihood
from ocr_intake.japanese.titles import split_title, without_honorific, without_seal

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
        parse = parse_name(text)
        assert (parse.text, parse.family, parse.given) == (text, family, given_name)
        assert parse.likelihood > 0.6
        assert parse.in_lexicon
        assert not looks_like_organization(text)
    assert parse_name(name).spaced


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_names(name: str) -> None:
    parse = parse_name(name)
    assert parse.text == name
    assert parse.likelihood > 0.6


@pytest.mark.parametrize("name", re.split(r"[ \n]+", ORGANIZATIONS.strip()))
def test_organizations_are_no_names(name: str) -> None:
    assert looks_like_organization(name)
    assert parse_name(name).likelihood < 0.4


@pytest.mark.parametrize("text", OTHERS.split())
def test_other_lines_are_neither(text: str) -> None:
    assert parse_name(text).likelihood < 0.4
    assert organization_likelihood(text) < 0.5


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("会長　野崎 芳枝", "会長", "野崎 芳枝"),
        ("代表取締役　樋口雄三", "代表取締役", "樋口雄三"),
        ("理事長　浅利 久仁子 ㊞", "理事長", "浅利 久仁子"),
        ("会 長 高木 昭二郎", "会長", "高木 昭二郎"),
        ("副会長佐藤一", "副会長", "佐藤一"),
        ("事務局長代理 三浦 一", "事務局長代理", "三浦 一"),
        ("野崎 芳枝（会長）", "会長", "野崎 芳枝"),
        ("氏名　佐藤 光男様", "", "佐藤 光男"),
        ("[氏名]工藤晋作", "", "工藤晋作"),
        ("代表者 米沢徹（よねざわ とおる）", "", "米沢徹"),
        ("野崎芳枝 印", "", "野崎芳枝"),
        ("野崎芳枝(印)", "", "野崎芳枝"),
        ("長谷川 実", "", "長谷川 実"),
        ("会長", "", "会長"),
    ],
)
def test_titles_seals_and_labels(text: str, title: str, name: str) -> None:
    assert split_title(text) == (title, name)


def test_spaces_in_names() -> None:
    assert parse_name("佐々木　ひかり").text == "佐々木 ひかり"
    assert parse_name("米 沢  徹").text.replace(" ", "") == "米沢徹"
    assert parse_name("小林").family == "小林"


def test_an_impression_after_the_name_goes() -> None:
    assert parse_name("鈴木信也鈴木").text == "鈴木信也"
    assert parse_name("鈴木 信也 鈴木").text == "鈴木 信也"
    assert parse_name("林森").text == "林森"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("藤原 洋于", "藤原 洋子"),
        ("五曰市 悟", "五日市 悟"),
        ("佐藤 実", "佐藤 実"),
        ("髙橋 実", "髙橋 実"),
        ("竒妙 謎男", "竒妙 謎男"),
    ],
)
def test_correction_only_to_names_in_use(read: str, meant: str) -> None:
    assert correct_name(read).text == meant


def test_what_may_have_been_is_proposed() -> None:
    assert "佐々木 ひかり" in correct_name("佐々本 ひかり").others
    assert "下斗米 富雄" in correct_name("下斗未 富雄").others
    assert correct_name("角排 春香", ("角掛 春香",)).others[0] in {"角排 春香", "角掛 春香"}


@given(st.sampled_from([name.replace("-", " ") for name in NAMES.split()]))
def test_a_known_name_never_changes(name: str) -> None:
    correction = correct_name(name, ("全然 違う", "佐藤 太郎"))
    assert (correction.text, correction.distance) == (name, 0.0)


@settings(deadline=None)
@given(st.text(alphabet="佐々木田中実一子会長代表㊞印様　 ・ーキムンA()（）〇", max_size=16) | st.text(max_size=30))
def test_any_text_is_taken(text: str) -> None:
    parse = parse_name(text)
    assert 0.0 <= parse.likelihood <= 1.0
    assert parse_name(parse.text).likelihood >= 0.0
    assert 0.0 <= organization_likelihood(text) <= 1.0
    correct_name(text, (text[::-1],))
    without_seal(text)
    without_honorific(text)

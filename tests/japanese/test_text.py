"""Widths, spaces, dashes and keys."""

from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese import charsets, text, variants

ANY = st.text(alphabet=st.characters(exclude_categories=[]), max_size=60)
JAPANESE = st.text(alphabet="盛岡市のカーafー一-−Ａ１2 　\n、。ｱﾞ髙﨑〜", max_size=40)


def test_squeeze_drops_only_what_readers_insert() -> None:
    assert text.squeeze("これ は 令和 8 年 の 計画 、 です 。") == "これは令和8年の計画、です。"
    assert text.squeeze("Open Data と Wi-Fi") == "Open Data と Wi-Fi"
    assert text.squeeze("一行目\n二行目") == "一行目\n二行目"


def test_collapse_undoes_letterspacing_and_keeps_meaningful_gaps() -> None:
    assert text.collapse("岩 手 県 盛 岡 市　 コーポ 205") == "岩手県盛岡市 コーポ205"
    assert text.collapse("佐々木 ひかり") == "佐々木 ひかり"
    assert text.collapse(" 内丸1-2　サンコート ") == "内丸1-2　サンコート"


def test_key_sets_aside_width_variant_dash_and_space() -> None:
    assert text.key("髙橋　実") == text.key("高橋実")
    assert text.key("３ー５−１") == text.key("3-5-1")
    assert text.key("NPO法人") == text.key("ＮＰＯ法人")
    assert text.key("センター") != text.key("センタ-")
    assert text.key("東町") != text.key("西町")


def test_hyphens_are_unified_between_digits_only() -> None:
    assert text.unify_hyphens("2ー24−１一３ サービスー1") == "2-24-１-３ サービスー1"


def test_narrow_leaves_kanji_and_variants_alone() -> None:
    assert text.narrow("Ｎｏ．１２　ｶﾞ髙①㈱") == "No.12 ガ髙①㈱"


def test_punctuation_becomes_japanese_after_japanese_only() -> None:
    assert text.japanese_punctuation("1.5kmです.4,200円,まで｡") == "1.5kmです。4,200円、まで。"


def test_leaked_forms_go_and_living_variants_stay() -> None:
    assert variants.japanese_forms("宫城 会员") == "宮城 会員"
    assert variants.japanese_forms("國會") == "國會"
    assert variants.japanese_forms("國會", old_forms=True) == "国会"
    for name in ("髙橋", "渡邉", "濵田", "藤澤", "龍", "云々", "机", "据える", "叶う", "庄司", "筑波"):
        assert variants.japanese_forms(name, old_forms=True) == name
    assert variants.variant_key("髙﨑濵德渡邉") == variants.variant_key("高崎浜徳渡辺")


def test_no_form_of_a_variant_is_mapped_further() -> None:
    for kinds in (("chinese",), ("chinese", "old"), ("chinese", "old", "name")):
        table = variants._table(*kinds)
        assert not [chr(point) for point, form in table.items() if ord(form) in table and table[ord(form)] != form]


@given(ANY)
def test_nothing_crashes_and_normalisers_are_idempotent(value: str) -> None:
    for change in (text.clean, text.narrow, text.squeeze, text.unify_hyphens, text.japanese_punctuation):
        once = change(value)
        assert change(once) == once
    assert text.key(text.key(value)) == text.key(value)


@given(JAPANESE)
def test_squeeze_and_key_on_japanese(value: str) -> None:
    assert "".join(text.squeeze(value).split()) == "".join(value.split())
    assert text.key(text.squeeze(value)) == text.key(value)


@given(ANY)
def test_lengths_that_others_rely_on(value: str) -> None:
    assert len(variants.japanese_forms(value, old_forms=True)) == len(value)


def test_kinds() -> None:
    signs = {
        "あ": "hiragana",
        "ー": "katakana",
        "々": "kanji",
        "〇": "kanji",
        "９": "digit",
        "Ａ": "latin",
        "　": "space",
    }
    for sign, name in {**signs, "、": "other", "𠮷": "kanji", "ｱ": "katakana"}.items():
        assert charsets.kind(sign).value == name

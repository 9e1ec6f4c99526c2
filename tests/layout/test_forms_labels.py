"""Labels on a blank form: many wordings, brackets and slips; words of running text are none."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.config import load_labels, load_settings
from ocr_intake.config.location import shipped_config_dir
from ocr_intake.layout.forms.label_words import asked_by_hint, asked_by_words
from ocr_intake.layout.forms.labels import LabelIndex
from ocr_intake.pipeline.knowledge import knowledge_of

PHONE = "019-613-8472"


@cache
def index() -> LabelIndex:
    """Of the shipped wordings."""
    folder = shipped_config_dir()
    return LabelIndex(knowledge_of(load_labels(folder), load_settings(folder), []).labels)


def found(text: str) -> tuple[str, ...] | None:
    """What the label that a line begins with asks for."""
    return index().match(text)


@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "{}：",
        "{}；　　〒",
        "[{}]",
        "［{}］",
        "【{}】",
        "〔{}〕　㊞",
        "（{}）",
        "<{}>",
        "「{}」",
        "■{}",
        "・{}：",
        "1 {}",
        "１．{}　",
        "(1) {}：",
        "① {}",
        "{}／",
        "{}|",
        "{}　　　　印",
        "{}＿＿＿＿",
    ],
)
@pytest.mark.parametrize(
    ("wordings", "kind"),
    [
        (("氏名", "氏　名", "お名前", "提出者氏名", "ご氏名"), "name"),
        (("住所", "住　所", "ご住所", "所在地"), "address"),
        (("電話番号", "電話", "電 話 番 号", "TEL", "ＴＥＬ", "Tel", "連絡先電話番号"), "phone"),
    ],
    ids=["name", "address", "phone"],
)
def test_a_label_is_known_in_any_dress(frame: str, wordings: tuple[str, ...], kind: str) -> None:
    for wording in wordings:
        assert found(frame.format(wording)) == (kind,), wording


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("氏名(法人・団体名)：", ("name", "organization")),
        ("氏名又は団体名", ("name", "organization")),
        ("団体名及び代表者名：", ("organization", "representative")),
        ("法人名", ("organization",)),
        ("代表者　　　　　　印", ("representative",)),
        ("〒", ("postal_code",)),
        ("郵便番号", ("postal_code",)),
        ("FAX", ("fax",)),
        ("ふりがな", ("furigana",)),
        ("Name:", ("name",)),
        ("意見：", ("opinion",)),
        ("電話番号（日中連絡のとれるもの）：", ("phone",)),
        ("住所(ふりがなは不要)：", ("address",)),
        ("TEL.", ("phone",)),
        ("３日中連絡がとれる電話", ("phone",)),
        ("会社名等", ("organization",)),
    ],
)
def test_labels_say_what_they_ask_for(text: str, kinds: tuple[str, ...]) -> None:
    assert found(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "意見",
        "ご意見",
        "意見の内容",
        "意見内容：",
        "【意見】",
        "【ご意見・ご提案】",
        "意見欄",
        "○意見",
        "ご意見(枠内に書ききれない場合は別紙をご使用ください)",
    ],
)
def test_a_label_alone_announces_what_comes_below(text: str) -> None:
    assert found(text) == ("opinion",)


@pytest.mark.parametrize(
    "text",
    [
        "意見を述べます。",
        "意見がまとまらない人も多いと思います。",
        "住所のない人のことも考えてください。",
        "住所地特例の説明がほしい。",
        "電話がつながりません。",
        "電話番号を覚えられない母のために",
        "名前だけの計画にしないでください。",
        "氏名を公表しないでください。",
        "連絡先がわからない",
        "代表者会議を開いてください",
        "担当者が変わるたびに説明し直しています。",
        "内容がむずかしくて読めません。",
        "理由を書いてほしい。",
        "地区によって差があります。",
        "",
        "：",
        "①",
    ],
)
def test_running_text_is_no_label(text: str) -> None:
    assert found(text) is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("電語番号", ("phone",)),
        ("電話番旦", ("phone",)),
        ("意見の內容", ("opinion",)),
        ("法人・団休名", ("organization",)),
        ("氏名（法人・団休名）", ("name", "organization")),
        ("氏氏名", ("name",)),
        ("郵便番亏", ("postal_code",)),
        ("|住所", ("address",)),
    ],
)
def test_a_misread_label_that_stands_alone_in_a_cell_is_known(text: str, kinds: tuple[str, ...]) -> None:
    assert index().whole(text) == kinds


@pytest.mark.parametrize(
    "text", ["千葉美穂", "有限会社たかまつ池印刷所", "盛岡市中央通1-7-25", PHONE, "はい", "", "特になし"]
)
def test_a_value_is_no_label(text: str) -> None:
    assert index().whole(text) is None


@pytest.mark.parametrize("text", ["会社員", "会社役"])
def test_an_occupation_is_no_label(text: str) -> None:
    assert index().whole(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "電話・窓口の両方で受け付けてほしいです。",
        "住所・氏名を書かせる必要がありますか。",
        "意見・要望を出しても返事がないと言われます。",
        "電話/メールのどちらでも受け付けてほしい。",
        "電話 がつながらないので困ります。",
        "内容 をもっとやさしく書いてください。",
    ],
)
def test_running_text_that_goes_on_after_a_labels_word_is_no_label(text: str) -> None:
    assert found(text) is None


@given(st.text(max_size=30))
def test_any_line_is_judged(text: str) -> None:
    for in_cell in (False, True):
        kinds = index().match(text, in_cell=in_cell)
        assert kinds is None or kinds


def test_of_equal_wordings_the_first_counts() -> None:
    assert LabelIndex({"氏名": ("name",), "【氏名】": ("ignore",), "氏 名:": ("ignore",)}).match("氏名：") == ("name",)


def test_the_longer_wording_counts() -> None:
    assert LabelIndex({"意見": ("opinion",), "意見の理由": ("reason",)}).match("意見の理由：") == ("reason",)


def test_without_wordings_nothing_is_a_label() -> None:
    assert LabelIndex({}).match("氏名：") is None
    assert LabelIndex({}).whole("氏名") is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("日中連絡がとれる電話", {"phone"}),
        ("平日昼間に連絡可能な電話番号", {"phone"}),
        ("事業所・団体の名称", {"organization"}),
        ("会社名等", {"organization"}),
        ("団体の代表者の氏名", {"representative"}),
        ("氏名又は団体名", {"name", "organization"}),
        ("提出者の連絡先住所", {"address"}),
        ("連絡先番号", {"phone"}),
        ("案に対するご意見等", {"opinion"}),
        ("住所所在地", {"address"}),
    ],
)
def test_words_of_a_label(text: str, kinds: set[str]) -> None:
    assert set(asked_by_words(text) or ()) == kinds


@pytest.mark.parametrize(
    "text", ["計画の名称", "電話でお願いします", "工藤千尋", "会社", "自治会", "上町自治会", "個人", ""]
)
def test_other_words_are_no_label(text: str) -> None:
    assert asked_by_words(text) is None


def test_a_hint_says_whose_names() -> None:
    assert set(asked_by_hint("団体の場合は、名称及び代表者名")) == {"organization", "representative"}
    assert asked_by_hint("ふりがな") == ()


def test_remarks_and_second_languages() -> None:
    for text in ("御意見 別紙添付可", "意見・要望別紙添付可", "案に対するご意見等別紙添付可", "二意見 Your comments"):
        assert index().whole(text) == ("opinion",)

"""Labels at the head of a line: many wordings, brackets and slips; words of running text are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.labels import LabelIndex
from tests.extract.builders import index

NAME, PLACE, PHONE = "佐藤 花子", "盛岡市中央通1-7-25", "019-613-8472"


def found(text: str, *, in_cell: bool = False) -> tuple[tuple[str, ...], str] | None:
    """Kinds and what remains of the line."""
    label = index().match(text, in_cell=in_cell)
    return (label.kinds, text[label.rest :]) if label is not None else None


@pytest.mark.parametrize(
    "frame",
    [
        "{}：{}",
        "{}:{}",
        "{}；{}",
        "{} {}",
        "{}　{}",
        "[{}] {}",
        "［{}］{}",
        "【{}】{}",
        "〔{}〕　{}",
        "（{}）{}",
        "<{}>{}",
        "〈{}〉{}",
        "「{}」{}",
        "■{} {}",
        "●{}：{}",
        "○{}　{}",
        "・{}：{}",
        "1 {} {}",
        "１．{}　{}",
        "(1) {}：{}",
        "① {} {}",
        "{}／{}",
        "{}|{}",
        "{}{}",
    ],
)
@pytest.mark.parametrize(
    ("wordings", "kind", "value"),
    [
        (("氏名", "氏　名", "お名前", "提出者氏名", "ご氏名"), "name", NAME),
        (("住所", "住　所", "ご住所", "所在地"), "address", PLACE),
        (("電話番号", "電話", "電 話 番 号", "TEL", "ＴＥＬ", "Tel", "連絡先電話番号"), "phone", PHONE),
    ],
    ids=["name", "address", "phone"],
)
def test_a_label_is_known_in_any_dress(frame: str, wordings: tuple[str, ...], kind: str, value: str) -> None:
    for wording in wordings:
        assert found(frame.format(wording, value)) == ((kind,), value), wording


@pytest.mark.parametrize(
    ("text", "kinds", "rest"),
    [
        (
            "氏名(法人・団体名)：合同会社デザイン工房こもれび坂",
            ("name", "organization"),
            "合同会社デザイン工房こもれび坂",
        ),
        ("氏名又は団体名　みちのくデータ", ("name", "organization"), "みちのくデータ"),
        (
            "団体名及び代表者名：川原小路地区町内会連合会",
            ("organization", "representative"),
            "川原小路地区町内会連合会",
        ),
        ("法人名　有限会社たかまつ池印刷所", ("organization",), "有限会社たかまつ池印刷所"),
        ("代表者 高橋 健一", ("representative",), "高橋 健一"),
        ("〒020-0021", ("postal_code",), "020-0021"),
        ("郵便番号 020-0021", ("postal_code",), "020-0021"),
        ("FAX 019-613-8473", ("fax",), "019-613-8473"),
        ("ふりがな さとう はなこ", ("furigana",), "さとう はなこ"),
        ("Name: Hanako SATO", ("name",), "Hanako SATO"),
        ("意見：窓口を減らさないで。", ("opinion",), "窓口を減らさないで。"),
        ("電話番号（日中連絡のとれるもの）：019-613-8472", ("phone",), PHONE),
        ("住所(ふりがなは不要)：盛岡市中央通1-7-25", ("address",), PLACE),
    ],
)
def test_labels_say_what_follows(text: str, kinds: tuple[str, ...], rest: str) -> None:
    assert found(text) == (kinds, rest)


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
    assert found(text) == (("opinion",), "")


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


@pytest.mark.parametrize("text", ["TEL.019-613-8472", "Tel.019-613-8472", "TEL. 019-613-8472"])
def test_an_abbreviation_may_have_its_full_stop(text: str) -> None:
    assert found(text) == (("phone",), PHONE)


@pytest.mark.parametrize(
    "text", ["電語番号：019-613-8472", "電話番旦 019-613-8472", "意見の內容：窓口を減らさないで。"]
)
def test_a_misread_label_before_its_value_is_known(text: str) -> None:
    assert found(text) is not None


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


def test_a_postal_mark_after_the_address_label_leaves_the_address_an_address() -> None:
    label = found("住所 〒020-0021 盛岡市中央通1-7-25")
    assert label is not None
    assert "address" in label[0]


@given(st.text(max_size=30))
def test_any_line_is_judged(text: str) -> None:
    for in_cell in (False, True):
        label = index().match(text, in_cell=in_cell)
        if label is not None:
            assert label.kinds
            assert 0 < label.rest <= len(text)


def test_of_equal_wordings_the_first_counts() -> None:
    own = LabelIndex({"氏名": ("name",), "【氏名】": ("ignore",), "氏 名:": ("ignore",)})
    label = own.match("氏名：佐藤 花子")
    assert label is not None
    assert label.kinds == ("name",)


def test_the_longer_wording_counts() -> None:
    own = LabelIndex({"意見": ("opinion",), "意見の理由": ("reason",)})
    label = own.match("意見の理由：遠いから")
    assert label is not None
    assert label.kinds == ("reason",)


def test_without_wordings_nothing_is_a_label() -> None:
    assert LabelIndex({}).match("氏名：佐藤 花子") is None
    assert LabelIndex({}).whole("氏名") is None

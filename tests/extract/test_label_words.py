"""Labels in no list, known by their words; labels over a frame, or small within their value's own."""

import pytest

from ocr_intake.extract.kinds import cut
from ocr_intake.extract.label_words import asked_by_hint, asked_by_words
from ocr_intake.extract.segment import whole_line
from ocr_intake.model.fields import FieldName
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import PageReading
from tests.extract.builders import LEFT, form, index, line, page, submission, table, values

NAME, BODY, PLACE, PHONE = "工藤 千尋", "あおば防災士の会", "岩手県花巻市上町3-15", "0198-23-4567"
TEXT = "公園の木陰が少ないので、樹木を増やしてください。"


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


def test_a_misread_label_directly_before_its_number() -> None:
    label = index().match(f"連格先電話番号{PHONE}")
    assert label is not None
    assert (label.kinds, label.rest) == (("phone",), 7)


def labels_over_frames() -> PageReading:
    """Two fields beside one another, each under its label; the first one empty; then a body and an address."""
    cells = [Box(160, 300, 800, 380), Box(830, 300, 1490, 380), Box(160, 450, 1490, 530), Box(160, 600, 1490, 680)]
    frame = Box(160, 760, 1490, 1500)
    return page(
        line("お名前", LEFT, 250),
        line("日中連絡がとれる電話", 830, 250),
        line(PHONE, 850, 320, cell=1),
        line("事業所・団体の名称", LEFT, 400),
        line(BODY, 180, 470, cell=2),
        line("住所", LEFT, 550),
        line(PLACE, 180, 620, cell=3),
        line("ご意見", LEFT, 710),
        line(TEXT, 180, 790, cell=4),
        cells=[*cells, frame],
    )


def test_labels_over_their_frames() -> None:
    found = values(labels_over_frames())
    assert found == {"organization": BODY, "address": PLACE, "phone": PHONE, "opinion": TEXT}


def test_small_labels_within_the_cells() -> None:
    found = values(
        table(
            ["提出者氏名", ["連絡先電話番号", PHONE]],
            [["会社名等", BODY], ["代表者名", f"会長 {NAME}"]],
            [["住所", PLACE]],
            [["意見・要望", TEXT]],
            widths=(1, 1),
            after=["送付先：盛岡市総務部総務課", "郵送：〒020-0001 盛岡市中央町1番1号", "TEL : 0199-53-6670"],
        )
    )
    assert found["organization"].startswith(BODY)
    assert (found["representative"], found["phone"], found["address"]) == (NAME, PHONE, PLACE)
    assert "name" not in found


def test_a_tables_row_is_one_row_on_a_turned_scan() -> None:
    straight = table(
        ["該当頁", "ご意見", "理由"],
        ["P6", "歩道が狭い。", "危ないです。"],
        ["P7", "橋が古い。", "心配です。"],
        widths=(1, 4, 4),
    )
    turned = PageReading(
        straight.number,
        straight.width,
        straight.height,
        straight.role,
        straight.quality,
        straight.lines,
        tuple(Box(b.left, b.top - b.left // 200, b.right, b.bottom - b.left // 200) for b in straight.cells),
        straight.header,
    )
    assert values(turned)["opinion"] == values(straight)["opinion"]
    assert values(turned)["opinion"].startswith("歩道が狭い。")


def test_a_line_under_a_label_for_several_that_is_nobodys_is_unread() -> None:
    cell = ["医療法人社団みどり会", "みどリクリニノク院畏書田真ラ"]
    found = submission(form(("氏名（団体の場合は、名称及び代表者名）", cell), ("住所", PLACE), ("意見", TEXT)))
    assert FieldName.REPRESENTATIVE in found.fields or FieldName.REPRESENTATIVE in found.unread


@pytest.mark.parametrize("text", [f"3. 日中連絡がとれる電話：{PHONE}", f"平日の電話番号 {PHONE}"])
def test_a_telephone_labels_last_word_is_no_mark_of_its_own(text: str) -> None:
    assert [piece.text for piece in cut(whole_line(1, 0, line(text)))] == [text]


@pytest.mark.parametrize(
    ("text", "rest"), [(f"会社名等{BODY}", BODY), (f"団体名等：{BODY}", BODY), ("氏名：等々力 一", "等々力 一")]
)
def test_and_so_on_at_a_labels_end(text: str, rest: str) -> None:
    label = index().match(text)
    assert label is not None
    assert text[label.rest :] == rest

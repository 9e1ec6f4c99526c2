"""Ruled forms to fields: labels in cells beside, above or inside, ruled rows, printed notes, what was left empty."""

import pytest

from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.reading import Line
from ocr_intake.model.submission import SubmitterKind
from tests.extract.builders import form, letter, line, page, reading, submission, values

OPINION = (
    "窓口を減らさないでください。高齢の母は手続きのたびに",
    "バスで市役所まで出かけています。支所に職員を残して",
    "ください。",
)
JOINED = "".join(OPINION)
NAME = ("氏　名", "千葉　美穂")
ADDRESS = ("住　所", ["〒028-0041", "久慈市長内町34地割108ひまわりアパートB-1"])
PHONE = ("電話番号", "0194-53-4645")
TEXT = ("意見の内容", OPINION)
WHOLE = {
    "name": "千葉 美穂",
    "postal_code": "028-0041",
    "address": "久慈市長内町34地割108ひまわりアパートB-1",
    "phone": "0194-53-4645",
    "opinion": JOINED,
}


def test_a_form_gives_all_its_fields_from_their_cells() -> None:
    found = submission(form(NAME, ADDRESS, PHONE, TEXT))
    assert {name.value: proposal.value for name, proposal in found.fields.items()} == WHOLE
    assert {proposal.source for proposal in found.fields.values()} == {"page"}
    assert found.kind is SubmitterKind.INDIVIDUAL
    assert found.pages == (1,)
    assert not found.unread


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)])
def test_the_order_of_the_rows_does_not_matter(order: tuple[int, ...]) -> None:
    rows = (NAME, ADDRESS, PHONE, TEXT)
    assert values(form(*(rows[i] for i in order))) == WHOLE


@pytest.mark.parametrize(
    "labels",
    [
        ("お名前", "ご住所", "電話", "ご意見"),
        ("氏名\n(法人・団体名)", "住所\n(所在地)", "連絡先電話番号", "ご意見・ご提案"),
        ("氏名又は名称", "住所又は所在地", "TEL", "意見及び理由"),
        ("１　氏名", "２　住所", "３　電話番号", "４　意見の内容"),
        ("氏名(必須)", "住所(必須)", "電話番号(必須)", "意見(必須)"),
        ("提出者氏名", "提出者住所", "日中の連絡先", "意見等の内容"),
    ],
)
def test_labels_may_be_worded_in_many_ways(labels: tuple[str, ...]) -> None:
    texts = (NAME[1], ADDRESS[1], PHONE[1], TEXT[1])
    assert values(form(*zip(labels, texts, strict=True))) == WHOLE


@pytest.mark.parametrize(
    ("label", "misread"), [("電話番号", "電語番号"), ("意見の内容", "意見の内宏"), ("意見の内容", "意見の內容")]
)
def test_a_misread_label_still_announces_its_cell(label: str, misread: str) -> None:
    rows = [(misread if name == label else name, text) for name, text in (NAME, ADDRESS, PHONE, TEXT)]
    assert values(form(*rows)) == WHOLE


def test_labels_may_stand_inside_their_values_cells() -> None:
    found = values(
        form(
            ("", ["氏名 千葉 美穂"]),
            ("", ["住所 盛岡市中央通1-7-25"]),
            ("", ["TEL 0194-53-4645"]),
            ("", ["意見の内容", *OPINION]),
        )
    )
    assert found == {"name": "千葉 美穂", "address": "盛岡市中央通1-7-25", "phone": "0194-53-4645", "opinion": JOINED}


def test_a_label_above_announces_the_cell_below() -> None:
    found = values(form(NAME, ADDRESS, PHONE, ("", ["意見の内容"]), ("", OPINION)))
    assert found == WHOLE


def test_every_label_may_stand_above_its_cell() -> None:
    rows = [part for label, text in (NAME, ADDRESS, PHONE, TEXT) for part in (("", [label]), ("", text))]
    assert values(form(*rows)) == WHOLE


def test_writing_lines_divide_an_opinion_into_rows() -> None:
    assert values(form(NAME, ADDRESS, PHONE, ("", ["意見の内容"]), *[("", row) for row in OPINION])) == WHOLE


def test_cells_for_other_things_keep_them_out_of_the_fields() -> None:
    found = values(
        form(
            ("ふりがな", "ちば みほ"),
            NAME,
            ("年齢", "42"),
            ("性別", "女"),
            ADDRESS,
            PHONE,
            ("FAX番号", "0194-53-4699"),
            ("メールアドレス", "miho@example.jp"),
            ("該当ページ", "12ページ"),
            TEXT,
        )
    )
    assert found == WHOLE


def test_an_occupation_stays_an_occupation() -> None:
    assert values(form(NAME, ("職業", "会社員"), ADDRESS, PHONE, TEXT)) == WHOLE


def test_the_reading_above_a_name_in_one_cell_is_not_the_name() -> None:
    found = values(form(("ふりがな\n氏　名", ["ちば みほ", "千葉 美穂"]), ADDRESS, PHONE, TEXT))
    assert found == WHOLE


@pytest.mark.parametrize("label", ["住所・氏名・電話番号", "住所\n氏名\n電話番号"])
def test_a_cell_for_several_fields_is_divided_by_what_its_lines_are(label: str) -> None:
    lines = ["〒028-0041", "久慈市長内町34地割108ひまわりアパートB-1", "千葉 美穂", "0194-53-4645"]
    assert values(form((label, lines), TEXT)) == WHOLE


class TestWhatIsPrinted:
    BEFORE = ("「推進計画(案)」に対する意見書", "盛岡市長 様")
    AFTER = (
        "提出先 〒020-8530 盛岡市内丸12-2 盛岡市総務部デジタル推進事務局",
        "電話 019-622-6211 FAX 019-651-4111",
        "※氏名、住所及び電話番号の記載がないものは、受け付けできません。",
        "※いただいたご意見は、個人情報を除き公表することがあります。個別の回答はいたしません。",
    )

    def test_it_is_nobodys(self) -> None:
        assert values(form(NAME, ADDRESS, PHONE, TEXT, before=self.BEFORE, after=self.AFTER)) == WHOLE

    def test_it_does_not_fill_what_was_left_empty(self) -> None:
        found = values(form(("氏名", ""), ("住所", ""), ("電話番号", ""), TEXT, before=self.BEFORE, after=self.AFTER))
        assert found == {"opinion": JOINED}

    def test_the_citys_number_in_the_telephone_cell_is_nobodys(self) -> None:
        assert "phone" not in values(form(NAME, ADDRESS, ("電話番号", "019-622-6211"), TEXT))

    def test_a_note_in_the_opinions_cell_is_no_opinion(self) -> None:
        note = "※枠内に書ききれない場合は、別紙をご使用ください。"
        assert values(form(NAME, ADDRESS, PHONE, ("意見の内容", [note, *OPINION]))) == WHOLE

    def test_an_empty_form_is_empty(self) -> None:
        found = submission(form(("氏名", ""), ("住所", ""), ("電話番号", ""), ("意見", ""), before=self.BEFORE))
        assert not found.fields
        assert found.opinions == ()

    def test_a_printed_postal_mark_alone_is_no_address_and_no_label(self) -> None:
        assert values(form(NAME, ("住所", "〒"), ("電話番号", "(   )   -"), TEXT)) == {
            "name": "千葉 美穂",
            "opinion": JOINED,
        }

    def test_a_printed_postal_mark_before_an_address_is_no_part_of_it(self) -> None:
        found = values(form(NAME, ("住所", ["〒", "盛岡市中央通1-7-25"]), PHONE, TEXT))
        assert found["address"] == "盛岡市中央通1-7-25"
        assert "postal_code" not in found


def test_what_stands_in_a_cell_and_cannot_be_made_out_is_told() -> None:
    found = submission(form(NAME, ADDRESS, ("電話番号", "O!9=--乙Z?"), TEXT))
    assert FieldName.PHONE in found.unread


def test_receipt_stamps_are_not_read() -> None:
    plain = form(NAME, ADDRESS, PHONE, TEXT)
    stamped = [line(text, 1300, 60 + 50 * i) for i, text in enumerate(("盛岡市", "3. 9. 8", "受付"))]
    marked = [type(each)(each.box, each.direction, each.readings, stamped=True) for each in stamped]
    assert values(page(*marked, *plain.lines, cells=plain.cells)) == WHOLE


def test_a_correction_on_the_paper_is_flagged() -> None:
    plain = form(NAME, ADDRESS, PHONE, TEXT)

    doubted = (reading(PHONE[1], considered={0: (("6", 0.2),)}),)
    lines = [
        Line(each.box, each.direction, doubted, each.cell, struck=((0.0, 0.3),)) if each.text == PHONE[1] else each
        for each in plain.lines
    ]
    found = submission(page(*lines, cells=plain.cells))
    assert FlagCode.CORRECTION_ON_PAPER in found.fields[FieldName.PHONE].flags
    assert FlagCode.CORRECTION_ON_PAPER not in found.fields[FieldName.NAME].flags


def test_an_opinion_goes_on_overleaf() -> None:
    more = ("それから、説明会を開いてください。", "日曜日だと助かります。")
    found = submission(form(NAME, ADDRESS, PHONE, TEXT), letter("(続き)", "", *more, number=2))
    assert found.fields[FieldName.OPINION].value.replace("\n", "") == JOINED + "".join(more)
    assert found.pages == (1, 2)
    assert {region.page for region in found.fields[FieldName.OPINION].regions} == {1, 2}


def test_every_value_says_where_it_stands() -> None:
    sheet = form(NAME, ADDRESS, PHONE, TEXT)
    found = submission(sheet)
    lines = {each.text: each.box for each in sheet.lines}
    assert found.fields[FieldName.PHONE].regions[0].box == lines["0194-53-4645"]
    assert found.fields[FieldName.NAME].regions[0].box == lines["千葉　美穂"]
    assert [region.box for region in found.fields[FieldName.OPINION].regions] == [lines[text] for text in OPINION]

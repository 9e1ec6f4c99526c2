"""Letters whose labels are in no list, and lines of a sender's block that readers or writers make hard to tell."""

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.geometry import Box
from tests.extract.builders import form, letter, line, page, submission, value, vertical_letter

OPINION = ("窓口を減らさないでください。高齢の母は手続きのたびに", "バスで市役所まで出かけています。")


class TestLabelsInNoList:
    def test_a_numbered_sheet(self) -> None:
        page = letter(
            "1. 氏名：佐藤 花子",
            "2. 住所：〒020-0021 盛岡市中央通1-7-25",
            "3. 昼間に連絡のつく電話：019-613-8472",
            "4. 意見",
            *OPINION,
        )
        assert value(FieldName.ADDRESS, page) == "盛岡市中央通1-7-25"
        assert value(FieldName.PHONE, page) == "019-613-8472"

    def test_an_address_behind_its_own_word_beside_labelled_lines(self) -> None:
        page = letter(
            "盛岡市長 様",
            "居所 020-0021盛岡市中央通1-7-25",
            "TEL 019-613-8472",
            "名称 株式会社山田商店",
            "代表 取締役 佐藤 花子",
            *OPINION,
        )
        assert value(FieldName.ADDRESS, page) == "盛岡市中央通1-7-25"
        assert value(FieldName.POSTAL_CODE, page) == "020-0021"

    def test_an_organisation_behind_words_in_brackets(self) -> None:
        page = letter(
            "【活動の主体】：農事組合法人山田ファーム",
            "【住所】盛岡市中央通1-7-25",
            "【電話】019-613-8472",
            "【意見】",
            *OPINION,
        )
        assert value(FieldName.ORGANIZATION, page) == "農事組合法人山田ファーム"

    def test_the_end_of_a_label_is_not_its_value(self) -> None:
        page = letter("団体名等山田町内会", "住所：盛岡市中央通1-7-25", "意見：", *OPINION)
        assert value(FieldName.ORGANIZATION, page) == "山田町内会"
        assert value(FieldName.NAME, letter("氏名：等々力 花子", "意見：", *OPINION)) == "等々力 花子"

    @pytest.mark.xfail(reason="所属先等の御紹介 is taken for the label of somebody else, and nobody is told")
    def test_an_organisation_under_a_label_in_no_list_is_found_or_missed(self) -> None:
        found = submission(
            form(
                ("氏名", "千葉 美穂"),
                ("住所", "〒028-0041 久慈市長内町34地割108"),
                ("電話番号", "0194-53-4645"),
                ("所属先等の御紹介", "株式会社北上川システムラボ"),
                ("意見の内容", OPINION),
            )
        )
        assert FieldName.ORGANIZATION in found.fields or FieldName.ORGANIZATION in found.unread


class TestSendersBlock:
    def test_an_office_below_a_whole_sender_is_a_stamp(self) -> None:
        sheet = letter(*OPINION, "", "盛岡市中央通1-7-25", "佐藤 花子", "019-613-8472", "", "盛岡市総務課")
        assert value(FieldName.NAME, sheet) == "佐藤 花子"
        assert value(FieldName.ORGANIZATION, sheet) is None

    def test_a_long_second_line_belongs_to_the_address(self) -> None:
        lines = ("〒020-0021 盛岡市中央通", "1丁目28番地の18県営住宅第二団地7号棟213", "佐藤 花子")
        assert value(FieldName.ADDRESS, letter(*OPINION, "", *lines)) == f"{lines[0][10:]}{lines[1]}"

    def test_a_title_and_misread_characters_are_the_representative(self) -> None:
        page = letter(*OPINION, "盛岡市中央通1-7-25", "019-613-8472", "大手地区まちづくり協議会", "会長ーイネ")
        assert (value(FieldName.REPRESENTATIVE, page) or "").endswith("イネ")
        assert "会長" not in (value(FieldName.OPINION, page) or "")

    def test_a_sentence_about_a_president_names_nobody(self) -> None:
        page = letter("大手地区まちづくり協議会", "盛岡市中央通1-7-25", "会長の選び方", *OPINION)
        assert value(FieldName.REPRESENTATIVE, page) is None

    def test_an_upright_stroke_in_a_postal_code_is_its_hyphen(self) -> None:
        page = vertical_letter(*OPINION, "02010021", "岩手県盛岡市中央通一丁目七番二五号", "佐藤 花子")
        assert value(FieldName.POSTAL_CODE, page) == "020-0021"


class TestLinesReadBetween:
    def test_an_address_goes_on_in_its_cell_past_a_label_read_between(self) -> None:
        cells = (Box(100, 200, 500, 400), Box(504, 200, 1500, 400))
        sheet = page(
            line("〒020-0021 盛岡市中央通一丁目二番三", 520, 210, cell=1),
            line("すまいの場", 120, 240, cell=0),
            line("四号 メゾン中央203", 520, 280, cell=1),
            cells=cells,
        )
        assert value(FieldName.ADDRESS, sheet) == "盛岡市中央通一丁目二番三四号 メゾン中央203"


def test_what_a_form_prints_below_its_table_is_the_offices_however_it_was_read() -> None:
    cells = tuple(Box(100, 200 + 100 * i, 1500, 300 + 100 * i) for i in range(4))
    sheet = page(
        line("氏名：佐藤 花子", 120, 220, cell=0),
        line("【提出先】山里市生涯学習課", 120, 700),
        line("郵送：=999-1802山／里市中央町1番1号生涯学習課", 120, 762),
        line("電話 0198-75-5414 FAX 0198-42-4930 E - ike", 120, 824),
        cells=cells,
    )
    assert value(FieldName.PHONE, sheet) is None

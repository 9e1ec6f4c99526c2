"""Letters whose labels are in no list, and lines of a sender's block that readers or writers make hard to tell."""

import pytest

from ocr_intake.extract.heads import head_of, is_headed
from ocr_intake.extract.kinds import Kind, cut, kind_of
from ocr_intake.extract.sender import find_sender
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.geometry import Box
from tests.extract.builders import knowledge, letter, line, page, segments, submission, value, vertical_letter

OPINION = ("窓口を減らさないでください。高齢の母は手続きのたびに", "バスで市役所まで出かけています。")


class TestHeads:
    @pytest.mark.parametrize(
        ("text", "rest"),
        [
            ("【お住まいの所】盛岡市中央通1-7-25", "盛岡市中央通1-7-25"),
            ("(3)お住まい:〒020-0021", "〒020-0021"),
            ("２．おすまいの場：盛岡市中央通1-7-25", "盛岡市中央通1-7-25"),
            ("居所 020-0021盛岡市中央通1-7-25", "020-0021盛岡市中央通1-7-25"),
            ("居 所　盛岡市中央通1-7-25", "盛岡市中央通1-7-25"),
        ],
    )
    def test_what_has_the_form_of_a_label_is_one(self, text: str, rest: str) -> None:
        assert text[head_of(text) :] == rest

    @pytest.mark.parametrize(
        "text",
        [
            "盛岡市中央通1-7-25",
            "〒020-0021 盛岡市中央通1-7-25",
            "佐藤花子 020-0021盛岡市中央通1-7-25",
            "代表：佐藤 花子",
            "提出先：〒020-0021 盛岡市中央通1-7-25",
            "佐藤 花子",
            "",
        ],
    )
    def test_a_value_has_no_head(self, text: str) -> None:
        assert head_of(text) == 0

    def test_a_numbered_field_goes_on_with_nothing(self) -> None:
        assert all(map(is_headed, ["3. 日中の連絡", "(2)会の名", "【会の名】", "④会の名"]))
        assert not any(map(is_headed, ["3-12 メゾン中央", "203号室", "1.5", "メゾン中央 203"]))


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

    @pytest.mark.parametrize("text", ["日中連絡がとれる電話019-613-8472", "【連絡先・電話】019-613-8472"])
    def test_a_label_is_not_cut_in_two(self, text: str) -> None:
        assert [piece.text for piece in cut(segments(text)[0])] == [text]

    def test_a_sign_after_a_name_in_kana_still_cuts(self) -> None:
        assert len(cut(segments("佐藤みどりTEL 019-613-8472")[0])) == 2


class TestSendersBlock:
    def test_an_office_below_a_whole_sender_is_a_stamp(self) -> None:
        found = find_sender(
            segments(*OPINION, "盛岡市中央通1-7-25", "佐藤 花子", "019-613-8472", "盛岡市総務課"), knowledge()
        )
        assert [s.text for s in found.people] == ["佐藤 花子"]

    def test_a_municipality_does_not_go_on_with_an_address(self) -> None:
        found = find_sender(segments(*OPINION, "佐藤 花子", "盛岡市中央通1-7-25", "滝沢市"), knowledge())
        assert [s.text for s in found.addresses] == ["盛岡市中央通1-7-25"]

    def test_a_long_second_line_belongs_to_the_address(self) -> None:
        lines = (*OPINION, "〒020-0021 盛岡市中央通", "1丁目28番地の18県営住宅第二団地7号棟213", "佐藤 花子")
        assert [s.text for s in find_sender(segments(*lines), knowledge()).addresses] == list(lines[2:4])

    def test_a_title_and_misread_characters_are_the_representative(self) -> None:
        page = letter(*OPINION, "盛岡市中央通1-7-25", "019-613-8472", "大手地区まちづくり協議会", "会長ーイネ")
        assert value(FieldName.REPRESENTATIVE, page) == "一イネ"
        assert "会長" not in (value(FieldName.OPINION, page) or "")

    def test_a_sentence_about_a_president_names_nobody(self) -> None:
        page = letter("大手地区まちづくり協議会", "盛岡市中央通1-7-25", "会長の選び方", *OPINION)
        assert value(FieldName.REPRESENTATIVE, page) is None

    def test_an_upright_stroke_in_a_postal_code_is_its_hyphen(self) -> None:
        (code,) = segments("02010021", vertical=True)
        assert kind_of(code, knowledge()) is Kind.ADDRESS
        page = vertical_letter(*OPINION, "02010021", "岩手県盛岡市中央通一丁目七番二五号", "佐藤 花子")
        assert value(FieldName.POSTAL_CODE, page) == "020-0021"


class TestDoubtfulValues:
    def test_a_slash_before_a_hyphen_is_a_flagged_seven(self) -> None:
        found = submission(letter("氏名：佐藤 花子", "住所：盛岡市中央通/-7-25", "意見：", *OPINION)).fields
        assert found[FieldName.ADDRESS].value == "盛岡市中央通7-7-25"
        assert FlagCode.CORRECTED_BY_LEXICON in found[FieldName.ADDRESS].flags

    def test_a_company_sign_that_was_not_known_is_flagged(self) -> None:
        found = submission(letter("団体名：淋さくらフーズ", "住所：盛岡市中央通1-7-25", "意見：", *OPINION)).fields
        assert found[FieldName.ORGANIZATION].value == "㈱さくらフーズ"
        assert FlagCode.CORRECTED_BY_LEXICON in found[FieldName.ORGANIZATION].flags

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

"""Letters to fields: with labels in the line, with a sender's block at head or foot, across or downwards."""

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.submission import SubmitterKind
from tests.extract.builders import letter, submission, value, values, vertical_letter

OPINION = (
    "窓口を減らさないでください。高齢の母は手続きのたびに",
    "バスで市役所まで出かけています。支所に職員を残して",
    "ください。",
)
JOINED = "".join(OPINION)
SENDER = {"name": "佐藤 花子", "address": "盛岡市中央通1-7-25", "phone": "019-613-8472"}
CODED = SENDER | {"postal_code": "020-0021"}


class TestLabelled:
    @pytest.mark.parametrize(
        "labels",
        [
            ("氏名：", "住所：", "電話：", "意見："),
            ("[氏名] ", "[住所] ", "[電話番号] ", "[意見]"),
            ("【お名前】", "【ご住所】", "【電話】", "【ご意見】"),
            ("・氏　名　", "・住　所　", "・ＴＥＬ　", "・意　見"),
            ("(1) 氏名：", "(2) 住所：", "(3) 電話番号：", "(4) 意見の内容"),
            ("○氏名 ", "○住所 ", "○電話番号 ", "○意見"),
            ("Name: ", "Address: ", "Tel: ", "Comments:"),
        ],
    )
    def test_each_field_is_found_behind_its_label(self, labels: tuple[str, ...]) -> None:
        name, place, phone, text = labels
        page = letter(
            "意見書",
            "",
            name + SENDER["name"],
            place + SENDER["address"],
            phone + SENDER["phone"],
            text,
            *OPINION,
        )
        assert values(page) == SENDER | {"opinion": JOINED}

    def test_values_may_stand_under_their_labels(self) -> None:
        page = letter(
            "【氏名】", "佐藤 花子", "【住所】", "〒020-0021", "盛岡市中央通1-7-25", "【電話番号】", "019-613-8472",
            "【意見】", *OPINION,
        )  # fmt: skip
        assert values(page) == CODED | {"opinion": JOINED}

    def test_an_address_goes_on_in_the_next_lines(self) -> None:
        page = letter(
            "住所：〒020-0021",
            "　　　盛岡市中央通1-7-25",
            "　　　メゾン中央 203号",
            "氏名：佐藤 花子",
            "意見：",
            *OPINION,
        )
        assert value(FieldName.ADDRESS, page) == "盛岡市中央通1-7-25 メゾン中央 203号"
        assert value(FieldName.POSTAL_CODE, page) == "020-0021"
        assert value(FieldName.NAME, page) == "佐藤 花子"

    def test_the_senders_labels_may_come_after_the_opinion(self) -> None:
        page = letter("ご意見", *OPINION, "", "住所 盛岡市中央通1-7-25", "氏名 佐藤 花子", "電話 019-613-8472", "以上")
        assert values(page) == SENDER | {"opinion": JOINED}

    def test_an_opinion_may_begin_on_its_labels_line(self) -> None:
        page = letter("氏名：佐藤 花子", "意見：窓口を減らさないでください。", "お願いします。")
        assert values(page)["opinion"] == "窓口を減らさないでください。お願いします。"

    def test_printed_notes_are_nobodys_text(self) -> None:
        page = letter(
            "氏名：佐藤 花子",
            "住所：盛岡市中央通1-7-25",
            "電話：019-613-8472",
            "※必ずご記入ください。",
            "意見",
            "※枠内に書ききれない場合は別紙をご使用ください。",
            *OPINION,
            "※いただいたご意見は、個人情報を除き公表することがあります。個別の回答はいたしません。",
        )
        assert values(page) == SENDER | {"opinion": JOINED}

    def test_a_letter_about_a_consultation_keeps_its_title_out(self) -> None:
        page = letter(
            "(仮称)盛岡市行政デジタル・トランスフォーメーション推進計画(案)への意見",
            "",
            "氏名：佐藤 花子",
            "意見：",
            *OPINION,
        )
        assert values(page) == {"name": "佐藤 花子", "opinion": JOINED}

    def test_an_organisation_with_its_representative(self) -> None:
        found = submission(
            letter(
                "法人・団体名：有限会社たかまつ池印刷所",
                "代表者氏名：代表取締役 高橋 健一",
                "所在地：盛岡市高松1丁目2-3",
                "TEL：019-661-4812",
                "ご意見",
                *OPINION,
            )
        )
        assert found.kind is SubmitterKind.ORGANIZATION
        assert found.fields[FieldName.ORGANIZATION].value == "有限会社たかまつ池印刷所"
        assert found.fields[FieldName.REPRESENTATIVE].value == "高橋 健一"
        assert FieldName.NAME not in found.fields

    def test_a_reason_belongs_to_the_opinion(self) -> None:
        page = letter("氏名：佐藤 花子", "意見：窓口を減らさないでください。", "理由：母がバスで通うからです。")
        assert "母がバスで通うから" in values(page)["opinion"]


class TestUnlabelled:
    def test_the_senders_block_stands_at_the_head(self) -> None:
        page = letter(
            ">令和3年9月8日", "盛岡市長 様", "", ">〒020-0021", ">盛岡市中央通1-7-25", ">佐藤 花子",
            ">電話 019-613-8472", "", "「推進計画(案)」への意見", "", *OPINION,
        )  # fmt: skip
        assert values(page) == CODED | {"opinion": JOINED}

    def test_the_senders_block_stands_at_the_foot(self) -> None:
        page = letter(
            "盛岡市デジタル推進事務局 御中", "", *OPINION, "", "令和3年9月8日", "",
            "020-0021 盛岡市中央通1-7-25", "佐藤 花子", "019-613-8472",
        )  # fmt: skip
        assert values(page) == CODED | {"opinion": JOINED}

    @pytest.mark.parametrize(
        "block",
        [
            ("佐藤 花子", "盛岡市中央通1-7-25", "019-613-8472"),
            ("盛岡市中央通1-7-25", "佐藤 花子 ㊞", "電話019-613-8472"),
            ("盛岡市中央通1-7-25", "", "佐藤花子", "TEL 019-613-8472"),
            ("(住所) 盛岡市中央通1-7-25", "(氏名) 佐藤 花子", "(電話) 019-613-8472"),
        ],
    )
    def test_its_lines_come_in_any_order(self, block: tuple[str, ...]) -> None:
        found = values(letter("盛岡市長 様", "", *OPINION, "", *block))
        assert found.pop("name").replace(" ", "") == "佐藤花子"
        assert found == {key: text for key, text in SENDER.items() if key != "name"} | {"opinion": JOINED}

    @pytest.mark.parametrize("foot", [False, True])
    def test_code_and_address_may_share_a_line(self, foot: bool) -> None:
        block = ("〒020-0021 盛岡市中央通1-7-25", "佐藤 花子", "電話 019-613-8472")
        page = letter("盛岡市長 様", "", *OPINION, "", *block) if foot else letter(*block, "", "意見書", "", *OPINION)
        assert values(page) == CODED | {"opinion": JOINED}

    def test_an_organisation_with_its_representative(self) -> None:
        found = submission(
            letter(
                "盛岡市長 様",
                "",
                "特定非営利活動法人やまなみデジタルサポート",
                "理事長 高橋 健一",
                "盛岡市高松1丁目2番3号",
                "電話 019-661-4812 FAX 019-661-4813",
                "",
                "推進計画案に対する意見",
                "",
                *OPINION,
            )
        )
        assert found.kind is SubmitterKind.ORGANIZATION
        assert {name.value: each.value for name, each in found.fields.items()} == {
            "organization": "特定非営利活動法人やまなみデジタルサポート",
            "representative": "高橋 健一",
            "address": "盛岡市高松1丁目2番3号",
            "phone": "019-661-4812",
            "opinion": JOINED,
        }

    def test_places_and_people_in_the_text_are_not_the_sender(self) -> None:
        text = ("去年、花巻市上町の窓口で高橋さんに助けてもらいました。", "電話が混んでいたので、とても助かりました。")
        page = letter(*text, "", "盛岡市中央通1-7-25", "佐藤 花子", "019-613-8472")
        assert values(page) == SENDER | {"opinion": "".join(text)}

    def test_a_letter_without_a_sender_is_all_opinion(self) -> None:
        assert values(letter("盛岡市長 様", "", *OPINION)) == {"opinion": JOINED}

    def test_the_office_that_is_written_to_is_no_sender(self) -> None:
        page = letter("盛岡市役所 デジタル推進事務局 御中", "〒020-8530 盛岡市内丸12-2", "", *OPINION)
        assert "name" not in values(page)
        assert "organization" not in values(page)
        assert "postal_code" not in values(page)

    @pytest.mark.parametrize(
        "begin",
        [
            "電話・窓口の両方で受け付けてほしいです。",
            "電話 がつながらないので困ります。",
            "住所・氏名を書かせる必要がありますか。",
            pytest.param(
                "項目：第3章の1に予算が書かれていません。",
                marks=pytest.mark.xfail(reason="項目： at the beginning of a sentence is taken for a label"),
            ),
            "理由：覚えるのに時間がかかるからです。",
        ],
    )
    def test_no_line_of_the_text_is_lost(self, begin: str) -> None:
        page = letter("計画案を読みました。", begin, "よろしくお願いします。", "", "盛岡市中央通1-7-25", "佐藤 花子")
        assert begin.replace(" ", "") in values(page)["opinion"]


class TestVertical:
    BODY = (
        "バス停のベンチが壊れたままになっている所が数か所あります。公共交通の利",
        "用をうながすのであれば、まず待つ場所を整えて下さい。",
    )

    def test_a_vertical_letter_is_read_like_any_other(self) -> None:
        page = vertical_letter(
            "公共施設等再編整備計画案への意見", "", *self.BODY, "",
            "神奈川県川崎市高津区久地4番4号", "　　　　三浦 結衣", "電話044-873-2294", "盛岡市長様",
        )  # fmt: skip
        assert values(page) == {
            "name": "三浦 結衣",
            "address": "神奈川県川崎市高津区久地4番4号",
            "phone": "044-873-2294",
            "opinion": "".join(self.BODY),
        }

    def test_an_address_in_kanji_numerals_stays_as_written(self) -> None:
        page = vertical_letter(*self.BODY, "", "令和三年九月八日", "盛岡市中央通一丁目七番二十五号", "　　佐藤 花子")
        assert value(FieldName.ADDRESS, page) == "盛岡市中央通一丁目七番二十五号"
        assert value(FieldName.NAME, page) == "佐藤 花子"
        assert value(FieldName.OPINION, page) == "".join(self.BODY)

    def test_upright_dashes_that_were_read_as_ones_are_dashes(self) -> None:
        page = vertical_letter(*self.BODY, "", "盛岡市中央通1丁目7番25号", "佐藤 花子", "電話044187312294")
        assert value(FieldName.PHONE, page) == "044-873-2294"

    def test_a_number_in_kanji_numerals_is_a_number(self) -> None:
        page = vertical_letter(
            *self.BODY, "", "盛岡市中央通一丁目七番二十五号", "佐藤 花子", "電話〇一九―六一三―八四七二"
        )
        found = values(page)
        assert "phone" in found
        assert found["opinion"] == "".join(self.BODY)


def test_two_pages_of_a_letter_are_one_text() -> None:
    found = submission(
        letter("盛岡市長 様", "", *OPINION[:2]),
        letter(OPINION[2], "説明会も開いてください。", "", "盛岡市中央通1-7-25", "佐藤 花子", number=2),
    )
    assert found.fields[FieldName.OPINION].value.startswith(JOINED)
    assert found.fields[FieldName.NAME].value == "佐藤 花子"
    assert found.fields[FieldName.NAME].regions[0].page == 2

"""Letters as people write them to a city: senders in any place and order, mentions in the text, many kinds of paper."""

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.submission import SubmitterKind
from tests.extract.builders import letter, opinions, submission, values, vertical_letter

OPINION = (
    "道路の除雪を早くしてください。通学路が歩けず、子どもが",
    "車道を歩いています。歩道も同じ日に除雪してください。",
    "お願いします。",
)
JOINED = "".join(OPINION)
NAME, PLACE, PHONE = "工藤 千尋", "花巻市上町3-15", "0198-23-4567"
WHO = {"name": NAME, "address": PLACE, "phone": PHONE}
CODED = WHO | {"postal_code": "025-0087"}

BLOCKS = (
    ("〒025-0087", PLACE, NAME, PHONE),
    ("〒025-0087", PLACE, NAME, f"TEL {PHONE}", "chihiro@example.jp"),
    (f"〒025-0087 {PLACE}", NAME, f"電話 {PHONE}／FAX 0198-23-4568"),
    (f"〒025-0087 {PLACE} TEL:{PHONE}", NAME),
    (f"〒025-0087　{PLACE}　{NAME}", f"TEL {PHONE}"),
    (NAME, "〒025-0087", PLACE, f"☎ {PHONE}"),
    ("（住所）〒025-0087 花巻市上町3-15", f"（氏名）{NAME}", f"（電話）{PHONE}"),
    ("住 所　〒025-0087", f"　　　　{PLACE}", f"氏 名　{NAME}", f"電 話　{PHONE}"),
    ("差出人", "〒025-0087", PLACE, NAME, PHONE),
    ("〒025-0087", PLACE, "くどう ちひろ", NAME, PHONE),
    (f"住所：〒025-0087 {PLACE}", f"氏名：{NAME}", f"TEL：{PHONE}", "Mail：chihiro@example.jp"),
    ("〒025-0087", PLACE, f"{NAME}（42歳・会社員）", PHONE),
)


def usual(found: dict[str, str]) -> dict[str, str]:
    """Names and numbers without what their writing leaves open."""
    return {key: text.replace("\n", "") for key, text in found.items()}


class TestSender:
    @pytest.mark.parametrize("block", BLOCKS)
    def test_at_the_head_to_the_right(self, block: tuple[str, ...]) -> None:
        right = [f">{text}" for text in block]
        assert usual(values(letter(">令和3年9月1日", "花巻市長 様", "", *right, "", *OPINION))) == CODED | {
            "opinion": JOINED
        }

    @pytest.mark.parametrize("block", BLOCKS)
    def test_at_the_foot(self, block: tuple[str, ...]) -> None:
        sheet = letter(
            "花巻市秘書政策課 御中", "", "総合計画(案)への意見", "", *OPINION, "", "令和3年9月1日", "", *block
        )
        assert usual(values(sheet)) == CODED | {"opinion": JOINED}

    @pytest.mark.parametrize("block", BLOCKS)
    def test_directly_over_the_text(self, block: tuple[str, ...]) -> None:
        assert usual(values(letter(*block, *OPINION))) == CODED | {"opinion": JOINED}

    @pytest.mark.parametrize("block", BLOCKS)
    def test_directly_under_the_text(self, block: tuple[str, ...]) -> None:
        assert usual(values(letter("花巻市長 様", *OPINION, *block))) == CODED | {"opinion": JOINED}

    def test_address_at_the_head_and_name_at_the_foot(self) -> None:
        sheet = letter(
            ">〒025-0087",
            f">{PLACE}",
            f">TEL {PHONE}",
            "",
            "花巻市長 様",
            "",
            *OPINION,
            "",
            ">令和3年9月1日",
            f">{NAME}",
        )
        assert usual(values(sheet)) == CODED | {"opinion": JOINED}

    def test_a_name_alone(self) -> None:
        assert usual(values(letter("花巻市長 様", "", *OPINION, "", f">{NAME}"))) == {"name": NAME, "opinion": JOINED}
        assert usual(values(letter("花巻市長 様", NAME, "", *OPINION))) == {"name": NAME, "opinion": JOINED}

    def test_an_e_mail_address_and_a_name(self) -> None:
        assert usual(values(letter(*OPINION, "", NAME, "chihiro@example.jp"))) == {"name": NAME, "opinion": JOINED}

    @pytest.mark.parametrize(
        ("written", "name"),
        [
            ("グエン・ヴァン・アン", "グエン・ヴァン・アン"),
            ("マリア サントス", "マリア サントス"),
            ("Maria Santos", "Maria Santos"),
            pytest.param(
                "さとう はなこ",
                "さとう はなこ",
                marks=pytest.mark.xfail(reason="a name in hiragana alone is taken for the reading of a name"),
            ),
        ],
    )
    def test_names_in_other_letters(self, written: str, name: str) -> None:
        assert values(letter(*OPINION, "", PLACE, written, PHONE))["name"] == name


class TestTheOthersLines:
    @pytest.mark.parametrize(
        "mention",
        [
            ("去年、花巻市高木20地割13に住む母が転びました。",),
            ("市役所（0198-41-3500）に電話しても、つながりません。",),
            ("隣の高橋健一さんも同じことを言っていました。",),
            ("たとえば次の所です。", "花巻市高木20地割13", "花巻市石鳥谷町好地8地割", "どこも危ないです。"),
            ("担当は佐々木さんだと聞きました。",),
            ("電話番号を公開してほしいです。住所は要りません。",),
            ("連絡先がどこにも書いてありません。",),
            ("住所を書かせるなら、理由も書いてください。",),
            ("株式会社北上川システムラボの説明では足りません。",),
            ("花巻市上町の交差点は特に危ないです。",),
            ("氏名の公表はしないでください。",),
        ],
    )
    def test_mentions_in_the_text(self, mention: tuple[str, ...]) -> None:
        text = "".join((*OPINION, *mention, OPINION[0]))
        head = letter(
            "花巻市長 様", "", ">〒025-0087", f">{PLACE}", f">{NAME}", f">{PHONE}", "", *OPINION, *mention, OPINION[0]
        )
        foot = letter("花巻市長 様", "", *OPINION, *mention, OPINION[0], "", "〒025-0087", PLACE, NAME, PHONE)
        for sheet in (head, foot):
            found = usual(values(sheet))
            assert {key: found.get(key) for key in CODED} == CODED
            assert found["opinion"].replace(" ", "") == text.replace(" ", "")

    OFFICE_AND_ADDRESS = ("花巻市役所 秘書政策課 御中", "〒025-8601 花巻市花城町9-30")
    OFFICES = (
        ("〒025-8601", "花巻市花城町9-30", "花巻市長 上田 東一 様"),
        ("花巻市総合政策部秘書政策課 行", "FAX 0198-24-0259"),
        ("（提出先）花巻市秘書政策課", "FAX：0198-24-0259", "TEL：0198-41-3500"),
    )

    @pytest.mark.parametrize("office", [OFFICE_AND_ADDRESS, *OFFICES])
    @pytest.mark.parametrize("foot", [True, False])
    def test_the_offices_own_address(self, office: tuple[str, ...], foot: bool) -> None:
        block = ("〒025-0087", PLACE, NAME, PHONE)
        sheet = letter(*office, "", *OPINION, "", *block) if foot else letter(*office, "", "", *block, "", *OPINION)
        assert usual(values(sheet)) == CODED | {"opinion": JOINED}

    @pytest.mark.parametrize(
        "office",
        [
            pytest.param(
                OFFICE_AND_ADDRESS,
                marks=pytest.mark.xfail(reason="without a sender the office's address under its name is taken for one"),
            ),
            *OFFICES,
        ],
    )
    def test_the_offices_own_address_where_nobody_signed(self, office: tuple[str, ...]) -> None:
        assert usual(values(letter(*office, "", *OPINION))) == {"opinion": JOINED}

    @pytest.mark.parametrize("mark", ["- 2 -", "2/2", "−2−", "(2)", "P.2", "2ページ"])
    def test_page_numbers(self, mark: str) -> None:
        found = submission(
            letter("花巻市長 様", "", *OPINION, "", PLACE, NAME, PHONE, "", "　　　　　　　　1/2"),
            letter("説明会も開いてください。", "", mark, number=2),
        )
        assert found.fields[FieldName.OPINION].value.replace("\n", "") == f"{JOINED}説明会も開いてください。"

    @pytest.mark.parametrize(
        "opening",
        [
            "拝啓　初秋の候、ますますご清栄のこととお喜び申し上げます。",
            "前略　計画案を読みました。",
            "いつもお世話になっております。",
        ],
    )
    def test_a_salutation_is_text(self, opening: str) -> None:
        assert values(letter("花巻市長 様", "", opening, *OPINION, "", PLACE, NAME))["opinion"].startswith(opening[:2])


class TestOrganizations:
    FIRM = "はなまき子育てネットワーク"

    @pytest.mark.parametrize(
        "block",
        [
            (FIRM, f"代表 {NAME}", PLACE, PHONE),
            (FIRM, "代表", NAME, PLACE, f"TEL {PHONE}"),
            (f"{FIRM}　代表　{NAME}", PLACE, PHONE),
            (PLACE, FIRM, f"会長 {NAME}", f"事務局 佐々木 洋　TEL {PHONE}"),
            (PLACE, FIRM, f"代表世話人　{NAME} ㊞", f"（連絡先）{PHONE}"),
            (f"団体名：{FIRM}", f"代表者：{NAME}", f"所在地：{PLACE}", f"電話：{PHONE}"),
            (FIRM, f"（代表）会長 {NAME}", PLACE, f"電話・FAX {PHONE}"),
        ],
    )
    @pytest.mark.parametrize("foot", [True, False])
    def test_with_their_representative(self, block: tuple[str, ...], foot: bool) -> None:
        sheet = (
            letter(*OPINION, "", *block) if foot else letter("花巻市長 様", "", *[f">{b}" for b in block], "", *OPINION)
        )
        found = submission(sheet)
        assert found.kind is SubmitterKind.ORGANIZATION
        assert usual({key.value: each.value for key, each in found.fields.items()}) == {
            "organization": self.FIRM, "representative": NAME, "address": PLACE, "phone": PHONE, "opinion": JOINED,
        }  # fmt: skip

    def test_a_department_under_its_firm_is_no_office(self) -> None:
        sheet = letter(*OPINION, "", PLACE, "株式会社北上川システムラボ", "総務部 広報課", NAME, PHONE)
        found = values(sheet)
        assert found["organization"].startswith("株式会社北上川システムラボ")
        assert found["representative"] == NAME
        assert found["phone"] == PHONE


class TestVertical:
    BODY = (
        "道路の除雪を早くしてください。通学路が歩けず、子どもが車道",
        "を歩いています。歩道も同じ日に除雪してください。",
    )

    @pytest.mark.parametrize(
        "foot",
        [
            ("　　令和三年九月一日", "花巻市上町三番十五号", "　　　　工藤 千尋", "花巻市長 様"),
            (
                "　　令和三年九月一日",
                "〒〇二五―〇〇八七",
                "花巻市上町三番十五号",
                "　　電話〇一九八―二三―四五六七",
                "　　　　工藤 千尋",
                "花巻市長 様",
            ),
            ("　　　　工藤 千尋", "花巻市上町三番十五号"),
        ],
    )
    def test_the_sender_stands_at_the_left(self, foot: tuple[str, ...]) -> None:
        found = values(vertical_letter("総合計画案への意見", "", *self.BODY, "", *foot))
        assert found["name"] == NAME
        assert found["address"] == "花巻市上町三番十五号"
        assert found["opinion"] == "".join(self.BODY)


class TestKindsOfPaper:
    def test_a_memo_with_bullets(self) -> None:
        sheet = letter(
            "総合計画案への意見",
            "・歩道も除雪してください。",
            "・バスを増やしてください。",
            "・街灯が暗いです。",
            "",
            NAME,
            PLACE,
        )
        assert opinions(sheet) == ["歩道も除雪してください。", "バスを増やしてください。", "街灯が暗いです。"]

    def test_numbers_before_digits(self) -> None:
        sheet = letter("1.計画全体について", "よいと思います。", "2.18ページの表は古いです。", "3.22ページも同じです。")
        assert opinions(sheet) == [
            "計画全体についてよいと思います。",
            "18ページの表は古いです。",
            "22ページも同じです。",
        ]

    def test_paragraphs_that_say_what_they_are_about(self) -> None:
        sheet = letter(
            "18ページ「地域交通」について：利用者の数が載っていません。導入費と", "あわせて出してください。",
            "22ページ「地域医療」について：薬の受け取り方も書いてください。遠い所に", "住んでいます。",
        )  # fmt: skip
        assert len(opinions(sheet)) == 2

    def test_a_postcard(self) -> None:
        card = letter(*OPINION, "花巻市上町3-15 工藤 千尋")
        assert usual(values(card)) == {"name": NAME, "address": PLACE, "opinion": JOINED}

    def test_continued_on_a_sheet_of_its_own(self) -> None:
        found = submission(
            letter(f"氏名 {NAME}", f"住所 {PLACE}", f"電話 {PHONE}", "意見（別紙のとおり）"),
            letter("別紙", "", *OPINION, number=2),
        )
        assert found.fields[FieldName.OPINION].value == JOINED

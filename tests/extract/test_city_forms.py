"""Forms as Japanese cities print them, each unlike the others: where things stand, what is printed, what is empty."""

from collections.abc import Sequence

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import PageReading
from tests.extract.builders import form, letter, line, opinions, page, submission, table, values

OPINION = (
    "道路の除雪を早くしてください。通学路が歩けず、子どもが",
    "車道を歩いています。歩道も同じ日に除雪してください。",
)
JOINED = "".join(OPINION)
NAME, PLACE, PHONE = "工藤 千尋", "花巻市上町3-15", "0198-23-4567"
WHOLE = {"name": NAME, "address": PLACE, "phone": PHONE, "opinion": JOINED}
CODED = WHOLE | {"postal_code": "025-0087"}


class TestLabels:
    @pytest.mark.parametrize(
        ("label", "kind"),
        [
            ("住所\n(法人の場合は所在地)", "address"),
            ("住所（法人にあっては主たる事務所の所在地）", "address"),
            ("住　　　所【必須】", "address"),
            ("必須 住所", "address"),
            ("住所 *", "address"),
            ("ご住所 Address", "address"),
            ("住所/Address", "address"),
            ("氏名 Name", "name"),
            ("お名前\nYour name", "name"),
            ("氏名（必須）", "name"),
            ("※氏名", "name"),
            ("①氏名", "name"),
            ("氏　　名\n（自署）", "name"),
            ("電話番号 Phone number", "phone"),
            ("連絡先電話番号\n(日中につながるもの)", "phone"),
            ("TEL.", "phone"),
            ("ご意見 Comments", "opinion"),
            ("御意見\n（できるだけ具体的に）", "opinion"),
            ("計画案に対する\nご意見", "opinion"),
            ("意見の内容及びその理由", "opinion"),
            ("ご意見・ご要望等", "opinion"),
        ],
    )
    def test_wordings(self, label: str, kind: str) -> None:
        texts = {
            "name": ("氏名", NAME),
            "address": ("住所", PLACE),
            "phone": ("電話", PHONE),
            "opinion": ("意見", OPINION),
        }
        rows = [(label if key == kind else usual, text) for key, (usual, text) in texts.items()]
        assert values(form(*rows)) == WHOLE

    @pytest.mark.parametrize(
        ("label", "occupation"), [("職業", "会社員"), ("ご職業", "団体職員"), ("職業等", "自営業"), ("職業", "無職")]
    )
    def test_occupations(self, label: str, occupation: str) -> None:
        assert (
            values(form(("氏名", NAME), (label, occupation), ("住所", PLACE), ("電話", PHONE), ("意見", OPINION)))
            == WHOLE
        )


class TestCells:
    def test_labels_above_their_cells_in_two_columns(self) -> None:
        found = values(
            table(
                ["氏名", "電話番号"], [NAME, PHONE], ["住所"], [PLACE], ["ご意見"], [OPINION],
                widths=(1, 1),
            )
        )  # fmt: skip
        assert found == WHOLE

    def test_two_fields_in_one_row(self) -> None:
        found = values(
            table(["氏名", NAME, "電話番号", PHONE], ["住所", PLACE], ["意見", OPINION], widths=(2, 4, 2, 4))
        )
        assert found == WHOLE

    def test_a_small_row_for_the_reading_of_the_name(self) -> None:
        found = values(
            table(
                ["ふりがな", "くどう ちひろ"],
                ["氏名", NAME],
                ["住所", PLACE],
                ["電話番号", PHONE],
                ["意見", OPINION],
                widths=(1, 4),
            )
        )
        assert found == WHOLE

    @pytest.mark.parametrize(
        ("label", "cell"),
        [
            ("氏名", ["（ふりがな）くどう ちひろ", NAME]),
            ("（ふりがな）\n氏名", ["くどう ちひろ", NAME]),
            ("氏名", ["ふりがな", "くどう ちひろ", NAME]),
            ("フリガナ\n氏　名", ["クドウ チヒロ", NAME]),
            ("氏名（ふりがな）", [NAME, "(くどう ちひろ)"]),
        ],
    )
    def test_the_reading_in_the_names_cell(self, label: str, cell: list[str]) -> None:
        assert values(form((label, cell), ("住所", PLACE), ("電話番号", PHONE), ("意見", OPINION))) == WHOLE

    @pytest.mark.parametrize(
        "lines",
        [
            ["〒025-0087", PLACE, NAME, PHONE],
            [f"〒025-0087 {PLACE}", NAME, f"電話 {PHONE}"],
            [f"住所 〒025-0087 {PLACE}", f"氏名 {NAME}", f"電話 {PHONE}"],
            ["（住所）〒025-0087", PLACE, f"（氏名）{NAME}", f"（電話）{PHONE}"],
            ["〒025-0087", PLACE, f"{NAME}　TEL {PHONE}"],
            [NAME, "〒025-0087", PLACE, f"TEL:{PHONE} FAX:0198-23-4568"],
        ],
    )
    @pytest.mark.parametrize("label", ["住所・氏名・電話番号", "提出者"])
    def test_a_cell_for_several_fields(self, label: str, lines: list[str]) -> None:
        assert values(form((label, lines), ("意見", OPINION))) == CODED

    def test_a_contact_cell_with_its_marks(self) -> None:
        cell = [f"TEL {PHONE}", "FAX 0198-23-4568", "E-mail chihiro@example.jp"]
        assert values(form(("氏名", NAME), ("住所", PLACE), ("連絡先", cell), ("意見", OPINION))) == WHOLE

    def test_printed_marks_alone_are_nothing(self) -> None:
        cell = ["TEL", "FAX", "E-mail"]
        found = submission(form(("氏名", NAME), ("住所", ["〒   -", PLACE]), ("連絡先", cell), ("意見", OPINION)))
        assert set(found.fields) == {FieldName.NAME, FieldName.ADDRESS, FieldName.OPINION}
        assert not found.unread

    @pytest.mark.parametrize(
        "cell", [["自宅", PHONE], ["（自宅・携帯）", PHONE], [f"自宅 {PHONE}", "携帯"], [f"{PHONE}（自宅）"]]
    )
    def test_a_telephone_cell_with_its_kinds(self, cell: list[str]) -> None:
        assert values(form(("氏名", NAME), ("住所", PLACE), ("電話番号", cell), ("意見", OPINION))) == WHOLE

    def test_choices_are_no_values(self) -> None:
        found = values(
            form(
                ("区分", "☑個人　□団体"),
                ("氏名", ["□個人 □団体", NAME]),
                ("住所", PLACE),
                ("年齢", ["□10代 □20代 ☑30代", "□40代 □50代 □60代以上"]),
                ("性別", "男 ・ 女"),
                ("電話番号", PHONE),
                ("意見の公表の可否", "☑可　□否"),
                ("意見", OPINION),
            )
        )
        assert found == WHOLE

    @pytest.mark.parametrize(
        ("label", "value"),
        [
            ("該当箇所", "12ページ 第3章"),
            ("計画案の該当ページ", "12ページ"),
            ("意見募集案件名", "行政デジタル推進計画（素案）"),
            ("提出日", "令和3年9月1日"),
            ("年齢", "42"),
            ("市内在住・在勤・在学の別", "市内在住"),
        ],
    )
    def test_other_cells_keep_theirs(self, label: str, value: str) -> None:
        found = values(form((label, value), ("氏名", NAME), ("住所", PLACE), ("電話番号", PHONE), ("意見", OPINION)))
        assert found == WHOLE

    def test_a_cell_before_its_unit(self) -> None:
        found = values(
            table(
                ["氏名", NAME, "㊞"],
                ["年齢", "42", "歳"],
                ["住所", PLACE],
                ["電話", PHONE],
                ["意見", OPINION],
                widths=(2, 6, 1),
            )
        )
        assert found == WHOLE

    def test_a_group_of_labels_behind_a_heading(self) -> None:
        cells = (
            Box(160, 300, 300, 608), Box(304, 300, 560, 400), Box(564, 300, 1490, 400), Box(304, 404, 560, 504),
            Box(564, 404, 1490, 504), Box(304, 508, 560, 608), Box(564, 508, 1490, 608), Box(160, 612, 300, 1000),
            Box(304, 612, 1490, 1000),
        )  # fmt: skip
        lines = [
            line("提出者", 170, 430, cell=0), line("氏名", 314, 320, cell=1), line(NAME, 580, 320, cell=2),
            line("住所", 314, 424, cell=3), line(PLACE, 580, 424, cell=4), line("電話", 314, 528, cell=5),
            line(PHONE, 580, 528, cell=6), line("意見", 170, 640, cell=7), line(OPINION[0], 320, 640, cell=8),
            line(OPINION[1], 320, 702, cell=8),
        ]  # fmt: skip
        assert values(page(*lines, cells=cells)) == WHOLE


class TestSeveralOpinions:
    WHO = (["氏名", NAME], ["住所", PLACE], ["電話番号", PHONE])
    ONE, TWO, THREE = "歩道も除雪してください。", "バスを増やしてください。", "街灯が暗いので直してください。"

    def rows(self, *rows: Sequence[str | Sequence[str]]) -> list[str]:
        who = table(*self.WHO, widths=(1, 4))
        lower = table(*rows, widths=(1, 3, 3))
        shift = max(cell.bottom for cell in who.cells) - top_of(lower) + 4
        moved = [
            type(each)(each.box.__class__(each.box.left, each.box.top + shift, each.box.right, each.box.bottom + shift),
                       each.direction, each.readings, (each.cell or 0) + len(who.cells))
            for each in lower.lines
        ]  # fmt: skip
        cells = [Box(c.left, c.top + shift, c.right, c.bottom + shift) for c in lower.cells]
        both = page(*who.lines, *moved, cells=[*who.cells, *cells])
        found = values(both)
        assert {key: found.get(key) for key in ("name", "address", "phone")} == {
            "name": NAME, "address": PLACE, "phone": PHONE,
        }  # fmt: skip
        return [text.replace("\n", "") for text in opinions(both)]

    def test_each_row_under_the_heads_is_one(self) -> None:
        rows = (
            ["該当箇所", "意見の内容", "理由"],
            ["5ページ", self.ONE, "危ないから。"],
            ["8ページ", self.TWO, "足りないから。"],
            ["", "", ""],
        )
        assert self.rows(*rows) == [f"{self.ONE}危ないから。", f"{self.TWO}足りないから。"]

    def test_a_row_may_go_on_in_the_next(self) -> None:
        rows = (
            ["該当箇所", "意見の内容", "理由"],
            ["5ページ", "歩道も", ""],
            ["", "除雪してください。", ""],
            ["8ページ", self.TWO, ""],
        )
        assert self.rows(*rows) == [self.ONE, self.TWO]

    def test_the_rows_may_be_numbered(self) -> None:
        rows = (["番号", "該当箇所", "ご意見"], ["1", "5ページ", self.ONE], ["2", "8ページ", self.TWO], ["3", "", ""])
        assert self.rows(*rows) == [self.ONE, self.TWO]

    def test_labels_with_numbers_before_the_cells(self) -> None:
        rows = [("氏名", NAME), ("意見1", self.ONE), ("意見2", self.TWO), ("意見3", "")]
        assert opinions(form(*rows)) == [self.ONE, self.TWO]

    def test_printed_numbers_in_one_cell(self) -> None:
        cell = [f"1. {self.ONE}", f"2. {self.TWO}", "3."]
        assert opinions(form(("氏名", NAME), ("意見", cell))) == [self.ONE, self.TWO]
        assert values(form(("氏名", NAME), ("意見", cell)))["opinion"] == f"1.{self.ONE}\n2.{self.TWO}"

    def test_opinion_and_reason_in_two_cells_are_one(self) -> None:
        found = opinions(form(("氏名", NAME), ("意見", self.ONE), ("理由", "危ないからです。")))
        assert [text.replace("\n", "") for text in found] == [f"{self.ONE}危ないからです。"]

    def test_writing_lines_are_no_rows_of_a_table(self) -> None:
        assert opinions(table(["氏名", NAME], ["意見の内容"], [OPINION[0]], [OPINION[1]], [""], widths=(1, 4))) == [
            JOINED
        ]


def top_of(found: PageReading) -> int:
    return min(cell.top for cell in found.cells)


class TestPrint:
    ROWS = (("氏名", NAME), ("住所", PLACE), ("電話番号", PHONE), ("意見", OPINION))
    FOOTERS = (
        (
            "【提出先・問い合わせ先】",
            "〒025-8601 花巻市花城町9番30号",
            "花巻市 総合政策部 秘書政策課",
            "電話 0198-41-3500",
            "FAX 0198-24-0259",
            "E-mail seisaku@city.example.jp",
        ),
        ("提出先：〒025-8601 花巻市花城町9-30 花巻市役所秘書政策課", "TEL：0198-41-3500　FAX：0198-24-0259"),
        ("問合せ先", "花巻市秘書政策課 担当 佐々木", "TEL 0198-41-3500（内線 412）"),
        ("花巻市総合政策部秘書政策課 広報係", "〒025-8601 花巻市花城町9番30号", "電話 0198-41-3500 FAX 0198-24-0259"),
        (
            "郵送：〒025-8601 花巻市花城町9-30 秘書政策課あて",
            "ファクス：0198-24-0259",
            "メール：seisaku@city.example.jp",
        ),
    )
    HEADS = (
        ("（様式第1号）", "花巻市総合計画（案）に対する意見書", "令和　　年　　月　　日", "（あて先）花巻市長"),
        (
            "意見提出用紙",
            "募集期間：令和3年8月26日（木）から9月14日（火）まで",
            "ご意見を下記にご記入のうえ、ご提出ください。",
        ),
        ("花巻市 秘書政策課 行", "FAX 0198-24-0259", "パブリックコメント意見提出用紙"),
    )

    @pytest.mark.parametrize(("before", "after"), [*zip(((), *HEADS), FOOTERS, strict=False), ((), FOOTERS[4])])
    def test_nothing_round_the_table_is_the_submitters(self, before: tuple[str, ...], after: tuple[str, ...]) -> None:
        assert values(form(*self.ROWS, before=before, after=after)) == WHOLE
        empty = form(("氏名", ""), ("住所", ""), ("電話番号", ""), ("意見", OPINION), before=before, after=after)
        assert values(empty) == {"opinion": JOINED}

    @pytest.mark.parametrize(("head", "foot"), [*zip(((), *HEADS), FOOTERS[1:], strict=True)])
    def test_nor_on_a_form_without_rules(self, head: tuple[str, ...], foot: tuple[str, ...]) -> None:
        sheet = letter(
            *head, "", f"氏名　{NAME}", f"住所　{PLACE}", f"電話番号　{PHONE}", "意見", *OPINION, "", "", *foot
        )
        assert values(sheet) == WHOLE

    @pytest.mark.parametrize("foot", FOOTERS)
    def test_nor_where_nothing_was_filled_in(self, foot: tuple[str, ...]) -> None:
        sheet = letter("氏名", "", "住所", "", "電話番号", "", "意見", *OPINION, "", "", *foot)
        assert values(sheet) == {"opinion": JOINED}

    @pytest.mark.parametrize("foot", FOOTERS)
    def test_nor_in_a_cell_of_its_own(self, foot: tuple[str, ...]) -> None:
        assert values(form(*self.ROWS, ("", foot))) == WHOLE

    def test_labels_over_underlined_blanks(self) -> None:
        sheet = letter(
            "意見書", "", f"氏名 ＿＿{NAME}＿＿＿", f"住所 ___{PLACE}____", f"電話番号 ＿{PHONE}＿", "ご意見", *OPINION
        )
        assert values(sheet) == WHOLE

    @pytest.mark.parametrize(
        "cell",
        [
            ("（できるだけ具体的にご記入ください。）", *OPINION),
            (*OPINION, "（できるだけ具体的にご記入ください。）"),
            *(
                pytest.param(
                    cell, marks=pytest.mark.xfail(reason="a printed note in the opinion's cell is taken for text")
                )
                for cell in (
                    ("※該当する計画のページもお書きください。", *OPINION),
                    (*OPINION, "※該当する計画のページもお書きください。"),
                    ("※ご意見は、氏名等を除き公表することがあります。", *OPINION),
                    (*OPINION, "※ご意見は、氏名等を除き公表することがあります。"),
                    ("ご意見は具体的にお書きください。足りない場合は別紙を", "お使いください。", *OPINION),
                )
            ),
        ],
    )
    def test_notes_in_the_opinions_cell(self, cell: tuple[str, ...]) -> None:
        assert values(form(*self.ROWS[:3], ("意見", cell))) == WHOLE

    @pytest.mark.parametrize(
        "sentence",
        [
            "窓口で何度も記入してくださいと言われて困りました。",
            "個人情報の取扱いが心配です。",
            "個人情報は本当に守られるのでしょうか。",
            "様式は自由にしてほしい。",
            "裏面にも書く欄がほしいです。",
            "氏名を公表しませんと書いてあるのに、不安です。",
        ],
    )
    @pytest.mark.parametrize("at", [0, 2])
    def test_what_people_write_of_forms_is_kept(self, sentence: str, at: int) -> None:
        text = [*OPINION]
        text.insert(at, sentence)
        assert "".join(text) == values(form(*self.ROWS[:3], ("意見", text)))["opinion"].replace("\n", "")
        assert sentence in values(letter(f"氏名：{NAME}", "意見：", *text))["opinion"]
        assert sentence in values(letter("花巻市長 様", "", *text, "", PLACE, NAME, PHONE))["opinion"]

    def test_a_receipt_box_is_nobodys(self) -> None:
        sheet = form(*self.ROWS)
        box = Box(1200, 60, 1490, 200)
        lines = [line("受付印", 1210, 70, cell=len(sheet.cells)), line("3. 9.-8", 1210, 130, cell=len(sheet.cells))]
        assert values(page(*lines, *sheet.lines, cells=[*sheet.cells, box])) == WHOLE

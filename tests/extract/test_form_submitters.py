"""Who submits, as the cells of a form say it: a person, an organisation, who stands for it, or nobody."""

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.submission import SubmitterKind
from tests.extract.builders import form, submission

OPINION = (
    "道路の除雪を早くしてください。通学路が歩けず、子どもが",
    "車道を歩いています。歩道も同じ日に除雪してください。",
)
NAME, PLACE, PHONE = "工藤 千尋", "花巻市上町3-15", "0198-23-4567"


class TestWho:
    REST = (("住所", PLACE), ("電話番号", PHONE), ("意見", OPINION))

    def who(self, *rows: tuple[str, str | list[str]]) -> tuple[str | None, ...]:
        found = submission(form(*rows, *self.REST))
        organization = FieldName.ORGANIZATION in found.fields
        assert (found.kind is SubmitterKind.ORGANIZATION) == organization
        names = (FieldName.NAME, FieldName.ORGANIZATION, FieldName.REPRESENTATIVE)
        return tuple(found.fields[name].value if name in found.fields else None for name in names)

    def test_an_empty_field_for_organisations(self) -> None:
        assert self.who(("氏名", NAME), ("法人・団体名", ""), ("代表者氏名", "")) == (NAME, None, None)
        assert self.who(("法人・団体名", "（　　　　）"), ("氏名", NAME)) == (NAME, None, None)

    def test_an_empty_field_for_persons(self) -> None:
        found = self.who(("氏名", ""), ("法人・団体名", "はなまき子育てネットワーク"), ("代表者氏名", NAME))
        assert found == (None, "はなまき子育てネットワーク", NAME)

    def test_both_filled_in(self) -> None:
        assert self.who(("氏名", NAME), ("団体名", "株式会社北上川システムラボ")) == (
            None,
            "株式会社北上川システムラボ",
            NAME,
        )

    @pytest.mark.parametrize(
        "cell",
        [
            ["はなまき子育てネットワーク", f"（代表 {NAME}）"],
            ["はなまき子育てネットワーク", f"代表　{NAME}"],
            ["はなまき子育てネットワーク", "会長", NAME],
            ["はなまき子育てネットワーク", f"(代表) 会長 {NAME}"],
            ["はなまき子育てネットワーク", f"会長 {NAME}", "担当 佐々木 洋"],
            ["はなまき子育てネットワーク", "担当 佐々木 洋", f"会長 {NAME}"],
        ],
    )
    @pytest.mark.parametrize("label", ["氏名又は団体名", "法人・団体名\n(代表者名)"])
    def test_an_organisation_with_its_representative(self, label: str, cell: list[str]) -> None:
        assert self.who((label, cell)) == (None, "はなまき子育てネットワーク", NAME)

    @pytest.mark.parametrize("text", ["匿名希望", "匿名", "（匿名希望）", "無記名"])
    def test_who_stays_anonymous_has_no_name(self, text: str) -> None:
        assert self.who(("氏名", text)) == (None, None, None)

    @pytest.mark.parametrize(
        "name", ["グエン・ヴァン・アン", "マリア サントス", "Maria Santos", "LEE MINHO", "くどう ちひろ"]
    )
    def test_names_in_other_letters(self, name: str) -> None:
        assert self.who(("氏名", name))[0] == name

    def test_a_representative_alone_is_the_person(self) -> None:
        assert self.who(("法人・団体名", ""), ("代表者氏名", NAME)) == (NAME, None, None)

    @pytest.mark.parametrize("label", ["代表者氏名", "代表者職・氏名"])
    @pytest.mark.parametrize("written", [NAME, f"代表取締役 {NAME}", f"理事長　{NAME} ㊞"])
    def test_a_representative_in_a_cell_of_its_own(self, label: str, written: str) -> None:
        firm = "有限会社たかまつ池印刷所"
        assert self.who(("法人・団体名", firm), (label, written)) == (None, firm, NAME)

    @pytest.mark.parametrize(
        "name",
        [
            "一般社団法人いわて暮らしの足を考える会",
            "川原小路地区町内会連合会",
            "雪みちを安全に歩く市民の会",
            "㈱みちのくデータ＆プリント",
            "青年農業者グループ「畦の会」",
        ],
    )
    def test_an_organisation_alone(self, name: str) -> None:
        assert self.who(("氏名\n(法人・団体名)", name)) == (None, name, None)

    def test_a_name_over_two_lines_is_one(self) -> None:
        _, organization, _ = self.who(("氏名\n(法人・団体名)", ["特定非営利活動法人", "やまなみデジタルサポート"]))
        assert (organization or "").replace(" ", "") == "特定非営利活動法人やまなみデジタルサポート"

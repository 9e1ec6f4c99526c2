"""Who submits: persons and organisations told apart, representatives found, seals and titles left out."""

from collections.abc import Sequence

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.proposal import Proposal
from ocr_intake.model.submission import SubmitterKind
from tests.extract.builders import Alternatives, form, letter, line, page, submission, values

ADDRESS, PHONE, TEXT = (
    ("住所", "盛岡市中央通1-7-25"),
    ("電話番号", "019-613-8472"),
    ("意見", "窓口を減らさないでください。"),
)
WHO = (FieldName.NAME, FieldName.ORGANIZATION, FieldName.REPRESENTATIVE)


def who(label: str, text: str | Sequence[str], *more: tuple[str, str | Sequence[str]]) -> tuple[str | None, ...]:
    """Name, organisation and representative of a form with that in its first cell."""
    found = submission(form((label, text), *more, ADDRESS, PHONE, TEXT)).fields
    return tuple(found[name].value if name in found else None for name in WHO)


EITHER = "氏名\n(法人・団体名)"


@pytest.mark.parametrize("label", ["氏名", EITHER, "氏名又は団体名"])
@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("千葉 美穂", "千葉 美穂"),
        ("千葉　美穂", "千葉 美穂"),
        ("千葉美穂", "千葉美穂"),
        ("千葉 美穂 ㊞", "千葉 美穂"),
        ("千葉 美穂 印", "千葉 美穂"),
        ("髙橋 実", "髙橋 実"),
        ("佐々木 ひかり", "佐々木 ひかり"),
        ("五日市 悟", "五日市 悟"),
        ("下斗米 富雄", "下斗米 富雄"),
        ("キム スジン", "キム スジン"),
        ("John Smith", "John Smith"),
        ("佐々木", "佐々木"),
    ],
)
def test_a_person(label: str, written: str, name: str) -> None:
    assert who(label, written) == (name, None, None)


@pytest.mark.parametrize("label", ["氏名", EITHER, "法人・団体名", "団体名"])
@pytest.mark.parametrize(
    "name",
    [
        "合同会社デザイン工房こもれび坂",
        "有限会社たかまつ池印刷所",
        "株式会社北上川システムラボ",
        "一般社団法人いわて暮らしの足を考える会",
        "NPO法人やまなみデジタルサポート",
        "川原小路地区町内会連合会",
        "岩手中央あずま商工会",
        "雪みちを安全に歩く市民の会",
        "図書館とあるく友の会",
        "㈱みちのくデータ＆プリント",
        "青年農業者グループ「畦の会」",
    ],
)
def test_an_organisation(label: str, name: str) -> None:
    assert who(label, name) == (None, name, None)


@pytest.mark.parametrize(
    "written",
    [
        ["有限会社たかまつ池印刷所", "代表取締役 高橋 健一"],
        ["有限会社たかまつ池印刷所", "高橋 健一"],
        "有限会社たかまつ池印刷所 代表取締役 高橋 健一",
        "有限会社たかまつ池印刷所　代表取締役　高橋 健一 ㊞",
        ["(代表) 高橋 健一", "有限会社たかまつ池印刷所"],
    ],
)
@pytest.mark.parametrize("label", [EITHER, "団体名及び代表者名"])
def test_an_organisation_and_its_representative_in_one_cell(label: str, written: str | list[str]) -> None:
    assert who(label, written) == (None, "有限会社たかまつ池印刷所", "高橋 健一")


@pytest.mark.parametrize("label", ["代表者氏名", "代表者名", "代表者", "代表者職・氏名", "氏名"])
@pytest.mark.parametrize("written", ["高橋 健一", "代表取締役 高橋 健一", "理事長　高橋 健一 ㊞"])
def test_a_representative_in_a_cell_of_its_own(label: str, written: str) -> None:
    found = who("法人・団体名", "有限会社たかまつ池印刷所", (label, written))
    assert found == (None, "有限会社たかまつ池印刷所", "高橋 健一")


def test_a_name_over_two_lines_is_one() -> None:
    found = who(EITHER, ["特定非営利活動法人", "やまなみデジタルサポート"])
    assert found[1] is not None
    assert found[1].replace(" ", "") == "特定非営利活動法人やまなみデジタルサポート"


def test_an_empty_cell_is_nobody() -> None:
    assert who("氏名", "") == (None, None, None)


def test_the_kind_follows_the_submitter() -> None:
    person = submission(form(("氏名", "千葉 美穂"), TEXT))
    firm = submission(form(("団体名", "有限会社たかまつ池印刷所"), TEXT))
    assert person.kind is SubmitterKind.INDIVIDUAL
    assert firm.kind is SubmitterKind.ORGANIZATION


def named(text: str, second: str | None = None, considered: Alternatives | None = None) -> Proposal:
    """The name of a form in whose cell the readers read that."""
    sheet = form(("氏名", ""), TEXT)
    cell = sheet.cells[1]
    written = line(text, cell.left + 10, cell.top + 10, cell=1, second=second, considered=considered)
    return submission(page(*sheet.lines, written, cells=sheet.cells)).fields[FieldName.NAME]


def test_what_a_second_reader_read_is_offered() -> None:
    name = named("千葉 美穗", second="千葉 美穂")
    assert name.value == "千葉 美穗"
    assert "千葉 美穂" in {candidate.text for candidate in name.candidates}
    assert named("千葉 美穂", second="千葉 美穂").evidence["second"] == 1.0
    assert 0.0 < named("千葉 美穂", second="干葉 美想").evidence["second"] < 1.0


def test_what_the_reader_considered_is_offered() -> None:
    name = named("佐藤 花予", considered={4: [("子", 0.3)]})
    assert "佐藤 花子" in {name.value, *(candidate.text for candidate in name.candidates)}


def test_a_candidate_never_repeats_the_value() -> None:
    found = submission(form(("氏名", "斎藤 文雄"), ADDRESS, PHONE, TEXT))
    for each in found.fields.values():
        texts = [candidate.text for candidate in each.candidates]
        assert each.value not in texts
        assert len(set(texts)) == len(texts)


def test_the_addressee_is_not_the_submitter() -> None:
    assert "name" not in values(letter("盛岡市長 高橋 一郎 様", "", "窓口を減らさないでください。"))

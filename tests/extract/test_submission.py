"""From tagged pages to a proposal: a value's evidence and flags, a paper's oddities, any page at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.extract.grouping import group
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.extract.submission import WHO, Sheet, extract
from ocr_intake.extract.tags import Tag
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.geometry import Box
from ocr_intake.model.proposal import ProposedSubmission
from ocr_intake.model.reading import FaxHeader, Line
from ocr_intake.model.submission import SubmitterKind
from tests.extract.builders import LEFT, form, letter, line, page, sheets, submission, values
from tests.extract.tagged import Part, Placed, Row, part, tagged

KNOWLEDGE = Knowledge({"氏名": ("name",)})
NAME, PLACE, TEXT = ("氏名", "佐藤 花子"), ("住所", "盛岡市中央通1-7-25"), ("意見", "よい計画です。")


def proposed(*rows: Row | Placed) -> ProposedSubmission:
    return extract([Sheet(*tagged(*rows))], KNOWLEDGE)


class TestFromTags:
    def test_each_class_becomes_its_field(self) -> None:
        found = proposed(
            (Part("氏名：", Tag.LABEL), Part("佐藤 花子", Tag.NAME), Part(" ㊞", Tag.OTHER)),
            (Part("〒", Tag.OTHER), Part("020-0021", Tag.POSTAL_CODE)),
            part("盛岡市中央通1-7-25", Tag.ADDRESS),
            (Part("TEL ", Tag.LABEL), Part("019-613-8472", Tag.PHONE)),
            (Part("FAX ", Tag.LABEL), Part("019-613-8473", Tag.FAX)),
            part("公園の木を増やしてください。", Tag.OPINION),
        )
        assert {name.value: one.value for name, one in found.fields.items()} == {
            "name": "佐藤 花子",
            "postal_code": "020-0021",
            "address": "盛岡市中央通1-7-25",
            "phone": "019-613-8472",
            "opinion": "公園の木を増やしてください。",
        }
        assert found.kind is SubmitterKind.INDIVIDUAL
        assert [one.text for one in found.opinions] == ["公園の木を増やしてください。"]

    def test_an_organisation_makes_the_kind(self) -> None:
        found = proposed(
            part("山田町内会", Tag.ORGANIZATION), (Part("会長 ", Tag.TITLE), Part("高橋 健一", Tag.REPRESENTATIVE))
        )
        assert found.kind is SubmitterKind.ORGANIZATION
        assert set(found.fields) == {FieldName.ORGANIZATION, FieldName.REPRESENTATIVE}

    def test_a_value_says_how_sure_its_place_is(self) -> None:
        (name,) = proposed((Part("氏名：", Tag.LABEL), Part("佐藤 花子", Tag.NAME, 0.9))).fields.values()
        assert name.evidence["tag"] == pytest.approx(0.9, abs=1e-3)
        assert name.evidence["label"] == 1.0
        assert 0.0 < name.evidence["margin"] < 1.0
        assert name.source == "page"

    def test_two_numbers_about_as_likely_are_flagged_and_the_other_is_offered(self) -> None:
        one, other = part("019-613-8472", Tag.PHONE), part("090-1234-5678", Tag.PHONE, 0.95)
        found = proposed(Placed(one, LEFT, 200), Placed(other, LEFT, 900)).fields[FieldName.PHONE]
        assert FlagCode.SEVERAL_VALUES in found.flags
        assert {found.value, *(c.text for c in found.candidates)} == {"019-613-8472", "090-1234-5678"}

    def test_an_empty_field_with_a_candidate_not_far_from_it_is_unread(self) -> None:
        found = proposed(part("佐藤 花子", Tag.NAME), part("019-613-8472", Tag.OFFICE, 0.9, Tag.PHONE))
        assert FieldName.PHONE not in found.fields
        assert FieldName.PHONE in found.unread
        sure = proposed(part("佐藤 花子", Tag.NAME), part("019-613-8472", Tag.OFFICE, 0.99, Tag.PHONE))
        assert FieldName.PHONE not in sure.unread

    def test_characters_that_were_chosen_and_say_nothing_are_unread(self) -> None:
        found = proposed(part("佐藤 花子", Tag.NAME), part("|2|0|1}-", Tag.POSTAL_CODE))
        assert FieldName.POSTAL_CODE not in found.fields
        assert found.unread == {FieldName.POSTAL_CODE}

    def test_text_that_was_left_out_counts_against_the_opinion(self) -> None:
        text = part("公園の木を増やしてください。", Tag.OPINION)
        alone = proposed(text).fields[FieldName.OPINION].evidence
        beside = (
            proposed(text, part("それは市の説明です。", Tag.NOTE, 0.7, Tag.OPINION)).fields[FieldName.OPINION].evidence
        )
        assert alone["missed"] < 0.01
        assert beside["missed"] == pytest.approx(0.3, abs=1e-3)

    def test_nothing_is_nothing(self) -> None:
        found = proposed(part("※必ずご記入ください。", Tag.NOTE))
        assert not found.fields
        assert found.opinions == ()
        assert found.unread == WHO

    @pytest.mark.parametrize("tag", [Tag.NAME, Tag.ORGANIZATION])
    def test_who_sent_it_is_unread_only_where_nobody_was_found(self, tag: Tag) -> None:
        phone = part("019-613-8472", Tag.PHONE)
        assert proposed(phone).unread == WHO
        assert not proposed(part("山田町内会", tag), phone).unread & WHO


class TestOddities:
    def test_boxed_digits_that_came_as_several_lines_are_one_code(self) -> None:
        sheet = form(NAME, ("住所", ""), TEXT)
        cell = sheet.cells[3]
        parts = [
            line(text, cell.left + left, cell.top + 10, cell=3)
            for text, left in (("〒", 10), ("020", 70), ("0021", 260))
        ]
        town = line(PLACE[1], cell.left + 10, cell.top + 60, cell=3)
        found = values(page(*sheet.lines, *parts, town, cells=sheet.cells))
        assert (found["postal_code"], found["address"]) == ("020-0021", PLACE[1])

    def test_a_code_of_another_town_is_flagged_on_both(self) -> None:
        found = submission(form(NAME, ("住所", ["〒028-0041", PLACE[1]]), TEXT)).fields
        for name in (FieldName.POSTAL_CODE, FieldName.ADDRESS):
            assert FlagCode.POSTAL_ADDRESS_MISMATCH in found[name].flags

    def test_a_fax_headers_number_never_supplies_one_but_confirms(self) -> None:
        header = FaxHeader("2021/09/08 14:32 FROM 019-613-8472 P.1", ("0196138472",), 1, 1)
        assert "phone" not in values(form(NAME, PLACE, ("電話番号", ""), TEXT, header=header))
        found = submission(form(NAME, PLACE, ("電話番号", "019-613-8472"), TEXT, header=header))
        assert found.fields[FieldName.PHONE].evidence["confirmed"] == 1.0

    @pytest.mark.parametrize("number", ["019-622-6211", "019(651)4111", "０１９－６２２－６２１１"])
    def test_the_citys_number_is_nobodys(self, number: str) -> None:
        assert "phone" not in values(form(NAME, PLACE, ("電話番号", number), TEXT))

    @pytest.mark.parametrize("text", ["なし", "(   )   -", "-", "電話はありません"])
    def test_no_number_is_none(self, text: str) -> None:
        assert "phone" not in values(form(NAME, PLACE, ("電話番号", text), TEXT))

    def test_a_fax_number_is_no_telephone_number(self) -> None:
        assert "phone" not in values(form(NAME, PLACE, ("連絡先", "FAX 019-613-8473"), TEXT))

    def test_the_addressee_is_not_the_submitter(self) -> None:
        assert "name" not in values(letter("盛岡市長 高橋 一郎 様", "", "窓口を減らさないでください。"))

    def test_a_region_is_the_values_own(self) -> None:
        found = submission(form(NAME, PLACE, ("", ["電話番号 019-613-8472"]), TEXT))
        (region,) = found.fields[FieldName.PHONE].regions
        whole = line("電話番号 019-613-8472", LEFT + 15).box
        assert region.box.left > whole.left + whole.width // 4
        assert abs(region.box.right - whole.right) <= 2


CHARACTERS = st.text(
    "氏名住所電話番号意見佐藤花子盛岡市中央通〒-0123456789０１①・。、：[]()（） 　様TELFAX\n", max_size=24
)
WRITABLE = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)
PLACES = st.tuples(st.integers(0, 1500), st.integers(0, 2200))


@st.composite
def odd_lines(draw: st.DrawFn) -> list[Line]:
    texts = draw(st.lists(st.one_of(CHARACTERS, WRITABLE), max_size=9))
    return [
        line(
            text or "　",
            *draw(PLACES),
            cell=draw(st.sampled_from([None, None, 0, 1, 2])),
            vertical=draw(st.booleans()),
            second=draw(st.sampled_from([None, text])),
        )
        for text in texts
    ]


@settings(max_examples=60, deadline=None)
@given(odd_lines(), odd_lines())
def test_whatever_stands_on_the_pages_something_consistent_comes_out(one: list[Line], other: list[Line]) -> None:
    cells = (Box(0, 0, 400, 800), Box(404, 0, 1600, 800), Box(0, 804, 1600, 2300))
    pages = [page(*one, cells=cells), page(*other, number=2, cells=cells)]
    found = submission(*pages)
    for proposal in found.fields.values():
        assert proposal.value.strip()
        assert proposal.regions
        assert {region.page for region in proposal.regions} <= {1, 2}
        assert proposal.value not in {candidate.text for candidate in proposal.candidates}
        assert all(0.0 <= candidate.score <= 1.0 for candidate in proposal.candidates)
    assert not found.unread & set(found.fields)
    groups, covers = group(sheets(*pages))
    members = sorted([i for one_group in groups for i in one_group.members] + list(covers))
    assert members == [i for i, each in enumerate(pages) if any(row.text.strip() for row in each.lines)]

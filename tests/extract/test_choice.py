"""The joint choice: who submits, where and by which number, all consistent; and by how much it is the best."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.choice import Chosen, choose
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.extract.tags import Tag
from ocr_intake.model.fields import FIELDS, FieldName
from tests.extract.builders import LEFT
from tests.extract.tagged import Placed, Row, part, spans

NOTHING = Knowledge({})
PERSON = Placed(part("佐藤 花子", Tag.NAME), LEFT, 200)
BODY = Placed(part("山田町内会", Tag.ORGANIZATION), LEFT, 300)
HEAD = Placed(part("高橋 健一", Tag.REPRESENTATIVE, 0.9, Tag.NAME), LEFT, 400)
CODE = Placed(part("020-0021", Tag.POSTAL_CODE), LEFT, 500)
PLACE = Placed(part("盛岡市中央通1-7-25", Tag.ADDRESS), LEFT, 700)
PHONE = Placed(part("019-613-8472", Tag.PHONE), LEFT, 900)


def chosen(*rows: Row | Placed, knowledge: Knowledge = NOTHING) -> dict[FieldName, Chosen]:
    return choose(spans(*rows), knowledge)


def values(found: dict[FieldName, Chosen]) -> dict[str, str]:
    return {name.value: one.candidate.text for name, one in found.items() if one.candidate is not None}


class TestWho:
    def test_a_person_alone(self) -> None:
        assert values(chosen(PERSON, PLACE)) == {"name": "佐藤 花子", "address": "盛岡市中央通1-7-25"}

    def test_an_organisation_with_its_representative(self) -> None:
        assert values(chosen(BODY, HEAD)) == {"organization": "山田町内会", "representative": "高橋 健一"}

    def test_an_organisation_alone(self) -> None:
        assert values(chosen(BODY)) == {"organization": "山田町内会"}

    def test_a_person_beside_an_organisation_stands_for_it_or_it_is_none(self) -> None:
        unsure = Placed(part("山田町内会", Tag.ORGANIZATION, 0.5, Tag.NOTE), LEFT, 300)
        sure_person = Placed(part("佐藤 花子", Tag.NAME, 0.9999), LEFT, 200)
        assert values(chosen(sure_person, unsure)) == {"name": "佐藤 花子"}
        doubtful = Placed(part("高橋 健一", Tag.NAME, 0.6, Tag.REPRESENTATIVE), LEFT, 400)
        assert values(chosen(BODY, doubtful)) == {"organization": "山田町内会", "representative": "高橋 健一"}

    def test_nobody_is_both_the_organisation_and_its_representative(self) -> None:
        found = values(chosen(part("山田花子の会", Tag.ORGANIZATION, 0.6, Tag.NAME)))
        assert found == {"organization": "山田花子の会"}

    def test_nobody_submits_an_empty_page(self) -> None:
        found = chosen()
        assert values(found) == {}
        assert {one.margin for one in found.values()} == {math.inf}
        assert set(found) == set(FIELDS) - {FieldName.OPINION}


class TestWhere:
    def test_a_postal_code_and_an_address_that_agree_vouch_for_each_other(self) -> None:
        here = part("020-0021", Tag.POSTAL_CODE, 0.7, Tag.OTHER_PERSON)
        other = part("025-0087", Tag.POSTAL_CODE, 0.8, Tag.OTHER_PERSON)
        rows = (Placed(here, LEFT, 200), Placed(other, LEFT, 400))
        assert values(chosen(*rows))["postal_code"] == "025-0087"
        assert values(chosen(*rows, PLACE))["postal_code"] == "020-0021"

    def test_either_may_be_missing(self) -> None:
        assert values(chosen(CODE)) == {"postal_code": "020-0021"}
        assert values(chosen(PLACE)) == {"address": "盛岡市中央通1-7-25"}

    def test_the_citys_own_code_is_nobodys(self) -> None:
        own = Knowledge({}, city_postal_codes=frozenset({"0200021"}))
        assert "postal_code" not in values(chosen(CODE, PLACE, knowledge=own))


class TestNumber:
    def test_the_citys_own_number_is_nobodys_however_it_is_tagged(self) -> None:
        own = Knowledge({}, city_phones=frozenset({"0196138472"}))
        assert values(chosen(PHONE)) == {"phone": "019-613-8472"}
        assert values(chosen(PHONE, knowledge=own)) == {}
        other = Placed(part("090-1234-5678", Tag.PHONE, 0.6, Tag.FAX), LEFT, 1200)
        assert values(chosen(PHONE, other, knowledge=own)) == {"phone": "090-1234-5678"}

    def test_of_two_the_possible_number_is_the_likelier_one(self) -> None:
        whole, torn = part("019-613-8472", Tag.PHONE, 0.85), part("019-613-84", Tag.PHONE, 0.88)
        assert values(chosen(Placed(torn, LEFT, 200), Placed(whole, LEFT, 600))) == {"phone": "019-613-8472"}


class TestMargin:
    def test_it_is_wide_where_there_is_one_sure_candidate(self) -> None:
        assert chosen(PHONE)[FieldName.PHONE].margin > 3

    def test_it_is_small_where_two_are_about_as_likely_and_the_other_is_told(self) -> None:
        other = Placed(part("090-1234-5678", Tag.PHONE, 0.95), LEFT, 1200)
        found = chosen(PHONE, other)[FieldName.PHONE]
        assert found.margin < 0.5
        assert [candidate.text for candidate, _ in found.others] == ["090-1234-5678"]
        assert found.others[0][1] == pytest.approx(found.margin)

    def test_the_same_value_twice_is_no_rival(self) -> None:
        again = Placed(part("019-613-8472", Tag.PHONE), LEFT, 1200)
        found = chosen(PHONE, again)[FieldName.PHONE]
        assert found.others == ()
        assert found.margin > 3

    def test_others_come_best_first(self) -> None:
        rows = [
            Placed(part(f"090-1234-567{i}", Tag.PHONE, p), LEFT, 300 * i + 100) for i, p in enumerate((0.8, 0.99, 0.9))
        ]
        found = chosen(*rows)[FieldName.PHONE]
        assert found.candidate is not None
        assert [found.candidate.text[-1], *(c.text[-1] for c, _ in found.others)] == ["1", "2", "0"]
        assert [gap for _, gap in found.others] == sorted(gap for _, gap in found.others)

    def test_an_empty_field_says_what_it_might_have_been(self) -> None:
        unlikely = Placed(part("090-1234-5678", Tag.OFFICE, 0.9, Tag.PHONE), LEFT, 200)
        found = chosen(unlikely)[FieldName.PHONE]
        assert found.candidate is None
        assert [candidate.text for candidate, _ in found.others] == ["090-1234-5678"]


@given(
    st.lists(st.tuples(st.sampled_from([PERSON, BODY, HEAD, CODE, PLACE, PHONE]), st.floats(0.1, 0.999)), max_size=7),
    st.sampled_from([Tag.OFFICE, Tag.OTHER_PERSON]),
)
def test_whatever_stands_there_the_choice_is_consistent(rows: list[tuple[Placed, float]], rival: Tag) -> None:
    placed = [
        replace(row, row=tuple(replace(p, sure=sure, rival=rival) for p in row.row), top=200 + 150 * i)
        for i, (row, sure) in enumerate(rows)
    ]
    found = choose(spans(*placed), NOTHING)
    who = {name for name in (FieldName.NAME, FieldName.ORGANIZATION) if found[name].candidate is not None}
    assert len(who) < 2
    assert found[FieldName.REPRESENTATIVE].candidate is None or FieldName.ORGANIZATION in who
    for one in found.values():
        assert one.margin >= 0
        keys = [candidate.key for candidate, _ in one.others]
        assert len(set(keys)) == len(keys)
        assert one.candidate is None or one.candidate.key not in keys

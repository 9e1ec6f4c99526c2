"""Values of names, organisations, telephone numbers and opinions: sure readings stay, doubts are weighed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.evidence import changed_evidence
from ocr_intake.extract.fields.name import read_name
from ocr_intake.extract.fields.opinion import read_opinion
from ocr_intake.extract.fields.organization import read_organization
from ocr_intake.extract.fields.phone import read_phone
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.extract.segment import Segment
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.proposal import Proposal
from tests.extract.value_cases import NAMES, OPINIONS, ORGANIZATIONS, PHONES, Case, segments

CITY = "0196511111"
KNOWLEDGE = Knowledge({}, city_phones=frozenset({CITY}))


def phone(written: str, *, vertical: bool = False, header: frozenset[str] = frozenset()) -> Proposal | None:
    return read_phone(segments(written, vertical=vertical), "label", header, KNOWLEDGE)


def value(found: Proposal | None) -> str | None:
    return found.value if found is not None else None


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case.written)
def test_names(case: Case) -> None:
    assert value(read_name(segments(case.written, vertical=case.vertical), "label")) == case.value


@pytest.mark.parametrize("case", ORGANIZATIONS, ids=lambda case: case.written)
def test_organizations(case: Case) -> None:
    assert value(read_organization(segments(case.written, vertical=case.vertical), "label")) == case.value


@pytest.mark.parametrize("case", PHONES, ids=lambda case: case.written)
def test_phones(case: Case) -> None:
    assert value(phone(case.written, vertical=case.vertical)) == case.value


@pytest.mark.parametrize("case", OPINIONS, ids=lambda case: case.written)
def test_opinions(case: Case) -> None:
    found, _ = read_opinion([segments(case.written, vertical=case.vertical)], "label")
    assert value(found) == case.value


def part(line: str, text: str) -> tuple[Segment, ...]:
    """The characters of a line that were tagged."""
    (whole,) = segments(line)
    start = whole.text.index(text)
    return (whole.part(start, start + len(text)),)


class TestNameEdges:
    @pytest.mark.parametrize(
        ("line", "tagged"),
        [
            ("代表 滝村 フサ", "表 滝村 フサ"),
            ("代表滝村フサ", "表滝村フサ"),
            ("氏名 滝村 フサ", "名 滝村 フサ"),
            ("代表取締役 滝村 フサ", "締役 滝村 フサ"),
            ("氏名:滝村 フサ 印", ":滝村 フサ 印"),
            ("滝村 フサ (42歳)", "滝村 フサ (4"),
            ("滝村 フサ 様", "滝村 フサ 様"),
        ],
    )
    def test_what_belongs_to_its_neighbours_is_left_out(self, line: str, tagged: str) -> None:
        found = read_name(part(line, tagged), "label")
        assert found is not None
        assert found.value.replace(" ", "") == "滝村フサ"
        assert found.evidence["corrected"] == 0.0

    def test_a_name_that_looks_like_a_title_s_end_stays(self) -> None:
        assert value(read_name(part("役 一郎", "役 一郎"), "label")) == "役 一郎"

    def test_family_and_given_name_far_apart(self) -> None:
        (line,) = segments("氏 佐藤          名 花子")
        text = line.text
        pieces = [line.part(text.index(name), text.index(name) + 2) for name in ("佐藤", "花子")]
        assert value(read_name(pieces, "label")) == "佐藤 花子"

    def test_a_single_character_tagged_otherwise_is_filled_in(self) -> None:
        (line,) = segments("佐藤 太郎・花子")
        assert value(read_name([line.part(0, 5), line.part(6)], "label")) == "佐藤 太郎・花子"

    def test_somebody_else_s_name_is_offered_and_flagged(self) -> None:
        found = read_name(segments("佐藤 太郎|高橋 花子"), "label")
        assert found is not None
        assert found.value == "佐藤 太郎"
        assert FlagCode.SEVERAL_VALUES in found.flags
        assert "高橋 花子" in {candidate.text for candidate in found.candidates}

    def test_the_same_name_twice_is_one(self) -> None:
        found = read_name(segments("佐藤 太郎|佐藤太郎"), "label")
        assert found is not None
        assert found.value == "佐藤 太郎"
        assert found.flags == ()

    @pytest.mark.parametrize("written", ["", "印", "1", "：", "　"])
    def test_no_letter_is_no_name(self, written: str) -> None:
        found = read_name(segments(written), "label")
        assert found is None or found.value == "印"

    def test_a_change_is_flagged_and_told(self) -> None:
        sure, changed = (read_name(segments(text), "label") for text in ("菅原 健太", "管{.7 菅:.25}原 健太"))
        assert sure is not None
        assert changed is not None
        assert sure.evidence["changed"] == 0.0
        assert 0.0 < changed.evidence["changed"] < 0.5
        assert FlagCode.CORRECTED_BY_LEXICON in changed.flags
        assert "管原 健太" in {candidate.text for candidate in changed.candidates}


class TestOrganizationEdges:
    @pytest.mark.parametrize(
        ("line", "tagged"),
        [
            ("団体名 山田町内会", "名 山田町内会"),
            ("団体名:山田町内会", ":山田町内会"),
            ("[団体名]山田町内会", "]山田町内会"),
            ("山田町内会 会長 佐藤花子", "山田町内会 会長"),
            ("山田町内会 ㊞", "山田町内会 ㊞"),
        ],
    )
    def test_what_belongs_to_its_neighbours_is_left_out(self, line: str, tagged: str) -> None:
        assert value(read_organization(part(line, tagged), "label")) == "山田町内会"

    @pytest.mark.parametrize(
        "name",
        [
            "第3町内会",
            "21世紀の会",
            "青年グループ「畦の会」",
            "NPO法人みらい2030",
            "みどり会(仮称)",
            "1区",
            "㈱カキ",
            "やまだ㈱",
        ],
    )
    def test_what_was_read_surely_stays(self, name: str) -> None:
        found = read_organization(segments(name), "label")
        assert found is not None
        assert found.value == name
        assert found.evidence["changed"] == 0.0

    def test_another_name_elsewhere_is_offered(self) -> None:
        lines = segments("山田町内会|x|x|x|川原商工会")
        found = read_organization([lines[0], lines[4]], "label")
        assert found is not None
        assert found.flags == (FlagCode.SEVERAL_VALUES,)


class TestPhone:
    def test_what_the_reader_saw_of_digits_alone_mends_an_impossible_number(self) -> None:
        (read,) = segments("02219226-7152")
        (reading,) = read.line.readings
        line = replace(read.line, readings=(replace(reading, digits="022-226-7152", digits_confidence=0.99),))
        assert value(phone("02219226-7152")) != "022-226-7152"
        assert value(read_phone((replace(read, line=line),), "label", frozenset(), KNOWLEDGE)) == "022-226-7152"

    def test_digits_alone_leave_a_possible_number_as_it_is(self) -> None:
        (read,) = segments("022-226-7152")
        (reading,) = read.line.readings
        line = replace(read.line, readings=(replace(reading, digits="022-226-7153", digits_confidence=0.99),))
        assert value(read_phone((replace(read, line=line),), "label", frozenset(), KNOWLEDGE)) == "022-226-7152"

    def test_further_numbers_are_offered(self) -> None:
        found = phone("019-613-8472|090-1234-5678")
        assert found is not None
        assert found.value == "019-613-8472"
        assert found.flags == (FlagCode.SEVERAL_VALUES,)
        assert "090-1234-5678" in {candidate.text for candidate in found.candidates}

    def test_the_city_s_number_is_nobody_s(self) -> None:
        assert phone("019-651-1111") is None
        assert value(phone("019-651-1111|019-613-8472")) == "019-613-8472"

    def test_a_fax_s_number_is_none_though_fax_was_not_tagged(self) -> None:
        (line,) = segments("FAX 019-613-8472")
        assert read_phone([line.part(4)], "label", frozenset(), KNOWLEDGE) is None

    def test_telephone_and_fax_together_is_a_telephone(self) -> None:
        (line,) = segments("TEL・FAX 019-613-8472")
        assert value(read_phone([line.part(8)], "label", frozenset(), KNOWLEDGE)) == "019-613-8472"

    def test_a_sure_digit_stays_though_the_number_is_unknown(self) -> None:
        found = phone("019-613-84723")
        assert found is not None
        assert found.value == "019-613-84723"
        assert found.flags == (FlagCode.PHONE_DIGITS,)

    def test_the_fax_header_confirms(self) -> None:
        found = phone("019-613-8472", header=frozenset({"0196138472"}))
        assert found is not None
        assert found.evidence["confirmed"] == 1.0
        assert found.evidence["changed"] == 0.0

    def test_a_skipped_digit_makes_a_number(self) -> None:
        assert value(phone("080-8590-224{.8 1:.1}1")) == "080-8590-2241"

    def test_its_region_is_its_own(self) -> None:
        found = phone("019-613-8472 日中")
        assert found is not None
        (region,) = found.regions
        assert region.box.right < segments("019-613-8472 日中")[0].line.box.right


class TestOpinion:
    @pytest.mark.parametrize("stop", ["。", "O", "0", "°", "."])
    def test_a_stop_alone_on_the_last_line_is_one(self, stop: str) -> None:
        found, _ = read_opinion([segments(f"窓口を減らさないで|{stop}")], "label")
        assert value(found) == "窓口を減らさないで。"

    def test_a_sign_that_was_read_surely_stays(self) -> None:
        found, _ = read_opinion([segments("資料の5{.96 分:.03}ページ")], "label")
        assert value(found) == "資料の5ページ"

    def test_what_was_read_surely_is_unchanged(self) -> None:
        found, _ = read_opinion([segments("三カ所の窓口を残してください。")], "label")
        assert found is not None
        assert found.value == "三カ所の窓口を残してください。"
        assert found.evidence["changed"] == 0.0


class TestChanged:
    def test_it_tells_how_sure_the_reader_was_of_what_goes(self) -> None:
        (line,) = segments("佐藤花予{.6 子:.35}")
        assert changed_evidence(line.characters, "佐藤花予") == 0.0
        seen, unseen = (changed_evidence(line.characters, text) for text in ("佐藤 花子", "佐藤花江"))
        assert 0.0 < seen < unseen < 1.0

    def test_widths_and_dashes_make_no_difference(self) -> None:
        (line,) = segments("０１９−６５１")
        assert changed_evidence(line.characters, "019-651") == 0.0


@given(st.text("佐藤高橋一二三郎子美花ハルミー様印長0：・ 　", max_size=8))
def test_a_name_is_made_of_what_was_read(text: str) -> None:
    found = read_name(segments(text), "label")
    if found is not None:
        assert found.value
        assert len(found.value) <= len(text)


@given(st.text("山田町内会株式会社サークル210印㊞「」() 淋", max_size=12))
def test_an_organization_is_made_of_what_was_read(text: str) -> None:
    found = read_organization(segments(text), "label")
    assert found is None or 0 < len(found.value) <= len(text)


@given(st.text("0123456789-()+十 FAXTEL", max_size=24))
def test_any_digits_do(text: str) -> None:
    found = phone(text)
    assert found is None or any(map(str.isdigit, found.value))


@pytest.mark.parametrize(
    ("line", "tagged", "name"),
    [
        ("執行委員長 ルカ カーン", "長 ルカ カーン", "ルカ カーン"),
        ("丹羽 奈生 会長", "丹羽 奈生 会", "丹羽 奈生"),
        ("名誉教授亀田西 浩恒", "亀田西 浩恒", "亀田西 浩恒"),
        ("保久田 千代子（署名）", "保久田 千代子（", "保久田 千代子"),
        ("佐藤 花子様", "佐藤 花", "佐藤 花"),
        ("S.T.（30代）", "S.T.", "S.T."),
    ],
)
def test_words_cut_by_the_edge_of_a_tag(line: str, tagged: str, name: str) -> None:
    assert value(read_name(part(line, tagged), "label")) == name


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("019-613-8472(内線 7507)", "019-613-8472(内線 7507)"),
        ("5-5737", "5-5737"),
        ("0894803412　083-354-8327", "0894803412"),
        ("070・0556・9276(勤務先) 0955-36-1234", "070・0556・9276"),
    ],
)
def test_the_first_number_as_written(written: str, number: str) -> None:
    assert value(phone(written)) == number


@pytest.mark.parametrize(
    ("written", "opinion"),
    [
        ("窓口を減らさないで．高齢者が困ります．", "窓口を減らさないで．高齢者が困ります．"),
        ("窓口を減らさないで.", "窓口を減らさないで。"),
        ("窓口を減らさないで.困ります。", "窓口を減らさないで。困ります。"),
    ],
)
def test_stops_are_the_writer_s(written: str, opinion: str) -> None:
    found, _ = read_opinion([segments(written)], "label")
    assert value(found) == opinion

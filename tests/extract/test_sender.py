"""What a letter's lines are: addressee, date, title, continuation mark; and hostile pages in all of extraction."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.extract.apparatus import is_addressee, is_continuation_mark, is_date, is_title
from ocr_intake.extract.grouping import group
from ocr_intake.extract.printed import is_instruction
from ocr_intake.extract.sender import find_sender
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Line
from tests.extract.builders import knowledge, line, page, segments, sorted_out, submission


@pytest.mark.parametrize(
    "text",
    [
        "盛岡市長 様",
        "盛岡市長　高橋 一郎　様",
        "盛岡市役所 御中",
        "デジタル推進課 御中",
        "総務部デジタル推進事務局 宛て",
        "盛岡市総務部デジタル推進事務局 行",
    ],
)
def test_whom_a_letter_is_for(text: str) -> None:
    assert is_addressee(text, knowledge())


@pytest.mark.parametrize(
    "text",
    [
        "佐藤 花子",
        "市長には会ったことがありません。",
        "盛岡市中央通1-7-25",
        "王様の耳",
        "お客様のための窓口を残してください",
    ],
)
def test_whom_it_is_not_for(text: str) -> None:
    assert not is_addressee(text, knowledge())


@pytest.mark.parametrize(
    "text", ["令和3年9月8日", "2021年9月8日", "2021.9.8", "令和三年九月八日", "R3.9.8", "2021/09/08"]
)
def test_dates(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text",
    ["令和3年9月8日に窓口へ行きましたが閉まっていました。", "019-613-8472", "盛岡市中央通1-7-25", "", "佐藤 花子"],
)
def test_no_dates(text: str) -> None:
    assert not is_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "「デジタル化推進計画(案)」に対する意見書",
        "(仮称)盛岡市行政デジタル・トランスフォーメーション推進計画(案)への意見",
        "推進計画案に関する意見について",
        "意見書",
        "意見提出用紙",
        "パブリックコメント",
    ],
)
def test_titles(text: str) -> None:
    assert is_title(text)


@pytest.mark.parametrize("text", ["窓口を減らすことについて反対です。", "市民の意見を聞いてください", "佐藤 花子", ""])
def test_no_titles(text: str) -> None:
    assert not is_title(text)


@pytest.mark.parametrize("text", ["(続き)", "別紙", "別紙1", "続紙", "【別紙】", "2枚目", "ご意見(続き)"])
def test_continuation_marks(text: str) -> None:
    assert is_continuation_mark(text)


@pytest.mark.parametrize("text", ["手続きがわかりません", "続けてほしいです", "意見の内容", "この紙の別のところに", ""])
def test_no_continuation_marks(text: str) -> None:
    assert not is_continuation_mark(text)


@pytest.mark.parametrize(
    "text",
    [
        "※必ずご記入ください。",
        "※いただいたご意見は、個人情報を除き公表することがあります。個別の回答はいたしません。",
        "※氏名、住所及び電話番号の記載がないものは、受け付けできません。",
        "＊該当する項目に○をつけてください",
        "記入欄が足りない場合は、別紙を添付してください。",
        "任意様式可",
    ],
)
def test_printed_notes(text: str) -> None:
    assert is_instruction(text, knowledge())


@pytest.mark.parametrize(
    "text",
    [
        "窓口を減らさないでください。",
        "申請書の書き方がわかりません。",
        "氏名を何度も書くのは大変です。",
        "裏の道の雪を何とかしてください。",
        "佐藤 花子",
    ],
)
def test_what_people_write_is_no_note(text: str) -> None:
    assert not is_instruction(text, knowledge())


class TestBlocks:
    def test_the_lines_near_an_address_are_the_senders(self) -> None:
        found = find_sender(
            segments("窓口を減らさないでください。", "〒020-0021", "盛岡市中央通1-7-25", "佐藤 花子", "019-613-8472"),
            knowledge(),
        )
        assert [s.text for s in found.addresses] == ["〒020-0021", "盛岡市中央通1-7-25"]
        assert [s.text for s in found.people] == ["佐藤 花子"]
        assert [s.text for s in found.phones] == ["019-613-8472"]
        assert set(found.lines) == {*found.addresses, *found.people, *found.phones}

    def test_a_name_far_from_any_address_is_nobody(self) -> None:
        text = ["高橋 健一", *["窓口を減らさないでください。"] * 6, "盛岡市中央通1-7-25"]
        assert find_sender(segments(*text), knowledge()).people == ()

    def test_without_anchors_there_is_no_block(self) -> None:
        assert find_sender(segments("佐藤 花子", "窓口を減らさないでください。"), knowledge()).lines == ()

    def test_a_fax_number_is_no_telephone_number(self) -> None:
        found = find_sender(segments("盛岡市中央通1-7-25", "FAX 019-613-8473"), knowledge())
        assert found.phones == ()

    def test_no_lines_have_no_sender(self) -> None:
        assert find_sender((), knowledge()).lines == ()


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
    groups, covers = group(sorted_out(*pages), knowledge())
    assert sorted([i for one_group in groups for i in one_group.members] + list(covers)) == [0, 1]

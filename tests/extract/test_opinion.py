"""Opinions: lines joined to paragraphs and cut into items at their markers, nothing lost and no word changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.fields.opinion import read_opinion
from ocr_intake.extract.segment import Segment, whole_line
from ocr_intake.japanese.numerals import read_marker
from ocr_intake.model.reading import Line
from tests.extract.builders import LEFT, PITCH, TOP, line, segments


def joined(*lines: str, vertical: bool = False) -> str | None:
    proposal, _ = read_opinion([segments(*lines, vertical=vertical)], "page")
    return proposal.value if proposal is not None else None


def items(*lines: str) -> list[tuple[str, str]]:
    _, opinions = read_opinion([segments(*lines)], "page")
    return [(opinion.marker, opinion.text) for opinion, _ in opinions]


@pytest.mark.parametrize("vertical", [False, True])
def test_lines_of_a_paragraph_are_joined_without_a_gap(vertical: bool) -> None:
    lines = (
        "窓口を減らさないでください。高齢の母は手続きのたびに",
        "バスで市役所まで出かけています。支所に職員を残して。",
        "お願いします。",
    )
    assert joined(*lines, vertical=vertical) == "".join(lines)
    assert len(items(*lines)) == 1


def test_latin_words_keep_their_space() -> None:
    assert joined("Wi-Fi and", "Zoom を使えるように") == "Wi-Fi and Zoom を使えるように"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("①", "②"),
        ("1.", "2."),
        ("１．", "２．"),
        ("(1)", "(2)"),
        ("（１）", "（２）"),
        ("1)", "2)"),
        ("一、", "二、"),
        ("ア ", "イ "),
        ("・", "・"),
        ("その1 ", "その2 "),
        ("1 ", "2 "),
        ("●", "●"),
    ],
)
def test_items_of_a_list_are_opinions_of_their_own(first: str, second: str) -> None:
    lines = (f"{first}窓口の時間を延ばしてほしい。土日も", "開けてください。", f"{second}申請書を減らしてほしい。")
    assert items(*lines) == [
        (first.strip(), "窓口の時間を延ばしてほしい。土日も開けてください。"),
        (second.strip(), "申請書を減らしてほしい。"),
    ]
    whole = joined(*lines)
    assert whole is not None
    assert whole.split("\n") == [
        f"{first.strip()}窓口の時間を延ばしてほしい。土日も開けてください。",
        f"{second.strip()}申請書を減らしてほしい。",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("3月までに", "2月の分を出してください。"),
        ("2021年の計画では", "2022年からとされています。"),
        ("1-2ページの表が", "わかりません。"),
        ("第1章について。", "第2章について。"),
        ("二つの窓口があります。", "三つに増やしてください。"),
        ("一人暮らしの母が", "困っています。"),
        ("10年前から", "20年先まで"),
    ],
)
def test_numbers_in_the_text_are_no_markers(lines: tuple[str, ...]) -> None:
    assert items(*lines) == [("", "".join(lines))]


@pytest.mark.parametrize(
    ("second", "third", "markers"),
    [
        ("2.18ページの表が古い。", "3.22ページも同じ。", ["1.", "2.", "3."]),
        ("2.5倍に増えました。", "3.0倍になります。", ["1.", "2.", "3."]),  # nobody can tell these from pages
        ("1.5倍に増えました。", "3.2倍になります。", [""]),
        ("2.18ページの表が", "3.22ページも同じ。", ["1.", "2."]),
    ],
)
def test_a_number_before_digits_is_an_items_where_it_is_the_next(second: str, third: str, markers: list[str]) -> None:
    assert [marker for marker, _ in items("1.計画全体についてよいと思います。", second, third)] == markers


@pytest.mark.parametrize(("first", "second"), [("1.", "2."), ("①", "②"), ("(1)", "(2)")])
def test_a_marker_above_its_text_is_the_items_and_one_without_a_text_is_none(first: str, second: str) -> None:
    assert items(first, "窓口を減らさないで。", second) == [("", f"{first}窓口を減らさないで。")]
    assert items(first, "窓口を減らさないで。", second, "申請書を減らして。") == [
        (first, "窓口を減らさないで。"),
        (second, "申請書を減らして。"),
    ]


def test_one_marker_makes_no_list() -> None:
    assert items("①窓口を減らさないで。", "それが願いです。") == [("", "①窓口を減らさないで。それが願いです。")]


def test_lists_inside_an_item_belong_to_it() -> None:
    assert items("1 窓口", "(1)時間", "(2)場所", "2 申請書") == [("1", "窓口\n(1)時間\n(2)場所"), ("2", "申請書")]


def paragraph(text: str, row: int, indent: int = 0) -> Line:
    return line(text, LEFT + indent, TOP + PITCH * row)


def test_a_new_paragraph_begins_after_a_short_line_or_at_an_indent() -> None:
    long = "窓口を減らさないでください。高齢の母は手続きのたびに大変です"
    lines = [
        paragraph(long + "。", 0),
        paragraph("困っています。", 1),
        paragraph("支所に職員を残してください。お願いしますと申し上げましたが。", 2),
        paragraph("説明会も開いてください。", 3, indent=40),
    ]
    proposal, opinions = read_opinion([[whole_line(1, i, each) for i, each in enumerate(lines)]], "page")
    assert proposal is not None
    assert proposal.value.split("\n") == [
        f"{long}。困っています。",
        "支所に職員を残してください。お願いしますと申し上げましたが。",
        "説明会も開いてください。",
    ]
    assert len(opinions) == 1


def struck_out(text: str, start: float, end: float, *doubted: int) -> tuple[str, float]:
    """What becomes of a line that looks struck out from one share of its length to another; and is it doubted there."""
    each = line(text, considered=dict.fromkeys(doubted, (("鬱", 0.3), ("欝", 0.2))))
    struck = Line(each.box, each.direction, each.readings, struck=((start, end),))
    proposal, _ = read_opinion([[whole_line(1, 0, struck)]], "page")
    assert proposal is not None
    assert proposal.characters is not None
    return proposal.value, sum(c.evidence.get("struck", 0.0) for c in proposal.characters)


def test_words_that_look_struck_out_and_are_hard_to_read_are_left_out() -> None:
    text = "窓口をなく縁艇さないでください。"
    assert struck_out(text, 5 / 16, 7 / 16, 5, 6) == ("窓口をなくさないでください。", 0)


def test_what_was_read_surely_and_reads_well_stays_whatever_stroke_goes_through_it_and_is_doubted() -> None:
    text = "受付番号を書いてください。"
    for at in range(len(text)):
        assert struck_out(text, at / len(text), (at + 1) / len(text)) == (text, 1)


@pytest.mark.parametrize("lines", [(), ("",), ("　", " ")])
def test_no_writing_is_no_opinion(lines: tuple[str, ...]) -> None:
    assert read_opinion([segments(*lines)], "page") == (None, ())


def test_each_item_says_where_it_stands() -> None:
    found = segments("①窓口を", "残してください。", "②申請書を減らして。")
    _, opinions = read_opinion([found], "page")
    assert [[region.box for region in opinion.regions] for opinion, _ in opinions] == [
        [found[0].line.box, found[1].line.box],
        [found[2].line.box],
    ]


# no hyphen: between katakana it is mended to ー, a letter
WRITING = st.text("窓口を減らさないでください、。①②・1.2()（）一二アイ 　「」Aa", min_size=0, max_size=20)


@given(st.lists(WRITING, max_size=8), st.booleans())
def test_no_character_is_lost_or_made_up(lines: list[str], vertical: bool) -> None:
    found = segments(*(text or " " for text in lines), vertical=vertical)
    proposal, opinions = read_opinion([found], "page")
    value = proposal.value if proposal is not None else ""
    assert bool(opinions) == bool(value)
    in_items = "".join(opinion.marker + opinion.text for opinion, _ in opinions)
    assert all(value[start:].startswith(opinion.text) for opinion, start in opinions)
    assert "".join(in_items.split()) == "".join(value.split())
    kept, written = count(value), sum(count(text) for text in lines)
    # a marker with nothing behind it may be a number that is printed and left empty
    assert written - sum(count(text) for text in lines if is_marker_alone(text)) <= kept <= written


def count(text: str) -> int:
    """How many letters and digits a text has."""
    return sum(char.isalnum() for char in text)


def is_marker_alone(text: str) -> bool:
    """Whether a line is a list marker with nothing behind it."""
    marker = read_marker(text)
    return marker is not None and not count(marker.rest)


def test_segments_know_the_place_of_a_part() -> None:
    (whole,) = segments("電話番号 019-613-8472")
    part: Segment = whole.part(5)
    assert part.text == "019-613-8472"
    assert not part.whole
    assert whole.whole
    assert part.region.box.left > whole.region.box.left
    assert part.region.box.right == whole.region.box.right


@given(st.text("氏名 　佐藤花子019-", min_size=1, max_size=20), st.integers(0, 25), st.integers(0, 25))
def test_any_part_lies_in_its_line(text: str, start: int, end: int) -> None:
    (whole,) = segments(text)
    part = whole.part(start, end)
    assert part.text == part.text.strip()
    assert part.text in text
    box, around = part.region.box, whole.line.box
    assert around.left <= box.left <= box.right <= around.right
    assert (box.top, box.bottom) == (around.top, around.bottom)

"""Tracing: every character of a text knows where on the paper it stands, what else it may be and who else read it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.extract.fields.opinion import read_opinion
from ocr_intake.extract.segment import Segment, whole_line
from ocr_intake.extract.traced import LEAST, MOST, traced
from ocr_intake.japanese.charsets import without_width
from ocr_intake.model.geometry import Box
from ocr_intake.model.proposal import TracedCharacter
from ocr_intake.model.reading import Line, Typing
from ocr_intake.trust.character_features import NAMES, features
from tests.extract.builders import LEFT, PITCH, TOP, Alternatives, line, page, reading, segments

WRITTEN = "窓口役所手続図書館電話番号市民意見公園道路子育て支援の時間を延長してほしいです、。12Ａb・ー"


def traces(chosen: Sequence[Segment], text: str | None = None) -> tuple[TracedCharacter, ...]:
    """The characters of lines, taken as they were read; ``text`` where it is not simply all of them."""
    found = traced("".join(s.text for s in chosen) if text is None else text, chosen, chosen)
    assert found is not None
    return found


def one(text: str, considered: Alternatives | None = None, second: str | None = None) -> Segment:
    return whole_line(1, 0, line(text, considered=considered, second=second))


def with_strike(segment: Segment, start: int, end: int) -> Segment:
    """The segment with a strike through characters ``start`` to ``end``."""
    length = len(segment.line.text)
    return replace(segment, line=replace(segment.line, struck=((start / length, end / length),)))


def is_inside(box: Box, outer: Box) -> bool:
    return outer.left <= box.left < box.right <= outer.right and outer.top <= box.top < box.bottom <= outer.bottom


def proposal_of(*lines: Segment) -> tuple[str, tuple[TracedCharacter, ...]]:
    """The opinion that lines make, and its characters."""
    proposal, _ = read_opinion([lines], "page")
    assert proposal is not None
    assert proposal.characters is not None
    return proposal.value, proposal.characters


# -------------------------------------------------------------------------------------------------------------- places


@given(
    texts=st.lists(st.text(WRITTEN, min_size=1, max_size=24), min_size=1, max_size=4),
    vertical=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_every_character_stands_inside_its_line_in_the_order_of_writing(texts: list[str], vertical: bool) -> None:
    chosen = segments(*texts, vertical=vertical)
    found = traces(chosen)
    assert len(found) == sum(map(len, texts))
    rest = iter(found)
    for number, segment in enumerate(chosen):
        mine = [next(rest) for _ in segment.text]
        regions = [each.region for each in mine if each.region is not None]
        assert len(regions) == len(mine)
        assert {each.line for each in mine} == {number}
        assert {each.vertical for each in mine} == {vertical}
        assert all(region.page == segment.page and is_inside(region.box, segment.line.box) for region in regions)
        begins = [region.box.top if vertical else region.box.left for region in regions]
        assert begins == sorted(begins)


@pytest.mark.parametrize("vertical", [False, True])
def test_the_box_is_where_the_character_was_read_and_as_wide_as_the_line_is_thick(vertical: bool) -> None:
    text = "窓口の時間を延ばして"
    (segment,) = segments(text, vertical=vertical)
    outer = segment.line.box
    for at, each in enumerate(traces([segment])):
        assert each.region is not None
        box = each.region.box
        along = (box.top, box.bottom) if vertical else (box.left, box.right)
        begin, size = (outer.top, outer.height) if vertical else (outer.left, outer.width)
        across = (box.left, box.right) if vertical else (box.top, box.bottom)
        assert across == ((outer.left, outer.right) if vertical else (outer.top, outer.bottom))
        middle = begin + size * (at + 0.5) / len(text)
        assert along[0] <= middle <= along[1]
        assert along[1] - along[0] <= min(outer.width, outer.height) + 1


def test_a_part_of_a_line_keeps_to_its_own_characters() -> None:
    whole = one("ご意見：窓口を増やす")
    first = traces([whole.part(4)])[0]
    assert first.region is not None
    assert first.region.box.left > whole.line.box.left + whole.line.box.width * 3 / 10


def test_lines_of_two_pages_are_told_apart() -> None:
    first, second = whole_line(1, 0, line("窓口を")), whole_line(2, 0, line("増やす"))
    found = traces([first, second])
    assert [each.region.page for each in found if each.region] == [1, 1, 1, 2, 2, 2]
    assert [each.line for each in found] == [0, 0, 0, 1, 1, 1]


# ------------------------------------------------------------------------------------------------- what was not read


def test_a_line_break_that_was_put_in_stands_nowhere() -> None:
    text, found = proposal_of(*segments("①窓口の時間を延ばしてほしい。", "②申請書を減らしてほしい。"))
    at = text.index("\n")
    assert found[at] == TracedCharacter(None, sure=True)
    assert all(each.region is not None and not each.sure for i, each in enumerate(found) if i != at)
    assert (found[at - 1].line, found[at + 1].line) == (0, 1)


def test_a_space_that_was_put_between_latin_words_stands_nowhere() -> None:
    text, found = proposal_of(*segments("Wi-Fi and", "Zoom を使えるように"))
    at = text.index("Zoom") - 1
    assert text[at] == " "
    assert found[at].region is None
    assert found[at].sure


def test_what_was_typed_is_sure_and_has_its_place() -> None:
    text = "窓口を増やす"
    typed = replace(line(text, second=text), typing=Typing.ENDS)
    found = traces([whole_line(1, 0, typed)])
    assert all(each.sure and not each.evidence and not each.alternatives for each in found)
    assert all(each.region is not None and is_inside(each.region.box, typed.box) for each in found)


def test_a_reader_that_does_not_tell_characters_apart_gives_none() -> None:
    alike = line("窓口を増やす")
    untold = Line(alike.box, alike.direction, (replace(alike.readings[0], characters=()),))
    assert traced("窓口を増やす", [whole_line(1, 0, untold)], [whole_line(1, 0, untold)]) is None
    told = whole_line(1, 0, alike)
    assert (
        traced("窓口を増やす窓口を増やす", [told, whole_line(1, 1, untold)], [told, whole_line(1, 1, untold)]) is None
    )
    proposal, _ = read_opinion([[whole_line(1, 0, untold)]], "page")
    assert proposal is not None
    assert proposal.characters is None


# ------------------------------------------------------------------------------------------------------- alternatives


@given(
    text=st.text(WRITTEN, min_size=1, max_size=12),
    considered=st.dictionaries(
        st.integers(0, 11),
        st.lists(
            st.tuples(st.sampled_from([*WRITTEN, "", " ", "１", "A"]), st.floats(0.0, 0.2)), min_size=1, max_size=8
        ),
        max_size=6,
    ),
)
@settings(max_examples=60, deadline=None)
def test_alternatives_are_never_the_character_itself(text: str, considered: Alternatives) -> None:
    for char, each in zip(text, traces([one(text, considered)]), strict=True):
        assert without_width(char) not in [without_width(other) for other in each.alternatives]
        assert len(set(each.alternatives)) == len(each.alternatives) <= MOST
        assert not any(other.isspace() for other in each.alternatives)


def test_alternatives_are_the_readers_own_the_likeliest_first() -> None:
    considered = {1: [("ロ", 0.05), ("回", 0.2), ("", 0.1), ("曰", LEAST / 2)]}
    found = traces([one("窓口です", considered)])
    assert found[1].alternatives == ("回", "", "ロ")
    assert found[1].evidence["rival"] == pytest.approx(0.2)
    assert found[1].evidence["nothing"] == pytest.approx(0.1)
    assert [each.alternatives for each in found if each is not found[1]] == [(), (), ()]


def test_what_was_read_is_an_alternative_to_what_the_words_made_of_it() -> None:
    read = one("窓ロで待った", {1: [("口", 0.3)]})
    characters = list(read.characters)
    characters[1] = replace(characters[1], text="口", probability=0.6)
    found = traced("窓口で待った", [read.rewritten(characters)], [read])
    assert found is not None
    assert found[1].alternatives == ("ロ",)
    evidence = found[1].evidence
    assert (evidence["changed"], evidence["rewritten"]) == (1.0, 0.0)
    assert evidence["chosen"] == pytest.approx(0.6)
    assert evidence["read"] == pytest.approx(0.3)
    assert found[0].evidence["changed"] == 0.0


def test_another_width_or_dash_is_no_change() -> None:
    assert without_width("１") == without_width("1")
    assert without_width("－") == without_width("-")
    found = traces([one("平成１０年")], "平成10年")
    assert [each.evidence["rewritten"] for each in found] == [0.0] * 5


def test_a_character_that_the_reader_had_skipped_is_told() -> None:
    read = one("手続で")
    extra = replace(read.characters[1], text="き", start=0.6, end=0.65, probability=0.4)
    characters = [*read.characters[:2], extra, read.characters[2]]
    found = traced("手続きで", [read.rewritten(characters)], [read])
    assert found is not None
    assert [each.evidence["skipped"] for each in found] == [0.0, 0.0, 1.0, 0.0]
    assert found[2].evidence["read"] == LEAST


# ------------------------------------------------------------------------------------------------------ second reader


def test_the_second_reader_counts_where_it_has_the_character_too() -> None:
    found = traces([one("窓口の時間", second="窓回の時間")])
    assert [each.evidence["second"] for each in found] == [1.0, 0.0, 1.0, 1.0, 1.0]
    assert [each.evidence["second_beside"] for each in found] == [0.0, 1.0, 0.0, 1.0, 1.0]
    assert {each.evidence["seconded"] for each in found} == {0.8}


def test_the_second_reader_may_write_wide_or_leave_something_out() -> None:
    found = traces([one("12月の窓口", second="１２の窓口")])
    assert [each.evidence["second"] for each in found] == [1.0, 1.0, 0.0, 1.0, 1.0, 1.0]


def test_without_a_second_reader_nobody_agrees() -> None:
    assert {(e.evidence["second"], e.evidence["seconded"]) for e in traces([one("窓口の時間")])} == {(0.0, 0.0)}


# ------------------------------------------------------------------------------------------------------------- struck


def test_a_stroke_through_a_character_makes_nothing_its_first_alternative() -> None:
    found = traces([with_strike(one("窓口の時間", {1: [("回", 0.1)]}), 1, 3)])
    assert [each.evidence["struck"] for each in found] == [0.0, 1.0, 1.0, 0.0, 0.0]
    assert [each.alternatives for each in found] == [(), ("", "回"), ("",), (), ()]


# ----------------------------------------------------------------------------------------------------------- evidence


def test_every_character_that_was_read_has_all_features() -> None:
    quality = page().quality
    for each in traces(segments("窓口の時間を延ばして。", "12時、Wi-Fiを")):
        assert len(features(each.evidence, [quality])) == len(NAMES)


def test_how_a_character_stands_among_its_neighbours() -> None:
    found = traces([one("窓口口を")])
    assert [each.evidence["repeated"] for each in found] == [0.0, 1.0, 1.0, 0.0]
    assert [each.evidence["edge"] for each in found] == [1.0, 0.0, 0.0, 1.0]
    unsure = traces([one("窓口を", {1: [("回", 0.5)]})])
    assert [each.evidence["beside"] for each in unsure] == [
        pytest.approx(0.48),
        pytest.approx(0.98),
        pytest.approx(0.48),
    ]


def test_a_gap_wider_than_usual_is_seen_from_both_of_its_sides() -> None:
    read = reading("窓口の時間を")
    moved = tuple(
        replace(c, start=c.start / 2 + (0.5 if i > 2 else 0), end=c.end / 2 + (0.5 if i > 2 else 0))
        for i, c in enumerate(read.characters)
    )
    apart = Line(Box(LEFT, TOP, LEFT + 600, TOP + PITCH), line("あ").direction, (replace(read, characters=moved),))
    found = traces([whole_line(1, 0, apart)])
    behind = [each.evidence["behind"] for each in found]
    before = [each.evidence["before"] for each in found]
    assert max(behind) == behind[2] > 0.9
    assert max(before) == before[3] > 0.9
    assert before[0] == behind[5] == 0.0


def test_kinds_of_characters_are_told() -> None:
    text = "窓のア1、"
    found = traces([one(text)])
    kinds = [tuple(each.evidence[name] for name in ("kanji", "kana", "digit", "sign")) for each in found]
    assert kinds == [(1, 0, 0, 0), (0, 1, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)]

"""A typed text is a value to the letter: no reader's doubt is known of it, and nothing is made of what is not there."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.fields.name import read_name
from ocr_intake.extract.fields.opinion import read_opinion
from ocr_intake.extract.fields.organization import read_organization
from ocr_intake.extract.fields.phone import read_phone
from ocr_intake.extract.fields.place import read_place
from ocr_intake.extract.segment import Segment, whole_line
from ocr_intake.extract.tags import Tag
from ocr_intake.extract.typed import with_typed
from ocr_intake.japanese.numerals import read_marker
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.proposal import Proposal, ProposedSubmission
from ocr_intake.model.reading import Character, Line, Reading, Typing
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.trust.judge import TYPED, Policy, judge
from tests.extract.builders import PITCH, TOP, knowledge, line, page
from tests.extract.tagged import part, tagged


def typed(text: str, row: int = 0, typing: Typing = Typing.ENDS) -> Line:
    characters = tuple(Character(char, 1.0, i / len(text), (i + 1) / len(text)) for i, char in enumerate(text))
    reading = Reading("typed", text, characters, 1.0, "".join(filter(str.isdigit, text)), 1.0)
    return replace(line(text, top=TOP + PITCH * row), readings=(reading, reading), typing=typing)


def segments(*lines: Line) -> list[Segment]:
    return [whole_line(1, i, each) for i, each in enumerate(lines)]


@pytest.mark.parametrize(
    "name", ["髙橋 一二三", "力丸 タ子", "印南 善一", "ロ井 工", "四月一日 へべ", "見本 太郎", "Đỗ Anh", "壱岐 弌"]
)
def test_names_stay_whatever_reads_better(name: str) -> None:
    found = read_name(segments(typed(name)), "page")
    assert found is not None
    assert found.value == name
    assert FlagCode.CORRECTED_BY_LEXICON not in found.flags
    assert found.evidence["typed"] == 1.0


@pytest.mark.parametrize("name", ["株式会杜ヤマビコ", "(株)カ石工務店", "ごみ口の会", "NPO法人 りんご"])
def test_organisations_stay(name: str) -> None:
    found = read_organization(segments(typed(name)), "page")
    assert found is not None
    assert found.value == name


@pytest.mark.parametrize(
    "address",
    ["盛岡市内丸12番2号", "岩手県盛岡市内丸１２ー２", "盛岡巿内丸12-2", "東京都千代田区霞ケ関1-2-1 霞が関ビル３F"],
)
def test_addresses_stay(address: str) -> None:
    _, found = read_place((), segments(typed(address)), "page", knowledge())
    assert found is not None
    assert found.value == address
    assert FlagCode.CORRECTED_BY_LEXICON not in found.flags


@pytest.mark.parametrize("number", ["019-623-1234", "０１９（６２３）１２３４", "090 1234 5678"])
def test_numbers_stay(number: str) -> None:
    found = read_phone(segments(typed(number)), "page", frozenset(), knowledge())
    assert found is not None
    assert found.value == number


def opinion(lines: Sequence[Line]) -> str:
    found, _ = read_opinion([segments(*lines)], "page")
    return found.value if found is not None else ""


def is_more_than_a_number(paragraph: str) -> bool:
    """A number of a list that is left empty is no opinion, typed or printed."""
    marker = read_marker(paragraph)
    return marker is None or bool(marker.rest.strip())


LETTERS = "市道をへべロ口一ー直す、。,.!ab1っつ()"
PARAGRAPHS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=40).filter(is_more_than_a_number)


@given(st.lists(PARAGRAPHS, min_size=1, max_size=5))
def test_opinions_stay_to_the_letter(paragraphs: list[str]) -> None:
    """Each paragraph is broken into lines of nine characters; each line that was typed is one again."""
    lines: list[Line] = []
    for paragraph in paragraphs:
        pieces = [paragraph[i : i + 9] for i in range(0, len(paragraph), 9)]
        ends = [Typing.GOES_ON] * (len(pieces) - 1) + [Typing.ENDS]
        lines += [typed(piece, len(lines) + i, end) for i, (piece, end) in enumerate(zip(pieces, ends, strict=True))]
    assert opinion(lines).split("\n") == paragraphs


def test_what_is_read_beside_it_is_still_brought_to_ordinary_writing() -> None:
    assert opinion([line("木を,植えて.")]) == "木を、植えて。"
    assert opinion([typed("木を,植えて.")]) == "木を,植えて."


def test_a_paragraph_that_a_box_broke_is_one_thing() -> None:
    rows = [
        part("木を植えてほしいと思い", Tag.OPINION),
        part("ます（例:桜）を", Tag.NOTE),
        part("お願いします", Tag.OPINION),
    ]
    sheet, found = tagged(*rows)
    endings = (Typing.GOES_ON, Typing.GOES_ON, Typing.ENDS)
    lines = tuple(replace(each, typing=typing) for each, typing in zip(sheet.lines, endings, strict=True))
    whole = with_typed(found, replace(sheet, lines=lines))
    assert all((each.argmax(axis=1) == Tag.OPINION).all() for each in whole.probabilities)
    assert np.allclose(whole.probabilities[1].sum(axis=1), 1, atol=1e-5)
    apart = with_typed(found, sheet)
    assert all(np.array_equal(a, b) for a, b in zip(apart.probabilities, found.probabilities, strict=True))


def test_an_address_and_its_code_in_one_box_are_two_things() -> None:
    sheet, found = tagged(part("020-0023", Tag.POSTAL_CODE), part("盛岡市内丸12-2", Tag.ADDRESS))
    lines = (replace(sheet.lines[0], typing=Typing.GOES_ON), replace(sheet.lines[1], typing=Typing.ENDS))
    kept = with_typed(found, replace(sheet, lines=lines))
    assert all(np.array_equal(a, b) for a, b in zip(kept.probabilities, found.probabilities, strict=True))


def confidence(proposal: Proposal, **evidence: float) -> tuple[float, tuple[FlagCode, ...]]:
    changed = replace(proposal, evidence={**proposal.evidence, **evidence})
    made = ProposedSubmission((1,), SubmitterKind.INDIVIDUAL, {FieldName.NAME: changed}, ())
    value = judge(made, [page(typed("見本"))], Policy()).field(FieldName.NAME)
    return value.confidence, tuple(flag.code for flag in value.flags)


CLEAR = {"tag": 0.99, "lowest_tag": 0.98, "margin": 0.62, "label": 0.0}


def test_nobody_is_asked_about_a_typed_value_whose_place_is_clear() -> None:
    found = read_name(segments(typed("壱岐 弌")), "page")
    assert found is not None
    assert confidence(found, **CLEAR) == (TYPED, ())


@pytest.mark.parametrize("doubt", [{"margin": 0.1}, {"typed": 0.0}])
def test_a_doubt_about_the_place_counts_all_the_same(doubt: dict[str, float]) -> None:
    found = read_name(segments(typed("壱岐 弌")), "page")
    assert found is not None
    sure, _ = confidence(found, **CLEAR | doubt)
    assert sure < TYPED


def test_a_part_of_what_was_typed_is_not_taken_for_all_of_it() -> None:
    found = read_name([whole_line(1, 0, typed("見本 太郎 他三名")).part(0, 5)], "page")
    assert found is not None
    assert found.evidence["typed"] == 0.0


def test_a_value_that_was_read_has_no_such_evidence() -> None:
    found = read_name(segments(line("佐藤 花子")), "page")
    assert found is not None
    assert "typed" not in found.evidence

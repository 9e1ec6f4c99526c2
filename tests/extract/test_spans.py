"""Spans: a lone doubtful character tears nothing, one number is one thing, and no character is lost or taken twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.page_model import TaggedPage
from ocr_intake.extract.spans import classes_of, spans_of
from ocr_intake.extract.tags import Tag
from tests.extract.builders import LEFT, SIZE
from tests.extract.tagged import Part, part, spans, tagged, texts


def test_neighbours_of_one_class_are_one_span() -> None:
    assert texts(spans((Part("氏名：", Tag.LABEL), Part("佐藤 花子", Tag.NAME)))) == [
        ("氏名：", Tag.LABEL),
        ("佐藤 花子", Tag.NAME),
    ]


def test_a_lone_doubtful_character_does_not_tear_a_value() -> None:
    doubt = (
        Part("盛岡市中", Tag.ADDRESS),
        Part("央", Tag.NAME, 0.6, Tag.ADDRESS),
        Part("通1-7-25", Tag.ADDRESS),
    )
    assert texts(spans(doubt)) == [("盛岡市中央通1-7-25", Tag.ADDRESS)]
    sure = (doubt[0], Part("央", Tag.NAME, 0.999, Tag.NOTE), doubt[2])
    assert len(spans(sure)) == 3


def test_one_number_is_one_thing() -> None:
    number = (Part("019-613", Tag.PHONE, 0.9, Tag.FAX), Part("-8472", Tag.FAX, 0.6, Tag.PHONE))
    assert texts(spans(number)) == [("019-613-8472", Tag.PHONE)]


def test_running_text_begins_only_behind_what_announces_it() -> None:
    text = Part("公園を", Tag.OPINION, 0.65, Tag.NAME)
    assert texts(spans((Part("ご意見", Tag.LABEL), text)))[-1] == ("公園を", Tag.OPINION)
    assert texts(spans((Part("花子", Tag.NAME), text)))[-1][1] is Tag.NAME


def test_white_space_belongs_to_no_span() -> None:
    found = spans((Part("　佐藤 花子 ", Tag.NAME), Part(" 印", Tag.OTHER)))
    assert texts(found) == [("佐藤 花子", Tag.NAME), ("印", Tag.OTHER)]


def test_a_span_knows_its_place_and_how_sure_it_is() -> None:
    first, second = spans(
        (Part("電話", Tag.LABEL), Part("019-613", Tag.PHONE, 0.9), Part("-8472", Tag.PHONE, 0.5, Tag.FAX))
    )
    assert first.box[2] == pytest.approx(second.box[0])
    assert first.box[0] == LEFT
    assert second.lowest == pytest.approx(0.5)
    assert second.height == SIZE
    assert first.key < second.key
    assert np.exp(second.log_likelihood[Tag.PHONE]) == pytest.approx((0.9**7 * 0.5**5) ** (1 / 12), rel=1e-3)


CHARACTERS = st.text("氏名佐藤0１-・（） 　あ。", min_size=1, max_size=16)


@given(st.lists(CHARACTERS.filter(str.strip), min_size=1, max_size=4), st.integers(0, 2**16))
def test_spans_cover_every_character_but_white_space_exactly_once(rows: list[str], seed: int) -> None:
    rng = np.random.default_rng(seed)
    sheet, found = tagged(*(part(text, Tag.NAME) for text in rows))
    drawn = tuple(rng.dirichlet(np.full(len(Tag), 0.2), len(each)).astype(np.float32) for each in found.probabilities)
    made = spans_of(TaggedPage(found.graph, drawn, found.roles), sheet)
    covered = [(s.segment.index, at) for s in made for at in range(s.segment.start, s.segment.end)]
    written = {(i, at) for i, text in enumerate(rows) for at, char in enumerate(text) if not char.isspace()}
    assert len(covered) == len(set(covered))
    assert written <= set(covered)
    assert all(s.segment.text == s.segment.text.strip() for s in made)
    assert [s.key for s in made] == sorted(s.key for s in made)


@given(CHARACTERS, st.integers(0, 2**16))
def test_what_is_certain_is_not_overruled(text: str, seed: int) -> None:
    tags = np.random.default_rng(seed).integers(0, len(Tag), len(text))
    logs = np.full((len(text), len(Tag)), -60.0, np.float32)
    logs[np.arange(len(text)), tags] = 0.0
    assert (classes_of(text, logs) == tags).all()

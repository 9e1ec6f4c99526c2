"""The shipped page model: what it returns, how it stands towards empty pages, and a file that does not fit."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.errors import ExitCode
from ocr_intake.extract import page_model as module
from ocr_intake.extract.features import Vocabulary, page_features
from ocr_intake.extract.page_graph import page_graph
from ocr_intake.extract.page_model import GAP, BadPageModelError, PageModel, inputs_of, page_model, places_of
from ocr_intake.extract.tags import VALUE_OF, Tag
from ocr_intake.model.fields import FIELDS
from ocr_intake.model.reading import PageReading
from tests.extract.builders import form, letter, line, page, sheets, vertical_letter

FORM = form(("氏名", "佐藤 花子"), ("住所", "盛岡市中央通1-7-25"), ("意見", "公園の木を増やしてください。"))
PAGES = (FORM, letter("盛岡市長 様", "", "計画案を読みました。"), vertical_letter("拝啓", "計画案を読みました。"))


@pytest.mark.parametrize("sheet", PAGES, ids=["form", "letter", "vertical"])
def test_every_character_has_probabilities_that_sum_to_1(sheet: PageReading) -> None:
    (found,) = sheets(sheet)
    lines = found.tagged.graph.lines
    assert [p.shape for p in found.tagged.probabilities] == [(len(one.text), len(Tag)) for one in lines]
    for probabilities in found.tagged.probabilities:
        assert probabilities.min() >= 0.0
        assert probabilities.sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    roles = found.tagged.roles
    assert roles.starts + roles.continues + roles.cover == pytest.approx(1.0, abs=1e-4)
    assert 0.0 <= found.tagged.doubt <= 1.0


def test_a_plain_form_is_plain_to_it() -> None:
    (found,) = sheets(FORM)
    tags = {
        one.text: {Tag(t) for t in p.argmax(axis=1)}
        for one, p in zip(found.tagged.graph.lines, found.tagged.probabilities, strict=True)
    }
    assert tags["氏名"] == {Tag.LABEL}
    assert tags["佐藤 花子"] == {Tag.NAME}
    assert tags["盛岡市中央通1-7-25"] == {Tag.ADDRESS}
    assert tags["公園の木を増やしてください。"] == {Tag.OPINION}


def test_a_page_without_lines_has_no_characters_and_starts_a_submission() -> None:
    for sheet in (page(), page(line("　"))):
        (found,) = sheets(sheet)
        assert found.tagged.probabilities == ()
        assert found.tagged.roles.starts == 1.0
        assert found.tagged.doubt == 0.0


def test_the_same_page_gives_the_same_classes() -> None:
    one, other = (page_model().tag(page_graph(FORM), Vocabulary()) for _ in range(2))
    assert all((a == b).all() for a, b in zip(one.probabilities, other.probabilities, strict=True))


def test_each_field_has_a_class() -> None:
    assert set(VALUE_OF) == set(FIELDS)
    assert [tag.value for tag in Tag] == list(range(len(Tag)))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_lines_are_parted_by_empty_places(lengths: list[int]) -> None:
    line_of = np.repeat(np.arange(len(lengths)), lengths)
    places = places_of(line_of.astype(np.int64))
    assert places[0] == GAP
    steps = np.diff(places)
    assert (steps[np.diff(line_of) == 0] == 1).all()
    assert (steps[np.diff(line_of) == 1] == GAP + 1).all()


def test_the_network_is_told_where_each_line_lies() -> None:
    features = page_features(page_graph(FORM), Vocabulary())
    inputs = inputs_of(features, {"氏": 7})
    places = places_of(features.line_of)
    assert inputs["ids"][places[0]] == 7
    assert set(inputs["ids"][places[1:]]) <= {module.UNKNOWN, 7}
    assert inputs["members"].sum() == len(features.characters)
    assert (np.delete(inputs["numbers"], places, axis=0) == 0).all()
    assert (inputs["numbers"][places] == features.numbers).all()


class TestBadFile:
    @pytest.fixture(autouse=True)
    def _fresh(self) -> None:
        page_model.cache_clear()

    def message(self, error: pytest.ExceptionInfo[BadPageModelError]) -> str:
        assert error.value.exit_code is ExitCode.MISSING_TOOL
        page_model.cache_clear()
        return str(error.value)

    def test_one_that_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "FILE", "no-such.onnx")
        with pytest.raises(BadPageModelError) as error:
            page_model()
        assert "page_model.onnx" in self.message(error)
        assert "make setup を実行して" in str(error.value)

    @pytest.mark.usefixtures("english")
    def test_one_for_other_features(self, monkeypatch: pytest.MonkeyPatch) -> None:
        shipped = Path(module.__file__).parent / "data" / module.FILE
        monkeypatch.setattr(module, "FORMAT", "0 0 0 0")
        with pytest.raises(BadPageModelError) as error:
            PageModel(shipped.read_bytes())
        assert "does not fit this version" in self.message(error)
        assert "make setup" in str(error.value)

    @pytest.mark.parametrize("network", [b"", b"this is no network"])
    def test_one_that_is_no_network(self, network: bytes) -> None:
        with pytest.raises(BadPageModelError) as error:
            PageModel(network)
        assert "この版に合いません" in self.message(error)


CHARACTERS = st.text(
    "氏名住所電話番号意見佐藤花子盛岡市中央通〒-0123456789０１①・。、：[]()（） 　様TELFAX😀", min_size=1, max_size=24
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(CHARACTERS, st.integers(0, 1500), st.integers(0, 2200), st.booleans()), min_size=1, max_size=8)
)
def test_any_page_has_finite_probabilities(written: list[tuple[str, int, int, bool]]) -> None:
    sheet = page(*(line(text, left, top, vertical=down) for text, left, top, down in written))
    for probabilities in page_model().tag(page_graph(sheet), Vocabulary()).probabilities:
        assert np.isfinite(probabilities).all()

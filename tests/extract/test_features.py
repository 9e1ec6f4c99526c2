"""What the page model is told of a page: shapes, words, patterns, the city's own, geometry either way round."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ocr_intake.extract.features import (
    CHARACTER_FEATURES,
    LINE_NUMBERS,
    PAIR_NUMBERS,
    Vocabulary,
    character_numbers,
    class_of,
    page_features,
    plain,
)
from ocr_intake.extract.page_graph import page_graph
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import PageReading
from tests.extract.builders import form, letter, line, page, vertical_letter

NONE = Vocabulary()


def marked(text: str, feature: str, vocabulary: Vocabulary = NONE) -> str:
    """The characters that have a feature."""
    numbers = character_numbers(text, [1.0] * len(text), vocabulary)
    at = CHARACTER_FEATURES.index(feature)
    return "".join(char for char, own in zip(text, numbers[:, at], strict=True) if own > 0)


def pair(found: NDArray[np.float32], number: int) -> NDArray[np.float32]:
    return found[:, :, number]


class TestShapes:
    @pytest.mark.parametrize(
        "sheet",
        [
            form(("氏名", "佐藤 花子"), ("意見", ["公園を", "増やしてください。"])),
            letter("盛岡市長 様", "", "計画案を読みました。"),
            vertical_letter("拝啓", "計画案を読みました。"),
            page(line("あ")),
        ],
        ids=["form", "letter", "vertical", "one"],
    )
    def test_of_a_page(self, sheet: PageReading) -> None:
        graph = page_graph(sheet)
        found = page_features(graph, NONE)
        count, lines = sum(len(one.text) for one in graph.lines), len(graph.lines)
        assert found.numbers.shape == (count, len(CHARACTER_FEATURES))
        assert found.line_of.tolist() == [i for i, one in enumerate(graph.lines) for _ in one.text]
        assert found.lines.shape == (lines, LINE_NUMBERS)
        assert found.pairs.shape == (lines, lines, PAIR_NUMBERS)
        assert len(found.characters) == count
        assert {a.dtype for a in (found.numbers, found.lines, found.pairs)} == {np.dtype(np.float32)}

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(st.text(min_size=1, max_size=9), st.integers(0, 1500), st.integers(0, 2200)),
            min_size=1,
            max_size=5,
        )
    )
    def test_any_page_has_finite_numbers(self, written: list[tuple[str, int, int]]) -> None:
        graph = page_graph(page(*(line(text, left, top) for text, left, top in written)))
        if graph.lines:
            found = page_features(graph, NONE)
            assert all(np.isfinite(a).all() for a in (found.numbers, found.lines, found.pairs))

    def test_names_are_told_apart(self) -> None:
        assert len(set(CHARACTER_FEATURES)) == len(CHARACTER_FEATURES)


class TestCharacters:
    def test_each_is_of_one_class(self) -> None:
        assert [class_of(char) for char in "漢ひカ1a-　한"] == list(range(8))

    def test_white_space_does_not_part_words(self) -> None:
        assert plain("氏　名：") == ("氏名:", [0, 2, 3])
        assert marked("佐 藤　花子", "full_name") == "佐藤花子"
        assert marked("盛 岡 市", "city") == "盛岡市"

    @pytest.mark.parametrize(
        ("feature", "text", "found"),
        [
            ("postal", "〒020-0021盛岡市", "020-0021"),
            ("postal", "〇二〇―〇〇二一", "〇二〇―〇〇二一"),
            ("postal", "020-00213", ""),
            ("phone", "電話019-613-8472", "019-613-8472"),
            ("phone", "(019)613-8472", "(019)613-8472"),
            ("phone", "〇一九―六一三―八四七二", "〇一九―六一三―八四七二"),
            ("phone", "2021-09-08", ""),
            ("phone_loose", "O19 613 8472", "O196138472"),
            ("date", "令和3年9月8日に", "令和3年9月8日"),
            ("date", "令和三年九月八日", "令和三年九月八日"),
            ("lot", "中央通1丁目7番25号", "1丁目7番25号"),
            ("age", "(42歳)", "42歳"),
            ("email", "mail: a.b@example.jp", "a.b@example.jp"),
            ("marker", "(1)公園を", "(1)"),
            ("marker", "公園を(1)", ""),
            ("end", "増やしてください。", "ください。"),
        ],
    )
    def test_patterns(self, feature: str, text: str, found: str) -> None:
        assert marked(text, feature) == found

    def test_the_readers_probability_is_each_characters_own(self) -> None:
        numbers = character_numbers("佐藤", [0.25, 0.75], NONE)
        assert numbers[:, CHARACTER_FEATURES.index("probability")].tolist() == [0.25, 0.75]


class TestVocabulary:
    """What a city's configuration adds."""

    def test_its_own_numbers_are_marked_however_they_are_written(self) -> None:
        own = Vocabulary(numbers={"0196514111", "0208530"})
        for written in ("019-651-4111", "(019)651-4111", "０１９－６５１－４１１１"):
            assert marked(f"電話{written}", "own", own) == written
        assert marked("〒020-8530", "own", own) == "020-8530"
        assert marked("019-651-4112", "own", own) == ""

    def test_its_names_are_marked(self) -> None:
        assert marked("盛岡市 デジタル推進課 御中", "own", Vocabulary(names=("デジタル推進課",))) == "デジタル推進課"

    def test_a_label_that_a_clerk_added_is_a_label(self) -> None:
        assert marked("おところ：盛岡市", "label_address") == ""
        added = Vocabulary({"おところ": ("address",), "お名前・団体": ("name", "organization")})
        assert marked("お と こ ろ：盛岡市", "label_address", added) == "おところ"
        assert marked("お名前・団体", "label_name", added) == marked("お名前・団体", "label_organization", added)
        assert marked("お名前・団体", "label_name", added) == "お名前・団体"

    def test_kinds_without_a_feature_of_their_own_share_one_and_ignored_ones_have_none(self) -> None:
        added = Vocabulary({"趣味嗜好": ("age",), "受付印欄": ("ignore",), "甲": ("name",)})
        assert marked("趣味嗜好", "label_rest", added) == "趣味嗜好"
        assert not any(marked("受付印欄", name, added) for name in CHARACTER_FEATURES if name.startswith("label_"))
        assert marked("甲", "label_name", added) == ""


class TestGeometry:
    def test_a_vertical_page_is_like_the_same_page_turned(self) -> None:
        """Columns from the right are told as rows from the top."""
        down = page_features(page_graph(vertical_letter("拝啓", "計画案を", "読みました")), NONE)
        first_under_second = pair(down.pairs, 1)
        assert (np.diag(first_under_second, 1) > 0).all()
        assert (down.lines[:, 15] == 1).all()
        assert (page_features(page_graph(letter("拝啓")), NONE).lines[:, 15] == 0).all()

    def test_distances_are_antisymmetric_and_the_order_of_lines_is_told(self) -> None:
        found = page_features(page_graph(letter("拝啓", "計画案を", ">読みました")), NONE).pairs
        for number in (0, 1, 4, 10):
            assert pair(found, number) == pytest.approx(-pair(found, number).T)
        assert (np.diag(pair(found, 12), 1) == 1).all()

    def test_cells_beside_and_under_one_another(self) -> None:
        sheet = form(("氏名", "佐藤 花子"), ("住所", ["盛岡市", "中央通"]))
        found = page_features(page_graph(sheet), NONE).pairs
        name, value, place, first, second = range(5)
        assert pair(found, 18)[first, second] == 1
        assert pair(found, 18)[name, value] == 0
        assert pair(found, 19)[value, name] == 1
        assert pair(found, 19)[name, value] == 0
        assert pair(found, 21)[place, name] == 1
        assert pair(found, 21)[first, name] == 0

    def test_the_size_of_the_scan_makes_no_difference(self) -> None:
        sheet = form(("氏名", "佐藤 花子"), ("住所", "盛岡市"))
        double = replace(
            sheet,
            width=sheet.width * 2,
            height=sheet.height * 2,
            lines=tuple(replace(one, box=_twice(one.box)) for one in sheet.lines),
            cells=tuple(map(_twice, sheet.cells)),
        )
        one, other = (page_features(page_graph(each), NONE) for each in (sheet, double))
        assert one.lines == pytest.approx(other.lines, abs=1e-5)
        assert one.pairs == pytest.approx(other.pairs, abs=1e-4)


def _twice(box: Box) -> Box:
    return Box(box.left * 2, box.top * 2, box.right * 2, box.bottom * 2)

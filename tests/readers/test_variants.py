"""Forms of one kanji: cut out of their row, told apart by their picture, weighed with what else is known."""

import importlib.util
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr_intake.model.reading import Character
from ocr_intake.readers import weights
from ocr_intake.readers.variant_patch import SIDE, ink_of, patch
from ocr_intake.readers.variants import DATA, Family, Variants, families, is_running, weighed

HIGH = Family(("高", "髙"), (10.0, 1.0))
SHORE = Family(("浜", "濱", "濵"), (6.0, 3.0, 0.7))
SIZE = 56


def row(text: str) -> NDArray[np.uint8]:
    """A printed row, in a font that the network was not trained with."""
    spec = importlib.util.find_spec("matplotlib_fontja")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("needs the fonts of matplotlib-fontja (the extra 'picture')")
    font = ImageFont.truetype(str(Path(spec.submodule_search_locations[0]) / "fonts" / "ipaexg.ttf"), SIZE)
    image = Image.new("L", (SIZE * len(text) + 20, SIZE + 20), 255)
    ImageDraw.Draw(image).text((10, 10), text, font=font, fill=0)
    return np.asarray(image, dtype=np.uint8)


def characters(text: str) -> list[Character]:
    """As CTC would place them: near their middles."""
    whole = SIZE * len(text) + 20
    middles = [(10 + SIZE * (i + 0.5)) / whole for i in range(len(text))]
    return [Character(c, 0.99, m - 0.01, m + 0.01) for c, m in zip(text, middles, strict=True)]


def one(text: str = "高", probability: float = 0.98, *alternatives: tuple[str, float]) -> Character:
    return Character(text, probability, 0.1, 0.2, alternatives)


class TestFamilies:
    def test_a_character_is_in_one_family_only(self) -> None:
        members = [member for family in families() for member in family.members]
        assert len(members) == len(set(members)) > 100

    def test_the_ordinary_form_is_first_and_no_rarer_than_others(self) -> None:
        assert all(family.weights[0] == max(family.weights) for family in families())

    def test_the_network_answers_for_every_member(self) -> None:
        variants = Variants.load()
        assert set(variants.columns) == set(variants.families)

    def test_weights_are_those_that_their_provenance_describes(self) -> None:
        about = json.loads((DATA / "variants.json").read_text(encoding="utf-8"))
        found = weights.Weights("variants", DATA / "variants.onnx", "").sha256()
        assert found == about["sha256"]


class TestPatch:
    @pytest.mark.parametrize("off", [-6, 0, 6])
    def test_a_character_is_cut_out_though_ctc_is_inexact(self, off: int) -> None:
        pixels = np.full((60, 200), 255, np.uint8)
        for left in (10, 75, 140):
            cv2.rectangle(pixels, (left, 10), (left + 45, 50), 0, 4)
        found = patch(ink_of(pixels), 97 + off, 32, 162)
        inked = np.flatnonzero(found.sum(axis=0) > 1)
        assert found.shape == (SIDE, SIDE)
        assert inked[0] <= 4
        assert inked[-1] >= SIDE - 5
        assert found[12:-12, 12:-12].max() < 0.1  # one hollow box, nothing of its neighbours

    def test_a_character_of_a_lying_column_stands_upright(self) -> None:
        pixels = np.full((120, 60), 255, np.uint8)
        cv2.line(pixels, (10, 20), (50, 20), 0, 5)
        cv2.line(pixels, (30, 20), (30, 50), 0, 5)  # T
        lying = np.ascontiguousarray(np.rot90(pixels))
        found = patch(ink_of(lying), 35, None, None, turned=True)
        assert found[:12].sum() > 2 * found[-12:].sum()

    def test_paper_without_ink_is_an_empty_picture(self) -> None:
        assert not patch(ink_of(np.full((40, 90), 255, np.uint8)), 45, 10, 80).any()

    @given(st.integers(2, 40), st.integers(1, 90), st.floats(-20, 120), st.booleans())
    def test_any_place_gives_a_picture(self, height: int, width: int, centre: float, turned: bool) -> None:
        pixels = np.random.default_rng(1).integers(0, 255, (height, width), dtype=np.uint8)
        found = patch(ink_of(pixels), centre, None, centre + 3, turned=turned)
        assert found.shape == (SIDE, SIDE)
        assert 0 <= found.min() <= found.max() <= 1


class TestWeighed:
    KNOWN = frozenset("高髙浜濱")

    def test_a_picture_that_tells_decides(self) -> None:
        found = weighed(one(), HIGH, np.array([0.0, 9.0]), self.KNOWN, running=False)
        assert found.text == "髙"
        assert found.probability > 0.9
        assert found.alternatives[0][0] == "高"

    def test_a_picture_that_does_not_tell_leaves_the_common_form_and_both_as_candidates(self) -> None:
        found = weighed(one("浜"), SHORE, np.zeros(3), frozenset("浜濱"), running=False)
        assert found.text == "浜"
        assert found.probability < 0.9
        assert {text for text, _ in found.alternatives} == {"濱", "濵"}

    def test_a_form_that_the_reader_lacks_is_not_held_against(self) -> None:
        seen = np.array([0.0, 0.0, 4.0])
        assert weighed(one("濱"), SHORE, seen, self.KNOWN, running=False).text == "濵"

    def test_running_text_has_the_ordinary_form_unless_the_picture_is_plain(self) -> None:
        seen = np.array([0.0, 5.0])
        assert weighed(one(), HIGH, seen, self.KNOWN, running=False).text == "髙"
        assert weighed(one(), HIGH, seen, self.KNOWN, running=True).text == "高"

    def test_what_the_reader_gives_to_others_stays_with_them(self) -> None:
        found = weighed(one("高", 0.6, ("商", 0.3), ("髙", 0.1)), HIGH, np.zeros(2), self.KNOWN, running=False)
        family = found.probability + sum(p for text, p in found.alternatives if text in HIGH.members)
        assert family == pytest.approx(0.7, abs=1e-4)
        assert ("商", 0.3) in found.alternatives

    @given(st.lists(st.floats(-30, 30), min_size=3, max_size=3), st.floats(0.01, 1.0), st.booleans())
    def test_probabilities_stay_probabilities(self, seen: list[float], probability: float, running: bool) -> None:
        found = weighed(one("浜", probability), SHORE, np.array(seen), self.KNOWN, running=running)
        total = found.probability + sum(p for _, p in found.alternatives)
        assert total == pytest.approx(probability, abs=0.01)
        assert all(found.probability >= p for text, p in found.alternatives if text in SHORE.members)


def test_running_text_is_told_by_its_hiragana() -> None:
    assert is_running("高齢者が歩ける道にしてください")
    assert not is_running("大阪府堺市北区百舌鳥本町")
    assert not is_running("髙橋かおり")


@pytest.mark.parametrize(
    ("read", "written"),
    [("高橋一郎", "髙橋一郎"), ("山崎太郎", "山﨑太郎"), ("高木花子", "高木花子"), ("國分正", "国分正")],
)
def test_print_comes_out_as_written(read: str, written: str) -> None:
    variants = Variants.load()
    told = variants.told_apart(characters(read), row(written), frozenset(read))
    assert "".join(c.text for c in told) == written


@pytest.mark.parametrize("written", ["高", "髙"])
def test_a_smear_leaves_it_open(written: str) -> None:
    """Where nothing of the strokes is left, the other form keeps about the chance that it has without a picture."""
    pixels = cv2.GaussianBlur(row(f"{written}橋一"), (0, 0), 14)
    told = Variants.load().told_apart(characters("高橋一"), np.asarray(pixels, np.uint8), frozenset("高橋髙一"))
    assert told[0].text == "高"
    assert dict(told[0].alternatives)["髙"] > 0.03

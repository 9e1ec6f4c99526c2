"""Lines for the recogniser's training: texts, hands, sheets, and lines cut out of sheets with what they say."""

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz.distance.Indel import normalized_similarity as ratio

pytest.importorskip("onnx")

from ocr_intake.model.reading import Direction, LineImage
from ocr_intake.readers.ppocr import LINE_HEIGHT, Recogniser, TextDetector
from training.damage import clean300, fax_fine
from training.dice import Dice
from training.drawing import NoFontError
from training.fonts import HANDWRITING, PRINT, Face, faces
from training.hands import SIDE, StrokeHand, style
from training.recogniser import make, texts, words
from training.recogniser.cutting import lines_of
from training.recogniser.draft import HEIGHT, WIDTH, Means
from training.recogniser.sheets import sheet
from training.recogniser.texts import folded
from training.strokes import Strokes

FACES = faces(PRINT)
CROSS = Strokes("crosses", dict.fromkeys("十田山市一二三", (((0.1, 0.5), (0.9, 0.5)), ((0.5, 0.1), (0.5, 0.9)))))
needs_fonts = pytest.mark.skipif(not FACES, reason="no print font of training.fonts is installed")
needs_words = pytest.mark.skipif(
    not words.FOLDER.is_dir(), reason="the dictionary of training.recogniser.words is missing"
)


class Typist:
    """Writes in a face of print: no handwriting font need be installed."""

    def write(self, dice: Dice, char: str, size: int) -> np.ndarray | None:
        from training.hands import FaceHand

        return FaceHand(FACES[:1], style(Dice("plain"), "plain"), 0).write(dice, char, size)


@needs_words
class TestTexts:
    @pytest.mark.parametrize("vertical", [False, True])
    def test_fit_on_a_line(self, vertical: bool) -> None:
        made = [texts.text(Dice(f"t/{seed}"), vertical=vertical, printed=seed % 3 == 0) for seed in range(200)]
        assert all(0 < len(one.text) <= texts.LONGEST and one.text == one.text.strip() for one in made)
        assert {"name", "address", "number", "organization", "opinion", "words", "figures"} <= {
            one.kind for one in made
        }

    def test_same_seed_same_text(self) -> None:
        assert [texts.text(Dice("x")) for _ in range(2)] == [texts.text(Dice("x")) for _ in range(2)]

    def test_signs_that_readers_lose_are_there(self) -> None:
        """Trained on texts with few of them, a recogniser loses them."""
        written = "".join(texts.text(Dice(f"s/{seed}")).text for seed in range(2500))
        for sign in "「」？！+%（）・、。0123456789":
            assert written.count(sign) >= 5, sign

    def test_sentences_are_of_a_dictionarys_words(self) -> None:
        made = {words.sentence(Dice(f"w/{seed}")) for seed in range(100)}
        assert len(made) == 100


class TestFolding:
    def test_what_looks_alike_is_one(self) -> None:
        assert texts.folded("０９０－１２３４　Ａｂ〜") == "090-1234 Ab～"

    def test_long_vowel_marks_stay(self) -> None:
        assert texts.folded("スーパー") == "スーパー"


class TestStrokeHand:
    def hand(self, seed: str, **changes: float) -> StrokeHand:
        return StrokeHand((CROSS,), style(Dice(seed), seed))

    def test_writes_in_the_middle_of_a_square(self) -> None:
        ink = self.hand("a").write(Dice("now"), "十", 40)
        assert ink is not None
        assert ink.shape == (round(SIDE * 40),) * 2
        rows, columns = np.nonzero(ink)
        middle = round(SIDE * 40) / 2
        assert abs(rows.mean() - middle) < 10
        assert abs(columns.mean() - middle) < 10

    def test_one_writer_keeps_to_a_form(self) -> None:
        """Twice by one writer is nearer than once each by two."""

        def apart(one: StrokeHand, other: StrokeHand) -> float:
            first, second = (hand.write(Dice(f"{k}"), "田", 60) for k, hand in enumerate((one, other)))
            assert first is not None
            assert second is not None
            return float(np.abs(first.astype(float) - second).mean())

        writers = [self.hand(f"w{k}") for k in range(8)]
        own = np.mean([apart(writer, writer) for writer in writers])
        others = np.mean([apart(a, b) for a, b in pairwise(writers)])
        assert own < 0.6 * others

    def test_unknown_characters_go_to_the_fallback(self) -> None:
        assert self.hand("a").write(Dice("x"), "鬱", 40) is None

    def test_small_kana_are_made_of_large_ones(self) -> None:
        source = Strokes("kana", {"つ": (((0.1, 0.3), (0.9, 0.3), (0.9, 0.7), (0.3, 0.9)),)})
        hand = StrokeHand((source,), style(Dice("k"), "k"))
        large, small = (hand.write(Dice("x"), char, 60) for char in "つっ")
        assert small is not None
        assert large is not None
        assert np.ptp(np.nonzero(small)[1]) < np.ptp(np.nonzero(large)[1])


@pytest.fixture(scope="module")
def detector() -> TextDetector:
    return TextDetector.load()


@needs_fonts
@needs_words
class TestLines:
    def means(self) -> Means:
        return Means(Typist(), "font", FACES[:1])

    @pytest.mark.parametrize("vertical", [False, True])
    def test_a_sheet_says_where_its_ink_is(self, vertical: bool) -> None:
        made = sheet(Dice("sheet"), self.means(), 1.0, vertical=vertical)
        assert made.pixels.shape == (HEIGHT, WIDTH, 3)
        assert len(made.pieces) > 10
        dark = made.pixels.min(axis=2) < 200
        for piece in made.pieces:
            left, top, right, bottom = (round(value) for value in piece.box)
            assert dark[top:bottom, left:right].any(), piece.text

    @pytest.mark.parametrize("vertical", [False, True])
    def test_most_lines_of_a_sheet_come_back_with_their_text(self, detector: TextDetector, vertical: bool) -> None:
        dice = Dice("back")
        made = sheet(dice, self.means(), 1.0, vertical=vertical)
        arrived = fax_fine(dice, made.pixels)
        lines = list(lines_of(arrived, "tif", made.pieces, detector, vertical=vertical, kind="fax"))
        assert len({line.text for line in lines}) > 0.6 * len({piece.text for piece in made.pieces})
        assert all(line.pixels.shape[0] == LINE_HEIGHT and line.kind.endswith("/fax") for line in lines)

    def test_a_line_says_what_its_picture_shows(self, detector: TextDetector) -> None:
        dice = Dice("long")
        made = sheet(dice, self.means(), 1.0)
        lines = list(lines_of(clean300(dice, made.pixels), "png", made.pieces, detector, vertical=False, kind="scan"))
        answers = Recogniser.load().read([LineImage(line.pixels, Direction.HORIZONTAL) for line in lines])
        alike = [
            ratio(*("".join(folded(text).split()) for text in (line.text, getattr(answer, "text", ""))))
            for line, answer in zip(lines, answers, strict=True)
        ]
        assert len(lines) > 10
        assert sum(value > 0.6 for value in alike) > 0.9 * len(lines)

    def test_a_sheet_without_its_writing_gives_nothing(self, detector: TextDetector) -> None:
        dice = Dice("empty")
        made = sheet(dice, self.means(), 1.0)
        blank = clean300(dice, np.full_like(made.pixels, 255))
        assert not list(lines_of(blank, "png", made.pieces, detector, vertical=False, kind="scan"))


class TestFaces:
    def test_what_is_measured_on_is_never_trained_on(self) -> None:
        for kind in (PRINT, HANDWRITING):
            assert not set(kind["trained"]) & set(kind["held-out"])

    @pytest.mark.parametrize("held_out", [False, True])
    def test_a_studio_has_faces_of_one_group(self, monkeypatch: pytest.MonkeyPatch, held_out: bool) -> None:
        def everything(kind: dict[str, tuple[str, ...]], groups: tuple[str, ...]) -> tuple[Face, ...]:
            return tuple(Face(name) for group in groups for name in kind[group])

        monkeypatch.setattr(make, "faces", everything)
        studio = make.studio_of(argparse.Namespace(held_out=held_out, fonts=[], strokes=[]))
        group = "held-out" if held_out else "trained"
        assert [face.name for face in studio.print] == list(PRINT[group])
        assert [face.name for face in studio.hand] == list(HANDWRITING[group])

    def test_no_font_is_said(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(make, "faces", lambda kind, groups=(): ())
        with pytest.raises(NoFontError, match="font is installed"):
            make.studio_of(argparse.Namespace(held_out=False, fonts=[tmp_path], strokes=[]))

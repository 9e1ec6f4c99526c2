"""What every reader promises, asked of the real engines on a few lines; and how one says that it cannot work."""

import importlib.util
import subprocess
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytesseract
import pytest
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from ocr_intake.errors import ExitCode
from ocr_intake.model.reading import Direction, LineImage, Reading, Unread
from ocr_intake.readers import libtesseract, ppocr, registry, weights
from ocr_intake.readers.ppocr import Recogniser, TextDetector
from ocr_intake.readers.protocol import Reader
from ocr_intake.readers.registry import READERS, UnknownReaderError, load
from ocr_intake.readers.tesseract import MissingTesseractError, Tesseract
from ocr_intake.readers.weights import MissingWeightsError

LINES = Path(__file__).parents[1] / "data" / "lines"
TEXTS = {
    "name": "千葉美穂",
    "phone": "0194-53-4645",
    "address": "久慈市長内町34地割108ひまわりアパートB-1",
    "sentence": "介護保険の更新手続きをネットでやってみま",
}
COLUMN = "神奈川県川崎市高津区久地4番4号"
ACROSS, DOWN = Direction.HORIZONTAL, Direction.VERTICAL

pytestmark = pytest.mark.engine


def pixels(name: str) -> NDArray[np.uint8]:
    found = cv2.imread(str(LINES / f"{name}.png"), cv2.IMREAD_GRAYSCALE)
    assert found is not None
    return np.asarray(found, dtype=np.uint8)


def drawn(text: str) -> NDArray[np.uint8]:
    line = np.full((50, 22 * len(text) + 30), 255, np.uint8)
    cv2.putText(line, text, (12, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    return line


def alike(answer: Reading | Unread, text: str) -> float:
    """Share of the text that was read in order."""
    return LCSseq.normalized_similarity(answer.text, text) if isinstance(answer, Reading) else 0.0


@pytest.fixture(scope="module", params=list(READERS))
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return READERS[request.param](None)


class TestEveryReader:
    def test_it_goes_by_its_name_in_the_registry(self, reader: Reader) -> None:
        assert reader.name in READERS
        assert any(char.isdigit() for char in reader.version)

    def test_it_reads_lines_and_keeps_their_order(self, reader: Reader) -> None:
        names = [*TEXTS, *reversed(TEXTS)]
        answers = reader.read([LineImage(pixels(name), ACROSS) for name in names])
        assert len(answers) == len(names)
        for name, answer in zip(names, answers, strict=True):
            assert alike(answer, TEXTS[name]) > 0.7

    def test_it_reads_colour_and_drawn_digits(self, reader: Reader) -> None:
        colour = np.dstack([drawn("019-648-6802")] * 3)
        (answer,) = reader.read([LineImage(colour, ACROSS)])
        assert alike(answer, "019-648-6802") > 0.8

    def test_it_reads_columns_among_rows(self, reader: Reader) -> None:
        lines = [
            LineImage(pixels("name"), ACROSS),
            LineImage(pixels("column"), DOWN),
            LineImage(pixels("phone"), ACROSS),
        ]
        first, column, last = reader.read(lines)
        assert alike(first, TEXTS["name"]) > 0.7
        assert alike(column, COLUMN) > 0.6
        assert alike(last, TEXTS["phone"]) > 0.7

    def test_what_it_says_is_in_range_and_names_its_maker(self, reader: Reader) -> None:
        for answer in reader.read([LineImage(pixels(name), ACROSS) for name in TEXTS]):
            assert answer.reader == reader.name
            assert isinstance(answer, Reading)
            assert answer.text == answer.text.strip() != ""
            assert 0.0 <= answer.confidence <= 1.0
            assert 0.0 <= answer.lowest <= 1.0
            assert 0.0 <= answer.digits_confidence <= 1.0
            assert len(answer.characters) in {0, len(answer.text)}
            assert all(0.0 <= c.start <= c.end <= 1.0 for c in answer.characters)

    def test_nothing_asked_is_nothing_answered(self, reader: Reader) -> None:
        assert reader.read([]) == ()

    @pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3), (5, 5)])
    @pytest.mark.parametrize("direction", list(Direction))
    def test_what_is_too_small_is_unread(self, reader: Reader, shape: tuple[int, int], direction: Direction) -> None:
        speck = LineImage(np.zeros(shape, np.uint8), direction)
        after = LineImage(pixels("phone"), ACROSS)
        unread, read = reader.read([speck, after])
        assert isinstance(unread, Unread)
        assert unread.reader == reader.name
        assert alike(read, TEXTS["phone"]) > 0.7

    @pytest.mark.parametrize("direction", list(Direction))
    @pytest.mark.parametrize("level", [0, 255])
    def test_empty_paper_never_raises(self, reader: Reader, direction: Direction, level: int) -> None:
        (answer,) = reader.read([LineImage(np.full((40, 60), level, np.uint8), direction)])
        assert isinstance(answer, Reading | Unread)
        if isinstance(answer, Unread):
            assert answer.reason in {"empty", "too_small", "unsupported_direction", "engine_failed"}


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser.load()


@pytest.fixture(scope="module")
def detector() -> TextDetector:
    return TextDetector.load()


class TestRecogniser:
    def test_a_number_is_read_again_among_digits_alone(self, recogniser: Recogniser) -> None:
        (answer,) = recogniser.read([LineImage(pixels("phone"), ACROSS)])
        assert isinstance(answer, Reading)
        assert "".join(filter(str.isdigit, answer.digits)) == "0194534645"
        assert answer.digits_confidence > 0.5

    def test_a_text_without_digits_has_no_number(self, recogniser: Recogniser) -> None:
        (answer,) = recogniser.read([LineImage(drawn("WAKAYAMA"), ACROSS)])
        assert isinstance(answer, Reading)
        assert answer.digits_confidence < 0.9 or answer.digits == ""

    def test_it_considers_other_characters(self, recogniser: Recogniser) -> None:
        (answer,) = recogniser.read([LineImage(pixels("name"), ACROSS)])
        assert isinstance(answer, Reading)
        assert all(c.text not in dict(c.alternatives) for c in answer.characters)
        assert any(c.alternatives for c in answer.characters)

    def test_its_posteriors_are_shares(self, recogniser: Recogniser) -> None:
        posteriors = recogniser.posteriors(pixels("phone"))
        assert posteriors.shape[1] == len(recogniser.characters) + 1
        assert posteriors.sum(axis=1) == pytest.approx(1.0, abs=1e-3)

    def test_a_line_as_long_as_the_page_is_wide_passes(self, recogniser: Recogniser) -> None:
        endless = np.tile(pixels("phone"), (1, 12))
        (answer,) = recogniser.read([LineImage(endless, ACROSS)])
        assert isinstance(answer, Reading)

    def test_a_peek_tells_a_column_from_a_row_on_its_side(self, recogniser: Recogniser) -> None:
        on_its_side = np.ascontiguousarray(np.rot90(pixels("sentence"), k=-1))
        column, row = recogniser.read_samples([LineImage(pixels("column"), DOWN), LineImage(on_its_side, DOWN)])
        assert alike(column, COLUMN) > 0.6
        assert alike(row, TEXTS["sentence"]) < 0.3


class TestDetector:
    def test_it_marks_writing_and_leaves_paper(self, detector: TextDetector) -> None:
        page = np.full((600, 1080), 255, np.uint8)
        line = pixels("address")
        page[300 : 300 + line.shape[0], 60 : 60 + line.shape[1]] = line
        text_map = detector.text_map(page, 960)
        scale = page.shape[0] / text_map.shape[0]
        assert text_map.dtype == np.float32
        assert 0.0 <= text_map.min() <= text_map.max() <= 1.0
        assert text_map[round(325 / scale), round(400 / scale)] > 0.6
        assert text_map[: round(250 / scale)].max() < 0.3

    @pytest.mark.parametrize("shape", [(1, 1), (3000, 40), (700, 500, 3)])
    def test_any_page_gives_a_map_of_about_its_shape(self, detector: TextDetector, shape: tuple[int, ...]) -> None:
        text_map = detector.text_map(np.full(shape, 255, np.uint8), 640)
        assert max(text_map.shape) <= 672
        assert all(side % 32 == 0 for side in text_map.shape)


class TestTesseract:
    def test_it_leaves_nothing_behind(self, tmp_path: Path) -> None:
        Tesseract.load().read([LineImage(pixels("name"), ACROSS), LineImage(pixels("column"), DOWN)])
        assert list(tmp_path.iterdir()) == []

    def test_library_and_command_read_alike(self, tmp_path: Path) -> None:
        lines = [LineImage(pixels(name), ACROSS) for name in TEXTS]
        lines += [LineImage(pixels("column"), DOWN), LineImage(np.full((40, 90), 255, np.uint8), ACROSS)]
        library = replace(Tesseract.load(), in_process=True)
        assert library.read(lines) == replace(library, in_process=False).read(lines)
        assert libtesseract.model("jpn", 7) is not None

    def test_a_line_reads_the_same_whatever_was_read_before(self, tmp_path: Path) -> None:
        reader = Tesseract.load()
        line = LineImage(pixels("sentence"), ACROSS)
        before = reader.read([line])
        reader.read([LineImage(pixels(name), ACROSS) for name in TEXTS] * 3)
        assert reader.read([line]) == before

    def test_without_the_library_the_command_reads(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(libtesseract, "version", lambda: "")
        reader = Tesseract.load()
        assert not reader.in_process
        (answer,) = reader.read([LineImage(pixels("phone"), ACROSS)])
        assert alike(answer, TEXTS["phone"]) > 0.5

    def test_the_library_says_nothing_among_the_program_s_messages(
        self, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        reader = replace(Tesseract.load(), in_process=True)
        reader.read([LineImage(pixels("name"), ACROSS), LineImage(np.full((9, 400), 255, np.uint8), ACROSS)])
        assert capfd.readouterr() == ("", "")

    def test_an_image_too_long_for_the_library_is_unread(self, tmp_path: Path) -> None:
        reader = replace(Tesseract.load(), in_process=True)
        (answer,) = reader.read([LineImage(np.full((56, 40_000), 255, np.uint8), ACROSS)])
        assert answer == Unread("tesseract", "engine_failed")

    @pytest.mark.parametrize(
        "error",
        [subprocess.TimeoutExpired("tesseract", 1), OSError("gone"), subprocess.CalledProcessError(1, "tesseract")],
    )
    def test_an_engine_that_fails_leaves_its_lines_unread(
        self, error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def failing(*_: object, **__: object) -> None:
            raise error

        reader = replace(Tesseract.load(), in_process=False)
        monkeypatch.setattr(subprocess, "run", failing)
        answers = reader.read([LineImage(pixels("name"), ACROSS)] * 2)
        assert answers == (Unread("tesseract", "engine_failed"),) * 2
        assert list(tmp_path.iterdir()) == []

    def test_odd_answers_of_the_engine_do_no_harm(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = [(1, "96.5", "住所"), (2, "-1", " "), (2, "130", "電話"), (7, "90", "外"), (0, "90", "外")]
        odd = (
            "level\tpage_num\n"
            + "".join("\t".join(["5", str(p), *"00000000", c, f"{t}\n"]) for p, c, t in rows)
            + "5\tx\n"
        )
        done = subprocess.CompletedProcess([], 0, odd.encode() + b"\xff", b"")
        reader = replace(Tesseract.load(), in_process=False)
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
        first, second, third = reader.read([LineImage(pixels("name"), ACROSS)] * 3)
        assert isinstance(first, Reading)
        assert isinstance(second, Reading)
        assert (first.text, second.text) == ("住所", "電話")
        assert first.confidence == pytest.approx(0.96)
        assert second.confidence == 1.0
        assert third == Unread("tesseract", "empty")


class TestWhatIsMissing:
    def test_an_unknown_reader_is_named_with_the_known_ones(self, english: None) -> None:
        with pytest.raises(UnknownReaderError) as caught:
            load(["ppocr", "yomu"])
        message = str(caught.value)
        assert "yomu" in message
        assert all(name in message for name in READERS)
        assert caught.value.exit_code is ExitCode.USAGE

    def test_no_reader_at_all_is_refused(self) -> None:
        with pytest.raises(UnknownReaderError):
            load([])

    def test_missing_weights_are_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ppocr, "shipped", lambda _name: None)
        monkeypatch.setattr(registry, "shipped", lambda _name: None)
        monkeypatch.setattr(ppocr, "own", lambda: None)
        with pytest.raises(MissingWeightsError) as caught:
            Recogniser.load()
        assert weights.OWN.name in str(caught.value)
        with pytest.raises(MissingWeightsError) as caught:
            load(["ppocr-upstream"])
        assert weights.RECOGNITION in str(caught.value)
        assert caught.value.exit_code is ExitCode.MISSING_TOOL
        with pytest.raises(MissingWeightsError):
            TextDetector.load()

    def test_weights_that_no_package_ships_are_not_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert weights.shipped("PP-OCRv99_rec_none") is None
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
        assert weights.shipped(weights.RECOGNITION) is None

    def test_shipped_weights_have_a_hash_and_a_source(self) -> None:
        found = weights.shipped(weights.RECOGNITION)
        assert found is not None
        assert len(found.sha256()) == 64
        assert found.package.startswith("rapidocr ")

    def test_missing_language_data_is_named_as_a_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pytesseract, "get_languages", lambda: ["eng", "jpn"])
        with pytest.raises(MissingTesseractError) as caught:
            Tesseract.load()
        assert "tesseract-ocr-jpn-vert" in str(caught.value)
        assert caught.value.exit_code is ExitCode.MISSING_TOOL

    def test_a_missing_tesseract_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone() -> list[str]:
            raise pytesseract.TesseractNotFoundError

        monkeypatch.setattr(pytesseract, "get_languages", gone)
        with pytest.raises(MissingTesseractError, match="tesseract-ocr"):
            Tesseract.load()


def test_one_reader_alone_still_brings_what_pages_need() -> None:
    engines = load(["tesseract"])
    assert [reader.name for reader in engines.readers] == ["tesseract"]
    assert len(engines.versions) == 2
    assert engines.versions[0].startswith("detector ")


def test_readers_come_most_trusted_first_whatever_order_they_are_named_in() -> None:
    assert list(READERS) == ["ppocr", "ppocr-upstream", "tesseract"]
    assert [reader.name for reader in load(["tesseract", "ppocr"]).readers] == ["ppocr", "tesseract"]


def test_the_upstream_weights_can_be_chosen() -> None:
    ours, upstream = Recogniser.load(), load(["ppocr-upstream"]).readers[0]
    assert upstream.name == "ppocr-upstream"
    assert weights.RECOGNITION in upstream.version
    assert weights.RECOGNITION not in ours.version
    assert {"﨑", "濵", "曻", "𠮷"} <= ours.known

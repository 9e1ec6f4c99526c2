"""Tesseract: its library in this process where that can be loaded, else its command, all lines in one call."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytesseract
from PIL import Image

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.model.reading import Direction, LineImage, Reading, Unread
from ocr_intake.readers import libtesseract

if TYPE_CHECKING:
    from collections.abc import Sequence

LANGUAGES = {Direction.HORIZONTAL: "jpn", Direction.VERTICAL: "jpn_vert"}
SEGMENTATION = {Direction.HORIZONTAL: 7, Direction.VERTICAL: 5}
"""Tesseract's page segmentation modes: a single text line; a single uniform block of vertical text."""
BEST_HEIGHT = 56
"""Pixels: line images are brought near this height; Tesseract's LSTM was trained on about 36 with a border."""
BORDER = 10
"""Pixels of white around a line: without it Tesseract loses the first and last characters."""
TOO_SMALL = 6
"""Lines lower or shorter than this many pixels hold nothing to read."""
LINE_TIMEOUT = 5
"""Seconds allowed for each line of a call before the call is given up."""


class MissingTesseractError(IntakeError):
    """Tesseract or its Japanese data is not installed."""

    key = "readers.missing_tesseract"
    exit_code = ExitCode.MISSING_TOOL


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Tesseract; a ``Reader``."""

    version: str
    in_process: bool = False
    """Whether the library is used, which must be the one that the command runs on."""
    name: str = field(default="tesseract")

    @classmethod
    def load(cls) -> Tesseract:
        """Check that Tesseract and its Japanese data are there.

        Raises:
            MissingTesseractError: when either is missing.
        """
        try:
            languages = set(pytesseract.get_languages())
            version = str(pytesseract.get_tesseract_version())
        except (pytesseract.TesseractNotFoundError, OSError) as error:
            raise MissingTesseractError(missing="tesseract-ocr") from error
        missing = sorted(set(LANGUAGES.values()) - languages)
        if missing:
            raise MissingTesseractError(missing=" ".join("tesseract-ocr-" + m.replace("_", "-") for m in missing))
        in_process = libtesseract.version() == version
        return cls(f"tesseract {version} ({' '.join(LANGUAGES.values())})", in_process)

    def read(self, lines: Sequence[LineImage]) -> tuple[Reading | Unread, ...]:
        """One answer a line."""
        answers: list[Reading | Unread] = [Unread(self.name, "too_small")] * len(lines)
        for direction in LANGUAGES:
            wanted = [
                i
                for i, line in enumerate(lines)
                if line.direction is direction and min(line.pixels.shape[:2]) >= TOO_SMALL
            ]
            if wanted:
                for index, answer in zip(wanted, self._read([lines[i] for i in wanted], direction), strict=True):
                    answers[index] = answer
        return tuple(answers)

    def _read(self, lines: Sequence[LineImage], direction: Direction) -> list[Reading | Unread]:
        model = libtesseract.model(LANGUAGES[direction], SEGMENTATION[direction]) if self.in_process else None
        if model is None:
            return self._read_by_command(lines, direction)
        model.forget()
        answers: list[Reading | Unread] = []
        for line in lines:
            words = model.words(_prepared(line), LINE_TIMEOUT)
            if words is None:
                answers.append(Unread(self.name, "engine_failed"))
            else:
                answers.append(_answer([(w.text, w.confidence) for w in words], self.name))
        return answers

    def _read_by_command(self, lines: Sequence[LineImage], direction: Direction) -> list[Reading | Unread]:
        """One process call for all lines of a direction.

        Pages go in and words come out through pipes: pytesseract hands both over in files with names, which a killed
        run would leave behind.
        """
        settings = ("--oem", "1", "--psm", str(SEGMENTATION[direction]), "-c", "preserve_interword_spaces=1")
        try:
            done = subprocess.run(
                [
                    pytesseract.pytesseract.tesseract_cmd,
                    "stdin",
                    "stdout",
                    "-l",
                    LANGUAGES[direction],
                    *settings,
                    "tsv",
                ],
                input=_as_pages([_prepared(line) for line in lines]),
                capture_output=True,
                timeout=LINE_TIMEOUT * len(lines) + LINE_TIMEOUT,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return [Unread(self.name, "engine_failed")] * len(lines)
        return _answers(done.stdout.decode("utf-8", errors="replace"), len(lines), self.name)


def _prepared(line: LineImage) -> np.ndarray[Any, np.dtype[np.uint8]]:
    grey = line.pixels if line.pixels.ndim == 2 else cv2.cvtColor(line.pixels, cv2.COLOR_RGB2GRAY)
    thickness = grey.shape[0] if line.direction is Direction.HORIZONTAL else grey.shape[1]
    factor = BEST_HEIGHT / thickness
    if not 0.8 <= factor <= 1.25:
        size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)
    return np.pad(np.asarray(grey, dtype=np.uint8), BORDER, constant_values=255)


def _as_pages(images: Sequence[np.ndarray[Any, np.dtype[np.uint8]]]) -> bytes:
    """A TIFF file with a page an image."""
    first, *others = map(Image.fromarray, images)
    stream = io.BytesIO()
    first.save(stream, "TIFF", save_all=True, append_images=others)
    return stream.getvalue()


def _answers(table: str, count: int, name: str) -> list[Reading | Unread]:
    """Collect Tesseract's words by image; nothing it returns is trusted to be complete."""
    words = libtesseract.words_by_page(table)
    return [_answer([(w.text, w.confidence) for w in words.get(page, ())], name) for page in range(1, count + 1)]


def _answer(words: Sequence[tuple[str, float]], name: str) -> Reading | Unread:
    """One line's words and their confidences of 0 to 100 as a reading."""
    found = [(text, min(sure, 100.0) / 100.0) for text, sure in words if text and sure >= 0]
    if not found:
        return Unread(name, "empty")
    total = sum(len(text) for text, _ in found)
    return Reading(
        name, "".join(text for text, _ in found), confidence=sum(len(text) * sure for text, sure in found) / total
    )

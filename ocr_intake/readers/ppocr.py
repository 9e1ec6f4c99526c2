"""PP-OCRv6 on onnxruntime: the recogniser as a reader, and the detector's text map for the layout room.

The detector's weights are the ones that the ``rapidocr`` package ships; the recogniser's are our own, trained on from
those (``weights.py``), which it can run as well. Pre- and postprocessing follow PaddleOCR's published configuration
(input height 48, pixels scaled to -1…1, CTC head with the blank first and a space last).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ocr_intake.model.reading import Direction, LineImage, Reading, Unread
from ocr_intake.networks import InferenceSession
from ocr_intake.readers import ctc
from ocr_intake.readers.head import initialisers, session_of
from ocr_intake.readers.merge import merged
from ocr_intake.readers.variants import Variants
from ocr_intake.readers.vertical import side_by_side
from ocr_intake.readers.weights import DETECTION, OWN, MissingWeightsError, Weights, own, shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ocr_intake.readers.learnt import Learnt

LINE_HEIGHT = 48
"""Input height of the recogniser, pixels (PaddleOCR ``rec_image_shape``)."""
SHORTEST = 320
"""Narrowest input it was trained on, pixels; shorter lines are padded with its neutral value 0."""
LONGEST = 3200
"""Widest input given to it, pixels: far beyond any line of writing; bounds memory."""
TEXT_MAP_STRIDE = 32
"""The detector's input sides are multiples of this."""
TOO_SMALL = 6
"""Lines lower or shorter than this many pixels hold nothing to read."""


def weights_in_use() -> Weights:
    """The file that the recogniser is loaded from where no other one is named: our own.

    Raises:
        MissingWeightsError: when it is not installed.
    """
    weights = own()
    if weights is None:
        raise MissingWeightsError(name=OWN.name)
    return weights


def _as_rgb(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True, eq=False)
class Recogniser:
    """PP-OCRv6's line recogniser; a ``Reader``."""

    session: InferenceSession
    characters: tuple[str, ...]
    """Classes without the blank; the last one is a space."""
    weights: NDArray[np.float32]
    """Prior over the classes, see ``ctc.character_prior``."""
    numeric: NDArray[np.float32]
    """The same, with everything but digits and their separators at 0."""
    variants: Variants
    """Tells forms of one kanji apart that the recogniser confuses or lacks."""
    known: frozenset[str]
    """The characters that it can answer with."""
    version: str
    source: Weights
    """The file that it was loaded from."""
    borrowed: tuple[object, ...] = ()
    """What the session has its memory from."""
    name: str = "ppocr"

    @classmethod
    def load(cls, weights: Weights | None = None, learnt: Learnt | None = None) -> Recogniser:
        """Load weights.

        Args:
            weights: the file; our own when None.
            learnt: what a workspace learnt to put in place of their last layer.

        Raises:
            MissingWeightsError: when the file is not installed.
            BadLearntError: when that was learnt for other weights.
        """
        weights = weights or weights_in_use()
        replaced = initialisers(learnt, weights) if learnt else {}
        session = session_of(weights, replaced=replaced)
        listed = session.get_modelmeta().custom_metadata_map["character"].splitlines()
        characters = (*listed, " ")
        prior = ctc.character_prior(characters)
        digits = np.array([0.0, *(float(c in ctc.NUMERIC) for c in characters)], dtype=np.float32)
        digits[ctc.BLANK] = 1.0
        known = frozenset(c for c, weight in zip(characters, prior[1:], strict=True) if weight > 0)
        variants = Variants.load()
        engine = f"{weights.package}, onnxruntime {metadata.version('onnxruntime')}"
        version = f"{weights.name} ({engine}; {variants.version})" + (f", {learnt.version}" if learnt else "")
        borrowed = tuple(replaced.values())
        return cls(session, characters, prior, digits, variants, known, version, weights, borrowed)

    def read(self, lines: Sequence[LineImage]) -> tuple[Reading | Unread, ...]:
        """One answer a line; one inference a line, since batches bring nothing on one thread."""
        return tuple(self._read(line) for line in lines)

    def read_samples(self, lines: Sequence[LineImage]) -> tuple[Reading | Unread, ...]:
        """Like ``read``, but vertical lines are read character by character only.

        Lying on its side a row would read well as a column, and so could not be told from one.
        """
        return tuple(
            self._read_row(line.pixels if line.direction is Direction.HORIZONTAL else side_by_side(line.pixels))
            for line in lines
        )

    def _read(self, line: LineImage) -> Reading | Unread:
        """A vertical line is read twice, lying on its side and character by character, and the two are merged."""
        if line.direction is Direction.HORIZONTAL:
            return self._read_row(line.pixels)
        apart = self._read_row(side_by_side(line.pixels))
        lying = self._read_row(np.ascontiguousarray(np.rot90(line.pixels)), turned=True)
        if isinstance(apart, Unread) or isinstance(lying, Unread):
            return lying if isinstance(apart, Unread) else apart
        return merged(lying, apart)

    def _read_row(self, pixels: NDArray[np.uint8], *, turned: bool = False) -> Reading | Unread:
        """Read a row of characters side by side; ``turned``: a column that lies on its left side."""
        height, width = pixels.shape[:2]
        if min(height, width) < TOO_SMALL:
            return Unread(self.name, "too_small")
        posteriors = self.posteriors(pixels)
        decoded = ctc.decode(posteriors, self.characters, self.weights)
        if not decoded.text:
            return Unread(self.name, "empty")
        digits = ctc.decode_numeric(posteriors, self.characters, self.numeric)
        certain = [c.probability for c in digits.characters if c.text.isdigit()]
        told = self.variants.told_apart(decoded.characters, pixels, self.known, turned=turned)
        return Reading(
            reader=self.name,
            text="".join(c.text for c in told),
            characters=told,
            confidence=float(np.mean([c.probability for c in told])),
            skipped=decoded.skipped,
            digits=digits.text if certain else "",
            digits_confidence=min(certain, default=0.0),
        )

    def posteriors(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """CTC posteriors of one horizontal line image.

        Args:
            pixels: ``(height, width)`` grey or ``(height, width, 3)`` RGB.

        Returns:
            ``(frames, classes)`` float32, rows sum to 1; frames of the padding are cut off.
        """
        return self.frames(pixels, self.session.get_outputs()[0].name)

    def frames(self, pixels: NDArray[np.uint8], output: str) -> NDArray[np.float32]:
        """What the network gives for each frame of one horizontal line image.

        Args:
            pixels: as ``posteriors``.
            output: name of an output of the session.

        Returns:
            ``(frames, size of the output)`` float32; frames of the padding are cut off.
        """
        height, width = pixels.shape[:2]
        scaled = min(max(round(width * LINE_HEIGHT / height), 8), LONGEST)
        shrinking = height > LINE_HEIGHT
        resized = cv2.resize(
            _as_rgb(pixels), (scaled, LINE_HEIGHT), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
        )
        blob = np.zeros((1, 3, LINE_HEIGHT, max(scaled, SHORTEST)), dtype=np.float32)
        blob[0, :, :, :scaled] = resized[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) / 127.5 - 1.0
        (given,) = self.session.run([output], {self.session.get_inputs()[0].name: blob})
        frames: NDArray[np.float32] = np.asarray(given, dtype=np.float32)[0]
        used = min(len(frames), max(1, int(np.ceil(len(frames) * scaled / blob.shape[3])) + 1))
        return frames[:used]


@dataclass(frozen=True, slots=True, eq=False)
class TextDetector:
    """PP-OCRv6's detector, for its map of where writing is; lines are made from it in the layout room."""

    session: InferenceSession
    version: str

    @classmethod
    def load(cls) -> TextDetector:
        """Load the shipped weights.

        Raises:
            MissingWeightsError: when the package or its file is not installed.
        """
        weights = shipped(DETECTION)
        if weights is None:
            raise MissingWeightsError(name=DETECTION)
        return cls(session_of(weights), f"{weights.name} ({weights.package})")

    def text_map(self, pixels: NDArray[np.uint8], longest: int) -> NDArray[np.float32]:
        """How likely each spot lies in the core of a line of writing.

        Args:
            pixels: ``(height, width)`` grey or RGB page.
            longest: pixels of the longer side that the page is shrunk to (never enlarged); cost grows with its square.

        Returns:
            ``(h, w)`` float32, 0 to 1, the page shrunk by about the same factor along both sides (multiples of 32).
        """
        height, width = pixels.shape[:2]
        factor = min(1.0, longest / max(height, width))
        size = tuple(
            max(TEXT_MAP_STRIDE, round(s * factor / TEXT_MAP_STRIDE) * TEXT_MAP_STRIDE) for s in (width, height)
        )
        resized = cv2.resize(_as_rgb(pixels), size, interpolation=cv2.INTER_AREA)
        blob = resized[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1.0
        (output,) = self.session.run(None, {self.session.get_inputs()[0].name: blob})
        text_map: NDArray[np.float32] = np.asarray(output, dtype=np.float32)[0, 0]
        return text_map

"""The readers, listed by hand: to add one, write its module and add its line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.readers.ppocr import Recogniser, TextDetector
from ocr_intake.readers.tesseract import Tesseract
from ocr_intake.readers.weights import RECOGNITION, MissingWeightsError, shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ocr_intake.readers.learnt import Learnt
    from ocr_intake.readers.protocol import Reader


def _upstream() -> Recogniser:
    """The recogniser with the weights that ours started from.

    Raises:
        MissingWeightsError: when the package that ships them is not installed.
    """
    weights = shipped(RECOGNITION)
    if weights is None:
        raise MissingWeightsError(name=RECOGNITION)
    return replace(Recogniser.load(weights), name="ppocr-upstream")


READERS: Mapping[str, Callable[[Learnt | None], Reader]] = {
    "ppocr": lambda learnt: Recogniser.load(learnt=learnt),
    "ppocr-upstream": lambda _learnt: _upstream(),
    "tesseract": lambda _learnt: Tesseract.load(),
}
"""Name to loader, the most trusted first; a loader gets what was learnt."""


class UnknownReaderError(IntakeError):
    """A reader was asked for that is not in the registry."""

    key = "readers.unknown_reader"
    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True, eq=False)
class Engines:
    """Everything a process needs to read pages, loaded once."""

    detector: TextDetector
    readers: tuple[Reader, ...]
    """The most trusted first."""
    orientation_reader: Recogniser
    """Judges which way up a page is."""

    @property
    def versions(self) -> tuple[str, ...]:
        """``name version`` of the detector and each reader."""
        return (f"detector {self.detector.version}", *(f"{r.name} {r.version}" for r in self.readers))


def load(names: Sequence[str], learnt: Learnt | None = None) -> Engines:
    """Load readers by name.

    Args:
        names: which, in any order; at least one.
        learnt: what a workspace learnt for the recogniser.

    Raises:
        UnknownReaderError: for a name that is not in the registry, or for none.
        IntakeError: of the reader, when its engine or weights are missing.
    """
    unknown = [name for name in names if name not in READERS]
    if unknown or not names:
        raise UnknownReaderError(name=" ".join(unknown), known=" ".join(READERS))
    readers = tuple(loader(learnt) for name, loader in READERS.items() if name in names)
    recogniser = next((r for r in readers if isinstance(r, Recogniser)), None) or Recogniser.load(learnt=learnt)
    return Engines(TextDetector.load(), readers, recogniser)

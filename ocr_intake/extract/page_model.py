"""The page model at work: a page graph in, a class with its probability for every character out.

The network ships as ONNX with its vocabulary and provenance inside; ``training/page_model`` makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.extract.features import CHARACTER_FEATURES, LINE_NUMBERS, PAIR_NUMBERS, page_features
from ocr_intake.extract.tags import Tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ocr_intake.extract.features import PageFeatures, Vocabulary
    from ocr_intake.extract.page_graph import PageGraph

FILE: Final = "page_model.onnx"
FORMAT: Final = f"2 {len(CHARACTER_FEATURES)} {LINE_NUMBERS} {PAIR_NUMBERS} {len(Tag)}"
"""What the network and the features must agree on; in the network's metadata."""
GAP: Final = 3
"""Empty places between the characters of two lines."""
UNKNOWN: Final = 1


class BadPageModelError(IntakeError):
    """The page model's file is missing or was made for other features."""

    key: ClassVar[str] = "extract.bad_page_model"
    exit_code: ClassVar[ExitCode] = ExitCode.MISSING_TOOL


@dataclass(frozen=True, slots=True)
class PageRoles:
    """What a page is, as probabilities that sum to 1."""

    starts: float
    """A submission begins on it."""
    continues: float
    """It goes on with the page before."""
    cover: float
    """It is a cover sheet."""


@dataclass(frozen=True, slots=True, eq=False)
class TaggedPage:
    """A page with the classes of its characters."""

    graph: PageGraph
    probabilities: tuple[NDArray[np.float32], ...]
    """One a line of the graph: ``(characters, Tag)``, rows sum to 1."""
    roles: PageRoles

    @property
    def doubt(self) -> float:
        """How little the model knows its way about: the mean over lines of 1 minus the mean highest probability."""
        sure = [float(line.max(axis=1).mean()) for line in self.probabilities]
        return 1.0 - sum(sure) / len(sure) if sure else 0.0


class PageModel:
    """The loaded network."""

    def __init__(self, network: bytes) -> None:
        """Load it.

        Raises:
            BadPageModelError: It is no network, or was made for other features.
        """
        from ocr_intake.networks import session

        try:
            self._session: Any = session(network)
        except Exception as error:  # onnxruntime's errors share no class of their own
            raise BadPageModelError(problem=type(error).__name__) from error
        about = self._session.get_modelmeta().custom_metadata_map
        if about.get("format") != FORMAT:
            raise BadPageModelError(problem=f"format {about.get('format')!r}")
        self._numbers = {char: number + 2 for number, char in enumerate(about["characters"])}

    def tag(self, graph: PageGraph, vocabulary: Vocabulary) -> TaggedPage:
        """Classes of a page's characters; a page without lines has none and starts a submission."""
        if not graph.lines:
            return TaggedPage(graph, (), PageRoles(1.0, 0.0, 0.0))
        features = page_features(graph, vocabulary)
        tags, roles = self.run(features)
        cuts = np.flatnonzero(np.diff(features.line_of)) + 1
        by_line = np.split(tags[places_of(features.line_of)], cuts)
        return TaggedPage(graph, tuple(by_line), PageRoles(*map(float, roles)))

    def run(self, features: PageFeatures) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Probabilities of classes ``(places, Tag)``, see ``places_of``, and of the page's roles ``(3,)``."""
        tags, roles = self._session.run(None, inputs_of(features, self._numbers))
        return tags, roles


def inputs_of(features: PageFeatures, numbers: Mapping[str, int]) -> dict[str, NDArray[Any]]:
    """What the network takes, by name.

    Args:
        features: of a page.
        numbers: of the characters that have an embedding.
    """
    places = places_of(features.line_of)
    count = int(places[-1]) + 1 + GAP
    ids = np.zeros(count, np.int64)
    ids[places] = [numbers.get(char, UNKNOWN) for char in features.characters]
    flat = np.zeros((count, features.numbers.shape[1]), np.float32)
    flat[places] = features.numbers
    members = np.zeros((len(features.lines), count), np.float32)
    members[features.line_of, places] = 1
    return {"ids": ids, "numbers": flat, "members": members, "lines": features.lines, "pairs": features.pairs}


def places_of(line_of: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each character lies among the gaps.

    Args:
        line_of: ``(characters,)``: the line of each, ascending.
    """
    return np.arange(len(line_of)) + GAP * (line_of + 1)


@cache
def page_model() -> PageModel:
    """The model that comes with the program, loaded on first use and kept.

    Raises:
        BadPageModelError: It is missing or does not fit.
    """
    file = resources.files("ocr_intake.extract") / "data" / FILE
    try:
        network = file.read_bytes()
    except OSError as error:
        raise BadPageModelError(problem=type(error).__name__) from error
    return PageModel(network)

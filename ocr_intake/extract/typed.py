"""Typed lines among those of a page: what the file itself says about them beside their text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.extract.page_model import TaggedPage
from ocr_intake.extract.tags import Tag
from ocr_intake.model.reading import Typing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ocr_intake.model.reading import PageReading

MOSTLY: Final = 0.5
"""Mean probability of being running text from which a paragraph is that as a whole."""


def with_typed(tagged: TaggedPage, page: PageReading) -> TaggedPage:
    """The classes of a page's characters, with what is known of lines that were typed.

    Lines that are apart only because a box was too narrow are one paragraph: if most of it is running text, it all is.
    """
    probabilities = list(tagged.probabilities)
    for paragraph in _paragraphs(tagged, page):
        together = np.concatenate([probabilities[i] for i in paragraph]).mean(axis=0)
        if len(paragraph) > 1 and together[Tag.OPINION] > MOSTLY:
            for i in paragraph:
                probabilities[i] = _as_whole(together, len(probabilities[i]))
    return TaggedPage(tagged.graph, tuple(probabilities), tagged.roles)


def _paragraphs(tagged: TaggedPage, page: PageReading) -> Iterator[Sequence[int]]:
    """Indices into the graph's lines of each typed paragraph."""
    current: list[int] = []
    for i, line in enumerate(tagged.graph.lines):
        typing = page.lines[line.index].typing
        if typing is not Typing.NONE:
            current.append(i)
        if typing is not Typing.GOES_ON and current:
            yield current
            current = []
    if current:
        yield current


def _as_whole(together: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    return np.repeat(np.asarray(together / together.sum(), np.float32)[None], length, axis=0)

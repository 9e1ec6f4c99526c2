"""Which of the choices of a consultation's own questions people marked on paper, by the ink round each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.answers import chosen, places_of
from ocr_intake.imaging.ticks import ink_round
from ocr_intake.model.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ocr_intake.model.attributes import AskedAttribute, AttributeValue
    from ocr_intake.model.reading import PageReading
    from ocr_intake.model.submission import Submission

MARGIN: Final = 0.15
"""Squares of a word's height by which the most marked choice must have more ink round it than the next."""


def with_marks(
    made: Submission,
    asked: Sequence[AskedAttribute],
    pages: Sequence[PageReading],
    picture: Callable[[int], NDArray[np.uint8] | None],
) -> Submission:
    """A submission with the choices that are marked on its pages in place of what the words alone say.

    Args:
        made: as it is proposed.
        asked: what the consultation asks, as its attributes are ordered.
        pages: of the submission.
        picture: a page's grey picture, by its number; None where there is none.
    """
    values = zip(asked, made.attributes, strict=True)
    return replace(made, attributes=tuple(_marked(each, value, pages, picture) for each, value in values))


def _marked(
    asked: AskedAttribute,
    value: AttributeValue,
    pages: Sequence[PageReading],
    picture: Callable[[int], NDArray[np.uint8] | None],
) -> AttributeValue:
    places = places_of(asked, pages)
    grey = picture(places[0].page) if places else None
    if grey is None:
        return value
    ink = ink_round(grey, [place.box for place in places])
    (most, best), (next_most, _) = sorted(zip(ink, places, strict=True), key=lambda each: -each[0])[:2]
    if most - next_most < MARGIN:
        return value
    return chosen(asked, best.label, (Region(best.page, best.box),))

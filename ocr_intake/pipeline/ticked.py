"""Which of the choices of a consultation's own questions people marked on paper, by the ink round each of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.errors import contained
from ocr_intake.extract.answers import chosen, places_of
from ocr_intake.imaging.ticks import ink_round
from ocr_intake.model.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ocr_intake.model.attributes import AskedAttribute, AttributeValue
    from ocr_intake.model.reading import PageReading
    from ocr_intake.model.submission import FileOutcome, Submission

MARGIN: Final = 0.1
"""Squares of a word's height by which the most marked choice must have more ink round it than the next.

On drawn forms of four makes (ticks, crosses and fillings in boxes, circles) these found 36 of 48 answers,
none wrong; of six other makes 7 of 30, none wrong, and nothing where nothing was marked, or two choices were.
"""
MARGIN_OF_TWO: Final = 0.25
"""The same where there are but two choices: no third one tells what stands round a word that nobody marked."""
REST: Final = 0.5
"""Of what the most marked has beyond the least marked, the share that the next may have: more is a second mark."""


def marked(
    outcome: FileOutcome,
    asked: Sequence[AskedAttribute],
    pages: Sequence[PageReading],
    picture: Callable[[int], NDArray[np.uint8] | None],
) -> FileOutcome:
    """What a file came to, with the choices that are marked on its pages in place of what the words alone say.

    Args:
        outcome: as it is proposed.
        asked: what the consultation asks, as its attributes are ordered.
        pages: of the file.
        picture: a page's grey picture, by its number; None where there is none.
    """
    if not asked:
        return outcome
    made = []
    for each in outcome.submissions:
        of_this = [page for page in pages if page.number in each.pages]
        mark = partial(_with_marks, each, asked, of_this, picture)
        made.append(contained(mark, partial(_as_it_was, each)))
    return replace(outcome, submissions=tuple(made))


def picture_in(content: bytes | None) -> NDArray[np.uint8] | None:
    """The grey picture of a page from its image (PNG); None where there is none."""
    import cv2
    import numpy as np

    if not content:
        return None
    found: NDArray[np.uint8] | None = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)  # type: ignore[assignment]
    return found


def _as_it_was(made: Submission, _: Exception) -> Submission:
    return made


def _with_marks(
    made: Submission,
    asked: Sequence[AskedAttribute],
    pages: Sequence[PageReading],
    picture: Callable[[int], NDArray[np.uint8] | None],
) -> Submission:
    values = zip(asked, made.attributes, strict=True)
    return replace(made, attributes=tuple(_marked(each, value, pages, picture) for each, value in values))


def _marked(
    asked: AskedAttribute,
    value: AttributeValue,
    pages: Sequence[PageReading],
    picture: Callable[[int], NDArray[np.uint8] | None],
) -> AttributeValue:
    places = places_of(asked, pages)
    if len(places) < len(asked.choices):
        return value  # the one that nobody could read may be the one that is marked: a circle hides what is in it
    grey = picture(places[0].page) if places else None
    if grey is None:
        return value
    ink = ink_round(grey, [place.box for place in places])
    best = places[ink.index(max(ink))]
    least, *_, following, most = sorted((min(ink), *ink)) if len(ink) == 2 else sorted(ink)
    margin = MARGIN_OF_TWO if len(ink) == 2 else MARGIN
    if most - following < margin or following - least > REST * (most - least):
        return value
    return chosen(asked, best.label, (Region(best.page, best.box),))

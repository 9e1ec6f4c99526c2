"""Which of the choices of a consultation's own questions people marked on paper, by the ink round each of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Final

from ocr_intake.errors import contained
from ocr_intake.extract.answers import chosen, unanswered
from ocr_intake.extract.choice_places import places_of, words_beside
from ocr_intake.imaging.ticks import ink_round
from ocr_intake.model.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ocr_intake.model.attributes import AskedAttribute, AttributeValue
    from ocr_intake.model.reading import PageReading
    from ocr_intake.model.submission import FileOutcome, Submission

MARGIN: Final = 0.07
"""Squares of a word's height by which the most marked choice must have more ink round it than the next."""
TICK_READ: Final = 0.03
"""The same where a reader read a tick before it."""
REST: Final = 0.4
"""Of what the most marked has beyond the usual, the share that the next may have: more is a second mark."""
MARGIN_OF_TWO: Final = 0.12
"""The margin where there are but two choices: no third one tells what is usual."""
REST_OF_TWO: Final = 0.75
"""Of the ink of the more marked one of two, the share that the other may have."""


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
    grey = picture(places[0].page) if places else None
    if grey is None:
        return value
    here = next(page for page in pages if page.number == places[0].page)
    ink = ink_round(grey, [place.box for place in places], words_beside(asked, here, places))
    best = places[ink.index(max(ink))]
    unread = MARGIN_OF_TWO if len(ink) == 2 else MARGIN
    if not _one_is_marked(ink, TICK_READ if value.value.value == best.label else unread):
        # by the choices in sight, nothing is marked, or several are: a word alone is but the first of a column
        return value if any(place.unread for place in places) else unanswered(asked)
    return chosen(asked, best.label, (Region(best.page, best.box),))


def _one_is_marked(ink: Sequence[float], margin: float) -> bool:
    """Whether the most marked has that much more ink round it than the next, and the next is no second mark."""
    *others, following, most = sorted(ink)
    if most - following < margin:
        return False
    if not others:
        return following <= REST_OF_TWO * most
    usual = median(others)
    return following - usual <= REST * (most - usual)

"""A workspace's verified lines: what surely stands on them, and their pictures as readers saw them.

Only a person's decision on a value itself counts; accepting a submission as a whole is no look at each of its values.
Nothing of it leaves this process but what the recogniser learns from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ocr_intake.layout.line_images import cut_line
from ocr_intake.layout.lines import LineRegion
from ocr_intake.model.reading import Direction, LineImage
from ocr_intake.model.review import Decision
from ocr_intake.pipeline.certain_text import Span, certain_texts
from ocr_intake.pipeline.page import clean_again
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from ocr_intake.model.geometry import Region
    from ocr_intake.model.reading import Character, Line, PageReading
    from ocr_intake.store import StoredSubmission, Workspace

READER: Final = "ppocr"
"""The reader that learns."""
SURE_LINE: Final = 0.98
"""Probability of a line's least certain character from which it counts as surely read, though nobody looked."""
SURE_LENGTH: Final = 3
"""Characters from which it does."""
_FOUND: Final = frozenset({Decision.ACCEPTED, Decision.CHOSEN, Decision.EDITED})
"""Decisions that say what stands on the paper."""

Key = tuple[int, int]
"""Page and index of a line on it."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownLine:
    """A line with what stands on it."""

    submission: int
    """Number of the submission."""
    image: LineImage
    text: str
    """Personal data: for learning and comparing, never to be shown or logged."""
    verified: bool
    """Whether a person says so; otherwise the reader does, surely."""


def known_lines(workspace: Workspace) -> Iterator[KnownLine]:
    """The lines of every submission on whose values somebody decided, by submission."""
    states = (SubmissionState.PROPOSED, SubmissionState.ACCEPTED)
    for submission in workspace.submissions(states=states):
        values = list(_values(submission))
        if values:
            yield from _lines_of(workspace, submission, values)


def _values(submission: StoredSubmission) -> Iterator[tuple[str, tuple[Region, ...]]]:
    """What people found, with where the program had read it."""
    for field in submission.values:
        decision = field.verification
        if decision is not None and decision.decision in _FOUND and field.value and field.proposal.regions:
            yield field.marker + field.value, field.proposal.regions


def _lines_of(
    workspace: Workspace, submission: StoredSubmission, values: Sequence[tuple[str, tuple[Region, ...]]]
) -> Iterator[KnownLine]:
    pages = {number: workspace.page_reading(submission.sha256, number) for number in submission.pages}
    lines = {
        (number, index): (line, characters)
        for number, page in pages.items()
        for index, line in enumerate(page.lines if page is not None else ())
        if (characters := _characters(line)) and not line.struck and not line.stamped
    }
    placed = [(value, [_placed(region, lines) for region in regions]) for value, regions in values]
    touched = {place[0] for _, places in placed for place in places if place is not None}
    certain = certain_texts(
        {key: characters for key, (_, characters) in lines.items()},
        [(value, [p for p in places if p is not None]) for value, places in placed if None not in places],
    )
    sure = {
        key: text
        for key, (_, characters) in lines.items()
        if key not in touched and (text := _surely_read(characters)) is not None
    }
    for number, page in pages.items():
        wanted = sorted(key for key in certain.keys() | sure.keys() if key[0] == number)
        clean = _clean_page(workspace, submission.sha256, page) if wanted and page is not None else None
        if clean is None:
            continue
        for key in wanted:
            line = lines[key][0]
            image = cut_line(clean, LineRegion(line.box, line.direction))
            yield KnownLine(submission.id, image, certain.get(key) or sure[key], key in certain)


def _characters(line: Line) -> tuple[Character, ...]:
    """What the reader that learns made of a line; nothing where it does not tell characters apart."""
    reading = next((reading for reading in line.readings if reading.reader == READER), None)
    return reading.characters if reading is not None and len(reading.characters) == len(reading.text) else ()


def _placed(region: Region, lines: Mapping[Key, tuple[Line, tuple[Character, ...]]]) -> tuple[Key, Span] | None:
    """The part of a line that a region is; None where there is no such line."""
    for key, (line, characters) in lines.items():
        if key[0] != region.page or region.box.covered_by(line.box) < 1:
            continue
        across = line.direction is Direction.HORIZONTAL
        length = line.box.width if across else line.box.height
        first = region.box.left - line.box.left if across else region.box.top - line.box.top
        last = region.box.right - line.box.left if across else region.box.bottom - line.box.top
        inside = [
            index
            for index, c in enumerate(characters)
            if first <= (c.start + c.end) / 2 * length <= max(last, first + 1)
        ]
        return (key, Span(inside[0], inside[-1] + 1)) if inside else None
    return None


def _surely_read(characters: Sequence[Character]) -> str | None:
    text = "".join(c.text for c in characters)
    letters = [c.probability for c in characters if not c.text.isspace()]
    return text if len(letters) >= SURE_LENGTH and min(letters) >= SURE_LINE else None


def _clean_page(workspace: Workspace, sha256: str, page: PageReading) -> NDArray[np.uint8] | None:
    """The page as readers saw it; None where its picture is not there, or is another."""
    picture = cv2.imread(str(workspace.files.page_image(sha256, page.number)), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.shape[:2] != (page.height, page.width):
        return None
    pixels = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    return clean_again(np.asarray(pixels, dtype=np.uint8), page.quality)

"""Characters with their classes to spans: neighbouring characters of a line that are one thing."""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.extract.segment import Segment, whole_line
from ocr_intake.extract.tags import Tag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ocr_intake.extract.page_graph import GraphLine, Rectangle
    from ocr_intake.extract.page_model import TaggedPage
    from ocr_intake.model.reading import PageReading

CHANGE: Final = 1.2
"""Nats that it costs to change the class between two characters: a lone doubtful one does not tear a value."""
CHANGE_AT_GAP: Final = 0.5
"""The same at white space, a bracket or a colon."""
CHANGE_IN_NUMBER: Final = 4.0
"""The same between two digits: one number is one thing."""
CHANGE_IN_TEXT: Final = 1.3
"""Added where running text would begin or end within a line; behind a label it may."""
LEAST: Final = 1e-4
"""Probability that every class has at least."""
_DIGITS: Final = frozenset("0123456789〇○一二三四五六七八九-‐−－ー―")
_BREAKS: Final = frozenset("()[]{}【】「」〔〕<>:;/|、,・")
_HEADS: Final = (Tag.LABEL, Tag.REFERENCE)
"""What running text may follow directly."""


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """Neighbouring characters of one line with one class."""

    segment: Segment
    tag: Tag
    log_likelihood: NDArray[np.float32]
    """``(Tag,)``: mean over the characters of the logarithm of each class's probability."""
    lowest: float
    """Probability of ``tag`` for the least certain character."""
    sheet: int
    """Index of the page among those given."""
    order: int
    """Of the line on its page."""
    box: Rectangle
    """Of the span, as the page graph has it: columns as rows."""
    cell: int | None

    @property
    def key(self) -> tuple[int, int, int]:
        """Place in reading order."""
        return self.sheet, self.order, self.segment.start

    @property
    def height(self) -> float:
        """Of its line, pixels."""
        return self.box[3] - self.box[1]


def spans_of(tagged: TaggedPage, page: PageReading, sheet: int = 0) -> list[Span]:
    """The spans of a page in reading order, white space at their ends left out.

    Args:
        tagged: its characters' classes.
        page: the same page as read.
        sheet: its index among the pages of the submission.
    """
    found: list[Span] = []
    for order, (line, probabilities) in enumerate(zip(tagged.graph.lines, tagged.probabilities, strict=True)):
        logs = np.log(np.maximum(probabilities, LEAST))
        classes = classes_of(line.text, logs)
        whole = whole_line(page.number, line.index, page.lines[line.index])
        edges = [0, *(np.flatnonzero(np.diff(classes)) + 1).tolist(), len(classes)]
        for start, end in itertools.pairwise(edges):
            segment = whole.part(start, end)
            if segment.text:
                here = slice(segment.start, segment.end)
                tag = Tag(int(classes[start]))
                lowest = float(probabilities[here, tag].min())
                box = _box_of(line, segment.start, segment.end)
                found.append(Span(segment, tag, logs[here].mean(axis=0), lowest, sheet, order, box, line.cell))
    return found


def classes_of(text: str, logs: NDArray[np.float32]) -> NDArray[np.intp]:
    """The likeliest class of each character, where a change of class has its price (Viterbi's algorithm).

    Args:
        text: of a line.
        logs: ``(characters, Tag)``: logarithms of probabilities.
    """
    count, classes = logs.shape
    plain = unicodedata.normalize("NFKC", text) if len(unicodedata.normalize("NFKC", text)) == count else text
    score, came = logs[0].astype(np.float64), np.zeros((count, classes), np.intp)
    stay = np.arange(classes)
    for index in range(1, count):
        costs = score - _price(plain[index - 1], plain[index])
        into = costs.copy()
        into[Tag.OPINION] -= CHANGE_IN_TEXT  # out of running text
        best = int(into.argmax())
        changed = np.full(classes, into[best])
        heads = max(costs[list(_HEADS)])
        changed[Tag.OPINION] = max(heads, changed[Tag.OPINION] - CHANGE_IN_TEXT)
        origin = np.full(classes, best)
        if changed[Tag.OPINION] == heads:
            origin[Tag.OPINION] = max(_HEADS, key=lambda tag: costs[tag])
        kept = score >= changed
        came[index] = np.where(kept, stay, origin)
        score = np.where(kept, score, changed) + logs[index]
    out = np.zeros(count, np.intp)
    out[-1] = int(score.argmax())
    for index in range(count - 1, 0, -1):
        out[index - 1] = came[index, out[index]]
    return out


def _price(before: str, here: str) -> float:
    if before in _DIGITS and here in _DIGITS:
        return CHANGE_IN_NUMBER
    if before.isspace() or here.isspace() or before in _BREAKS or here in _BREAKS:
        return CHANGE_AT_GAP
    return CHANGE


def _box_of(line: GraphLine, start: int, end: int) -> Rectangle:
    left, top, right, bottom = line.box
    share = (right - left) / max(1, len(line.text))
    return left + share * start, top, left + share * end, bottom

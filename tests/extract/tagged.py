"""Pages whose characters' classes are given by hand, so that what follows the page model is tested without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr_intake.extract.page_graph import page_graph
from ocr_intake.extract.page_model import PageRoles, TaggedPage
from ocr_intake.extract.spans import Span, spans_of
from ocr_intake.extract.tags import Tag
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Line, PageReading
from tests.extract.builders import LEFT, PITCH, TOP, line, page

SURE = 0.96


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of one class."""

    text: str
    tag: Tag
    sure: float = SURE
    """Probability of that class; the rest goes to ``rival``."""
    rival: Tag = Tag.NOTE


Row = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of parts at a place of its own."""

    row: Row
    left: int = LEFT
    top: int = TOP
    cell: int | None = None


def part(text: str, tag: Tag, sure: float = SURE, rival: Tag = Tag.NOTE) -> Row:
    """A line that is all of one class."""
    return (Part(text, tag, sure, rival),)


def probabilities(row: Row) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """``(characters, Tag)`` of a line."""
    out = np.zeros((sum(len(each.text) for each in row), len(Tag)), np.float32)
    at = 0
    for each in row:
        out[at : at + len(each.text), each.rival] += 1 - each.sure
        out[at : at + len(each.text), each.tag] += each.sure
        at += len(each.text)
    return out


def tagged(
    *rows: Row | Placed, number: int = 1, cells: Sequence[Box] = (), vertical: bool = False
) -> tuple[PageReading, TaggedPage]:
    """A page and its classes; rows without a place stand one under the other."""
    placed = [each if isinstance(each, Placed) else Placed(each, LEFT, TOP + PITCH * i) for i, each in enumerate(rows)]
    sheet = page(*(_line(each, vertical=vertical) for each in placed), number=number, cells=cells)
    found = tuple(probabilities(each.row) for each in placed)
    return sheet, TaggedPage(page_graph(sheet), found, PageRoles(1.0, 0.0, 0.0))


def _line(placed: Placed, *, vertical: bool) -> Line:
    text = "".join(each.text for each in placed.row)
    return line(text, placed.left, placed.top, cell=placed.cell, vertical=vertical)


def spans(*rows: Row | Placed, sheet: int = 0, cells: Sequence[Box] = ()) -> list[Span]:
    """The spans of such a page."""
    read, found = tagged(*rows, number=sheet + 1, cells=cells)
    return spans_of(found, read, sheet)


def texts(found: Sequence[Span]) -> list[tuple[str, Tag]]:
    """What each span says and is."""
    return [(span.segment.text, span.tag) for span in found]

"""What is painted over on a page: values of the submitter, decided places of opinions, and whatever nobody knows.

Pure: records in, boxes out. What is not known for sure is painted over, or the page is not put out (``Unplaced``).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.personal import find_personal
from ocr_intake.dataset.rows import PERSONAL
from ocr_intake.model.fields import FieldName
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import Channel
from ocr_intake.model.redaction import Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ocr_intake.dataset.redaction.published import Place
    from ocr_intake.dataset.redaction.waiting import OpinionPlaces
    from ocr_intake.model.reading import Line, PageReading
    from ocr_intake.model.written import TextLine
    from ocr_intake.store import StoredField, StoredSubmission

HEADER: Final = 0.8
"""Inches from the top in which a fax machine prints (``layout.header.LOWEST``)."""
_BESIDE: Final = 2.5
"""Heights of a name to its right in which its seal stands."""
_MARGIN: Final = 0.35
"""Of a line's thickness, around what is painted over."""
_ASIDE: Final = 1.2
"""Characters to both sides of a place in an opinion: where each of them stands is only known roughly."""
_LEAST: Final = 6
"""Characters that are painted over at least: a short name is not to be told from a long one."""
_WIDEST: Final = 0.9
"""Share of a page's width or height up to which a cell is taken for the cell of a value, and not for a frame."""


_ALIKE: Final = 0.5
"""Share of characters that two readings of one place have in common at least."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A value that is on a page nobody knows where."""

    field: FieldName


@dataclass(frozen=True, slots=True)
class Painted:
    """What is painted over on a page, and where opinions stand on it."""

    boxes: tuple[Box, ...]
    opinions: tuple[Box, ...]
    """Lines of opinions: ink that belongs to no line is left standing among them alone."""


def unplaced(submission: StoredSubmission, readings: Mapping[int, PageReading]) -> Unplaced | None:
    """The first of the submitter's values whose place nobody knows; None where all are known.

    A value that a person typed in place of quite another one stands elsewhere than that one, unless a line holds it.
    """
    for name in PERSONAL:
        field = submission.field(name)
        if not field.present:
            continue
        placed = any(region.page in readings for region in field.proposal.regions) and _as_read(field)
        value = field.value
        if not placed and (value is None or not any(_own_lines(each, {name: value}) for each in readings.values())):
            return Unplaced(name)
    return None


def _as_read(field: StoredField) -> bool:
    """Whether the value in force is what was read in its place, but for a reader's slips."""
    if field.illegible or field.value == field.proposal.value:
        return True
    one, other = ("".join((text or "").split()) for text in (field.value, field.proposal.value))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def painted(
    submission: StoredSubmission,
    opinions: Sequence[OpinionPlaces],
    reading: PageReading,
    own: Mapping[FieldName, str],
) -> Painted | Unplaced:
    """What is painted over on one page.

    Args:
        submission: Whose.
        opinions: Its opinions with their places; those that wait for somebody are painted over, too.
        reading: The page.
        own: The submitter's own values.
    """
    texts = [_lines_of(each, reading.number) for each in opinions]
    there = [line.region.box for lines in texts for line in lines]
    boxes: list[Box] = []
    for name in PERSONAL:
        for region in submission.field(name).proposal.regions:
            if region.page == reading.number:
                boxes += _widened(region.box, reading, beside=name in _NAMES)
    for each in opinions:
        for place in each.published.places:
            if place.masked or place.undecided:
                found = _on_paper(each, place, reading)
                if found is None:
                    return Unplaced(FieldName.OPINION)
                boxes += found
    boxes += [_grown(line.box, line.box) for line in reading.lines if _hides(line, there, own)]
    if reading.header is not None or submission.channel is Channel.FAX:
        boxes.append(Box(0, 0, reading.width, round(HEADER * reading.quality.dpi)))
    return Painted(tuple(box.clipped(reading.width, reading.height) for box in boxes), tuple(there))


_NAMES: Final = frozenset({FieldName.NAME, FieldName.ORGANIZATION, FieldName.REPRESENTATIVE})


def _own_lines(reading: PageReading, own: Mapping[FieldName, str]) -> list[Line]:
    """Lines that hold one of the values for sure."""
    return [
        line
        for line in reading.lines
        if any(one.why is Why.OWN and one.certain for read in line.readings for one in find_personal(read.text, own))
    ]


def _hides(line: Line, opinions: Sequence[Box], own: Mapping[FieldName, str]) -> bool:
    """Whether a line beside the opinions holds personal data, or nobody could read it."""
    if any(line.box.covered_by(box) > 0.5 for box in opinions):
        return False
    return not any(read.text.strip() for read in line.readings) or any(
        find_personal(read.text, own) for read in line.readings
    )


def _widened(box: Box, reading: PageReading, *, beside: bool) -> list[Box]:
    """The box, the lines that it touches, the cell that it stands in, and where its seal stands."""
    made = [_grown(box, box)]
    made += [_grown(line.box, line.box) for line in reading.lines if _touches(line.box, box)]
    cells = [
        cell
        for cell in reading.cells
        if box.covered_by(cell) > 0.5 and cell.width < _WIDEST * reading.width and cell.height < 0.25 * reading.height
    ]
    if cells:
        made.append(min(cells, key=lambda cell: cell.area))
    if beside:
        upright = box.height > 2 * box.width
        size = min(box.width, box.height)
        behind = round(_BESIDE * size)
        made.append(
            Box(box.left - size, box.bottom, box.right + size, box.bottom + behind)
            if upright
            else Box(box.right, box.top - size, box.right + behind, box.bottom + size)
        )
    return made


def _touches(line: Box, box: Box) -> bool:
    shared = line.intersection(box)
    return shared is not None and shared.area > 0.3 * min(line.area, box.area)


def _grown(box: Box, line: Box) -> Box:
    margin = max(3, round(_MARGIN * min(line.width, line.height)))
    return box.grown(margin, margin)


# ---------------------------------------------------------------------------------------------- places in opinions


def _lines_of(opinion: OpinionPlaces, page: int) -> tuple[TextLine, ...]:
    written = opinion.opinion.proposal.written
    return () if written is None else tuple(line for line in written.lines if line.region.page == page)


def _on_paper(opinion: OpinionPlaces, place: Place, reading: PageReading) -> list[Box] | None:
    """Where a place stands on a page: nothing where it is on another one, None where nobody knows."""
    written, proposed = opinion.opinion.proposal.written, opinion.opinion.proposal.value
    if written is None or proposed is None or not written.lines:
        return None
    start, end = _as_proposed(opinion.text, proposed, place)
    held = [line for line in written.lines if line.start < end and start < line.end]
    if not held:
        return None
    return [_stretch(line, proposed, (start, end), reading) for line in held if line.region.page == reading.number]


def _as_proposed(text: str, proposed: str, place: Place) -> tuple[int, int]:
    """The characters of the text as it was read in which a place of the verified text stands."""
    if text == proposed:
        return place.start, place.end
    start, end = 0, len(proposed)
    for block in SequenceMatcher(None, text, proposed, autojunk=False).get_matching_blocks():
        if block.size and block.a <= place.start:
            start = block.b + min(place.start - block.a, block.size)
        if block.size and block.a + block.size >= place.end and end == len(proposed):
            end = block.b + max(0, place.end - block.a)
    return (start, end) if start < end else (max(0, start - 1), min(len(proposed), start + 1))


def _stretch(line: TextLine, proposed: str, place: tuple[int, int], reading: PageReading) -> Box:
    """The part of a line of paper in which characters of it stand, with what may be theirs beside them."""
    start, end = max(line.start, place[0]) - line.start, min(line.end, place[1]) - line.start
    text, box = proposed[line.start : line.end], line.region.box
    first, last = _by_reader(text, box, (start, end), reading) or _by_width(text, (start, end))
    length, thick = (box.height, box.width) if line.vertical else (box.width, box.height)
    aside = _ASIDE * thick
    short = max(0.0, _LEAST * thick - (last - first) * length - 2 * aside) / 2
    a, b = round(first * length - aside - short), round(last * length + aside + short)
    part = (
        Box(box.left, box.top + a, box.right, box.top + b)
        if line.vertical
        else Box(box.left + a, box.top, box.left + b, box.bottom)
    )
    return _grown(part, box)


def _by_reader(text: str, box: Box, place: tuple[int, int], reading: PageReading) -> tuple[float, float] | None:
    """Where a reader saw the characters along the line, as shares of it; None where it read another text."""
    for line in reading.lines:
        if line.box.covered_by(box) < 0.8 or box.covered_by(line.box) < 0.8:
            continue
        for read in line.readings:
            if len(read.characters) == len(text) and read.text == text:
                return read.characters[place[0]].start, read.characters[place[1] - 1].end
    return None


def _by_width(text: str, place: tuple[int, int]) -> tuple[float, float]:
    """The same as if every character were as wide as its kind."""
    widths = [0.6 if unicodedata.east_asian_width(char) in {"Na", "H", "N"} else 1.0 for char in text]
    whole = sum(widths) or 1.0
    return sum(widths[: place[0]]) / whole, sum(widths[: place[1]]) / whole


def covering(boxes: Sequence[Box], size: tuple[int, int], other: tuple[int, int]) -> Iterator[Box]:
    """Boxes on a page of one size as they are on its picture of another size (``(width, height)``)."""
    across, down = other[0] / size[0], other[1] / size[1]
    for box in boxes:
        yield Box(
            int(box.left * across), int(box.top * down), -int(-box.right * across // 1), -int(-box.bottom * down // 1)
        )

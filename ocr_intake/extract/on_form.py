"""A page that is the city's own form: lines to the fields whose places are known, without what is printed there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

from ocr_intake.extract.segment import Segment, whole_line
from ocr_intake.japanese.text import key
from ocr_intake.model.forms import FormArea
from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.model.forms import FormMatch, FormPrint
    from ocr_intake.model.reading import Line, PageReading

SAME_PLACE = 0.5
"""Share of a line's height in common with a printed line from which it may be that line."""
MOSTLY = 0.6
"""Share of a line that lies on printed words from which it may be nothing but print."""
SAME_WORDS = 0.5
"""Share of the printed characters that the line must have, where the line lies on them."""
STRANGE = 0.4
"""Share of a line's own characters that are not printed there from which somebody wrote over the print."""
SAME_CELL = 0.85
"""Share of the larger of the two that a field and a cell of the page have in common when they are one."""
IN_FIELD = 0.5
"""Share of a line that lies in a field from which it is the field's."""


@dataclass(frozen=True, slots=True)
class FieldLines:
    """What is written in one field."""

    kinds: tuple[str, ...]
    values: tuple[Segment, ...]
    """In reading order; none where the field is empty."""


@dataclass(frozen=True, slots=True)
class OnForm:
    """The lines of a page that the form accounts for."""

    fields: tuple[FieldLines, ...]
    taken: frozenset[int]
    """Indices of the page's lines that are print or in a field; the others were written in the margin."""


def by_form(page: PageReading, lines: Mapping[int, Line]) -> OnForm:
    """Give the lines of a page to the fields of the form that it is.

    Args:
        page: a read page.
        lines: those of its lines that count, by their index.
    """
    form = page.form
    if form is None:
        return OnForm((), frozenset())
    areas = [FormArea(area.kinds, _drawn_to_cell(area.box, page.cells)) for area in form.areas]
    values: list[list[Segment]] = [[] for _ in areas]
    taken: set[int] = set()
    for at, line in lines.items():
        if is_print(line, form):
            taken.add(at)
            continue
        segment = _without_print(whole_line(page.number, at, line), form)
        field = _field_of(segment.region.box, areas)
        if field is not None:
            taken.add(at)
            if segment.text:
                values[field].append(segment)
    found = (FieldLines(area.kinds, tuple(v)) for area, v in zip(areas, values, strict=True))
    return OnForm(tuple(found), frozenset(taken))


def is_print(line: Line, form: FormMatch) -> bool:
    """Whether a line is nothing but what is printed on the form there, however it was read.

    A date whose numbers were filled in (令和8年6月6日) still is print; a value written where the form prints a pattern
    for it (〒   -    ) is not: little of it is printed.
    """
    under = [each for each in form.printed if _is_level(each.box, line.box) and each.box.overlap_x(line.box) > 0]
    if not under:
        return False
    covered = sum(each.box.overlap_x(line.box) for each in under) / max(1, line.box.width)
    if covered < MOSTLY:
        return False
    wanted, read = key("".join(each.text for each in _across(under))), key(line.text)
    if not wanted or not read:
        return True
    common = LCSseq.similarity(wanted, read)
    whole = all(each.box.covered_by(line.box.grown(line.box.height, line.box.height)) > MOSTLY for each in under)
    enough = SAME_WORDS * (len(wanted) if whole else len(read))
    return common >= enough and len(read) - common <= STRANGE * len(read) + 2


def _without_print(segment: Segment, form: FormMatch) -> Segment:
    """A line without the printed label that it begins with or the printed word that it ends with (様, 印)."""
    box = segment.line.box
    if segment.vertical:
        return segment
    start, end = 0, len(segment.line.text)
    for each in form.printed:
        if not _is_level(each.box, box) or each.box.overlap_x(box) < 0.5 * each.box.width:
            continue
        covered = [i for i, x in enumerate(_middles(segment)) if each.box.left <= x <= each.box.right]
        if not covered or not _reads_so(segment.line.text[covered[0] : covered[-1] + 1], each):
            continue
        if each.box.left - box.left < box.height:
            start = max(start, covered[-1] + 1)
        elif box.right - each.box.right < box.height:
            end = min(end, covered[0])
    return segment.part(start, max(start, end))


def _reads_so(text: str, printed: FormPrint) -> bool:
    wanted = key(printed.text)
    return bool(wanted) and LCSseq.similarity(wanted, key(text)) >= SAME_WORDS * len(wanted)


def _middles(segment: Segment) -> list[float]:
    """X of the middle of each character."""
    box, characters, length = segment.line.box, segment.characters, max(1, len(segment.line.text))
    if characters:
        return [box.left + box.width * (c.start + c.end) / 2 for c in characters]
    return [box.left + box.width * (i + 0.5) / length for i in range(len(segment.line.text))]


def _field_of(box: Box, areas: Sequence[FormArea]) -> int | None:
    """The smallest field that holds most of a line; one that writing grew out of still holds its middle."""
    x, y = box.centre
    holding = [
        (area.box.area, i)
        for i, area in enumerate(areas)
        if box.covered_by(area.box) >= IN_FIELD
        or (area.box.left <= x < area.box.right and area.box.top <= y < area.box.bottom)
    ]
    return min(holding)[1] if holding else None


def _drawn_to_cell(box: Box, cells: Sequence[Box]) -> Box:
    """A field drawn to the cell that it plainly is on this page; below a label in that cell, its top stays."""
    for cell in cells:
        shared = box.intersection(cell)
        if shared is not None and shared.area >= SAME_CELL * max(box.area, cell.area):
            return Box(cell.left, min(max(cell.top, box.top), cell.bottom), cell.right, cell.bottom)
    return box


def _is_level(one: Box, other: Box) -> bool:
    return one.overlap_y(other) > SAME_PLACE * min(one.height, other.height)


def _across(printed: Sequence[FormPrint]) -> list[FormPrint]:
    return sorted(printed, key=lambda each: each.box.left)

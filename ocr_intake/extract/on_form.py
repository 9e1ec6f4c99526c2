"""A page that is the city's own form: where its fields and its print are is known, whatever the page model thinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import LCSseq

from ocr_intake.extract.page_model import TaggedPage
from ocr_intake.extract.segment import Segment, whole_line
from ocr_intake.extract.tags import Tag
from ocr_intake.japanese.text import key
from ocr_intake.model.forms import FormArea
from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

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


KNOWN = 0.98
"""Share of a character's probability that goes to the classes which a form says it may have."""
_TAGS = {
    "name": (Tag.NAME, Tag.REPRESENTATIVE),
    "organization": (Tag.ORGANIZATION,),
    "representative": (Tag.REPRESENTATIVE, Tag.TITLE),
    "postal_code": (Tag.POSTAL_CODE,),
    "address": (Tag.ADDRESS, Tag.POSTAL_CODE),
    "phone": (Tag.PHONE,),
    "opinion": (Tag.OPINION,),
    "reason": (Tag.OPINION,),
    "furigana": (Tag.KANA,),
    "fax": (Tag.FAX,),
    "email": (Tag.EMAIL,),
    "reference": (Tag.REFERENCE,),
    "topic": (Tag.HEADING,),
    "date": (Tag.DATE,),
}
"""The classes that may stand in a field of each kind; those of all other kinds are the person's own affairs."""
_MARKS = (Tag.OTHER,)
"""What may stand anywhere: 〒, 印, specks."""
_PRINT = (Tag.LABEL, Tag.NOTE, Tag.OFFICE, Tag.HEADING, Tag.OTHER)


def with_form(tagged: TaggedPage, page: PageReading) -> TaggedPage:
    """The classes of a page's characters, with what is known where the page is the city's own form.

    What is printed there is nobody's value, and what stands in a field has a class of that field; which of several,
    and what was written in the margin, the page model says.
    """
    form = page.form
    if form is None:
        return tagged
    areas = [FormArea(area.kinds, _drawn_to_cell(area.box, page.cells)) for area in form.areas]
    lines = [
        _known(
            probabilities,
            page.lines[line.index],
            whole_line(page.number, line.index, page.lines[line.index]),
            form,
            areas,
        )
        for line, probabilities in zip(tagged.graph.lines, tagged.probabilities, strict=True)
    ]
    return TaggedPage(tagged.graph, tuple(lines), tagged.roles)


def _known(
    probabilities: NDArray[np.float32], line: Line, whole: Segment, form: FormMatch, areas: Sequence[FormArea]
) -> NDArray[np.float32]:
    if is_print(line, form):
        return _among(probabilities, _PRINT)
    written = _without_print(whole, form)
    field = _field_of(written.region.box, areas)
    out = _among(probabilities, _PRINT)
    here = slice(written.start, written.end)
    if field is None:
        out[here] = probabilities[here]
        return out
    tags = tuple(tag for kind in areas[field].kinds for tag in _TAGS.get(kind, (Tag.PERSONAL,)))
    out[here] = _among(probabilities[here], (*tags, *_MARKS))
    return out


def _among(probabilities: NDArray[np.float32], tags: Sequence[Tag]) -> NDArray[np.float32]:
    """Probabilities of which ``KNOWN`` goes to some classes, shared as they were; the first of them is never zero."""
    chosen = list(dict.fromkeys(tags))
    inside = probabilities[:, chosen] + 1e-3
    inside[:, 0] += 0.05
    out = probabilities * (1 - KNOWN)
    out[:, chosen] += KNOWN * inside / inside.sum(axis=1, keepdims=True)
    return np.asarray(out / out.sum(axis=1, keepdims=True), np.float32)


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

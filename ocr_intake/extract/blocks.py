"""A page's lines to labelled values and the lines left over: what stands in, beside or under a label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.extract.cells import RUNNING, Grid
from ocr_intake.extract.columns import label_column
from ocr_intake.extract.divide import divide
from ocr_intake.extract.following import following, running_text
from ocr_intake.extract.illegible import illegible_labels
from ocr_intake.extract.kinds import Kind
from ocr_intake.extract.offices import office_pieces
from ocr_intake.extract.on_form import by_form
from ocr_intake.extract.over_cells import labels_over_cells
from ocr_intake.extract.paper import off_paper
from ocr_intake.extract.printed import is_note
from ocr_intake.extract.sheet import VALUE_KINDS, Sheet, filled, united
from ocr_intake.extract.wording import number_of
from ocr_intake.japanese.postal import find_postal_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.labels import LabelIndex
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.geometry import Box
    from ocr_intake.model.reading import PageReading

LEAST_ABOVE, LONGEST_LATE = 2, 20
"""Labels with values above a line of at most so many characters from which that may be the opinion's own."""
TORN = 0.5
"""Heights of a torn label's first character by which the middle of what was read with its last may lie off it."""
LEAST_CELLS, LARGE = 3, 0.2
"""Cells of a form, and share of its page that the frame for an opinion takes up."""
SPREAD = 2
"""Characters of a piece of a label that is spread over a row."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What stands under one label."""

    kinds: tuple[str, ...]
    values: tuple[Segment, ...]
    """In reading order; none where the paper has nothing there."""
    source: str
    """``form``, ``cell`` or ``label``."""
    at: int
    """Index of the label's line on its page; of the first value in a field of the city's own form."""
    row: int | None = None
    """Where a form keeps several opinions apart: the top of a table's row (pixels), or the label's number (意見2)."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """A page sorted out."""

    page: PageReading
    labelled: tuple[Labelled, ...]
    free: tuple[Segment, ...]
    """Lines that belong to no label, in reading order."""


def sort_out(page: PageReading, index: LabelIndex, knowledge: Knowledge) -> Blocks:
    """Find the labels of a page and what belongs to each.

    Args:
        page: a read page.
        index: of the wordings.
        knowledge: printed notes, the city's names.
    """
    page = off_paper(page)
    lines = {i: line for i, line in enumerate(page.lines) if line.text.strip() and not line.stamped}
    known = by_form(page, lines)
    found = [
        Labelled(field.kinds, field.values, "form", field.values[0].index if field.values else len(page.lines))
        for field in known.fields
    ]
    sheet = Sheet(page, index, knowledge, known.taken)
    taken: set[int] = set()
    found.extend(_by_cells(sheet, taken))
    claimed = {kind for item in found for kind in item.kinds} & VALUE_KINDS - RUNNING
    taken.update(office_pieces(sheet, taken))
    found.extend(_by_label_over_cell(sheet, taken))
    found.extend(_by_spread_labels(sheet, taken))
    found.extend(_by_label_column(sheet, taken))
    for item in _by_inline_labels(sheet, taken, worded=bool(found)):
        repeats = bool(set(item.kinds) & claimed) and set(item.kinds) & VALUE_KINDS <= claimed
        if not repeats or page.lines[item.at].cell is not None:  # what a table asks for is not asked for outside of it
            found.append(item)
    found.extend(_by_late_label(sheet, taken, found))
    found.extend(_by_largest_cell(sheet, taken, found))
    free = united([piece for p, piece in enumerate(sheet.pieces) if p not in taken])
    return Blocks(page, tuple(sorted(found, key=lambda item: item.at)), tuple(free))


def _by_cells(sheet: Sheet, taken: set[int]) -> list[Labelled]:
    """Values of the cells that cells with nothing but a label speak for; marks their pieces as taken."""
    texts = {cell: [sheet.pieces[p] for p in members] for cell, members in sheet.in_cells.items()}
    grid = Grid(sheet.page.cells, texts, sheet.index)
    claims = [claim for claim in grid.claims() if claim.cells]  # a label without cells is one in a torn table's line
    for claim in claims:
        taken.update(sheet.in_cells[claim.label])
    found: list[Labelled] = []
    rows = _rows(sheet, [cell for claim in claims if claim.column for cell in claim.cells])
    for claim in claims:
        at = sheet.pieces[sheet.in_cells[claim.label][0]].index
        groups = [[cell] for cell in claim.cells] if claim.column else [list(claim.cells)]
        for cells in groups:
            members = [p for cell in cells for p in sheet.in_cells.get(cell, ()) if p not in taken]
            taken.update(members)
            row = rows[cells[0]] if claim.column else None
            if not claim.column and set(claim.kinds) & RUNNING:
                row = number_of("".join(sheet.pieces[p].text for p in sheet.in_cells[claim.label]))
            found.extend(_labelled(sheet, claim.kinds, members, "cell", at, row))
    asked = {kind for item in found if item.values for kind in item.kinds}
    for label, cell, kinds in illegible_labels(sheet, claims, asked):
        members = [p for p in sheet.in_cells[cell] if p not in taken]
        taken.update((*sheet.in_cells.get(label, ()), *members))
        at = min((sheet.pieces[p].index for p in members), default=len(sheet.page.lines))
        found.extend(_labelled(sheet, tuple(kinds), members, "cell", at))
    return found


def _rows(sheet: Sheet, cells: Iterable[int]) -> dict[int, int]:
    """Cell of a table to the top of its row, the same for all of a row: a turned scan puts them a little apart."""
    found: dict[int, int] = {}
    for cell in sorted(cells, key=lambda cell: sheet.page.cells[cell].top):
        box = sheet.page.cells[cell]
        same = [
            other
            for other in found
            if sheet.page.cells[other].overlap_y(box) > 0.5 * min(sheet.page.cells[other].height, box.height)
        ]
        found[cell] = found[same[0]] if same else box.top
    return found


def _labelled(
    sheet: Sheet, kinds: tuple[str, ...], members: Iterable[int], source: str, at: int, row: int | None = None
) -> list[Labelled]:
    divided = divide(kinds, united([sheet.pieces[p] for p in members]), sheet.index, sheet.knowledge)
    return [Labelled(each, tuple(segments), source, at, row) for each, segments in divided]


def _by_label_over_cell(sheet: Sheet, taken: set[int]) -> list[Labelled]:
    """Values of labels that stand over the frame in which their value is written, in no frame themselves."""
    found: list[Labelled] = []
    for p, cell in labels_over_cells(sheet, taken).items():
        label = sheet.label_at(p)
        members = [q for q in sheet.in_cells.get(cell, ()) if q not in taken]
        taken.update((p, *members))
        kinds = label.kinds if label is not None else ()
        found.extend(_labelled(sheet, kinds, members, "cell", sheet.pieces[p].index))
    return found


def _by_spread_labels(sheet: Sheet, taken: set[int]) -> list[Labelled]:
    """Values of labels whose few characters are spread over a row, each a line of its own (氏　　　名), in no cell."""
    found: list[Labelled] = []
    boxes = sheet.boxes
    single = [p for p, piece in enumerate(sheet.pieces) if p not in taken and len(piece.text.strip()) <= SPREAD]
    for p in single:
        if p in taken:
            continue
        row = [p, *(q for q in single if q != p and q not in taken and _right_of(boxes[p], boxes[q], 0.0))]
        row.sort(key=lambda q: boxes[q].left)
        kinds = sheet.index.whole("".join(sheet.pieces[q].text for q in row)) if len(row) > 1 else None
        if kinds is None:
            found.extend(_by_torn_label(sheet, p, taken))
            continue
        taken.update(row)
        last = boxes[row[-1]]
        values = [q for q in range(len(boxes)) if q not in taken and _right_of(last, boxes[q], 1.2 * last.height)]
        values = [q for q in values if sheet.label_at(q) is None]
        taken.update(values)
        found.extend(_labelled(sheet, kinds, values, "label", sheet.pieces[row[0]].index))
    return found


def _by_torn_label(sheet: Sheet, p: int, taken: set[int]) -> list[Labelled]:
    """The value of a label whose last characters were read with it: 氏 and, farther right, 名佐藤 花子."""
    boxes = sheet.boxes
    right = [
        q
        for q in range(len(boxes))
        if q != p and q not in taken and _right_of(boxes[p], boxes[q], TORN * boxes[p].height)
    ]
    if not right:
        return []
    q = min(right, key=lambda q: boxes[q].left)
    piece = sheet.pieces[q]
    for length in range(1, 4):
        kinds = sheet.index.exactly(sheet.pieces[p].text + piece.text[:length])
        if kinds is not None and length < len(piece.text):
            taken.update((p, q))
            divided = divide(kinds, [filled(piece.part(length))], sheet.index, sheet.knowledge)
            return [Labelled(each, tuple(segments), "label", piece.index) for each, segments in divided]
    return []


def _by_label_column(sheet: Sheet, taken: set[int]) -> list[Labelled]:
    """Values of labels that stand one under the other."""
    found: list[Labelled] = []
    for p, members in label_column(sheet, taken).items():
        label = sheet.label_at(p)
        taken.update((p, *members))
        kinds = label.kinds if label is not None else ()
        found.extend(_labelled(sheet, kinds, members, _source(sheet, members), sheet.pieces[p].index))
    return found


def _source(sheet: Sheet, members: Iterable[int]) -> str:
    return "cell" if any(sheet.cell(p) is not None for p in members) else "label"


def _right_of(one: Box, other: Box, reach: float) -> bool:
    """Whether a line stands to the right of another in its row, which may hold two lines (``reach`` in pixels)."""
    near = one.top - reach <= other.centre[1] <= one.bottom + reach
    return near and other.left >= one.right - 4


_MARKED = frozenset({"postal_code", "address", "phone", "fax", "email", "representative"})
"""Kinds that a mark in a sender's block announces too."""


def _is_worded(sheet: Sheet, p: int) -> bool:
    """Whether a piece begins with a label for a name or an address, as forms and labelled letters have them."""
    label = sheet.label_at(p)
    if label is None or label.wording == "〒" or not set(label.kinds) & {"name", "organization", "address"}:
        return False
    return not ("address" in label.kinds and find_postal_codes(sheet.pieces[p].text[: label.rest]))


def _is_mark(sheet: Sheet, p: int) -> bool:
    """Whether a piece's label is a mark before a value that is known by its own form."""
    label = sheet.label_at(p)
    if label is None or not set(label.kinds) <= _MARKED:
        return False
    expected = {Kind.PERSON} if "representative" in label.kinds else {Kind.ADDRESS, Kind.PHONE, Kind.FAX, Kind.EMAIL}
    return sheet.kind(p) in expected


_ETC = re.compile(r"等(?=[^々々]|$)(?:[)）\]】:：\s　]+|(?=\S))|など[)）\]】:：\s　]+")


def _by_late_label(sheet: Sheet, taken: set[int], found: Sequence[Labelled]) -> list[Labelled]:
    """The opinion under a line that is no known label but speaks of opinions, below the labels of other fields."""
    others = [item for item in found if set(item.kinds) & VALUE_KINDS and item.values]
    if len(others) < LEAST_ABOVE or any("opinion" in item.kinds and item.values for item in found):
        return []
    last = max(item.values[-1].index for item in others)
    for p, piece in enumerate(sheet.pieces):
        plain = "".join(piece.text.split())
        if p in taken or piece.index <= last or len(plain) > LONGEST_LATE or "意見" not in plain or "。" in plain:
            continue
        members = running_text(sheet, p, [q for q in range(p + 1, len(sheet.pieces)) if q not in taken])
        if any(sheet.kind(q) is Kind.TEXT for q in members):
            taken.update((p, *members))
            return _labelled(sheet, ("opinion",), members, _source(sheet, members), piece.index)
    return []


def _by_largest_cell(sheet: Sheet, taken: set[int], found: Sequence[Labelled]) -> list[Labelled]:
    """The opinion in the frame that takes up most of a form whose label for it could not be read."""
    cells = sheet.page.cells
    if len(cells) < LEAST_CELLS or any(set(item.kinds) & RUNNING and item.values for item in found):
        return []
    cell = max(range(len(cells)), key=lambda i: cells[i].area)
    members = [p for p in sheet.in_cells.get(cell, ()) if p not in taken]
    large = cells[cell].area >= LARGE * sheet.page.width * sheet.page.height
    if not large or len(members) < len(sheet.in_cells.get(cell, ())) or not members:
        return []
    taken.update(members)
    return _labelled(sheet, ("opinion",), members, "cell", sheet.pieces[members[0]].index)


def _without_etc(value: Segment) -> Segment:
    """A value without the 等 that its label ends in (会社名等, 氏名など：); 等々力 is a name."""
    match = _ETC.match(value.text)
    return value.part(match.end()) if match else value


def _by_inline_labels(sheet: Sheet, taken: set[int], *, worded: bool) -> list[Labelled]:
    """Values of labels that a line begins with.

    Where no label asks for a name or an address (``worded``: one did already), 〒, TEL and 代表 are no labels of a form
    but marks in a sender's block, and stay with it.
    """
    found: list[Labelled] = []
    worded = worded or any(_is_worded(sheet, p) for p in range(len(sheet.pieces)) if p not in taken)
    for p, piece in enumerate(sheet.pieces):
        if p in taken:
            continue
        label = sheet.label_at(p)
        if label is None or (label.kinds == ("reason",) and sheet.cell(p) is None):
            continue  # 理由： in a letter is a word of its text
        if not worded and sheet.cell(p) is None and _is_mark(sheet, p):
            continue
        taken.add(p)
        rest = filled(_without_etc(piece.part(label.rest)))
        values = [rest] if rest.text and not is_note(rest.text, sheet.knowledge) else []
        members = following(sheet, p, label, taken, has_value=bool(values))
        taken.update(members)
        values.extend(sheet.pieces[q] for q in members)
        source = "cell" if sheet.cell(p) is not None and (rest.text or not values) else _source(sheet, members)
        divided = divide(label.kinds, values, sheet.index, sheet.knowledge)
        found.extend(Labelled(kinds, tuple(segments), source, piece.index) for kinds, segments in divided)
    return found

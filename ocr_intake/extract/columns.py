"""Labels that stand one under the other with their values to the right, where no cells tell which belongs to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.extract.apparatus import is_title
from ocr_intake.extract.cells import RUNNING
from ocr_intake.extract.sheet import VALUE_KINDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from ocr_intake.extract.sheet import Sheet

ALIGNED = 0.08
"""Share of the page's width by which the left ends of such labels may differ."""
REACH = 2.2
"""Line heights from a label's middle in which a line of its value may stand."""
NEAR = 1.3
"""Line heights within which a value begins under its label."""
LEAST = 2
"""Labels from which they are a column."""


def label_column(sheet: Sheet, taken: Collection[int]) -> dict[int, list[int]]:
    """Each label of such a column with the pieces that are nearest to it among those to the right of the column.

    A code above and an address beside 住所 are both its value; what stands in the row of a label that the column lacks
    is out of reach.
    """
    labels = _column(sheet, taken)
    if len(labels) < LEAST:
        return {}
    found: dict[int, list[int]] = {p: [] for p in labels}
    for p in range(len(sheet.pieces)):
        if p in found or p in taken or sheet.pieces[p].vertical:
            continue
        if _is_under_another(sheet, p, labels):
            continue
        box = sheet.boxes[p]
        label = min(labels, key=lambda q: abs(sheet.boxes[q].centre[1] - box.centre[1]))
        mark = sheet.boxes[label]
        height = max(mark.height, box.height)
        beside = mark.right - 4 <= box.left and abs(mark.centre[1] - box.centre[1]) <= REACH * height
        if beside and _same_frame(sheet, label, p) and _is_value(sheet, p):
            found[label].append(p)
    return {label: members for label, members in found.items() if members}


def _column(sheet: Sheet, taken: Collection[int]) -> list[int]:
    """Pieces that are nothing but a label of a short field, with a common left end."""
    alone = []
    for p, piece in enumerate(sheet.pieces):
        if p in taken or piece.vertical:
            continue
        label = sheet.label_at(p)
        if label is None or label.rest < len(piece.text) or set(label.kinds) & RUNNING:
            continue
        if set(label.kinds) & VALUE_KINDS and not _stands_over_its_value(sheet, p):
            alone.append(p)
    slack = ALIGNED * sheet.page.width
    columns = [[q for q in alone if abs(sheet.boxes[q].left - sheet.boxes[p].left) <= slack] for p in alone]
    best = max(columns, key=len, default=[])
    tops = [sheet.boxes[p].top for p in best]
    return best if len(set(tops)) == len(tops) else []


def _stands_over_its_value(sheet: Sheet, p: int) -> bool:
    """Whether something that is no label stands in the same cell below a label: it needs nothing to its right."""
    cell, box = sheet.cell(p), sheet.boxes[p]
    if cell is None:
        return False
    return any(sheet.boxes[q].centre[1] > box.bottom and sheet.label_at(q) is None for q in sheet.in_cells[cell])


def _is_under_another(sheet: Sheet, p: int, column: Collection[int]) -> bool:
    """Whether a piece stands directly under a label that is none of the column's: then it is that one's value."""
    box = sheet.boxes[p]
    for q, piece in enumerate(sheet.pieces[:p]):
        above = sheet.boxes[q]
        near = 0 <= box.top - above.bottom <= NEAR * max(above.height, box.height)
        if q in column or not near or box.overlap_x(above) <= 0.5 * min(box.width, above.width):
            continue
        label = sheet.label_at(q)
        if label is not None and label.rest >= len(piece.text) and set(label.kinds) & VALUE_KINDS:
            return True
    return False


def _same_frame(sheet: Sheet, label: int, p: int) -> bool:
    cells = (sheet.cell(label), sheet.cell(p))
    return cells[0] == cells[1] or None in cells


def _is_value(sheet: Sheet, p: int) -> bool:
    """Whether a piece may be a field's value: neither a label of another nor the title of what is asked about."""
    if is_title(sheet.pieces[p].text):
        return False
    label = sheet.label_at(p)
    return label is None or not set(label.kinds) - {"postal_code", "phone", "address"}

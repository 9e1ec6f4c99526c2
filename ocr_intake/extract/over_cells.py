"""Labels printed over the frame that their value is written in, themselves in no frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.extract.cells import RUNNING
from ocr_intake.extract.sheet import VALUE_KINDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from ocr_intake.extract.sheet import Sheet
    from ocr_intake.model.geometry import Box

NEAR = 1.6
"""Heights of a label's line by which its frame may begin below it."""
INDENT = 3.0
"""Heights of a label's line by which the left ends of label and frame may differ."""
LEAST = 2
"""Labels over frames from which a form is laid out so."""
TALL = 3.0
"""Heights of a label's line from which a frame is no cell for a single character."""


def labels_over_cells(sheet: Sheet, taken: Collection[int]) -> dict[int, int]:
    """Each such label with the cell under it, on forms that have several."""
    if not sheet.page.cells:
        return {}
    found: dict[int, int] = {}
    for p, piece in enumerate(sheet.pieces):
        if p in taken or piece.vertical or sheet.cell(p) is not None:
            continue
        label = sheet.label_at(p)
        if label is None or label.rest < len(piece.text) or not set(label.kinds) & VALUE_KINDS - RUNNING:
            continue
        cell = _cell_under(sheet, p)
        if cell is not None and not _has_cells_beside(sheet.boxes[p], sheet.page.cells):
            found = {q: other for q, other in found.items() if other != cell}  # the label nearest above it
            found[p] = cell
    return found if len(found) >= LEAST else {}


def _cell_under(sheet: Sheet, p: int) -> int | None:
    """The frame that begins under a label at its left end, where nothing stands between and it has no label itself."""
    box = sheet.boxes[p]
    under = [
        (cell.top, i)
        for i, cell in enumerate(sheet.page.cells)
        if _is_under(box, cell) and cell.width >= TALL * box.height and not _has_label(sheet, i)
    ]
    return min(under)[1] if under else None


def _has_cells_beside(label: Box, cells: Collection[Box]) -> bool:
    """Whether frames stand to the right of a label in its own row, for each of a number's digits or for all of it."""
    reach = 4 * label.height
    return any(cell.overlap_y(label) > 0.5 * label.height and -4 <= cell.left - label.right <= reach for cell in cells)


def _is_under(label: Box, cell: Box) -> bool:
    near = -0.5 * label.height <= cell.top - label.bottom <= NEAR * label.height
    return near and abs(cell.left - label.left) <= INDENT * label.height


def _has_label(sheet: Sheet, cell: int) -> bool:
    first = next(iter(sheet.in_cells.get(cell, ())), None)
    label = sheet.label_at(first) if first is not None else None
    return first is not None and label is not None and (label.separated or label.rest >= len(sheet.pieces[first].text))

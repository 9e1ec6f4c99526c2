"""What belongs to a label that stands in a line: the lines after it that are still its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.extract.heads import is_headed
from ocr_intake.extract.printed import is_choice
from ocr_intake.extract.sheet import VALUE_KINDS
from ocr_intake.japanese.addresses import address_likelihood
from ocr_intake.japanese.names import parse_name
from ocr_intake.japanese.phones import find_phones

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.labels import Label
    from ocr_intake.extract.segment import Segment
    from ocr_intake.extract.sheet import Sheet
    from ocr_intake.model.geometry import Box
    from ocr_intake.model.reading import PageReading

FORM_CELLS = 4
"""A page with so many cells is a form, and its frames count even where a label's own is torn."""
LONGEST_CONTINUATION = 16
_COMPOSED = 2
"""A label for at least so many fields may have a line for each."""
_GROUPS = (
    frozenset({"name", "organization", "representative", "furigana"}),
    frozenset({"postal_code", "address"}),
    frozenset({"phone"}),
    frozenset({"fax"}),
    frozenset({"email"}),
)
BELOW = 2.5
"""Line heights below its label within which running text begins where the rules of its frame were not found, and a
value that stands alone between two labels."""
_IN_OWN_CELL = frozenset({"name", "organization", "representative", "address"})
MOST_IN_CELL = 3
"""Lines that a cell may hold of the value under its own label."""
_NO_VALUE = frozenset({"ignore", "category", "age", "gender", "occupation"})
"""Kinds whose value, if any, stands on their own row."""


def following(sheet: Sheet, at: int, label: Label, taken: set[int], *, has_value: bool) -> list[int]:
    """Pieces after an inline label that are still its value.

    Args:
        sheet: the page.
        at: the label's piece.
        label: it.
        taken: pieces that belong elsewhere.
        has_value: something stands on the label's own line.
    """
    later = [p for p in range(at + 1, len(sheet.pieces)) if p not in taken]
    if set(label.kinds) & {"opinion", "reason"}:
        return running_text(sheet, at, later)
    if sheet.cell(at) is not None and not set(label.kinds) & VALUE_KINDS:
        return _same_cell(sheet, at, later)
    return _short_value(sheet, at, label, later, has_value=has_value)


def _same_cell(sheet: Sheet, at: int, later: list[int]) -> list[int]:
    """The rest of a cell whose label announces nothing wanted, to the next label in it."""
    found: list[int] = []
    for p in later:
        if sheet.cell(p) != sheet.cell(at):
            continue
        label = sheet.label_at(p)
        if label is not None and set(label.kinds) & VALUE_KINDS:
            break
        found.append(p)
    return found


def _wanted(label: Label, *, has_value: bool) -> int:
    """How many more lines a label's value may have."""
    kinds = set(label.kinds)
    groups = sum(bool(group & kinds) for group in _GROUPS)
    if groups >= _COMPOSED:
        return 2 + groups
    if "address" in kinds or {"name", "organization"} <= kinds or {"organization", "representative"} <= kinds:
        return 2
    return 0 if has_value or kinds <= _NO_VALUE else 1


def _short_value(sheet: Sheet, at: int, label: Label, later: list[int], *, has_value: bool) -> list[int]:
    wanted = _wanted(label, has_value=has_value)
    composed = wanted > _COMPOSED
    found: list[int] = []
    above = at
    if sheet.cell(at) is not None and (own := [p for p in later if sheet.cell(p) == sheet.cell(at)]):
        later = own  # lines of the cells beside it come between in reading order
        if not has_value and set(label.kinds) & _IN_OWN_CELL:
            wanted, composed = max(wanted, MOST_IN_CELL), True
    for p in later:
        if sheet.boxes[p].right <= sheet.boxes[at].left and not sheet.pieces[p].vertical:
            continue  # of the column to the left, which comes between in reading order
        beside = _beside(sheet.boxes[at], sheet.boxes[p])
        free_beside = None in {sheet.cell(at), sheet.cell(p)} and not found and beside
        elsewhere = sheet.cell(p) != sheet.cell(at) and not free_beside
        other_way = sheet.pieces[p].vertical is not sheet.pieces[at].vertical
        if elsewhere or other_way or sheet.label_at(p) is not None or sheet.is_note(p):
            break
        if not has_value and not found and beside:
            found.append(p)
            has_value, wanted = True, wanted - 1
            continue
        if is_choice(sheet.pieces[p].text):
            continue
        near = _directly_after(sheet, above, p) or (above == at and _is_between_labels(sheet, at, p))
        if len(found) >= wanted or not near:
            break
        if has_value and not composed and not _continues(label.kinds, sheet.pieces[p].text):
            break
        found.append(p)
        above, has_value = p, True
    return found


def _continues(kinds: tuple[str, ...], text: str) -> bool:
    """Whether a line still belongs to a value that has begun: an address's building or number, a title and name."""
    plain = "".join(text.split())
    if "address" in kinds:
        if is_headed(text) or find_phones(text) or find_phones(plain) or any(mark in plain for mark in "。、"):
            return False
        person = parse_name(text)
        if person.likelihood > 0.7 and not any(char.isdigit() for char in plain):
            return False
        short = len(plain) <= LONGEST_CONTINUATION and any(char.isdigit() for char in plain)
        return address_likelihood(text) >= 0.1 or short
    return len(plain) <= 24 and not any(mark in plain for mark in "。")


def _beside(one: Box, other: Box) -> bool:
    return one.overlap_y(other) > 0.4 * min(one.height, other.height) and other.left >= one.right - 4


def _directly_after(sheet: Sheet, above: int, p: int) -> bool:
    """Whether a piece is the next one down (or the next column to the left) without a gap."""
    one, other = sheet.boxes[above], sheet.boxes[p]
    if sheet.pieces[above].vertical and sheet.pieces[p].vertical:
        return one.left - other.right < 1.5 * one.width and one.overlap_y(other) > 0
    return other.top - one.bottom < 1.3 * max(one.height, other.height)


def _is_between_labels(sheet: Sheet, at: int, p: int) -> bool:
    """Whether a line is all that stands between a label and the next one below, not far from the first."""
    one, other = sheet.boxes[at], sheet.boxes[p]
    alone = p == at + 1 and p + 1 < len(sheet.pieces) and sheet.label_at(p + 1) is not None
    gap = other.top - one.bottom
    return alone and not sheet.pieces[p].vertical and 0 <= gap <= BELOW * max(one.height, other.height)


def running_text(sheet: Sheet, at: int, later: Sequence[int]) -> list[int]:
    """Pieces of running text after 意見: to the end of the ruled frame it stands in, or to the next label.

    Writing lines cut a frame into rows, whole or torn, so what counts is the frame: everything down to the lowest cell
    under the label's own.
    """
    found = _text_within(sheet, later, *_end_of(sheet.pieces[at], sheet.page))
    if found or sheet.cell(at) is None or not later:
        return found
    first, box = sheet.boxes[later[0]], sheet.boxes[at]
    if sheet.cell(later[0]) is None and 0 <= first.top - box.bottom <= BELOW * max(first.height, box.height):
        return _text_within(sheet, later, sheet.page.width, sheet.page.height)  # its frame's rules were not found
    return found


def _text_within(sheet: Sheet, later: Sequence[int], right: float, bottom: float) -> list[int]:
    """Pieces down to the end of a frame or to the next label, without notes."""
    found: list[int] = []
    for p in later:
        x, y = sheet.boxes[p].centre
        if sheet.is_sure_note(p) or x > right or y > bottom:
            continue
        label = sheet.label_at(p)
        if label is not None and _ends_text(label, sheet.pieces[p]):
            break
        found.append(p)
    return found


def _ends_text(label: Label, piece: Segment) -> bool:
    """Whether a label ends running text: one for who sends it, or one for another field that stands alone."""
    if set(label.kinds) & (VALUE_KINDS - {"opinion", "reason"} | {"date", "addressee", "fax", "email", "furigana"}):
        return True
    return set(label.kinds) <= {"age", "gender", "occupation", "category"} and label.separated and bool(piece.text)


def _end_of(piece: Segment, page: PageReading) -> tuple[float, float]:
    """Right and bottom of what a label's running text may fill: its frame, or the page where it stands in none."""
    if piece.line.cell is not None:
        return _frame_end(page.cells, piece.line.cell)
    under = [c for c in page.cells if c.overlap_x(piece.line.box) > 0 and c.bottom > piece.line.box.bottom]
    if len(page.cells) >= FORM_CELLS and under:
        return page.width, max(c.bottom for c in under)
    return page.width, page.height


def _frame_end(cells: Sequence[Box], cell: int) -> tuple[float, float]:
    """Right and bottom of the frame that goes on under a cell: its rows share its sides at least in part."""
    box = cells[cell]
    right, bottom = box.right, box.bottom
    for other in sorted(cells, key=lambda c: c.top):
        if other.top >= box.top and other.top - bottom <= 0.5 * max(box.height, 40) and other.overlap_x(box) > 0:
            right, bottom = max(right, other.right), max(bottom, other.bottom)
    return right, bottom

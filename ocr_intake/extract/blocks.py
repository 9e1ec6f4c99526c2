"""A page's lines to labelled values and the lines left over: what stands in, beside or under a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.extract.knowledge import comparable
from ocr_intake.extract.segment import Segment, whole_line
from ocr_intake.japanese.addresses import address_likelihood
from ocr_intake.japanese.names import parse_name
from ocr_intake.japanese.phones import find_phones
from ocr_intake.model.reading import Line, PageReading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.labels import Label, LabelIndex
    from ocr_intake.model.geometry import Box

VALUE_KINDS = frozenset(
    {"name", "organization", "representative", "postal_code", "address", "phone", "opinion", "reason"}
)
"""Kinds whose values are wanted; the others only keep their own values out of these."""
SPREAD = 2
"""Characters of a piece of a label that is spread over a row."""
FORM_CELLS = 4
"""A page with so many cells is a form, and its frames count even where a label's own is torn."""
SAME_EXTENT = 0.8
"""Share of width in common from which a cell below continues the one above."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What stands under one label."""

    kinds: tuple[str, ...]
    values: tuple[Segment, ...]
    """In reading order; none where the paper has nothing there."""
    source: str
    """``cell`` or ``label``."""
    at: int
    """Index of the label's line on its page."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """A page sorted out."""

    page: PageReading
    labelled: tuple[Labelled, ...]
    free: tuple[Segment, ...]
    """Lines that belong to no label, in reading order."""
    labels: tuple[Label, ...]
    """All labels found, also of kinds without value."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page while it is being sorted out."""

    page: PageReading
    lines: dict[int, Line]
    """Lines with text, stamps left out, by their index on the page."""
    index: LabelIndex
    knowledge: Knowledge

    def segment(self, at: int) -> Segment:
        return whole_line(self.page.number, at, self.lines[at])

    def label_at(self, at: int) -> Label | None:
        line = self.lines[at]
        return self.index.match(line.text, in_cell=line.cell is not None)

    def is_note(self, at: int) -> bool:
        return is_instruction(self.lines[at].text, self.knowledge)


def is_instruction(text: str, knowledge: Knowledge) -> bool:
    """Whether a line is a printed note."""
    folded = comparable(text)
    return any(pattern.search(folded) for pattern in knowledge.instructions)


def sort_out(page: PageReading, index: LabelIndex, knowledge: Knowledge) -> Blocks:
    """Find the labels of a page and what belongs to each.

    Args:
        page: a read page.
        index: of the wordings.
        knowledge: printed notes.
    """
    lines = {i: line for i, line in enumerate(page.lines) if line.text.strip() and not line.stamped}
    sheet = _Sheet(page, lines, index, knowledge)
    taken: set[int] = set()
    found = _by_label_cells(sheet, taken)
    found.extend(_by_spread_labels(sheet, taken))
    labels: list[Label] = []
    for i in sorted(lines):
        if i in taken:
            continue
        label = sheet.label_at(i)
        if label is None:
            continue
        labels.append(label)
        taken.add(i)
        rest = sheet.segment(i).part(label.rest)
        values = [rest] if rest.text and not is_instruction(rest.text, knowledge) else []
        members = _following(sheet, i, label, taken, has_value=bool(values))
        taken.update(members)
        values.extend(sheet.segment(j) for j in members)
        source = "cell" if lines[i].cell is not None else "label"
        found.append(Labelled(label.kinds, tuple(values), source, i))
    free = tuple(sheet.segment(i) for i in lines if i not in taken)
    return Blocks(page, tuple(sorted(found, key=lambda item: item.at)), free, tuple(labels))


def _by_label_cells(sheet: _Sheet, taken: set[int]) -> list[Labelled]:
    """Values of the cells that cells with nothing but a label speak for; marks their lines as taken."""
    cells: dict[int, list[int]] = {}
    for i, line in sheet.lines.items():
        if line.cell is not None:
            cells.setdefault(line.cell, []).append(i)
    label_cells = {
        cell: kinds
        for cell, members in cells.items()
        if (kinds := _label_cell(members, sheet.lines, sheet.index)) is not None
    }
    for cell in label_cells:
        taken.update(cells[cell])
    found = []
    for cell, kinds in label_cells.items():
        target = _value_cell(cell, sheet.page.cells, label_cells)
        members = [i for c in target for i in cells.get(c, ()) if i not in taken]
        taken.update(members)
        found.append(Labelled(kinds, _without_labels_inside(sheet, members, kinds), "cell", cells[cell][0]))
    return found


def _by_spread_labels(sheet: _Sheet, taken: set[int]) -> list[Labelled]:
    """Values of labels whose few characters are spread over a row, each a line of its own (氏　　　名), in no cell."""
    found = []
    single = [i for i, line in sheet.lines.items() if i not in taken and len(line.text.strip()) <= SPREAD]
    for i in single:
        if i in taken:
            continue
        line = sheet.lines[i]
        row = [i, *(j for j in single if j != i and j not in taken and _beside(line, sheet.lines[j]))]
        row.sort(key=lambda j: sheet.lines[j].box.left)
        kinds = sheet.index.whole("".join(sheet.lines[j].text for j in row)) if len(row) > 1 else None
        if kinds is None:
            continue
        taken.update(row)
        last = sheet.lines[row[-1]]
        values = [j for j, other in sheet.lines.items() if j not in taken and _row_of(last, other)]
        values = [j for j in values if sheet.label_at(j) is None]
        taken.update(values)
        found.append(Labelled(kinds, tuple(sheet.segment(j) for j in values), "label", row[0]))
    return found


def _row_of(label: Line, other: Line) -> bool:
    """Whether a line stands to the right of a label in the label's row, which may hold two lines."""
    reach = 1.2 * label.box.height
    near = label.box.top - reach <= other.box.centre[1] <= label.box.bottom + reach
    return near and other.box.left >= label.box.right - 4


def _label_cell(members: list[int], lines: dict[int, Line], index: LabelIndex) -> tuple[str, ...] | None:
    """Kinds of a cell that holds nothing but a label over several lines, or several labels one under the other."""
    whole = index.whole("".join(lines[i].text for i in members))
    if whole is not None:
        return whole
    kinds: list[str] = []
    for i in members:
        one = index.whole(lines[i].text)
        if one is None:
            return None
        kinds.extend(kind for kind in one if kind not in kinds)
    return tuple(kinds)


def _value_cell(cell: int, cells: Sequence[Box], label_cells: dict[int, tuple[str, ...]]) -> list[int]:
    """The cells that a label cell speaks for: the ones to its right, or the one below where there is none."""
    box = cells[cell]
    tolerance = max(6, box.height // 6)
    beside = [
        i
        for i, other in enumerate(cells)
        if i != cell
        and other.left >= box.right - tolerance
        and other.overlap_y(box) > 0.5 * min(box.height, other.height)
        and i not in label_cells
    ]
    if beside:
        nearest = min(cells[i].left for i in beside)
        near = [i for i in beside if cells[i].left <= nearest + tolerance]
        if nearest - box.right <= max(2 * tolerance, 14):
            return sorted(near, key=lambda i: cells[i].top)
    below = [
        i
        for i, other in enumerate(cells)
        if other.top >= box.bottom - tolerance
        and other.top - box.bottom <= 2 * tolerance
        and other.overlap_x(box) > SAME_EXTENT * min(box.width, other.width)
        and i not in label_cells
    ]
    return below[:1] + (_continued(below[0], cells) if below else [])


def _continued(cell: int, cells: Sequence[Box]) -> list[int]:
    """Cells directly under one another with the same sides: the rows of ruled writing paper."""
    found: list[int] = []
    current = cells[cell]
    for i, other in sorted(enumerate(cells), key=lambda item: item[1].top):
        gap = other.top - current.bottom
        same = other.overlap_x(current) > SAME_EXTENT * max(other.width, current.width)
        if i != cell and same and 0 <= gap <= max(12, current.height // 4):
            found.append(i)
            current = other
    return found


def _without_labels_inside(sheet: _Sheet, members: list[int], kinds: tuple[str, ...]) -> tuple[Segment, ...]:
    """The lines of a value cell; a mark such as 〒 or TEL before a value of the same cell stays with its value."""
    values = []
    for i in members:
        segment = sheet.segment(i)
        label = sheet.index.match(segment.text, in_cell=True) if "opinion" not in kinds else None
        if label is not None and label.rest >= len(segment.text) and set(label.kinds) & set(kinds):
            continue
        values.append(segment)
    return tuple(values)


def _following(sheet: _Sheet, at: int, label: Label, taken: set[int], *, has_value: bool) -> list[int]:
    """Lines after an inline label that are still its value."""
    lines, line = sheet.lines, sheet.lines[at]
    later = [i for i in sorted(lines) if i > at and i not in taken]
    if set(label.kinds) & {"opinion", "reason"}:
        return _running_text(sheet, line, later)
    if line.cell is not None and not set(label.kinds) & VALUE_KINDS:
        return [i for i in later if lines[i].cell == line.cell]
    wanted = 0 if has_value else 1
    if "address" in label.kinds or {"name", "organization"} <= set(label.kinds):
        wanted = 2
    found: list[int] = []
    above = line
    for i in later:
        other = lines[i]
        free_beside = line.cell is None and not found and _beside(line, other)
        elsewhere = (other.cell != line.cell and not free_beside) or other.direction is not line.direction
        if elsewhere or sheet.label_at(i) is not None or sheet.is_note(i):
            break
        if not has_value and not found and _beside(line, other):
            found.append(i)
            has_value, wanted = True, wanted - 1
            continue
        if len(found) >= wanted or not _directly_after(above, other):
            break
        if has_value and not _continues(label.kinds, other.text):
            break
        found.append(i)
        above, has_value = other, True
    return found


def _continues(kinds: tuple[str, ...], text: str) -> bool:
    """Whether a line still belongs to a value that has begun: an address's building or number, a title and name."""
    plain = "".join(text.split())
    if "address" in kinds:
        if find_phones(text) or find_phones(plain) or any(mark in plain for mark in "。、"):
            return False
        person = parse_name(text)
        if person.likelihood > 0.7 and not any(char.isdigit() for char in plain):
            return False
        return address_likelihood(text) >= 0.1 or (len(plain) <= 16 and any(char.isdigit() for char in plain))
    return len(plain) <= 24 and not any(mark in plain for mark in "。")


def _beside(one: Line, other: Line) -> bool:
    return (
        one.box.overlap_y(other.box) > 0.4 * min(one.box.height, other.box.height)
        and other.box.left >= one.box.right - 4
    )


def _directly_after(above: Line, other: Line) -> bool:
    """Whether a line is the next one down (or the next column to the left) without a gap."""
    if above.direction is other.direction and above.direction.value == "vertical":
        return above.box.left - other.box.right < 1.5 * above.box.width and above.box.overlap_y(other.box) > 0
    return other.box.top - above.box.bottom < 1.3 * max(above.box.height, other.box.height)


def _running_text(sheet: _Sheet, line: Line, later: list[int]) -> list[int]:
    """Lines of running text after 意見: to the end of the ruled frame it stands in, or to the next label.

    Writing lines cut a frame into rows, whole or torn, so what counts is the frame: everything down to the lowest cell
    under the label's own.
    """
    page = sheet.page
    right, bottom = _end_of(line, page)
    found: list[int] = []
    for i in later:
        x, y = sheet.lines[i].box.centre
        if sheet.is_note(i) or x > right or y > bottom:
            continue
        label = sheet.label_at(i)
        if label is not None and set(label.kinds) & (VALUE_KINDS - {"opinion", "reason"} | {"date", "addressee"}):
            break
        found.append(i)
    return found


def _end_of(line: Line, page: PageReading) -> tuple[float, float]:
    """Right and bottom of what a label's running text may fill: its frame, or the page where it stands in none."""
    if line.cell is not None:
        return _frame_end(page.cells, line.cell)
    under = [c for c in page.cells if c.overlap_x(line.box) > 0 and c.bottom > line.box.bottom]
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

"""Ruled cells: which hold labels, and which cells each of them speaks for: beside it, under it, or a table's column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.extract.printed import is_unfilled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ocr_intake.extract.labels import LabelIndex
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.geometry import Box

SAME_EXTENT = 0.8
"""Share of width in common from which a cell below continues the one above."""
LEAST_OVER = 2
"""Cells with a label over its value from which all of a form's labels stand so."""
ROOM = 0.5
"""Share of a cell's height within which a label leaves room for its value."""
RUNNING = frozenset({"opinion", "reason"})
"""Kinds whose frames writing lines may divide into rows."""
_OVER_A_VALUE = frozenset({"name", "organization", "representative", "address", "phone", "opinion"})
"""Kinds whose labels may stand small at the top of their value's own cell."""
_MARKS = frozenset({"〒", "tel", "fax", "℡", "☎", "印", "様", "殿"})


@dataclass(frozen=True, slots=True)
class Claim:
    """The cells that one label's cell speaks for."""

    label: int
    kinds: tuple[str, ...]
    cells: tuple[int, ...]
    """From the top down, from the left to the right."""
    column: bool = False
    """The label heads a column of a table; each cell is a row of its own."""


class Grid:
    """The cells of a page with what stands in them."""

    def __init__(self, boxes: Sequence[Box], texts: Mapping[int, Sequence[Segment]], index: LabelIndex) -> None:
        """Find the label cells.

        Args:
            boxes: the page's cells.
            texts: cell to the lines in it.
            index: of the wordings.
        """
        self.boxes = boxes
        self._texts = texts
        self._index = index
        self._empty = {
            cell for cell in range(len(boxes)) if all(is_unfilled(segment.text) for segment in texts.get(cell, ()))
        }
        candidates = {
            cell: kinds
            for cell, members in texts.items()
            if cell < len(boxes) and (kinds := self._kinds_of(members)) is not None
        }
        self.labels = {cell: kinds for cell, kinds in candidates.items() if not self._is_value(cell, candidates)}
        over = sum(self._is_over_value(members) for members in texts.values())
        self._unfilled = {cell for cell in self.labels if over >= LEAST_OVER and self._leaves_room(cell)}

    def claims(self) -> list[Claim]:
        """Each label's cells; a cell that two labels could speak for belongs to the one beside it."""
        columns = self._columns()
        taken = {cell for claim in columns for cell in claim.cells}
        claims = list(columns)
        waiting: list[int] = []
        for label in sorted(self.labels, key=lambda cell: (self.boxes[cell].top, self.boxes[cell].left)):
            if any(claim.label == label for claim in columns):
                continue
            cells = [cell for cell in self._beside(label) if cell not in taken]
            if not cells:
                waiting.append(label)
                continue
            if set(self.labels[label]) & RUNNING:
                cells += [cell for cell in self._continued(cells[-1]) if cell not in cells and cell not in taken]
            taken.update(cells)
            claims.append(Claim(label, self.labels[label], tuple(cells)))
        for label in waiting:
            if label in self._unfilled:
                continue
            cells = [cell for cell in self._under(label) if cell not in taken]
            taken.update(cells)
            claims.append(Claim(label, self.labels[label], tuple(cells)))
        return claims

    def _kinds_of(self, members: Sequence[Segment]) -> tuple[str, ...] | None:
        """Kinds of a cell that holds nothing but a label over several lines, or several labels one under the other."""
        whole = self._index.whole("".join(segment.text for segment in members))
        if whole is not None:
            return whole
        kinds: list[str] = []
        for segment in members:
            one = self._index.whole(segment.text)
            if one is None:
                return None
            kinds.extend(kind for kind in one if kind not in kinds)
        return tuple(kinds) if kinds else None

    def _is_over_value(self, members: Sequence[Segment]) -> bool:
        """Whether a cell has a label at its top and its value below it."""
        first = members[0]
        if len(members) < 2 or self._index.whole(first.text) is None:
            return False
        below = members[1]
        under = below.line.box.centre[1] > first.line.box.bottom
        return under and self._index.match(below.text, in_cell=True) is None

    def _leaves_room(self, cell: int) -> bool:
        """Whether a label stands at the top of a cell with room for its value below it."""
        box = self.boxes[cell]
        bottom = max(segment.line.box.bottom for segment in self._texts[cell])
        return not set(self.labels[cell]) & RUNNING and bottom - box.top <= ROOM * box.height

    def _is_value(self, cell: int, candidates: Mapping[int, tuple[str, ...]]) -> bool:
        """Whether what looks like a label is what stands beside one: a printed mark, or a word much like a label's."""
        text = "".join(segment.text for segment in self._texts[cell])
        left = self._to_the_left(cell, candidates)
        if left is None:
            return False
        if "".join(text.split()).casefold() in _MARKS or is_unfilled(text):
            return not all(self._is_over_value_cell(each, candidates) for each in (left, cell))
        exact = self._index.exactly(text) is not None
        return not exact and not self._beside_of(cell, candidates)

    def _is_over_value_cell(self, cell: int, labels: Mapping[int, tuple[str, ...]]) -> bool:
        """Whether something that is no label is written in the cell directly under one."""
        below = [i for i, box in enumerate(self.boxes) if i != cell and self._is_next(self.boxes[cell], box)]
        return bool(below) and all(i not in labels and i not in self._empty for i in below)

    def _to_the_left(self, cell: int, cells: Iterable[int]) -> int | None:
        box = self.boxes[cell]
        for other in cells:
            left = self.boxes[other]
            if (
                other != cell
                and 0 <= box.left - left.right + _slack(box) <= 2 * _slack(box) + 14
                and _same_row(left, box)
            ):
                return other
        return None

    def _columns(self) -> list[Claim]:
        """Labels side by side over a table: each speaks for the cells below it, down to the table's end."""
        claims = []
        for label in self.labels:
            if self._beside(label) or not any(self._touches(label, other) for other in self.labels if other != label):
                continue
            rows = self._rows(label)
            if rows:
                claims.append(Claim(label, self.labels[label], tuple(rows), column=True))
        return claims if len(claims) > 1 else []

    def _touches(self, one: int, other: int) -> bool:
        """Whether two cells stand side by side."""
        a, b = self.boxes[one], self.boxes[other]
        gap = max(a.left, b.left) - min(a.right, b.right)
        return _same_row(a, b) and abs(gap) <= 2 * _slack(a) + 14

    def _rows(self, label: int) -> list[int]:
        """Cells under a column's head, one under the other, to where the column ends or another label stands."""
        found: list[int] = []
        current = self.boxes[label]
        for cell, box in sorted(enumerate(self.boxes), key=lambda item: item[1].top):
            if cell == label or not self._is_next(current, box):
                continue
            if cell in self.labels:
                break
            found.append(cell)
            current = box
        return found

    def _beside(self, cell: int) -> list[int]:
        return self._beside_of(cell, self.labels)

    def _beside_of(self, cell: int, labels: Mapping[int, tuple[str, ...]]) -> list[int]:
        """The cells to the right of a label's, as far as they are its own: no other label, nothing under one."""
        box = self.boxes[cell]
        slack = _slack(box)
        beside = [
            i
            for i, other in enumerate(self.boxes)
            if i != cell
            and i not in labels
            and not self._is_own(i, cell, labels)
            and other.left >= box.right - slack
            and other.overlap_y(box) > 0.5 * min(box.height, other.height)
        ]
        if not beside:
            return []
        nearest = min(self.boxes[i].left for i in beside)
        if nearest - box.right > max(2 * slack, 14):
            return []
        near = [i for i in beside if self.boxes[i].left <= nearest + slack and not self._headed(i, box, labels)]
        near.sort(key=lambda i: self.boxes[i].top)
        return [more for i in near for more in (i, *self._further(i, beside, labels))]

    def _headed(self, cell: int, beside: Box, labels: Mapping[int, tuple[str, ...]]) -> bool:
        """Whether a cell stands under a label that is itself to the right of the one asked for."""
        box = self.boxes[cell]
        return any(
            self.boxes[label].left >= beside.right - _slack(beside)
            and self.boxes[label].overlap_y(beside) > 0
            and self._is_next(self.boxes[label], box)
            for label in labels
        )

    def _further(self, cell: int, beside: Sequence[int], labels: Mapping[int, tuple[str, ...]]) -> list[int]:
        """Cells that go on to the right of a value's in its row, where something stands in them."""
        found: list[int] = []
        current = self.boxes[cell]
        for i in sorted(beside, key=lambda i: self.boxes[i].left):
            box = self.boxes[i]
            if i == cell or not 0 <= box.left - current.right + _slack(box) <= 2 * _slack(box) + 14:
                continue
            if (
                i in self._empty
                or not _same_row(current, box)
                or any(self._is_next(self.boxes[k], box) for k in labels)
            ):
                break
            found.append(i)
            current = box
        return found

    def _under(self, label: int) -> list[int]:
        """The cell under a label, and the rows that writing lines divide it into where running text belongs there."""
        box = self.boxes[label]
        below = [
            i
            for i, other in enumerate(self.boxes)
            if i not in self.labels
            and not self._is_own(i, label, self.labels)
            and -_slack(box) <= other.top - box.bottom <= 2 * _slack(box)
            and other.overlap_x(box) > SAME_EXTENT * min(box.width, other.width)
        ]
        if not below:
            return []
        first = min(below, key=lambda i: (self.boxes[i].top, self.boxes[i].left))
        return [first, *self._continued(first)] if set(self.labels[label]) & RUNNING else [first]

    def _continued(self, cell: int) -> list[int]:
        """Cells directly under one another with the same sides, to the next label: the rows of ruled writing paper."""
        found: list[int] = []
        current = self.boxes[cell]
        for i, other in sorted(enumerate(self.boxes), key=lambda item: item[1].top):
            if i == cell or not self._is_next(current, other):
                continue
            if i in self.labels or self._to_the_left(i, self.labels) is not None or self._has_label(i):
                break
            found.append(i)
            current = other
        return found

    def _has_label(self, cell: int) -> bool:
        """Whether a cell begins with a label of its own: it is no row of the frame above."""
        first = next(iter(self._texts.get(cell, ())), None)
        label = self._index.match(first.text, in_cell=True) if first is not None else None
        return label is not None and not set(label.kinds) & RUNNING and label.separated

    def _is_own(self, cell: int, asking: int, labels: Mapping[int, tuple[str, ...]]) -> bool:
        """Whether a cell has its own label over its value, for another field than the one asked for."""
        members = self._texts.get(cell, ())
        kinds = self._index.whole(members[0].text) if len(members) > 1 else None
        if kinds is None or self._index.match(members[0].text, in_cell=True) is None:
            return False
        wanted = set(kinds) & _OVER_A_VALUE
        return bool(wanted) and not set(kinds) & set(labels.get(asking, ()))

    @staticmethod
    def _is_next(above: Box, below: Box) -> bool:
        gap = below.top - above.bottom
        same = below.overlap_x(above) > SAME_EXTENT * max(below.width, above.width)
        return same and -_slack(above) <= gap <= max(12, above.height // 4)


def _slack(box: Box) -> int:
    """Pixels that neighbouring cells may overlap or be apart by."""
    return max(6, min(box.height, 120) // 6)


def _same_row(one: Box, other: Box) -> bool:
    return one.overlap_y(other) > 0.5 * min(one.height, other.height)

"""Which lines and cells a line finder makes of a page's runs: the geometry of noise. Follows ``layout.lines``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from ocr_intake.layout.lines import COMB_LEAST, COMB_SIDE, LEVEL
from training.noise_text import NARROW, WIDE
from training.paper import HALF, Tagged, is_half, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.dice import Dice
    from training.noise_table import NoiseTable
    from training.paper import Page, Run

Rectangle = tuple[float, float, float, float]

DPI: Final = 200.0
BREAK: Final = 0.9
"""Heights: a gap from which the detector itself sees two pieces."""
GAP: Final = 0.3
"""Heights: a gap from which a reader may see a space."""
WIDE_GAP: Final = 0.8
_FILL: Final = frozenset("_＿")
HELD: Final = 0.6
"""Share of a piece that must lie in a cell to belong to it."""


@dataclass(slots=True)
class Piece:
    """A stretch of writing while lines are made of it."""

    text: Tagged
    left: float
    top: float
    right: float
    bottom: float
    hand: bool
    cell: int | None = None
    worse: float = 1.0
    """Factor on the rate of reading errors."""
    lost: bool = False

    @property
    def height(self) -> float:
        """Pixels."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half way from top to bottom, pixels."""
        return (self.top + self.bottom) / 2


def found_cells(dice: Dice, page: Page, table: NoiseTable) -> list[Rectangle | None]:
    """The page's cells as far as they are found, each at its index; a frame around all may come behind them."""
    cells: list[Rectangle | None] = list(page.cells)
    if not page.ruled or dice.chance(table.no_cells):
        cells = [None] * len(cells)
    else:
        share, lost = table.some_cells
        if dice.chance(share):
            cells = [None if dice.chance(lost) else cell for cell in cells]
        if dice.chance(table.merged_cells):
            _merge_two(dice, cells)
        cells = [_shaken(dice, cell) for cell in cells]
    if dice.chance(table.frame_cell):
        inset = dice.uniform(0.005, 0.04) * page.width
        cells.append((inset, inset, page.width - inset, page.height - inset))
    return cells


def _shaken(dice: Dice, cell: Rectangle | None) -> Rectangle | None:
    """A cell measured inside its rules, a little off."""
    if cell is None:
        return None
    shift = dice.uniform(-2, 2)
    return cell[0] + 2 + shift, cell[1] + 2 + shift, cell[2] - 2 + shift, cell[3] - 2 - shift


def _merge_two(dice: Dice, cells: list[Rectangle | None]) -> None:
    """Let two neighbours with a common side become one cell, in place."""
    pairs = [
        (i, j)
        for i, one in enumerate(cells)
        for j, other in enumerate(cells)
        if i != j and one and other and _adjoin(one, other)
    ]
    if not pairs:
        return
    i, j = dice.pick(pairs)
    one, other = cells[i], cells[j]
    if one and other:
        cells[i] = min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
        cells[j] = None


def _adjoin(one: Rectangle, other: Rectangle) -> bool:
    """Whether ``other`` lies against the right or lower side of ``one``, as long as it."""
    beside = abs(one[2] - other[0]) < 4 and abs(one[1] - other[1]) < 4 and abs(one[3] - other[3]) < 4
    below = abs(one[3] - other[1]) < 4 and abs(one[0] - other[0]) < 4 and abs(one[2] - other[2]) < 4
    return beside or below


def lines_of(
    dice: Dice, page: Page, cells: Sequence[Rectangle | None], table: NoiseTable, errors: float
) -> list[Piece]:
    """Lines of the page's runs as they are found, nothing read yet, in no order.

    Args:
        dice: chance.
        page: a generated page.
        cells: those that are found.
        table: rates of what goes wrong.
        errors: share of the page's print that is read wrong.
    """
    pieces = [piece for run in page.runs for piece in _pieces(run)]
    pieces = _combed(pieces, page.cells if page.ruled else ())
    large = [cell if cell and max(cell[2] - cell[0], cell[3] - cell[1]) > DPI * COMB_SIDE else None for cell in cells]
    for piece in pieces:
        piece.cell = _cell_of(piece, large)
        if piece.cell is not None and dice.random() < table.line_out_of_cell:
            piece.cell = None
    reach = dice.uniform(*table.join_outside), dice.uniform(*table.join_inside)
    lines = _join(pieces, large, reach, table)
    if dice.chance(table.merged_rows):
        _swallow(dice, lines)
    lost = table.lost_line + table.lost_by_errors * errors
    found: list[Piece] = []
    for line in lines:
        length = len(line.text)
        if line.lost or dice.random() < lost + (table.lost_short if length == 1 else 0.0):
            continue
        if _FILL.issuperset(line.text.text) and dice.random() < table.lost_fill:
            continue
        if length >= 6 and dice.random() < table.torn_line:
            found += _torn(dice, line)
        else:
            found.append(line)
    return found


def _pieces(run: Run) -> list[Piece]:
    """A run broken at its wide gaps; narrower ones stay in the text as ``NARROW`` or ``WIDE``."""
    text, size = run.text.text, run.size
    top, bottom = run.y + 0.06 * size, run.y + 0.96 * size
    if run.pitch <= 1.0 and " " not in text and "\u3000" not in text:
        return [Piece(run.text, run.x, top, run.right, bottom, run.hand)]
    pieces: list[Piece] = []
    chars: list[str] = []
    tags: list[Tag] = []
    x, left, end, gap = run.x, run.x, run.x, 0.0
    for char, tag in zip(text, run.text.tags, strict=True):
        ink = (HALF if is_half(char) else 1.0) * size
        if char.isspace():
            gap += ink * run.pitch
            x += ink * run.pitch
            continue
        free = x - end if chars else 0.0
        if free > BREAK * size:
            pieces.append(Piece(Tagged("".join(chars), tuple(tags)), left, top, end, bottom, run.hand))
            chars, tags = [], []
        if not chars:
            left = x
        elif gap > 0:
            chars.append(WIDE if gap >= WIDE_GAP * size else NARROW)
            tags.append(tag if tag == tags[-1] else Tag.OTHER)
        chars.append(char)
        tags.append(tag)
        end = x + ink
        x += ink * run.pitch
        gap = 0.0
    if chars:
        pieces.append(Piece(Tagged("".join(chars), tuple(tags)), left, top, end, bottom, run.hand))
    return pieces


def _cell_of(piece: Piece, cells: Sequence[Rectangle | None]) -> int | None:
    """The smallest cell that holds most of the piece."""
    best: int | None = None
    least = 0.0
    width, height = piece.right - piece.left, piece.height
    need = HELD * width * height
    for index, cell in enumerate(cells):
        if cell is None or cell[1] > piece.bottom or cell[3] < piece.top:
            continue
        across = min(piece.right, cell[2]) - max(piece.left, cell[0])
        if across <= 0 or across * (min(piece.bottom, cell[3]) - max(piece.top, cell[1])) <= need:
            continue
        area = (cell[2] - cell[0]) * (cell[3] - cell[1])
        if best is None or area < least:
            best, least = index, area
    return best


def _combed(pieces: list[Piece], cells: Sequence[Rectangle]) -> list[Piece]:
    """Pieces, those in one row of small boxes joined: each box holds one character."""
    small = sorted(cell for cell in cells if max(cell[2] - cell[0], cell[3] - cell[1]) <= DPI * COMB_SIDE)
    if len(small) < COMB_LEAST:
        return pieces
    rows: list[list[Rectangle]] = []
    for box in small:
        width, height = box[2] - box[0], box[3] - box[1]
        for row in rows:
            if abs(row[-1][1] - box[1]) < 0.25 * height and -2 <= box[0] - row[-1][2] <= 2.5 * width:
                row.append(box)
                break
        else:
            rows.append([box])
    for row in rows:
        if len(row) >= COMB_LEAST:
            pieces = _in_comb(pieces, (row[0][0], row[0][1], row[-1][2], row[0][3]))
    return pieces


def _in_comb(pieces: list[Piece], comb: Rectangle) -> list[Piece]:
    """Pieces, those whose middle lies in a comb as one."""
    inside = [
        piece
        for piece in pieces
        if comb[0] <= (piece.left + piece.right) / 2 <= comb[2] and comb[1] <= piece.middle <= comb[3]
    ]
    if len(inside) < 2:
        return pieces
    inside.sort(key=lambda piece: piece.left)
    text = Tagged()
    for piece in inside:
        text += piece.text
    line = Piece(text, *comb, hand=any(piece.hand for piece in inside))
    return [*(piece for piece in pieces if all(piece is not other for other in inside)), line]


def _same_row(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand on one row, as ``layout.lines`` has it."""
    low, high = sorted((one.height, other.height))
    if abs(one.middle - other.middle) >= LEVEL * high:
        return False
    return min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5 * low


def _join(
    pieces: list[Piece], cells: Sequence[Rectangle | None], reach: tuple[float, float], table: NoiseTable
) -> list[Piece]:
    """Pieces that follow one another on a row of one cell joined to lines."""
    by_cell: dict[int | None, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.left, piece.top)):
        rows = by_cell.setdefault(piece.cell, [])
        cell = None if piece.cell is None else cells[piece.cell]
        best: Piece | None = None
        for line in rows:
            if line.bottom < piece.top or line.top > piece.bottom or not _same_row(line, piece):
                continue
            height = max(line.height, piece.height)
            if cell is None:
                limit = reach[0] * height
            elif cell[2] - cell[0] < table.narrow_cell * height:
                limit = cell[2] - cell[0]
            else:
                limit = reach[1] * height
            if piece.left - line.right <= limit and (best is None or best.right < line.right):
                best = line
        if best is None:
            rows.append(piece)
        else:
            _append(best, piece)
    return [line for rows in by_cell.values() for line in rows]


def _append(line: Piece, piece: Piece) -> None:
    """Put a piece behind a line, in place."""
    gap = piece.left - line.right
    height = min(line.height, piece.height)
    if gap >= GAP * height:
        tag = line.text.tags[-1] if line.text.tags[-1] == piece.text.tags[0] else Tag.OTHER
        line.text += Tagged(WIDE if gap >= WIDE_GAP * height else NARROW, (tag,))
    line.text += piece.text
    line.top, line.bottom = min(line.top, piece.top), max(line.bottom, piece.bottom)
    line.right = max(line.right, piece.right)
    line.hand = line.hand or piece.hand


def _swallow(dice: Dice, lines: list[Piece]) -> None:
    """Let one line take the line close below it into its box, in place: one of the two is read, badly."""
    close = [
        (upper, lower)
        for upper in lines
        for lower in lines
        if upper is not lower
        and upper.cell == lower.cell
        and -0.2 * upper.height < lower.top - upper.bottom < 0.4 * upper.height
        and min(upper.right, lower.right) - max(upper.left, lower.left) > 0.6 * (lower.right - lower.left)
    ]
    if not close:
        return
    upper, lower = dice.pick(close)
    kept, gone = (upper, lower) if len(upper.text) >= len(lower.text) else (lower, upper)
    gone.lost = True
    kept.left, kept.right = min(kept.left, gone.left), max(kept.right, gone.right)
    kept.top, kept.bottom = min(kept.top, gone.top), max(kept.bottom, gone.bottom)
    kept.worse = 12.0


def _torn(dice: Dice, line: Piece) -> list[Piece]:
    """A line in two pieces; what lies at the tear may be lost."""
    at = dice.randint(1, len(line.text) - 2)
    size = line.height / 0.9
    whole = width_of(line.text.text, size) or 1.0
    scale = (line.right - line.left) / whole
    middle = line.left + width_of(line.text.text[:at], size) * scale
    lost = 1 if dice.chance(0.3) else 0
    head, tail = line.text[:at].stripped(), line.text[at + lost :].stripped()
    shift = dice.gauss(0, 0.1) * line.height
    first = Piece(head, line.left, line.top, middle, line.bottom, line.hand, line.cell, line.worse)
    start = middle + lost * size
    second = Piece(tail, start, line.top + shift, line.right, line.bottom + shift, line.hand, line.cell, line.worse)
    return [piece for piece in (first, second) if len(piece.text)]


def in_reading_order(lines: Sequence[Piece]) -> list[Piece]:
    """Rows from the top down, each from left to right, as ``layout.lines`` sorts them."""
    rows: list[list[Piece]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        for row in reversed(rows[-4:]):
            if all(_same_row(other, line) and _overlap(other, line) < 0.3 for other in row):
                row.append(line)
                break
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def _overlap(one: Piece, other: Piece) -> float:
    """How far two lines overlap along the row, in widths of the shorter one."""
    shorter = min(one.right - one.left, other.right - other.left)
    return (min(one.right, other.right) - max(one.left, other.left)) / max(1.0, shorter)

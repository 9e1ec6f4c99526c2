"""How often a line finder and a reader go wrong, and in what way: every rate that ``noise`` uses, in one table.

``noise_check`` measures the same figures on rendered pages that the program itself has read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class NoiseTable:
    """Rates are shares of what they speak of; lengths are in heights of the line's characters."""

    error_rates: dict[float, float] = field(
        default_factory=lambda: {0.001: 3, 0.004: 4, 0.012: 3, 0.03: 1.5, 0.08: 0.6}
    )
    """Share of a printed page's characters that are read wrong, with how many pages are so."""
    hand_factor: float = 2.8
    """How much more often a character written by hand is read wrong; ``hand_least`` at the least."""
    hand_least: float = 0.008
    line_factors: tuple[float, ...] = (0.3, 0.5, 1.0, 1.0, 3.0)
    """How a line's rate differs from its page's."""
    worst_rate: float = 0.35
    """No line has more errors than this."""
    bad_print: tuple[float, float, float] = (0.08, 3.0, 12.0)
    """Share of pages where print is worse than that (faint, tiny, a fax at low resolution), and by which factors."""
    bad_hand: tuple[float, float, float] = (0.12, 2.0, 6.0)
    """The same of handwriting."""
    error_kinds: dict[str, float] = field(
        default_factory=lambda: {"alike": 0.69, "other": 0.07, "dropped": 0.17, "inserted": 0.05, "doubled": 0.02}
    )
    """What an error is: a look-alike, any other character, a character not read, one read where none is."""

    unsure: dict[float, float] = field(default_factory=lambda: {0.018: 1, 0.035: 2, 0.055: 2, 0.085: 1.5, 0.15: 1})
    """Share of a page's rightly read characters whose probability falls below 0.98, with how many pages are so."""
    unsure_by_errors: float = 1.0
    """What each share of errors adds to that."""
    unsure_beside_error: float = 0.3
    """Share of errors that make the character beside them unsure."""

    space_kept: tuple[float, ...] = (0.05, 0.2, 0.4, 0.6)
    """Share of a page's narrow gaps that are read as a space."""
    wide_space_factor: float = 0.9
    """The same of a gap as wide as a character, as a factor: many of these part the characters of a label (氏　名)."""
    full_width_kept: float = 0.05
    """Share of lines whose full-width digits and letters are read as such (the reader prefers half-width ones)."""
    full_brackets_kept: float = 0.15
    """The same of full-width brackets and stops."""
    special: float = 1.0
    """Factor on the misreadings of single signs (``noise_text``): 〒, hyphens, brackets, ticked boxes."""
    upright_hyphen: float = 0.6
    """Share of hyphens in vertical writing that are read as 1, 一 or a bar."""

    join_outside: tuple[float, float] = (1.8, 2.8)
    """Gap up to which pieces of a row are one line outside cells; it differs by page (the finder's is 1.6 of boxes that
    are larger than their characters)."""
    join_inside: tuple[float, float] = (2.8, 4.2)
    """The same within a cell."""
    narrow_cell: float = 12.0
    """A cell narrower than this holds one line a row."""
    lost_line: float = 0.004
    """Share of lines that are not found at all."""
    lost_by_errors: float = 0.4
    """What each share of a page's errors adds to that."""
    lost_fill: float = 0.85
    """Share of lines of nothing but fill marks (＿＿＿) that are taken for a rule."""
    lost_short: float = 0.04
    """The same of lines of one character."""
    torn_line: float = 0.003
    """Share of longer lines that are found in two pieces."""
    merged_rows: float = 0.05
    """Share of pages where a line swallows the one below it."""
    box_jitter: float = 0.04
    """Standard deviation of each edge of a box."""
    skew: tuple[float, float] = (0.4, 0.003)
    """Share of pages that stay askew after they are straightened, and the standard deviation of their slope."""

    no_cells: float = 0.14
    """Share of ruled pages where no cell is found (rules too faint, too broken)."""
    some_cells: tuple[float, float] = (0.35, 0.4)
    """Share of ruled pages that lose single cells, and the share of cells that they lose."""
    merged_cells: float = 0.06
    """Share of ruled pages where the rule between two cells is not found."""
    frame_cell: float = 0.05
    """Share of pages where a frame around everything is taken for a cell."""
    line_out_of_cell: float = 0.01
    """Share of lines in a cell that are found to lie outside it."""

    header_removed: float = 0.85
    """Share of fax headers that are taken off before the lines are handed on."""
    seal: float = 0.05
    """Share of pages with a seal behind a name that is read as characters."""
    specks: float = 0.06
    """Share of pages where dirt is read as lines of their own."""
    receipt: float = 0.03
    """Share of pages with a receipt stamp whose text stays among the lines."""
    page_number: float = 0.03
    """Share of pages with a page number at the foot that the layout did not put there."""
    struck: float = 0.06
    """Share of handwritten pages with a struck word whose remains are read."""
    rule_character: float = 0.012
    """Share of lines at whose end a rule is read as a character."""


TABLE: Final = NoiseTable()
"""The rates as they were measured (see ``noise_check``)."""

SURE: Final = (0.982, 0.993, 0.997, 0.999, 0.9995, 0.9997, 0.9998, 0.9999, 0.9999, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
"""Probabilities of characters that the reader was sure of, evenly over their distribution."""
UNSURE: Final = (0.45, 0.56, 0.65, 0.73, 0.79, 0.83, 0.86, 0.89, 0.91, 0.928, 0.942, 0.953, 0.961, 0.968, 0.974, 0.979)
"""The same of right characters that it was not sure of."""
WRONG: Final = (0.15, 0.3, 0.37, 0.43, 0.47, 0.52, 0.57, 0.62, 0.68, 0.73, 0.79, 0.85, 0.9, 0.95, 0.985, 0.998)
"""The same of characters that it read wrong."""

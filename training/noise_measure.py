"""Figures on how pages were read, against what stands on them: the same for real readings and for simulated ones."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from ocr_intake.extract.tags import Tag
from training.noise_lines import GAP, WIDE_GAP
from training.paper import HALF, is_half

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.noise import ReadLine, ReadPage
    from training.paper import Page

ALIKE: Final = 80.0
"""Ratio of two texts from which a line and a run are the same writing."""
LEAST_POINTS: Final = 4
FOUND: Final = 0.7
"""Common share of two cells from which they are the same."""
UNSURE_BELOW: Final = 0.98
"""Probability below which the reader was not sure of a character."""
SURE_ERRORS: Final = 0.9
"""From so many errors a character on, a line's text is not that of the runs it lies on."""


@dataclass(slots=True)
class Figures:
    """Sums over pages."""

    pages: int = 0
    ruled_pages: int = 0
    """With cells on them."""
    pages_without_cells: int = 0
    """Of those, where none was found."""
    cells: int = 0
    """On the other ones."""
    cells_found: int = 0
    runs: int = 0
    runs_split: int = 0
    """That lie on more than one line."""
    lines: int = 0
    lines_joined: int = 0
    """That lie on more than one run."""
    lines_extra: int = 0
    """That lie on no run."""
    lines_in_cell: int = 0
    narrow_gaps: Counter[bool] = field(default_factory=Counter)
    """By whether a space was read there."""
    wide_gaps: Counter[bool] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    """On lines, ``print`` and ``hand``."""
    errors: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    """Characters on no line."""
    written: Counter[str] = field(default_factory=Counter)
    """Each character, by how often it stands on lines that were read."""
    kinds: Counter[str] = field(default_factory=Counter)
    """``replace``, ``delete``, ``insert``."""
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What was written, what was read; "" for nothing."""
    right: list[float] = field(default_factory=list)
    """Probabilities of characters that were read right."""
    wrong: list[float] = field(default_factory=list)
    page_rates: list[float] = field(default_factory=list)
    """Share of errors, by page."""
    page_unsure: list[float] = field(default_factory=list)
    """Share of right characters whose probability is below ``UNSURE_BELOW``, by page."""


@dataclass(frozen=True, slots=True)
class _Written:
    """One character on paper, where it is in the reading's pixels."""

    char: str
    run: int
    left: float
    right: float
    middle: float
    size: float
    hand: bool


def folded(char: str) -> str:
    """A character without its width."""
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def measure(page: Page, seen: ReadPage, figures: Figures) -> None:
    """Add one page to the figures.

    Args:
        page: what stands on paper.
        seen: how it was read; turned as ``page`` is, at any scale.
        figures: to add to.
    """
    fit = _fit(page, seen)
    if fit is None:
        return
    figures.pages += 1
    written = _written(page, fit)
    owner = _owners(written, seen)
    _count_runs(written, owner, figures)
    _count_cells(page, seen, fit, figures)
    errors_before, chars_before = figures.errors.total(), figures.characters.total()
    first_right = len(figures.right)
    by_line: dict[int, list[_Written]] = {}
    for char, line in zip(written, owner, strict=True):
        if line is None:
            figures.lost["hand" if char.hand else "print"] += 1
        else:
            by_line.setdefault(line, []).append(char)
    for index, found in enumerate(seen.lines):
        figures.lines += 1
        figures.lines_in_cell += found.cell is not None
        on_it = sorted(by_line.get(index, []), key=lambda char: char.left)
        figures.lines_extra += not on_it
        figures.lines_joined += len({char.run for char in on_it}) > 1
        if on_it:
            _count_reading(found, on_it, figures)
    count = figures.characters.total() - chars_before
    if count:
        figures.page_rates.append((figures.errors.total() - errors_before) / count)
        right = figures.right[first_right:]
        figures.page_unsure.append(sum(value < UNSURE_BELOW for value in right) / max(1, len(right)))


def _fit(page: Page, seen: ReadPage) -> NDArray[np.float64] | None:
    """The affine map from the page to the reading's pixels ``(3, 2)``, by lines that read as runs do."""
    texts = ["".join(folded(char) for char in run.text.text if not char.isspace()) for run in page.runs]
    counted = Counter(texts)
    source, target = [], []
    for line in seen.lines:
        text = "".join(folded(char) for char in line.text if not char.isspace())
        likely = [i for i, other in enumerate(texts) if len(other) > 3 and counted[other] == 1]
        scores = [(fuzz.ratio(text, texts[i]), i) for i in likely]
        score, index = max(scores, default=(0.0, 0))
        if score < ALIKE:
            continue
        run = page.runs[index]
        middle = (line.box[1] + line.box[3]) / 2
        source += [(run.x, run.y + run.size / 2, 1.0), (run.right, run.y + run.size / 2, 1.0)]
        target += [(line.box[0], middle), (line.box[2], middle)]
    if len(source) < LEAST_POINTS:
        return None
    points, wanted = np.array(source), np.array(target)
    keep = np.ones(len(points), bool)
    solution = np.zeros((3, 2))
    for _ in range(4):
        solution = np.linalg.lstsq(points[keep], wanted[keep], rcond=None)[0]
        off = np.abs(points @ solution - wanted).max(axis=1)
        keep = off <= max(12.0, float(np.median(off[keep])) * 3)
        if keep.sum() < LEAST_POINTS:
            return None
    return solution


def _written(page: Page, fit: NDArray[np.float64]) -> list[_Written]:
    """Every character of the page, in the reading's pixels."""
    found = []
    scale = float(np.hypot(*fit[1]))
    for number, run in enumerate(page.runs):
        if run.text.tags[0] is Tag.HEADER:  # the program takes these off
            continue
        x = run.x
        for char in run.text.text:
            step = (HALF if is_half(char) else 1.0) * run.size
            if not char.isspace():
                left, middle = np.array((x, run.y + run.size / 2, 1.0)) @ fit
                right = float((np.array((x + step, run.y + run.size / 2, 1.0)) @ fit)[0])
                found.append(_Written(char, number, float(left), right, float(middle), run.size * scale, run.hand))
            x += step * run.pitch
    return found


def _owners(written: list[_Written], seen: ReadPage) -> list[int | None]:
    """The line that each character lies on."""
    owners: list[int | None] = []
    boxes = [line.box for line in seen.lines]
    for char in written:
        x = (char.left + char.right) / 2
        reach = 0.35 * char.size
        on = [
            (abs((box[1] + box[3]) / 2 - char.middle), index)
            for index, box in enumerate(boxes)
            if box[0] - reach <= x <= box[2] + reach and box[1] - reach / 2 <= char.middle <= box[3] + reach / 2
        ]
        owners.append(min(on)[1] if on else None)
    return owners


def _count_runs(written: list[_Written], owner: list[int | None], figures: Figures) -> None:
    by_run: dict[int, set[int]] = {}
    for char, line in zip(written, owner, strict=True):
        by_run.setdefault(char.run, set()).update(() if line is None else (line,))
    figures.runs += len(by_run)
    figures.runs_split += sum(len(lines) > 1 for lines in by_run.values())


def _count_cells(page: Page, seen: ReadPage, fit: NDArray[np.float64], figures: Figures) -> None:
    if not page.cells or not page.ruled:
        return
    figures.ruled_pages += 1
    found = [cell for cell in seen.cells if cell is not None]
    if not found:
        figures.pages_without_cells += 1
        return
    for left, top, right, bottom in page.cells:
        x0, y0 = np.array((left, top, 1.0)) @ fit
        x1, y1 = np.array((right, bottom, 1.0)) @ fit
        figures.cells += 1
        figures.cells_found += any(_common((x0, y0, x1, y1), cell) > FOUND for cell in found)


def _common(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Common area of two rectangles over that of both."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return across * down / (sum(areas) - across * down)


def _count_reading(line: ReadLine, on_it: list[_Written], figures: Figures) -> None:
    """Add one line's characters, errors and spaces."""
    hand = "hand" if sum(char.hand for char in on_it) * 2 > len(on_it) else "print"
    wanted = [folded(char.char) for char in on_it]
    kept = [index for index, char in enumerate(line.text) if not char.isspace()]
    read = [folded(line.text[index]) for index in kept]
    changes = Levenshtein.opcodes(read, wanted)
    wrong = sum(max(op.src_end - op.src_start, op.dest_end - op.dest_start) for op in changes if op.tag != "equal")
    if wrong > SURE_ERRORS * len(wanted):
        figures.lost[hand] += len(wanted)
        return
    figures.characters[hand] += len(wanted)
    figures.written.update(wanted)
    figures.errors[hand] += wrong
    for op in changes:
        sure = [line.confidences[kept[i]] for i in range(op.src_start, op.src_end)]
        if op.tag == "equal":
            figures.right += sure
            _count_gaps(on_it, kept, (op.src_start, op.dest_start, op.src_end - op.src_start), figures)
            continue
        figures.wrong += sure
        # rapidfuzz tells how to make the paper's text of the reading: what it deletes, the reader put in
        name = {"delete": "insert", "insert": "delete"}.get(op.tag, op.tag)
        figures.kinds[name] += max(op.src_end - op.src_start, op.dest_end - op.dest_start)
        figures.confusions["".join(wanted[op.dest_start : op.dest_end]), "".join(read[op.src_start : op.src_end])] += 1


def _count_gaps(on_it: list[_Written], kept: list[int], block: tuple[int, int, int], figures: Figures) -> None:
    """Add the gaps within a stretch that was read right: its beginning in the reading, on paper, its length."""
    read, wanted, length = block
    for offset in range(1, length):
        before, here = on_it[wanted + offset - 1], on_it[wanted + offset]
        gap = (here.left - before.right) / min(before.size, here.size)
        spaced = kept[read + offset] - kept[read + offset - 1] > 1
        if gap >= WIDE_GAP:
            figures.wide_gaps[spaced] += 1
        elif gap >= GAP:
            figures.narrow_gaps[spaced] += 1

"""Rules that a fax has torn, or of which it left a row of dots."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ocr_intake.layout.rule import Rule, along, components, overlap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEAST_DOTTED = 0.3
"""Share of a faint rule's length that has ink, over any inch of it."""
CLEAN_BESIDE = 0.025
"""Inches from a faint rule at which the paper is looked at."""
MOST_NEAR_DOTS = 0.08
"""Share of a faint rule's length with ink close beside it, on either side."""
PIECE = 0.6
"""A rule that was found whole is a piece of a faint one only if it is shorter than this share of it."""
LEAST_DASHES = 10
"""Dashes from which a rule is a dashed one."""
EVEN = 0.3
"""Standard deviation over mean of the steps from dash to dash; of drawn ones 0.1, of torn rules 0.5 and more."""
LENGTH = 1.0
"""Inches: a faint rule is at least so long."""
ONE_LINE = 4
"""Pixels: pieces of one rule lie no farther apart across it."""
OVERSHOOT = 8
"""Pixels that a rule may run on past the one it was drawn to."""
LEAST_LEFT = 0.45
"""Share that must be left of a torn rule from one crossing rule to another."""
LEAST_LEFT_OF_ONE = 0.6
"""The same where a single piece is left of it, without a tear."""


def with_faint_rules(ink: NDArray[np.uint8], known: list[Rule], dpi: float) -> list[Rule]:
    """Add the rules of which a pale fax or a dotted line leaves a row of dots, with clean paper on both sides.

    Args:
        ink: ``(h, w)`` uint8, 1 where there is ink.
        known: rules that were found whole; a shorter one that is a piece of a faint rule goes.
        dpi: pixels per inch.
    """
    length, away = round(dpi * LENGTH), max(4, round(dpi * CLEAN_BESIDE))
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    # whole pixels in 16 bits: a third of the time of shares as floating point numbers
    covered = np.asarray(cv2.boxFilter(thick, cv2.CV_16U, (length, 1), normalize=False), dtype=np.uint16)
    clean = covered <= math.floor(2 * MOST_NEAR_DOTS * length + 1e-6)
    mask = covered >= math.ceil(LEAST_DOTTED * length - 1e-6)
    mask[away:] &= clean[:-away]
    mask[:-away] &= clean[away:]
    found = []
    for rule in components(mask.view(np.uint8), dpi):
        trimmed = _trimmed(ink, rule, length // 2, away)
        if trimmed.length >= length and _is_row_of_dots(ink, trimmed, away):
            found.append(replace(trimmed, torn=True))

    def same(one: Rule, other: Rule) -> bool:
        return abs(one.position - other.position) <= away and overlap(one, other)

    new = [rule for rule in found if not any(same(k, rule) and k.length >= PIECE * rule.length for k in known)]
    return [*(k for k in known if not any(same(k, rule) for rule in new)), *new]


def _trimmed(ink: NDArray[np.uint8], rule: Rule, reach: int, away: int) -> Rule:
    """A rule whose ends are known to half the window it was found with, from its middle to where its dots end."""
    around = replace(rule, start=max(0, rule.start - reach), end=min(ink.shape[1], rule.end + reach))
    dots = np.convolve(along(ink, around, (-2, 2)), np.ones(away * 2) / (away * 2), mode="same") >= LEAST_DOTTED
    empty = np.flatnonzero(np.convolve(dots, np.ones(8 * away), mode="same") == 0)
    middle = (rule.start + rule.end) // 2 - around.start
    before, after = empty[empty < middle], empty[empty > middle]
    low, high = int(before[-1]) if len(before) else 0, int(after[0]) if len(after) else len(dots)
    inked = low + np.flatnonzero(dots[low:high])
    if not len(inked):
        return replace(rule, end=rule.start)
    return replace(rule, start=around.start + int(inked[0]), end=around.start + int(inked[-1]) + 1)


def _is_row_of_dots(ink: NDArray[np.uint8], rule: Rule, away: int) -> bool:
    """Whether dots run all along a faint rule and the paper is clean on both sides, near it and farther off."""
    parts = np.array_split(along(ink, rule, (-1, 1)), 4)
    sides = ((-2 * away, -2 * away + 2), (-away - 1, -away + 1), (away - 1, away + 1), (2 * away - 2, 2 * away))
    beside = max(float(along(ink, rule, side).mean()) for side in sides)
    return min(float(part.mean()) for part in parts) >= LEAST_DOTTED and beside <= MOST_NEAR_DOTS


def is_dashed(ink: NDArray[np.uint8], rule: Rule) -> bool:
    """Whether a horizontal rule was drawn in dashes, to write on: evenly, as tears are not."""
    begins = np.flatnonzero(np.diff(along(ink, rule, (-2, 2)).astype(np.int8)) == 1)
    steps = np.diff(begins)
    return len(steps) >= LEAST_DASHES and float(steps.std()) <= EVEN * float(steps.mean())


def mended(across: Sequence[Rule], down: Sequence[Rule], reach: float) -> tuple[Rule, ...]:
    """Rules of a table whole again: pieces on one line that reach from one crossing rule to another.

    Args:
        across: horizontal rules and pieces of rules.
        down: the vertical ones that they may have been drawn to; the other way round for vertical rules.
        reach: pixels that a piece may end short of a crossing rule and still count as drawn to it.

    Returns:
        The rules, those pieces joined of which enough is left; a gap between two crossing rules is no tear.
    """
    lines: list[list[Rule]] = []
    for rule in sorted(across, key=lambda r: (r.start, r.position)):
        line = next((g for g in lines if abs(g[-1].at(rule.start) - rule.at(rule.start)) <= ONE_LINE), None)
        if line is None or rule.start < line[-1].end:
            lines.append([rule])
        else:
            line.append(rule)
    return tuple(sorted(rule for line in lines for rule in _mended(line, down, reach)))


def _mended(line: list[Rule], down: Sequence[Rule], reach: float) -> list[Rule]:
    """One line's pieces as one rule, or as they are."""
    first, last = line[0], line[-1]
    met = sorted(d.position for d in down if d.start - reach <= first.position <= d.end + reach)
    left = max((x for x in met if x <= first.start + OVERSHOOT), default=None)
    right = min((x for x in met if x >= last.end - OVERSHOOT), default=None)
    if left is None or right is None or right - left <= reach:
        return line

    def drawn_to(x: int) -> bool:
        return any(abs(x - position) <= reach for position in met)

    apart = any(drawn_to(one.end) and drawn_to(other.start) for one, other in itertools.pairwise(line))
    anchored = drawn_to(first.start) or drawn_to(last.end) or any(first.start < x < last.end for x in met)
    least = LEAST_LEFT if len(line) > 1 or first.torn else LEAST_LEFT_OF_ONE
    if apart or not anchored or sum(rule.length for rule in line) < least * (right - left):
        return line
    begin, end = first.at(left), last.at(right) if len(line) == 1 else last.at(last.end)
    thickness = max(rule.thickness for rule in line)
    return [
        Rule(round((begin + end) / 2), min(left, first.start), max(right, last.end), thickness, end - begin, torn=True)
    ]

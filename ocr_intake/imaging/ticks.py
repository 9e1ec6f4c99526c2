"""Ink round printed words: a tick in the box before or behind one, a circle round it or round its number."""

from __future__ import annotations

from itertools import pairwise
from statistics import median_high
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ocr_intake.imaging.light import even_light, ink_mask, without_specks
from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_REACH: Final = 2.2
"""Heights of a word to its left and right in which its box, its number and what is written in them stand."""
_ROUND: Final = 0.6
"""Heights above and below a word in which a circle round it runs."""
_OFF: Final = 0.08
"""Heights that are left out round a word: its own strokes."""
_CHARACTER: Final = 1.15
"""Heights of a word up to which a shape in it is one of its characters."""
_ASTRAY: Final = 0.25
"""Heights by which a word's characters may stand outside of where a reader saw them."""
_ACROSS, _DOWN = 6.0, 1.8
"""Heights of a word from which a straight line is a table's, and no side of a box."""
_STEP: Final = 3
"""Pixels by which a line may be off its course."""
_ROW: Final = 0.5
"""Share of a word's height that words of a row have in common."""
_ALIKE: Final = 0.6
"""Share of the widest gap between two words from which another one is as wide."""
_ROOM: Final = 3.0
"""Heights round all words that are looked at."""


def ink_round(grey: NDArray[np.uint8], words: Sequence[Box], others: Sequence[Box] = ()) -> tuple[float, ...]:
    """How much ink there is round each word, beyond the words, in squares of a word's height.

    What stands between two words of a row belongs to the one that it stands nearer to: between them lies a gap.

    Args:
        grey: ``(height, width)`` uint8 of the page.
        words: wherever they stand; what belongs to one of them is not counted for the others.
        others: other printed words, of which nothing is counted.
    """
    if not words:
        return ()
    height = max(1, round(float(np.median([word.height for word in words]))))
    room, page = round(_ROOM * height), grey.shape
    left, top = max(0, min(each.left for each in words) - room), max(0, min(each.top for each in words) - room)
    right = min(page[1], max(each.right for each in words) + room)
    bottom = min(page[0], max(each.bottom for each in words) + room)
    if left >= right or top >= bottom:
        return (0.0,) * len(words)
    # of the whole page: what a pen filled in would be paper by the light of a small part
    ink = without_specks(ink_mask(np.ascontiguousarray(even_light(grey)[top:bottom, left:right])))
    here = [_moved(word, -left, -top) for word in words]
    rest = _beyond(ink, here, [_moved(other, -left, -top) for other in others], height)
    return tuple(float(np.count_nonzero(rest[_part(each)])) / height**2 for each in _territories(rest, here, height))


def _beyond(ink: NDArray[np.uint8], words: Sequence[Box], others: Sequence[Box], height: int) -> NDArray[np.uint8]:
    """The ink without the lines of tables and without what is printed."""
    rest = _without_lines(ink, height)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(rest, connectivity=8)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= _CHARACTER * height) & (stats[:, cv2.CC_STAT_HEIGHT] <= _CHARACTER * height)
    printed = np.zeros(len(stats), bool)
    astray = round(_ASTRAY * height)
    for word in words:
        inside = (word.left - astray <= centres[:, 0]) & (centres[:, 0] <= word.right + astray)
        printed |= small & inside & (word.top <= centres[:, 1]) & (centres[:, 1] <= word.bottom)
    printed[0] = False
    rest[printed[labels]] = 0
    off = round(_OFF * height)
    for each in (*words, *others):
        rest[_part(Box(each.left - off, each.top - off, each.right + off, each.bottom + off))] = 0
    return rest


def _without_lines(ink: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    """The ink without straight lines that are longer than a box's sides, though they run a little askew."""
    rest = ink.copy()
    across, down = (1, round(_ACROSS * height)), (round(_DOWN * height), 1)
    for line, steps in ((across, (_STEP, 1)), (down, (1, _STEP))):
        filled = cv2.dilate(ink, np.ones(steps, np.uint8))
        rest[cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones(line, np.uint8)) > 0] = 0
    return rest


def _territories(rest: NDArray[np.uint8], words: Sequence[Box], height: int) -> Iterator[Box]:
    """What belongs to each word: up to the gaps between it and its neighbours.

    Where boxes and numbers stand before the words or behind them, the ends of rows tell: there are no neighbours.
    """
    reach, high = round(_REACH * height), round(_ROUND * height)
    rows = _rows(words)
    starts, ends = [words[row[0]] for row in rows], [words[row[-1]] for row in rows]
    before = sum(_inked(rest, Box(each.left - reach, each.top, each.left, each.bottom)) for each in starts)
    behind = sum(_inked(rest, Box(each.right, each.top, each.right + reach, each.bottom)) for each in ends)
    gaps = [(first, second) for row in rows for first, second in pairwise(row)]
    cuts = _cuts(rest, [(words[first], words[second]) for first, second in gaps], leads=before >= behind)
    lefts = {second: cut for (_, second), cut in zip(gaps, cuts, strict=True)}
    rights = {first: cut for (first, _), cut in zip(gaps, cuts, strict=True)}
    for number, word in enumerate(words):
        above = [other.bottom for other in words if other.bottom <= word.top]
        below = [other.top for other in words if other.top >= word.bottom]
        top = max([word.top - high, *((each + word.top) // 2 for each in above)])
        bottom = min([word.bottom + high, *((each + word.bottom) // 2 for each in below)])
        left = max(lefts.get(number, word.left - (reach if before >= behind else high)), word.left - reach)
        right = min(rights.get(number, word.right + (reach if behind >= before else high)), word.right + reach)
        yield Box(min(left, word.left), top, max(right, word.right), max(bottom, top))


def _cuts(rest: NDArray[np.uint8], pairs: Sequence[tuple[Box, Box]], *, leads: bool) -> list[int]:
    """Where the gap lies between each two words; what a mark hides of one, the other gaps tell.

    Args:
        rest: the ink.
        pairs: words beside each other.
        leads: whether what people mark stands before the words.
    """
    own = [_gap(rest, first, second, leads=leads) for first, second in pairs]
    if not own:
        return []
    if leads:
        usual = median_high(second.left - cut for cut, (_, second) in zip(own, pairs, strict=True))
        return [
            max(first.right, min(cut, second.left - usual)) for cut, (first, second) in zip(own, pairs, strict=True)
        ]
    usual = median_high(cut - first.right for cut, (first, _) in zip(own, pairs, strict=True))
    return [min(second.left, max(cut, first.right + usual)) for cut, (first, second) in zip(own, pairs, strict=True)]


def _inked(rest: NDArray[np.uint8], box: Box) -> int:
    return int(np.count_nonzero(rest[_part(box)]))


def _rows(words: Sequence[Box]) -> list[list[int]]:
    """Numbers of words by their row, each from left to right."""
    rows: list[list[int]] = []
    for number in sorted(range(len(words)), key=lambda each: words[each].top):
        word = words[number]
        for row in rows:
            last = words[row[0]]
            if min(last.bottom, word.bottom) - max(last.top, word.top) >= _ROW * min(last.height, word.height):
                row.append(number)
                break
        else:
            rows.append([number])
    return [sorted(row, key=lambda each: words[each].left) for row in rows]


def _gap(rest: NDArray[np.uint8], first: Box, second: Box, *, leads: bool) -> int:
    """The middle of the widest gap between two words of a row: of gaps alike, the one beside the word with nothing."""
    begin, end = first.right, second.left
    if end <= begin:
        return (begin + end) // 2
    strip = rest[max(0, min(first.top, second.top)) : max(first.bottom, second.bottom), begin:end]
    edges = [-1, *(int(each) for each in np.flatnonzero(strip.any(axis=0))), end - begin]
    gaps = list(pairwise(edges))
    widest = max(right - left for left, right in gaps)
    alike = [gap for gap in gaps if gap[1] - gap[0] >= _ALIKE * widest]
    left, right = alike[0] if leads else alike[-1]
    return begin + (left + right + 1) // 2


def _moved(box: Box, x: int, y: int) -> Box:
    return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)


def _part(box: Box) -> tuple[slice, slice]:
    return np.s_[max(0, box.top) : max(0, box.bottom), max(0, box.left) : max(0, box.right)]

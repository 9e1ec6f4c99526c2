"""Ink round printed words: a tick in the box before one, a circle round it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.imaging.light import even_light, ink_mask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ocr_intake.model.geometry import Box

_BEFORE: Final = 1.7
"""Heights of a word to its left in which its box stands."""
_ROUND: Final = 0.55
"""Heights above and below a word in which a circle round it runs."""
_AFTER: Final = 0.35
_OFF: Final = 0.08
"""Heights that are left out beside a word: its own strokes."""


def ink_round(grey: NDArray[np.uint8], words: Sequence[Box]) -> tuple[float, ...]:
    """How much ink there is round each of the words of a row, beyond the words, in squares of a word's height.

    Args:
        grey: ``(height, width)`` uint8 of the page.
        words: from left to right; what belongs to one of them is not counted for its neighbours.
    """
    if not words:
        return ()
    height = max(1, round(float(np.median([word.height for word in words]))))
    top = max(0, min(word.top for word in words) - 2 * height)
    bottom = max(word.bottom for word in words) + 2 * height
    ink = ink_mask(even_light(np.ascontiguousarray(grey[top:bottom])))
    taken = np.ones(ink.shape, bool)
    for word in words:
        off = round(_OFF * height)
        above, left = max(0, word.top - off - top), max(0, word.left - off)
        taken[above : word.bottom + off - top, left : word.right + off] = False
    found = []
    for place, word in enumerate(words):
        left = word.left - round(_BEFORE * height)
        if place:
            left = max(left, words[place - 1].right + round(_AFTER * height))
        above, below = word.top - round(_ROUND * height), word.bottom + round(_ROUND * height)
        part = np.s_[max(0, above - top) : below - top, max(0, left) : word.right + round(_AFTER * height)]
        found.append(float(np.count_nonzero(ink[part].astype(bool) & taken[part])) / height**2)
    return tuple(found)

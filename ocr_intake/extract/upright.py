"""Hyphens in vertical writing are upright strokes, which readers take for a 1: where they may have stood in a lot."""

from __future__ import annotations

import itertools
import re

LONGEST_PART = 3
"""Digits of a part of a lot number; a longer one in vertical writing has swallowed a hyphen."""
MOST_HYPHENS = 2
_RUN = re.compile(r"(?<![\d\-－])\d{4,9}(?![\d\-－])")


def with_hyphens(number: str) -> tuple[str, ...]:
    """Ways to read a digit run of a vertical lot number with hyphens instead of some of its ones.

    Args:
        number: digits and words of a lot number (``104116``, ``34地割2017``).

    Returns:
        The likeliest first: as few hyphens as make every part short, then parts of even length; empty where nothing
        is too long or no 1 stands where a hyphen could.
    """
    match = _RUN.search(number)
    if match is None:
        return ()
    run = match[0]
    ones = [i for i in range(1, len(run) - 1) if run[i] == "1"]
    found = []
    for count in range(1, MOST_HYPHENS + 1):
        for chosen in itertools.combinations(ones, count):
            edges = [-1, *chosen, len(run)]
            parts = [run[a + 1 : b] for a, b in itertools.pairwise(edges)]
            if all(part and part[0] != "0" and len(part) <= LONGEST_PART for part in parts):
                found.append((count, max(map(len, parts)), "-".join(parts)))
        if found:
            break
    found.sort(key=lambda item: item[:2])
    return tuple(number[: match.start()] + text + number[match.end() :] for _, _, text in found)

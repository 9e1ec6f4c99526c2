"""Hyphens in vertical writing are upright strokes, which readers take for a 1: where they may have stood."""

from __future__ import annotations

import itertools
import re

LONGEST_PART = 3
"""Digits of a part of a lot number; a longer one in vertical writing has swallowed a hyphen."""
MOST_HYPHENS = 2
_CODE = re.compile(r"^(\W?[〒テデ干千TＴFＦ]?\s?)([0-9０-９〇○]{3})[1１|｜ー一\-\s]\s?([0-9０-９〇○]{4})(?![0-9０-９])")
_ZEROS = str.maketrans("〇○", "00")
_RUN = re.compile(r"(?<![\d\-－])\d{4,9}(?![\d\-－])")


def code_at_head(text: str) -> tuple[str, int] | None:
    """The postal code at the head of a vertical line, whatever its hyphen was read as, and where it ends."""
    match = _CODE.match(text)
    return (f"{match[2]}-{match[3]}".translate(_ZEROS), match.end()) if match else None


def with_code(text: str) -> str:
    """A line of vertical writing with the stroke in the postal code at its head as a hyphen (テ〇201○0065岩手県)."""
    found = code_at_head(text)
    return f"〒{found[0]}{text[found[1] :]}" if found else text


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

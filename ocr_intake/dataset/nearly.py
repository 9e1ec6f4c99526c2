"""A submitter's own value as a reader got one character of it wrong, left it out, or saw one too many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BETWEEN: Final = "[-()のー/.,・]{0,2}"
"""What may stand between digits."""


def nearly(value: str) -> Iterator[str]:
    """Regular expressions for a text with one character that differs: one half of it stands as it is.

    Args:
        value: Folded, of four characters or more.
    """
    half = (len(value) + 1) // 2
    head, tail = value[:half], value[half:]
    yield f"({re.escape(head)}(?:{'|'.join(_one_off([re.escape(char) for char in tail]))}))"
    yield f"((?:{'|'.join(_one_off([re.escape(char) for char in head]))}){re.escape(tail)})"


def nearly_digits(digits: Sequence[str]) -> str:
    """A regular expression for digits, however they are set apart, of which one was read wrongly or not at all.

    Args:
        digits: Each as an expression of its own.
    """
    ways = _one_off(list(digits), _BETWEEN)
    return f"(?<![0-9])([(]?(?:{'|'.join(ways)}))(?![0-9])"


def _one_off(parts: list[str], between: str = "") -> list[str]:
    """The parts with any one replaced by some other character, or left out."""
    ways = [
        between.join([*parts[:at], other, *parts[at + 1 :]])
        for at in range(len(parts))
        for other in (r"[^\s、。「」]",)
    ]
    ways += [between.join([*parts[:at], *parts[at + 1 :]]) for at in range(len(parts)) if len(parts) > 1]
    return ways

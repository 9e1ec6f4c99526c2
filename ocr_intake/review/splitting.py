"""Where an opinion may be split: behind lines of the paper, line ends and sentences. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ocr_intake.model.written import Written

_ENDS: Final = re.compile(r"[。！？!?][」』）)]*|\n")
_SHOWN: Final = 16
"""Characters of each side that tell one place from another."""


@dataclass(frozen=True, slots=True)
class SplitPlace:
    """A place between two parts of a text."""

    at: int
    """Characters before it."""
    before: str
    """The last ones of these, on one line."""
    behind: str
    """The first ones behind it, on one line."""


def split_places(text: str, written: Written | None) -> tuple[SplitPlace, ...]:
    """Every place where there is text on both sides, in order, each once.

    Args:
        text: The opinion.
        written: How it stands on paper, where that is known.
    """
    ends = {match.end() for match in _ENDS.finditer(text)}
    if written is not None:
        ends |= {line.end for line in written.lines}
    found: dict[int, SplitPlace] = {}
    for at in sorted(ends):
        before, behind = text[:at].rstrip(), text[at:].lstrip()
        if before and behind:
            shown = (" ".join(part.split()) for part in (before[-_SHOWN:], behind[:_SHOWN]))
            found.setdefault(len(before), SplitPlace(at, *shown))
    return tuple(found.values())

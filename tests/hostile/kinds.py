"""What a hostile or odd file is, for all modules that make some: a name, what may come of it, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = "page"
"""What came of a page that was decoded; everything else is the code of a reason."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file."""

    name: str
    """Of the file; unique."""
    expected: frozenset[str]
    """What its pages, or it as a whole, may come to; each of them must be one of these."""
    write: Callable[[Path], object]
    """Makes it at a path."""


def kind(name: str, expected: str, data: bytes) -> Kind:
    """A file of these bytes; ``expected`` names codes, separated by spaces."""
    return Kind(name, frozenset(expected.split()), lambda path: path.write_bytes(data))


def cuts(name: str, expected: str, data: bytes, *shares: float) -> Iterator[Kind]:
    """A file cut off after these shares of its bytes."""
    for share in shares:
        stem, _, suffix = name.partition(".")
        yield kind(f"{stem}_cut{round(share * 1000):04d}.{suffix}", expected, data[: round(len(data) * share)])

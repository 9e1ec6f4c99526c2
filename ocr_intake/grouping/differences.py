"""What differs between two opinions that say nearly the same, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from ocr_intake.japanese.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text."""

    text: str
    differs: bool
    """Whether the text that it is compared with does not have it there."""


def differences(text: str, other: str) -> tuple[Piece, ...]:
    """The pieces of ``text``, each with whether ``other`` lacks it; together they are the text without controls."""
    return tuple(_pieces([word.text for word in words(text)], [word.text for word in words(other)]))


def _pieces(mine: list[str], theirs: list[str]) -> Iterator[Piece]:
    for what, start, end, _, _ in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if start < end:
            yield Piece("".join(mine[start:end]), what != "equal")

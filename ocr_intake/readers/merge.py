"""Two readings of one line by the same reader to one, character by character."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel, LCSseq

if TYPE_CHECKING:
    from ocr_intake.model.reading import Character, Reading

PUNCTUATION = frozenset("、。，．・：；！？「」『』（）()〜…")
SAME = 0.6
"""Share of characters in common from which two readings differ only in places and can be merged."""
SURE = 0.5
"""Probability from which a character that only one reading has is taken over."""
DIGITS_LOST = frozenset("023456789")
"""Of two digits in one row (49番) a lying column may lose one; a 1 may be the upright stroke of a hyphen."""
SURE_DIGIT = 0.9
"""Probability from which such a digit is taken over."""


def merged(whole: Reading, apart: Reading) -> Reading:
    """Merge the readings of a column lying on its side and of its characters set apart.

    A lying column keeps digits that stand side by side in it, but loses its punctuation; set apart, it is the other
    way round. So the first is the base, takes over punctuation from the second, and where the two differ in a
    character the surer one counts.

    Args:
        whole: of the lying column.
        apart: of its characters set apart.

    Returns:
        The merged reading, or the surer of the two where they have too little in common.
    """
    if LCSseq.normalized_similarity(whole.text, apart.text) < SAME:
        return apart if apart.confidence > whole.confidence else whole
    characters: list[Character] = []
    for step in _blocks(whole.text, apart.text):
        mine, other = whole.characters[step[0] : step[1]], apart.characters[step[2] : step[3]]
        characters.extend(_chosen(mine, other, characters[-1].end if characters else 0.0))
    text = "".join(c.text for c in characters)
    confidence = sum(c.probability for c in characters) / max(1, len(characters))
    return replace(whole, text=text, characters=tuple(characters), confidence=confidence)


def _blocks(one: str, other: str) -> list[tuple[int, int, int, int]]:
    """Alternating equal and differing stretches: begin and end in both texts."""
    found = []
    at, to = 0, 0
    for block in Indel.opcodes(one, other).as_matching_blocks():
        if block.a > at or block.b > to:
            found.append((at, block.a, to, block.b))
        if block.size:
            found.append((block.a, block.a + block.size, block.b, block.b + block.size))
        at, to = block.a + block.size, block.b + block.size
    return found


def _chosen(mine: tuple[Character, ...], other: tuple[Character, ...], end: float) -> list[Character]:
    """What counts of one stretch; ``end`` is where the last character before it ends."""
    if "".join(c.text for c in mine) == "".join(c.text for c in other):
        return [
            a if a.probability >= b.probability else replace(b, start=a.start, end=a.end)
            for a, b in zip(mine, other, strict=True)
        ]
    if not mine:
        return [replace(c, start=end, end=end) for c in other if _is_missed(c)]
    if not other or (any(c.text.isdigit() for c in mine) and not _are_digits(mine, other)):
        return list(mine)
    if _mean(other) > _mean(mine) and len(other) >= len(mine):
        places = [mine[min(i, len(mine) - 1)] for i in range(len(other))]
        return [replace(c, start=p.start, end=p.end) for c, p in zip(other, places, strict=True)]
    return list(mine)


def _is_missed(character: Character) -> bool:
    """Whether a character that only the reading apart has is one that a lying column loses."""
    if character.text in PUNCTUATION:
        return character.probability >= SURE
    return character.text in DIGITS_LOST and character.probability >= SURE_DIGIT


def _are_digits(mine: tuple[Character, ...], other: tuple[Character, ...]) -> bool:
    """Whether both are nothing but digits, as many or, set apart, one more of two that share a row."""
    digits = all(c.text.isdigit() for c in (*mine, *other))
    return digits and len(mine) <= len(other) <= len(mine) + 1


def _mean(characters: tuple[Character, ...]) -> float:
    return sum(c.probability for c in characters) / len(characters)

"""Numbers on lines: the likeliest digits and separators, character by character, from what the reader considered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.japanese.digits import written

if TYPE_CHECKING:
    from ocr_intake.extract.segment import Segment

NUMERIC = frozenset("0123456789０１２３４５６７８９-－−ー‐()（）")
"""Characters that numbers are written with."""
LEAST = 1e-3
"""An alternative less likely than this is not taken for a digit."""


def numeric_text(segment: Segment) -> str:
    """The segment's text with each character that is no digit or separator replaced by the likeliest that is.

    Where the reader saw nothing numeric the character stays, look-alikes mended by their shape.
    """
    characters = segment.characters
    if not characters:
        return written(segment.text)
    out = []
    for character in characters:
        if character.text in NUMERIC or character.text.isspace():
            out.append(character.text)
            continue
        numeric = [(p, text) for text, p in character.alternatives if text in NUMERIC and text and p >= LEAST]
        out.append(max(numeric)[1] if numeric else character.text)
    return written("".join(out))

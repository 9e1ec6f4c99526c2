"""What surely stands on a line: a person's value laid over the readings that it was taken from. Pure; no pixels.

A value says what the characters are, not how they are spaced, punctuated or how wide they are: people type as they
like. So the reader's own characters stay where the two say the same, and its signs stay wherever only signs differ.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from rapidfuzz.distance import Levenshtein

from ocr_intake.japanese.charsets import DASHES, HYPHENS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ocr_intake.model.reading import Character

K = TypeVar("K")
Stretch = tuple[int, int]
"""Begin and end of a part of a sequence."""

ALIKE: Final = 0.6
"""Share of a line's characters that value and reading have in common from which the value is taken for this line's."""
MOST_MORE: Final = 2
"""Characters more or fewer than were read, in one place, that a correction may have. People complete values, too."""
SURE: Final = 0.95
"""The reader's probability from which a character stands that no value tells anything about (a label)."""
LIKELY: Final = 0.7
"""The reader's probability from which one of its signs stands that the value does not have."""
STOPS: Final = "。、．，・"
"""Signs that are no likeness of a letter."""
FEWEST: Final = 2
"""Characters of a line that is worth anything."""
_DASH: Final = dict.fromkeys(map(ord, HYPHENS), "-") | {ord("〜"): "~"}
_SIGNS: Final = frozenset("PSZC")
"""First letters of Unicode's categories of punctuation, symbols, separators and controls."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where on a line a value was read."""

    start: int
    """Index of its first character in the line's reading."""
    end: int
    """Behind its last one."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A span with what stands there; None where that is not certain."""

    span: Span
    text: str | None


def certain_texts(
    readings: Mapping[K, Sequence[Character]], values: Iterable[tuple[str, Sequence[tuple[K, Span]]]]
) -> dict[K, str]:
    """The lines whose text is certain.

    Args:
        readings: the characters of each line.
        values: what people found, each with the parts of lines that it was read from, in reading order.

    Returns:
        Line to text. Left out is a line whose reading differs from the value by too much, that a correction cannot be
        placed on, or that holds anything else that was not read surely.
    """
    pieces: dict[K, list[_Piece]] = defaultdict(list)
    for value, places in values:
        lines = [(line, span, readings[line][span.start : span.end]) for line, span in places]
        for (line, span, _), text in zip(lines, _laid_over(value, [part for *_, part in lines]), strict=True):
            pieces[line].append(_Piece(span, text))
    found = {line: _whole(readings[line], parts) for line, parts in pieces.items()}
    return {line: text for line, text in found.items() if text is not None and len(text) >= FEWEST}


def letters_of(text: str) -> str:
    """A text without signs, white space and widths: what a value is evidence of."""
    return "".join(_folded(char) for char in text if not _is_sign(char))


def _whole(characters: Sequence[Character], pieces: Sequence[_Piece]) -> str | None:
    """A line's text from its pieces and what lies between them."""
    text, at = "", 0
    for piece in sorted(pieces, key=lambda each: (each.span.start, each.span.end)):
        between = characters[at : piece.span.start]
        if piece.text is None or piece.span.start < at or any(c.probability < SURE for c in between):
            return None
        text += "".join(c.text for c in between) + piece.text
        at = piece.span.end
    rest = characters[at:]
    if any(c.probability < SURE for c in rest):
        return None
    return (text + "".join(c.text for c in rest)).strip()


# ---------------------------------------------------------------------------------------------------- value and lines


def _laid_over(value: str, parts: Sequence[Sequence[Character]]) -> list[str | None]:
    """What of a value stands on each of the parts of lines that it was read from; None where that is not certain."""
    read = [(character, number) for number, part in enumerate(parts) for character in part]
    inked = [index for index, (character, _) in enumerate(read) if character.text.strip()]
    shown = [read[index][0].text for index in inked]
    typed = [char for char in unicodedata.normalize("NFC", value) if not char.isspace()]
    written = [character.text for character, _ in read]
    uncertain: set[int] = set()
    for (first, last), (a, b), (c, d) in _differences(shown, typed):
        replaced, correction = "".join(shown[a:b]), "".join(typed[c:d])
        lines = {read[i][1] for i in (inked[a:b] or inked[max(0, a - 1) : a + 1])}
        if any(read[i][0].probability < LIKELY for i in (*inked[first:a], *inked[b:last])):
            uncertain |= lines
        if _tells_nothing(replaced, correction):
            continue
        outer = not _letters("".join(shown[:a])) or not _letters("".join(shown[b:]))
        if outer and not _letters(correction) and all(read[i][0].probability >= SURE for i in inked[a:b]):
            continue  # a title or a label that the value does not have
        completed = outer and not (replaced and _letters(correction))
        unclear = replaced and not _letters(replaced) and (len(replaced) != len(correction) or replaced in STOPS)
        if completed or unclear or len(lines) != 1 or abs(_letters(correction) - _letters(replaced)) > MOST_MORE:
            uncertain |= lines
        elif a < b:
            written[inked[a] : inked[b - 1] + 1] = [correction, *[""] * (inked[b - 1] - inked[a])]
        else:
            written[inked[a - 1]] += correction
    found: list[str | None] = []
    for number, part in enumerate(parts):
        text = "".join(char for char, (_, line) in zip(written, read, strict=True) if line == number)
        alike = Levenshtein.normalized_similarity("".join(map(_folded, text)), "".join(_folded(c.text) for c in part))
        found.append(None if number in uncertain or alike < ALIKE else text)
    return found


def _differences(read: Sequence[str], typed: Sequence[str]) -> Iterator[tuple[Stretch, Stretch, Stretch]]:
    """Where what was read and what was typed differ.

    Returns:
        The stretch of what was read; the same, and that of what was typed, without signs at the ends that only one has.
    """
    blocks = Levenshtein.opcodes([_folded(c) for c in read], [_folded(c) for c in typed]).as_matching_blocks()
    a = c = 0
    for block in blocks:
        b, d = block.a, block.b
        if b > a or d > c:
            yield (a, b), *_without_outer_signs(read, (a, b), typed, (c, d))
        a, c = b + block.size, d + block.size


def _without_outer_signs(
    read: Sequence[str], ours: Stretch, typed: Sequence[str], theirs: Stretch
) -> tuple[Stretch, Stretch]:
    (a, b), (c, d) = ours, theirs
    signs, others = [_is_sign(char) for char in read], [_is_sign(char) for char in typed]
    if not all(others[c:d]) and (all(signs[a:b]) or b - a == d - c):
        return ours, theirs  # letters that were taken for signs
    while a < b and signs[a] and not (c < d and others[c]):
        a += 1
    while a < b and signs[b - 1] and not (c < d and others[d - 1]):
        b -= 1
    while c < d and others[c] and not (a < b and signs[a]):
        c += 1
    while c < d and others[d - 1] and not (a < b and signs[b - 1]):
        d -= 1
    return (a, b), (c, d)


def _tells_nothing(read: str, typed: str) -> bool:
    """Whether a difference is one of signs or of width, which people type as they like."""
    if unicodedata.normalize("NFKC", read) == unicodedata.normalize("NFKC", typed):
        return True
    return not _letters(typed) and all(_is_sign(char) or char in DASHES for char in read)


def _folded(text: str) -> str:
    """A character without its width; all hyphens are one. One that stands for several stays as it is."""
    plain = unicodedata.normalize("NFKC", text)
    return (plain if len(plain) == 1 else text).translate(_DASH)


def _letters(text: str) -> int:
    return sum(not _is_sign(char) for char in text)


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in _SIGNS

"""A text's characters, each with the place that it was read in and what the readers and the dictionary say about it."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from ocr_intake.japanese.charsets import Kind, kind, without_width
from ocr_intake.japanese.lookalikes import CLOSE, alike, cost
from ocr_intake.japanese.words import words
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.proposal import TracedCharacter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.reading import Character, Line

LEAST: Final = 1e-4
"""Probability below which nothing is told apart."""
MOST: Final = 4
"""Alternatives of a place that are kept."""
PUNCTUATION: Final = frozenset("、。，．,.・：:；;「」『』（）()！？!?…‥")


@dataclass(frozen=True, slots=True)
class _Source:
    """A character as it was chosen, with its line and what stood there before words had their say."""

    character: Character
    read: Character | None
    """None where the reader had skipped it."""
    segment: Segment
    number: int
    """Of the segment."""
    seconded: bool
    struck: bool
    share: float
    """Of the segment that the second reader has, too: how far it can be asked here."""


def traced(text: str, chosen: Sequence[Segment], before: Sequence[Segment]) -> tuple[TracedCharacter, ...] | None:
    """Where each character of a text comes from.

    Args:
        text: made of the segments, brought to ordinary writing.
        chosen: in reading order, with the characters that were chosen.
        before: the same segments as the reader read them.

    Returns:
        One a character; None where a reader does not tell characters apart.
    """
    if not all(segment.characters for segment in chosen if segment.text.strip()):
        return None
    sources = list(_sources(chosen, before))
    found: list[_Source | None] = [None] * len(text)
    steps = Levenshtein.opcodes(
        [without_width(source.character.text) for source in sources], [without_width(c) for c in text]
    )
    for step in steps:
        if step.tag in {"equal", "replace"}:
            for i, j in zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=False):
                found[j] = sources[i]
    standing = _standing(text)
    return tuple(_character(text, found, i, standing[i]) for i in range(len(text)))


def _sources(chosen: Sequence[Segment], before: Sequence[Segment]) -> Iterator[_Source]:
    for number, (segment, read) in enumerate(zip(chosen, before, strict=True)):
        at = {(c.start, c.end): c for c in read.characters}
        seconded = _seconded(segment)
        share = sum(seconded) / max(1, len(seconded)) if len(segment.line.readings) > 1 else 0.0
        for character, second, struck in zip(segment.characters, seconded, segment.struck, strict=True):
            if character.text.strip():
                yield _Source(
                    character, at.get((character.start, character.end)), segment, number, second, struck, share
                )


def _seconded(segment: Segment) -> list[bool]:
    """Of each character whether the second reader has it, too."""
    text = [without_width(c.text) for c in segment.characters]
    agrees = [False] * len(text)
    if len(segment.line.readings) > 1:
        other = [without_width(c) for c in segment.line.readings[1].text]
        for block in Levenshtein.opcodes(text, other):
            if block.tag == "equal":
                agrees[block.src_start : block.src_end] = [True] * (block.src_end - block.src_start)
    return agrees


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a character stands in its sentence."""

    unknown: bool
    """Its word is in no dictionary."""
    length: int
    """Characters of the word."""


def _standing(text: str) -> list[_Standing]:
    """How each character stands among words; white space stands alone."""
    standing: list[_Standing] = []
    for word in words(text):
        standing += [_Standing(word.unknown, len(word.text))] * len(word.text)
    if len(standing) == len(text):
        return standing
    by_line = []  # signs that the dictionary writes otherwise make it longer or shorter: line by line most stay
    for line in text.split("\n"):
        here = [_Standing(word.unknown, len(word.text)) for word in words(line) for _ in word.text]
        by_line += (here + [_Standing(unknown=True, length=1)] * len(line))[: len(line)]
        by_line.append(_Standing(unknown=False, length=1))
    return by_line[:-1]


def _character(text: str, around: Sequence[_Source | None], index: int, standing: _Standing) -> TracedCharacter:
    char, source = text[index], around[index]
    if source is None:  # put in by the rules of writing: a line break, a space between Latin words
        return TracedCharacter(None, sure=True)
    segment = source.segment
    if segment.typed:
        return TracedCharacter(_region(source), source.number, segment.vertical, sure=True)
    beside = [i for i in (index - 1, index + 1) if 0 <= i < len(around) and around[i] is not None]
    neighbours = [around[i].character.probability for i in beside]  # type: ignore[union-attr]
    read, character = source.read, source.character
    others = _others(char, source)
    line = segment.line
    own = _probability_of(char, read)
    evidence = {
        "chosen": character.probability,
        "read": own,
        "skipped": float(read is None),
        "changed": float(read is not None and without_width(read.text) != without_width(char)),
        "rewritten": float(without_width(character.text) != without_width(char)),
        "beside": min(neighbours, default=1.0),
        "gap": _skipped_near(line, character),
        "second": float(source.seconded),
        "second_beside": float(all(around[i].seconded for i in beside)),  # type: ignore[union-attr]
        "seconded": source.share,
        "rival": max((p for text, p in others if text), default=0.0),
        "nothing": max((p for text, p in others if not text), default=0.0),
        "line": line.confidence,
        "vertical": float(segment.vertical),
        "unknown_word": float(standing.unknown),
        "short_word": float(standing.length == 1),
        "twins": min(1.0, sum(cost(other, char) <= CLOSE for other in alike(char)) / 8),
        "kanji": float(kind(char) is Kind.KANJI),
        "kana": float(kind(char) in {Kind.HIRAGANA, Kind.KATAKANA}),
        "digit": float(kind(char) in {Kind.DIGIT, Kind.LATIN}),
        "sign": float(char in PUNCTUATION),
        "before": _gap(line, character, -1),
        "behind": _gap(line, character, 1),
        "repeated": float(_repeated(text, index)),
        "edge": _edge(line, character),
        "struck": float(source.struck),
    }
    texts = tuple(dict.fromkeys([*([""] if source.struck else []), *(text for text, _ in others)]))[:MOST]
    return TracedCharacter(_region(source), source.number, segment.vertical, evidence, texts)


def _others(char: str, source: _Source) -> list[tuple[str, float]]:
    """What else may stand in a place, best first; "" for nothing."""
    read = source.read or source.character
    every = {read.text: read.probability, **dict(read.alternatives)}
    kept = [
        (text, p)
        for text, p in every.items()
        if without_width(text) != without_width(char) and p >= LEAST and not text.isspace()
    ]
    return sorted(kept, key=lambda item: -item[1])


def _probability_of(char: str, read: Character | None) -> float:
    """What the reader itself gives a character in its place."""
    if read is None:
        return LEAST
    if without_width(read.text) == without_width(char):
        return read.probability
    return max((p for text, p in read.alternatives if without_width(text) == without_width(char)), default=LEAST)


def _skipped_near(line: Line, character: Character) -> float:
    """The most that speaks for a character between this one and its neighbours that was not taken for one."""
    reading = line.readings[0]
    pitch = 1.0 / max(1, len(reading.text))
    near = (
        c.probability for c in reading.skipped if abs((c.start + c.end - character.start - character.end) / 2) < pitch
    )
    return max(near, default=0.0)


def _gap(line: Line, character: Character, side: int) -> float:
    """How much wider than usual the step to the next character is (``side`` 1) or from the one before (-1): -1 to 1."""
    middles = sorted((c.start + c.end) / 2 for c in line.readings[0].characters if c.text.strip())
    if len(middles) < 3:
        return 0.0
    steps = [b - a for a, b in pairwise(middles)]
    usual = max(sorted(steps)[len(steps) // 2], 1e-4)
    here = bisect_left(middles, (character.start + character.end) / 2 - 1e-9)
    step = steps[here if side > 0 else here - 1] if 0 <= here + min(0, side) < len(steps) else usual
    return math.tanh((step - usual) / usual)


def _repeated(text: str, index: int) -> bool:
    """Whether a character, or it with a neighbour, stands there twice: of what was struck out the better follows."""
    char = text[index]
    pairs = (text[i : i + 2] for i in (index - 1, index) if 0 <= i < len(text) - 1)
    around = text[max(0, index - 3) : index + 4]
    return char in (text[index - 1 : index], text[index + 1 : index + 2]) or any(around.count(p) > 1 for p in pairs)


def _edge(line: Line, character: Character) -> float:
    """Whether a character is the first or the last of its line."""
    written = [c for c in line.readings[0].characters if c.text.strip()]
    return float(bool(written) and character.start in {written[0].start, written[-1].start})


def _region(source: _Source) -> Region:
    """Where a character stands, with a little around it: readers tell where it is, not how wide."""
    box, character = source.segment.line.box, source.character
    vertical = source.segment.vertical
    length, across = (box.height, box.width) if vertical else (box.width, box.height)
    middle = length * (character.start + character.end) / 2
    half = max(across / 2, length * (character.end - character.start) / 2)
    begin, end = max(0, int(middle - half)), min(length, int(middle + half) + 1)
    if vertical:
        return Region(source.segment.page, Box(box.left, box.top + begin, box.right, box.top + max(end, begin + 1)))
    return Region(source.segment.page, Box(box.left + begin, box.top, box.left + max(end, begin + 1), box.bottom))

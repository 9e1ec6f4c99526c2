"""Segments: parts of read lines, with the text and the place on the page that they stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.reading import Character, Direction, Line

if TYPE_CHECKING:
    from collections.abc import Sequence


CLEAN: Final = 0.98
"""A character that is read so surely has no strike through it, but for one in 25 of those that look it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters ``start`` to ``end`` of a line's most trusted reading."""

    page: int
    """1-based page of the source file."""
    index: int
    """Of the line on its page."""
    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        """As the reader read it."""
        return self.line.text[self.start : self.end]

    @property
    def whole(self) -> bool:
        """Whether it is all of its line."""
        return self.start == 0 and self.end >= len(self.line.text)

    @property
    def vertical(self) -> bool:
        """Whether its line runs downwards."""
        return self.line.direction is Direction.VERTICAL

    @property
    def typed(self) -> bool:
        """Whether its text is the file's own, known and not read."""
        return self.line.typed

    @property
    def characters(self) -> tuple[Character, ...]:
        """The reader's characters of this part; none where it does not tell them apart."""
        reading = self.line.readings[0] if self.line.readings else None
        if reading is None or len(reading.characters) != len(reading.text):
            return ()
        return reading.characters[self.start : self.end]

    @property
    def struck(self) -> tuple[bool, ...]:
        """Of each of ``characters`` whether it looks struck out; many a kanji's own stroke looks so."""
        spans = self.line.struck
        return tuple(any(a <= (c.start + c.end) / 2 <= b for a, b in spans) for c in self.characters)

    @property
    def corrected(self) -> bool:
        """Whether something was struck out for all one can tell: no reader is sure of what is under a strike."""
        marks = zip(self.characters, self.struck, strict=True)
        return any(struck and c.probability < CLEAN for c, struck in marks)

    @property
    def region(self) -> Region:
        """Where it stands; a part of a line by its characters' places."""
        box = self.line.box
        length = max(1, len(self.line.text))
        characters = self.characters
        begin = characters[0].start if characters and self.start else self.start / length if self.start else 0.0
        end = characters[-1].end if characters and self.end < length else min(1.0, self.end / length)
        end = 1.0 if self.end >= length else end
        if self.vertical:
            return Region(
                self.page,
                Box(box.left, box.top + int(box.height * begin), box.right, box.top + max(1, int(box.height * end))),
            )
        return Region(
            self.page,
            Box(box.left + int(box.width * begin), box.top, box.left + max(1, int(box.width * end)), box.bottom),
        )

    def part(self, start: int, end: int | None = None) -> Segment:
        """Characters ``start`` to ``end`` of this segment, white space at the ends left out."""
        stop = self.end if end is None else min(self.end, self.start + end)
        begin = min(self.start + start, stop)
        text = self.line.text
        while begin < stop and text[begin].isspace():
            begin += 1
        while stop > begin and text[stop - 1].isspace():
            stop -= 1
        return Segment(self.page, self.index, self.line, begin, stop)

    def rewritten(self, characters: Sequence[Character]) -> Segment:
        """The segment, and its line, with other characters; itself where the reader does not tell them apart."""
        if not self.characters:
            return self
        reading = self.line.readings[0]
        whole = (*reading.characters[: self.start], *characters, *reading.characters[self.end :])
        changed = replace(reading, text="".join(c.text for c in whole), characters=whole)
        line = replace(self.line, readings=(changed, *self.line.readings[1:]))
        return Segment(self.page, self.index, line, self.start, self.start + len(characters))


def whole_line(page: int, index: int, line: Line) -> Segment:
    """All of a line."""
    return Segment(page, index, line, 0, len(line.text))

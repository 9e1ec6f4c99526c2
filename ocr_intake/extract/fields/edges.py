"""Where a value begins and ends on its line: a tag is off by a character or two, and titles and seals stand beside it.

Nothing here decides: each beginning and end has a price in nats, and the field's own prior is weighed against it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.fields.lattice import SURE
from ocr_intake.extract.segment import Segment
from ocr_intake.japanese.charsets import is_digit
from ocr_intake.japanese.titles import title_at_end, title_at_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ocr_intake.extract.fields.lattice import Place

LETTERS_OUT, APART = 3.0, -0.5
"""Nats that it costs to leave out letters that may be a title's, an honorific or a seal's; the same behind a gap or a
sign, where such things stand."""
UNREAD: Final = -2.0
"""The same, beside what that costs everywhere, for a last character where the reader may have seen nothing."""
_SEALS: Final = frozenset("印即卯邱仰卸回囗拝記◯○〇●◎@®©0")
"""What readers make of a seal or of 印 in a ring; and 拝 and 記 behind a signature."""
_HONORIFIC: Final = frozenset("様樣印")
"""No name ends with it."""
_HYPHENS: Final = frozenset("-－−ー‐―")
_HOLE: Final = 1
"""Characters between two segments of one line that were tagged otherwise by a slip."""
_LONGEST: Final = 5
"""Characters of a number that may stand beside the tagged ones."""


@dataclass(frozen=True, slots=True)
class Edges:
    """What a field's values may begin and end with."""

    first: Callable[[str], bool]
    """Whether a value may begin with a character."""
    last: Callable[[str, str], bool]
    """Whether a text may end with its last character, given what stands before that."""
    heads: Callable[[str, str], Iterator[tuple[int, bool]]] = title_at_head
    """Lengths of words at the head of a text that belong to none, given the line before it; and whether they are
    whole."""

    def spans(
        self, places: Sequence[Place], picks: Sequence[str], line: tuple[str, str]
    ) -> Iterator[tuple[int, int, float]]:
        """Beginnings and ends of a value, and what it costs to leave the rest out.

        What was typed begins and ends with whatever was typed: only whole titles and honorifics may be left out.

        Args:
            places: of the text.
            picks: what each contributes to it, as read.
            line: what stands on its line before and behind it.
        """
        if self.first is not _is_written and all(place.known for place in places if not place.is_break):
            yield from replace(self, first=_is_written, last=_ends_written).spans(places, picks, line)
            return
        text, shown = "".join(picks), [place for place, pick in zip(places, picks, strict=True) for _ in pick]
        word = re.match(r"[^\s()（）]*", line[1])
        for start, price in self._starts(text, line[0]):
            for end, more in self._ends(text[start:], shown[start:], word[0] if word else ""):
                if end > 0:
                    yield start, start + end, price + more

    def _starts(self, text: str, before: str) -> Iterator[tuple[int, float]]:
        first = self._next(text, 0)
        yield first, 0.0
        for length, whole in self.heads(text[first:], "" if text[:first].strip() else before):
            after = first + length
            begin = self._next(text, after)
            if begin < len(text):
                yield begin, APART if whole or begin > after else LETTERS_OUT

    def _next(self, text: str, at: int) -> int:
        """Where the first character stands that a value may begin with."""
        return next((i for i in range(at, len(text)) if self.first(text[i])), len(text))

    def _length(self, text: str) -> int:
        """The length of a text without what it cannot end with."""
        while text and not self.last(text[:-1], text[-1]):
            text = text[:-1]
        return len(text)

    def _ends(self, text: str, places: Sequence[Place], word: str) -> Iterator[tuple[int, float]]:
        """Ends of a value that begins with the text; ``word`` may be the rest of a title."""
        ends = {len(text.rstrip()): 0.0, self._length(text): 0.0}
        bracket = max(text.rfind("("), text.rfind("（"))
        if bracket > 1 and not any(char in ")）" for char in text[bracket:]):
            ends.setdefault(self._length(text[:bracket]), APART)
        for _ in range(2):  # 様 and a seal behind it
            for end, price in list(ends.items()):
                for cut, more in self._cuts(text[:end], places, word if end == len(text) else ""):
                    ends[cut] = min(ends.get(cut, math.inf), price + more)
        yield from ends.items()

    def _cuts(self, text: str, places: Sequence[Place], word: str) -> Iterator[tuple[int, float]]:
        if not text:
            return
        last = places[len(text) - 1]
        doubtful = last.read is not None and last.read.probability < SURE
        lengths = {length - len(word) for length in title_at_end(text + word) if length > len(word)}
        if last.known:  # neither a seal nor anything else was taken for its last characters
            lengths = {length for length in lengths if text[-length - 1 : -length].isspace()}
            yield from ((cut, APART) for length in lengths if (cut := self._length(text[:-length])))
            return
        lengths |= {1} if text[-1] in _SEALS and (doubtful or not text[-1].isdigit()) else set()
        lengths |= {
            n for n in range(1, 5) if text[-n:].isalpha() and text[-n:] in text[: min(n + 2, len(text) - n - 1)]
        }
        for length in lengths:
            cut = self._length(text[:-length])
            if cut:
                yield cut, APART if cut < len(text) - length or text[-1] in _HONORIFIC else LETTERS_OUT / length
        unseen = last.loss("") if doubtful else math.inf
        if unseen < math.inf and len(text) > 1:
            yield self._length(text[:-1]), UNREAD + unseen


def _is_written(char: str) -> bool:
    return not char.isspace()


def _ends_written(_: str, char: str) -> bool:
    return not char.isspace()


def one_line(segments: Sequence[Segment]) -> list[Segment]:
    """The segments with neighbours on one line joined, a single character between them included; empty ones left out.

    Args:
        segments: in reading order.
    """
    joined: list[Segment] = []
    for segment in segments:
        last = joined[-1] if joined else None
        same = last is not None and (last.page, last.index) == (segment.page, segment.index)
        if last is not None and same and 0 <= segment.start - last.end <= _HOLE:
            joined[-1] = Segment(last.page, last.index, last.line, last.start, segment.end)
        elif segment.text.strip():
            joined.append(segment)
    return joined


def with_whole_number(segment: Segment, *, head: bool) -> Segment:
    """A segment that does not end in the midst of a number, nor begin in one where ``head`` says so.

    A tag may be wrong by a few characters, but nobody writes half a number of an address.
    """
    text, start, end = segment.line.text, segment.start, segment.end
    while head and 0 < start < end and segment.start - start < _LONGEST and _in_number(text[start - 1 : start + 1]):
        start -= 1
    while start < end < len(text) and end - segment.end < _LONGEST and _in_number(text[end - 1 : end + 1]):
        end += 1
    return Segment(segment.page, segment.index, segment.line, start, end)


def _in_number(pair: str) -> bool:
    """Whether two neighbours are digits and hyphens, a digit at least."""
    return all(is_digit(char) or char in _HYPHENS for char in pair) and any(map(is_digit, pair))

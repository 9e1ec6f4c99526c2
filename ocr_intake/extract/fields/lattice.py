"""The lattice of a text: what a reader considered in each place. The best way through it is `fields.decode`.

The reader's own probabilities count. Where it was nearly certain nothing else is possible but the same shape in
another script (一 and ー, カ and 力), which no reader tells apart without its neighbours. Where it doubted, a
look-alike that it did not name is a weak option for listed words alone.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.japanese.lookalikes import alike, cost
from ocr_intake.japanese.variants import japanese_forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.reading import Character

CERTAIN, SURE = 0.99, 0.98
"""A character surer than this stays as read; in a text without a grammar already one that is hardly less sure."""
LEAST: Final = 1e-3
"""An alternative less likely than this is not followed."""
UNSEEN: Final = 7.5
"""Nats that a character costs of which the reader left no trace."""
_SAME, _SAME_SHAPE = ("ー一-‐−－―—", "0０〇○O"), 0.9
"""Signs that not even a sure reader tells apart, and nats for one in place of another in a text without a grammar."""
_LEFT_OUT, _PUT_IN = 3.0, 0.7
"""Nats that it costs to leave out a character that was read, or to put one in that the reader skipped."""
_SHAPES = """
    一ー-－−―‐ ～〜ー-~ カ力 ロ口 ニ二 ハ八 タ夕 エ工 ト卜 へヘ べベ ぺペ りリ 〇○0O ０O 1lI| チ千 ミ三 オ才
    ・·•.．。 ヶケヵカ ャヤ ュユ ョヨ ッツ ァア ィイ ゥウ ェエ ォオ っつ ゃや ゅゆ ょよ
"""
_TWINS: Final = {
    char: "".join(g.replace(char, "") for g in _SHAPES.split() if char in g) for char in "".join(_SHAPES.split())
}
_TWIN_CERTAIN, _TWIN_DOUBTED = 0.004, 0.05
"""Least probability of the same shape in another script, beside a character that was read surely or not."""
_UPRIGHT: Final = {
    **dict.fromkeys("1１|｜lI丨一", 0.12),
    **dict.fromkeys(")）(（～〜~>〉/ノ！!」", 0.08),
    **dict.fromkeys("ー-", 1.0),
}
"""Probability of a hyphen in vertical writing, an upright stroke, by what it was read as."""
_OLD_FORM = 0.2
"""Share of a kanji's probability for its form of today: readers trained on Chinese return the old one for it."""
_OUTSIDE = 0.1
"""Probability that a character beside a segment belongs to it."""
_SLIP: Final = ((0.2, 0.03), (0.5, 0.01), (0.7, 0.003))
"""Costs of likeness and the share of a reader's doubt that goes to such a look-alike."""
_LOST, _ANY = 0.6, 0.02
"""A character surer than this is among those that the reader named; share of what is left for each of all others."""
_SLIPPED = 0.9
"""A character surer than this is not taken for a look-alike that the reader did not name."""


class Option(NamedTuple):
    """What may stand in one place."""

    text: str
    """One character, or "" for none."""
    loss: float
    """Negative log probability."""
    listed_only: bool = False
    """Whether it may only be part of a listed word: a look-alike that the reader did not name."""


ANY: Final = "\0"
"""Stands for any character that a listed word has here: the reader named many and none of them fits."""


@dataclass(frozen=True, slots=True)
class Place:
    """One character of the text, or a gap between two, with what it may be."""

    segment: int
    """Index among the segments."""
    at: int
    """Index of the character in its segment; -1 for one that the reader skipped and for the break between two lines."""
    read: Character | None
    """None for the break between two lines."""
    options: tuple[Option, ...]
    """The one as read first."""
    known: bool = False
    """It was typed into the file: it is no other character."""

    @property
    def is_break(self) -> bool:
        """Whether a line ends here and another begins."""
        return self.at < 0 and self.read is None

    @property
    def surest(self) -> float:
        """Least loss of an option."""
        return min(option.loss for option in self.options)

    def loss(self, text: str) -> float:
        """What an option costs to the reader, or a text that is none of them."""
        return next((option.loss for option in self.options if option.text == text), UNSEEN)


def plain_options(place: Place, least: float = -math.log(LEAST)) -> Iterator[Option]:
    """What may stand in a place of a text without a grammar: the one as read first, and nothing where it was sure.

    Args:
        place: of a name, or of other text that no list of words has.
        least: nats from which an option is not followed.
    """
    read = place.options[0]
    yield read
    doubted = place.read is not None and (place.at < 0 or place.read.probability < SURE)
    for option in place.options[1:]:
        if read.text and option.text and any(read.text in same and option.text in same for same in _SAME):
            yield Option(option.text, read.loss + _SAME_SHAPE)
        elif doubted and not option.listed_only and option.loss <= least and option.text.strip():
            yield option


def places_of(segments: Sequence[Segment], *, around: int = 0) -> list[Place]:
    """The places of a text on one or several lines.

    Args:
        segments: in reading order; a reader that does not tell characters apart counts as certain of all of them.
        around: characters before the first segment and behind the last one, on their lines, that may belong to it too.
    """
    found: list[Place] = []
    for index, segment in enumerate(segments):
        if found:
            found.append(Place(index, -1, None, (Option("", 0.0), Option(" ", 0.0))))
        elif around:
            found.extend(_outside(segment, index, range(segment.start - around, segment.start)))
        found.extend(_places(segment, index))
    if segments and around:
        last = segments[-1]
        found.extend(_outside(last, len(segments) - 1, range(last.end, last.end + around)))
    return found


def _outside(segment: Segment, index: int, where: range) -> Iterator[Place]:
    """Characters of a segment's line beside it, which most likely are no part of it."""
    reading = segment.line.readings[0] if segment.characters else None
    if reading is not None:
        for at in where:
            if 0 <= at < len(reading.characters):
                char = reading.characters[at]
                options = (Option("", -math.log1p(-_OUTSIDE)), Option(char.text, -math.log(_OUTSIDE)))
                yield Place(index, at - segment.start, char, options)


def _places(segment: Segment, index: int) -> Iterator[Place]:
    characters = segment.characters
    if not characters:
        yield from (Place(index, i, None, (Option(char, 0.0),)) for i, char in enumerate(segment.text))
        return
    if segment.typed:
        yield from (Place(index, i, c, (Option(c.text, 0.0),), known=True) for i, c in enumerate(characters))
        return
    reading = segment.line.readings[0]
    found = [(c.start, _place(c, index, i, vertical=segment.vertical)) for i, c in enumerate(characters)]
    ends = segment.whole or not segment.line.text[segment.end :].strip()
    first, last = characters[0].start, math.inf if ends else characters[-1].end
    inside = [c for c in reading.skipped if segment.whole or first <= c.start <= last]
    found += [(c.start, _gap(c, index)) for c in inside if not _is_there(c, characters)]
    yield from (place for _, place in sorted(found, key=lambda item: item[0]))


def _is_there(skipped: Character, characters: Sequence[Character]) -> bool:
    """Whether another reading of the line has put in what this one skipped."""
    return any(c.text == skipped.text and abs(c.start - skipped.start) < 0.02 for c in characters)


def _place(character: Character, index: int, at: int, *, vertical: bool) -> Place:
    read, sure = character.text, character.probability
    seen = {read: max(sure, 1e-6)}
    if sure < CERTAIN:
        for text, p in character.alternatives:
            if p >= LEAST and len(text) <= 1:
                left_out = not text and not read.isspace()
                seen[text] = max(p * math.exp(-_LEFT_OUT) if left_out else p, seen.get(text, 0.0))
    floor = _TWIN_CERTAIN if sure >= CERTAIN else _TWIN_DOUBTED
    for twin in _TWINS.get(read, ""):
        seen[twin] = max(floor, seen.get(twin, 0.0))
    if vertical and read in _UPRIGHT:
        seen["-"] = max(_UPRIGHT[read], seen.get("-", 0.0))
        seen["ー"] = max(floor, seen.get("ー", 0.0))
    written: dict[str, float] = {}
    for text, p in seen.items():
        for form, share in ((japanese_forms(text), 1.0), (japanese_forms(text, old_forms=True), _OLD_FORM)):
            written[form] = max(share * p, written.get(form, 0.0))
    options = [Option(text, -math.log(min(1.0, p))) for text, p in written.items()]
    if sure < _SLIPPED:
        options += _slips(read, 1.0 - sure, written)
    if sure < _LOST:
        unnamed = max(1.0 - sum(seen.values()), 0.1 * (1.0 - sure))
        options.append(Option(ANY, -math.log(_ANY * unnamed), listed_only=True))
    return Place(index, at, character, tuple(options))


def _slips(read: str, doubt: float, seen: dict[str, float]) -> Iterator[Option]:
    """Look-alikes that the reader did not name."""
    for char in alike(read):
        likeness = cost(read, char)
        share = next((share for most, share in _SLIP if likeness <= most), 0.0)
        if share and char not in seen:
            yield Option(char, -math.log(doubt * share), listed_only=True)


def _gap(skipped: Character, index: int) -> Place:
    """A place where the reader saw nothing, or a character."""
    nothing = Option("", -math.log(max(1.0 - skipped.probability, 1e-3)))
    named = ((skipped.text, skipped.probability), *skipped.alternatives)
    seen = {text: p for text, p in named if p >= LEAST and len(text) == 1 and not text.isspace()}
    slips = (option for text, p in seen.items() for option in _slips(text, p, seen))
    return Place(index, -1, skipped, (nothing, *(Option(t, _PUT_IN - math.log(p)) for t, p in seen.items()), *slips))


def picks_as_read(places: Sequence[Place], gap: str = " ") -> tuple[str, ...]:
    """What each place contributes to the text as it was read, its lines joined by a gap."""
    return tuple(gap if place.is_break else place.options[0].text for place in places)


def places_between(places: Sequence[Place], picks: Sequence[str], start: int, end: int) -> Sequence[Place]:
    """The places of characters ``start`` to ``end`` of the text that the picks make, with what was skipped there."""
    ends = list(itertools.accumulate(map(len, picks)))
    return places[bisect_right(ends, start) : bisect_right(ends, end)]


def parts(segments: Sequence[Segment], places: Sequence[Place]) -> tuple[Segment, ...]:
    """The parts of the segments that some of their places stand on; all of them where that is unknown."""
    found = []
    for index, segment in enumerate(segments):
        at = [place.at for place in places if place.segment == index and place.at >= 0]
        found += [segment.part(min(at), max(at) + 1)] if at else []
    return tuple(found) or tuple(segments)

"""Running text by the words it makes: among the characters that a reader considered, those that read well.

A reader looks at shapes and tells its doubts; a dictionary knows that 役所 is a word and 投所 is none. Where the reader
doubts, each of its alternatives is weighed: its probability times how well the text around reads with it. Nothing is
put in that the reader did not consider, but for the large form of a small kana or the other way round, and what it was
sure of stays.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ocr_intake.extract.segment import Segment
from ocr_intake.japanese.numerals import read_marker
from ocr_intake.japanese.words import path_cost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.model.reading import Character

DOUBTED = 0.98
"""A character surer than this stays; with 0.995 the outcome is the same."""
LEAST = 1e-3
"""An alternative less likely than this is not followed; with 1e-4 the outcome is the same."""
MOST = 4
"""Alternatives followed at each place."""
UNIT = 1000.0
"""Costs of the dictionary that count as one."""
WEIGHT = 0.7
"""Nats that one counts for: of 0.4, 0.7 and 1 the best on the opinions of five sets of submissions."""
EARNED = 1.0
"""Nats by which another character must be the likelier before it takes the place of the one read."""
LEFT_OUT = 4.0
"""Nats that leaving a character out costs beside its probability: what was read is not lost for a smoother text. With 2
three opinions of 504 more are right, and old Japanese, whose words the dictionary lacks, suffers."""
NOT_THERE = 2.0
"""Nats that it costs to see nothing where the reader nearly saw a character: a shorter text has fewer words to pay
for."""
AROUND = 12
"""Characters on either side that a change is judged with."""
SAME_PLACE = 0.02
"""Share of a line's length within which two readings speak of the same place."""
NEAR = 2
"""Places that are also changed together: at most this far apart."""
ROUNDS = 2
NUMERALS = frozenset("0123456789０１２３４５６７８９")
KEPT_IN_FIELDS = NUMERALS | frozenset("-‐−－・")
"""What an address or a name of an organisation has as it likes: no dictionary knows lot numbers."""
SIZE_TWIN = 0.1
"""Probability at least given to a small kana's large twin, and the other way round: size alone tells little by hand."""
_SMALL, _LARGE = "っゃゅょぁぃぅぇぉッャュョァィゥェォ", "つやゆよあいうえおツヤユヨアイウエオ"
_SIZE_TWINS = dict(zip(_SMALL + _LARGE, _LARGE + _SMALL, strict=True))


@dataclass(frozen=True, slots=True)
class _Place:
    """One character of the text with what it may be instead."""

    read: Character
    options: tuple[tuple[str, float], ...]
    """Texts with the logarithm of the reader's probability, the character as read first."""

    @property
    def doubted(self) -> bool:
        return len(self.options) > 1


def spelled(segments: Sequence[Segment], *, field: bool = False) -> list[Segment]:
    """The segments of one text with characters exchanged where another of the reader's reads better.

    Args:
        segments: of one text, in reading order.
        field: an address or the name of an organisation, of which numbers stay and no character is left out; otherwise
            running text.

    Returns:
        As many segments; probabilities of doubted characters are those of reader and dictionary together. Where a
        reader does not tell characters apart, the segments as they are.
    """
    if not all(s.characters for s in segments if s.text):
        return list(segments)
    places = [_places(segment, field=field) for segment in segments]
    chosen = iter(_settled([place for mine in places for place in mine]))
    return [
        _with(segment, list(itertools.islice(chosen, len(mine))))
        for segment, mine in zip(segments, places, strict=True)
    ]


def _with(segment: Segment, characters: Sequence[Character]) -> Segment:
    """The segment, and its line, with its characters exchanged; those without text are left out."""
    if not segment.characters:
        return segment
    kept: list[Character] = []
    for character in characters:
        if character.text:
            kept.append(character)
        elif kept:  # what may be missing behind a character is a doubt about that one
            kept[-1] = replace(kept[-1], probability=min(kept[-1].probability, character.probability))
    reading = segment.line.readings[0]
    whole = (*reading.characters[: segment.start], *kept, *reading.characters[segment.end :])
    changed = replace(reading, text="".join(c.text for c in whole), characters=whole)
    line = replace(segment.line, readings=(changed, *segment.line.readings[1:]))
    return Segment(segment.page, segment.index, line, segment.start, segment.start + len(kept))


def _places(segment: Segment, *, field: bool) -> list[_Place]:
    """A segment's characters, and between them what the reader skipped, in the order of the line."""
    characters = segment.characters
    if not characters:
        return []
    skipped = segment.line.readings[0].skipped
    first, last = characters[0].start, characters[-1].end
    inside = [c for c in skipped if segment.whole or first <= c.start <= last]
    head = 0 if field or segment.start else _length_of_marker(segment.text)
    found = [(c.start, _Place(_marker(c), ((_marker(c).text, 0.0),))) for c in characters[:head]]
    found += [(c.start, _place(c, field=field)) for c in characters[head:]]
    found += [(c.start, _gap(c, field=field)) for c in inside if not _is_there(c, characters)]
    return [place for _, place in sorted(found, key=lambda item: item[0])]


_STOPS = ("、", "，", ",", "。", ".", "．")


def _length_of_marker(text: str) -> int:
    """Characters that number or mark an item of a list, of which no dictionary knows; or a stop at the beginning."""
    marker = read_marker(text)
    if marker is not None:
        return len(text) - len(marker.rest)
    return int(text.startswith(_STOPS))


def _marker(character: Character) -> Character:
    """One of them: of the stops that the reader considered the likelier kind, the full stop by preference."""
    if character.text not in _STOPS:
        return character
    seen = {character.text: character.probability} | dict(character.alternatives)
    points = seen.get(".", 0.0) + seen.get("．", 0.0) + seen.get("。", 0.0)
    commas = seen.get("、", 0.0) + seen.get("，", 0.0) + seen.get(",", 0.0)
    if points <= commas:
        return character
    text = character.text if character.text in ".．" else "."
    return replace(character, text=text, probability=min(1.0, max(points, character.probability)))


def _is_there(skipped: Character, characters: Sequence[Character]) -> bool:
    """Whether another reading of the line has put in what this one skipped."""
    return any(c.text == skipped.text and abs(c.start - skipped.start) < SAME_PLACE for c in characters)


def _gap(skipped: Character, *, field: bool) -> _Place:
    """A place where the reader saw nothing, or a character; never a number, of which no dictionary knows the digits."""
    nothing = replace(skipped, text="", probability=1.0 - skipped.probability)
    fixed = KEPT_IN_FIELDS if field else NUMERALS
    options = ((skipped.text, skipped.probability), *skipped.alternatives[: MOST - 1])
    seen = tuple((text, math.log(p)) for text, p in options if text.strip() and p >= LEAST and text not in fixed)
    return _Place(nothing, (("", math.log(max(nothing.probability, 1e-6)) - NOT_THERE), *seen))


def _place(character: Character, *, field: bool) -> _Place:
    read = (character.text, math.log(max(character.probability, 1e-6)))
    twin = _SIZE_TWINS.get(character.text)
    if (
        (character.probability >= DOUBTED and twin is None)
        or character.text.isspace()
        or (field and character.text in KEPT_IN_FIELDS)
    ):
        return _Place(character, (read,))
    others = [
        (text, math.log(p) - (0.0 if text else LEFT_OUT))
        for text, p in character.alternatives[:MOST]
        if p >= LEAST and _may_stand_for(text, character.text, field=field)
    ]
    if twin is None:
        return _Place(character, (read, *others))
    likelihood = max(dict(others).get(twin, -math.inf), math.log(SIZE_TWIN))
    return _Place(character, (read, (twin, likelihood), *(other for other in others if other[0] != twin)))


def _may_stand_for(text: str, read: str, *, field: bool) -> bool:
    """Whether a dictionary can tell between the two: not between digits, nor about white space."""
    if field and (not text or text in NUMERALS):
        return False
    return not text.isspace() and not (text in NUMERALS and read in NUMERALS)


def _settled(places: Sequence[_Place]) -> list[Character]:
    """Each place's character after rounds of single changes and of changes of two neighbours."""
    at = [0] * len(places)
    doubted = [i for i, place in enumerate(places) if place.doubted]
    unsure = [i for i in doubted if places[i].read.probability < DOUBTED]
    pairs = [(i, j) for n, i in enumerate(unsure) for j in unsure[n + 1 : n + 1 + NEAR] if j - i <= NEAR]
    alone = sorted(((i,) for i in doubted), key=lambda one: places[one[0]].read.probability)
    for _ in range(ROUNDS):
        before = list(at)
        for where in (*alone, *pairs):
            _improve(places, at, where)
        if at == before:
            break
    return [_weighed(places, at, i) if place.doubted else place.read for i, place in enumerate(places)]


def _improve(places: Sequence[_Place], at: list[int], where: tuple[int, ...]) -> None:
    """Take the best characters at these places, all else as it stands."""
    now = tuple(at[i] for i in where)
    scores = {now: _score(places, at, where, now)}
    for options in itertools.product(*(range(len(places[i].options)) for i in where)):
        if len(where) == 1 or all(new != old for new, old in zip(options, now, strict=True)):
            scores.setdefault(options, _score(places, at, where, options))
    best = max(scores, key=lambda options: scores[options])
    if scores[best] - scores[now] > (0.0 if any(now) or _is_twin(places, where, best) else EARNED):
        for i, option in zip(where, best, strict=True):
            at[i] = option


def _is_twin(places: Sequence[_Place], where: tuple[int, ...], options: tuple[int, ...]) -> bool:
    """Whether a change is one of size alone, which the reader hardly sees, so that nothing has to be earned."""
    read = places[where[0]].read.text
    return len(where) == 1 and places[where[0]].options[options[0]][0] == _SIZE_TWINS.get(read, "")


def _score(places: Sequence[_Place], at: Sequence[int], where: tuple[int, ...], options: tuple[int, ...]) -> float:
    """Log probability of these options times how well the text around them reads, up to a constant."""
    low, high = max(0, where[0] - AROUND), min(len(places), where[-1] + AROUND + 1)
    texts = [places[i].options[at[i]][0] for i in range(low, high)]
    for i, option in zip(where, options, strict=True):
        texts[i - low] = places[i].options[option][0]
    reader = sum(places[i].options[option][1] for i, option in zip(where, options, strict=True))
    return reader - WEIGHT * path_cost("".join(texts)) / UNIT


def _weighed(places: Sequence[_Place], at: Sequence[int], i: int) -> Character:
    """The chosen character with its share of all options' weight as its probability; no dictionary makes it surer."""
    scores = [_score(places, at, (i,), (option,)) for option in range(len(places[i].options))]
    most = max(scores)
    weights = [math.exp(score - most) for score in scores]
    most_sure = max(DOUBTED, places[i].read.probability)
    probability = min(most_sure, weights[at[i]] / sum(weights))
    return replace(places[i].read, text=places[i].options[at[i]][0], probability=probability)

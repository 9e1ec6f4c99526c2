"""Running text by the words it makes: among the characters that a reader considered, those that read well.

A reader looks at shapes and tells its doubts; a dictionary knows that 役所 is a word and 投所 is none. Where the reader
doubts, each of its alternatives is weighed: its probability times how well the text around reads with it. Nothing is
put in that the reader did not consider, but for the large form of a small kana or the other way round, and what it was
sure of stays.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.extract.fields.decode import EARNED, Step, Way, decode
from ocr_intake.extract.fields.lattice import LEAST, SURE, Place, places_of
from ocr_intake.extract.segment import CLEAN
from ocr_intake.japanese.numerals import read_marker
from ocr_intake.japanese.words import path_cost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.reading import Character

WORDS: Final = 0.6e-3
"""Nats that one of the dictionary's costs counts for. Of 279 opinions of four sets 0.3, 0.5, 0.6, 0.7 and 0.9
thousandths leave 59, 63, 64, 65 and 64% without a mistake, 0 leaves 50%. The more they count, the more rare words are
lost: of 3,166 characters in sentences without sense 77 are mended and 17 broken, with 0.7 thousandths 76 and 21."""
LEFT_OUT, NOT_THERE = 4.0, 2.0
"""Nats that leaving a character out costs beside its probability: what was read is not lost for a smoother text; and
seeing nothing where the reader nearly saw a character: a shorter text has fewer words to pay for."""
AROUND: Final = 12
"""Characters on either side that a change is judged with."""
BEAM: Final = 6
"""Texts that are followed; with 4 two opinions of 274 more are wrong, with 12 the outcome is the same."""
SURE_SIGN: Final = 0.95
"""A digit or a sign surer than this does not become a letter; with 0.9 one opinion of 342 more is wrong."""
STRUCK: Final = 0.4
STRUCK_CLEAN: Final = 0.04
"""How often what looks struck out is, of 380 places in opinions of six sets; and of those that were read surely."""
SIZE_TWIN: Final = -math.log(0.1)
"""Nats at most for a small kana's large twin, and the other way round: size alone tells little by hand."""
_NUMERALS: Final = frozenset("0123456789０１２３４５６７８９")
_PUNCTUATION: Final = frozenset("、。，．,.・「」『』()（）ー-?!？！")
_SMALL, _LARGE = "っゃゅょぁぃぅぇぉッャュョァィゥェォ", "つやゆよあいうえおツヤユヨアイウエオ"
_SIZE_TWINS: Final = dict(zip(_SMALL + _LARGE, _LARGE + _SMALL, strict=True))
_STOPS: Final = ("、", "，", ",", "。", ".", "．")


class _State(NamedTuple):
    place: int = 0
    """Index of the next one."""
    before: str = ""
    """The last characters chosen."""


class _WordsPrior:
    """How well a text reads with each of the reader's options, the text behind it as read."""

    start = _State()

    def __init__(self, options: Sequence[Sequence[tuple[str, float]]], picks: Sequence[str] = ()) -> None:
        """Take the options of each place, and what is chosen in each, if that is known."""
        self._options = options
        self._text = picks or [mine[0][0] for mine in options]

    def weighed(self, state: _State) -> Iterator[tuple[str, float, float]]:
        """The options of a place with what each costs to the reader and to the dictionary."""
        options = self._options[state.place]
        behind = "".join(self._text[state.place + 1 : state.place + 1 + AROUND])
        for text, loss in options:
            yield text, loss, WORDS * path_cost(state.before + text + behind) if len(options) > 1 else 0.0

    def steps(self, state: _State, _: Place) -> Iterator[Step[_State]]:
        (read, *others) = self.weighed(state)
        for text, loss, words in (read, *others):
            earned = 0.0 if text in {read[0], _SIZE_TWINS.get(read[0])} else EARNED
            after = _State(state.place + 1, (state.before + text)[-AROUND:])
            yield Step(text, loss - read[1], words - read[2] + earned, after)

    def end(self, _: Way[_State]) -> float:
        return 0.0


def rescored(segments: Sequence[Segment]) -> list[Segment]:
    """The segments of a running text with characters exchanged where another of the reader's reads better.

    Args:
        segments: of one text, in reading order.

    Returns:
        As many segments; probabilities of doubted characters are those of reader and dictionary together. Where a
        reader does not tell characters apart, the segments as they are.
    """
    if not all(s.characters for s in segments if s.text):
        return list(segments)
    places = [place for place in places_of(segments) if not place.is_break]
    heads = [0 if segment.start else _length_of_marker(segment.text) for segment in segments]
    struck = [segment.struck for segment in segments]
    options = [
        _options(
            place,
            in_marker=0 <= place.at < heads[place.segment],
            struck=place.at >= 0 and place.segment < len(struck) and struck[place.segment][place.at],
        )
        for place in places
    ]
    decoded = decode(places, _WordsPrior(options), beam=BEAM)
    if decoded is None:
        return list(segments)
    chosen = _WordsPrior(options, decoded.best.picks)
    kept: list[list[Character]] = [[] for _ in segments]
    for place, pick, state in zip(places, decoded.best.picks, decoded.best.states, strict=False):
        mine = kept[place.segment]
        if place.read is None:
            continue
        read = place.read if place.at >= 0 else replace(place.read, probability=1.0 - place.read.probability)
        character = _weighed(read, pick, list(chosen.weighed(state)))
        if pick:
            mine.append(character)
        elif mine:  # what may be missing behind a character is a doubt about that one
            mine[-1] = replace(mine[-1], probability=min(mine[-1].probability, character.probability))
    return [segment.rewritten(characters) for segment, characters in zip(segments, kept, strict=True)]


def _weighed(read: Character, pick: str, options: Sequence[tuple[str, float, float]]) -> Character:
    """The chosen character with its share of all options' weight as its probability; no dictionary makes it surer."""
    if len(options) == 1:
        return replace(read, text=pick)
    least = min(loss + words for _, loss, words in options)
    weights = {text: math.exp(least - loss - words) for text, loss, words in options}
    return replace(read, text=pick, probability=min(max(SURE, read.probability), weights[pick] / sum(weights.values())))


def _options(place: Place, *, in_marker: bool, struck: bool) -> list[tuple[str, float]]:
    """What may stand in a place, the one as read first, with what each costs to the reader.

    No dictionary knows which digits and signs stand in a text (5℃, 分む): those go only where they are doubtful. What
    the reader skipped is never a number.
    """
    read = place.read
    if read is None:
        return [(place.options[0].text, 0.0)]
    others = {text: -math.log(p) for text, p in read.alternatives if p >= LEAST and not text.isspace()}
    if place.at < 0:
        others[read.text] = -math.log(max(read.probability, LEAST))
        nothing = NOT_THERE - math.log(max(1.0 - read.probability, LEAST))
        return [
            ("", nothing),
            *((text, loss) for text, loss in others.items() if text.strip() and text not in _NUMERALS),
        ]
    first = (read.text, -math.log(max(read.probability, LEAST)))
    if place.known or in_marker or read.text.isspace():
        return [first]
    sign = not read.text.isalpha() and read.text not in _PUNCTUATION and read.probability >= SURE_SIGN
    kept = {
        text: loss if text else loss + LEFT_OUT
        for text, loss in (others.items() if read.probability < SURE else ())
        if not (sign and text.isalpha()) and not {text, read.text} <= _NUMERALS
    }
    if struck:
        kept[""] = -math.log(STRUCK_CLEAN if read.probability >= CLEAN else STRUCK)
    twin = _SIZE_TWINS.get(read.text)
    if twin is not None:
        kept[twin] = min(SIZE_TWIN, kept.get(twin, math.inf))
    return [first, *kept.items()]


def _length_of_marker(text: str) -> int:
    """Characters that number or mark an item of a list, of which no dictionary knows; or a stop at the beginning."""
    marker = read_marker(text)
    return len(text) - len(marker.rest) if marker is not None else int(text.startswith(_STOPS))

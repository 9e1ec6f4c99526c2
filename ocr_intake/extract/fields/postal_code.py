"""The postal code: seven digits by one decode of what the reader considered, confirmed by the address."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.extract.evidence import proposed, squashed
from ocr_intake.extract.fields.decode import Step, Way, decode
from ocr_intake.extract.fields.lattice import UNSEEN, Place, places_of
from ocr_intake.extract.offered import Rival, likeliness, other_values
from ocr_intake.japanese.address_keys import AddressKey, agrees
from ocr_intake.japanese.charsets import is_japanese
from ocr_intake.japanese.digits import digits
from ocr_intake.japanese.postal import near_codes, towns_of
from ocr_intake.model.fields import FieldName, FlagCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

DIGITS: Final = 7
"""Of a postal code."""
_SPLIT: Final = 3
"""Digits before the hyphen."""
_UNKNOWN, _CONTRADICTED, _ELSEWHERE = 4.0, 3.0, 3.0
"""Nats for a code that the table lacks, more for one of another city than the address's, for one of another town."""
_LIKE_DIGIT, _JOINED = 1.0, 1.5
"""For a look-alike of a digit, for parts without a hyphen between them."""
_LOST_DIGIT, _LOST_LETTER, _LOST_SIGN = 6.0, 2.5, 0.7
"""For what is no part of the code: a digit (a rule of a box), a letter, a sign."""
_HYPHENS: Final = frozenset("-－−ー‐―一~〜|｜・")
_MARKS: Final = _HYPHENS | frozenset("〒〶テデ干千TＴFＦ丁 　:：()（）[]［］.")
"""What stands before and between the digits without being one; some of it is 〒 as readers return it."""
_LOT_GOES_ON: Final = frozenset("-－−ー‐―番号丁地条")
"""What digits that are a lot number go on with."""
_NO_HYPHEN, _LOOSE, _LINES, _LONGEST = 2.0, 7.0, 4, 24
"""Before an address: nats for a code without hyphen, nats that one may cost, lines and places within which it ends."""
_LEAST_DIGITS: Final = 5
"""Digits of a code from which its address can say the others."""
_AROUND: Final = 2
"""Characters beside its segment that may belong to a code too."""


class _State(NamedTuple):
    digits: str = ""
    hyphen: bool = False
    """Whether one stands behind the third digit."""


_NUMERALS: Final = dict(zip("〇一二三四五六七八九", "0123456789", strict=True))
"""Kanji that a code is written with in columns; at the head of an address they are its words."""


@dataclass(frozen=True, slots=True)
class _CodePrior:
    """Seven digits with signs between them, alone or at the head of an address."""

    places: Sequence[Place]
    before_address: bool
    start: _State

    def steps(self, state: _State, place: Place) -> Iterator[Step[_State]]:
        whole, split = len(state.digits) == DIGITS, len(state.digits) == _SPLIT
        if whole and self.before_address:
            yield Step("", 0.0, 0.0, state)
            return
        for text, loss, listed_only in place.options:
            if listed_only:
                continue
            was_read = place.read is not None and place.read.text == text
            numeral = _NUMERALS.get(text, "") if was_read and not self.before_address else ""
            digit = numeral or digits(text)
            if digit and not whole:
                slip = 0.0 if text.isdigit() or numeral else _LIKE_DIGIT
                late = _JOINED if split and not state.hyphen else 0.0
                yield Step(digit, loss, slip + late, _State(state.digits + digit, state.hyphen))
            lost = self._lost(state, text)
            if lost < math.inf:
                hyphen = state.hyphen or (split and bool(text) and text in _HYPHENS)
                yield Step("", loss, lost, _State(state.digits, hyphen))

    def _lost(self, state: _State, text: str) -> float:
        """What it costs that a character is no digit of the code; at its middle it may be the hyphen."""
        split, inside = len(state.digits) == _SPLIT, 0 < len(state.digits) < DIGITS
        if not text or (split and text in _HYPHENS):
            return 0.0
        if text in _MARKS:
            return _LOST_SIGN if state.digits and text.strip() else 0.0
        if text.isdigit():
            return _LOST_DIGIT
        if self.before_address:
            return math.inf if inside else _LOST_LETTER
        return _LOST_LETTER if inside else _LOST_SIGN

    def end(self, way: Way[_State]) -> float:
        if len(way.text) < DIGITS:
            return math.inf
        cost = 0.0 if towns_of(way.text) else _UNKNOWN
        if self.before_address:
            following = next((p.read.text for p in self.places[_end(way) :] if p.read is not None), "")
            cost += 0.0 if way.states[-1].hyphen else _NO_HYPHEN
            cost += _LOST_DIGIT if following.isdigit() or following in _LOT_GOES_ON else 0.0
            return cost if way.cost + cost <= _LOOSE else math.inf
        return cost


def _end(way: Way[_State]) -> int:
    """Index of the place behind the last digit."""
    return max(i for i, pick in enumerate(way.picks) if pick) + 1


def _decoded(places: Sequence[Place], knowledge: Knowledge, *, before_address: bool = False) -> tuple[Way[_State], ...]:
    """Ways to read seven digits, the likeliest first, each code once; none where it is the city's own."""
    decoded = decode(places[:_LONGEST] if before_address else places, _CodePrior(places, before_address, _State()))
    if decoded is None or decoded.best.text in knowledge.city_postal_codes:
        return ()
    first = {way.text: way for way in reversed(decoded.ways)}
    return tuple(sorted(first.values(), key=lambda way: way.cost))


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A postal code as read."""

    code: str
    """020-0802."""
    segments: tuple[Segment, ...]
    """Where it stands."""
    rest: tuple[Segment, ...]
    """The address's lines without it and without what stands before it."""
    ways: tuple[Way[_State], ...] = ()
    """All codes of the decode, the best first; none where not all its digits were read and the address says them."""


def read_code(codes: Sequence[Segment], addresses: Sequence[Segment], knowledge: Knowledge) -> CodeReading | None:
    """The postal code, from its own characters or from the head of the address.

    Args:
        codes: characters that were taken for a code.
        addresses: characters of the address; a code may stand before it, or its last digits.
        knowledge: the city's own codes, which are nobody's.
    """
    head = _at_head((), addresses, knowledge)
    rest = head.rest if head is not None else tuple(addresses)
    for group in dict.fromkeys((tuple(codes), *((segment,) for segment in codes))):
        ways = _decoded(places_of(group, around=_AROUND), knowledge)
        if ways:
            return CodeReading(_written(ways[0].text), group, rest, ways)
    return head or (_at_head(codes, addresses, knowledge) if codes else None)


def _at_head(codes: Sequence[Segment], addresses: Sequence[Segment], knowledge: Knowledge) -> CodeReading | None:
    """A code before an address, on its line, lines of its own or in boxes; its beginning may stand elsewhere."""
    lines = (*codes, *addresses[:_LINES])
    places = places_of(lines)
    ways = _decoded(places, knowledge, before_address=True)
    if not ways:
        return None
    end = _end(ways[0])
    last = places[end - 1].segment
    cut = 1 + max(place.at for place in places[:end] if place.segment == last)
    tail = lines[last].part(cut)
    where = (*lines[:last], lines[last].part(0, cut))
    rest = (*((tail,) if len("".join(tail.text.split())) > 1 else ()), *lines[last + 1 :], *addresses[_LINES:])
    return CodeReading(_written(ways[0].text), where, rest, ways)


def mended_code(codes: Sequence[Segment], addresses: Sequence[Segment], address: AddressKey) -> CodeReading | None:
    """A code of which some digits were read, where just one of the address's own has them in that order."""
    remains = tuple(codes) or tuple(takewhile(lambda s: not any(map(is_japanese, s.text)), addresses))
    seen = "".join(digits(segment.text) for segment in remains)
    if not _LEAST_DIGITS <= len(seen) < DIGITS:
        return None
    fitting = {code for code in address.codes if re.search(".*".join(seen), code)}
    rest = tuple(segment for segment in addresses if segment not in remains)
    return CodeReading(_written(fitting.pop()), remains, rest) if len(fitting) == 1 else None


def _written(code: str) -> str:
    return f"{code[:_SPLIT]}-{code[_SPLIT:]}"


def code_proposal(found: CodeReading, address: AddressKey | None, source: str) -> Proposal:
    """The code as a proposal: of those that the reader considered the one that goes best with the address.

    Args:
        found: as read.
        address: the one beside it.
        source: how they were found.
    """
    considered = [(way.cost, way.seen, _written(way.text)) for way in found.ways] or [(0.0, 0.0, found.code)]
    weighed = sorted((cost + _disagreement(code, address), seen, code) for cost, seen, code in considered)
    best, seen, value = weighed[0]
    changed = squashed(seen - min(least for _, least, _ in considered)) if found.ways else 1.0
    verdict = agrees(value, address) if address is not None else None
    known = bool(towns_of(value))
    flags = [] if found.ways else [FlagCode.CORRECTED_BY_LEXICON]
    if not known:
        flags.append(FlagCode.UNKNOWN_POSTAL_CODE)
    elif verdict is False:
        flags.append(FlagCode.POSTAL_ADDRESS_MISMATCH)
    near = near_codes(value)
    rivals = [Rival(code, likeliness(cost - best), "reader") for cost, _, code in weighed[1:]]
    prior = _disagreement(value, address) + (0.0 if known else _UNKNOWN)
    rivals += [Rival(code, likeliness(UNSEEN + _disagreement(code, address) - prior), "lexicon") for code in near]
    segments = found.segments
    plain = value.replace("-", "")
    readings = [s.line.readings[0] for s in segments if s.line.readings]
    masked = "".join(re.sub(r"\D", "", reading.digits) for reading in readings)
    seconds = "".join(re.sub(r"\D", "", r.text) for s in segments for r in s.line.readings[1:2])
    evidence = {
        "known": float(known),
        "code_agrees": 1.0 if verdict else -1.0 if verdict is False else 0.0,
        "corrected": float(changed > 0.0),
        "changed": changed,
        "ahead": squashed(weighed[1][0] - best) if len(weighed) > 1 else 1.0,
        "masked_agrees": float(plain in masked),
        "digits_lowest": min((reading.digits_confidence for reading in readings), default=0.0),
        "second": float(plain in seconds),
    }
    offered = other_values(FieldName.POSTAL_CODE, value, rivals)
    return proposed(value, segments, source, evidence, flags=flags, others=offered)


def _disagreement(code: str, address: AddressKey | None) -> float:
    """Nats that a code costs beside an address of another city or town."""
    verdict = agrees(code, address) if address is not None else None
    if verdict:
        return 0.0
    return _CONTRADICTED + _ELSEWHERE if verdict is False else _ELSEWHERE

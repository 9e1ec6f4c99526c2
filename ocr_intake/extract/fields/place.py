"""Postal code and address, each by one decode of what the reader considered, each vouching for the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.evidence import MUCH_CHANGED, proposed, reading_evidence, squashed
from ocr_intake.extract.fields.decode import Decoded, Step, Way, chosen, decode
from ocr_intake.extract.fields.edges import one_line, with_whole_number
from ocr_intake.extract.fields.lattice import ANY, UNSEEN, Option, Place, places_of
from ocr_intake.extract.fields.postal_code import code_proposal, mended_code, read_code
from ocr_intake.extract.offered import AS_READ, SECOND_READER, Rival, likeliness, other_values
from ocr_intake.japanese.address_grammar import START, AddressGrammar
from ocr_intake.japanese.address_keys import AddressKey, agrees, table_forms
from ocr_intake.japanese.address_text import BUILDING_PARTS, LOT_PARTS, Part, State
from ocr_intake.japanese.postal import towns_of
from ocr_intake.japanese.text import collapse
from ocr_intake.model.fields import FieldName, FlagCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

GRAMMAR: Final = 0.65
"""Weight of the grammar beside the reader; the outcome is about the same from 0.6 to 0.8."""
AROUND: Final = 2
"""Characters beside the first and the last segment that may belong to the address too."""
RIVALS: Final = 2
"""Ways that are kept of those that end up in the same state."""
_RIVALS: Final = 12
"""Of the likeliest addresses those among which a person may choose."""
_LOST: Final = Option("", UNSEEN, listed_only=True)
"""A character of which no reader left a trace, within a city or town that the postal code names."""
_LISTED: Final = frozenset({Part.CITY, Part.TOWN, Part.UNIT, Part.WORD})
"""Parts made of listed words."""
_FAR_AHEAD: Final = 3.0
"""Nats that count as 0.63."""
_ORDINARY: Final = 4.0
"""Cost of a character to the grammar that counts as 0.37."""


class _AddressPrior:
    """The grammar of addresses, weighed against the reader."""

    start = START

    def __init__(self, grammar: AddressGrammar) -> None:
        self._grammar = grammar

    def steps(self, state: State, place: Place) -> Iterator[Step[State]]:
        for option in place.options:
            if not option.text:
                yield Step("", option.loss, 0.0, state)
            for char in self._grammar.expected(state) if option.text == ANY else option.text:
                yield from self._moves(state, char, option)
        read = place.options[0]
        for lost in self._grammar.lost(state) if read.text and not place.known else "":
            for before in self._moves(state, lost, _LOST):
                for step in self._moves(before.state, read.text, read):
                    if step.state.part is not Part.PLACE:
                        yield Step(lost + step.pick, before.seen + step.seen, before.prior + step.prior, step.state)

    def _moves(self, state: State, char: str, option: Option) -> Iterator[Step[State]]:
        for cost, after in self._grammar.moves(state, char):
            if not option.listed_only or after.part in _LISTED:
                yield Step("" if after.part is Part.BEFORE else char, option.loss, GRAMMAR * cost, after)

    def end(self, way: Way[State]) -> float:
        return GRAMMAR * self._grammar.end(way.states[-1])


def read_place(
    codes: Sequence[Segment], addresses: Sequence[Segment], source: str, knowledge: Knowledge
) -> tuple[Proposal | None, Proposal | None]:
    """Postal code and address of the submitter.

    Args:
        codes: characters that were taken for a postal code; their edges need not be exact.
        addresses: characters of the address in reading order; a code may stand before them.
        source: how they were found.
        knowledge: the city's own postal codes, which are nobody's.

    Returns:
        Postal code and address, None for what the paper does not have.
    """
    codes = [with_whole_number(segment, head=True) for segment in one_line(codes)]
    addresses = [with_whole_number(segment, head=False) for segment in one_line(addresses)]
    code = read_code(codes, addresses, knowledge)
    rest = code.rest if code is not None else tuple(addresses)
    grammar = AddressGrammar(towns_of(code.code if code is not None else ""))
    decoded = decode(places_of(rest, around=AROUND), _AddressPrior(grammar), rivals=RIVALS)
    if decoded is None or not decoded.best.text.strip():
        return (code_proposal(code, None, source) if code is not None else None), None
    key = AddressKey(decoded.best.text.strip(), decoded.best.states[-1].place)
    code = code or mended_code(codes, addresses, key)
    postal = code_proposal(code, key, source) if code is not None else None
    return postal, _proposed(decoded, key, rest, source, postal, grammar)


def _proposed(
    decoded: Decoded[State],
    key: AddressKey,
    read: Sequence[Segment],
    source: str,
    postal: Proposal | None,
    grammar: AddressGrammar,
) -> Proposal:
    """The address as a proposal, with the table's writings of its town beside it."""
    best, place, changed = decoded.best, key.place, decoded.changed
    parts = {state.part for state in best.states}
    value = collapse(best.text)
    code = postal.value if postal is not None else ""
    verdict = agrees(code, key) if code else None
    near = ((value, 0.0),) if place is not None and place.town else table_forms(value, code)
    evidence = reading_evidence(chosen(read, decoded), value) | {
        "town_known": float(place is not None and bool(place.town)),
        "city_known": float(place is not None),
        "corrected": float(changed > 0.0),
        "changed": squashed(changed),
        "distance": min(1.0, near[0][1] / 2.0) if near else 1.0,
        "ahead": squashed(decoded.ahead, _FAR_AHEAD),
        "has_lot": float(bool(parts & LOT_PARTS)),
        "building": float(bool(parts & BUILDING_PARTS)),
        "likelihood": math.exp(-(best.cost - best.seen) / GRAMMAR / len(value) / _ORDINARY),
        "code_agrees": 1.0 if verdict else -1.0 if verdict is False else 0.0,
        "code_given": float(bool(code)),
    }
    flags = [FlagCode.CORRECTED_BY_LEXICON] if changed > MUCH_CHANGED else []
    if place is None:
        flags.append(FlagCode.UNKNOWN_ADDRESS)
    if verdict is False:
        flags.append(FlagCode.POSTAL_ADDRESS_MISMATCH)
    others = other_values(FieldName.ADDRESS, value, _rivals(decoded, near, read, grammar))
    return proposed(value, read, source, evidence, flags=flags, others=others)


def _rivals(
    decoded: Decoded[State], near: Sequence[tuple[str, float]], read: Sequence[Segment], grammar: AddressGrammar
) -> Iterator[Rival]:
    """Other addresses: those that the reader considered, the text as read, the table's, and the second reader's."""
    best = decoded.best
    prior = best.cost - best.seen
    for way in decoded.others[:_RIVALS]:
        yield Rival(collapse(way.text.strip()), likeliness(way.cost - best.cost), "reader")
    as_read = collapse("".join(segment.text for segment in read))
    yield Rival(as_read, likeliness(min(AS_READ, _price(as_read, grammar) - prior - decoded.changed)), "reader")
    for text, slips in near:
        yield Rival(text, likeliness(UNSEEN * slips + _price(text, grammar) - prior), "lexicon")
    for other in (other for segment in read[:1] if segment.whole for other in segment.line.readings[1:]):
        worse = max(0.0, _price(other.text, grammar) - prior)
        yield Rival(other.text, likeliness(SECOND_READER + worse), other.reader)


def _price(text: str, grammar: AddressGrammar) -> float:
    """Nats that the grammar, as it is weighed, takes for a text as it stands; infinity where it is no address."""
    places = [Place(0, at, None, (Option(char, 0.0),), known=True) for at, char in enumerate(text)]
    decoded = decode(places, _AddressPrior(grammar))
    return decoded.best.cost if decoded is not None else math.inf

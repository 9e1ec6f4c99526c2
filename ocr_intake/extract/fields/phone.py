"""The telephone number: digits by what the reader considered, weighed by the numbering plan."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.extract.evidence import changed_evidence, proposed
from ocr_intake.extract.fields.decode import Step, Way, decode
from ocr_intake.extract.fields.edges import one_line
from ocr_intake.extract.fields.lattice import Place, parts, places_between, places_of
from ocr_intake.extract.offered import Rival, likeliness, other_values
from ocr_intake.japanese.phones import Phone, PhoneProblem, find_phones, local_number, parse_phone
from ocr_intake.model.fields import FieldName, FlagCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

UNKNOWN, IMPOSSIBLE = 4.0, 7.0
"""Nats that a number costs whose area or block is not assigned, and one with too few or too many digits."""
OTHERWISE = 0.1
"""Nats that it costs to take a letter for the digit that the reader considered in its place."""
MASKED, SECOND_READER, JOINED, MENDED = 1.0, 2.0, 1.0, 0.2
"""Nats that a number costs by its source (the reader's digits alone, another reader's text, two lines), and for each
look-alike that was taken for a digit."""
LATER = 5.0
"""Nats that each number costs behind the first: the first is meant, though its area be unknown."""
_CONTEXT: Final = 16
"""Characters before a number in which TEL or FAX may stand."""
_MOST: Final = 40
"""Readings of one place that are looked at."""
_BETWEEN = re.compile(r"(?<=[0-9０-９]{9})[\s/／、,，・]+(?=[(（+＋]?[0０8８])")
_EXTENSION = re.compile(r"[\s(（]*(?:内線[：:\s]*[0-9０-９]|内[0-9０-９]{2})[0-9０-９]{0,4}[)）]?(?![0-9０-９-])")
_UNMARKED = str.maketrans("", "", "()（） \u3000")
_NUMERIC = frozenset("0123456789０１２３４５６７８９-－−ー‐()（）")
"""Characters that numbers are written with."""
_NO_DIGIT = frozenset(("", "：", ":"))
"""What stands where a digit was read in front of a number or twice."""
_AS_NUMERIC = dict(zip("〇○零一二三四五六七八九十＋～〜~―—–", "000123456789++------", strict=True))
"""What else stands for them in a number: kanji numerals, a plus sign as readers see it, waves and rules."""


class _NumberPrior:
    """Digits and their signs wherever the reader considered one; the numbering plan weighs whole numbers later."""

    start = ""

    def steps(self, state: str, place: Place) -> Iterator[Step[str]]:
        read, *others = place.options
        text = _AS_NUMERIC.get(read.text, read.text)
        yield Step(text, read.loss, 0.0, state + text)
        if text != read.text:
            yield Step(read.text, read.loss, OTHERWISE, state + read.text)
        if place.read is None:
            return
        kept = read.text in _NUMERIC or not read.text.strip()
        # a digit may be none: one that was read twice, or a colon in front of the number
        named = [option for option in others if not option.listed_only]
        options = [option for option in named if option.text in _NUMERIC or (kept and option.text in _NO_DIGIT)]
        likeliest = min((option.loss for option in options), default=0.0)
        for text, loss, _ in options:
            nats = loss if kept else read.loss + loss - likeliest  # a number has digits: one of these
            yield Step(text, nats, 0.0 if kept else OTHERWISE, state + text)

    def end(self, _: Way[str]) -> float:
        return 0.0


class _Found(NamedTuple):
    """One number as one source has it."""

    phone: Phone
    cost: float
    """In nats."""
    segments: tuple[Segment, ...]
    """Its own characters, as far as they are known."""
    rank: tuple[int, int]
    """Which piece it stands on, and which number of that it is."""


def read_phone(
    segments: Sequence[Segment], source: str, header_numbers: frozenset[str], knowledge: Knowledge
) -> Proposal | None:
    """The submitter's telephone number, as written.

    Args:
        segments: the characters tagged as telephone numbers, in reading order.
        source: how they were found.
        header_numbers: digits of the numbers in the fax header, which may confirm a number and never supply one.
        knowledge: the city's own numbers, which are nobody's.

    Returns:
        The first number; further ones are candidates and a reason to look. None where there is only a fax's, or none.
    """
    pieces = one_line(segments)
    found = [one for i, piece in enumerate(pieces) for one in _numbers((piece,), i, knowledge)]
    if not any(one.phone.valid for one in found):
        pairs = enumerate(itertools.pairwise(pieces))
        found += [one for i, pair in pairs for one in _numbers(pair, i, knowledge) if one.phone.valid]
    ranked = sorted(found, key=lambda one: one.cost)
    return _proposed(ranked, source, header_numbers) if ranked else None


def _numbers(segments: tuple[Segment, ...], piece: int, knowledge: Knowledge) -> Iterator[_Found]:
    """The numbers that one piece, or two that one number was broken over, may hold; never a fax's or the city's."""
    line = segments[0].line
    near = line.text[: segments[0].start][-_CONTEXT:]
    decoded = decode(places_of(segments), _NumberPrior())
    if decoded is None:
        return
    for way in decoded.ways[:_MOST]:
        for rank, (phone, begin, end) in enumerate(_phones(near, way.text, knowledge)):
            cost = way.cost - decoded.best.cost + _cost(phone) + (JOINED if len(segments) > 1 else LATER * piece)
            own = parts(segments, places_between(decoded.places, way.picks, begin, end))
            yield _Found(phone, cost + LATER * rank, own, (piece, rank))
    if len(segments) == 1 and segments[0].whole:
        first, *others = line.readings
        for text, nats in ((first.digits, MASKED), *((other.text, SECOND_READER) for other in others)):
            for rank, (phone, _, _) in enumerate(_phones(near, text, knowledge)):
                yield _Found(phone, nats + _cost(phone) + LATER * (piece + rank), segments, (piece, rank))


def _phones(near: str, text: str, knowledge: Knowledge) -> Iterator[tuple[Phone, int, int]]:
    """The numbers in a text with their places in it; ``near`` is what stands before it."""
    divided = _BETWEEN.sub(lambda gap: "\n" * len(gap[0]), text)
    phones = [phone for phone in find_phones(near + divided, surely=True) if phone.end > len(near)]
    if not phones and (one := parse_phone(text) or local_number(text)) is not None:
        near, phones = "", [one]
    for phone in phones:
        begin, end = max(0, phone.start - len(near)), phone.end - len(near)
        extension = _EXTENSION.match(text[end:])
        if not phone.fax and phone.digits not in knowledge.city_phones:
            yield replace(phone, written=phone.written + (extension[0].rstrip() if extension else "")), begin, end


def _cost(phone: Phone) -> float:
    unlikely = 0.0 if phone.valid else UNKNOWN if phone.problem is PhoneProblem.UNKNOWN_NUMBER else IMPOSSIBLE
    return unlikely + MENDED * phone.mended


def _proposed(ranked: Sequence[_Found], source: str, header_numbers: frozenset[str]) -> Proposal:
    phone, _, segments, rank = ranked[0]
    first, *seconds = segments[0].line.readings
    characters = [c for s in segments for c in s.characters if c.text.translate(_UNMARKED)]
    evidence = {
        "valid": float(phone.valid),
        "masked_agrees": float(phone.digits in re.sub(r"\D", "", first.digits)),
        "digits_lowest": first.digits_confidence,
        "mended": min(1.0, phone.mended / 3),
        "confirmed": float(phone.digits in header_numbers),
        "second": float(any(phone.digits in re.sub(r"\D", "", other.text) for other in seconds)),
        "changed": changed_evidence(characters, phone.written.translate(_UNMARKED)),
    }
    others = [one for one in ranked if one.phone.digits != phone.digits]
    rivals = [Rival(one.phone.written, likeliness(one.cost - ranked[0].cost), "reader") for one in others]
    flags = []
    if not phone.valid:
        flags.append(FlagCode.PHONE_INVALID if phone.problem is PhoneProblem.UNKNOWN_NUMBER else FlagCode.PHONE_DIGITS)
    if any(one.phone.valid and one.rank != rank for one in others):
        flags.append(FlagCode.SEVERAL_VALUES)
    return proposed(
        phone.written,
        segments,
        source,
        evidence,
        flags=flags,
        others=other_values(FieldName.PHONE, phone.written, rivals),
    )

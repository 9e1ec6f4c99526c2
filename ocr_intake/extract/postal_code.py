"""The postal code: found beside or before an address, in boxes or on a line, and confirmed by the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from ocr_intake.extract.evidence import other_candidates, proposed, reading_evidence
from ocr_intake.extract.numeric import numeric_text
from ocr_intake.extract.upright import code_at_head
from ocr_intake.japanese.addresses import AddressParse, address_likelihood, agrees, begins_at
from ocr_intake.japanese.charsets import is_japanese
from ocr_intake.japanese.postal import find_postal_codes, near_codes, towns_of
from ocr_intake.model.fields import FlagCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

DIGITS = 7
"""Of a postal code."""
LEAST_DIGITS = 5
"""Digits of a code from which its address can say the others."""
LIKELY = 0.5
"""``address_likelihood`` from which a line is an address."""
LIKELY_BEHIND = 0.3
"""The same behind the remains of a code."""
HALF_DIGITS = 0.6
"""Share of digits from which a line is a number."""
LONGEST_CODE = 12
"""Characters of a postal code with its mark and what misread boxes add to it."""
AT_HEAD = 4
"""A code without 〒 begins within so many characters of its line."""
_MARK = re.compile(r"^[〒テデ干千TＴFＦ]")
_UPRIGHT_DASH = re.compile(r"(?<!\d)(\d{3})1(\d{4})(?!\d)")
_PLAUSIBLE = 0.002
"""Probability from which another digit may stand in a postal code that the address vouches for."""


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A postal code as read."""

    code: str
    """020-0802."""
    segments: tuple[Segment, ...]
    """Where it stands."""
    rest: tuple[Segment, ...]
    """The address's lines without it and without what stands before it."""
    mended: bool = False
    """Not all its digits were read; the address says the others."""


def find_code(codes: Sequence[Segment], addresses: Sequence[Segment], knowledge: Knowledge) -> FoundCode | None:
    """The first postal code that is not the city's own.

    Args:
        codes: segments under a postal code label of their own.
        addresses: segments of the address, in order; a code may stand before or among them.
        knowledge: the city's own codes.
    """
    for segment in codes:
        found = _code_in(segment, knowledge, alone=True)
        if found is not None:
            return FoundCode(found[0], (segment,), _without_code(addresses))
    boxed = _boxed_code(addresses, knowledge)
    if boxed is not None:
        return FoundCode(boxed[0], boxed[1], tuple(s for s in addresses if s not in boxed[1]))
    for index, segment in enumerate(addresses):
        found = _code_in(segment, knowledge, alone=False)
        if found is not None:
            remaining = segment.part(found[1])
            tail = (remaining,) if len("".join(remaining.text.split())) > 1 else ()
            return FoundCode(found[0], (segment.part(0, found[1]),), (*tail, *addresses[index + 1 :]))
    return None


def _without_code(addresses: Sequence[Segment]) -> tuple[Segment, ...]:
    """The address without a code that stands before it although it has a field of its own."""
    kept = []
    for segment in addresses:
        code = next((c for c in find_postal_codes(segment.text) if c.start <= AT_HEAD), None)
        rest = segment.part(code.end) if code is not None else segment
        if len("".join(rest.text.split())) > 1:
            kept.append(rest)
    return tuple(kept)


def without_remains(segments: Sequence[Segment]) -> tuple[tuple[Segment, ...], list[Segment]]:
    """The lines of an address without what stands before it and is no word, and that: parts of an unreadable code."""
    for i, segment in enumerate(segments):
        start = begins_at(segment.text)
        if start and address_likelihood(segment.text[start:]) >= LIKELY_BEHIND:
            return (segment.part(start), *segments[i + 1 :]), [*segments[:i], segment.part(0, start)]
        if any(map(is_japanese, "".join(_MARK.sub("", segment.text).split()))):
            return tuple(segments[i:]), list(segments[:i])
    return tuple(segments), []


def mended_code(remains: Sequence[Segment], address: tuple[Segment, ...], parse: AddressParse) -> FoundCode | None:
    """A code of which some digits were read, where just one of the address's own has them in that order."""
    if not parse.town:
        return None
    digits = "".join(re.sub(r"\D", "", numeric_text(segment)) for segment in remains)
    if not LEAST_DIGITS <= len(digits) < DIGITS:
        return None
    fitting = {code for code in parse.postal_codes if _are_of(digits, code.replace("-", ""))}
    if len(fitting) != 1:
        return None
    code = fitting.pop().replace("-", "")
    return FoundCode(f"{code[:3]}-{code[3:]}", tuple(remains), address, mended=True)


def _are_of(digits: str, code: str) -> bool:
    """Whether digits stand in a code in their order."""
    following = iter(code)
    return all(digit in following for digit in digits)


def looks_like_code(segment: Segment) -> bool:
    """Whether a line of an address is digits and little else, as a postal code that could not be read would be."""
    text = "".join(numeric_text(segment).split())
    digits = sum(char.isdigit() for char in text)
    return (
        3 <= digits <= LONGEST_CODE and digits >= HALF_DIGITS * len(text) and address_likelihood(segment.text) < LIKELY
    )


def _boxed_code(segments: Sequence[Segment], knowledge: Knowledge) -> tuple[str, tuple[Segment, ...]] | None:
    """A postal code written in boxes that came out as several lines of one row, and those lines."""
    for first in segments:
        row = [s for s in segments if s.page == first.page and s.line.box.overlap_y(first.line.box) > 0]
        row.sort(key=lambda s: s.line.box.left)
        text = "".join("".join(numeric_text(s).split()) for s in row)
        if len(row) < 2 or len(text) > LONGEST_CODE:
            continue
        for found in find_postal_codes(text):
            if found.digits not in knowledge.city_postal_codes:
                return found.code, tuple(row)
    return None


def _code_in(segment: Segment, knowledge: Knowledge, *, alone: bool) -> tuple[str, int] | None:
    """Postal code of a segment, and where in its text it ends."""
    length = len(segment.text)
    if segment.vertical and (upright := code_at_head(segment.text)) is not None:
        return upright if upright[0].replace("-", "") not in knowledge.city_postal_codes else None
    texts = [segment.text, numeric_text(segment)]
    if segment.vertical:
        texts.extend(_UPRIGHT_DASH.sub(r"\1-\2", re.sub(r"(?<=\d)\s+(?=\d)", "", text)) for text in list(texts))
    for text in texts:
        for found in find_postal_codes(text):
            if found.digits in knowledge.city_postal_codes or (found.start > AT_HEAD and not found.marked):
                continue
            return found.code, min(found.end, length) if len(text) == length else _end_of_digits(segment.text)
    reading = segment.line.readings[0] if segment.line.readings else None
    masked = re.sub(r"\D", "", reading.digits) if reading is not None else ""
    short = len(re.sub(r"\s", "", segment.text)) <= LONGEST_CODE and segment.whole
    if len(masked) == DIGITS and (alone or short) and masked not in knowledge.city_postal_codes:
        return f"{masked[:3]}-{masked[3:]}", length
    return None


def _end_of_digits(text: str) -> int:
    """Where the last digit of a postal code at the head of a text ends."""
    seen = 0
    for index, char in enumerate(text):
        seen += char.isdigit()
        if seen == DIGITS:
            return index + 1
    return len(text)


def propose_code(found: FoundCode, parse: AddressParse | None, source: str) -> Proposal:
    """The code as a proposal; another one that the reader considered too counts if the address vouches for it.

    Args:
        found: as read.
        parse: the address beside it.
        source: how they were found.
    """
    value, segments = found.code, found.segments
    known = bool(towns_of(value))
    verdict = agrees(value, parse) if parse is not None else None
    corrected = found.mended
    flags = [FlagCode.CORRECTED_BY_LEXICON] if found.mended else []
    texts = [(other, 0.5, "lexicon") for other in near_codes(value)]
    if verdict is not True and parse is not None and parse.town:
        considered = _considered(segments, value)
        unseen = [code for code in near_codes(value) if code not in considered]
        vouched = [other for other in (*considered, *unseen) if agrees(other, parse)]
        if vouched:
            texts.insert(0, (value, 0.6, "reader"))
            value, known, verdict, corrected = vouched[0], True, True, True
            if value in unseen:
                flags.append(FlagCode.CORRECTED_BY_LEXICON)
    if not known:
        flags.append(FlagCode.UNKNOWN_POSTAL_CODE)
    elif verdict is False:
        flags.append(FlagCode.POSTAL_ADDRESS_MISMATCH)
    digits = value.replace("-", "")
    masked = "".join(re.sub(r"\D", "", s.line.readings[0].digits) for s in segments)
    seconds = ["".join(re.sub(r"\D", "", r.text) for s in segments for r in s.line.readings[1:2])]
    evidence = reading_evidence(segments, value) | {
        "known": float(known),
        "code_agrees": 1.0 if verdict else -1.0 if verdict is False else 0.0,
        "corrected": float(corrected),
        "masked_agrees": float(digits in masked),
        "digits_lowest": min(s.line.readings[0].digits_confidence for s in segments),
        "second": float(any(digits in second for second in seconds)),
    }
    return proposed(value, segments, source, other_candidates(value, texts), evidence, tuple(flags))


def _considered(segments: Sequence[Segment], value: str) -> list[str]:
    """Codes that differ in one or two digits for which the reader saw another possibility, the likeliest first."""
    characters = [c for s in segments for c in s.characters if c.text.isdigit()]
    digits = value.replace("-", "")
    if len(characters) != len(digits):
        return []
    choices = []
    for character, digit in zip(characters, digits, strict=True):
        others = [
            (p, t) for t, p in character.alternatives if t.isdigit() and t.isascii() and p >= _PLAUSIBLE and t != digit
        ]
        choices.append([(1.0, digit), *sorted(others, reverse=True)[:2]])
    found = []
    for combination in product(*choices):
        changed = sum(1 for (_, d), digit in zip(combination, digits, strict=True) if d != digit)
        if 0 < changed <= 2:
            weight = 1.0
            for p, _ in combination:
                weight *= p
            found.append((weight, "".join(d for _, d in combination)))
    return [f"{code[:3]}-{code[3:]}" for _, code in sorted(found, reverse=True)]

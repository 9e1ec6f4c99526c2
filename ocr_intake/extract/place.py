"""Postal code and address, found together since each supports the other."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from ocr_intake.extract.evidence import other_candidates, proposed, reading_evidence
from ocr_intake.extract.numeric import lot_text, numeric_text
from ocr_intake.japanese.addresses import AddressParse, address_likelihood, agrees, parse_address
from ocr_intake.japanese.kana import repair_kana
from ocr_intake.japanese.lots import parse_lot
from ocr_intake.japanese.postal import find_postal_codes, near_codes, towns_of
from ocr_intake.japanese.text import collapse
from ocr_intake.model.fields import FlagCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

HALF_DIGITS = 0.6
"""Share of digits from which a line is a number."""
LIKELY = 0.5
"""``address_likelihood`` from which a line is an address."""
LONGEST_CODE = 12
"""Characters of a postal code with its mark and what misread boxes add to it."""
_DOT = re.compile(r"(?<=[ァ-ヺー])[.．·•](?=[ァ-ヺ])")
"""A middle dot between katakana, read as a full stop."""
_UPRIGHT_DASH = re.compile(r"(?<!\d)(\d{3})1(\d{4})(?!\d)")
_PLAUSIBLE = 0.002
"""Probability from which another digit may stand in a postal code that the address vouches for."""
_LEADING_MARK = re.compile(r"^[〒テT丁干デ〶∓⊤=＝二Fモｆ\s:：]{0,3}(?=[0-9０-９])")


def find_place(
    codes: Sequence[Segment], addresses: Sequence[Segment], source: str, knowledge: Knowledge
) -> tuple[Proposal | None, Proposal | None]:
    """Postal code and address of the submitter.

    Args:
        codes: segments that stand under a postal code label of their own.
        addresses: segments of the address, in order; a postal code may stand among or before them.
        source: how they were found.
        knowledge: the city's own postal codes, which are nobody's.

    Returns:
        Postal code and address, None for what the paper does not have.
    """
    code: tuple[str, int, int] | None = None
    code_segment: Segment | None = None
    rest: list[Segment] = []
    for segment in codes:
        if code is None:
            code = _code_in(segment, knowledge, alone=True)
            code_segment = segment if code is not None else None
    boxed = _boxed_code(addresses, knowledge) if code is None else None
    if boxed is not None:
        code, code_segment = (boxed[0], 0, 0), boxed[1][0]
        addresses = [segment for segment in addresses if segment not in boxed[1]]
    for segment in addresses:
        found = _code_in(segment, knowledge, alone=False) if code is None else _span_of_code(segment)
        if found is not None:
            if code is None:
                code, code_segment = found, segment.part(0, found[2])
                rest.clear()
            remaining = segment.part(found[2])
            if len("".join(remaining.text.split())) > 1:
                rest.append(remaining)
        else:
            rest.append(segment)
    parse = _parse(rest, code[0] if code else "")
    place = _address(rest, parse, source, code[0] if code else "")
    postal = _postal(code, code_segment, parse, source) if code is not None and code_segment is not None else None
    if postal is not None and place is not None:
        place = _cross_checked(place, postal.value, parse)
    return postal, place


def looks_like_code(segment: Segment) -> bool:
    """Whether a line of an address is digits and little else, as a postal code that could not be read would be."""
    text = "".join(numeric_text(segment).split())
    digits = sum(char.isdigit() for char in text)
    return (
        3 <= digits <= LONGEST_CODE and digits >= HALF_DIGITS * len(text) and address_likelihood(segment.text) < LIKELY
    )


def _boxed_code(segments: Sequence[Segment], knowledge: Knowledge) -> tuple[str, list[Segment]] | None:
    """A postal code written in boxes that came out as several lines of one row, and those lines."""
    for first in segments:
        row = [s for s in segments if s.page == first.page and s.line.box.overlap_y(first.line.box) > 0]
        row.sort(key=lambda s: s.line.box.left)
        text = "".join("".join(numeric_text(s).split()) for s in row)
        if len(row) < 2 or len(text) > LONGEST_CODE:
            continue
        for found in find_postal_codes(text):
            if found.digits not in knowledge.city_postal_codes:
                return found.code, row
    return None


def _code_in(segment: Segment, knowledge: Knowledge, *, alone: bool) -> tuple[str, int, int] | None:
    """Postal code of a segment with the range of the text that it takes."""
    texts = [segment.text, numeric_text(segment)]
    if segment.vertical:
        texts.extend(_UPRIGHT_DASH.sub(r"\1-\2", re.sub(r"(?<=\d)\s+(?=\d)", "", text)) for text in list(texts))
    for text in texts:
        for found in find_postal_codes(text):
            if found.digits in knowledge.city_postal_codes or (found.start > 4 and not found.marked):
                continue
            end = (
                min(found.end, len(segment.text)) if len(text) == len(segment.text) else _end_of_digits(segment.text, 7)
            )
            return found.code, found.start, end
    reading = segment.line.readings[0] if segment.line.readings else None
    masked = re.sub(r"\D", "", reading.digits) if reading is not None else ""
    if alone and len(masked) == 7:
        return f"{masked[:3]}-{masked[3:]}", 0, len(segment.text)
    if len(masked) == 7 and len(re.sub(r"\s", "", segment.text)) <= 10 and segment.whole:
        return f"{masked[:3]}-{masked[3:]}", 0, len(segment.text)
    return None


def _span_of_code(segment: Segment) -> tuple[str, int, int] | None:
    for found in find_postal_codes(segment.text):
        if found.start <= 2:
            return found.code, found.start, found.end
    return None


def _end_of_digits(text: str, count: int) -> int:
    seen = 0
    for index, char in enumerate(text):
        seen += char.isdigit()
        if seen == count:
            return index + 1
    return len(text)


def _parse(segments: Sequence[Segment], code: str) -> AddressParse | None:
    if not segments:
        return None
    text = _text(segments)
    return parse_address(text, code) if len(text) > 1 else None


def _text(segments: Sequence[Segment]) -> str:
    """The address on one line: a line break goes between two parts, or inside one where the line was full."""
    out = ""
    for segment in segments:
        piece = _DOT.sub("・", lot_text(segment).strip())
        if not out:
            out = _LEADING_MARK.sub("", piece) if not piece[:1].isdigit() else piece
            continue
        number_goes_on = out[-1:] in "-－ーの" or (piece[:1].isdigit() and (out[-1:].isdigit() or out[-1:] in "-－"))
        glue = "" if number_goes_on or not out[-1:].isdigit() else " "
        out += glue + piece
    return out


def _address(segments: Sequence[Segment], parse: AddressParse | None, source: str, code: str) -> Proposal | None:
    if parse is None or not parse.text.strip():
        return None
    lot = parse_lot(parse.rest, parse.town)
    value = collapse(f"{parse.head}{lot.text}" if parse.head else repair_kana(parse.text))
    raw = _text(segments)
    evidence = reading_evidence(segments, value) | {
        "town_known": float(bool(parse.town)),
        "city_known": float(bool(parse.city)),
        "corrected": float(parse.corrected),
        "distance": min(1.0, parse.distance / 2.0),
        "margin": min(1.0, parse.margin),
        "has_lot": float(bool(lot.numbers)),
        "building": float(bool(lot.building)),
        "likelihood": address_likelihood(value),
    }
    flags = []
    if parse.corrected and parse.distance > 1.0:
        flags.append(FlagCode.CORRECTED_BY_LEXICON)
    if not parse.city:
        flags.append(FlagCode.UNKNOWN_ADDRESS)
    texts = [(raw, 0.6, "reader"), *((text, 0.5, "lexicon") for text in parse.alternatives)]
    texts.extend((f"{parse.head}{other}", 0.45, "lexicon") for other in lot.alternatives)
    texts.extend((other.text, 0.4, other.reader) for s in segments[:1] for other in s.line.readings[1:] if s.whole)
    found = proposed(value, tuple(segments), source, other_candidates(value, texts), evidence, tuple(flags))
    return replace(found, evidence={**found.evidence, "code_agrees": 0.0, "code_given": float(bool(code))})


def _cross_checked(place: Proposal, code: str, parse: AddressParse | None) -> Proposal:
    verdict = agrees(code, parse) if parse is not None else None
    value = 1.0 if verdict else -1.0 if verdict is False else 0.0
    flags = (*place.flags, FlagCode.POSTAL_ADDRESS_MISMATCH) if verdict is False else place.flags
    return replace(place, evidence={**place.evidence, "code_agrees": value}, flags=flags)


def _postal(code: tuple[str, int, int], segment: Segment, parse: AddressParse | None, source: str) -> Proposal:
    value = code[0]
    known = bool(towns_of(value))
    verdict = agrees(value, parse) if parse is not None else None
    corrected = False
    texts = [(other, 0.5, "lexicon") for other in near_codes(value)]
    if verdict is not True and parse is not None and parse.town:
        vouched = [other for other in _neighbours(segment, value) if agrees(other, parse)]
        if vouched:
            texts.insert(0, (value, 0.6, "reader"))
            value, known, verdict, corrected = vouched[0], True, True, True
    flags = []
    if not known:
        flags.append(FlagCode.UNKNOWN_POSTAL_CODE)
    elif verdict is False:
        flags.append(FlagCode.POSTAL_ADDRESS_MISMATCH)
    reading = segment.line.readings[0]
    digits = value.replace("-", "")
    evidence = reading_evidence([segment], value) | {
        "known": float(known),
        "code_agrees": 1.0 if verdict else -1.0 if verdict is False else 0.0,
        "corrected": float(corrected),
        "masked_agrees": float(digits in re.sub(r"\D", "", reading.digits)),
        "digits_lowest": reading.digits_confidence,
        "second": float(any(digits in re.sub(r"\D", "", other.text) for other in segment.line.readings[1:])),
    }
    return proposed(value, (segment,), source, other_candidates(value, texts), evidence, tuple(flags))


def _neighbours(segment: Segment, value: str) -> list[str]:
    """Codes that differ in one or two digits for which the reader saw another possibility, the likeliest first."""
    characters = [c for c in segment.characters if c.text.isdigit()]
    digits = value.replace("-", "")
    if len(characters) != len(digits):
        return list(near_codes(value))
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
    ranked = [f"{code[:3]}-{code[3:]}" for _, code in sorted(found, reverse=True)]
    return [*ranked, *(code for code in near_codes(value) if code not in ranked)]

"""Postal code and address, found together since each supports the other."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ocr_intake.extract.evidence import other_candidates, proposed, reading_evidence
from ocr_intake.extract.numeric import lot_text
from ocr_intake.extract.postal_code import find_code, mended_code, propose_code, without_remains
from ocr_intake.extract.spelling import spelled
from ocr_intake.extract.upright import with_hyphens
from ocr_intake.japanese.addresses import AddressParse, address_likelihood, agrees, parse_address
from ocr_intake.japanese.kana import repair_kana
from ocr_intake.japanese.lots import parse_lot
from ocr_intake.japanese.text import collapse
from ocr_intake.model.fields import FlagCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

_DOT = re.compile(r"(?<=[ァ-ヺー])[.．·•](?=[ァ-ヺ])")
"""A middle dot between katakana, read as a full stop."""
_ROOM = re.compile(r"(?<=[A-ZＡ-Ｚ])[ー一―](?=[0-9０-９])")
"""The hyphen of a room's number (B-6), read as a long vowel mark."""
_SEVEN = re.compile(r"[7７](?=[ァィェォ])")
"""フ before a small vowel, read with the lot number before it (36フォレスト as 367ォレスト)."""
_SLASH = re.compile(
    r"(?:(?<=[-－−])|(?<=[\u3041-\u3096\u4e00-\u9fff]))[/／](?=[-－−][0-9０-９])|(?<=[0-9０-９][-－−])[/／](?=\s|$)"
)
"""A slash that stands for a whole part of a lot number is a 7: 東/-7-33."""
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
    found = find_code(codes, addresses, knowledge)
    written = found.code if found is not None else ""
    rest = found.rest if found is not None else tuple(addresses)
    rest, remains = without_remains(rest)
    rest = tuple(spelled(rest, field=True))
    parse = _parse(rest, written)
    if found is None and parse is not None:
        found = mended_code([*codes, *remains], rest, parse)
        written = found.code if found is not None else ""
    place = _address(rest, parse, source, written)
    postal = propose_code(found, parse, source) if found is not None else None
    if postal is not None and place is not None:
        place = _cross_checked(place, postal.value, parse)
    return postal, place


def _parse(segments: Sequence[Segment], code: str) -> AddressParse | None:
    if not segments:
        return None
    text = _text(segments)
    return parse_address(text, code) if len(text) > 1 else None


def _text(segments: Sequence[Segment]) -> str:
    """The address on one line: a line break goes between two parts, or inside one where the line was full."""
    out = ""
    for segment in segments:
        piece = _SLASH.sub("7", _ROOM.sub("-", _DOT.sub("・", _SEVEN.sub("フ", lot_text(segment).strip()))))
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
    upright = with_hyphens(lot.number) if any(segment.vertical for segment in segments) else ()
    lots = [f"{number}{lot.gap}{lot.building}" for number in upright]
    lot_value = lots[0] if lots else lot.text
    value = collapse(f"{parse.head}{lot_value}" if parse.head else repair_kana(parse.text))
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
    if upright or any(_SLASH.search(lot_text(segment)) for segment in segments):
        flags.append(FlagCode.CORRECTED_BY_LEXICON)
    if not parse.city:
        flags.append(FlagCode.UNKNOWN_ADDRESS)
    texts = [(raw, 0.6, "reader"), *((text, 0.5, "lexicon") for text in parse.alternatives)]
    texts.extend((f"{parse.head}{other}", 0.45, "lexicon") for other in (*lots, lot.text, *lot.alternatives))
    texts.extend((other.text, 0.4, other.reader) for s in segments[:1] for other in s.line.readings[1:] if s.whole)
    found = proposed(value, tuple(segments), source, other_candidates(value, texts), evidence, tuple(flags))
    return replace(found, evidence={**found.evidence, "code_agrees": 0.0, "code_given": float(bool(code))})


def _cross_checked(place: Proposal, code: str, parse: AddressParse | None) -> Proposal:
    verdict = agrees(code, parse) if parse is not None else None
    value = 1.0 if verdict else -1.0 if verdict is False else 0.0
    flags = (*place.flags, FlagCode.POSTAL_ADDRESS_MISMATCH) if verdict is False else place.flags
    return replace(place, evidence={**place.evidence, "code_agrees": value}, flags=flags)

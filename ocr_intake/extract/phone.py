"""The telephone number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ocr_intake.extract.evidence import other_candidates, proposed, reading_evidence
from ocr_intake.extract.numeric import numeric_text, with_kanji_numbers
from ocr_intake.extract.segment import Segment
from ocr_intake.japanese.phones import Phone, PhoneProblem, find_phones, parse_phone, problem_of
from ocr_intake.model.fields import FlagCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.model.proposal import Proposal

_UPRIGHT_DASHES = (re.compile(r"^(0\d{1,4})1(\d{1,4})1(\d{4})$"), re.compile(r"^(0[5789]0)1(\d{4})1(\d{4})$"))
"""A dash in vertical writing is an upright stroke, which readers take for a 1."""


def find_phone(
    labelled: Sequence[Segment],
    free: Sequence[Segment],
    header_numbers: frozenset[str],
    knowledge: Knowledge,
    source: str,
) -> Proposal | None:
    """The submitter's telephone number.

    Args:
        labelled: what stands under a telephone label.
        free: lines of the sender's block, looked at only when no label led to a number.
        header_numbers: digits of the numbers in the fax header, which may confirm a number and never supply one.
        knowledge: the city's own numbers, which are nobody's.
        source: how the labelled segments were found.
    """
    for segments, how in ((labelled, source), (free, "pattern")):
        proposals = [
            proposal
            for segment in segments
            for proposal in _proposals(segment, strict=how == "pattern")
            if proposal[0].digits not in knowledge.city_phones and not proposal[0].fax
        ]
        if proposals:
            return _best(proposals, how, header_numbers)
    return None


def _proposals(segment: Segment, *, strict: bool) -> list[tuple[Phone, float, Segment]]:
    """Numbers that one segment may hold, each with a score."""
    found: list[tuple[Phone, float, Segment]] = []
    texts = [(with_kanji_numbers(segment.text), 1.0), (with_kanji_numbers(numeric_text(segment)), 0.9)]
    reading = segment.line.readings[0] if segment.line.readings else None
    names_fax = any(phone.fax for phone in find_phones(texts[0][0]))
    alone = not any(map(str.isalpha, segment.text))
    if reading is not None and reading.digits and (alone or not strict) and segment.whole and not names_fax:
        texts.append((reading.digits, 0.8))  # digits alone no longer say which number is a fax's
    texts.extend((other.text, 0.5) for other in segment.line.readings[1:] if segment.whole)
    for text, score in texts:
        phones = list(find_phones(text))
        if not phones and not strict and (one := parse_phone(text)) is not None:
            phones = [one]
        if segment.vertical:
            phones = _from_upright(text) or phones
        for phone in phones:
            valid = phone.problem is None
            if strict and not valid:
                continue
            rank = score + (2.0 if valid else 1.2 if phone.problem is PhoneProblem.UNKNOWN_NUMBER else 0.0)
            rank -= 0.05 * phone.mended
            found.append((phone, rank, segment))
    return found


def _from_upright(text: str) -> list[Phone]:
    """Numbers with two digits too many just where their dashes belong: those were read as 1."""
    found = []
    for run in re.findall(r"\d{12,13}", re.sub(r"[\s\-ー一|｜]", "", text)):
        for pattern in _UPRIGHT_DASHES:
            match = pattern.match(run)
            if match and problem_of("".join(match.groups())) is None:
                again = parse_phone("-".join(match.groups()))
                if again is not None:
                    found.append(again)
    return found


def _best(proposals: list[tuple[Phone, float, Segment]], source: str, header_numbers: frozenset[str]) -> Proposal:
    ranked = sorted(proposals, key=lambda item: -(item[1] + (0.6 if item[0].digits in header_numbers else 0.0)))
    phone, _, segment = ranked[0]
    distinct = {other.digits for other, score, _ in ranked if score >= 2.5}
    flags = []
    if phone.problem in {PhoneProblem.MISSING_DIGITS, PhoneProblem.EXTRA_DIGITS, PhoneProblem.NO_AREA_CODE}:
        flags.append(FlagCode.PHONE_DIGITS)
    elif phone.problem is not None:
        flags.append(FlagCode.PHONE_INVALID)
    if len(distinct) > 1:
        flags.append(FlagCode.SEVERAL_VALUES)
    digits_segment = segment.part(phone.start, phone.end) if segment.text[phone.start : phone.end] else segment
    evidence = reading_evidence([digits_segment], phone.digits)
    reading = segment.line.readings[0]
    masked = re.sub(r"\D", "", reading.digits)
    evidence |= {
        "valid": float(phone.problem is None),
        "masked_agrees": float(phone.digits in masked),
        "digits_lowest": reading.digits_confidence,
        "mended": min(1.0, phone.mended / 3),
        "confirmed": float(phone.digits in header_numbers),
        "second": float(any(phone.digits in re.sub(r"\D", "", other.text) for other in segment.line.readings[1:])),
    }
    texts = [(other.written, score / 3, "reader") for other, score, _ in ranked[1:] if other.digits != phone.digits]
    return proposed(
        phone.written, (digits_segment,), source, other_candidates(phone.written, texts), evidence, tuple(flags)
    )

"""Making a proposal: where a value was read, what the readers' own probabilities and their agreement say about it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

from ocr_intake.japanese.text import key
from ocr_intake.japanese.words import path_cost
from ocr_intake.model.fields import Candidate, FlagCode
from ocr_intake.model.proposal import Proposal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.extract.segment import Segment


LEAST_DOUBT = 1e-3
"""Sum of negative log probabilities below which a reader is as sure as it ever is."""
STRANGE = 5000.0
"""Cost of words a character (SudachiDict's) that only a text without any word comes to."""
DOUBTFUL, MANY = 0.9, 10
"""Probability below which a character is doubtful, and how many of them are as bad as more."""


def proposed(
    value: str,
    segments: Sequence[Segment],
    source: str,
    candidates: tuple[Candidate, ...] = (),
    evidence: Mapping[str, float] | None = None,
    flags: tuple[FlagCode, ...] = (),
) -> Proposal:
    """A proposal read from these segments; the traces of a correction and of a stamp on their lines become flags."""
    marks = []
    if any(segment.line.struck for segment in segments):
        marks.append(FlagCode.CORRECTION_ON_PAPER)
    regions = tuple(dict.fromkeys(segment.region for segment in segments))
    return Proposal(value, regions, source, candidates, evidence or {}, (*flags, *marks))


def reading_evidence(segments: Sequence[Segment], value: str) -> dict[str, float]:
    """What the readers' own probabilities and their agreement say about a value.

    Args:
        segments: where it was read.
        value: as proposed.

    Returns:
        ``mean`` and ``lowest`` character probability, ``logsum`` (mean negative log probability times length, squashed
        to 0 … 1), ``doubt`` (the same on a scale where a long text still tells little from much), ``second`` (share of
        the value that a second reader has too, 0 where there is none), ``worst_second`` (the same of the line with the
        least), ``seconded`` (whether a second reader took part), ``unread_end`` (how much of a line is left behind its
        last character, in characters: one that a seal covers is not read), ``vertical``, ``length``,
        ``strangeness`` (how little of it are words of a dictionary, 0 to 1) and ``doubtful`` (how many characters are).
    """
    probabilities = [c.probability for s in segments for c in s.characters if c.text.strip()]
    if not probabilities:
        probabilities = [s.line.confidence for s in segments] or [0.0]
    loss = -sum(math.log(max(p, 1e-4)) for p in probabilities)
    compared = key(value)
    others = [key("".join(r.text for r in s.line.readings[1:2])) for s in segments if len(s.line.readings) > 1]
    second = LCSseq.similarity(compared, "".join(others)) / max(1, len(compared)) if others else 0.0
    return {
        "mean": sum(probabilities) / len(probabilities),
        "lowest": min(probabilities),
        "logsum": math.exp(-loss),
        "doubt": math.log10(loss + LEAST_DOUBT) / -math.log10(LEAST_DOUBT),
        "second": second,
        "worst_second": min((_seconded(s) for s in segments if len(s.line.readings) > 1), default=0.0),
        "seconded": float(bool(others)),
        "unread_end": max((_unread_end(s) for s in segments), default=0.0),
        "vertical": float(any(s.vertical for s in segments)),
        "length": min(1.0, len(compared) / 40.0),
        "strangeness": min(1.0, path_cost(value) / STRANGE / max(1, len(value))),
        "doubtful": min(1.0, sum(p < DOUBTFUL for p in probabilities) / MANY),
    }


def _unread_end(segment: Segment) -> float:
    """Characters that would fit behind the last one that was read, to the end of the line's ink; at most 2."""
    reading = segment.line.readings[0] if segment.line.readings else None
    written = [c for c in reading.characters if c.text.strip()] if reading is not None else []
    if len(written) < 2 or segment.end < len(segment.line.text.rstrip()):
        return 0.0
    pitch = (written[-1].start - written[0].start) / (len(written) - 1)
    return min(2.0, max(0.0, (1.0 - written[-1].start) / max(pitch, 1e-3) - 1.0)) / 2.0


def _seconded(segment: Segment) -> float:
    """Share of a line's text that its second reading has too."""
    text = key(segment.text)
    return LCSseq.similarity(text, key(segment.line.readings[1].text)) / max(1, len(text))


def other_candidates(value: str, texts: Sequence[tuple[str, float, str]], most: int = 4) -> tuple[Candidate, ...]:
    """Candidates beside the value: each text once, best first.

    Args:
        value: the proposed value, never repeated.
        texts: ``(text, score, source)``.
        most: how many are kept.
    """
    seen = {value}
    kept = []
    for text, score, source in sorted(texts, key=lambda item: -item[1]):
        if text and text not in seen:
            seen.add(text)
            kept.append(Candidate(text, round(max(0.0, min(1.0, score)), 4), source))
    return tuple(kept[:most])

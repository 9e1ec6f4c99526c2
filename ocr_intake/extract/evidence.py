"""Making a proposal: where a value was read, what the readers' own probabilities and their agreement say about it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq, Levenshtein

from ocr_intake.japanese.charsets import without_width
from ocr_intake.japanese.text import key
from ocr_intake.japanese.words import path_cost
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.proposal import Proposal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.fields import Candidate
    from ocr_intake.model.reading import Character

KNOWN: Mapping[str, float] = {
    "mean": 1.0,
    "lowest": 1.0,
    "logsum": 1.0,
    "doubt": -1.0,
    "second": 1.0,
    "worst_second": 1.0,
    "seconded": 1.0,
    "unread_end": 0.0,
    "strangeness": 0.0,
    "doubtful": 0.0,
    "in_lexicon": 1.0,
    "share": 1.0,
    "ahead": 1.0,
    "masked_agrees": 1.0,
    "digits_lowest": 1.0,
}
"""Evidence of a text that was typed into the file: what it would be had two readers read it without a doubt, in words
that are in every list. How sure its place is says the rest."""
LEAST_DOUBT = 1e-3
"""Sum of negative log probabilities below which a reader is as sure as it ever is."""
STRANGE = 5000.0
"""Cost of words a character (SudachiDict's) that only a text without any word comes to."""
DOUBTFUL, MANY = 0.9, 10
"""Probability below which a character is doubtful, and how many of them are as bad as more."""

UNSEEN = 1e-4
"""Probability of a character that the reader did not consider, and of leaving out one that it read."""
MUCH_CHANGED = 5.0
"""Nats by which a value with ``changed`` 0.63 differs from the surest reading."""


def proposed(
    value: str,
    segments: Sequence[Segment],
    source: str,
    evidence: Mapping[str, float],
    *,
    flags: Sequence[FlagCode] = (),
    others: Sequence[Candidate] = (),
) -> Proposal:
    """A proposal read from some segments.

    Args:
        value: as chosen.
        segments: where it was read.
        source: how they were found.
        evidence: the field's own, beside or instead of what the readers say.
        flags: the field's own; a correction on the lines is one more.
        others: other values, best first.

    Returns:
        With ``typed`` in its evidence where the value was typed into the file: 1 where it is all of what was typed
        there, 0 where it is a part.
    """
    marks = [FlagCode.CORRECTION_ON_PAPER] if any(segment.corrected for segment in segments) else []
    regions = tuple(dict.fromkeys(segment.region for segment in segments))
    said = {**reading_evidence(segments, value), **evidence}
    if all(segment.typed for segment in segments):
        said |= {name: known for name, known in KNOWN.items() if name in said}
        said["typed"] = float(all(segment.whole for segment in segments))
    return Proposal(value, regions, source, tuple(others), said, (*flags, *marks))


def reading_evidence(segments: Sequence[Segment], value: str) -> dict[str, float]:
    """What the readers' own probabilities and their agreement say about a value.

    Args:
        segments: where it was read.
        value: as proposed.

    Returns:
        ``mean`` and ``lowest`` character probability, ``logsum`` (mean negative log probability times length, squashed
        to 0 … 1), ``doubt`` (the same on a scale where a long text still tells little from much), ``doubtful`` (how
        many characters are), ``second`` (share of the value that a second reader has too, 0 where there is none),
        ``worst_second`` (of the line with the least), ``seconded`` (whether a second reader took part), ``unread_end``
        (characters that fit behind a line's last one: what a seal covers is not read), ``vertical`` and
        ``strangeness`` (how little of the value are words of a dictionary, 0 to 1).
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
        "strangeness": min(1.0, path_cost(value) / STRANGE / max(1, len(value))),
        "doubtful": min(1.0, sum(p < DOUBTFUL for p in probabilities) / MANY),
    }


def changed_evidence(read: Sequence[Character], value: str) -> float:
    """How far a value differs from the surest reading: 0 where it is that, towards 1 the surer what it changes was.

    Args:
        read: the reader's characters that the value was made of, as read; white space does not count. None where it
            does not tell characters apart.
        value: as proposed. Widths of characters and kinds of dashes make no difference.

    Returns:
        The sum over changed characters of log p(as read) - log p(as chosen), squashed to 0 … 1.
    """
    written = [c for c in read if c.text.strip()]
    if not written:
        return 0.0
    chosen = [without_width(char) for char in value if char.strip()]
    nats = 0.0
    for step in Levenshtein.opcodes([without_width(c.text) for c in written], chosen):
        if step.tag == "equal":
            continue
        here, put_in = written[step.src_start : step.src_end], chosen[step.dest_start : step.dest_end]
        for i in range(max(len(here), len(put_in))):
            nats += _nats_less(here[i] if i < len(here) else None, put_in[i] if i < len(put_in) else "")
    return squashed(nats)


def squashed(nats: float, much: float = MUCH_CHANGED) -> float:
    """Nats on a scale from 0 to 1; what counts as much comes to 0.63."""
    return 1.0 - math.exp(-nats / much)


def _nats_less(read: Character | None, chosen: str) -> float:
    """Nats that a chosen character is the less likely; ``read`` is None where the reader saw none there."""
    if read is None:
        return -math.log(UNSEEN)
    seen = max((p for text, p in read.alternatives if without_width(text) == chosen), default=0.0)
    return max(0.0, math.log(max(read.probability, UNSEEN)) - math.log(max(seen, UNSEEN)))


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

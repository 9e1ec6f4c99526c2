"""Which other values are offered beside a proposed one, and in which order.

Every field's other values pass here. Their scores say how likely each is beside the proposed value, so that those of
several sources can be told apart: what costs n nats more than the proposed value has the score exp(-n).
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.japanese.charsets import is_japanese
from ocr_intake.japanese.compare import compared
from ocr_intake.japanese.phones import local_number, parse_phone
from ocr_intake.model.fields import Candidate, FieldName

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST: Final = 4
"""Other values that a person is offered."""
NEGLIGIBLE: Final = 1e-3
"""Score below which nobody would take another value for the right one."""
SECOND_READER: Final = 2.0
"""Nats that a value costs that only the second reader has."""
AS_READ: Final = 4.0
"""Nats that a text as it was read costs at most, whatever a list or a grammar makes of it: none has everything."""
EITHER: Final = 0.5
"""Score of another whole value that stands on the paper too: which of the two is meant is as good as open."""
CODE_DIGITS: Final = 7
"""Of a postal code."""
_EXTENSION: Final = re.compile(r"[(（]?内(?:線)?[：:\s]*\d+[)）]?\s*$")
_UNSEEN_MARKS: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Categories of characters that nobody writes: control marks, halves of characters, places without one."""


class Rival(NamedTuple):
    """Another value."""

    text: str
    score: float
    """How likely it is beside the proposed value: 0 to 1."""
    source: str


def likeliness(nats: float) -> float:
    """The score of a value that costs so many nats more than the proposed one."""
    return math.exp(-max(0.0, nats))


def other_values(name: FieldName, value: str, rivals: Iterable[Rival]) -> tuple[Candidate, ...]:
    """The other values that a field may have, the likeliest first, without those that nobody would take.

    Args:
        name: the field's.
        value: as proposed.
        rivals: in any order, of any source.

    Returns:
        Each value once, and never the proposed one: spaces, widths and kinds of dashes make no other value.
    """
    seen = {compared(name, value)}
    kept = []
    for text, score, source in sorted(rivals, key=lambda rival: -rival.score):
        same = compared(name, text)
        if score >= NEGLIGIBLE and same not in seen and can_be(name, text):
            seen.add(same)
            kept.append(Candidate(text, round(min(1.0, score), 4), source))
    return tuple(kept[:MOST])


def can_be(name: FieldName, text: str) -> bool:
    """Whether a text looks like a value of its field at all, right or wrong."""
    if any(unicodedata.category(char) in _UNSEEN_MARKS for char in text):
        return False
    if name is FieldName.POSTAL_CODE:
        return len(compared(name, text)) == CODE_DIGITS and not any(map(str.isalpha, text))
    if name is FieldName.PHONE:
        number = _EXTENSION.sub("", text)
        return not any(map(str.isalpha, number)) and bool(parse_phone(number) or local_number(number))
    if name is FieldName.ADDRESS:
        return any(char.isalpha() and is_japanese(char) for char in text)
    return any(map(str.isalpha, text))

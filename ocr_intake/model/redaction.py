"""What is taken out of an opinion before it is published: why a place was found, and what a person decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class PersonalKind(StrEnum):
    """What stands in a place."""

    NAME = "name"
    ORGANIZATION = "organization"
    REPRESENTATIVE = "representative"
    POSTAL_CODE = "postal_code"
    ADDRESS = "address"
    """Beyond the town: lot, building, room."""
    PHONE = "phone"
    EMAIL = "email"
    MY_NUMBER = "my_number"
    """Twelve digits with the check digit of an individual number (マイナンバー)."""
    OTHER = "other"
    """Whatever else a person found."""


class Why(StrEnum):
    """The reason for which a place is taken out, or looked at."""

    OWN = "own"
    """The submitter gave the value of themselves, elsewhere on the paper."""
    SIGNED = "signed"
    """It belongs to the signature at the end of a letter."""
    PATTERN = "pattern"
    """A number, an address of mail or a lot behind a town, whoever's."""
    NAMED = "named"
    """A person is called by a title, or by a name of the lexicon."""
    BY_HAND = "by_hand"
    """A person added the place."""


class Choice(StrEnum):
    """What becomes of a place in what is published."""

    MASK = "mask"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Redaction:
    """What a person decided on a place of an opinion, as it holds in the opinion's text now."""

    id: int
    field_id: int
    choice: Choice
    kind: PersonalKind
    why: Why
    start: int
    """Of its first character in the text in force."""
    end: int
    """Behind its last one."""
    by: str
    at: datetime


def carried(before: str, after: str, start: int, end: int) -> tuple[int, int] | None:
    """Where characters ``start`` to ``end`` of a text stand in a later one; None where it or its edge changed.

    The character on each side must be the same: 高橋 that became 高橋さん is another place.
    """
    if before == after:
        return start, end
    first, last = max(0, start - 1), min(len(before), end + 1)
    for block in _unchanged(before, after):
        if block.a <= first and last <= block.a + block.size:
            moved = block.b - block.a
            at_start = start > 0 or moved == 0
            at_end = end < len(before) or end + moved == len(after)
            return (start + moved, end + moved) if at_start and at_end else None
    return None


@dataclass(frozen=True, slots=True)
class _Block:
    a: int
    b: int
    size: int


def _unchanged(before: str, after: str) -> list[_Block]:
    """Stretches that two texts share, in order: what both begin and end with is found without comparing the rest."""
    most = min(len(before), len(after))
    head = next((at for at in range(most) if before[at] != after[at]), most)
    tail = next((at for at in range(most - head) if before[-1 - at] != after[-1 - at]), most - head)
    middle = SequenceMatcher(
        None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=False
    ).get_matching_blocks()
    return [
        _Block(0, 0, head),
        *(_Block(head + block.a, head + block.b, block.size) for block in middle),
        _Block(len(before) - tail, len(after) - tail, tail),
    ]

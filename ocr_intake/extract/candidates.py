"""Spans to candidates: which characters may be a field's value, and how likely the page model holds that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.extract.tags import Tag
from ocr_intake.japanese.text import key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ocr_intake.extract.spans import Span

PERSON: Final = (Tag.NAME, Tag.REPRESENTATIVE)
"""A person who submits: alone, or for an organisation."""
LEAST: Final = 0.03
"""Probability from which a span that is rather something else is a candidate too."""
_RIVALS: Final = {
    Tag.NAME: frozenset({Tag.NAME, Tag.REPRESENTATIVE, Tag.ORGANIZATION, Tag.OTHER_PERSON, Tag.KANA, Tag.TITLE}),
    Tag.ORGANIZATION: frozenset({Tag.ORGANIZATION, Tag.NAME, Tag.OFFICE, Tag.OTHER_PERSON, Tag.ADDRESS, Tag.PERSONAL}),
    Tag.POSTAL_CODE: frozenset({Tag.POSTAL_CODE, Tag.OFFICE, Tag.OTHER_PERSON, Tag.ADDRESS}),
    Tag.ADDRESS: frozenset({Tag.ADDRESS, Tag.OFFICE, Tag.OTHER_PERSON}),
    Tag.PHONE: frozenset({Tag.PHONE, Tag.FAX, Tag.OFFICE, Tag.OTHER_PERSON, Tag.HEADER}),
}
"""What is taken for which: spans of these classes are looked at as candidates of the first."""
_USUAL: Final = {Tag.NAME: 3, Tag.ORGANIZATION: 5, Tag.POSTAL_CODE: 5, Tag.ADDRESS: 8, Tag.PHONE: 9}
"""Characters that a value has at least, as a rule: what is shorter counts for less."""
NEXT_ROW: Final = 1.6
"""Line heights of white between two rows of one value, at most."""
NEXT_IN_CELL: Final = 3.0
"""The same where both stand in one cell."""
SAME_ROW: Final = 0.5
"""Share of the lower height that two pieces of one row have in common."""


@dataclass(frozen=True, eq=False)
class FieldCandidate:
    """Spans that may together be a field's value."""

    spans: tuple[Span, ...]
    """In reading order."""
    tags: tuple[Tag, ...]
    """The classes that count for it."""

    @property
    def text(self) -> str:
        """As read, spans one after the other."""
        return "".join(span.segment.text for span in self.spans)

    @cached_property
    def key(self) -> str:
        """What two candidates are compared by."""
        return key(self.text)

    def probability(self, *tags: Tag) -> float:
        """Geometric mean over the characters of the probability of being any of these classes (of ``tags`` if none)."""
        wanted = list(tags or self.tags)
        total = sum(len(span.segment.text) for span in self.spans)
        logs = sum(
            len(span.segment.text) * math.log(min(1.0, float(np.exp(span.log_likelihood[wanted]).sum())) + 1e-9)
            for span in self.spans
        )
        return math.exp(logs / max(1, total))

    @cached_property
    def score(self) -> float:
        """Log odds that this is the value, less for what is short."""
        p = min(max(self.probability(), 1e-4), 1 - 1e-4)
        count = sum(len("".join(span.segment.text.split())) for span in self.spans)
        return math.log(p / (1 - p)) * (1 - math.exp(-2 * count / _USUAL[self.tags[0]]))

    @property
    def lowest(self) -> float:
        """Probability of the least certain character; of what is rather something else the mean."""
        return min(
            span.lowest if span.tag in self.tags else float(np.exp(span.log_likelihood[list(self.tags)]).sum())
            for span in self.spans
        )


def candidates_of(spans: Sequence[Span], tag: Tag) -> list[FieldCandidate]:
    """Candidates for a field, the likeliest first.

    Args:
        spans: of all pages of a submission, in reading order.
        tag: the class of the field's value; ``NAME`` stands for a representative too.
    """
    tags = PERSON if tag is Tag.NAME else (tag,)
    joins = _ROWS_JOIN.get(tag, _same_row)
    found: list[list[Span]] = []
    for span in spans:
        if span.tag not in _RIVALS[tag] or not _may_be(span, tags):
            continue
        before = [group for group in found if group[-1].tag in tags and joins(group[-1], span)]
        if before and span.tag in tags and not _parted(spans, before[-1][-1], span):
            before[-1].append(span)
        else:
            found.append([span])
    return sorted((FieldCandidate(tuple(group), tags) for group in found), key=lambda one: -one.score)


def _may_be(span: Span, tags: Sequence[Tag]) -> bool:
    return span.tag in tags or float(np.exp(span.log_likelihood[list(tags)]).sum()) >= LEAST


def _same_row(one: Span, other: Span) -> bool:
    """Whether two spans stand on one row."""
    if one.sheet != other.sheet:
        return False
    common = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return common > SAME_ROW * min(one.height, other.height)


def _same_or_next_row(one: Span, other: Span) -> bool:
    """Whether a span goes on where another ends: on its row, or on the next one of the same cell."""
    if _same_row(one, other):
        return True
    gap = other.box[1] - one.box[3]
    together = one.cell is not None and one.cell == other.cell
    reach = NEXT_IN_CELL if together else NEXT_ROW
    near = one.sheet == other.sheet and -other.height < gap < reach * min(one.height, other.height)
    return near and (together or one.cell is None or other.cell is None)


_ROWS_JOIN: Final[dict[Tag, Callable[[Span, Span], bool]]] = {
    Tag.ORGANIZATION: _same_or_next_row,
    Tag.ADDRESS: _same_or_next_row,
    Tag.PHONE: _same_or_next_row,
    Tag.POSTAL_CODE: _same_or_next_row,
}
_VALUES: Final = frozenset(
    {Tag.NAME, Tag.REPRESENTATIVE, Tag.ORGANIZATION, Tag.ADDRESS, Tag.PHONE, Tag.OTHER_PERSON, Tag.OPINION, Tag.LABEL}
)


def _parted(spans: Sequence[Span], one: Span, other: Span) -> bool:
    """Whether a label or another value stands between two spans of one row."""
    if not _same_row(one, other):
        return False
    between = [s for s in spans if one.key < s.key < other.key and s.sheet == one.sheet and _same_row(one, s)]
    return any(s.tag in _VALUES - {one.tag} for s in between)

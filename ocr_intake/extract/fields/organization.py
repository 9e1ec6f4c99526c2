"""The name of an organisation: what the reader considered, by legal forms and the words of a dictionary."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.evidence import changed_evidence, proposed
from ocr_intake.extract.fields.decode import EARNED, Step, Way, decode
from ocr_intake.extract.fields.edges import Edges, one_line
from ocr_intake.extract.fields.lattice import (
    SURE,
    Option,
    Place,
    parts,
    picks_as_read,
    places_between,
    places_of,
    plain_options,
)
from ocr_intake.extract.offered import AS_READ, EITHER, SECOND_READER, Rival, likeliness, other_values
from ocr_intake.extract.rescoring import WORDS
from ocr_intake.japanese.organizations import KINDS, LEGAL_FORMS, ends_label, organization_likelihood
from ocr_intake.japanese.text import collapse, key
from ocr_intake.japanese.words import path_cost
from ocr_intake.model.fields import FieldName, FlagCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

KNOWN: Final = 7.0
"""Nats that a legal form gains, and a word for a kind of organisation at the end: nearly every such name has one."""
PUT_IN: Final = 2.7
"""Nats that what the reader nearly saw gains: a shorter text has fewer words to pay for."""
LEAST_LIKELY: Final = 0.02
"""Of a text that looks like no organisation's name."""
_COMPANY_SIGN: Final = "㈱"
_AS_COMPANY_SIGN: Final = frozenset("淋秣楙")
"""What readers that do not know ㈱ see in it."""
_SAME_SHAPE: Final = 2.3
"""Nats for ㈱ in place of what they see."""
_OPENING, _CLOSING = frozenset("「『(（〔［[【<＜〈"), frozenset("」』)）〕］]】>＞〉")
_AT_ENDS: Final = frozenset("ー－-.．!！㈱㈲㈳㈶")
"""Signs that a name may end with."""
_NEAR: Final = 4.0
"""Line heights of white between two lines of one name, at most."""
_RIVALS: Final = 12
"""Of the likeliest names those among which a person may choose."""
_SHORT_FORMS: Final = tuple(form for form in LEGAL_FORMS if len(form) == 1)


def _may_begin(char: str) -> bool:
    return char.isalnum() or char in _OPENING or char in "㈱㈲㈳㈶ー"


def _may_end(before: str, char: str) -> bool:
    return char.isalnum() or char in _AT_ENDS or (char in _CLOSING and not _OPENING.isdisjoint(before))


def _labels(text: str, before: str) -> Iterator[tuple[int, bool]]:
    """Lengths of the end of a label at the head of a text, which the line before it begins."""
    yield from ((n, True) for n in (1, 2, 3) if n < len(text) and ends_label(before, text[:n]))


_EDGES: Final = Edges(_may_begin, _may_end, _labels)


class _OrganizationPrior:
    """The words that a name is made of; each text is a rival of its own, since only whole names can be weighed."""

    start = ""

    def __init__(self, gap: str) -> None:
        self._gap = gap

    def steps(self, state: str, place: Place) -> Iterator[Step[str]]:
        if place.is_break:
            yield Step(self._gap, 0.0, 0.0, state + self._gap)
            return
        read, *others = plain_options(place)
        yield Step(read.text, read.loss, 0.0, state + read.text)
        if read.text in _AS_COMPANY_SIGN and place.read is not None and place.read.probability < SURE:
            others.append(Option(_COMPANY_SIGN, read.loss + _SAME_SHAPE))
        for text, loss, _ in others:
            if not text.isdigit():  # no dictionary knows the numbers of a name
                yield Step(text, loss, 0.0 if read.text else -PUT_IN, state + text)

    def end(self, way: Way[str]) -> float:
        return _words(way.text)


def _words(text: str) -> float:
    """Nats that the words of a name cost."""
    form = (
        any(one in text for one in LEGAL_FORMS if len(one) > 1)
        or text.startswith(_SHORT_FORMS)
        or text.endswith(_SHORT_FORMS)
    )
    return WORDS * path_cost(text) - KNOWN * form - KNOWN * text.endswith(KINDS)


def read_organization(segments: Sequence[Segment], source: str) -> Proposal | None:
    """An organisation's name as written, without seal and title at its end.

    Args:
        segments: the characters tagged as this name, in reading order; several lines are one name.
        source: how they were found.

    Returns:
        None where they hold no letter. Another name elsewhere is a candidate, and a reason to look.
    """
    groups = [found for group in _groups(one_line(segments)) if (found := _bare(group)) is not None]
    if not groups:
        return None
    groups.sort(key=lambda group: -organization_likelihood(group[1]))
    lines, read = groups[0]
    ways = _ways(lines)
    value = _best(ways, read)
    evidence = {
        "likelihood": organization_likelihood(value),
        "changed": changed_evidence([c for line in lines for c in line.characters], value),
    }
    second = "".join(s.line.readings[1].text for s in lines if len(s.line.readings) > 1 and s.whole)
    others = [text for group in groups[1:] if key(text := _best(_ways(group[0]), group[1])) not in key(value)]
    least = min((way.cost for way in ways if collapse(way.text) == value), default=0.0)
    rivals = [Rival(collapse(way.text), likeliness(way.cost - least), "reader") for way in ways[:_RIVALS]]
    rivals.append(Rival(collapse(read), likeliness(AS_READ), "reader"))
    rivals.append(Rival(second, likeliness(SECOND_READER + max(0.0, _words(second) - _words(value))), "reader"))
    rivals.extend(Rival(text, EITHER, "reader") for text in others)
    flags = [FlagCode.SEVERAL_VALUES] if others else []
    if value.count(_COMPANY_SIGN) > read.count(_COMPANY_SIGN):
        flags.append(FlagCode.CORRECTED_BY_LEXICON)
    offered = other_values(FieldName.ORGANIZATION, value, rivals)
    return proposed(value, lines, source, evidence, flags=flags, others=offered)


def _is_near(one: Segment, other: Segment) -> bool:
    """Whether two pieces stand on one row, or with little white between their rows."""
    a, b = one.line.box, other.line.box
    if one.vertical:
        return -a.overlap_x(b) < _NEAR * min(a.width, b.width)
    return -a.overlap_y(b) < _NEAR * min(a.height, b.height)


def _groups(pieces: Sequence[Segment]) -> list[list[Segment]]:
    """Pieces that stand together: lines of one name."""
    groups: list[list[Segment]] = []
    for piece in pieces:
        last = groups[-1][-1] if groups else None
        if last is not None and last.page == piece.page and _is_near(last, piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _gap(lines: Sequence[Segment]) -> str:
    """What joins lines of one name: nothing where the first is a full line, a space otherwise."""
    return "" if len(lines) > 1 and lines[0].line.box.right >= lines[1].line.box.right else " "


def _bare(group: Sequence[Segment]) -> tuple[tuple[Segment, ...], str] | None:
    """The lines of a name without what stands before its first and behind its last character, and its text as read."""
    lines = tuple(line.part(0) for line in group)
    places = places_of(lines)
    picks = picks_as_read(places, _gap(lines))
    text = "".join(picks)
    line = lines[0].line.text[: lines[0].start], lines[-1].line.text[lines[-1].end :]
    spans = [(price + _cost(text[a:b]), b, a) for a, b, price in _EDGES.spans(places, picks, line)]
    if not spans:
        return None
    _, end, start = min(spans)
    return parts(lines, places_between(places, picks, start, end)), text[start:end]


def _cost(name: str) -> float:
    return -math.log(max(organization_likelihood(name), LEAST_LIKELY))


def _ways(lines: Sequence[Segment]) -> tuple[Way[str], ...]:
    """The names that the reader considered, the likeliest first."""
    decoded = decode(places_of(lines), _OrganizationPrior(_gap(lines)))
    return decoded.ways if decoded is not None else ()


def _best(ways: Sequence[Way[str]], read: str) -> str:
    """The name by what the reader considered."""
    best = min(ways, key=lambda way: way.cost + (EARNED if way.text != read else 0.0), default=None)
    return collapse(best.text) if best is not None else read

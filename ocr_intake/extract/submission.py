"""The pages of one submission to its fields: spans, candidates, one joint choice, and each field's own reading."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from ocr_intake.errors import contained
from ocr_intake.extract.choice import choose
from ocr_intake.extract.fields.name import read_name
from ocr_intake.extract.fields.opinion import read_opinion
from ocr_intake.extract.fields.organization import read_organization
from ocr_intake.extract.fields.phone import read_phone
from ocr_intake.extract.fields.place import read_place
from ocr_intake.extract.offered import Rival, likeliness, other_values
from ocr_intake.extract.place_evidence import KnownLabels, place_evidence
from ocr_intake.extract.spans import spans_of
from ocr_intake.extract.tags import Tag
from ocr_intake.extract.texts import opinion_texts
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.proposal import ProposedSubmission
from ocr_intake.model.submission import SubmitterKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ocr_intake.extract.candidates import FieldCandidate
    from ocr_intake.extract.choice import Chosen
    from ocr_intake.extract.fields.opinion import Item
    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.page_model import TaggedPage
    from ocr_intake.extract.segment import Segment
    from ocr_intake.extract.spans import Span
    from ocr_intake.model.proposal import Proposal
    from ocr_intake.model.reading import PageReading

    Read = Callable[[Sequence[Segment]], Proposal | None]

T = TypeVar("T")

SMALL_MARGIN: Final = 2.0
"""Nats between two values below which a person is asked which one it is."""
NEAR: Final = 3.0
"""Nats by which a candidate was not chosen below which an empty field may have a value all the same."""

WHO: Final = frozenset({FieldName.NAME, FieldName.ORGANIZATION, FieldName.REPRESENTATIVE})
"""Who submits."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page as read, with what the page model says of it."""

    page: PageReading
    tagged: TaggedPage


def extract(sheets: Sequence[Sheet], knowledge: Knowledge) -> ProposedSubmission:
    """Find the fields of one submission.

    Args:
        sheets: its pages, in order.
        knowledge: labels and the city's own numbers.
    """
    spans = [span for i, sheet in enumerate(sheets) for span in spans_of(sheet.tagged, sheet.page, i)]
    source = "form" if any(sheet.page.form is not None for sheet in sheets) else "page"
    chosen = choose(spans, knowledge)
    header = frozenset(number for sheet in sheets if sheet.page.header for number in sheet.page.header.numbers)
    readers: dict[FieldName, Read] = {
        FieldName.NAME: lambda segments: read_name(segments, source),
        FieldName.ORGANIZATION: lambda segments: read_organization(segments, source),
        FieldName.REPRESENTATIVE: lambda segments: read_name(segments, source),
        FieldName.PHONE: lambda segments: read_phone(segments, source, header, knowledge),
        FieldName.ADDRESS: lambda segments: read_place((), segments, source, knowledge)[1],
        FieldName.POSTAL_CODE: lambda segments: read_place(segments, (), source, knowledge)[0],
    }
    faults: dict[FieldName, str] = {}
    values = {
        name: _tried(name, partial(read, _segments(one.candidate)), _text(one), faults)
        for name, read in readers.items()
        if _is_short(name) and (one := chosen[name]).candidate is not None
    }
    values.update(_place(chosen, source, knowledge, faults))
    labels = KnownLabels(knowledge.labels)
    fields: dict[FieldName, Proposal] = {}
    for name, proposal in values.items():
        if proposal is not None and (candidate := chosen[name].candidate) is not None:
            exact = labels.exactness(spans, candidate.spans, name.value)
            placed = partial(_placed, name, proposal, chosen[name], readers[name], exact)
            _keep(fields, name, _tried(name, placed, proposal.value, faults))
    whole = "".join(span.segment.text for span in spans if span.tag is Tag.OPINION)
    read = _tried(FieldName.OPINION, lambda: _opinion(spans, labels, source), whole, faults)
    opinion, items = read or (None, ())
    _keep(fields, FieldName.OPINION, opinion)
    kind = SubmitterKind.ORGANIZATION if FieldName.ORGANIZATION in fields else SubmitterKind.INDIVIDUAL
    unread = frozenset(name for name, one in chosen.items() if name not in fields and _may_be_there(one))
    if not fields.keys() & WHO:  # whoever sent it was not found: it may be anybody
        unread |= WHO
    pages = tuple(sheet.page.number for sheet in sheets)
    opinions, starts = tuple(item.opinion for item in items), tuple(item.start for item in items)
    return ProposedSubmission(pages, kind, fields, opinions, unread, starts, faults)


def _tried(name: FieldName, work: Callable[[], T], text: str, faults: dict[FieldName, str]) -> T | None:
    """What a field's own code makes of it; None, and the text on record, where it trips over what stands there."""

    def on_fault(_: Exception) -> None:
        faults[name] = text

    return contained(work, on_fault)


def _keep(fields: dict[FieldName, Proposal], name: FieldName, proposal: Proposal | None) -> None:
    if proposal is not None:
        fields[name] = proposal


def _place(
    chosen: Mapping[FieldName, Chosen], source: str, knowledge: Knowledge, faults: dict[FieldName, str]
) -> dict[FieldName, Proposal | None]:
    """Postal code and address, which confirm each other; each by itself where the other's characters trip that."""
    code, place = chosen[FieldName.POSTAL_CODE], chosen[FieldName.ADDRESS]
    codes, places = _segments(code.candidate), _segments(place.candidate)

    def alone(_: Exception) -> tuple[Proposal | None, Proposal | None]:
        return (
            _tried(FieldName.POSTAL_CODE, lambda: read_place(codes, (), source, knowledge)[0], _text(code), faults),
            _tried(FieldName.ADDRESS, lambda: read_place((), places, source, knowledge)[1], _text(place), faults),
        )

    both = contained(lambda: read_place(codes, places, source, knowledge), alone)
    return dict(zip((FieldName.POSTAL_CODE, FieldName.ADDRESS), both, strict=True))


def _opinion(spans: Sequence[Span], labels: KnownLabels, source: str) -> tuple[Proposal | None, tuple[Item, ...]]:
    opinion, items = read_opinion(opinion_texts(spans, labels), source)
    if opinion is not None:
        opinion = replace(opinion, evidence={**opinion.evidence, **_text_evidence(spans)})
    return opinion, items


def _is_short(name: FieldName) -> bool:
    """Whether a field is read from its own characters alone."""
    return name not in {FieldName.POSTAL_CODE, FieldName.ADDRESS}


def _segments(candidate: FieldCandidate | None) -> list[Segment]:
    return [span.segment for span in candidate.spans] if candidate is not None else []


def _text(chosen: Chosen) -> str:
    """The characters that were chosen for a field, as the reader read them."""
    return "".join(segment.text for segment in _segments(chosen.candidate))


def _placed(name: FieldName, proposal: Proposal, chosen: Chosen, read: Read, label: float) -> Proposal:
    """A value with the evidence of its place and with the field's other values as candidates."""
    others = [
        Rival(found.value, likeliness(gap), "page")
        for candidate, gap in chosen.others
        if (found := read(_segments(candidate))) is not None
    ]
    kept = [Rival(c.text, c.score, c.source) for c in proposal.candidates]
    flags = proposal.flags
    if chosen.others and chosen.others[0][1] < SMALL_MARGIN and FlagCode.SEVERAL_VALUES not in flags:
        flags = (*flags, FlagCode.SEVERAL_VALUES)
    return replace(
        proposal,
        candidates=other_values(name, proposal.value, [*kept, *others]),
        evidence={**proposal.evidence, **place_evidence(chosen), "label": label},
        flags=flags,
    )


def _text_evidence(spans: Sequence[Span]) -> Mapping[str, float]:
    """How sure the page model is of what is opinion and what is not.

    Returns:
        ``tag`` (geometric mean over the opinion's characters), ``lowest_tag`` (of its least certain line) and
        ``missed`` (the highest probability of being opinion among lines that were left out).
    """
    inside = [(float(np.exp(s.log_likelihood[Tag.OPINION])), s) for s in spans if s.tag is Tag.OPINION]
    outside = [float(np.exp(s.log_likelihood[Tag.OPINION])) for s in spans if s.tag is not Tag.OPINION]
    length = sum(len(s.segment.text) for _, s in inside)
    logs = sum(math.log(max(p, 1e-4)) * len(s.segment.text) for p, s in inside)
    return {
        "tag": math.exp(logs / max(1, length)),
        "lowest_tag": min((p for p, _ in inside), default=0.0),
        "missed": max(outside, default=0.0),
    }


def _may_be_there(chosen: Chosen) -> bool:
    """Whether a field without a value has characters that were chosen and say none, or a candidate not far from it."""
    return chosen.candidate is not None or any(gap < NEAR for _, gap in chosen.others)

"""The pages of one submission to its fields: labels first, then the sender's block, then the rest is opinion."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ocr_intake.extract.blocks import Blocks, Labelled, is_instruction
from ocr_intake.extract.opinion import find_opinion
from ocr_intake.extract.person import Submitter, find_submitter
from ocr_intake.extract.phone import find_phone
from ocr_intake.extract.place import find_place
from ocr_intake.extract.postal_code import looks_like_code
from ocr_intake.extract.sender import (
    Sender,
    find_sender,
    is_addressee,
    is_continuation_mark,
    is_date,
    is_title,
)
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.model.fields import FieldName
from ocr_intake.model.proposal import ProposedSubmission
from ocr_intake.model.submission import Opinion, SubmitterKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal


SURELY_ORGANIZATION = 0.8
"""``organization_likelihood`` from which what stands under 氏名 is an organisation after all."""


def extract(blocks: Sequence[Blocks], knowledge: Knowledge) -> ProposedSubmission:
    """Find the fields of one submission.

    Args:
        blocks: its pages, sorted out, in order.
        knowledge: labels, notes, the city's contacts.
    """
    labelled = [item for page in blocks for item in page.labelled]
    free = [segment for page in blocks for segment in page.free if not is_instruction(segment.text, knowledge)]
    free = _outside_forms(free, blocks)
    sender = find_sender(free, knowledge)
    if not sender.people:
        sender = replace(sender, people=_people_near(free, labelled, knowledge))
    header = frozenset(number for page in blocks if page.page.header for number in page.page.header.numbers)
    inside, opinion_lines = _sender_in_opinion(labelled, knowledge, sender)
    phone = find_phone(
        _values(labelled, "phone"), (*sender.phones, *inside.phones), header, knowledge, _source(labelled, "phone")
    )
    codes = [s for item in labelled if item.kinds == ("postal_code",) for s in item.values]
    addresses = [s for item in labelled if "address" in item.kinds for s in item.values]
    source = _source(labelled, "address")
    if not addresses:
        addresses, source = [*sender.addresses, *inside.addresses], "block"
    postal, address = find_place(codes, _first_run(addresses), source, knowledge)
    submitter = _submitter(labelled, sender, inside)
    opinion, opinions = _opinion(labelled, free, sender, opinion_lines, knowledge)
    found = {
        FieldName.NAME: submitter.name,
        FieldName.ORGANIZATION: submitter.organization,
        FieldName.REPRESENTATIVE: submitter.representative,
        FieldName.POSTAL_CODE: postal,
        FieldName.ADDRESS: address,
        FieldName.PHONE: phone,
        FieldName.OPINION: opinion,
    }
    kind = SubmitterKind.ORGANIZATION if submitter.organization is not None else SubmitterKind.INDIVIDUAL
    fields = {name: value for name, value in found.items() if value is not None}
    unread = _unread(labelled, addresses, fields)
    return ProposedSubmission(tuple(page.page.number for page in blocks), kind, fields, opinions, unread)


def _unread(
    labelled: Sequence[Labelled], addresses: Sequence[Segment], fields: Mapping[FieldName, Proposal]
) -> frozenset[FieldName]:
    """Fields without a value although something stands where their value belongs."""
    unread = {
        FieldName(kind)
        for item in labelled
        for kind in item.kinds
        if len(item.kinds) == 1 and kind in set(FieldName) and any(len(s.text.strip()) > 1 for s in item.values)
    }
    if any(looks_like_code(segment) for segment in addresses):
        unread.add(FieldName.POSTAL_CODE)
    return frozenset(unread - set(fields))


def _people_near(free: Sequence[Segment], labelled: Sequence[Labelled], knowledge: Knowledge) -> tuple[Segment, ...]:
    """Persons and organisations among the free lines beside a labelled address or telephone number."""
    anchors = [s for item in labelled if {"address", "phone"} & set(item.kinds) for s in item.values if not _framed(s)]
    lines = sorted({*free, *anchors}, key=lambda s: (s.page, s.index))
    return find_sender(lines, knowledge).people if anchors else ()


def _framed(segment: Segment) -> bool:
    """Whether a line stands in a ruled cell."""
    return segment.line.cell is not None


def _values(labelled: Sequence[Labelled], kind: str) -> list[Segment]:
    return [segment for item in labelled if kind in item.kinds for segment in item.values]


def _source(labelled: Sequence[Labelled], kind: str) -> str:
    return next((item.source for item in labelled if kind in item.kinds and item.values), "block")


def _first_run(addresses: Sequence[Segment]) -> list[Segment]:
    """Lines of the first address: those that follow one another, with what lies between two lines left out."""
    run: list[Segment] = []
    for segment in addresses:
        if run and (segment.page != run[-1].page or segment.index - run[-1].index > 2):
            break
        run.append(segment)
    return run


def _outside_forms(free: list[Segment], blocks: Sequence[Blocks]) -> list[Segment]:
    """On a form the printed lines above and below its table are not the submitter's; on a letter all lines may be."""
    forms = {page.page.number for page in blocks if _is_form(page)}
    return [s for s in free if s.page not in forms or s.line.cell is not None]


def _is_form(page: Blocks) -> bool:
    """Whether the page is a ruled form: at least two labels stand in cells and have a value cell."""
    return sum(1 for item in page.labelled if item.source == "cell") >= 2


def _sender_in_opinion(
    labelled: Sequence[Labelled], knowledge: Knowledge, outside: Sender
) -> tuple[Sender, list[Segment]]:
    """A sender's block at the foot of a letter whose 意見 label swallowed the rest of the page.

    Returns:
        The block, and the opinion's lines without it.
    """
    lines = [s for item in labelled if "opinion" in item.kinds for s in item.values]
    if any(item.source == "cell" for item in labelled if "opinion" in item.kinds) or not lines:
        return Sender(), lines
    has_people = any(set(item.kinds) & {"name", "organization"} and item.values for item in labelled) or outside.people
    has_place = any("address" in item.kinds and item.values for item in labelled) or outside.addresses
    if has_people and has_place:
        return Sender(), lines
    tail = lines[-7:]
    sender = find_sender(tail, knowledge)
    if not sender.addresses and not sender.phones:
        return Sender(), lines
    taken = set(sender.lines)
    return sender, [s for s in lines if s not in taken]


def _submitter(labelled: Sequence[Labelled], sender: Sender, inside: Sender) -> Submitter:
    either: list[Segment] = []
    names: list[Segment] = []
    organizations: list[Segment] = []
    representatives: list[Segment] = []
    source = "block"
    for item in labelled:
        kinds = set(item.kinds) & {"name", "organization", "representative"}
        if not kinds or not item.values:
            continue
        source = item.source if source == "block" else source
        if kinds == {"name"}:
            names.extend(item.values)
        elif kinds == {"organization"}:
            organizations.extend(item.values)
        elif kinds == {"representative"}:
            representatives.extend(item.values)
        else:
            either.extend(item.values)
    if not organizations and any(organization_likelihood(n.text) >= SURELY_ORGANIZATION for n in names):
        either, names = [*names, *either], []
    if not either and not names and not organizations:
        either, source = [*sender.people, *inside.people], "block"
    return find_submitter(names, organizations, representatives, either, source)


def _opinion(
    labelled: Sequence[Labelled],
    free: Sequence[Segment],
    sender: Sender,
    labelled_lines: Sequence[Segment],
    knowledge: Knowledge,
) -> tuple[Proposal | None, tuple[Opinion, ...]]:
    taken = set(sender.lines)
    source = _source(labelled, "opinion")
    lines = [s for s in labelled_lines if not _is_matter(s, knowledge)]
    first = min((s.page for s in labelled_lines), default=0)
    if lines:
        more = [s for s in free if s.page > first and s not in taken and not _is_matter(s, knowledge)]
        pages = {s.page for s in lines}
        lines = sorted([*lines, *(s for s in more if s.page not in pages)], key=lambda s: (s.page, s.index))
    else:
        lines = [s for s in free if s not in taken and not _is_matter(s, knowledge)]
        lines = _body(lines)
        source = "block"
    return find_opinion(lines, source)


def _is_matter(segment: Segment, knowledge: Knowledge) -> bool:
    """Whether a line is a letter's apparatus rather than its text: addressee, date, title, page mark."""
    text = segment.text
    return (
        is_addressee(text, knowledge)
        or is_date(text)
        or is_title(text)
        or is_continuation_mark(text)
        or "".join(text.split()).strip("-ー−()（）") in {"以上", "記", "1", "2", "3"}
    )


def _body(lines: list[Segment]) -> list[Segment]:
    """Running text of a letter without labels: stray short lines before the first full one are left out."""
    full = [i for i, s in enumerate(lines) if len("".join(s.text.split())) > 10 or s.text.rstrip().endswith("。")]
    return lines[full[0] :] if full else lines

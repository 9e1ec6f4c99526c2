"""The pages of one submission to its fields: labels first, then the sender's block, then the rest is opinion."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ocr_intake.extract.cells import RUNNING
from ocr_intake.extract.kinds import Kind, kind_of
from ocr_intake.extract.leftovers import left_over
from ocr_intake.extract.phone import find_phone
from ocr_intake.extract.place import find_place
from ocr_intake.extract.postal_code import looks_like_code
from ocr_intake.extract.printed import is_instruction, is_sure_note, is_unfilled
from ocr_intake.extract.sender import Sender, find_sender
from ocr_intake.extract.text import find_text, sender_in_text
from ocr_intake.extract.who import who_submits
from ocr_intake.japanese.postal import find_postal_codes
from ocr_intake.model.fields import FieldName
from ocr_intake.model.proposal import ProposedSubmission
from ocr_intake.model.submission import SubmitterKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.extract.blocks import Blocks, Labelled
    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

CODE_BEFORE = 2
"""Lines by which a postal code may precede the line of its address."""
FORM_LABELS = 2
"""Labels in cells from which a page is a ruled form."""


def extract(blocks: Sequence[Blocks], knowledge: Knowledge) -> ProposedSubmission:
    """Find the fields of one submission.

    Args:
        blocks: its pages, sorted out, in order.
        knowledge: labels, notes, the city's contacts.
    """
    labelled = [item for page in blocks for item in page.labelled]
    free = _free(blocks, knowledge)
    beside = _free(blocks, knowledge, torn=True)
    sender = find_sender(beside, knowledge)
    if not sender.people:
        sender = _with_people_near(sender, beside, labelled, knowledge)
    if not sender.addresses:
        sender = _with_address_near(sender, beside, labelled, knowledge)
    inside, text = sender_in_text(labelled, knowledge, sender)
    header = frozenset(number for page in blocks if page.page.header for number in page.page.header.numbers)
    phone = find_phone(
        _values(labelled, "phone"), (*sender.phones, *inside.phones), header, knowledge, _source(labelled, "phone")
    )
    postal, address, addresses = _place(labelled, sender, inside, beside, knowledge)
    submitter = who_submits(labelled, sender, inside)
    opinion, opinions = find_text(labelled, text, free, sender, knowledge)
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
    unread = _unread(labelled, addresses, fields) | left_over(blocks, fields, knowledge)
    return ProposedSubmission(tuple(page.page.number for page in blocks), kind, fields, opinions, unread)


def _free(blocks: Sequence[Blocks], knowledge: Knowledge, *, torn: bool = False) -> list[Segment]:
    """Lines without a label that may be the submitter's.

    On a form the printed lines above and below its table are not, and what asks as forms do is printed; on a letter all
    lines may be, and only what is a note beyond doubt is none. Where rules were torn (``torn``), lines beside the
    table's cells may be values too, and are no text.
    """
    found: list[Segment] = []
    for page in blocks:
        form = sum(item.source == "cell" for item in page.labelled) >= FORM_LABELS
        for segment in page.free:
            printed = is_instruction if form else is_sure_note
            if (not form or segment.line.cell is not None or (torn and _is_in_table(segment, page))) and not printed(
                segment.text, knowledge
            ):
                found.append(segment)
    return found


def _is_in_table(segment: Segment, page: Blocks) -> bool:
    """Whether a line in no cell stands beside cells rather than above or below them all."""
    beside = [cell for cell in page.page.cells if cell.width > 2 * segment.line.box.height]
    y = segment.line.box.centre[1]
    return any(cell.bottom < y for cell in beside) and any(cell.top > y for cell in beside)


def _place(
    labelled: Sequence[Labelled], sender: Sender, inside: Sender, free: Sequence[Segment], knowledge: Knowledge
) -> tuple[Proposal | None, Proposal | None, list[Segment]]:
    """Postal code, address, and the segments of the address."""
    codes = [s for item in labelled if item.kinds == ("postal_code",) for s in item.values]
    addresses = [s for item in labelled if "address" in item.kinds for s in item.values]
    source = _source(labelled, "address")
    addresses = addresses if source == "form" else _first_run(addresses)
    if not addresses:
        addresses, source = [*sender.addresses, *inside.addresses], "block"
        if not codes and addresses and not any(find_postal_codes(s.text) for s in addresses):
            codes = [s for s in free if _is_code_beside(s, addresses)]
    elif not codes and not any(find_postal_codes(s.text) for s in addresses):
        codes = [s for s in dict.fromkeys((*sender.addresses, *free)) if _is_code_beside(s, addresses)]
    addresses = [*addresses, *_rest_of_cell(addresses, free, knowledge)]
    addresses = [*addresses, *_broken_off(addresses, free)]
    postal, address = find_place(codes, addresses, source, knowledge)
    return postal, address, addresses


def _rest_of_cell(addresses: Sequence[Segment], free: Sequence[Segment], knowledge: Knowledge) -> list[Segment]:
    """Lines that go on with an address in its cell below, where a label's line was read between them."""
    if not addresses or addresses[-1].line.cell is None:
        return []
    last = addresses[-1]
    below = [s for s in free if (s.page, s.line.cell) == (last.page, last.line.cell) and s.index > last.index]
    below = [s for s in below if s not in addresses and any(char.isdigit() for char in s.text)]
    return [s for s in below if kind_of(s, knowledge) in {Kind.ADDRESS, Kind.CONTINUATION}]


def _broken_off(addresses: Sequence[Segment], free: Sequence[Segment]) -> list[Segment]:
    """The last characters of an address that had no room in its line: 262 / 番地, 三十四 / 号, 2083- / 20."""
    if not addresses or addresses[-1].vertical:
        return []
    last = addresses[-1]
    below = next((s for s in free if (s.page, s.index) == (last.page, last.index + 1) and s.start == 0), None)
    if below is None or below.line.cell != last.line.cell:
        return []
    text, rest = last.text.rstrip(), "".join(below.text.split())
    goes_on = (_NUMBER_ENDS.search(text) and _REST_OF_LOT.fullmatch(rest)) or (text[-1:], rest) in _TORN_WORDS
    return [below] if goes_on or (text.endswith(_HYPHENS) and rest.isdecimal() and len(rest) <= LONGEST_LOT) else []


_NUMBER_ENDS = re.compile(r"[0-9０-９一二三四五六七八九十〇]$")
_REST_OF_LOT = re.compile(r"[0-9０-９]{0,3}(?:番地?(?:の?[0-9０-９]{1,3})?号?|号室?|室|丁目)")
_TORN_WORDS = {("号", "室"), ("番", "地"), ("丁", "目")}
_HYPHENS = ("-", "－", "−", "‐", "ー")
LONGEST_LOT = 4
"""Digits of a lot number."""


def _is_code_beside(segment: Segment, addresses: Sequence[Segment]) -> bool:
    """Whether a line without a label is the postal code over or before an address that has one."""
    first = addresses[0]
    near = segment.page == first.page and 0 < first.index - segment.index <= CODE_BEFORE
    return near and looks_like_code(segment)


def _unread(
    labelled: Sequence[Labelled], addresses: Sequence[Segment], fields: Mapping[FieldName, Proposal]
) -> frozenset[FieldName]:
    """Fields without a value although something stands where their value belongs."""
    unread = {
        FieldName(kind)
        for item in labelled
        for kind in item.kinds
        if len(item.kinds) == 1
        and kind in set(FieldName)
        and any(len(s.text.strip()) > 1 and not is_unfilled(s.text) for s in item.values)
    }
    if FieldName.ORGANIZATION in fields and _is_left_over("representative", labelled, fields):
        unread.add(FieldName.REPRESENTATIVE)
    if any(looks_like_code(segment) for segment in addresses):
        unread.add(FieldName.POSTAL_CODE)
    return frozenset(unread - set(fields))


def _is_left_over(kind: str, labelled: Sequence[Labelled], fields: Mapping[FieldName, Proposal]) -> bool:
    """Whether a line under a label for a field among others is no field's value."""
    used = [(region.page, region.box) for proposal in fields.values() for region in proposal.regions]
    return any(
        len(segment.text.strip()) > 1
        and not is_unfilled(segment.text)
        and not any(page == segment.page and box.intersection(segment.line.box) is not None for page, box in used)
        for item in labelled
        if kind in item.kinds and len(item.kinds) > 1
        for segment in item.values
    )


def _with_people_near(
    sender: Sender, free: Sequence[Segment], labelled: Sequence[Labelled], knowledge: Knowledge
) -> Sender:
    """The sender with persons and organisations among the free lines beside a labelled address or telephone number."""
    if any(set(item.kinds) & {"name", "organization"} and item.values for item in labelled):
        return sender
    anchors = [
        s
        for item in labelled
        if {"address", "phone"} & set(item.kinds)
        for s in item.values
        if s.line.cell is None and kind_of(s, knowledge) in {Kind.ADDRESS, Kind.PHONE}
    ]
    if not anchors:
        return sender
    lines = sorted({*free, *anchors}, key=lambda s: (s.page, s.index, s.start))
    people = find_sender(lines, knowledge).people
    return Sender(sender.addresses, sender.phones, people, sender.others)


def _with_address_near(
    sender: Sender, free: Sequence[Segment], labelled: Sequence[Labelled], knowledge: Knowledge
) -> Sender:
    """The sender with the address among the free lines beside a labelled name or telephone number, outside of tables.

    In a sender's block of which each line has its label, the address may have one that nobody knows.
    """
    named = {"name", "organization", "representative", "phone"}
    if any("address" in item.kinds and item.values for item in labelled):
        return sender
    beside = [s for item in labelled if named & set(item.kinds) for s in item.values if s.line.cell is None]
    if not beside:
        return sender
    lines = sorted({*free, *beside}, key=lambda s: (s.page, s.index, s.start))
    found = find_sender(lines, knowledge).addresses
    return replace(sender, addresses=tuple(s for s in found if s not in beside))


def _values(labelled: Sequence[Labelled], kind: str) -> list[Segment]:
    return [segment for item in labelled if kind in item.kinds for segment in item.values]


def _source(labelled: Sequence[Labelled], kind: str) -> str:
    kinds = RUNNING if kind in RUNNING else {kind}
    return next((item.source for item in labelled if kinds & set(item.kinds) and item.values), "block")


def _first_run(addresses: Sequence[Segment]) -> list[Segment]:
    """Lines of the first address: those that follow one another, with what lies between two lines left out."""
    run: list[Segment] = []
    for segment in addresses:
        if run and (segment.page != run[-1].page or segment.index - run[-1].index > 2):
            break
        run.append(segment)
    return run

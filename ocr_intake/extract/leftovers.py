"""Lines that no field took although they look like the value of one that is missing: a person must look.

What an unknown layout hides from extraction would otherwise pass for absent, and nobody would be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.extract.apparatus import is_addressee, is_date, is_office, is_receipt, is_title
from ocr_intake.extract.kinds import is_titled
from ocr_intake.extract.printed import is_instruction, is_unfilled
from ocr_intake.japanese.names import parse_name
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.japanese.postal import find_postal_codes
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ocr_intake.extract.blocks import Blocks
    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

LIKELY = 0.8
"""Likelihood of an organisation or a person from which a line left over may be the one that is missing."""
LONGEST = 30
"""Characters of such a line; a longer one is running text."""
TAKEN = 0.5
"""Share of a line that a value's region covers where the value was read from it."""


def left_over(
    blocks: Sequence[Blocks], fields: Mapping[FieldName, Proposal], knowledge: Knowledge
) -> frozenset[FieldName]:
    """Fields without a value for which a line that nothing took looks like one.

    Args:
        blocks: the submission's pages.
        fields: what was found.
        knowledge: printed notes, the city's own names and codes.
    """
    missing = {FieldName.ORGANIZATION, FieldName.POSTAL_CODE} - set(fields)
    if FieldName.ORGANIZATION in fields and FieldName.REPRESENTATIVE not in fields:
        missing.add(FieldName.REPRESENTATIVE)
    if not missing:
        return frozenset()
    return frozenset(
        name
        for segment in _untaken(blocks, fields, knowledge)
        for name in missing
        if _looks_like(name, segment.text, knowledge)
    )


def _looks_like(name: FieldName, text: str, knowledge: Knowledge) -> bool:
    if name is FieldName.POSTAL_CODE:
        return any(code.digits not in knowledge.city_postal_codes for code in find_postal_codes(text))
    if name is FieldName.ORGANIZATION:
        return organization_likelihood(text) >= LIKELY
    person = parse_name(text)
    return (person.in_lexicon and person.likelihood >= LIKELY) or is_titled(text)


def _untaken(blocks: Sequence[Blocks], fields: Mapping[FieldName, Proposal], knowledge: Knowledge) -> Iterator[Segment]:
    """Short lines that no value was read from and that are no part of a form's or letter's apparatus."""
    regions = [region for proposal in fields.values() for region in proposal.regions]
    for page in blocks:
        boxes = [region.box for region in regions if region.page == page.page.number]
        labelled = [segment for item in page.labelled for segment in item.values]
        for segment in (*page.free, *labelled):
            text = segment.text
            short = 2 < len("".join(text.split())) <= LONGEST
            if not short or any(segment.region.box.covered_by(box) > TAKEN for box in boxes):
                continue
            apparatus = (
                is_addressee(text, knowledge) or is_office(text) or is_date(text) or is_title(text) or is_receipt(text)
            )
            if not apparatus and not is_instruction(text, knowledge) and not is_unfilled(text):
                yield segment
